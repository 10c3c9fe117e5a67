"""What comes of a dissent, in conversations: the line manager, the service manager, and the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from cppm.disagreeing import dissent
from cppm.disagreeing.disagreement_records import Step
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    INSPECTOR,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    SERVICE_MANAGER,
    STARTS_AT,
    a_closed_meeting,
)
from tests.dialogs.differing import office

IDS = {"m": "m_kay", "d": "d_1"}
AT = STARTS_AT + 70 * MINUTE
REASON = "The injuries have an *explanation*."


def told() -> PlanningMeeting:
    """The police dissent, and their line manager knows."""
    meeting = a_closed_meeting()
    dissent.record_dissent(meeting, POLICE, KAY.id, REASON, "A child's plan.", AT, "d_1")
    dissent.tell_manager(meeting, POLICE, "d_1", AT)
    return meeting


async def test_by_typing_alone_from_the_manager_to_the_answer(tmp_path: Path) -> None:
    """DIS-02 DIS-03"""
    async with office(tmp_path, told()) as room:
        await room.chat(INSPECTOR).goes(
            [
                ("home", "Consider whether to escalate a dissent"),
                ("escalation", "what was done?"),
                ("raised with the service manager", "What came of it"),
                ("It needs an answer from outside.", "Service managers get a message now"),
            ]
        )
        await room.chat(SERVICE_MANAGER).goes(
            [
                ("answer dissent", "The injuries have an"),
                ("The ward's note was read again, and the decision stands.", "This is what I will record"),
                ("yes", "The dissent is answered"),
            ]
        )
        (kept,) = (await room.meeting()).dissents
        assert kept.escalation
        assert kept.answer
        assert (kept.escalation.step, kept.reason) == (Step.RAISED, REASON)
        for reader in (POLICE, CHAIR):
            read = await room.chat(reader).say("read dissent")
            assert "The ward's note was read again, and the decision stands." in read
            assert "Raised with the service manager. It needs an answer from outside." in read
        heard = {(each.to, each.key) for each in await room.owed(NoticeKind.DISSENT_NEWS)}
        assert {to for to, key in heard if key.endswith("answered")} == {POLICE.id, CHAIR.id}


async def test_by_card_alone_and_changed_later(tmp_path: Path) -> None:
    """DIS-02"""
    async with office(tmp_path, told()) as room:
        manager = room.chat(INSPECTOR)
        shown = await manager.send("escalation.open", IDS)
        assert "Fiona Blair" in shown
        assert REASON not in shown
        assert "Kay" not in shown
        await manager.press("Record", step="settled", words="We talked it through.")
        await manager.press("Change")
        done = await manager.press("Record", step="own", words="With the superintendent.")
        assert "Raised within our own agency. With the superintendent." in done
        assert await room.owed(NoticeKind.DISSENT_RAISED) == []


async def test_the_answer_by_card_is_final(tmp_path: Path) -> None:
    """DIS-03"""
    async with office(tmp_path, told()) as room:
        manager = room.chat(SERVICE_MANAGER)
        await manager.send("dissentanswer.open", IDS)
        await manager.press("Continue", words="The decision stands, because the ward was asked.")
        await manager.press("Record")
        assert "The dissent is answered" in await manager.repeat()
        refused = await manager.send("dissentanswer.open", IDS)
        assert "has answered this dissent in writing" in refused
        assert len([d for d in (await room.meeting()).dissents if d.answer]) == 1


async def test_reading_a_dissent_to_answer_it_is_noted(tmp_path: Path) -> None:
    """DIS-03"""
    async with office(tmp_path, told()) as room:
        await room.chat(SERVICE_MANAGER).send("dissentanswer.open", IDS)
        reads = await room.store.reads.of_case("PK-26-0137")
        assert [(r.who, r.role, r.what) for r in reads] == [
            (SERVICE_MANAGER.id, "service manager", "dissent")
        ]


@pytest.mark.parametrize("person", [CHAIR, POLICE, HEALTH, LEAD, ADMIN, OUTSIDER])
async def test_others_neither_consider_nor_answer(tmp_path: Path, person: Person) -> None:
    """DIS-02 DIS-03"""
    async with office(tmp_path, told()) as room:
        for verb in ("escalation.open", "dissentanswer.open"):
            refused = await room.chat(person).send(verb, IDS)
            assert "I have not done that" in refused
            assert REASON not in refused
        assert "No colleague's dissent waits for you." in await room.chat(person).say("escalation")
        assert "No dissent waits for your answer." in await room.chat(person).say("answer dissent")


async def test_the_board_of_clocks_says_that_there_is_a_dissent(tmp_path: Path) -> None:
    """DIS-01"""
    async with office(tmp_path, told()) as room:
        board = await room.chat(CHAIR).say("clocks PK-26-0137")
        assert "A dissent is recorded." in board
        assert "The injuries have an" not in board


async def test_a_dissent_that_was_not_raised_is_raised_later_or_answered_all_the_same(tmp_path: Path) -> None:
    """DIS-02 DIS-03"""
    async with office(tmp_path, told()) as room:
        manager = room.chat(INSPECTOR)
        await manager.goes(
            [
                ("escalation", "what was done?"),
                ("own", "What came of it"),
                ("We asked the superintendent.", "What was done is recorded"),
                ("escalation", "type escalation and the reference of the case"),
                ("escalation PK-26-0137", "what was done?"),
                ("cancel", "Nothing has been recorded"),
            ]
        )
        senior = room.chat(SERVICE_MANAGER)
        assert "No dissent waits for your answer." in await senior.say("answer dissent")
        await senior.goes(
            [
                ("answer dissent PK-26-0137", "We asked the superintendent."),
                ("The ward's note was read again.", "This is what I will record"),
                ("yes", "The dissent is answered"),
                ("answer dissent PK-26-0137", "No dissent waits for your answer."),
            ]
        )
        for other in (LEAD, OUTSIDER, CHAIR):
            assert "No dissent waits" in await room.chat(other).say("answer dissent PK-26-0137")
