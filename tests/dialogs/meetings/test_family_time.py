"""Planning time with the family for a report, by typing and by card."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cards.layout import short
from cppm.meetings.meeting import FamilyTime
from cppm.timing.timescales import local_day
from tests.builders import HEALTH, STARTS_AT, an_invited_meeting
from tests.dialogs.clock_room import M, days_after

DAY = local_day(STARTS_AT) - timedelta(days=2)


async def test_it_is_planned_by_typing(tmp_path: Path) -> None:
    """REP-10"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        await room.chat(HEALTH).goes(
            [
                ("time with the family", "On which day"),
                ("15 November", "In which form"),
                ("read aloud and easy read", "Time with the family is planned"),
            ]
        )
        kept = (await room.meeting()).invitee(HEALTH.id).report.planned
        assert kept == FamilyTime(DAY, "Read aloud, Easy Read version")


async def test_from_the_list_by_card_and_sharing_begins_from_it(tmp_path: Path) -> None:
    """REP-10 REP-09"""
    async with days_after(tmp_path, -6, an_invited_meeting()) as room:
        health = room.chat(HEALTH)
        await health.send("prepare.open", M)
        await health.press(short("Plan time to go through my report with the family"))
        shown = await health.press("Keep this", on=str(DAY), how="interpreter")
        assert "Session with an interpreter" in shown
        assert "planned for Sunday 15 November 2026: session with an interpreter" in await health.send(
            "prepare.open", M
        )
        await health.send("report.open", M)
        await health.press("Send", reference="H 1", chronology="yes")
        await health.send("share.open", M)
        assert health.input("how")["value"] == "interpreter"
