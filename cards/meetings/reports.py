"""Reports filed, shared with the family, and the private request to speak with the chair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards.elements import Action, AdaptiveCard, Element
from cards.forms import recorded_card
from cards.layout import UK, card, day, day_and_time, facts, para, quiet, subheading
from cards.meetings.attendance import case_line
from cards.occasion import Occasion, notice
from cppm.meetings import reports_read
from cppm.meetings.meeting import Invitee, PlanningMeeting, Sharing
from cppm.meetings.reports import due_day
from cppm.people import Person

KEPT_ELSEWHERE = (
    "I have recorded that your report is filed. I keep neither the file nor its name, and nobody can open it "
    "through me: it stays in Teams' own storage. Please make sure that the report is in your agency's system "
    "and reaches the chair in the usual way."
)
MOST_SHOWN = 12
"""Reports in full on one card, to keep it in budget."""
AWAITED_CHRONOLOGY = "The chronology is still asked for. When it is ready, press Change and say so."
UNDERSTOOD = {"yes": "Yes", "partly": "Partly", "no": "No"}


def filed_card(
    meeting: PlanningMeeting,
    line: Invitee,
    by: str,
    change: Action | None,
    buttons: Sequence[Action],
    zone: str = UK,
) -> AdaptiveCard:
    """The report is in: how it can be found, and what is still asked for."""
    report = line.report
    found = "A file sent here" if report.uploaded else report.reference
    rows = [
        ("Report", found),
        *([("Kept as", report.reference)] if report.uploaded else []),
        ("Chronology", "Included" if report.chronology else "Not yet"),
        ("Due", day(due_day(line, meeting.report_due))),
        *([("Report of", line.person.name), ("Told", report.source)] if report.source else []),
    ]
    notes = [
        *([KEPT_ELSEWHERE] if report.uploaded else []),
        *([AWAITED_CHRONOLOGY] if not report.chronology else []),
    ]
    return recorded_card(
        "The report is filed" if report.source else "Your report is filed",
        rows,
        by,
        report.filed_at or meeting.starts_at,
        change,
        case_line=case_line(meeting, zone),
        note=" ".join(notes),
        zone=zone,
        buttons=buttons,
    )


def shared_card(
    meeting: PlanningMeeting,
    sharing: Sharing,
    by: str,
    at: datetime,
    change: Action | None,
    buttons: Sequence[Action],
    zone: str = UK,
    author: str = "",
) -> AdaptiveCard:
    """How the family saw the report, or why not yet; `author` where it is recorded for somebody."""
    later = (
        "Families should hear nothing for the first time in the meeting, so please record it once it is done."
    )
    whose = "the report" if sharing.source else "your report"
    told = [("Report of", author), ("Told", sharing.source)] if sharing.source else []
    return recorded_card(
        f"Recorded: the family and {whose}" if sharing.shared else "Recorded: not shared yet",
        [*_sharing_rows(sharing), *told],
        by,
        at,
        change,
        case_line=case_line(meeting, zone),
        note="" if sharing.shared else later,
        zone=zone,
        buttons=buttons,
    )


def came_in(o: Occasion) -> AdaptiveCard:
    """For the chair and the lead professional: what is in and unread, and where it is found (REP-08)."""
    meant = o.line(o.about)
    unread = reports_read.to_read(o.meeting, o.reader)[:MOST_SHOWN] if o.reader else []
    unread = unread or [line for line in (meant,) if line and line.report.filed]
    one = [o.to("I have this report", "reports.have", p=unread[0].person.id)] if len(unread) == 1 else []
    return notice(
        o,
        "Reports are coming in",
        facts([("Meeting", o.when)]),
        *(part for line in unread for part in _where(o.meeting, line)),
        para("Please read them before the meeting; there the gist is enough."),
        quiet("What comes later today is under All reports; there is no message for each."),
        summary="Reports for a meeting are coming in",
        actions=[*one, o.to("All reports", "reports.open"), o.hub],
        why="REP-08",
    )


def _where(meeting: PlanningMeeting, line: Invitee) -> list[Element]:
    (_, whose), *rows = _found(meeting, line)
    return [subheading(whose), facts(rows)]


def _found(meeting: PlanningMeeting, line: Invitee) -> list[tuple[str, str]]:
    """Whose a report is and where it is found; a file stays with its author (decision 0016)."""
    report = line.report
    where = f"Sent as a file; {line.person.name} passes it on" if report.uploaded else report.reference
    return [
        ("From", f"{line.person.name}, {line.person.agency}"),
        ("Where", where + meeting.on_behalf(report.source, report.recorded_by)),
        ("Chronology", "Included" if report.chronology else "Not yet"),
    ]


def reports_card(
    meeting: PlanningMeeting,
    lines: Sequence[Invitee],
    reader: Person,
    buttons: Sequence[Action],
    zone: str = UK,
) -> AdaptiveCard:
    """Every report that is in, where it is found, and whether this reader has said to have it."""
    parts = [part for line in lines[:MOST_SHOWN] for part in _one_report(meeting, line, reader, zone)]
    rest = len(lines) - MOST_SHOWN
    return card(
        "The reports for the meeting",
        quiet(case_line(meeting, zone)),
        *parts,
        para("No report is in yet.") if not lines else None,
        quiet(f"And {rest} more, on the list of who is ready.") if rest > 0 else None,
        summary="The reports for a meeting",
        actions=buttons,
    )


def _one_report(meeting: PlanningMeeting, line: Invitee, reader: Person, zone: str) -> list[Element]:
    since = line.report.read_by.get(reader.id)
    had = f"Yes, since {day_and_time(since, zone)}" if since else "Not yet"
    (_, whose), *rows = _found(meeting, line)
    return [subheading(whose), facts([*rows, ("You have it", had)])]


def _sharing_rows(sharing: Sharing) -> list[tuple[str, str]]:
    if not sharing.shared:
        return [("Shared", "Not yet"), ("Why", sharing.why_not)]
    return [
        ("Shared on", day(sharing.on) if sharing.on else ""),
        ("How", sharing.how),
        ("Understood", UNDERSTOOD.get(sharing.understood, sharing.understood)),
        ("Disputed", sharing.disputed or "Nothing"),
    ]
