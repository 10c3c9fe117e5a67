"""Independent scrutiny in conversations: taken up, read, asked about, returned, answered, agreed with."""

from __future__ import annotations

from pathlib import Path

import pytest

from cppm.disagreeing.disagreement_records import Ending
from cppm.people import Person
from cppm.records import NoticeKind
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, OUTSIDER, POLICE, SERVICE_MANAGER
from tests.dialogs.differing import closed_without_consensus, office

IDS = {"m": "m_kay", "y": "y1"}


async def test_by_typing_alone_from_taking_it_up_to_agreeing(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        manager, chair = room.chat(SERVICE_MANAGER), room.chat(CHAIR)
        await manager.goes(
            [
                ("home", "Look independently at a decision"),
                ("scrutiny", "Do you declare that you have had no part in it"),
                ("yes", "The evidence of the last six weeks outweighs the progress reported."),
                ("scrutiny finding", "What do you find?"),
                ("I ask the chair something", "What is your question, or what are your reasons?"),
                ("Why did you not wait for the ward?", "This is what I will record"),
                ("yes", "The chair is to answer"),
            ]
        )
        await chair.goes(
            [
                ("answer scrutiny", "Why did you not wait for the ward?"),
                ("The ward had answered by phone.", "Questions and answers"),
            ]
        )
        await manager.goes(
            [
                ("scrutiny", "The ward had answered by phone."),
                ("finding", "What do you find?"),
                ("agree", "What is your question, or what are your reasons?"),
                ("The reasons carry the decision.", "This is what I will record"),
                ("yes", "Agrees with how the decision was made"),
            ]
        )
        assert manager.buttons() == ["My desk", "What I owe"]
        (found,) = (await room.meeting()).scrutinies
        assert (found.ending, found.words) == (Ending.AGREED, "The reasons carry the decision.")
        assert len(found.exchanges) == 1
        told = {each.to for each in await room.owed(NoticeKind.SCRUTINY_ENDED)}
        assert {CHAIR.id, LEAD.id, POLICE.id, HEALTH.id} <= told
        assert "Independent scrutiny agreed" in await room.chat(HEALTH).say("read decision")


async def test_by_card_alone_a_return_and_another_meeting(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        manager, chair = room.chat(SERVICE_MANAGER), room.chat(CHAIR)
        await manager.send("scrutiny.read", IDS)
        read = await manager.press("Send", uninvolved="yes")
        for words in ("Repeated injuries without explanation", "From our records", "Two injuries in October"):
            assert words in read
        await manager.press("Agree, ask or return")
        await manager.press("Continue", finding="return", words="The ward was never asked.")
        await manager.press("Record")
        await chair.send("meeting.open", {"m": "m_kay"})
        assert "The ward was never asked." in await chair.press("Answer the scrutiny")
        done = await chair.press("Send", meets_again="yes", words="We meet again in December.")
        assert "Returned; the chair calls another meeting" in done
        assert (await room.meeting()).scrutinies[0].ending is Ending.MEETS_AGAIN
        assert "Book the other meeting that was called for" in await room.chat(LEAD).say("clocks")


async def test_before_the_declaration_no_name_of_the_family_is_shown(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        shown = await room.chat(SERVICE_MANAGER).send("scrutiny.read", IDS)
        assert "Kay" not in shown
        assert "PK-26-0137" in shown
        assert await room.store.reads.of_case("PK-26-0137") == []


@pytest.mark.parametrize("person", [LEAD, POLICE, ADMIN, OUTSIDER])
async def test_nobody_else_reads_or_takes_it_up(tmp_path: Path, person: Person) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        for verb in ("scrutiny.read", "scrutiny.open", "scrutinyresult.open", "scrutinyanswer.open"):
            refused = await room.chat(person).send(verb, IDS)
            assert "I have not done that" in refused
            assert "Kay" not in refused
        for word in ("scrutiny", "scrutiny finding"):
            assert "No decision waits for independent scrutiny" in await room.chat(person).say(word)


async def test_a_service_manager_who_took_part_does_not_find_it_among_what_is_theirs(tmp_path: Path) -> None:
    """DEC-09"""
    meeting = closed_without_consensus()
    meeting.invitees[1].person = SERVICE_MANAGER
    async with office(tmp_path, meeting) as room:
        for word in ("home", "clocks"):
            assert "Look independently at a decision" not in await room.chat(SERVICE_MANAGER).say(word)


async def test_that_it_was_read_is_noted(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        manager = room.chat(SERVICE_MANAGER)
        await manager.send("scrutiny.open", IDS)
        await manager.press("Send", uninvolved="yes")
        await room.chat(CHAIR).send("scrutiny.read", IDS)
        reads = await room.store.reads.of_case("PK-26-0137")
        assert [(r.who, r.role) for r in reads] == [
            (SERVICE_MANAGER.id, "independent scrutiny"),
            (CHAIR.id, "chair"),
        ]


async def test_pressed_twice_is_recorded_once(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        manager = room.chat(SERVICE_MANAGER)
        await manager.send("scrutiny.open", IDS)
        await manager.press("Send", uninvolved="yes")
        assert "Independent scrutiny" in await manager.repeat()
        await manager.send("scrutinyresult.open", IDS)
        await manager.press("Continue", finding="return", words="The ward was never asked.")
        await manager.press("Record")
        await manager.repeat()
        assert len((await room.meeting()).scrutinies[0].exchanges) == 1
        assert len(await room.owed(NoticeKind.SCRUTINY_TO_CHAIR)) == 1


async def test_a_case_is_named_by_its_reference(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        assert "Do you declare" in await room.chat(SERVICE_MANAGER).say("scrutiny PK-26-0137")
        assert "No decision waits" in await room.chat(OUTSIDER).say("scrutiny PK-26-0137")


async def test_whoever_declares_a_part_sees_nothing_and_is_not_asked_again(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        manager = room.chat(SERVICE_MANAGER)
        await manager.say("take up scrutiny")
        declared = await manager.say("no")
        assert "Somebody else looks at it" in declared
        assert "Kay" not in declared
        assert "You owe nothing at the moment" in await manager.say("home")
        assert "You declared that you had a part in it" in await manager.send("scrutiny.read", IDS)
        (told,) = [each for each in await room.owed(NoticeKind.SCRUTINY) if "aside" in each.key]
        assert told.to == "duty:chief social work officer"


async def test_a_scrutiny_is_read_again_while_the_chair_answers_and_after_its_end(tmp_path: Path) -> None:
    """DEC-09"""
    async with office(tmp_path, closed_without_consensus()) as room:
        manager, chair = room.chat(SERVICE_MANAGER), room.chat(CHAIR)
        await manager.goes(
            [
                ("scrutiny", "Do you declare"),
                ("yes", "Under way"),
                ("finding", "What do you find?"),
                ("ask", "What is your question"),
                ("Why not the aunt?", "This is what I will record"),
                ("yes", "The chair is to answer"),
                ("scrutiny", "type scrutiny and the reference of the case"),
                ("scrutiny PK-26-0137", "Why not the aunt?"),
                ("scrutiny finding PK-26-0137", "The chair has still to answer what you sent"),
            ]
        )
        await chair.goes([("answer scrutiny", "Why not the aunt?"), ("She moves away.", "Under way")])
        await manager.goes(
            [
                ("finding", "What do you find?"),
                ("agree", "your reasons"),
                ("That is right.", "This is what I will record"),
                ("yes", "Agrees with how the decision was made"),
                ("scrutiny PK-26-0137", "She moves away."),
            ]
        )
