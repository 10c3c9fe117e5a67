"""Quality figures in the chat: who gets them, for which months, by month, and as CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import JOBS
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from dialogs import home
from dialogs.engine import Engine
from tests import builders
from tests.builders import ADMIN, CHAIR, LEAD, POLICE, SERVICE_MANAGER
from tests.cast import CSWO
from tests.dialogs.chat import PRIVATE
from tests.dialogs.group_room import LintedChat
from tests.dialogs.invited import Room, open_room

NOW = datetime(2027, 1, 20, 10, 0, tzinfo=UTC)
QUARTER = {"since": "2026-10", "until": "2026-12"}
VERBS = ("figures.open", "figures.topic", "figures.one", "figures.csv")
REFUSED = "I have not done that"
NAMED = ("Kay", "PK-26", "Fiona", "m_0")


def held(number: int) -> PlanningMeeting:
    meeting = builders.a_closed_meeting(case_ref=f"PK-26-{number:04}")
    meeting.id = f"m_{number}"
    return meeting


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """Seven meetings were held in November."""
    found = await open_room(tmp_path, NOW, *map(held, range(7)))
    found.engine = Engine(found.store, builders.PROFILE, JOBS, home.home)
    yield found
    await found.store.close()


def chat(room: Room, person: Person) -> LintedChat:
    return LintedChat(room.engine, person, room.now, replace(PRIVATE, conversation=f"a:{person.id}"))


async def test_the_months_are_chosen_and_the_topics_lead_on(room: Room) -> None:
    manager = chat(room, SERVICE_MANAGER)
    await manager.goes(
        [
            ("figures", "For which months?"),
            ("October to December 2026", "Quality figures: October to December 2026"),
        ]
    )
    heard = await manager.press("Attendance by agency")
    assert "7 of 7 came, or sent a deputy (100%)." in heard
    assert "By month" in await manager.send("figures.one", {**QUARTER, "k": "attendance-police"})
    assert "November 2026" in await manager.send("figures.one", {**QUARTER, "k": "attendance-police"})
    assert "Attendance by agency" in await manager.press("Back to the figures")


async def test_a_card_alone_does_it_too(room: Room) -> None:
    admin = chat(room, ADMIN)
    await admin.send("figures.open")
    heard = await admin.press("Show the figures", months="2026-10:2026-12")
    assert "Limits of planning meetings" in heard
    assert "Key points released\n0 of 7 in time (0%)." in heard


async def test_the_text_can_be_copied_into_a_sheet(room: Room) -> None:
    heard = await chat(room, ADMIN).send("figures.csv", QUARTER)
    assert "attendance,Police,2026-11,7,7,100,,,no,ATT-01" in heard
    assert "```" not in heard


async def test_the_text_is_got_by_typing_for_the_newest_quarter_or_the_months_named(room: Room) -> None:
    admin = chat(room, ADMIN)
    newest = await admin.say("figures as csv")
    assert "topic," in newest
    assert ",2026," in await admin.say("figures as csv 2026")
    assert "whole quarters and years" in await admin.say("figures as csv last week")
    assert REFUSED in await chat(room, CHAIR).say("figures as csv")


async def test_months_in_which_nothing_happened_give_a_sentence_and_no_empty_tables(room: Room) -> None:
    admin = chat(room, ADMIN)
    heard = await admin.say("figures as csv 2025")
    assert "There is nothing to count in these months: 2025." in heard
    assert "topic," not in heard
    assert admin.file is None


async def test_the_same_is_offered_as_one_file_that_a_spreadsheet_reads(room: Room) -> None:
    admin = chat(room, ADMIN)
    pages = await admin.send("figures.csv", QUARTER)
    assert admin.file is not None
    assert admin.file.name == "Quality figures 2026-10-to-2026-12.csv"
    assert await admin.accept("1-a") == ""
    assert admin.file is not None
    lines = admin.file.content.decode("utf-8-sig").splitlines()
    assert admin.file.content.startswith(b"\xef\xbb\xbf")
    assert [line for line in lines if line in pages] == lines
    assert sum(line.startswith("topic,") for line in lines) == 1
    [read] = await room.store.reads.of_case("")
    assert (read.who, read.what) == (ADMIN.id, "quality figures")


@pytest.mark.parametrize("verb", VERBS)
async def test_whoever_answers_for_one_case_gets_no_figures(room: Room, verb: str) -> None:
    for person in (CHAIR, LEAD, POLICE):
        assert REFUSED in await chat(room, person).send(verb, {**QUARTER, "n": "limits", "k": "dissent"})


async def test_nothing_in_the_figures_names_a_child_a_case_or_a_person(room: Room) -> None:
    """GEN-19"""
    manager = chat(room, SERVICE_MANAGER)
    heard = [
        *[await manager.send("figures.topic", {**QUARTER, "n": topic}) for topic in ("limits", "practice")],
        await manager.send("figures.one", {**QUARTER, "k": "unheard"}),
        await manager.send("figures.csv", QUARTER),
    ]
    assert not [name for name in NAMED if name in "".join(heard)]


@pytest.mark.parametrize(
    "ids",
    [
        {"since": "2026-10", "until": "2027-01", "n": "limits"},
        {"since": "x", "until": "y", "n": "limits"},
        {**QUARTER, "n": "nothing"},
        {},
    ],
)
async def test_what_a_card_can_no_longer_mean_is_refused(room: Room, ids: dict[str, str]) -> None:
    assert REFUSED in await chat(room, ADMIN).send("figures.topic", ids)


async def test_home_and_desks_lead_to_the_figures(room: Room) -> None:
    for person, said in ((SERVICE_MANAGER, "desk"), (ADMIN, "desk"), (CSWO, "home")):
        speaker = chat(room, person)
        await speaker.say(said)
        assert "Quality figures" in speaker.buttons(), person.id
        assert "For which months?" in await speaker.press("Quality figures")
