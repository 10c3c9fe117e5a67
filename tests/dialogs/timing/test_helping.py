"""Where somebody's help is asked for: on home, as a list and on desks, before a limit too (CON-09)."""

from __future__ import annotations

from pathlib import Path

from cppm.meetings import attendance, reports
from cppm.people import Person
from cppm.timing.steps import StepKind
from storage.reminders import Bundle, Item
from tests.builders import (
    ADMIN,
    CHAIR,
    LEAD,
    POLICE,
    SERVICE_MANAGER,
    STARTS_AT,
    TEAM_LEADER,
    an_invited_meeting,
)
from tests.dialogs.clock_room import DAY, HOUR, ClockRoom, M, days_after

REPORT, ATTENDANCE = f"report:{POLICE.id}", f"attendance:{POLICE.id}"
NOT_FILED = "has not filed the assessment report."


async def asks(room: ClockRoom, person: Person, *keys: str) -> None:
    """Their help is called for now with what others owe in the meeting."""
    items = tuple(Item("m_kay", key, StepKind.ESCALATION, room.now) for key in keys)
    await room.store.dues.done([], [Bundle(person.id, room.now, items)], [], room.now)


async def test_a_line_manager_without_a_desk_sees_on_home_where_help_is_asked_for(tmp_path: Path) -> None:
    """CON-09"""
    async with days_after(tmp_path, 1, an_invited_meeting()) as room:
        await asks(room, TEAM_LEADER, f"lead_report:{LEAD.id}")
        manager = room.chat(TEAM_LEADER)
        heard = await manager.say("home")
        assert "You owe nothing yourself" in heard
        assert "Your help is asked for" in heard
        assert f"{LEAD.name} {NOT_FILED}" in heard
        assert "Late: it was due Thursday 12 November 2026" in heard
        await manager.say("clocks")
        assert f"{LEAD.name} {NOT_FILED}" in await manager.press("All that needs my help")
        opened = await manager.send("clocks.one", {**M, "k": f"lead_report:{LEAD.id}"})
        assert "Please speak with them today." in opened


async def test_what_is_done_or_nobody_asked_for_stands_there_no_more(tmp_path: Path) -> None:
    """CON-09"""
    async with days_after(tmp_path, 1, an_invited_meeting()) as room:
        assert NOT_FILED not in await room.chat(TEAM_LEADER).say("home")
        await asks(room, TEAM_LEADER, f"lead_report:{LEAD.id}")
        assert NOT_FILED in await room.chat(TEAM_LEADER).say("asked to help")
        await room.change(lambda m: reports.file_report(m, LEAD, "R-1", True, room.now))
        assert "Nobody waits for your help" in await room.chat(TEAM_LEADER).say("asked to help")
        assert "You owe nothing at the moment" in await room.chat(TEAM_LEADER).say("home")


async def test_help_called_for_before_a_limit_stands_on_home_and_desk_and_says_nothing_of_lateness(
    tmp_path: Path,
) -> None:
    """CON-09 TIM-15"""
    async with days_after(tmp_path, 12) as room:
        await asks(room, CHAIR, "family_review")
        sentence = f"{LEAD.name} has not recorded telling the family of their right to a review"
        chair = room.chat(CHAIR)
        heard = await chair.say("asked to help")
        assert f"{sentence}.\n" in heard
        assert "Due Tuesday 1 December 2026" in heard
        assert "Late" not in heard
        assert sentence in await chair.say("home")
        desk = await chair.say("desk")
        assert sentence in desk
        assert "in time" not in desk


async def test_more_than_a_few_are_a_button_away(tmp_path: Path) -> None:
    async with days_after(tmp_path, 20) as room:
        late = [row.due.key for row in await room.store.dues.late(room.now)]
        found = [
            due.key
            for due in (row.due for row in await room.store.dues.of_meeting("m_kay"))
            if SERVICE_MANAGER.id in due.escalates_to or "duty:service manager" in due.escalates_to
        ]
        asked = [key for key in found if key in late]
        assert len(asked) > 3
        await asks(room, SERVICE_MANAGER, *asked)
        manager = room.chat(SERVICE_MANAGER)
        assert f"And {len(asked) - 3} more." in await manager.say("home")
        heard = await manager.press("All that needs my help")
        assert heard.count("Late: it was due") == len(asked)


async def test_nobody_is_asked_to_help_with_what_is_their_own(tmp_path: Path) -> None:
    """CON-09"""
    async with days_after(tmp_path, 0, an_invited_meeting()) as room:
        room.now = STARTS_AT - DAY - HOUR
        await asks(room, POLICE, ATTENDANCE, REPORT)
        assert "Nobody waits for your help" in await room.chat(POLICE).say("asked to help")
        await room.change(lambda m: attendance.confirm(m, POLICE, room.now))
        assert "Your help is asked for" not in await room.chat(POLICE).say("home")


async def test_cp_administration_sees_on_its_desk_a_meeting_that_nobody_opened(tmp_path: Path) -> None:
    """CON-09"""
    async with days_after(tmp_path, 3, an_invited_meeting()) as room:
        await asks(room, ADMIN, "meeting_opened")
        sentence = f"{CHAIR.name} has not opened, moved or called off a meeting whose time has come"
        admin = room.chat(ADMIN)
        assert sentence in await admin.say("home")
        assert sentence in await admin.say("desk")
