"""A limit that passed: why, who agrees, the new date; by card and by typing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.notices import Occasion, notice_card
from cppm.meetings import key_points
from cppm.records import NoticeKind
from cppm.timing.clock_records import InterimPlan, MissedLimit
from tests.builders import CHAIR, HEALTH, LEAD, PROFILE, SERVICE_MANAGER, TEAM_LEADER
from tests.cards.lint import assert_good_card
from tests.dialogs.chat import words
from tests.dialogs.clock_room import ClockRoom, M, days_after

ABOUT = {**M, "k": "key_points"}
REASON = "The chair was off sick and nobody stood in."


async def explained(room: ClockRoom, **changes: str) -> str:
    """The chair says by card why the key points are late."""
    chair = room.chat(CHAIR)
    await chair.send("missed.open", ABOUT)
    given = {"reason": REASON, "interim": "yes", "manager": SERVICE_MANAGER.id, "until": "2026-11-23"}
    return await chair.press("Record", **(given | changes))


async def kept(room: ClockRoom) -> MissedLimit:
    return (await room.meeting()).missed["key_points"]


async def test_home_shows_what_is_late_first_and_asks_why(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        chair = room.chat(CHAIR)
        heard = await chair.say("home")
        assert "Late: it was due Wednesday 18 November 2026, 15:00 (UK time)" in heard
        assert "Say why it is late" in heard
        assert "Why was the limit missed?" in await chair.press("Say why it is late")


async def test_a_missed_limit_is_explained_by_card(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        heard = await explained(room)
        assert "Why it is late is recorded" in heard
        assert "Waits for Grant Lowe to agree" in heard
        found = await kept(room)
        assert (found.reason, found.manager, found.interim) == (
            REASON,
            SERVICE_MANAGER.id,
            InterimPlan.IN_PLACE,
        )
        assert await room.sent_to(NoticeKind.LIMIT_TO_APPROVE) == [SERVICE_MANAGER.id]


async def test_a_missed_limit_is_explained_by_typing(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await room.chat(CHAIR).goes(
            [
                ("say why it is late", "Why was the limit missed?"),
                (REASON, "Is an interim safety plan in place and shared?"),
                ("not yet", "Which manager agrees?"),
                ("isla baird", "By when will it be done?"),
                ("23 november", "Why it is late is recorded"),
            ]
        )
        assert (await kept(room)).manager == TEAM_LEADER.id
        assert (await kept(room)).interim is InterimPlan.NOT_YET


async def test_the_new_date_is_the_limit_from_now_on_and_the_reason_shows_until_it_is_done(
    tmp_path: Path,
) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        chair = room.chat(CHAIR)
        board = await chair.say("clocks PK-26-0137")
        assert "In 3 days: new date Monday 23 November" in board
        assert f"Why it is late: {REASON} Waits for Grant Lowe to agree." in board
        assert "Say why it is late" not in await chair.say("clocks")
        await room.change(lambda m: key_points.release(m, CHAIR, room.now))
        assert REASON not in await chair.say("clocks PK-26-0137")


async def test_a_new_date_that_passes_too_is_asked_about_again(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        room.now = room.now.replace(day=25)
        chair = room.chat(CHAIR)
        assert "2 days late: it was due Monday 23 November" in await chair.say("clocks")
        await chair.press("Say why it is late")
        assert (chair.input("reason")["value"], chair.input("interim")["value"]) == (REASON, "yes")
        heard = await chair.press(
            "Record",
            interim="yes",
            manager=SERVICE_MANAGER.id,
            until="2026-11-27",
            reason="Still off sick.",
        )
        assert "Why it is late is recorded" in heard
        assert (await kept(room)).reason == "Still off sick."
        assert len(await room.sent_to(NoticeKind.LIMIT_TO_APPROVE)) == 2


async def test_what_was_done_late_asks_for_the_reason_alone(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await room.change(lambda m: key_points.release(m, CHAIR, room.now))
        chair = room.chat(CHAIR)
        assert "Done late: it was due Wednesday 18 November" in await chair.say("home")
        asked = await chair.press("Say why it is late")
        assert "By when will it be done?" not in asked
        await chair.press("Record", reason=REASON, interim="not needed", manager=SERVICE_MANAGER.id)
        assert (await kept(room)).until is None
        assert "key points" not in await chair.say("clocks")


async def test_an_empty_reason_and_a_day_gone_by_are_asked_for_again(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        assert "Please say why, in a sentence or two." in await explained(room, reason=" ")
        assert "in the past" in (await explained(room, until="2026-11-02")).casefold()
        assert (await room.meeting()).missed == {}


async def test_only_managers_are_offered_and_never_whoever_asks(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        chair = room.chat(CHAIR)
        await chair.send("missed.open", ABOUT)
        offered = {each["value"] for each in chair.input("manager")["choices"]}
        assert offered == {SERVICE_MANAGER.id, TEAM_LEADER.id}


async def test_who_may_say_why(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        assert "Why was the limit missed?" in await room.chat(LEAD).send("missed.open", ABOUT)
        assert "Only whoever owes this" in await room.chat(HEALTH).send("missed.open", ABOUT)


async def test_what_is_not_late_needs_no_reason(tmp_path: Path) -> None:
    async with days_after(tmp_path, 0) as room:
        chair = room.chat(CHAIR)
        assert "This is not late" in await chair.send("missed.open", ABOUT)
        assert "No limit of yours has passed without a reason." in await chair.say("missed")


# The manager


async def test_the_message_to_the_manager_leads_to_the_reason_and_tells_none(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        card = notice_card(
            NoticeKind.LIMIT_TO_APPROVE,
            Occasion(await room.meeting(), SERVICE_MANAGER, "key_points", PROFILE),
        )
        assert_good_card(card, never=["Kay", REASON])
        assert "Release the key points" in words(card)
        assert "Monday 23 November 2026" in words(card)
        assert REASON not in words(card)


async def test_the_manager_agrees_by_card(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        manager = room.chat(SERVICE_MANAGER)
        await manager.say("home")
        asked = await manager.press("Agree to a new date for a missed limit")
        assert REASON in asked
        assert "In place and shared" in asked
        assert "You agreed to the missed limit" in await manager.press("Send", agrees="yes")
        assert (await kept(room)).approved_at == room.now
        assert "You owe nothing" in await manager.say("home")
        assert "Grant Lowe agreed on" in await room.chat(CHAIR).say("clocks PK-26-0137")


async def test_the_manager_agrees_by_typing(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        await room.chat(SERVICE_MANAGER).goes(
            [
                ("missed limit", "Do you agree with the reason and the new date?"),
                ("yes", "You agreed to the missed limit"),
                ("missed limit", "Nobody waits for your agreement to a missed limit."),
            ]
        )


INSTEAD = "Ring the chair today and release them tonight."


async def refused(room: ClockRoom) -> str:
    """The service manager does not agree, by card."""
    await explained(room)
    manager = room.chat(SERVICE_MANAGER)
    await manager.send("approve.open", ABOUT)
    return await manager.press("Send", agrees="no", why_not=INSTEAD)


async def test_a_manager_who_does_not_agree_says_what_to_do_and_whoever_asked_hears(tmp_path: Path) -> None:
    """GEN-13"""
    async with days_after(tmp_path, 3) as room:
        heard = await refused(room)
        assert "You did not agree to the missed limit" in heard
        assert "Morag Sinclair gets a message now" in heard
        assert await room.sent_to(NoticeKind.LIMIT_NOT_AGREED) == [CHAIR.id]
        board = await room.chat(LEAD).say("clocks PK-26-0137")
        assert "Grant Lowe did not agree on" in board
        assert "Another reason or date is wanted." in board
        assert "You owe nothing" in await room.chat(SERVICE_MANAGER).say("home")


async def test_a_manager_says_no_by_typing(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        await room.chat(SERVICE_MANAGER).goes(
            [
                ("missed limit", "Do you agree with the reason and the new date?"),
                ("no", "What should they do instead?"),
                (INSTEAD, "You did not agree to the missed limit"),
                ("missed limit", "Nobody waits for your agreement to a missed limit."),
            ]
        )


async def test_a_no_without_a_word_of_what_to_do_is_asked_for_again(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        manager = room.chat(SERVICE_MANAGER)
        await manager.send("approve.open", ABOUT)
        assert "You did not agree" not in await manager.press("Send", agrees="no", why_not=" ")
        assert (await kept(room)).refused_at is None


async def test_whoever_asked_reads_the_answer_and_says_why_anew(tmp_path: Path) -> None:
    """GEN-13"""
    async with days_after(tmp_path, 3) as room:
        await refused(room)
        card = notice_card(
            NoticeKind.LIMIT_NOT_AGREED, Occasion(await room.meeting(), CHAIR, "key_points", PROFILE)
        )
        assert_good_card(card, never=["Kay", REASON, INSTEAD])
        assert "Monday 23 November 2026" in words(card)
        chair = room.chat(CHAIR)
        await chair.say("home")
        assert INSTEAD in await chair.press("Say why it is late")
        given = {"interim": "yes", "manager": SERVICE_MANAGER.id, "until": "2026-11-21"}
        heard = await chair.press("Record", reason="Off sick; I do it tonight.", **given)
        assert "Waits for Grant Lowe to agree" in heard
        assert (await kept(room)).refusal == ""
        assert len(await room.sent_to(NoticeKind.LIMIT_TO_APPROVE)) == 2


async def test_nobody_but_the_manager_named_agrees(tmp_path: Path) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        for person in (TEAM_LEADER, CHAIR, LEAD):
            assert "Nothing waits for your agreement" in await room.chat(person).send("approve.open", ABOUT)


@pytest.mark.parametrize("said", ["agree to a new date for a missed limit", "agree to missed limit"])
async def test_the_manager_agrees_by_typing_what_home_calls_it(tmp_path: Path, said: str) -> None:
    async with days_after(tmp_path, 3) as room:
        await explained(room)
        manager = room.chat(SERVICE_MANAGER)
        assert REASON in await manager.say(said)
        assert "You agreed to the missed limit" in await manager.say("yes")
        assert (await kept(room)).approved_at == room.now


async def test_a_core_groups_missed_limit_is_explained_and_agreed_too(tmp_path: Path) -> None:
    async with days_after(tmp_path, 10) as room:
        group = await room.group()
        lead, about = room.chat(LEAD), {"g": group.id, "k": "plan_first"}
        await lead.send("missed.open", about)
        heard = await lead.press(
            "Record", reason=REASON, interim="yes", manager=TEAM_LEADER.id, until="2026-12-01"
        )
        assert "Why it is late is recorded" in heard
        manager = room.chat(TEAM_LEADER)
        await manager.send("approve.open", about)
        await manager.press("Send", agrees="yes")
        assert (await room.group()).missed["plan_first"].approved_at == room.now
