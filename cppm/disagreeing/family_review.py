"""A family's request that a decision be looked at again: logged, decided by a service manager, told.

The decision stands and protection goes on meanwhile. Where another decision was possible, another meeting
follows: `cppm.meetings.another_meeting`.

Rules: TIM-15, DIS-05, DIS-07, DIS-08, DIS-10.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from cppm.councils.profile import Profile
from cppm.disagreeing.disagreement_records import Asked, FamilyReview, Ground, ReviewResult
from cppm.disagreeing.scrutiny import SENIOR, took_part
from cppm.errors import CPPMError
from cppm.meetings.dates import ended_at
from cppm.meetings.meeting import NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.people import Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing.timescales import end_of, local_day, say_day

TOLD = "review_told"
"""The clock that runs until the family has been told; it is said to be done under this name."""


class RequestMissing(CPPMError):
    """Please give {what}. The service manager answers what the family itself asks."""

    rule = "DIS-07"


class NotReceivedThen(CPPMError):
    """{day} can't be the day on which the request came: it is still to come, or before the meeting. Check the
    day."""

    rule = "DIS-07"


class HadAPart(CPPMError):
    """You had a part in this meeting, so you can't answer the family's request. Ask another service manager,
    or the chief social work officer."""

    rule = "DIS-08"


class DecidedAlready(CPPMError):
    """{name} has answered this request, and that answer is final. If the family does not accept it, the
    council's complaints procedure is open to them."""

    rule = "DIS-10"


class CouldDifferUnanswered(CPPMError):
    """Please say whether it could have led to another decision. Only then does another meeting follow."""

    rule = "DIS-09"


class ReviewUnexplained(CPPMError):
    """Please give the reasons for your answer, in a sentence or two. The family hears them."""

    rule = "DIS-08"


class TellByGone(CPPMError):
    """The family is told from today on. Choose today or a later day."""

    rule = "DIS-10"


# Who may


