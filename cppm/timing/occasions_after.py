"""When the clocks run that a planning meeting leaves behind: key points, minutes, who is told, the register.

Rules: CHR-24, MIN-01, MIN-04, MIN-25, MIN-28, OUT-14, PTP-05, REG-04, TIM-09, TIM-10, TIM-15, TIM-25, TIM-26.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cppm.councils.profile import Profile
from cppm.meetings import minutes
from cppm.meetings.dates import ended_at
from cppm.meetings.decision import registered
from cppm.meetings.key_points import recipients
from cppm.meetings.meeting import Mode, Option, Phase, PlanningMeeting
from cppm.people import Role
from cppm.rights import participation
from cppm.timing import occasions_disagreement
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of


def _key_points(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """From the meeting's end, even while nobody has closed it (SUM-01, TIM-09)."""
    if meeting.phase in (Phase.OPEN, Phase.CLOSED):
        points = meeting.key_points
        yield Occasion(ended_at(meeting), done_at=points.released_at if points else None)


def _tellings(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.closed_at is None:
        return
    for telling in meeting.outcome.tellings:
        if telling.told_at is None:
            yield Occasion(meeting.closed_at, telling.id, owes=(telling.told_by,), by=end_of(telling.by))


# Minutes


def _minutes_draft(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Where a minute taker is named; without one the chair has the minutes drafted and is asked for them."""
    if meeting.phase is not Phase.CLOSED or minutes.drafted(meeting):
        return
    takers = [id for id, role in meeting.participants().items() if role is Role.MINUTE_TAKER]
    if takers:
        yield Occasion(ended_at(meeting), owes=tuple(takers))


def _minutes(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase is Phase.CLOSED:
        yield Occasion(ended_at(meeting), done_at=meeting.minutes.sent_at)


def _corrections(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Everybody who was sent the minutes, until they have checked them or asked for a correction (MIN-23)."""
    sent_at = meeting.minutes.sent_at
    if sent_at is None:
        return
    asked = {each.person for each in meeting.minutes.corrections}
    for person in recipients(meeting):
        if person not in asked and f"{minutes.STORED}:{person}" not in meeting.attested:
            yield Occasion(sent_at, whose=person, owes=(person,))


def _corrections_to_answer(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    for correction in meeting.minutes.corrections:
        if correction.answered_at is None:
            yield Occasion(correction.at, correction.id)


def _recording(meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """Where meetings are recorded: from when the minutes are complete, with every correction answered."""
    kept = meeting.minutes
    recorded = profile.always_recorded and meeting.mode is not Mode.IN_PERSON
    if not recorded or kept.sent_at is None or kept.recording_deleted_at:
        return
    answered = [each.answered_at for each in kept.corrections if each.answered_at]
    if len(answered) == len(kept.corrections):
        window = profile.limit("corrections")
        over = window.after(kept.sent_at, profile.rest_day) if window else kept.sent_at
        yield Occasion(max([over, *answered]))


# What follows from the decision


def _closed(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Owed after every meeting: the decision in a letter."""
    if meeting.phase is Phase.CLOSED:
        yield Occasion(ended_at(meeting))


def _right_to_review(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Owed after every meeting: the family hears of its right to a review of the decision."""
    if meeting.phase is Phase.CLOSED:
        yield _for_the_lead(meeting)


def _registered(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Owed where a name is on the register from now on: the family's copy of the plan."""
    if meeting.phase is Phase.CLOSED and registered(meeting):
        yield _for_the_lead(meeting)


def _placed(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Owed where a name was placed: what the register holds is told (OUT-14)."""
    placed = any(d.option in meeting.registering for d in meeting.decisions.values())
    if meeting.phase is Phase.CLOSED and placed:
        yield _for_the_lead(meeting)


def _explained(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Until the family understands why a name is on the register, and the children were heard (PTP-05)."""
    if meeting.phase is Phase.CLOSED and participation.to_explain(meeting):
        yield _for_the_lead(meeting)


def _minutes_explained(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Until everybody of the family understands the minutes (MIN-28, PTP-07)."""
    sent_at = meeting.minutes.sent_at
    if sent_at and participation.minutes_unclear(meeting):
        yield replace(_for_the_lead(meeting), started=sent_at)


def _for_the_lead(meeting: PlanningMeeting) -> Occasion:
    """From the meeting's end, for whoever leads from then on."""
    lead = meeting.outcome.lead_professional
    person = meeting.invitee(lead).person if lead else meeting.lead_professional
    return Occasion(ended_at(meeting), manager=person.line_manager)


def _register(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Each child whose name was placed or removed."""
    if meeting.phase is Phase.CLOSED:
        for child_id, decision in meeting.decisions.items():
            if decision.option in (*meeting.registering, Option.REMOVE):
                yield Occasion(ended_at(meeting), child_id)


def _referrals(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Each child who is to be referred to the Reporter."""
    if meeting.phase is Phase.CLOSED:
        for child_id, decision in meeting.decisions.items():
            if decision.reporter == "refer":
                yield Occasion(ended_at(meeting), child_id)


OCCASIONS: dict[str, Occasions] = {
    "key_points": _key_points,
    "telling": _tellings,
    "minutes_draft": _minutes_draft,
    "minutes": _minutes,
    "corrections": _corrections,
    "correction_answer": _corrections_to_answer,
    "recording_deleted": _recording,
    "reporter_referral": _referrals,
    "register_update": _register,
    "told_in_writing": _placed,
    "family_review": _right_to_review,
    "decision_letter": _closed,
    "explained": _explained,
    "minutes_explained": _minutes_explained,
    "plan_copy": _registered,
    **occasions_disagreement.OCCASIONS,
}
"""The occasions after a planning meeting, by the name under which the catalogue knows them."""
