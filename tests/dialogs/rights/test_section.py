"""The confidential section in the chair's chat, by card and by typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import JOBS
from dialogs.engine import Engine
from dialogs.home import home
from tests.builders import CHAIR, HEALTH, LEAD, POLICE, PROFILE, an_opened_meeting
from tests.dialogs.hour import hour, press_as_shown, ticked
from tests.dialogs.invited import MEETING, Room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    meeting = an_opened_meeting([LEAD, POLICE, HEALTH])
    meeting.family[1].present = True
    async with hour(tmp_path, meeting) as room:
        room.engine = Engine(room.store, PROFILE, JOBS, home)
        yield room


async def test_begun_and_ended_by_card(room: Room) -> None:
    """RAI-08"""
    chair = room.chat(CHAIR)
    heard = await chair.send("section.open", MEETING)
    assert "Have you explained to the family why they leave for a short while?" in heard
    assert ticked(chair, "left") == ["f_mother"]
    heard = await press_as_shown(chair, "Begin", explained="yes")
    assert "Kay's mother" in heard
    heard = await chair.press("End the confidential section")
    assert "The confidential section has ended" in heard
    (found,) = (await room.meeting()).sections
    assert (found.left, found.explained, found.ended_at is not None) == (["f_mother"], True, True)


async def test_begun_and_ended_by_typing(room: Room) -> None:
    """RAI-08"""
    await room.chat(CHAIR).goes(
        [
            ("confidential section", "Have you explained to the family"),
            ("yes", "Who leaves?"),
            ("keep", "The confidential section is under way"),
            ("begin section", "A confidential section is under way. End it first"),
            ("end section", "The confidential section has ended"),
            ("end section", "No confidential section is under way"),
        ]
    )


async def test_the_family_hears_why_first(room: Room) -> None:
    """RAI-08"""
    chair = room.chat(CHAIR)
    await chair.send("section.open", MEETING)
    assert "Please first explain to the family" in await press_as_shown(chair, "Begin", explained="no")
    assert (await room.meeting()).sections == []


async def test_the_meeting_leads_back_out_of_the_section_before_it_closes(room: Room) -> None:
    chair = room.chat(CHAIR)
    await chair.send("section.open", MEETING)
    await press_as_shown(chair, "Begin", explained="yes")
    assert "End the confidential section" in await chair.send("meeting.open", MEETING)
    assert "The end of the confidential section" in await chair.send("close.open", MEETING)
    heard = await room.chat(LEAD).send("meeting.open", MEETING)
    assert "onfidential" not in heard
