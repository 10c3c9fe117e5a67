"""Somebody about to take over a case sits in to learn it, and reads from one day on until another.

The days stand on their line of the list (`Invitee.reads_from`, `reads_until`, both included). The meeting
itself knows no day: who reads it is asked where it is read (`cut.for_reader`) and changed
(`Meetings.update`). Outside the days there is nothing of it for them, as if nobody had invited them.

Rules: INV-08, DEC-12.
"""

from __future__ import annotations

from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import Invitee, NoSuchThing, Phase, PlanningMeeting
from cppm.people import Person, Role
from cppm.records import FactKind
from cppm.timing.timescales import local_day, say_day

CHANGEABLE = (Phase.BOOKED, Phase.INVITED, Phase.OPEN, Phase.CLOSED)


class DaysReversed(CPPMError):
    """The last day of reading, {until}, lies before the first, {since}. Please give the days in order."""

    rule = "INV-08"


class DayOfReadingGone(CPPMError):
    """The last day of reading is past. Please give today or a later day; to end it at once, today will do."""

    rule = "INV-08"


class NobodySitsIn(CPPMError):
    """Nobody on this list is about to take over as lead professional. Add them to the list in that role
    first."""

    rule = "INV-08"


def sits_in(line: Invitee) -> bool:
    """Whether somebody is on the list to learn the case before they take it over."""
    return line.role is Role.INCOMING_LEAD_PROFESSIONAL


def dated(line: Invitee) -> bool:
    """Whether they sit in on some days only."""
    return sits_in(line) and bool(line.reads_from or line.reads_until)


def sitting_in(meeting: PlanningMeeting) -> list[Invitee]:
    """Everybody who is."""
    return [line for line in meeting.invitees if sits_in(line)]


def check_days(since: date | None, until: date | None, at: datetime) -> None:
    """Refuse days out of order, and a last day that is past."""
    if since and until and until < since:
        raise DaysReversed(since=say_day(since), until=say_day(until))
    if until and until < local_day(at):
        raise DayOfReadingGone


def set_days(
    meeting: PlanningMeeting,
    actor: Person,
    person_id: str,
    since: date | None,
    until: date | None,
    at: datetime,
) -> None:
    """From which day to which they read; None leaves that end open. The same days again change nothing."""
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("changing who reads along", *CHANGEABLE)
    line = meeting.invitee(person_id)
    if not sits_in(line):
        raise NoSuchThing(what="person about to take over")
    if (line.reads_from, line.reads_until) == (since, until):
        return
    check_days(since, until, at)
    line.reads_from, line.reads_until = since, until
    days = {"since": since and since.isoformat(), "until": until and until.isoformat()}
    meeting.record(FactKind.READING_DATED, actor, at, person=person_id, **days)


def shut(meeting: PlanningMeeting, person_id: str, day: date) -> Invitee | None:
    """The line of somebody who sits in, on a day that is not theirs; None for everybody else.

    Whoever the meeting made lead professional, or a member of the core group, has taken over already.
    """
    line = next((each for each in meeting.invitees if each.person.id == person_id), None)
    if line is None or not sits_in(line) or _has_taken_over(meeting, person_id):
        return None
    begun = line.reads_from is None or line.reads_from <= day
    over = line.reads_until is not None and line.reads_until < day
    return None if begun and not over else line


def opens(meeting: PlanningMeeting, person_id: str, day: date) -> date | None:
    """The day still to come on which it opens for them; None when it is open, over, or not dated."""
    line = shut(meeting, person_id, day)
    ahead = line.reads_from if line else None
    return ahead if ahead and ahead > day else None


def _has_taken_over(meeting: PlanningMeeting, person_id: str) -> bool:
    settled = meeting.outcome
    closed = meeting.phase is Phase.CLOSED
    return closed and person_id in (settled.lead_professional, settled.core_group_chair, *settled.core_group)


def end_days(line: Invitee) -> None:
    """They have taken over: what they read now comes with their part."""
    line.reads_from = line.reads_until = None
