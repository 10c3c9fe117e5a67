"""A significant change reaches the chair of the planning meeting in two presses, and is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cppm.groups.core_group import ChangeKind, Review
from cppm.records import NoticeKind
from tests import builders_group
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, OUTSIDER, SCHOOL
from tests.dialogs.group_room import GroupRoom, group_room
from tests.dialogs.hour import press_as_shown

WORDS = "Kay came to school with a bruise and said nothing about it."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[GroupRoom]:
    async with group_room(tmp_path, builders_group.a_closed_gathering()) as opened:
        yield opened


async def reported(room: GroupRoom, review: str = "earlier") -> str:
    """Somebody reports an incident; its id."""
    school = room.chat(SCHOOL)
    await school.send("significant.open", {"g": room.id})
    await press_as_shown(school, "Send", kind="incident", what=WORDS, review=review)
    return (await room.group()).changes[-1].id


class TestReporting:
    async def test_two_presses_tell_the_chair_at_once(self, room: GroupRoom) -> None:
        """CG-10, GEN-06, TIM-14"""
        school = room.chat(SCHOOL)
        shown = await school.send("significant.open", {"g": room.id})
        assert "call 999 or 01738 476768" in shown
        told = await press_as_shown(school, "Send", kind="incident", what=WORDS, review="special")
        assert "The chair of the planning meeting is told" in told
        assert "The answer is due by Sunday 29 November 2026" in told
        (change,) = (await room.group()).changes
        assert (change.kind, change.asks_for) == (ChangeKind.INCIDENT, Review.SPECIAL)
        assert change.noticed_at == room.now
        assert {d.to for d in await room.owed(NoticeKind.CHANGE_REPORTED)} == {CHAIR.id, LEAD.id}

    async def test_by_typing_alone(self, room: GroupRoom) -> None:
        """CG-11, CG-16"""
        await room.chat(HEALTH).goes(
            [
                ("something has changed", "What has changed?"),
                ("the family no longer engages", "What has happened"),
                ("Nobody opened the door three times", "earlier or a special review"),
                ("earlier", "When did you notice it?"),
                ("yesterday at 15:00", "The chair of the planning meeting is told"),
            ]
        )
        (change,) = (await room.group()).changes
        assert (change.kind, change.asks_for) == (ChangeKind.NOT_ENGAGING, Review.EARLIER)
        assert change.noticed_at == room.now - timedelta(hours=23)

    async def test_pressed_twice_is_one(self, room: GroupRoom) -> None:
        school = room.chat(SCHOOL)
        await school.send("significant.open", {"g": room.id})
        form = school.card
        await press_as_shown(school, "Send", kind="risk", what=WORDS)
        await school.repeat()
        school.cards.append(form)
        await press_as_shown(school, "Send", kind="risk", what=WORDS)
        assert len((await room.group()).changes) == 1
        assert len(await room.owed(NoticeKind.CHANGE_REPORTED)) == 2

    async def test_it_is_for_who_works_in_the_group(self, room: GroupRoom) -> None:
        for person in (OUTSIDER, CHAIR, ADMIN):
            assert "I have not done that" in await room.chat(person).send("significant.open", {"g": room.id})
        assert "speak to the lead professional" in await room.chat(OUTSIDER).say("report a change")


class TestAnswering:
    async def test_the_chair_answers_by_card_and_everybody_concerned_hears(self, room: GroupRoom) -> None:
        """CG-16, TIM-14"""
        change = await reported(room)
        chair = room.chat(CHAIR)
        shown = await chair.send("changeack.open", {"g": room.id, "s": change})
        assert WORDS in shown
        assert "An earlier review" in shown
        told = await chair.press(
            "Send", answer="We meet on Monday.", grants="earlier", review_by="2026-12-14"
        )
        assert "The change is answered" in told
        assert "An earlier review, by Monday 14 December 2026. The lead professional is told" in told
        kept = (await room.group()).changes[0]
        assert (kept.answer, kept.grants) == ("We meet on Monday.", Review.EARLIER)
        assert {d.to for d in await room.owed(NoticeKind.CHANGE_ACKNOWLEDGED)} == {SCHOOL.id, LEAD.id}

    async def test_by_typing_alone(self, room: GroupRoom) -> None:
        await reported(room, review="none")
        await room.chat(CHAIR).goes(
            [
                ("answer change", "What follows from it?"),
                ("Please go on as planned.", "Will there be another review?"),
                ("no", "The change is answered"),
            ]
        )
        assert (await room.group()).changes[0].acknowledged_by == CHAIR.id

    async def test_another_review_has_its_day_by_typing_and_the_lead_professional_is_asked_to_book_it(
        self, room: GroupRoom
    ) -> None:
        """CG-16, GEN-06"""
        await reported(room, review="special")
        await room.chat(CHAIR).goes(
            [
                ("answer change", "What follows from it?"),
                ("We look at it again.", "Will there be another review?"),
                ("special", "By when is it held?"),
                ("1 September 2027", "Give a day before that"),
                ("14 December 2026", "asked until it is booked"),
            ]
        )
        hub = await room.chat(LEAD).send("group.open", {"g": room.id})
        assert "Book the review" in hub
        assert "Not booked yet; by Monday 14 December 2026" in hub
        booking = await room.chat(LEAD).send("review.open", {"g": room.id})
        assert "By Monday 14 December 2026, the day that was set." in booking

    async def test_only_the_chair_answers_and_the_first_answer_stays(self, room: GroupRoom) -> None:
        change = await reported(room)
        refused = await room.chat(LEAD).send("changeack.open", {"g": room.id, "s": change})
        assert "Only the chair of the planning meeting can do this" in refused
        chair = room.chat(CHAIR)
        for answer in ("First.", "Second."):
            await chair.send("changeack.open", {"g": room.id, "s": change})
            await chair.press("Send", answer=answer, grants="none")
        assert (await room.group()).changes[0].answer == "First."

    async def test_nothing_waits(self, room: GroupRoom) -> None:
        assert "No significant change waits" in await room.chat(CHAIR).say("answer change")


class TestReading:
    async def test_the_answer_is_read_by_the_group_and_noted(self, room: GroupRoom) -> None:
        change = await reported(room)
        chair = room.chat(CHAIR)
        await chair.send("changeack.open", {"g": room.id, "s": change})
        await chair.press("Send", answer="We meet on Monday.", grants="special", review_by="2026-12-14")
        read = await room.chat(SCHOOL).send("significant.read", {"g": room.id, "s": change})
        assert "We meet on Monday." in read
        assert "A special review, by Monday 14 December 2026" in read
        reads = await room.store.reads.of_case("PK-26-0137")
        assert SCHOOL.id in {r.who for r in reads}
        assert "I have not done that" in await room.chat(OUTSIDER).send("significant.read", {"g": room.id})

    async def test_all_of_them_by_typing(self, room: GroupRoom) -> None:
        assert "No significant change has been reported" in await room.chat(HEALTH).say("significant changes")
        await reported(room)
        read = await room.chat(HEALTH).say("significant changes")
        assert WORDS in read
        assert "has not answered yet" in read
