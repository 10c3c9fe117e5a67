"""Linking the core group's channel: who may, where, and how little the channel hears."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cppm.meetings.booking import book
from cppm.meetings.invitations import approve_list, invite
from dialogs.desk.channel import LINKED
from dialogs.turn import Place, PlaceKind
from storage.store import Store
from tests import builders
from tests.builders import a_booking
from tests.dialogs.chat import Chat
from tests.dialogs.conftest import NOW
from tests.dialogs.office import Office

URL = "https://smba.trafficmanager.net/uk/"
CHANNEL = Place("19:core@thread.tacv2;messageid=17", PlaceKind.CHANNEL, "19:core@thread.tacv2", URL, "28:bot")
REFUSED = "I can't link this channel for you"


@pytest.fixture
async def office(store: Store) -> Office:
    """A meeting of PK-26-0137 with a police officer invited."""
    office = await Office(store, NOW).open()
    meeting = book(
        a_booking(chair=office["chair"], lead_professional=office["lead"]),
        "m_kay", office["lead"], builders.BOOKED_AT, builders.PROFILE,
    )  # fmt: skip
    invite(meeting, office["lead"], office["police"], "Works with the family", NOW)
    approve_list(meeting, office["chair"], NOW)
    await store.meetings.add(meeting)
    return office


def in_channel(office: Office, key: str, place: Place = CHANNEL) -> Chat:
    return replace(office.chat(key), place=place)


@pytest.mark.parametrize("key", ["lead", "chair", "admin"])
@pytest.mark.parametrize("said", ["link PK-26-0137", "link pk 26 0137", "link"])
async def test_those_who_keep_the_case_link_its_channel(office: Office, key: str, said: str) -> None:
    assert await in_channel(office, key).say(said) == LINKED
    address = await office.store.addresses.channel("PK-26-0137")
    assert address is not None
    assert (address.conversation, address.kind) == ("19:core@thread.tacv2", "channel")
    assert (address.service_url, address.bot_id) == (URL, "28:bot")


@pytest.mark.parametrize("key", ["police", "outsider", "team_leader"])
@pytest.mark.parametrize("said", ["link PK-26-0137", "link PK-26-9999", "link"])
async def test_nobody_else_does_or_learns_whether_there_is_such_a_case(
    office: Office, key: str, said: str
) -> None:
    heard = await in_channel(office, key).say(said)
    assert REFUSED in heard
    assert "0137" not in heard
    assert await office.store.addresses.channel("PK-26-0137") is None


async def test_an_unknown_case_and_somebody_elses_are_refused_alike(office: Office) -> None:
    unknown = await in_channel(office, "lead").say("link PK-26-9999")
    assert unknown == await in_channel(office, "outsider").say("link PK-26-0137")


async def test_a_stranger_learns_nothing(office: Office) -> None:
    stranger = Chat(office.engine, None, NOW, CHANNEL)
    heard = await stranger.say("link PK-26-0137")
    assert "I do not know you yet" in heard
    assert await office.store.addresses.channel("PK-26-0137") is None


async def test_several_cases_need_the_reference(office: Office) -> None:
    second = book(
        a_booking(case_ref="PK-26-0200", chair=office["chair"], lead_professional=office["lead"]),
        "m_second", office["lead"], builders.BOOKED_AT, builders.PROFILE,
    )  # fmt: skip
    await office.store.meetings.add(second)
    chat = in_channel(office, "lead")
    assert await chat.say("link") == "Please type link and the case reference here."
    assert await chat.say("link PK-26-0200") == LINKED


@pytest.mark.parametrize("place", [Place("19:chat", PlaceKind.GROUP), Place("a:lead", PlaceKind.PERSONAL)])
async def test_only_a_channel_is_linked(office: Office, place: Place) -> None:
    heard = await in_channel(office, "lead", place).say("link PK-26-0137")
    assert "I can link the core group's own channel only" in heard
    assert await office.store.addresses.channel("PK-26-0137") is None


async def test_a_channel_that_cannot_be_reached(office: Office) -> None:
    heard = await in_channel(office, "lead", replace(CHANNEL, service_url="")).say("link PK-26-0137")
    assert "I can't tell how messages reach this channel" in heard


async def test_linking_again_and_twice_changes_nothing(office: Office) -> None:
    chat = in_channel(office, "lead")
    await chat.say("link PK-26-0137")
    assert await chat.repeat() == LINKED
    moved = replace(CHANNEL, conversation="19:new", channel="19:new")
    assert await in_channel(office, "lead", moved).say("link PK-26-0137") == LINKED
    address = await office.store.addresses.channel("PK-26-0137")
    assert address is not None
    assert address.conversation == "19:new"
