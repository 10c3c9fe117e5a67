"""What is owed in a meeting right now: a pure reading of its state and the council's profile.

Because it is read anew after every change, a clock follows the facts: a moved meeting moves its
reminders, a report that arrived is never chased (TIM-01..27; the rest of the table is not yet here).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cppm import reports, views
from cppm.dates import ends_at
from cppm.meeting import Coming, Invitee, Phase, PlanningMeeting
from cppm.people import Duty, Person
from cppm.profile import Clock, Profile
from cppm.records import everyone_with
from cppm.timescales import Due, end_of, local_day, morning_of


def dues(meeting: PlanningMeeting, profile: Profile) -> list[Due]:
    """Everything owed in this meeting, with its reminders and whom it escalates to."""
    found: list[Due] = []
    if meeting.phase is Phase.BOOKED:
        found += _list_to_approve(meeting, profile)
    if meeting.phase is Phase.INVITED:
        found += _answers(meeting, profile)
    if meeting.phase in (Phase.INVITED, Phase.OPEN, Phase.CLOSED):
        found += _reports(meeting, profile)
    if meeting.phase in (Phase.INVITED, Phase.OPEN):
        found += _sharing(meeting, profile)
    if meeting.phase is Phase.OPEN:
        found += _views(meeting)
    if meeting.phase in (Phase.OPEN, Phase.CLOSED):
        found += [*_key_points(meeting, profile), *_managers(meeting, profile)]
    if meeting.phase is Phase.CLOSED:
        found += _tellings(meeting, profile)
    return found


def _list_to_approve(meeting: PlanningMeeting, profile: Profile) -> Iterator[Due]:
    if meeting.list_sent_at:
        clock = profile.clock("approve_list")
        yield _from_start(clock, "approve_list", (meeting.chair.id,), meeting.list_sent_at, profile)


def _answers(meeting: PlanningMeeting, profile: Profile) -> Iterator[Due]:
    clock = profile.clock("attendance")
    day = local_day(meeting.starts_at)
    for line in meeting.invitees:
        asked = _asked_at(meeting, line)
        if line.coming is Coming.AWAITED and asked:
            last_day = day - timedelta(days=1)
            limit = end_of(last_day) if asked < end_of(last_day) else meeting.starts_at
            yield _before_day(clock, f"attendance:{line.person.id}", line.person, asked, day, limit, last_day)


def _asked_at(meeting: PlanningMeeting, line: Invitee) -> datetime | None:
    """When somebody was asked for the present date: by the invitation, or when the meeting was moved."""
    if line.invited_at is None:
        return None
    return max([line.invited_at, *(p.at for p in meeting.postponements)])


def _reports(meeting: PlanningMeeting, profile: Profile) -> Iterator[Due]:
    clock = profile.clock("report")
    for line in meeting.invitees:
        asked = _asked_at(meeting, line)
        if line.role.owes_report and not line.report.filed and asked:
            due = reports.due_day(line, meeting.report_due)
            key, morning_after = f"report:{line.person.id}", due + timedelta(days=1)
            yield _before_day(clock, key, line.person, asked, due, end_of(due), morning_after)


def _sharing(meeting: PlanningMeeting, profile: Profile) -> Iterator[Due]:
    clock = profile.clock("sharing")
    for line in meeting.invitees:
        filed = line.report.filed_at
        if filed and line.report.sharing is None and filed < meeting.starts_at:
            day = local_day(meeting.starts_at)
            yield _before_day(clock, f"sharing:{line.person.id}", line.person, filed, day, meeting.starts_at)


def _views(meeting: PlanningMeeting) -> Iterator[Due]:
    for child_id, current in meeting.rounds.items():
        if current.revealed_at:
            continue
        limit = max(ends_at(meeting), current.opened_at + timedelta(hours=1))
        for line in views.still_awaited(meeting, child_id):
            who, key = line.speaker or meeting.chair.id, f"view:{child_id}:{line.person.id}"
            yield Due(key, "view", "DEC-03", (who,), current.opened_at, limit, limit)


def _key_points(meeting: PlanningMeeting, profile: Profile) -> Iterator[Due]:
    """The 24 hours run from the meeting's end, even while nobody has closed it (SUM-01, TIM-09)."""
    points = meeting.key_points
    if points is None or points.released_at is None:
        clock = profile.clock("key_points")
        yield _from_start(clock, "key_points", (meeting.chair.id,), ended_at(meeting), profile)


def ended_at(meeting: PlanningMeeting) -> datetime:
    """When the meeting ended: when it was closed or, left open over night, when its time was over."""
    slot, closed = ends_at(meeting), meeting.closed_at
    latest = max(slot, meeting.opened_at or slot)
    return closed if closed and local_day(closed) <= local_day(latest) else latest


def _tellings(meeting: PlanningMeeting, profile: Profile) -> Iterator[Due]:
    clock, closed = profile.clock("telling"), meeting.closed_at
    for telling in meeting.outcome.tellings:
        if closed and telling.told_at is None:
            yield Due(
                f"telling:{telling.id}",
                clock.name,
                clock.rule,
                (telling.told_by,),
                closed,
                end_of(telling.by),
                end_of(telling.by),
                _days_before(clock, telling.by, closed),
                (everyone_with(Duty.SERVICE_MANAGER),),
                end_of(telling.by),
            )


def _managers(meeting: PlanningMeeting, profile: Profile) -> Iterator[Due]:
    clock = profile.clock("manager_told")
    for dissent in meeting.dissents:
        if dissent.manager_told_at is None:
            yield _from_start(clock, f"manager_told:{dissent.id}", (dissent.person,), dissent.at, profile)


def _from_start(clock: Clock, key: str, owes: tuple[str, ...], started: datetime, profile: Profile) -> Due:
    """A due whose limit and reminders count from its start."""
    limit = clock.limit.after(started, profile.rest_day) if clock.limit else started
    reminders = tuple(started + timedelta(hours=h) for h in clock.reminder_hours)
    escalates = _duty(clock)
    return Due(
        key,
        clock.name,
        clock.rule,
        owes,
        started,
        limit,
        limit,
        reminders,
        escalates,
        limit if escalates else None,
    )


def _before_day(
    clock: Clock,
    key: str,
    person: Person,
    started: datetime,
    day: date,
    limit: datetime,
    escalate_on: date | None = None,
) -> Due:
    """A due whose reminders count whole days back from a day; it escalates to the line manager.

    Somebody asked so late that the day of escalation is over is not reported to their manager.
    """
    late = escalate_on is None or morning_of(escalate_on) <= started
    manager = (person.line_manager,) if person.line_manager and not late else ()
    return Due(
        key,
        clock.name,
        clock.rule,
        (person.id,),
        started,
        limit,
        limit,
        _days_before(clock, day, started),
        manager,
        morning_of(escalate_on) if manager and escalate_on else None,
    )


def _days_before(clock: Clock, day: date, started: datetime) -> tuple[datetime, ...]:
    moments = (morning_of(day - timedelta(days=n)) for n in clock.reminder_days)
    return tuple(m for m in moments if m > started)


def _duty(clock: Clock) -> tuple[str, ...]:
    known = {duty.value: duty for duty in Duty}
    return (everyone_with(known[clock.escalates_to]),) if clock.escalates_to in known else ()
