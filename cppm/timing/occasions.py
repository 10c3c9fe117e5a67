"""When each clock of a planning meeting runs that ends with the meeting itself; the rest: `occasions_after`.

Each function reads one kind of occasion from the meeting's state; nothing is started or stopped by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from cppm.councils.profile import Profile
from cppm.meetings import reports, views
from cppm.meetings.dates import ends_at, last_days_of
from cppm.meetings.invitations import waiting_for_chair
from cppm.meetings.meeting import Coming, Invitee, Mode, Phase, PlanningMeeting
from cppm.people import Role
from cppm.rights import participation, sitting_in
from cppm.roots import Root
from cppm.timing import occasions_after, occasions_exclusion, occasions_preparation, occasions_restricted
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of, evening_of, local_day, morning_of

# Before the meeting


def _notice(meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """The invitations are out so many days before the meeting, unless it was said why they can't (TIM-01)."""
    span = profile.limit("notice")
    if span is None or meeting.phase is Phase.CANCELLED or meeting.short_notice_reason:
        return
    by = end_of(local_day(meeting.starts_at) - timedelta(days=span.count))
    moved = [each.at for each in meeting.postponements]
    if meeting.approved_at is None and by > max([meeting.convened_at, *moved]):
        owes = meeting.chair if meeting.list_sent_at else meeting.lead_professional
        yield Occasion(meeting.convened_at, owes=(owes.id,), by=by)
    elif meeting.approved_at and not moved:
        yield Occasion(meeting.convened_at, owes=(meeting.chair.id,), by=by, done_at=meeting.approved_at)


