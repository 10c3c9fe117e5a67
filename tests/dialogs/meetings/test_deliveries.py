"""Every message of a meeting or core group, to whom, when and why not, for those who answer for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app import JOBS
from cppm.people import Person
from cppm.records import Notice, NoticeKind
from cppm.timing.steps import StepKind
from cppm.undelivered import CONFIDENTIAL
from dialogs import home
from dialogs.engine import Engine
from storage.addresses import Address
from storage.outbox import Owed
from storage.people import Identity
from storage.reminders import Bundle, Item
from tests import builders
from tests.builders import ADMIN, BOOKED_AT, CHAIR, HEALTH, LEAD, OUTSIDER, POLICE
from tests.builders_group import FIRST_AT, a_core_group
from tests.dialogs.chat import PRIVATE
from tests.dialogs.group_room import LintedChat, group_room
from tests.dialogs.invited import Room, open_room

NOW = BOOKED_AT + timedelta(hours=2)
M = {"m": "m_kay"}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    found = await open_room(tmp_path, NOW, builders.an_invited_meeting())
    found.engine = Engine(found.store, builders.PROFILE, JOBS, home.home)
    yield found
    await found.store.close()


def chat(room: Room, person: Person) -> LintedChat:
    return LintedChat(room.engine, person, room.now, replace(PRIVATE, conversation=f"a:{person.id}"))


async def remind(room: Room, *items: Item, to: Person = POLICE, hours: float = 0) -> str:
    """Gather these for somebody, to be heard so many hours from now; returns the message's id."""
    why = "quiet hours" if hours else ""
    bundle = Bundle(to.id, NOW + timedelta(hours=hours), items, why)
    return (await room.store.dues.done([], [bundle], [], NOW))[0]


def item(key: str, step: StepKind = StepKind.REMINDER) -> Item:
    return Item("m_kay", key, step, NOW)


@pytest.mark.parametrize("reader", [CHAIR, ADMIN])
async def test_each_message_and_reminder_says_to_whom_what_and_why_not(room: Room, reader: Person) -> None:
    invited = next(d for d in await room.owed(NoticeKind.INVITATION) if d.to == POLICE.id)
    await room.store.outbox.sent(invited.id, "a-1", NOW)
    done, open_ = item("attendance:p_police"), item("report:p_police")
    message = await remind(room, done, open_)
    await room.store.reminders.left_out(POLICE.id, [(done, "already done")])
    await room.store.outbox.sent(message, "a-2", NOW + timedelta(minutes=1))
    await remind(room, item("report:p_health"), to=HEALTH, hours=30)
    await remind(room, item("report:p_police", StepKind.ESCALATION), to=builders.INSPECTOR)
    heard = await chat(room, reader).send("reminders.open", M)
    for line in (
        "Fiona Blair\nInvitation. Sent ",
        "Fiona Blair\nReminder: Answer the invitation. Not sent: already done",
        "Fiona Blair\nReminder: File my report. Sent ",
        "Ailsa Grant\nReminder: File my report. Comes ",
        ": quiet hours",
        "\nAsked to help: File my report. On its way",
    ):
        assert line in heard, heard


async def test_whoever_cannot_be_reached_in_teams_is_listed_for_another_channel(room: Room) -> None:
    found = await room.store.people.identity_of(POLICE.id)
    assert isinstance(found, Identity)
    place = Address("https://t.example/", found.tenant, "a:chat", "personal", found.aad_id)
    await room.store.addresses.remember(place)
    await room.store.addresses.inactive("a:chat", "the app was removed")
    heard = await chat(room, CHAIR).send("reminders.open", M)
    assert "Not reachable in Teams" in heard
    assert "Fiona Blair: Quorate is not installed for them" in heard
    await room.store.addresses.remember(place)
    assert "Not reachable" not in await chat(room, CHAIR).send("reminders.open", M)


async def test_that_something_confidential_was_sent_is_not_told(room: Room) -> None:
    for kind in CONFIDENTIAL - {NoticeKind.UNDELIVERED}:
        await room.store.outbox.owe([Owed(Notice(kind, CHAIR.id, "1"), "m_kay")], NOW)
    heard = await chat(room, ADMIN).send("reminders.open", M)
    assert not any(word in heard.lower() for word in ("restricted", "dissent", "scrutiny", "exclusion"))


async def test_the_report_is_for_the_chair_and_cp_administration_alone(room: Room) -> None:
    assert "Only the chair or CP Administration" in await chat(room, LEAD).send("reminders.open", M)
    assert "not on the invitation list" in await chat(room, OUTSIDER).send("reminders.open", M)


async def test_the_report_by_typing_alone(room: Room) -> None:
    assert "CPPM PK-26-0137" in await chat(room, CHAIR).say("messages")
    assert "there is no report for you" in await chat(room, POLICE).say("messages")


async def test_a_long_report_goes_on_over_several_cards(room: Room) -> None:
    notices = [Notice(NoticeKind.INVITATION, POLICE.id, str(n)) for n in range(150)]
    await room.store.outbox.owe([Owed(notice, "m_kay") for notice in notices], NOW)
    reader = chat(room, CHAIR)
    heard = await reader.send("reminders.open", M)
    seen = heard.count("Fiona Blair")
    while "Earlier messages" in reader.buttons():
        seen += (await reader.press("Earlier messages")).count("Fiona Blair")
    assert seen == 151


async def test_the_messages_of_a_core_group_are_for_those_who_answer_for_it(tmp_path: Path) -> None:
    async with group_room(tmp_path, a_core_group(), now=FIRST_AT) as found:
        ids, about = {"g": found.id}, (await found.gathering()).id
        notice = Notice(NoticeKind.GATHERING, HEALTH.id, "1", about)
        await found.store.outbox.owe([Owed(notice, found.id)], FIRST_AT)
        heard = await found.chat(LEAD).send("deliveries.open", ids)
        assert "Ailsa Grant\nCore group meeting. On its way" in heard
        assert "You are not" in await found.chat(OUTSIDER).send("reminders.open", ids)
        assert "Only the chair or CP Administration" in await found.chat(HEALTH).send("reminders.open", ids)
        assert "Core group PK-26-0137" in await found.chat(LEAD).say("messages")
