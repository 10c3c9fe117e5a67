"""Two councils shake hands over a move, each in its own chat, by sealed words that pass between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cppm.moves.move_records import FamilyMove, Handover, Step
from cppm.people import Person
from cppm.records import NoticeKind
from storage.envelopes import Envelopes
from tests.builders import ADMIN, LEAD, OUTSIDER
from tests.dialogs.hour import press_as_shown
from tests.dialogs.two_councils import OUT, Council, Pair, sealed_in, two_councils


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    async with two_councils(tmp_path) as found:
        yield found


async def offer(pair: Pair) -> str:
    """The lead professional of Perth reports the move and seals the handover; what goes by mail."""
    chat = pair.perth.chat(LEAD)
    await chat.send("familymove.open", {"g": pair.perth.room.id})
    await press_as_shown(chat, "Record the move", **OUT)
    confirm = await chat.press("Hand over, sealed")
    assert "It holds no address" in confirm
    await press_as_shown(chat, "Continue")
    return sealed_in(await chat.press("Record"))


async def take(council: Council, block: str, who: Person = ADMIN, **more: Any) -> str:
    """Somebody pastes what came by mail."""
    chat = council.chat(who)
    await chat.say("handover")
    return await press_as_shown(chat, "Take it in", block=block, **more)


HERE: dict[str, Any] = {"case_ref": "FI-27-0009", "lead": LEAD.id}


async def taken_in(pair: Pair) -> str:
    """Fife has taken the offer in; what was offered."""
    block = await offer(pair)
    assert "A handover is taken in" in await take(pair.fife, block, **HERE)
    return block


async def answer(pair: Pair, **said: str) -> str:
    """Fife answers by card; what goes back by mail."""
    chat = pair.fife.chat(ADMIN)
    await chat.send("handoveranswer.open", await pair.fife.ids())
    await press_as_shown(chat, "Continue", **said)
    return sealed_in(await chat.press("Record"))


def handover_of(move: FamilyMove) -> Handover:
    assert move.handover is not None
    return move.handover


async def test_offered_accepted_and_acknowledged_back(pair: Pair) -> None:
    """MOV-01 MOV-05"""
    await taken_in(pair)
    coming = await pair.fife.move()
    assert (coming.council, coming.out) == ("Perth and Kinross", False)
    shown = await pair.fife.chat(ADMIN).send("familymoves.read", await pair.fife.ids())
    assert "The other council told us" in shown
    assert "Other council told at once" not in shown
    assert (await pair.fife.where()).names(coming.children) == "Kay"
    reply = await answer(pair, accepted="yes", contact="Nora Hay, 01592 000000")
    receipt = await take(pair.perth, reply, LEAD)
    assert "Accepted by Fife, acknowledged" in receipt
    assert "Nora Hay" in receipt
    assert (await pair.perth.move()).has(Step.WRITTEN)
    assert "They have the answer" in await take(pair.fife, sealed_in(receipt))
    assert handover_of(await pair.fife.move()).acknowledged


async def test_the_whole_handshake_by_typing(pair: Pair) -> None:
    """MOV-01"""
    block = await offer(pair)
    chat = pair.fife.chat(ADMIN)
    await chat.goes(
        [
            ("handover", "Please paste"),
            (block, "Which case reference"),
            ("FI-27-0009", "Who leads the work here?"),
            (LEAD.name, "A handover is taken in"),
            ("answer a handover", "Do you accept it?"),
            ("no", "Why do you refuse it?"),
            ("The family never came here", "This is what I will record"),
        ]
    )
    reply = sealed_in(await chat.say("yes"))
    admin = pair.perth.chat(ADMIN)
    await admin.say("handover")
    said = await admin.say(reply)
    assert "Refused by Fife" in said
    assert "The family never came here" in said
    news = await pair.perth.room.store.outbox.of_meeting((await pair.perth.where()).id)
    assert [d.to for d in news if d.kind is NoticeKind.MOVE_NEWS].count(LEAD.id) == 1


async def test_what_was_refused_can_be_offered_anew(pair: Pair) -> None:
    """MOV-01"""
    await taken_in(pair)
    await take(pair.perth, await answer(pair, accepted="no", reason="They never came"), LEAD)
    lead = pair.perth.chat(LEAD)
    await lead.send("handover.open", await pair.perth.ids())
    await press_as_shown(lead, "Continue")
    again = sealed_in(await lead.press("Record"))
    await take(pair.fife, again, case_ref="FI-27-0009", lead=LEAD.id)
    assert handover_of(await pair.fife.move()).answered is None


async def test_the_end_is_told_sealed_and_ends_nothing_by_itself(pair: Pair) -> None:
    """MOV-08"""
    await taken_in(pair)
    await take(pair.perth, await answer(pair, accepted="yes", contact="Nora Hay"), LEAD)
    admin = pair.fife.chat(ADMIN)
    ids = await pair.fife.ids()
    await admin.send("moveend.open", ids)
    await press_as_shown(admin, "Continue", kind="returned", reasons="Home since Sunday")
    await admin.press("Record")
    ending = sealed_in(await admin.press("Send the end, sealed"))
    assert (await pair.fife.room.store.whereabouts.load(ids["j"])).settled
    assert "Home since Sunday" in await take(pair.perth, ending, LEAD)
    assert (await pair.perth.move()).ending is None


async def test_what_is_sent_can_be_shown_again_and_is_still_read_once(pair: Pair) -> None:
    """MOV-05"""
    await taken_in(pair)
    again = sealed_in(await pair.perth.chat(LEAD).send("handover.show", await pair.perth.ids()))
    refused = await take(pair.fife, again, case_ref="FI-27-0010", lead=LEAD.id)
    assert "has been taken in before" in refused
    assert len((await pair.fife.where()).moves) == 1


async def test_a_handover_taken_in_is_refused_the_second_time_whoever_pastes_it(pair: Pair) -> None:
    """MOV-05"""
    block = await taken_in(pair)
    assert "has been taken in before" in await take(pair.fife, block, LEAD, **HERE)


async def test_each_wrong_handover_is_refused_with_its_own_sentence(pair: Pair) -> None:
    """MOV-05"""
    block = await offer(pair)
    first, *lines, last = block.split("\n")
    cut = "\n".join([first, *lines])
    altered = "\n".join([first, lines[0][:-1] + ("A" if lines[0][-1] != "A" else "B"), *lines[1:], last])
    for_angus = pair.perth.room.store.envelopes.seal("Angus", "OFFER", b"{}")
    from_nobody = pair.stranger.seal("Fife", "OFFER", b"{}")
    nonsense = pair.angus.seal("Fife", "OFFER", b"{}")
    for wrong, sentence in (
        ("Good morning", "I find no whole handover in that"),
        (cut, "I find no whole handover in that"),
        (altered, "This handover was changed on its way"),
        (for_angus, "This handover is sealed for another council"),
        (from_nobody, "This handover comes from nobody whose key is known here"),
        (nonsense, "I can't read what is in it"),
    ):
        assert sentence in await take(pair.fife, wrong, **HERE)
        await pair.fife.chat(ADMIN).say("cancel")
    assert await pair.fife.room.store.whereabouts.waiting() == []


async def test_an_answer_after_its_time_or_to_another_council_is_refused(pair: Pair) -> None:
    """MOV-05"""
    await taken_in(pair)
    reply = await answer(pair, accepted="yes", contact="Nora Hay")
    opened = pair.perth.room.store.envelopes.open(reply)
    from_angus = pair.angus.seal("Perth and Kinross", "ANSWER", opened.content)
    assert "was not sent to Angus from here" in await take(pair.perth, from_angus, LEAD)
    chat = pair.perth.chat(LEAD).later(timedelta(days=15))
    await chat.say("handover")
    late = await press_as_shown(chat, "Take it in", block=reply)
    assert "This handover could be read until Tuesday 26 January 2027" in late
    assert handover_of(await pair.perth.move()).answered is None


async def test_without_keys_the_way_of_people_is_pointed_out(pair: Pair) -> None:
    """MOV-01"""
    pair.perth.room.store.envelopes = Envelopes()
    lead = pair.perth.chat(LEAD)
    assert "has no keys for sealed handovers yet" in await lead.say("handover")
    await lead.send("familymove.open", {"g": pair.perth.room.id})
    assert "Hand over, sealed" not in await press_as_shown(lead, "Record the move", **OUT)
    assert "has no keys" in await lead.send("handover.open", await pair.perth.ids())


async def test_a_handover_is_not_for_everybody(pair: Pair) -> None:
    """CHR-01"""
    assert "social worker" in await pair.fife.chat(OUTSIDER).say("handover")


async def test_a_second_press_seals_the_same_handover_again(pair: Pair) -> None:
    """MOV-05"""
    chat = pair.perth.chat(LEAD)
    await chat.send("familymove.open", {"g": pair.perth.room.id})
    await press_as_shown(chat, "Record the move", **OUT)
    await chat.press("Hand over, sealed")
    await press_as_shown(chat, "Continue")
    first = sealed_in(await chat.press("Record"))
    second = sealed_in(await chat.repeat())
    await take(pair.fife, first, **HERE)
    assert "has been taken in before" in await take(pair.fife, second, **HERE)


async def test_it_is_offered_as_a_file_too_named_by_the_reference_alone(pair: Pair) -> None:
    """MOV-05"""
    chat = pair.perth.chat(LEAD)
    await offer(pair)
    block = sealed_in(await chat.send("handover.show", await pair.perth.ids()))
    assert chat.file is not None
    assert chat.file.name == "Sealed handover PK-26-0137.txt"
    assert await chat.accept("1-a") == ""
    assert chat.file is not None
    assert chat.file.content.decode().splitlines()[0] == block.splitlines()[0]
    assert "A handover is taken in" in await take(pair.fife, chat.file.content.decode(), **HERE)


async def test_what_is_pasted_or_sent_as_a_file_at_once_needs_no_word_before(pair: Pair) -> None:
    """MOV-05: a file's text is said like pasted text."""
    block = await offer(pair)
    chat = pair.fife.chat(ADMIN)
    assert "Take in a handover" in await chat.say(block)
    assert block.splitlines()[1] in chat.input("block")["value"]
    assert "A handover is taken in" in await chat.press(
        "Take it in", block=chat.input("block")["value"], **HERE
    )


