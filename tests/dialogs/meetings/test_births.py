"""A baby born before the meeting about it: by typing, by card, and by whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cppm.meetings.meeting import FamilyLine, MeetingKind
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import booking, invitations
from storage.cases import Case
from tests import builders
from tests.builders import ADMIN, BABY, HEALTH, LEAD, OUTSIDER, POLICE, PROFILE
from tests.dialogs.invited import Room, open_room

NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
"""A Thursday; the meeting is on the Tuesday after, and the baby is born early."""
ABOUT = {"m": "m_kay", "c": BABY.id}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    meeting = builders.an_invited_meeting(
        [HEALTH],
        kind=MeetingKind.PRE_BIRTH,
        children=[BABY],
        family=[FamilyLine("f_mother", "The mother", "mother", True)],
    )
    found = await open_room(tmp_path, NOW, meeting)
    await found.store.cases.keep(Case("PK-26-0137", LEAD.id, (BABY,)))
    found.engine = Engine(found.store, PROFILE, [home.jobs, booking.jobs, invitations.jobs], home.home)
    yield found
    await found.store.close()


async def test_by_typing_alone(room: Room) -> None:
    """GEN-07 OUT-12"""
    await room.chat(LEAD).goes(
        [("born early", "On which day was the baby born?"), ("yesterday", "Last day for it")]
    )
    meeting = await room.meeting()
    assert meeting.kind is MeetingKind.INITIAL
    assert meeting.children[0].born_on == date(2026, 11, 11)


async def test_by_card_alone_and_the_case_knows_it_too(room: Room) -> None:
    """GEN-07"""
    health = room.chat(HEALTH)
    await health.send("bornearly.open", ABOUT)
    shown = await health.press("Send", on="2026-11-11")
    assert "Initial" in shown
    (child,) = (await room.store.cases.get("PK-26-0137")).children
    assert child.born_on == date(2026, 11, 11)
    assert "recorded already" in await room.chat(LEAD).send("bornearly.submit", ABOUT, on="2026-11-11")


async def test_who_keeps_the_list_finds_it_on_the_meeting(room: Room) -> None:
    """GEN-07"""
    admin = room.chat(ADMIN)
    shown = await admin.send("meeting.open", {"m": "m_kay"})
    shown += await admin.press("More") if "More" in admin.buttons() else ""
    assert "Baby is born" in shown


async def test_strangers_learn_nothing(room: Room) -> None:
    """INV-09"""
    for stranger in (POLICE, OUTSIDER):
        shown = await room.chat(stranger).send("bornearly.open", ABOUT)
        assert "You are not on the invitation list" in shown
        assert "Baby" not in shown


async def test_a_day_that_cannot_be_is_asked_again(room: Room) -> None:
    """GEN-07"""
    lead = room.chat(LEAD)
    await lead.say("born early")
    assert "can't be the day of birth" in await lead.say("1 September 2026")
    assert (await room.meeting()).children[0].unborn
