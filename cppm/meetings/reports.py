"""Reports: asked of everybody, due whether or not one attends, shared with the family first.

Rules: REP-01..09, ATT-07, ATT-08, LPP-18.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from cppm.errors import CPPMError
from cppm.meetings import reports_read
from cppm.meetings.attendance import NotInvitedYet, SourceMissing
from cppm.meetings.meeting import Invitee, Phase, PlanningMeeting, Report, Sharing
from cppm.people import Person
from cppm.records import FactKind
from cppm.timing.timescales import end_of, local_day


class NoReportAsked(CPPMError):
    """No report is asked of you for this meeting in the role of {role}."""

    rule = "REP-01"


class ReferenceMissing(CPPMError):
    """Please send the file here, or give the reference under which the report can be found in your agency's
    system."""

    rule = "REP-04"


class NotADocument(CPPMError):
    """I can't take {what} as a report. Please send it as a document: {kinds}. Nothing was recorded."""

    rule = "REP-05"


class DocumentTooBig(CPPMError):
    """This file has {size} MB, and the most is {most} MB. Please send the report without large pictures, or
    give its reference in your agency's system. Nothing was recorded."""

    rule = "REP-05"


class TooManyDocuments(CPPMError):
    """That is {count} files at once, and the most is {most}. Please send the report and its chronology only.
    Nothing was recorded."""

    rule = "REP-05"


class NoReportToFile(CPPMError):
    """No report is asked of you for a meeting at the moment, so I have recorded nothing for this file. If you
    expected one, ask the lead professional or CP Administration."""

    rule = "REP-01"


class FiledThemselves(CPPMError):
    """{name} has recorded this themselves, and their own word stands. If it has changed, ask them to change
    it."""

    rule = "REP-04"


class SharingUnexplained(CPPMError):
    """Please say {what}. Families should hear nothing for the first time in the meeting."""

    rule = "REP-09"


class SharedLater(CPPMError):
    """The report can't have been shared on a day still to come. Give the day it was shared, or record it when
    it is done."""

    rule = "REP-09"


class ReportNotFiled(CPPMError):
    """Please file the report first; then record how it was shared with the family."""

    rule = "REP-09"


DOCUMENTS = ("pdf", "doc", "docx", "odt", "rtf")
"""The kinds of file that a report may be."""
MOST_DOCUMENTS = 4
MOST_MEGABYTES = 50


class ReportState(StrEnum):
    """Never "declined": a report is not optional (REP-02)."""

    AWAITED = "awaited"
    FILED = "filed"
    OVERDUE = "overdue"
    NOT_ASKED = "not asked"


def check_document(name: str, kind: str, size: int | None = None) -> str:
    """The kind of a file that may be a report. `size` is in bytes, where it is known."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    said = kind.strip().lower().lstrip(".")
    wrong = [each for each in (said, ending) if each and each not in DOCUMENTS]
    if wrong or not (said or ending):
        what = f"a {wrong[0]} file" if wrong and wrong[0].isalnum() else "this file"
        raise NotADocument(what=what, kinds=", ".join(DOCUMENTS))
    if size is not None and size > MOST_MEGABYTES * 1_000_000:
        raise DocumentTooBig(size=round(size / 1_000_000), most=MOST_MEGABYTES)
    return said or ending


def report_state(line: Invitee, due: date, at: datetime) -> ReportState:
    """Where this person's report stands at a moment."""
    if not line.role.owes_report:
        return ReportState.NOT_ASKED
    if line.report.filed:
        return ReportState.FILED
    return ReportState.OVERDUE if at > end_of(due_day(line, due)) else ReportState.AWAITED


def due_day(line: Invitee, due: date) -> date:
    """The day this person's report is due: the date on the invitation (REP-04).

    Somebody invited when that date is near or past has until the end of the day after the invitation.
    """
    if line.invited_at is None:
        return due
    return max(due, local_day(line.invited_at) + timedelta(days=1))


