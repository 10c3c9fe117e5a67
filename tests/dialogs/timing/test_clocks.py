"""The clocks people see: their own, one of them whole, and the board of a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from cppm import rules
from cppm.meetings import key_points
from cppm.people import Person
from cppm.timing import clocks
from storage.errors import StorageDown
from tests.builders import (
    ADMIN,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    TEAM_LEADER,
    a_closed_meeting,
    an_invited_meeting,
)
from tests.dialogs.clock_room import ClockRoom, M, days_after

REGISTER = "register_update:c_kay"
REFUSED = "There is no case with this reference whose clocks you can see as a whole."


def after(heard: str, *words: str) -> bool:
    """Whether these words stand in this order."""
    places = [heard.index(each) for each in words]
    return places == sorted(places)


async def test_nothing_runs_for_somebody_without_a_part(tmp_path: Path) -> None:
    async with days_after(tmp_path, 1) as room:
        assert "No clock of yours is running" in await room.chat(OUTSIDER).say("clocks")


async def test_my_clocks_come_worst_first_with_limit_aim_and_rule(tmp_path: Path) -> None:
    async with days_after(tmp_path, 8) as room:
        lead = room.chat(LEAD)
        heard = await lead.say("clocks")
        assert after(
            heard, "File my assessment report", "Tell somebody the outcome", "Agree the child's plan"
        )
        assert "7 days late: it was due Wednesday 18 November" in heard
        assert "Tomorrow: by Thursday 26 November" in heard
        assert "Ewan Reid" not in heard
        more = await lead.press("More of my clocks")
        assert "In 6 days: by Tuesday 1 December" in more
        assert "The aim was Thursday 19 November" in more
        assert rules.RULES["TIM-15"].title in await lead.press("Why? TIM-15")


async def test_why_explains_one_clock_where_its_rule_has_several(tmp_path: Path) -> None:
    """CON-09"""
    async with days_after(tmp_path, 0) as room:
        chair = room.chat(CHAIR)
        heard = await chair.send("why.open", {"rule": "CON-09", "k": "meeting_opened"})
        assert "The chair opens a meeting at its time" in heard
        assert "A manager answers" not in heard
        both = await chair.say("why CON-09")
        assert both.count("A manager answers within 2 working days") == 1
        assert "The chair opens a meeting at its time" in both
        other = await chair.send("why.open", {"rule": "QUO-03", "k": "meeting_opened"})
        assert "The chair opens a meeting" not in other


async def test_lines_of_the_same_words_say_about_whom(tmp_path: Path) -> None:
    """CHR-22 EXC-08"""
    async with days_after(tmp_path, 1) as room:
        for word in ("home", "clocks"):
            heard = await room.chat(LEAD).say(word)
            assert "Tell somebody the outcome: Kay's father" in heard, word
            assert "Agree the child's plan:" not in heard, "one alone needs no more words"
        board = await room.chat(ADMIN).say("clocks PK-26-0137")
        assert "Tell somebody the outcome: Kay's father" in board
        assert "Agree the child's plan:" not in board


async def test_a_line_opens_the_thing_itself(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        chair = room.chat(CHAIR)
        assert "Today: by Wednesday" not in await chair.say("clocks")
        assert "What was decided?" in await chair.press("Release the key points")


async def test_what_is_owed_by_a_duty_is_on_the_list_of_its_holders(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        heard = await room.chat(ADMIN).say("clocks")
        assert "Bring the register up to date" in heard
        assert "Bring the register up to date" not in await room.chat(LEAD).say("clocks")


async def test_many_clocks_go_on_another_card(tmp_path: Path) -> None:
    meetings = []
    for number in range(12):
        meeting = an_invited_meeting(case_ref=f"PK-26-02{number:02}")
        meeting.id = f"m_{number}"
        meetings.append(meeting)
    async with days_after(tmp_path, -5, *meetings) as room:
        police = room.chat(POLICE)
        first = await police.say("my clocks")
        assert "And 16 more after these." in first
        second = await police.press("More of my clocks")
        assert "And 8 more after these." in second
        assert "And " not in await police.press("More of my clocks")
        assert first.count("Answer the invitation") + second.count("Answer the invitation") <= 16


# The board of a case


async def test_the_board_shows_meeting_and_core_group_together_worst_first(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        heard = await room.chat(CHAIR).say("clocks PK-26-0137")
        assert "All clocks of a case" in heard
        assert "CPPM PK-26-0137. Morag Sinclair" in heard
        assert "Core group PK-26-0137. Ewan Reid" in heard
        assert after(heard, "Release the key points", "File my report", "Agree the child's plan")
        assert "Nobody has said why yet." in heard


async def test_a_page_holds_fifteen_lines_and_the_rest_is_a_button_away(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        chair = room.chat(CHAIR)
        first = await chair.say("clocks pk 26 0137")
        assert first.count("PK-26-0137. ") == 15
        assert len([each for each in chair.card["body"] if each.get("separator")]) == 15
        second = await chair.press("More clocks")
        assert 0 < second.count("PK-26-0137. ") <= 15
        assert "More clocks" not in chair.buttons()


async def test_those_who_answer_for_the_case_see_its_board(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        for person in (CHAIR, LEAD, ADMIN):
            assert "All clocks of a case" in await room.chat(person).send("clockboard.open", M)


async def test_nobody_else_sees_it_or_learns_whether_the_case_exists(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        for person in (HEALTH, POLICE, TEAM_LEADER, OUTSIDER):
            chat = room.chat(person)
            assert "Only the chair, the lead professional" in await chat.send("clockboard.open", M)
            assert await chat.say("clocks PK-26-0137") == await chat.say("clocks PK-26-9999")
            assert REFUSED in await chat.say("clocks PK-26-0137")


async def test_that_somebody_looked_at_a_whole_case_is_noted(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await room.chat(ADMIN).send("clockboard.open", M)
        noted = [(r.who, r.what) for r in await room.store.reads.of_case("PK-26-0137")]
        assert noted == [(ADMIN.id, "clocks")]


async def test_a_chair_of_several_cases_is_asked_which(tmp_path: Path) -> None:
    other = an_invited_meeting(case_ref="PK-26-0200")
    other.id = "m_other"
    async with days_after(tmp_path, 3, a_closed_meeting(), other) as room:
        chair = room.chat(CHAIR)
        assert "Whose clocks?" in await chair.say("all clocks")
        assert "Case PK-26-0200" in await chair.press("All clocks of PK-26-0200")


async def test_what_is_done_leaves_the_board(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        chair = room.chat(CHAIR)
        assert "Release the key points" in await chair.send("clockboard.open", M)
        await room.change(lambda m: key_points.release(m, CHAIR, room.now))
        assert "Release the key points" not in await chair.send("clockboard.open", M)


# One clock


async def one(room: ClockRoom, person: Person, key: str = "key_points") -> str:
    return await room.chat(person).send("clocks.one", {**M, "k": key})


async def test_one_clock_whole_for_whoever_owes_it(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        chair = room.chat(CHAIR)
        heard = await chair.send("clocks.one", {**M, "k": "key_points"})
        assert "24 clock hours from the end of the meeting." in heard
        assert "Wednesday 18 November 2026, 15:00 (UK time)" in heard
        assert chair.buttons()[:3] == ["Read and correct", "Say why it is late", "Why?"]


async def test_a_line_manager_whose_help_is_asked_for_is_led_to_no_desk_they_have_not(tmp_path: Path) -> None:
    """CON-09"""
    async with days_after(tmp_path, 30) as room:
        owed = clocks.dues(await room.meeting(), PROFILE)
        key = next(each.key for each in owed if TEAM_LEADER.id in each.escalates_to)
        manager = room.chat(TEAM_LEADER)
        assert "Please speak with them today." in await manager.send("clocks.one", {**M, "k": key})
        assert manager.buttons() == ["Why?", "What I owe"]


async def test_whoever_oversees_the_case_can_say_why_but_not_do_it(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        lead = room.chat(LEAD)
        await lead.send("clocks.one", {**M, "k": "key_points"})
        assert "Read and correct" not in lead.buttons()
        assert "Say why it is late" in lead.buttons()


async def test_one_clock_is_for_nobody_else(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        assert "Only whoever owes it and the chair" in await one(room, POLICE)
        assert "Only whoever owes it" not in await one(room, POLICE, f"report:{POLICE.id}")


async def test_a_clock_that_has_stopped_says_so(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        await room.change(lambda m: key_points.release(m, CHAIR, room.now))
        assert "This clock has stopped" in await one(room, CHAIR)


# What is simply said to be done


async def test_a_task_is_attested_by_card(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        admin = room.chat(ADMIN)
        await admin.say("clocks")
        assert "Bring the register up to date" in await admin.press("Bring the register up to date")
        assert "It is recorded as done" in await admin.press("It is done", note="By e-mail to the keeper")
        meeting = await room.meeting()
        assert meeting.attested[REGISTER].note == "By e-mail to the keeper"
        assert "register" not in await admin.say("clocks")


async def test_a_task_is_attested_by_typing(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        await room.chat(ADMIN).goes(
            [
                ("done", "Say that it is done"),
                ("skip", "It is recorded as done"),
                ("done", "Nothing of yours waits to be ticked off."),
            ]
        )


async def test_done_twice_is_said_once(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        admin = room.chat(ADMIN)
        await admin.send("done.open", {**M, "k": REGISTER})
        await admin.press("It is done")
        assert "It is recorded as done" in await admin.repeat()
        assert "This clock has stopped" in await admin.send("done.open", {**M, "k": REGISTER})


@pytest.mark.parametrize("by", ["card", "typing"])
async def test_what_a_stopped_bot_recorded_and_never_answered_is_said_once(
    tmp_path: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Teams sends again what was not answered: the record is kept, where the conversation stood is not."""

    async def stopped(*_: object, **__: object) -> None:
        raise StorageDown(so="")

    async with days_after(tmp_path, 0) as room:
        admin = room.chat(ADMIN)
        await admin.say("done")
        with monkeypatch.context() as dying:
            dying.setattr(room.store.positions, "save", stopped)
            await (admin.press("It is done") if by == "card" else admin.say("skip"))
        repeated = await admin.repeat()
        assert "It is recorded as done" in repeated
        assert "I have not done that" not in repeated


async def test_what_ends_by_itself_or_is_somebody_elses_is_not_attested(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        assert "by doing it" in await room.chat(CHAIR).send("done.open", {**M, "k": "key_points"})
        refused = await room.chat(POLICE).send("done.open", {**M, "k": REGISTER})
        assert "Only whoever owes this" in refused
