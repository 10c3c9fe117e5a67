"""The chair and the lead professional have each report before the meeting, and say that they do (REP-08).

Quorate passes on where a report is found, not the report: both are told when one is filed, once a day
until they have looked, and find its reference with all the others.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import Invitee, NotYours, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind, NoticeKind
from cppm.timing.timescales import local_day

READ_IN = (Phase.INVITED, Phase.OPEN, Phase.CLOSED)


class ReportStillAwaited(CPPMError):
    """The report of {name} is not in yet. Its reference stands with
    the other reports as soon as it is filed."""

    rule = "REP-08"


def readers(meeting: PlanningMeeting, line: Invitee) -> list[Person]:
    """Who has a report before the meeting: the chair and the lead professional, but nobody their own."""
    both = (meeting.chair, meeting.lead_professional)
    return [person for person in both if person.id != line.person.id]


def pass_on(meeting: PlanningMeeting, line: Invitee, actor: Person, at: datetime) -> None:
    """Tell both that a report is in and where it is found, other than whoever has just recorded it.

    Whoever was told today and has not looked is not told again: several often come within the hour.
    """
    for reader in readers(meeting, line):
        closed = meeting.phase is Phase.CLOSED
        if reader.id != actor.id and not closed and not _told_today(meeting, reader, line, at):
            key = f"{line.person.id}:{at.isoformat()}"
            meeting.owe(NoticeKind.REPORT_IN, reader.id, key=key, about=line.person.id)


def _told_today(meeting: PlanningMeeting, reader: Person, line: Invitee, at: datetime) -> bool:
    others = (each.report.filed_at for each in to_read(meeting, reader) if each is not line)
    return any(filed and local_day(filed) == local_day(at) for filed in others)


def reads(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody is one of the two."""
    return person.id in (meeting.chair.id, meeting.lead_professional.id)


def require_reader(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody but the chair and the lead professional."""
    if not reads(meeting, actor):
        raise NotYours(
            who="the chair or the lead professional",
            next_step="Everybody else hears the gist of each report in the meeting.",
        )


def have(meeting: PlanningMeeting, actor: Person, person_id: str, at: datetime) -> None:
    """Somebody has this report and has read it. Saying it twice changes nothing; one filed anew is unread."""
    require_reader(meeting, actor)
    meeting.require_phase("saying that you have a report", *READ_IN)
    line = meeting.invitee(person_id)
    if not line.report.filed:
        raise ReportStillAwaited(name=line.person.name)
    if actor.id in line.report.read_by:
        return
    line.report.read_by[actor.id] = at
    meeting.record(FactKind.REPORT_READ, actor, at, person=person_id)


def to_read(meeting: PlanningMeeting, reader: Person) -> list[Invitee]:
    """The reports that are in and that this reader has not said to have, until the meeting is over."""
    if meeting.phase not in (Phase.INVITED, Phase.OPEN):
        return []
    return [line for line in _filed_for(meeting, reader) if reader.id not in line.report.read_by]


def lack(meeting: PlanningMeeting, line: Invitee) -> list[Person]:
    """Of those who have a report beforehand, who has not said so yet; nobody while it is not in."""
    if not line.report.filed:
        return []
    return [person for person in readers(meeting, line) if person.id not in line.report.read_by]


def _filed_for(meeting: PlanningMeeting, reader: Person) -> list[Invitee]:
    found = (line for line in meeting.invitees if line.report.filed)
    return [line for line in found if reader.id in {each.id for each in readers(meeting, line)}]


def filed_for(meeting: PlanningMeeting, actor: Person) -> list[Invitee]:
    """Every report that is in, for the chair or the lead professional. Raises NotYours."""
    require_reader(meeting, actor)
    return _filed_for(meeting, actor)
