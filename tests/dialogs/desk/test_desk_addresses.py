"""New addresses and stays on the desks: passed on by administration, watched by the keeper, kept safe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cppm.people import Duty
from tests import builders_group
from tests.builders import ADMIN, OUTSIDER
from tests.dialogs.chat import Chat, nodes
from tests.dialogs.group_room import group_room
from tests.dialogs.moves.test_address import NOW, STAY, TODAY, report
from tests.dialogs.moves.test_safe_address import ALERT, SAFE

KEEPER = replace(OUTSIDER, duties=frozenset({Duty.KEEPER}))


async def follow(chat: Chat, verb: str) -> str:
    """Press the first line of the newest card that opens this."""
    lines = [each["selectAction"] for each in nodes(chat.card) if "selectAction" in each]
    ids = next(each["data"] for each in lines if each["verb"] == verb)
    return await chat.send(verb, {name: ids[name] for name in ("j", "h")})


async def test_administration_takes_note_of_a_new_address_from_its_desk(tmp_path: Path) -> None:
    """TIM-18"""
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as room:
        await report(room)
        admin = room.chat(ADMIN)
        heard = await admin.say("desk")
        assert "New addresses (2)" in heard
        assert "Ewan Reid: Put a new address into the database" in heard
        assert "Mill Wynd" not in heard
        assert "On which day was it done?" in await follow(admin, "addressdone.open")
        await admin.say("desk")
        assert "Mill Wynd" in await follow(admin, "addresschain.open")


async def test_the_keeper_watches_a_chain_until_each_link_has_answered(tmp_path: Path) -> None:
    """TIM-18"""
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as room:
        lead = await report(room)
        keeper, admin = room.chat(KEEPER), room.chat(ADMIN)
        assert "Address chains not closed (2)" in await keeper.say("desk")
        await lead.press("It is in the database")
        await lead.press("Record it", on=TODAY, how="own")
        assert "Address chains not closed (1)" in await keeper.say("desk")
        await admin.say("desk")
        await follow(admin, "addressdone.open")
        assert "each has answered" in await admin.press("Record it", on=TODAY, how="noted")
        assert "Address chains not closed" not in await keeper.say("desk")


async def test_the_keeper_watches_that_a_stay_is_told_elsewhere(tmp_path: Path) -> None:
    """ADR-03"""
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as room:
        await report(room, STAY)
        keeper = room.chat(KEEPER)
        assert "Address chains not closed (" in await keeper.say("desk")
        assert "Argyll and Bute" in await follow(keeper, "addresschain.open")
        admin = room.chat(ADMIN)
        await admin.say("desk")
        await follow(admin, "addresschain.open")
        assert {"It is in the database", "Take note of it", "The keeper is told"} <= set(admin.buttons())
        await keeper.say("desk")
        assert "Moves between councils" in keeper.buttons()


async def test_the_lead_professional_finds_the_chain_and_the_warning_of_a_safe_address(
    tmp_path: Path,
) -> None:
    """TIM-18"""
    async with group_room(tmp_path, builders_group.a_group_with_plan(), now=NOW) as room:
        lead = await report(room)
        heard = await lead.say("desk")
        assert "Core group: " in heard
        assert "Addresses and stays (1)" in heard
        assert ALERT not in heard
        await room.store.meetings.add(builders_group.a_closed_planning_meeting())
        await report(room, SAFE)
        await lead.say("desk")
        assert ALERT in await lead.press(next(each for each in lead.buttons() if each.endswith(" more")))