def may_log(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody keeps a family's requests: who leads, CP Administration, a service manager."""
    leads = {meeting.lead_professional.id, meeting.outcome.lead_professional}
    return person.id in leads or person.has(Duty.CP_ADMIN) or person.has(Duty.SERVICE_MANAGER)


def require_logger(meeting: PlanningMeeting, person: Person) -> None:
    """Refuse everybody else, and everybody before the meeting is closed."""
    if not may_log(meeting, person):
        raise NotYours(
            who="the lead professional, CP Administration or a service manager",
            next_step="Give the family's letter to one of them.",
        )
    meeting.require_phase("asking for a review of the decision", Phase.CLOSED)


def may_read(meeting: PlanningMeeting, person: Person, review: FamilyReview) -> bool:
    """Whether a request is for somebody: who keeps it, the chair, who tells the family, and the CSWO."""
    teller = review.result.teller if review.result else ""
    hears = person.id in (meeting.chair.id, teller) or person.has(Duty.CHIEF_SOCIAL_WORK_OFFICER)
    return hears or may_log(meeting, person)


def require_reader(meeting: PlanningMeeting, person: Person, review_id: str) -> FamilyReview:
    """The request, for whom it concerns. Raises NotYours before it says whether there is such a request."""
    readable = [each for each in meeting.family_reviews if may_read(meeting, person, each)]
    if not readable and not may_log(meeting, person):
        raise NotYours(who="those who look after a family's request", next_step="Ask the lead professional.")
    return _found(readable, review_id)


def may_decide(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody answers a family's request: a service manager without a part in the meeting or, where
    every one of them had a part, the chief social work officer (DIS-08).
    """
    return bool(person.duties & SENIOR) and not took_part(meeting, person)


def require_decider(meeting: PlanningMeeting, person: Person, review_id: str) -> FamilyReview:
    """The request, for somebody who may answer it. Raises NotYours, HadAPart."""
    if not person.duties & SENIOR:
        raise NotYours(who="a service manager", next_step="Ask a service manager.")
    if not may_decide(meeting, person):
        raise HadAPart
    return find(meeting, review_id)


def find(meeting: PlanningMeeting, review_id: str) -> FamilyReview:
    """The request with this id. Raises NoSuchThing."""
    return _found(meeting.family_reviews, review_id)


def _found(reviews: Sequence[FamilyReview], review_id: str) -> FamilyReview:
    for each in reviews:
        if each.id == review_id:
            return each
    raise NoSuchThing(what="request for review")


def waiting(meeting: PlanningMeeting) -> list[FamilyReview]:
    """The requests that have no answer yet."""
    return [each for each in meeting.family_reviews if each.result is None]


def told(meeting: PlanningMeeting, review: FamilyReview) -> datetime | None:
    """When the family was told the result, as somebody said."""
    said = meeting.attested.get(f"{TOLD}:{review.id}")
    return said.at if said else None


# What is done


def last_day(meeting: PlanningMeeting, profile: Profile) -> date | None:
    """The last day on which a family may ask; None where the council's guide has no window (TIM-15)."""
    window = profile.limit("family_review")
    return local_day(window.after(ended_at(meeting), profile.rest_day)) if window else None


def log(
    meeting: PlanningMeeting,
    actor: Person,
    line_id: str,
    representative: str,
    how: Asked,
    words: str,
    received: date,
    at: datetime,
    profile: Profile,
    review_id: str,
) -> FamilyReview:
    """Log who of the family asked, how, when it came, and what they say; a late one is marked and decided.

    `representative` is who asked for them, if anybody. The same request logged twice is kept once.
    """
    require_logger(meeting, actor)
    line = meeting.family_line(line_id)
    if not words.strip():
        raise RequestMissing(what="what the family says, in their own words")
    if not local_day(ended_at(meeting)) <= received <= local_day(at):
        raise NotReceivedThen(day=say_day(received))
    for known in meeting.family_reviews:
        if (known.line, known.received, known.words) == (line_id, received, words.strip()):
            return known
    last = last_day(meeting, profile)
    late = last is not None and received > last
    said, asker = words.strip(), representative.strip()
    kept = FamilyReview(review_id, line.id, line.who, asker, how, said, received, late, actor.id, at)
    meeting.family_reviews.append(kept)
    meeting.record(
        FactKind.FAMILY_REVIEW_LOGGED,
        actor,
        at,
        review=kept.id,
        line=line.id,
        representative=asker,
        how=how,
        received=received.isoformat(),
        late=late,
        words=said,
    )
    _tell_of_request(meeting, actor, kept)
    return kept


def _tell_of_request(meeting: PlanningMeeting, actor: Person, kept: FamilyReview) -> None:
    managers, lead = everyone_with(Duty.SERVICE_MANAGER), _lead(meeting)
    meeting.owe(NoticeKind.FAMILY_REVIEW_LOGGED, managers, key=kept.id, about=kept.id)
    for reader in dict.fromkeys((meeting.chair.id, lead)):
        if reader != actor.id:
            meeting.owe(NoticeKind.FAMILY_REVIEW_LOGGED, reader, key=kept.id, about=kept.id)


def _lead(meeting: PlanningMeeting) -> str:
    return meeting.outcome.lead_professional or meeting.lead_professional.id


def decide(
    meeting: PlanningMeeting,
    actor: Person,
    review_id: str,
    grounds: Sequence[Ground],
    could_differ: bool | None,
    reasons: str,
    teller: Person,
    tell_by: date,
    at: datetime,
) -> FamilyReview:
    """The service manager's final answer, who tells the family, and by when (DIS-08..10).

    Without one of the three grounds the decision is not reviewed. With one, and if it could have led to
    another decision, another meeting follows. The chief social work officer is told.
    """
    review = require_decider(meeting, actor, review_id)
    if not reasons.strip():
        raise ReviewUnexplained
    if grounds and could_differ is None:
        raise CouldDifferUnanswered
    if review.result:
        return _same(review, grounds, reasons)
    if tell_by < local_day(at):
        raise TellByGone
    review.result = ReviewResult(
        list(grounds),
        bool(grounds and could_differ),
        reasons.strip(),
        actor.id,
        actor.name,
        at,
        teller.id,
        teller.name,
        tell_by,
    )
    _record_result(meeting, actor, review, review.result)
    return review


def _same(review: FamilyReview, grounds: Sequence[Ground], reasons: str) -> FamilyReview:
    kept = review.result
    if kept and (kept.grounds, kept.reasons) != (list(grounds), reasons.strip()):
        raise DecidedAlready(name=kept.name)
    return review


def _record_result(meeting: PlanningMeeting, actor: Person, review: FamilyReview, kept: ReviewResult) -> None:
    meeting.record(
        FactKind.FAMILY_REVIEW_DECIDED,
        actor,
        kept.at,
        review=review.id,
        grounds=kept.grounds,
        could_differ=kept.could_differ,
        reasons=kept.reasons,
        teller=kept.teller,
        tell_by=kept.tell_by.isoformat(),
    )
    officers = everyone_with(Duty.CHIEF_SOCIAL_WORK_OFFICER)
    for reader in dict.fromkeys((officers, meeting.chair.id, _lead(meeting), kept.teller)):
        if reader != actor.id or reader == kept.teller:
            meeting.owe(NoticeKind.FAMILY_REVIEW_DECIDED, reader, key=review.id, about=review.id)


def tell_until(review: FamilyReview) -> datetime | None:
    """The end of the day by which the family is told."""
    return end_of(review.result.tell_by) if review.result else None
