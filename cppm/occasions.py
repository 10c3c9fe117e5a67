"""When each clock of a planning meeting runs: from its booking to what is still owed after it.

Each function reads one kind of occasion from the meeting's state; nothing is started or stopped by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cppm import reports, views
from cppm.dates import ended_at, ends_at
from cppm.meeting import Coming, Invitee, Phase, PlanningMeeting
from cppm.occasion import Occasion, Occasions
from cppm.profile import Profile
from cppm.roots import Root
from cppm.timescales import end_of, local_day

# Before the meeting


def _list_to_approve(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase is Phase.BOOKED and meeting.list_sent_at:
        yield Occasion(meeting.list_sent_at)


def _answers(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """By the day before, or until it begins for somebody asked later (ATT-04)."""
    if meeting.phase is not Phase.INVITED:
        return
    eve = end_of(local_day(meeting.starts_at) - timedelta(days=1))
    for line in meeting.invitees:
        asked = _asked_at(meeting, line)
        if line.coming is Coming.AWAITED and asked:
            yield _of_line(line, asked, eve if asked < eve else meeting.starts_at)


def _reports(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase not in (Phase.INVITED, Phase.OPEN, Phase.CLOSED):
        return
    for line in meeting.invitees:
        asked = _asked_at(meeting, line)
        if line.role.owes_report and not line.report.filed and asked:
            yield _of_line(line, asked, end_of(reports.due_day(line, meeting.report_due)))


def _sharing(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase not in (Phase.INVITED, Phase.OPEN):
        return
    for line in meeting.invitees:
        filed = line.report.filed_at
        if filed and line.report.sharing is None and filed < meeting.starts_at:
            yield _of_line(line, filed, meeting.starts_at)


def _asked_at(meeting: PlanningMeeting, line: Invitee) -> datetime | None:
    """When somebody was asked for the present date: by the invitation, or when the meeting was moved."""
    if line.invited_at is None:
        return None
    return max([line.invited_at, *(p.at for p in meeting.postponements)])


def _of_line(line: Invitee, started: datetime, by: datetime) -> Occasion:
    person = line.person
    return Occasion(started, whose=person.id, owes=(person.id,), by=by, manager=person.line_manager)


# In the meeting


def _views(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    yield from (each for each in _awaited_views(meeting) if each.owes)


def _deputies_views(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """The chair records what a deputy says whom nobody has enrolled."""
    yield from (each for each in _awaited_views(meeting) if not each.owes)


def _awaited_views(meeting: PlanningMeeting) -> Iterator[Occasion]:
    """By the end of the slot, or within an hour of asking. Nobody owes that of a deputy not enrolled."""
    if meeting.phase is not Phase.OPEN:
        return
    for child_id, current in meeting.rounds.items():
        if current.revealed_at:
            continue
        by = max(ends_at(meeting), current.opened_at + timedelta(hours=1))
        for line in views.still_awaited(meeting, child_id):
            speaker = (line.speaker,) if line.speaker else ()
            yield Occasion(current.opened_at, child_id, line.person.id, speaker, by)


# After the meeting


def _key_points(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """From the meeting's end, even while nobody has closed it (SUM-01, TIM-09)."""
    if meeting.phase in (Phase.OPEN, Phase.CLOSED):
        points = meeting.key_points
        yield Occasion(ended_at(meeting), done_at=points.released_at if points else None)


def _tellings(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase is not Phase.CLOSED or meeting.closed_at is None:
        return
    for telling in meeting.outcome.tellings:
        if telling.told_at is None:
            yield Occasion(meeting.closed_at, telling.id, owes=(telling.told_by,), by=end_of(telling.by))


def _managers(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase not in (Phase.OPEN, Phase.CLOSED):
        return
    for dissent in meeting.dissents:
        if dissent.manager_told_at is None:
            yield Occasion(dissent.at, dissent.id, owes=(dissent.person,))


def _not_yet(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    yield from ()


OCCASIONS: dict[str, Occasions] = {
    "notice": _not_yet,
    "initial_cppm": _not_yet,
    "prebirth": _not_yet,
    "late_presentation": _not_yet,
    "approve_list": _list_to_approve,
    "inquorate_reconvene": _not_yet,
    "minutes": _not_yet,
    "corrections": _not_yet,
    "correction_answer": _not_yet,
    "recording_deleted": _not_yet,
    "reporter_referral": _not_yet,
    "register_update": _not_yet,
    "told_in_writing": _not_yet,
    "family_review": _not_yet,
    "plan_copy": _not_yet,
    "decision_letter": _not_yet,
    "dissent_answered": _not_yet,

    "attendance": _answers,
    "report": _reports,
    "sharing": _sharing,
    "view": _views,
    "deputys_view": _deputies_views,
    "key_points": _key_points,
    "telling": _tellings,
    "manager_told": _managers,
}
"""The occasions of a planning meeting, by the name under which the catalogue knows them."""


def _explanations(root: Root, _: Profile) -> Iterator[Occasion]:
    """Why a limit passed waits for the manager named."""
    for key, missed in root.missed.items():
        if missed.approved_at is None:
            yield Occasion(missed.at, key, owes=(missed.manager,))


EVERYWHERE: dict[str, Occasions] = {"limit_to_approve": _explanations}
"""Occasions that planning meetings and core groups share."""
