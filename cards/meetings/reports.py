"""Reports filed, shared with the family, and the private request to speak with the chair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards.elements import Action, AdaptiveCard
from cards.forms import recorded_card
from cards.layout import UK, day
from cards.meetings.attendance import case_line
from cppm.meetings.meeting import Invitee, PlanningMeeting, Sharing
from cppm.meetings.reports import due_day

KEPT_ELSEWHERE = (
    "I have recorded that your report is filed. I keep neither the file nor its name, and nobody can open it "
    "through me: it stays in Teams' own storage. Please make sure that the report is in your agency's system "
    "and reaches the chair in the usual way."
)
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


def _sharing_rows(sharing: Sharing) -> list[tuple[str, str]]:
    if not sharing.shared:
        return [("Shared", "Not yet"), ("Why", sharing.why_not)]
    return [
        ("Shared on", day(sharing.on) if sharing.on else ""),
        ("How", sharing.how),
        ("Understood", UNDERSTOOD.get(sharing.understood, sharing.understood)),
        ("Disputed", sharing.disputed or "Nothing"),
    ]
