"""Restricted access information in the 1:1 chat: told, read for a reason, decided, passed on, taken back."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cppm.people import Person
from cppm.records import NoticeKind
from cppm.rights.restricted_records import RestrictedRequest
from storage.restricted import RestrictedItem
from tests import builders, canary
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    REPORTER,
    SCHOOL,
    USUAL,
)
from tests.canary import RESTRICTED_MARK as MARK
from tests.dialogs.chat import Chat
from tests.dialogs.hour import press_as_shown
from tests.dialogs.invited import MEETING, Room, open_room

NOW = BOOKED_AT + timedelta(days=1)
REFUSED = "You are not one of the people named to read this"
CASE = "PK-26-0137"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    opened = await open_room(tmp_path, NOW, builders.an_invited_meeting([*USUAL, REPORTER]))
    yield opened
    assert canary.leaks_in(await canary.in_the_open(opened.store)) == []
    await opened.store.close()


async def told(room: Room, who: Person = POLICE, audience: str = "named", given: str = "here") -> str:
    """Somebody tells the chair by card. Returns the id of the request."""
    chat = room.chat(who)
    await chat.send("restricted.open", MEETING)
    heard = await chat.press(
        "Ask the chair",
        kind="third_party",
        justification=f"An informant could be known by it {MARK}",
        given=given,
        information=f"They live next door {MARK}",
        audience=audience,
    )
    assert "Morag Sinclair gets a private message now" in heard
    assert MARK not in heard
    return (await room.meeting()).restricted[-1].id


async def request(room: Room) -> RestrictedRequest:
    return (await room.meeting()).restricted[0]


async def reads(room: Room, who: Person, alert: str, why: str = "prepare", **more: str) -> str:
    """Somebody reads by card, with a reason."""
    chat = room.chat(who)
    heard = await chat.send("restrictedread.open", {**MEETING, "a": alert})
    return await chat.press("Show it", why=why, **more) if "Why do you read it now?" in heard else heard


async def decides(room: Room, alert: str, *readers: Person) -> str:
    """The chair keeps it restricted, for these readers."""
    chat = room.chat(CHAIR)
    await chat.send("restricteddecide.open", {**MEETING, "a": alert})
    names = ",".join(each.id for each in readers)
    return await chat.press("Record", outcome="restricted", readers=names, until="2026-12-24")


async def noted(room: Room) -> list[tuple[str, str, str]]:
    """Who read or tried what, and why."""
    return [
        (each.who, each.what.partition(":")[2], each.why) for each in await room.store.reads.of_case(CASE)
    ]


# Telling the chair


async def test_the_chair_is_asked_and_reads_for_a_reason(room: Room) -> None:
    """RAI-02, RAI-04, RAI-09, ATT-10"""
    alert = await told(room)
    (owed,) = await room.owed(NoticeKind.RESTRICTED_ALERT)
    assert (owed.to, owed.about) == (CHAIR.id, alert)
    chair = room.chat(CHAIR)
    heard = await chat_opens(chair, alert)
    assert "Fiona Blair" in heard
    assert "1 in this meeting; for exceptional circumstances only" in heard
    assert MARK not in heard
    heard = await reads(room, CHAIR, alert)
    for words in ("Detective constable", "Police", "Could identify a third party", "informant", "next door"):
        assert words in heard
    given = (await request(room)).information
    assert await noted(room) == [
        (CHAIR.id, alert, "To prepare the meeting"),
        (CHAIR.id, given, "To prepare the meeting"),
    ]


async def chat_opens(chat: Chat, alert: str) -> str:
    return await chat.send("restricted.read", {**MEETING, "a": alert})


async def test_an_alert_wholly_by_typing(room: Room) -> None:
    """RAI-05, RAI-06"""
    await room.chat(POLICE).goes(
        [
            ("restricted", "Why must the information not be shared freely?"),
            ("it could put somebody at risk", "Please justify this"),
            (f"The address would be known {MARK}", "Where do you give the information itself?"),
            ("in the section", "Who may know it?"),
            ("the chair alone", "The chair is asked to speak with you"),
        ]
    )
    found = await request(room)
    assert (found.information, found.audience) == ("", "the chair alone")


async def test_an_alert_needs_its_justification(room: Room) -> None:
    """RAI-04"""
    chat = room.chat(POLICE)
    await chat.send("restricted.open", MEETING)
    await chat.press("Ask the chair", kind="other", justification=" n/a ", given="section", audience="chair")
    assert await room.owed(NoticeKind.RESTRICTED_ALERT) == []


async def test_a_half_written_request_lies_apart_and_can_be_gone_on_with(room: Room) -> None:
    """RAI-01"""
    chat = room.chat(POLICE)
    await chat.send("restricted.open", MEETING)
    heard = await chat.press("Ask the chair", justification=MARK, given="section", audience="chair")
    assert "Why must the information not be shared freely?" in heard
    await chat.say("home")
    kept = await room.store.positions.get(POLICE.id, chat.place.conversation)
    assert kept is not None
    assert MARK not in repr(kept.body)
    assert MARK in repr(kept.apart)
    assert canary.leaks_in(await canary.in_the_open(room.store)) == []
    await chat.say("resume")
    assert "The chair is asked" in await chat.say("it could identify a third party")
    kept = await room.store.positions.get(POLICE.id, chat.place.conversation)
    assert kept is not None
    assert kept.apart is None


# Who reads


@pytest.mark.parametrize("person", [LEAD, HEALTH, ADMIN, OUTSIDER, POLICE])
@pytest.mark.parametrize("verb", ["restricted.read", "restrictedread.open"])
async def test_nobody_else_reads_it_and_each_try_is_noted(room: Room, person: Person, verb: str) -> None:
    """RAI-01"""
    alert = await told(room)
    heard = await room.chat(person).send(verb, {**MEETING, "a": alert})
    assert MARK not in heard
    if person is POLICE and verb == "restricted.read":
        assert "The chair has still to decide" in heard
        return
    assert REFUSED in heard
    assert await noted(room) == [(person.id, f"{alert}:refused", "tried to open it")]


async def test_a_named_reader_reads_the_information_and_not_the_justification(room: Room) -> None:
    """RAI-06"""
    alert = await told(room)
    heard = await decides(room, alert, HEALTH)
    assert "Ailsa Grant, Health" in heard
    assert {each.to for each in await room.owed(NoticeKind.RESTRICTED_NEWS)} == {POLICE.id, HEALTH.id}
    heard = await reads(room, HEALTH, alert, "other", other="A visit tomorrow")
    assert "next door" in heard
    assert "informant" not in heard
    given = (await request(room)).information
    assert await noted(room) == [(HEALTH.id, given, "A visit tomorrow")]
    assert REFUSED in await reads(room, SCHOOL, alert)


async def test_after_its_day_readers_read_no_more(room: Room) -> None:
    """RAI-03"""
    alert = await told(room)
    await decides(room, alert, HEALTH)
    room.now = NOW + timedelta(days=60)
    assert REFUSED in await reads(room, HEALTH, alert)
    assert "next door" in await reads(room, CHAIR, alert)
    assert "Restricted information waits" in await room.chat(CHAIR).send("meeting.open", MEETING)


async def test_the_readers_lose_it_when_the_chair_decides_otherwise(room: Room) -> None:
    alert = await told(room)
    await decides(room, alert, HEALTH)
    await decides(room, alert)
    assert REFUSED in await reads(room, HEALTH, alert)


async def test_several_requests_are_told_apart(room: Room) -> None:
    """RAI-03"""
    await told(room)
    await told(room, SCHOOL)
    chair = room.chat(CHAIR)
    assert "There are 2 requests" in await chair.send("restricted.read", MEETING)
    assert "2 in this meeting; for exceptional circumstances only" in await chair.press(
        "Request 2, Callum Ross"
    )


async def test_with_nothing_to_read(room: Room) -> None:
    assert "Nobody asks to speak with you alone" in await room.chat(CHAIR).send("restricted.read", MEETING)
    assert "no restricted information that concerns you" in await room.chat(HEALTH).say("restricted list")


async def test_the_wall_and_the_clocks_tell_the_chair_alone_that_there_is_something(room: Room) -> None:
    """RAI-03"""
    await told(room)
    assert "Somebody asks to speak with you alone" in await room.chat(CHAIR).send("ready.open", MEETING)
    for person in (LEAD, ADMIN):
        heard = await room.chat(person).send("ready.open", MEETING)
        heard += await room.chat(person).send("meeting.open", MEETING)
        assert "with you alone" not in heard
        assert "estricted" not in heard


# What becomes of it


async def test_decided_and_passed_on_wholly_by_typing(room: Room) -> None:
    """RAI-07"""
    await told(room, audience="chair")
    await room.chat(CHAIR).goes(
        [
            ("pass it on", "Who of those taking part needs it?"),
            ("Ailsa Grant", "Who else needs it, if anybody, and why is it needed?"),
            (f"She visits the family {MARK}", "The chair has still to decide"),
        ]
    )
    await room.chat(POLICE).goes(
        [
            ("may it be passed on", "Do you permit it?"),
            ("yes", "What should they mind, or why not?"),
            (f"Not on the phone {MARK}", "Permitted"),
        ]
    )
    await room.chat(CHAIR).goes(
        [
            ("is it restricted", "Is it restricted?"),
            ("yes", "Who may read it beside you?"),
            ("Ailsa Grant", "Until which day is it restricted?"),
            ("24 December 2026", "Restricted until Thursday 24 December 2026"),
            ("read restricted information", "Why do you read it now?"),
            ("to decide about it", "Not on the phone"),
        ]
    )
    await room.chat(HEALTH).goes(
        [
            ("read restricted information", "Why do you read it now?"),
            ("for another reason", "What is the reason?"),
            ("A visit tomorrow", "next door"),
        ]
    )


async def test_the_provider_may_refuse_and_nobody_is_added(room: Room) -> None:
    """RAI-07"""
    alert = await told(room)
    await decides(room, alert, HEALTH)
    reader = room.chat(HEALTH)
    await reader.send("passon.open", {**MEETING, "a": alert})
    await reader.press("Ask for permission", to=SCHOOL.id, words=f"For the school nurse {MARK}")
    provider = room.chat(POLICE)
    heard = await provider.send("passonanswer.open", {**MEETING, "a": alert})
    assert "Ailsa Grant" in heard
    assert "For the school nurse" in heard
    await provider.press("Record", permits="no", words=f"Too soon {MARK}")
    assert REFUSED in await reads(room, SCHOOL, alert)
    heard = await reads(room, HEALTH, alert)
    assert "It may not go on to Callum Ross" in heard
    assert "Too soon" in heard


async def test_what_need_not_be_restricted_is_its_providers_to_share_or_take_back(room: Room) -> None:
    """RAI-07"""
    alert = await told(room)
    chair = room.chat(CHAIR)
    await chair.send("restricteddecide.open", {**MEETING, "a": alert})
    await chair.press("Record", outcome="open", reasons=f"The family told it themselves {MARK}")
    provider = room.chat(POLICE)
    assert "Restricted information waits" in await provider.send("meeting.open", MEETING)
    heard = await provider.send("restrictedanswer.open", {**MEETING, "a": alert})
    assert "The family told it themselves" in heard
    heard = await press_as_shown(provider, "Record", response="withdraw")
    assert "Taken back by whoever gave it" in heard
    assert "Readers\nNobody any more" in heard
    await provider.repeat()
    assert REFUSED in await reads(room, CHAIR, alert)
    item = await item_of(room, alert)
    assert item is None


async def item_of(room: Room, alert: str) -> RestrictedItem | None:
    ids = await room.store.restricted.ids_for(CASE, CHAIR)
    return await room.store.restricted.read(alert, CHAIR, "chair", "test", NOW) if alert in ids else None


async def test_a_repeat_of_the_chairs_decision_names_the_readers_once_more(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RAI-06: the bot stopped between the meeting and the store of restricted information."""
    alert = await told(room)
    chair = room.chat(CHAIR)
    await chair.send("restricteddecide.open", {**MEETING, "a": alert})

    async def stopped(*given: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as dying:
        dying.setattr(room.store.restricted, "name_readers", stopped)
        with pytest.raises(ConnectionError):
            await chair.press("Record", outcome="restricted", readers=HEALTH.id, until="2026-12-24")
    assert REFUSED in await reads(room, HEALTH, alert)
    assert "Restricted until" in await chair.repeat()
    assert "next door" in await reads(room, HEALTH, alert)


# Nowhere else


async def test_the_marked_words_show_to_nobody_who_does_not_read_them_on_purpose(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    """RAI-01, RAI-07"""
    caplog.set_level(logging.DEBUG)
    alert = await told(room)
    await decides(room, alert, HEALTH)
    heard = [
        await room.chat(person).send(verb, ids)
        for person in (LEAD, HEALTH, ADMIN, POLICE, CHAIR, SCHOOL, OUTSIDER)
        for verb, ids in (
            ("home.open", {}),
            ("meetings.open", {}),
            ("meeting.open", MEETING),
            ("ready.open", MEETING),
            ("report.open", MEETING),
            ("restricted.open", MEETING),
            ("restricted.read", MEETING),
            ("attend.open", MEETING),
        )
    ]
    assert canary.leaks_in("".join(heard)) == []
    assert canary.leaks_in(caplog.text) == []
    assert canary.leaks_in(repr(await room.meeting())) == []
