"""The time that a practitioner plans for going through their report with the family, before the meeting.

Rules: REP-09, REP-10, LPP-16.
"""

from __future__ import annotations

from datetime import date, datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import FamilyTime, Invitee, Phase, PlanningMeeting
from cppm.meetings.reports import reporting_line
from cppm.people import Person
from cppm.records import FactKind
from cppm.timing.timescales import local_day, say_day


class FamilyTimeUnlikely(CPPMError):
    """Please give a day from today to the day of the meeting, {day}, so that the family has the report
    first."""

    rule = "REP-10"


class FormUnsaid(CPPMError):
    """Please say in which form the family gets the report: read aloud, Easy Read, with an interpreter."""

    rule = "REP-10"


class SharedAlready(CPPMError):
    """You have recorded already that the family has the report, so no time for it needs planning."""

    rule = "REP-10"


def plannable(meeting: PlanningMeeting, actor: Person) -> Invitee:
    """The line whose report is still to be gone through with the family.

    Raises NotInvited, WrongPhase, NoReportAsked, SharedAlready.
    """
    line = reporting_line(meeting, actor)
    meeting.require_phase("planning time with the family", Phase.INVITED)
    if line.report.sharing and line.report.sharing.shared:
        raise SharedAlready
    return line


def plan(meeting: PlanningMeeting, actor: Person, on: date, how: str, at: datetime) -> None:
    """On which day and in which form the report is gone through with the family; the latest holds."""
    line = plannable(meeting, actor)
    if not local_day(at) <= on <= local_day(meeting.starts_at):
        raise FamilyTimeUnlikely(day=say_day(local_day(meeting.starts_at)))
    if not how.strip():
        raise FormUnsaid
    made = FamilyTime(on, how.strip())
    if line.report.planned == made:
        return
    line.report.planned = made
    meeting.record(
        FactKind.FAMILY_TIME_PLANNED, actor, at, person=line.person.id, on=on.isoformat(), how=made.how
    )
