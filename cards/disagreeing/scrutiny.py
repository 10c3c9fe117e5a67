"""Independent scrutiny: what the scrutineer reads, where it stands, and the messages about it."""

from __future__ import annotations

from collections.abc import Sequence

from cards.elements import Action, AdaptiveCard, Element, button
from cards.layout import UK, capital, card, day_and_time, facts, para, quiet, stated
from cards.occasion import Occasion, notice
from cards.pages import Part, page
from cppm.disagreeing import scrutiny
from cppm.disagreeing.disagreement_records import Ending, Exchange, Scrutiny, ToChair
from cppm.meetings import views
from cppm.meetings.meeting import Child, PlanningMeeting, RegistrationView
from cppm.people import Duty, Person

DECLARES = "You have had no involvement with the child, the family, the case or this meeting."
ENDED: dict[Ending, str] = {
    Ending.AGREED: "Agrees with how the decision was made",
    Ending.MEETS_AGAIN: "Returned; the chair calls another meeting",
    Ending.OVERTAKEN: "Over: the chair has decided anew",
}


def scrutiny_card(
    meeting: PlanningMeeting,
    found: Scrutiny,
    actions: Sequence[Action],
    start: int = 0,
    zone: str = UK,
) -> AdaptiveCard:
    """Everything scrutiny needs, from one item on: the chair's reasons, the views, what was asked."""
    child = meeting.child(found.child)
    shown = page(
        [
            Part("The decision", _decision(meeting, found)),
            Part("Questions and answers", [each for one in found.exchanges for each in _exchange(one, zone)]),
            Part("The views", _views(meeting, child)),
        ],
        start,
    )
    more = shown.more("Read on", "scrutiny.read", m=meeting.id, y=found.id)
    return card(
        "Independent scrutiny",
        quiet(meeting.reference),
        facts(stands(meeting, found, zone)),
        *shown.body,
        quiet(scrutiny.STANDS),
        summary="The independent scrutiny of a decision",
        actions=[*more, *actions],
    )


def aside_card(meeting: PlanningMeeting, reader: Person, actions: Sequence[Action]) -> AdaptiveCard:
    """For whoever declared a part in it: nothing of the decision is shown."""
    officer = " and for the chief social work officer, who hears of it now"
    told = "" if reader.has(Duty.CHIEF_SOCIAL_WORK_OFFICER) else officer
    return card(
        "Somebody else looks at it",
        quiet(meeting.reference),
        para(
            "Your declaration is recorded, and you are not reminded of this again. It waits for other "
            f"service managers{told}."
        ),
        quiet(scrutiny.STANDS),
        summary="Your answer is recorded",
        actions=actions,
    )


def stands(meeting: PlanningMeeting, found: Scrutiny, zone: str = UK) -> list[tuple[str, str]]:
    """Whom it is about, who looks at it, and where it stands."""
    taken = day_and_time(found.taken_at, zone) if found.taken_at else ""
    return [
        ("About", meeting.child(found.child).name),
        ("Opened", day_and_time(found.opened_at, zone)),
        ("Scrutineer", f"{found.name}, {taken}" if found.person else "Nobody has taken it up yet"),
        ("Stands", _stands(found)),
        *([("Why", found.words)] if found.words else []),
    ]


def _stands(found: Scrutiny) -> str:
    if found.ending:
        return ENDED[found.ending]
    if found.waiting:
        return "The chair is to answer"
    return "Under way" if found.person else "Open"


def _decision(meeting: PlanningMeeting, found: Scrutiny) -> list[Element]:
    decision, summary = meeting.decisions[found.child], meeting.summaries.get(found.child)
    parts: list[Element] = [facts([("Decision", decision.option.words), ("Chair", meeting.chair.name)])]
    parts += [stated("Reasons", decision.reasons), stated("The chair's own judgement", decision.rationale)]
    parts += [stated(concern.area.capitalize(), concern.evidence) for concern in decision.concerns]
    if summary and summary.before_birth:
        parts.append(stated("Risks before the birth", capital(", ".join(summary.before_birth))))
    if summary:
        parts += [stated("Risks", summary.risks), stated("Protective factors", summary.protective)]
    return parts


def _exchange(each: Exchange, zone: str) -> list[Element]:
    label = "Asked" if each.kind is ToChair.QUESTION else "Returned with reasons"
    answered = f"The chair, {day_and_time(each.answered_at, zone)}" if each.answered_at else ""
    return [
        stated(f"{label}, {day_and_time(each.at, zone)}", each.words),
        *([stated(answered, each.answer)] if answered else []),
    ]