def reporting_line(meeting: PlanningMeeting, actor: Person) -> Invitee:
    """The line whose report the actor may file now. Raises NotInvited, WrongPhase, NoReportAsked."""
    line = meeting.line_of(actor)
    meeting.require_phase("filing a report", Phase.INVITED, Phase.OPEN, Phase.CLOSED)
    if not line.role.owes_report:
        raise NoReportAsked(role=line.role)
    return line


def line_of_somebody(meeting: PlanningMeeting, actor: Person, person_id: str) -> Invitee:
    """The line of somebody without Teams, whose report the chair or CP Administration records.

    Raises NotYours, WrongPhase, NotInvitedYet, NoReportAsked.
    """
    meeting.require_recorder(actor)
    meeting.require_phase("filing a report", Phase.INVITED, Phase.OPEN, Phase.CLOSED)
    line = meeting.invitee(person_id)
    if not line.invited:
        raise NotInvitedYet(name=line.person.name)
    if not line.role.owes_report:
        raise NoReportAsked(role=line.role)
    return line


def _line(meeting: PlanningMeeting, actor: Person, person_id: str, source: str) -> Invitee:
    """The actor's own line or, for `person_id`, somebody else's, with how they told."""
    if person_id in ("", actor.id):
        return reporting_line(meeting, actor)
    line = line_of_somebody(meeting, actor, person_id)
    if not source.strip():
        raise SourceMissing(name=line.person.name)
    return line


def file_report(
    meeting: PlanningMeeting,
    actor: Person,
    reference: str,
    chronology: bool,
    at: datetime,
    uploaded: bool = False,
    person_id: str = "",
    source: str = "",
) -> None:
    """The report is in: as a file, or by its reference in the agency's own system. Filing again
    replaces it. For `person_id` the chair or CP Administration says in `source` how they know."""
    line = _line(meeting, actor, person_id, source)
    source = source.strip() if person_id not in ("", actor.id) else ""
    by, before = actor.id if source else "", line.report
    if source and before.filed and not before.source:
        raise FiledThemselves(name=line.person.name)
    if not reference.strip():
        raise ReferenceMissing
    said = (uploaded, chronology, before.sharing, before.restricted, source)
    line.report = Report(at, reference.strip(), *said, recorded_by=by, planned=before.planned)
    meeting.record(
        FactKind.REPORT_FILED,
        actor,
        at,
        person=line.person.id,
        reference=line.report.reference,
        uploaded=uploaded,
        chronology=chronology,
        source=source,
    )
    reports_read.pass_on(meeting, line, actor, at)


def share_with_family(
    meeting: PlanningMeeting, actor: Person, sharing: Sharing, at: datetime, person_id: str = ""
) -> None:
    """Record when and how the family saw the report, what they understood and disputed; or why not yet.

    For `person_id` the chair or CP Administration records it, and `sharing.source` says how they know.
    """
    line = _line(meeting, actor, person_id, sharing.source)
    if not line.report.filed:
        raise ReportNotFiled
    before = line.report.sharing
    if sharing.source and before and not before.source:
        raise FiledThemselves(name=line.person.name)
    _check_sharing(sharing, at)
    line.report.sharing = replace(sharing, recorded_by=actor.id if sharing.source else "")
    meeting.record(
        FactKind.REPORT_SHARED,
        actor,
        at,
        person=line.person.id,
        shared=sharing.shared,
        on=sharing.on.isoformat() if sharing.on else None,
        how=sharing.how,
        understood=sharing.understood,
        disputed=sharing.disputed,
        why_not=sharing.why_not,
        source=sharing.source,
    )


def _check_sharing(sharing: Sharing, at: datetime) -> None:
    if not sharing.shared:
        if not sharing.why_not.strip():
            raise SharingUnexplained(what="why the report has not been shared with the family")
        return
    if sharing.on is None or not sharing.how.strip():
        raise SharingUnexplained(what="on which day and how the report was shared")
    if not sharing.understood.strip():
        raise SharingUnexplained(what="whether the family understood the report")
    if sharing.on > local_day(at):
        raise SharedLater
