"""Siblings in one meeting: quick where they are alike, apart where they differ; by card and by typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cppm.meetings.meeting import Option, PlanningMeeting
from dialogs.family import read_family
from tests.builders import CHAIR, HEALTH, KAY, POLICE, THIRD, a_meeting_ready_for_views
from tests.cppm.meetings.test_siblings import LENA, THREE, TOM
from tests.dialogs.hour import SUMMARY, hour
from tests.dialogs.invited import Room

VIEW = {"option": "place", "reasons": "Two call-outs in October"}
ABOUT = {"m": "m_kay", "c": KAY.id}


def asked() -> PlanningMeeting:
    return a_meeting_ready_for_views(**THREE)  # type: ignore[arg-type]


def captured() -> PlanningMeeting:
    meeting = asked()
    meeting.rounds.clear()
    return meeting


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with hour(tmp_path, asked()) as found:
        yield found


async def test_by_card_one_confirmation_gives_the_same_view_for_all(room: Room) -> None:
    """DEC-03"""
    police = room.chat(POLICE)
    await police.send("view.open", ABOUT)
    kept = await police.press("Send my view", **VIEW)
    assert "The same for the other children" in kept
    shown = await police.press("The same for the other children")
    assert "This is what I will record" in shown
    assert "Lena, Tom" in shown
    done = await police.press("Record")
    assert "Kay, Lena, Tom" in done
    assert "The same for the other children" not in done
    meeting = await room.store.meetings.load("m_kay")
    said = [meeting.rounds[c.id].views[POLICE.id] for c in meeting.children]
    assert [(v.option, v.reasons) for v in said] == [(Option.PLACE, VIEW["reasons"])] * 3


async def test_by_typing_it_is_the_same(room: Room) -> None:
    """DEC-03"""
    await room.chat(HEALTH).goes(
        [
            ("view", "Which one"),
            ("Kay", "What is your view?"),
            ("place", "Why?"),
            ("Missed weighings since August", "The same for the other children"),
            ("same for all", "This is what I will record"),
            ("yes", "Kay, Lena, Tom"),
        ]
    )
    meeting = await room.store.meetings.load("m_kay")
    assert meeting.rounds[TOM.id].views[HEALTH.id].reasons == "Missed weighings since August"


async def test_one_sibling_can_differ(room: Room) -> None:
    """DEC-03"""
    police = room.chat(POLICE)
    await police.send("view.open", {"m": "m_kay", "c": LENA.id})
    await police.press("Send my view", option="not_place", reasons="She lives with her aunt")
    await police.send("view.open", ABOUT)
    await police.press("Send my view", **VIEW)
    shown = await police.press("The same for the other children")
    assert "Tom" in shown
    assert "Lena" not in shown
    await police.press("Record")
    meeting = await room.store.meetings.load("m_kay")
    assert meeting.rounds[LENA.id].views[POLICE.id].option is Option.NOT_PLACE


async def test_a_pass_can_stand_for_all(room: Room) -> None:
    """DEC-03"""
    third = room.chat(THIRD)
    await third.send("view.open", ABOUT)
    await third.press("Send my view", option="pass", reasons="")
    await third.press("The same for the other children")
    assert "No view" in await third.press("Record")


async def test_before_any_view_there_is_nothing_to_repeat(room: Room) -> None:
    """DEC-03"""
    assert "Give your view on one child first" in await room.chat(POLICE).say("same for all")
    assert "no view of yours" in await room.chat(POLICE).send("sameforall.open", ABOUT)
    assert "no view of yours" not in await room.chat(CHAIR).send("sameforall.open", ABOUT)


@pytest.mark.parametrize("typed", [True, False])
async def test_the_chair_asks_for_views_on_all_children_at_once(tmp_path: Path, typed: bool) -> None:
    """DEC-01 CHR-13"""
    async with hour(tmp_path, captured()) as room:
        chair = room.chat(CHAIR)
        await chair.send("meeting.open", {"m": "m_kay"})
        if typed:
            await chair.say("ask for views on all children")
        else:
            await chair.press("Ask for views on all children")
        assert set((await room.store.meetings.load("m_kay")).rounds) == {KAY.id, LENA.id, TOM.id}


async def test_nobody_but_the_chair_asks_for_views(tmp_path: Path) -> None:
    """CHR-13"""
    async with hour(tmp_path, captured()) as room:
        assert "Only the chair" in await room.chat(POLICE).send("ask.all", {"m": "m_kay"})
        assert (await room.store.meetings.load("m_kay")).rounds == {}


async def test_a_summary_begins_from_that_of_a_sibling(tmp_path: Path) -> None:
    """CHR-10 DEC-01"""
    meeting = captured()
    meeting.summaries.clear()
    async with hour(tmp_path, meeting) as room:
        chair = room.chat(CHAIR)
        await chair.send("summary.open", ABOUT)
        await chair.press("Keep this", **SUMMARY)
        shown = await chair.send("summary.open", {"m": "m_kay", "c": LENA.id})
        assert "filled in as for Kay" in shown
        assert chair.input("risks")["value"] == SUMMARY["risks"]
        await chair.press("Keep this", **{**SUMMARY, "risks": "None seen since August"})
        kept = (await room.store.meetings.load("m_kay")).summaries
        assert kept[LENA.id].risks == "None seen since August"
        assert kept[KAY.id].risks == SUMMARY["risks"]


@pytest.mark.parametrize(
    ("typed", "of"),
    [
        ("Kay's father: invited", ["c_kay"]),
        ("Kay’s father: invited", ["c_kay"]),
        ("Father of Kay and Lena: invited", ["c_kay", "c_lena"]),
        ("Mother of Kay, Lena and Tom: invited", []),
        ("mother: invited", []),
        ("Kayleigh's father: invited", []),
    ],
)
def test_whose_parent_somebody_is_follows_from_what_is_typed(typed: str, of: list[str]) -> None:
    """PAR-01 INV-03"""
    [line] = read_family([typed], [KAY, LENA, TOM]).found
    assert line.parent_of == of
