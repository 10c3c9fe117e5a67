"""Reports filed, shared with the family, and the private request to speak with the chair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cards.elements import Action, AdaptiveCard, button
from cards.forms import choices_card, recorded_card
from cards.layout import UK, card, day, day_and_time, facts, para, quiet, stated
from cards.meetings.attendance import case_line
from cppm.meetings.meeting import Invitee, PlanningMeeting, Sharing
from cppm.meetings.reports import due_day
from cppm.people import Person

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
    ]
    notes = [
        *([KEPT_ELSEWHERE] if report.uploaded else []),
        *([AWAITED_CHRONOLOGY] if not report.chronology else []),
    ]
    return recorded_card(
        "Your report is filed",
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
) -> AdaptiveCard:
    """How the family saw the report, or why not yet."""
    later = (
        "Families should hear nothing for the first time in the meeting, so please record it once it is done."
    )
    return recorded_card(
        "Recorded: the family and your report" if sharing.shared else "Recorded: not shared yet",
        _sharing_rows(sharing),
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


def alerted_card(meeting: PlanningMeeting, buttons: Sequence[Action], zone: str = UK) -> AdaptiveCard:
    """For whoever asked. It repeats neither the kind nor the reason: those are for the chair alone."""
    return card(
        "The chair is asked to speak with you",
        quiet(case_line(meeting, zone)),
        para(
            f"{meeting.chair.name} gets a private message now. The kind and your reason are kept apart from "
            "the meeting, and only the chair can read them."
        ),
        para("Please tell the information itself to the chair when you speak, and to nobody through me."),
        summary="Your request is recorded",
        actions=buttons,
    )


def restricted_card(
    meeting: PlanningMeeting, who: Person | None, kind: str, reason: str, at: datetime, zone: str = UK
) -> AdaptiveCard:
    """For the chair alone: who asks to speak, and why the information is restricted (RAI-02, 04)."""
    name = f"{who.name}, {who.post}" if who else "Somebody who has left"
    return card(
        "Somebody asks to speak with you alone",
        quiet(case_line(meeting, zone)),
        facts(
            [
                ("Who", name),
                ("Agency", str(who.agency) if who else ""),
                ("Kind", kind[:1].upper() + kind[1:]),
                ("Asked", day_and_time(at, zone)),
            ]
        ),
        stated("Why it is restricted", reason),
        quiet(
            "Only you can read this, and each time you open it is noted. "
            "Pass it on to nobody without the consent of whoever gave it."
        ),
        summary="Something for you alone",
        actions=[
            button("Go to the meeting", "meeting.open", m=meeting.id),
            button("Why?", "why.open", rule="RAI-04"),
        ],
    )


def requests_card(meeting: PlanningMeeting, ids: Sequence[str], zone: str = UK) -> AdaptiveCard:
    """For the chair, when several people ask."""
    shown = list(ids)[-5:]
    first = len(ids) - len(shown) + 1
    buttons = [
        button(f"Request {number}", "restricted.read", m=meeting.id, a=each)
        for number, each in enumerate(shown, start=first)
    ]
    text = f"There are {len(ids)} requests. Each time you open one is noted."
    return choices_card("Requests to speak with you", text, buttons, summary="Something for you alone")
