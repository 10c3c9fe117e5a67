"""When the clocks run of what people disagree about: dissent, independent scrutiny, a family's request.

Rules: DEC-09, DIS-02, DIS-03, DIS-07..10.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cppm.councils.profile import Profile
from cppm.disagreeing import family_review, scrutiny
from cppm.disagreeing.disagreement_records import Scrutiny, Step
from cppm.disagreeing.dissent import barred
from cppm.meetings import another_meeting
from cppm.meetings.dates import ended_at
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Duty
from cppm.records import everyone_with
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import morning_of


def _managers(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    for dissent in meeting.dissents:
        if dissent.manager_told_at is None:
            yield Occasion(dissent.at, dissent.id, owes=(dissent.person,))


def _answers_to_dissent(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Counted from the meeting, whenever the dissent came; only an answer in writing closes it."""
    for dissent in meeting.dissents:
        answered = dissent.answer.at if dissent.answer else None
        not_by = barred(meeting, dissent)
        yield Occasion(dissent.at, dissent.id, counts_from=ended_at(meeting), done_at=answered, not_by=not_by)


def _escalations(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """The line manager who was told says what was done; for one who is not enrolled the dissenter does."""
    for dissent in meeting.dissents:
        told = dissent.manager_told_at
        if told and dissent.escalation is None:
            yield Occasion(told, dissent.id, owes=(dissent.manager or dissent.person,))


def _escalated(meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """Where the council's guide has no limit for every dissent, one that was raised is answered."""
    if "dissent_answered" in profile.clocks:
        return
    for dissent in meeting.dissents:
        step = dissent.escalation
        if step and step.step is Step.RAISED and dissent.answer is None:
            yield Occasion(step.at, dissent.id, not_by=barred(meeting, dissent))


# Independent scrutiny


def _scrutinies(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Until it is taken up every service manager without a part owes it, then whoever took it up; the chair's
    time is apart. Whoever declared a part owes it no more."""
    for each in scrutiny.running(meeting):
        if each.waiting is None:
            owes = each.person or everyone_with(Duty.SERVICE_MANAGER)
            not_by = () if each.person else (*scrutiny.who_took_part(meeting), *each.stood_aside)
            yield Occasion(_its_turn(each), each.id, owes=(owes,), not_by=not_by)


def _its_turn(found: Scrutiny) -> datetime:
    """From when the present step of a scrutiny counts: its opening, or the chair's last answer."""
    answered = [each.answered_at for each in found.exchanges if each.answered_at]
    return max([found.opened_at, *answered])


def _scrutinies_to_answer(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    for each in scrutiny.running(meeting):
        if each.waiting:
            yield Occasion(each.waiting.at, each.id)


# A family's request for review


def _requests(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """From the day on which it came, however late that was logged; not for a service manager with a part."""
    for review in meeting.family_reviews:
        answered = review.result.at if review.result else None
        received = morning_of(review.received)
        not_by = scrutiny.who_took_part(meeting)
        yield Occasion(review.logged_at, review.id, counts_from=received, done_at=answered, not_by=not_by)


def _support(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    for review in family_review.waiting(meeting):
        yield Occasion(review.logged_at, review.id)


def _results_to_tell(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """By the day that the service manager set, for whoever was named."""
    for review in meeting.family_reviews:
        result = review.result
        if result and family_review.told(meeting, review) is None:
            by = family_review.tell_until(review)
            yield Occasion(result.at, review.id, owes=(result.teller,), by=by)


def _another_meeting(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """From when the first reason for another meeting was given, until it is booked."""
    if another_meeting.wanted(meeting):
        results = [r.result.at for r in meeting.family_reviews if r.led_to_another and r.result]
        ended = [s.ended_at for s in meeting.scrutinies if s.led_to_another and s.ended_at]
        off = [meeting.cancelled_at] if meeting.cancelled_at else []
        yield Occasion(min([*results, *ended, *off]))


OCCASIONS: dict[str, Occasions] = {
    "manager_told": _managers,
    "dissent_answered": _answers_to_dissent,
    "dissent_escalated": _escalated,
    "escalation": _escalations,
    "scrutiny": _scrutinies,
    "scrutiny_answer": _scrutinies_to_answer,
    "family_review_answer": _requests,
    "review_support": _support,
    "review_told": _results_to_tell,
    "another_meeting": _another_meeting,
}
"""These occasions, by the name under which the catalogue knows them."""