def _views(meeting: PlanningMeeting, child: Child) -> list[Element]:
    return [_view(meeting, view) for each in views.opened_views(meeting, child.id) for view in each.views]


def _view(meeting: PlanningMeeting, view: RegistrationView) -> Element:
    what = view.option.words if view.option else "Passed"
    told = meeting.on_behalf(view.source, view.recorded_by)
    return stated(f"{view.name}, {view.agency}{told}: {what}", view.reasons or "No reasons")


# Messages


def opened(o: Occasion) -> AdaptiveCard:
    """For service managers, who need not know the case: take it up, or leave it to somebody else."""
    found = next(iter(scrutiny.running(o.meeting, o.about)), None)
    return notice(
        o,
        "A decision needs independent scrutiny",
        facts([("Meeting", o.when), ("Chair", o.meeting.chair.name)]),
        para(
            "There was no clear consensus and the chair decided. Somebody senior with no part in the case or "
            "the meeting looks at how the decision was reached."
        ),
        quiet(scrutiny.STANDS),
        summary="A decision needs scrutiny",
        actions=[o.to("See what it is about", "scrutiny.read", y=found.id)] if found else [],
        why="DEC-09",
    )


def to_chair(o: Occasion) -> AdaptiveCard:
    """For the chair: a question, or the decision returned; the words are behind the button."""
    found = _found(o)
    returned = bool(found.exchanges) and found.exchanges[-1].kind is ToChair.RETURNED
    title = "Independent scrutiny returns a decision" if returned else "Independent scrutiny has a question"
    return notice(
        o,
        title,
        facts([("Meeting", o.when), ("From", found.name)]),
        para("Please read it and answer. The scrutineer goes on from your answer."),
        quiet(scrutiny.STANDS),
        summary="There is something for you to answer",
        actions=[o.to("Read it and answer", "scrutinyanswer.open", y=found.id), o.hub],
        why="DEC-09",
    )


def news(o: Occasion) -> AdaptiveCard:
    """For the scrutineer: the chair has answered, or the scrutiny is over."""
    found = _found(o)
    if found.ending is Ending.OVERTAKEN:
        title, words = "A scrutiny is over", "The chair has decided anew, so this decision no longer counts."
    elif found.ending is Ending.MEETS_AGAIN:
        title, words = (
            "A scrutiny is over",
            "The chair has answered what you returned: there is a new meeting.",
        )
    else:
        title, words = "The chair has answered you", "Read the answer, and say whether you agree."
    return notice(
        o,
        title,
        facts([("Meeting", o.when), ("Chair", o.meeting.chair.name)]),
        para(words),
        summary="There is news of a scrutiny",
        actions=[o.to("Read it", "scrutiny.read", y=found.id)],
        why="DEC-09",
    )


def ended(o: Occasion) -> AdaptiveCard:
    """For the chair and those who took part, neutral: where the scrutiny of their meeting stands."""
    found = _found(o)
    if found.ending is Ending.AGREED:
        words = "A service manager without a part in it agrees with how the decision was made. It stands."
    elif found.ending is Ending.MEETS_AGAIN:
        words = "The decision was returned to the chair, who calls another meeting. You hear of its date."
    else:
        words = f"The decision was returned to the chair with reasons. {scrutiny.STANDS}"
    chair = o.reader is not None and o.reader.id == o.meeting.chair.id
    reads = [o.to("Read the scrutiny", "scrutiny.read", y=found.id)] if chair else []
    return notice(
        o,
        "Independent scrutiny of a decision",
        facts([("Meeting", o.when)]),
        para(words),
        summary="There is news of a meeting",
        actions=[*reads, o.hub],
        why="DEC-09",
    )


def _found(o: Occasion) -> Scrutiny:
    return {each.id: each for each in o.meeting.scrutinies}[o.about]


def taken_up_buttons(meeting: PlanningMeeting, found: Scrutiny) -> list[Action]:
    """What a scrutineer does with it, while nothing waits for the chair."""
    if found.ended_at or found.waiting:
        return []
    return [button("Agree, ask or return", "scrutinyresult.open", m=meeting.id, y=found.id)]


def before_taking_up(meeting: PlanningMeeting, found: Scrutiny, zone: str = UK) -> list[tuple[str, str]]:
    """What a service manager sees before declaring no involvement: enough to tell, and no name."""
    return [
        ("Meeting", f"{meeting.reference}, {day_and_time(meeting.starts_at, zone)}"),
        ("Chair", meeting.chair.name),
        ("Lead professional", meeting.lead_professional.name),
        ("Opened", day_and_time(found.opened_at, zone)),
    ]
