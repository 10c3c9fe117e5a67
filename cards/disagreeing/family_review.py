"""A family's request for review, as it stands and as it is told of; and where complaints go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import UK, bullets, capital, card, day, day_and_time, facts, para, quiet, stated, subheading
from cards.occasion import Occasion, notice
from cppm.councils.profile import Profile
from cppm.disagreeing import family_review
from cppm.disagreeing.disagreement import if_not_accepted
from cppm.disagreeing.disagreement_records import FamilyReview, ReviewResult
from cppm.meetings.meeting import PlanningMeeting

STANDS = "The decision stands meanwhile, and all protective actions go on."
NO_GROUND = "None of the three grounds applies, so the decision is not reviewed"


def window(last: date) -> str:
    """Until when a family can ask, and that a later request is not turned away."""
    return f"They can ask until {day(last)}; a later request is marked and answered all the same."


def request_rows(review: FamilyReview) -> list[tuple[str, str]]:
    """Who asked, how and when, and what they say."""
    asked_for = [("Asked for them", review.representative)] if review.representative else []
    late = [("In time", "No: it came after the time for it, and is answered all the same")]
    return [
        ("Who asked", review.who),
        *asked_for,
        ("How", capital(review.how)),
        ("Received", day(review.received)),
        *(late if review.late else []),
        ("What they say", review.words),
    ]


def result_rows(result: ReviewResult) -> list[tuple[str, str]]:
    """The service manager's answer, in words."""
    grounds = "\n".join(f"{ground}." for ground in result.grounds) or f"{NO_GROUND}."
    return [
        ("Grounds", grounds),
        ("What follows", follows(result)),
        ("Reasons", result.reasons),
        ("Tells the family", f"{result.teller_name}, by {day(result.tell_by)}"),
    ]


def follows(result: ReviewResult) -> str:
    """What follows from an answer, as it is told."""
    if result.could_differ:
        return "Another meeting, with another chair"
    return "The decision stands"


def review_card(
    meeting: PlanningMeeting,
    review: FamilyReview,
    actions: Sequence[Action],
    profile: Profile,
    zone: str = UK,
) -> AdaptiveCard:
    """A family's request whole, for those who look after it."""
    told = family_review.told(meeting, review)
    return card(
        "A family's request for review",
        quiet(meeting.reference),
        facts(request_rows(review)),
        *_answered(review, zone),
        facts([("The family was told", day_and_time(told, zone) if told else "Not yet")])
        if review.result
        else None,
        quiet(if_not_accepted(profile) if review.result else STANDS),
        summary="A request for review",
        actions=actions,
    )


def _answered(review: FamilyReview, zone: str) -> list[Element]:
    result = review.result
    if result is None:
        return [para("A service manager without a part in the meeting answers it.")]
    by = quiet(f"Answered by {result.name}, {day_and_time(result.at, zone)}.")
    return [subheading("The answer"), facts(result_rows(result)), by]


def told_button(meeting: PlanningMeeting, review: FamilyReview) -> list[Action]:
    """What whoever was named presses when the family has been told."""
    if review.result is None or family_review.told(meeting, review):
        return []
    return [button("The family is told", "done.open", m=meeting.id, k=f"{family_review.TOLD}:{review.id}")]


# Messages


def logged(o: Occasion) -> AdaptiveCard:
    """For service managers, who answer it, and for the chair and the lead professional, who know of it."""
    found = _found(o)
    answers = o.reader is not None and o.reader.id not in o.meeting.participants()
    opens = [o.to("Read it and answer", "familyresult.open", b=found.id)] if answers else []
    support = "The lead professional helps the family to find support with it."
    return notice(
        o,
        "A family asks for a review of the decision",
        facts([("Meeting", o.when), ("Received", day(found.received))]),
        para("It came after the time for it, and is answered all the same.") if found.late else None,
        para("Please answer it." if answers else support),
        quiet(STANDS),
        summary="A request has come in",
        actions=opens or [o.to("Read the request", "familyreview.read", b=found.id), o.hub],
        why="DIS-08" if answers else "DIS-07",
    )


def decided(o: Occasion) -> AdaptiveCard:
    """For the chief social work officer, the chair, the lead professional, and who tells the family."""
    found = _found(o)
    result = found.result
    teller = result is not None and o.reader is not None and o.reader.id == result.teller
    words = "You tell the family the answer." if teller else "You get this so that you know of it."
    return notice(
        o,
        "A family's request for review is answered",
        facts([("Meeting", o.when), *_short(result)]),
        para(words),
        summary="A request is answered",
        actions=[
            o.to("See what to tell" if teller else "Read the answer", "familyreview.read", b=found.id),
            *(told_button(o.meeting, found) if teller else []),
        ],
        why="DIS-10",
    )


def _short(result: ReviewResult | None) -> list[tuple[str, str]]:
    if result is None:
        return []
    return [("What follows", follows(result)), ("The family is told by", day(result.tell_by))]


def _found(o: Occasion) -> FamilyReview:
    return {each.id: each for each in o.meeting.family_reviews}[o.about]


# Complaints


def complaints_card(profile: Profile) -> AdaptiveCard:
    """Three different matters, and whose each is; a complaint is never kept here (DIS-04, 06, 11)."""
    return card(
        "Which way does it go?",
        stated("You disagree with a decision", "Record your dissent: it is kept in your own words."),
        stated("The family challenges the decision", profile.family_review),
        stated("How a person or an agency has behaved", profile.complaints),
        bullets(
            [
                "About a social worker or the chair: the council's complaints procedure.",
                "About police, health, a school or another agency: that agency's own procedure.",
                "A colleague's practice: speak with your own line manager first.",
            ]
        ),
        quiet("I keep no complaints and pass none on. All protective actions go on."),
        summary="Where a complaint goes",
        actions=[
            button("Record dissent", "dissent.open"),
            button("The family asks for a review", "familyreviews.open"),
            button("Why?", "why.open", rule="DIS-06"),
        ],
    )
