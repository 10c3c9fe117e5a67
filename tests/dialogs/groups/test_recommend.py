"""Recommendations to the review, each with its reasons and never counted; and the chronology for it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from cppm.groups import recommending
from cppm.groups.core_group import CoreGroup, Recommended
from cppm.records import NoticeKind
from tests import builders_group
from tests.builders import ADMIN, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, SCHOOL
from tests.builders_group import FIRST_AT
from tests.dialogs.group_room import GroupRoom, group_room

REASONS = "Kay has been at school every day since January."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    async with group_room(tmp_path, builders_group.a_closed_gathering()) as opened:
        yield opened


class TestGiving:
    async def test_by_typing_alone(self, room: GroupRoom) -> None:
        """CG-14"""
        shown = await room.chat(HEALTH).say("recommend")
        assert "These are reasons, not a count" in shown
        await room.chat(HEALTH).goes([("come off", "Why?"), (REASONS, "The recommendation is kept")])
        kept = recommending.of_member(await room.group(), KAY.id, HEALTH.id)
        assert kept
        assert (kept.says, kept.reasons) == (Recommended.REMOVE, REASONS)

    async def test_by_card_alone_and_given_anew(self, room: GroupRoom) -> None:
        """CG-14"""
        school = room.chat(SCHOOL)
        await school.send("recommend.open", {"g": room.id, "c": KAY.id})
        await school.press("Send", says="remain", reasons=REASONS)
        await school.press("Change")
        assert school.input("reasons")["value"] == REASONS
        await school.press("Send", says="remove", reasons="It has gone well for months.")
        kept = recommending.of_member(await room.group(), KAY.id, SCHOOL.id)
        assert kept
        assert kept.says is Recommended.REMOVE

    async def test_without_reasons_there_is_none(self, room: GroupRoom) -> None:
        """CG-14"""
        school = room.chat(SCHOOL)
        await school.send("recommend.open", {"g": room.id, "c": KAY.id})
        assert "Please say why" in await school.press("Send", says="remain", reasons=" ")
        assert (await room.group()).recommendations == []

    async def test_it_is_for_members(self, room: GroupRoom) -> None:
        for person in (OUTSIDER, CHAIR):
            assert "I have not done that" in await room.chat(person).send("recommend.open", {"g": room.id})

    async def test_for_somebody_it_is_marked_with_how_they_told(self, room: GroupRoom) -> None:
        """CG-14"""
        lead = room.chat(LEAD)
        await lead.goes(
            [
                ("recommend for", "Whose recommendation is it?"),
                ("Callum", "What do they recommend?"),
                ("stay", "Why, in their words?"),
                (REASONS, "How did they tell you?"),
                ("by phone today", "The recommendation is kept"),
            ]
        )
        kept = recommending.of_member(await room.group(), KAY.id, SCHOOL.id)
        assert kept
        assert (kept.recorded_by, kept.source) == (LEAD.id, "by phone today")
        assert "I have not done that" in await room.chat(HEALTH).send("recommendfor.open", {"g": room.id})

    async def test_for_somebody_by_card(self, room: GroupRoom) -> None:
        admin = room.chat(ADMIN)
        await admin.send("recommendfor.open", {"g": room.id, "p": SCHOOL.id})
        assert admin.input("person")["value"] == SCHOOL.id
        given = {"person": SCHOOL.id, "says": "remain", "reasons": REASONS, "source": "in the meeting"}
        assert "The recommendation is kept" in await admin.press("Send", **given)

    async def test_the_chair_hears_when_everybody_has(self, room: GroupRoom) -> None:
        """DIS-13"""
        for person, says in ((LEAD, "remain"), (HEALTH, "remove"), (SCHOOL, "remain")):
            chat = room.chat(person)
            await chat.send("recommend.open", {"g": room.id, "c": KAY.id})
            await chat.press("Send", says=says, reasons=REASONS)
        assert [d.to for d in await room.owed(NoticeKind.RECOMMENDATIONS)] == [CHAIR.id]


class TestReading:
    async def test_by_agency_with_reasons_and_never_a_number(self, room: GroupRoom) -> None:
        """CG-14, DEC-11, DIS-13"""

        def given(group: CoreGroup) -> None:
            for person, says in (
                (LEAD, Recommended.REMAIN),
                (HEALTH, Recommended.REMOVE),
                (SCHOOL, Recommended.REMAIN),
            ):
                recommending.recommend(group, person, KAY.id, says, f"Reasons of {person.name}", FIRST_AT)

        await room.change(given)
        read = await room.chat(CHAIR).say("recommendations")
        order = [read.index(each) for each in ("Social Work", "Health", "Education")]
        assert order == sorted(order)
        for person in (LEAD, HEALTH, SCHOOL):
            assert f"Reasons of {person.name}" in read
        assert "The members differ" in read
        assert not re.search(r"\b\d+ (of|against|for)\b|%|\b(two|three) of\b", read)

    async def test_who_is_awaited_is_named(self, room: GroupRoom) -> None:
        await room.change(
            lambda g: recommending.recommend(g, HEALTH, KAY.id, Recommended.REMAIN, REASONS, FIRST_AT)
        )
        read = await room.chat(SCHOOL).say("recommendations")
        assert "Still to come" in read
        assert "Callum Ross, Education" in read
        assert "The members differ" not in read

    async def test_it_is_not_for_strangers(self, room: GroupRoom) -> None:
        refused = await room.chat(OUTSIDER).send("recommendations.open", {"g": room.id})
        assert "You are not in this core group" in refused


class TestChronology:
    async def test_it_is_agreed_by_typing_and_there_by_typing(self, room: GroupRoom) -> None:
        """REP-16, TIM-21"""
        await room.chat(LEAD).goes(
            [
                ("agree a chronology", "Who puts it together?"),
                ("Ailsa", "By when is it there?"),
                ("1 March", "The chronology is agreed"),
            ]
        )
        agreed = (await room.group()).chronology
        assert agreed
        assert (agreed.owner, agreed.by) == (HEALTH.id, date(2027, 3, 1))
        await room.chat(HEALTH).goes(
            [("chronology is there", "This is what I will record"), ("yes", "The chronology is there")]
        )
        agreed = (await room.group()).chronology
        assert agreed
        assert agreed.received_at == room.now

    async def test_by_card_and_pressed_twice(self, room: GroupRoom) -> None:
        lead = room.chat(LEAD)
        await lead.send("chronology.open", {"g": room.id})
        assert "Usually by the first review" in str(lead.card)
        await lead.press("Send", owner=SCHOOL.id, by="2027-03-01")
        school = room.chat(SCHOOL)
        await school.send("chronologydone.open", {"g": room.id})
        waits = (await room.group()).chronology
        assert waits
        assert waits.received_at is None, "a tap on what is owed is not yet the word that it is done"
        assert "There since" in await school.press("Record")
        assert "The chronology is there" in await school.repeat()
        assert "I have not done that" in await room.chat(HEALTH).send("chronology.open", {"g": room.id})

    async def test_none_awaited_is_said(self, room: GroupRoom) -> None:
        assert "No chronology that you could report on" in await room.chat(LEAD).say("chronology done")
        refused = await room.chat(LEAD).send("chronologydone.open", {"g": room.id})
        assert "No date is agreed for the multi-agency chronology yet" in refused
