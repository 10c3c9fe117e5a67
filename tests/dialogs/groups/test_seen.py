"""A child is seen: two presses for today, a form for any day, the log, and the birth from which it counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cppm.groups import sightings
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import FamilyLine, MeetingKind
from tests import builders, builders_group
from tests.builders import ADMIN, BABY, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, SCHOOL
from tests.builders_group import DAY, FIRST_AT, FORMED_AT
from tests.dialogs.group_room import GroupRoom, group_room


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    async with group_room(tmp_path, builders_group.a_closed_gathering()) as opened:
        yield opened


def ids(room: GroupRoom) -> dict[str, str]:
    return {"g": room.id, "c": KAY.id}


class TestToday:
    async def test_two_presses_record_it(self, room: GroupRoom) -> None:
        """CG-21, TIM-13"""
        health = room.chat(HEALTH)
        asked = await health.send("seen.today", ids(room))
        assert "Thursday 26 November 2026" in asked
        assert "Was the child seen alone" in asked
        assert "It is recorded that a child was seen" in await health.press("Alone")
        (seen,) = (await room.group()).sightings
        assert (seen.child, seen.on, seen.by, seen.alone) == (KAY.id, date(2026, 11, 26), HEALTH.id, True)

    async def test_a_card_pressed_after_midnight_still_means_its_own_day(self, room: GroupRoom) -> None:
        """TIM-13"""
        health = room.chat(HEALTH)
        await health.send("seen.today", ids(room))
        later = health.later(timedelta(hours=12))
        await later.press("With a parent or carer there")
        (seen,) = (await room.group()).sightings
        assert (seen.on, seen.alone) == (date(2026, 11, 26), False)

    async def test_pressed_twice_is_one_sighting(self, room: GroupRoom) -> None:
        health = room.chat(HEALTH)
        await health.send("seen.today", ids(room))
        await health.press("Alone")
        await health.repeat()
        await health.press("Alone")
        assert len((await room.group()).sightings) == 1

    async def test_a_day_made_up_is_refused(self, room: GroupRoom) -> None:
        refused = await room.chat(HEALTH).send("seen.alone", {**ids(room), "on": "2026-12-24"})
        assert "still to come" in refused
        odd = await room.chat(HEALTH).send("seen.alone", {**ids(room), "on": "yesterday"})
        assert "Was the child seen alone" in odd
        assert (await room.group()).sightings == []

    async def test_it_is_not_for_strangers_nor_the_planning_chair(self, room: GroupRoom) -> None:
        for person in (OUTSIDER, CHAIR):
            assert "I have not done that" in await room.chat(person).send("seen.today", ids(room))
            assert "I have not done that" in await room.chat(person).send("seen.alone", ids(room))
        assert (await room.group()).sightings == []


class TestAnyDay:
    async def test_by_typing_alone(self, room: GroupRoom) -> None:
        """CG-21"""
        await room.chat(HEALTH).goes(
            [
                ("I saw Kay", "On which day?"),
                ("24 November", "Who saw the child?"),
                ("keep", "Was the child seen alone?"),
                ("yes", "Is there something to note?"),
                ("She talked about her drawing", "It is recorded that a child was seen"),
            ]
        )
        (seen,) = (await room.group()).sightings
        assert (seen.on, seen.by, seen.note) == (
            date(2026, 11, 24),
            HEALTH.id,
            "She talked about her drawing",
        )

    async def test_by_card_alone_for_a_colleague(self, room: GroupRoom) -> None:
        admin = room.chat(ADMIN)
        await admin.send("seen.open", {"g": room.id})
        await admin.press("Send", child=KAY.id, day="2026-11-25", by=SCHOOL.id, alone="false", note="")
        (seen,) = (await room.group()).sightings
        assert (seen.by, seen.by_name, seen.recorded_by) == (SCHOOL.id, SCHOOL.name, ADMIN.id)

    async def test_a_day_before_the_name_was_placed_keeps_the_answers(self, room: GroupRoom) -> None:
        health = room.chat(HEALTH)
        await health.send("seen.open", ids(room))
        refused = await health.press("Send", day="2026-11-01", by=HEALTH.id, alone="true")
        assert "was placed on the register on" in refused
        assert "Change my answers" in health.buttons()
        await health.press("Change my answers")
        assert health.input("day")["value"] == "2026-11-01"

    async def test_the_form_says_when_the_child_was_last_seen(self, room: GroupRoom) -> None:
        day = date(2026, 11, 20)
        await room.change(
            lambda g: sightings.record_seen(g, HEALTH, KAY.id, day, HEALTH, True, "", FIRST_AT, lambda: "s1")
        )
        assert "Friday 20 November 2026, by Ailsa Grant" in await room.chat(LEAD).say("seen")


async def test_the_log_has_the_latest_first_and_goes_on(room: GroupRoom) -> None:
    """CG-21"""

    def written(group: CoreGroup) -> None:
        for number in range(1, 9):
            day, note = date(2026, 11, 17) + timedelta(days=number), f"Note {number} " + "word " * 90
            new = builders_group.ids(f"s{number}")
            sightings.record_seen(group, HEALTH, KAY.id, day, HEALTH, True, note, FIRST_AT, new)

    await room.change(written)
    school = room.chat(SCHOOL)
    read = await school.say("last seen")
    while "Earlier" in school.buttons():
        read += await school.press("Earlier")
    found = [read.index(f"Note {n} ") for n in range(1, 9)]
    assert found == sorted(found, reverse=True)


@pytest.fixture
async def before_birth(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    group = builders_group.a_core_group(
        kind=MeetingKind.PRE_BIRTH,
        children=[BABY],
        family=[FamilyLine("f_mother", "The mother", "mother", True)],
        core_group=[LEAD.id, HEALTH.id, "f_mother"],
    )
    async with group_room(tmp_path, group, now=builders.STARTS_AT + timedelta(days=90)) as opened:
        yield opened


class TestBirth:
    async def test_it_is_recorded_by_typing_and_sightings_begin(self, before_birth: GroupRoom) -> None:
        """CG-21, TIM-13"""
        health = before_birth.chat(HEALTH)
        assert "No child is on the register" in await health.say("seen")
        await health.goes([("the baby is born", "On which day?"), ("13 February", "The birth is recorded")])
        group = await before_birth.group()
        assert group.child(BABY.id).born_on == date(2027, 2, 13)
        assert "Not recorded yet" in await health.say("seen")

    async def test_it_is_recorded_by_card_and_corrected(self, before_birth: GroupRoom) -> None:
        lead = before_birth.chat(LEAD)
        await lead.send("born.open", {"g": before_birth.id, "c": BABY.id})
        await lead.press("Send", child=BABY.id, on="2027-02-13")
        await lead.press("Change")
        await lead.press("Send", child=BABY.id, on="2027-02-12")
        assert (await before_birth.group()).child(BABY.id).born_on == date(2027, 2, 12)

    async def test_a_day_far_from_the_due_date_is_refused(self, before_birth: GroupRoom) -> None:
        lead = before_birth.chat(LEAD)
        await lead.send("born.open", {"g": before_birth.id, "c": BABY.id})
        assert "The due date was" in await lead.press("Send", child=BABY.id, on="2026-06-01")
        assert (await before_birth.group()).child(BABY.id).unborn


async def test_what_somebody_else_wrote_down_is_marked_wherever_it_shows(tmp_path: Path) -> None:
    """CG-21: a visit recorded for a colleague says by whom; one's own says nothing more."""
    group = builders_group.a_group_with_plan()
    for recorder, day in ((ADMIN, 2), (LEAD, 3), (HEALTH, 4)):
        at = FORMED_AT + day * DAY
        sightings.record_seen(
            group, recorder, KAY.id, at.date(), HEALTH, True, "", at, builders_group.ids(f"s{day}")
        )
    async with group_room(tmp_path, builders_group.drained(group), now=FORMED_AT + 5 * DAY) as room:
        heard = await room.chat(SCHOOL).send("sightings.open", {"g": room.id})
    assert "Ailsa Grant (recorded for them by CP Administration)" in heard
    assert "Ailsa Grant (recorded for them by Ewan Reid)" in heard
    assert heard.count("recorded for them") == 2