def _teams_link(meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """The link is with everybody so many days before a meeting on Teams, or before it begins (CON-08)."""
    span, asked = profile.limit("teams_link"), meeting.approved_at
    if span and asked and meeting.phase is Phase.INVITED and meeting.mode is not Mode.IN_PERSON:
        by = end_of(local_day(meeting.starts_at) - timedelta(days=span.count))
        yield Occasion(asked, by=by if asked < by else meeting.starts_at)


def _held_by(clock: str, meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """The meeting is held by its last day or, where a senior manager agreed, by its later date (TIM-02..04).

    While it is arranged in time nobody is reminded to hold it, until its day has gone by.
    """
    if meeting.phase is Phase.CANCELLED:
        return
    for last in last_days_of(meeting, profile):
        if last.clock == clock:
            arranged = local_day(meeting.starts_at)
            agreed = arranged if meeting.late_reason else last.day
            in_time = arranged <= max(last.day, agreed)
            yield Occasion(
                evening_of(arranged) if in_time else meeting.convened_at,
                last.child,
                by=end_of(max(last.day, agreed)),
                counts_from=morning_of(last.counts_from),
                done_at=meeting.opened_at,
                manager=meeting.lead_professional.line_manager,
            )


def _interim_plan(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Until a transfer meeting begins, where no interim safety plan was agreed at its booking (MOV-10)."""
    ahead = meeting.phase in (Phase.BOOKED, Phase.INVITED)
    if ahead and meeting.move and not meeting.move.interim_agreed:
        yield Occasion(meeting.convened_at)


def _held_again(meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """After a meeting that was not quorate, while the new date lies beyond the limit (QUO-06)."""
    span, broken_off = profile.limit("inquorate_reconvene"), [p for p in meeting.postponements if p.absent]
    if span is None or not broken_off or meeting.phase is Phase.CANCELLED:
        return
    last = broken_off[-1]
    if meeting.starts_at > span.after(last.was, profile.rest_day):
        yield Occasion(last.at, counts_from=last.was, done_at=meeting.opened_at)


def _list_to_approve(meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """The list as it was sent to the chair, and later, until it begins, whoever was added to it (CON-07)."""
    if meeting.phase is Phase.BOOKED and meeting.list_sent_at:
        yield Occasion(meeting.list_sent_at)
    if meeting.phase in (Phase.INVITED, Phase.OPEN):
        added = [each.waits_since for each in waiting_for_chair(meeting) if each.waits_since]
        span = profile.limit("approve_list")
        if added and span:
            late = span.after(min(added), profile.rest_day) > meeting.starts_at > min(added)
            yield Occasion(min(added), by=meeting.starts_at if late else None)


def _answers(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """By the day before, or until it begins for somebody asked later (ATT-04).

    Whoever sits in for some days comes to learn, and owes no answer on days not theirs (INV-08).
    """
    if meeting.phase is not Phase.INVITED:
        return
    eve = end_of(local_day(meeting.starts_at) - timedelta(days=1))
    for line in meeting.invitees:
        asked = _asked_at(meeting, line)
        if line.coming is Coming.AWAITED and asked and not sitting_in.dated(line):
            by = eve if asked < eve else meeting.starts_at
            yield replace(_of_line(line, asked, by), over_at=meeting.starts_at)


def _reports(leads: bool, meeting: PlanningMeeting, profile: Profile) -> Iterator[Occasion]:
    """The lead professional's assessment report (TIM-17), and those of everybody else (TIM-16).

    Whoever took a part over once the meeting was held owes none to it (INV-08).
    """
    if meeting.phase not in (Phase.INVITED, Phase.OPEN, Phase.CLOSED):
        return
    for line in meeting.invitees:
        asked = _asked_at(meeting, line)
        if meeting.phase is Phase.CLOSED and asked and asked > meeting.starts_at:
            continue
        wanted = line.role.owes_report and (line.role is Role.LEAD_PROFESSIONAL) is leads
        if wanted and not line.report.filed and asked:
            due = reports.due_day(line, meeting.report_due)
            yield _of_line(line, asked, end_of(_leads_day(meeting, asked, due, profile) if leads else due))


def _leads_day(meeting: PlanningMeeting, asked: datetime, due: date, profile: Profile) -> date:
    """The lead professional's day is earlier where the council counts from the meeting or the investigation
    (TIM-17); never before the day after they were asked.
    """
    days, began = [due], meeting.investigation_began
    if before := profile.limit("lead_report_before"):
        days.append(local_day(meeting.starts_at) - timedelta(days=before.count))
    if (from_start := profile.limit("assessment_report")) and began:
        days.append(local_day(from_start.after(morning_of(began), profile.rest_day)))
    return min(due, max(min(days), local_day(asked) + timedelta(days=1)))


def _sharing(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase not in (Phase.INVITED, Phase.OPEN):
        return
    for line in meeting.invitees:
        filed = line.report.filed_at
        if filed and line.report.sharing is None and filed < meeting.starts_at:
            yield _of_line(line, filed, meeting.starts_at)


def _interpreters(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """By two days before the meeting, or until it begins for one asked for later (PAR-05)."""
    if meeting.phase in (Phase.BOOKED, Phase.INVITED) and participation.unconfirmed_interpreter(meeting):
        by = end_of(local_day(meeting.starts_at) - timedelta(days=2))
        by = by if meeting.convened_at < by else meeting.starts_at
        yield Occasion(meeting.convened_at, by=by)


def _children_to_tell(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Before the meeting, once the list is agreed, each child who is not invited (CHI-03)."""
    if meeting.phase is Phase.INVITED and meeting.approved_at:
        for line in participation.children_to_tell(meeting):
            yield Occasion(meeting.approved_at, line.id, by=meeting.starts_at)


def _asked_at(meeting: PlanningMeeting, line: Invitee) -> datetime | None:
    """When somebody was asked for the present date: by the invitation, or when the meeting was moved."""
    if line.invited_at is None or not line.invited:
        return None
    return max([line.invited_at, *(p.at for p in meeting.postponements)])


def _of_line(line: Invitee, started: datetime, by: datetime) -> Occasion:
    person = line.person
    return Occasion(started, whose=person.id, owes=(person.id,), by=by, manager=person.line_manager)


def _time_has_come(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """From its time on, until it is opened, moved or called off: else nothing after it would begin."""
    if meeting.phase in (Phase.BOOKED, Phase.INVITED):
        yield Occasion(meeting.starts_at)


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


OCCASIONS: dict[str, Occasions] = {
    "notice": _notice,
    "teams_link": _teams_link,
    "initial_cppm": partial(_held_by, "initial_cppm"),
    "prebirth": partial(_held_by, "prebirth"),
    "late_presentation": partial(_held_by, "late_presentation"),
    "transfer": partial(_held_by, "transfer"),
    "inquorate_reconvene": _held_again,
    "interim_plan": _interim_plan,
    "approve_list": _list_to_approve,
    "attendance": _answers,
    "report": partial(_reports, False),
    "lead_report": partial(_reports, True),
    "sharing": _sharing,
    "interpreter": _interpreters,
    "child_told": _children_to_tell,
    "meeting_opened": _time_has_come,
    "view": _views,
    "deputys_view": _deputies_views,
    **occasions_restricted.OCCASIONS,
    **occasions_preparation.OCCASIONS,
    **occasions_exclusion.OCCASIONS,
    **occasions_after.OCCASIONS,
}
"""The occasions of a planning meeting, by the name under which the catalogue knows them."""


def _explanations(root: Root, _: Profile) -> Iterator[Occasion]:
    """Why a limit passed waits for the manager named."""
    for key, missed in root.missed.items():
        if not missed.answered:
            yield Occasion(missed.at, key, owes=(missed.manager,))


EVERYWHERE: dict[str, Occasions] = {"limit_to_approve": _explanations}
"""Occasions that planning meetings, core groups and whereabouts share."""
