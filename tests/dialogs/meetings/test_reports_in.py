"""The reports for a meeting: a message to both, the list of them, and "I have it" on the wall."""

from __future__ import annotations

from pathlib import Path

from cppm.meetings import reports
from cppm.meetings.meeting import PlanningMeeting
from tests.builders import BOOKED_AT, CHAIR, HEALTH, LEAD, MINUTE, POLICE, an_invited_meeting
from tests.dialogs.clock_room import M, days_after


def filed() -> PlanningMeeting:
    meeting = an_invited_meeting()
    reports.file_report(meeting, HEALTH, "NHS 2026/17", True, BOOKED_AT + MINUTE)
    reports.file_report(meeting, POLICE, "3f2a-1.pdf", False, BOOKED_AT + MINUTE, uploaded=True)
    return meeting


async def test_the_chair_finds_each_report_and_says_to_have_it(tmp_path: Path) -> None:
    """REP-08"""
    async with days_after(tmp_path, -3, filed()) as room:
        chair = room.chat(CHAIR)
        await chair.send("meeting.open", M)
        listed = await chair.press("2 reports to read")
        assert "NHS 2026/17" in listed
        assert f"Sent as a file; {POLICE.name} passes it on" in listed
        assert "3f2a" not in listed, "our own name for a file helps nobody to find it"
        after = await chair.press(f"I have it: {HEALTH.name}")
        assert "Yes, since" in after
        assert (await room.line(HEALTH)).report.read_by.keys() == {CHAIR.id}
        wall = await chair.send("ready.open", M)
        assert f"Not read yet by {LEAD.name}" in wall
        assert f"Not read yet by {CHAIR.name} and {LEAD.name}" in wall


async def test_by_typing_and_for_nobody_else(tmp_path: Path) -> None:
    """REP-08"""
    async with days_after(tmp_path, -3, filed()) as room:
        assert "NHS 2026/17" in await room.chat(LEAD).say("reports to read")
        police = room.chat(POLICE)
        assert "no reports for you to read" in await police.say("reports to read")
        assert "Only the chair or the lead professional" in await police.send("reports.open", M)