async def test_it_is_typed_through_after_it_was_sent_as_a_file(pair: Pair) -> None:
    """MOV-05"""
    block = await offer(pair)
    await pair.fife.chat(ADMIN).goes(
        [
            (block, "Take in a handover"),
            ("FI-27-0009", "Who leads the work here?"),
            (LEAD.name, "A handover is taken in"),
        ]
    )


async def test_after_a_refused_paste_another_one_is_taken_by_itself(pair: Pair) -> None:
    """MOV-01: nothing that was said of the one before is taken over."""
    admin, good = pair.fife.chat(ADMIN), await offer(pair)
    unread = pair.angus.seal("Fife", "OFFER", b"{}")
    await admin.goes([(unread, "Which case reference"), ("FI-27-0001", "Who leads the work here?")])
    assert "I can't read what is in it" in await admin.say("Ewan")
    await admin.goes([(good, "Which case reference"), ("FI-27-0009", "Who leads the work here?")])
    assert "A handover is taken in" in await admin.say("Ewan")
    assert (await pair.fife.where()).case_ref == "FI-27-0009"


async def test_a_broken_seal_is_said_before_anything_else_is_asked(pair: Pair) -> None:
    """MOV-05: and the whole one is taken in its place."""
    admin, good = pair.fife.chat(ADMIN), await offer(pair)
    altered = good.replace(good[200:210], "AAAAAAAAAA")
    await admin.say("handover")
    said = await admin.say(altered)
    assert "This handover was changed on its way" in said
    assert "Who leads" not in said
    await admin.goes([(good, "Which case reference"), ("FI-27-0009", "Who leads the work here?")])
    assert "A handover is taken in" in await admin.say("Ewan")
