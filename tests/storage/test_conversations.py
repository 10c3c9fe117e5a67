"""Positions, addresses, cases and the rehearsal clock."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.meetings.meeting import Child
from cppm.people import Agency, Standing
from storage.addresses import Address
from storage.cases import Case
from storage.errors import AlreadyDone, NoSuchCase, PositionMoved
from storage.people import NewPerson
from storage.positions import Position
from storage.secrets import Secrets
from storage.store import Store, open_store
from tests import builders
from tests.storage import raw
from tests.storage.conftest import KEY, Hand

DAY = timedelta(days=1)
CHAT = Address("https://smba.example/uk/", "t1", "19:chat", "personal", "a1", "29:a1", "28:bot")
CHANNEL = Address("https://smba.example/uk/", "t1", "19:channel@thread.tacv2", "channel", bot_id="28:bot")


def a_position(clock: Hand, **body: object) -> Position:
    return Position("p_health", "19:chat", dict(body), clock.now + DAY)


async def test_a_position_survives_a_restart(store: Store, url: str, clock: Hand) -> None:
    kept = await store.positions.save(a_position(clock, form="attend", step=2))
    await store.close()
    again = open_store(url, [KEY], builders.PROFILE, now=clock)
    assert await again.positions.get("p_health", "19:chat") == kept
    await again.close()


async def test_each_person_has_a_position_of_their_own_in_each_place(store: Store, clock: Hand) -> None:
    await store.positions.save(a_position(clock, step=1))
    assert await store.positions.get("p_health", "19:other") is None
    assert await store.positions.get("p_police", "19:chat") is None


async def test_a_position_is_gone_when_it_is_cleared_or_expires(store: Store, url: str, clock: Hand) -> None:
    await store.positions.save(a_position(clock, step=1))
    clock.forward(days=1)
    assert await store.positions.get("p_health", "19:chat") is None
    await store.tidy(clock.now)
    assert raw.counts(url)["positions"] == 0
    await store.positions.save(a_position(clock, step=1))
    await store.positions.clear("p_health", "19:chat")
    assert await store.positions.get("p_health", "19:chat") is None


async def test_an_answer_to_an_older_question_does_not_count_as_the_next(store: Store, clock: Hand) -> None:
    first = await store.positions.save(a_position(clock, step=1))
    await store.positions.save(Position("p_health", "19:chat", {"step": 2}, clock.now + DAY, first.revision))
    with pytest.raises(PositionMoved, match="moved on"):
        await store.positions.save(
            Position("p_health", "19:chat", {"step": 2}, clock.now + DAY, first.revision)
        )


async def test_a_new_conversation_replaces_whatever_stood(store: Store, clock: Hand) -> None:
    await store.positions.save(a_position(clock, form="attend"))
    await store.positions.save(a_position(clock, form="report"))
    found = await store.positions.get("p_health", "19:chat")
    assert found is not None
    assert (found.body, found.revision) == ({"form": "report"}, 2)


async def test_the_same_turn_moves_a_conversation_once(store: Store, clock: Hand) -> None:
    await store.positions.save(a_position(clock, step=1), once="turn-1")
    with pytest.raises(AlreadyDone):
        await store.positions.save(a_position(clock, step=2), once="turn-1")


async def test_the_keys_of_old_turns_are_forgotten(store: Store, url: str, clock: Hand) -> None:
    await store.positions.save(a_position(clock), once="turn-1")
    await store.tidy(clock.forward(days=29))
    assert raw.counts(url)["done"] == 1
    await store.tidy(clock.forward(days=2))
    assert raw.counts(url)["done"] == 0


async def enrol(store: Store) -> str:
    new = NewPerson("t1", "a1", "Ailsa Grant", Agency.HEALTH, Standing.STATUTORY, "Health visitor")
    return (await store.people.enrol(new, builders.ADMIN)).id


async def test_a_person_is_reached_in_their_latest_chat(store: Store, clock: Hand) -> None:
    person = await enrol(store)
    assert await store.addresses.of_person(person) is None
    await store.addresses.remember(CHAT)
    clock.forward(hours=1)
    newer = Address("https://smba.example/emea/", "t1", "19:newer", "personal", "a1", "29:a1", "28:bot")
    await store.addresses.remember(newer)
    assert await store.addresses.of_person(person) == newer
    assert await store.addresses.of_identity("t1", "a1") == newer
    assert await store.addresses.of_identity("t2", "a1") is None


async def test_a_chat_that_refuses_is_left_alone_until_it_is_heard_of_again(store: Store) -> None:
    person = await enrol(store)
    await store.addresses.remember(CHAT)
    await store.addresses.inactive(CHAT.conversation, "ConversationBlockedByUser")
    assert await store.addresses.of_person(person) is None
    await store.addresses.remember(CHAT)
    assert await store.addresses.of_person(person) == CHAT


async def test_a_chat_that_refuses_is_used_again_from_the_first_word_that_comes_from_it(
    store: Store, other: Store
) -> None:
    person = await enrol(store)
    await store.addresses.heard(CHAT)
    await other.addresses.inactive(CHAT.conversation, "ConversationBlockedByUser")
    await store.addresses.heard(CHAT)
    assert await store.addresses.of_person(person) == CHAT


async def test_an_address_is_not_written_again_with_every_word(store: Store, clock: Hand) -> None:
    writes: list[Address] = []
    remember = store.addresses.remember

    async def counted(address: Address) -> None:
        writes.append(address)
        await remember(address)

    store.addresses.remember = counted  # type: ignore[method-assign]
    for _ in range(3):
        await store.addresses.heard(CHAT)
    assert len(writes) == 1
    moved = replace(CHAT, service_url="https://elsewhere.example/")
    await store.addresses.heard(moved)
    clock.forward(minutes=61)
    await store.addresses.heard(moved)
    assert len(writes) == 3


async def test_a_channel_is_used_again_when_somebody_writes_there_and_no_other_is_learnt(
    store: Store, clock: Hand
) -> None:
    await store.addresses.heard(CHANNEL)
    assert await store.addresses.shared("t1") == []
    await store.addresses.link_channel("PK-26-0137", CHANNEL, builders.ADMIN, clock.now)
    await store.addresses.inactive(CHANNEL.conversation, "403 BotNotInConversationRoster")
    assert await store.addresses.channel_refuses("PK-26-0137") == "403 BotNotInConversationRoster"
    assert await store.addresses.channel("PK-26-0137") is None
    await store.addresses.heard(CHANNEL)
    assert await store.addresses.channel("PK-26-0137") == CHANNEL
    assert await store.addresses.channel_refuses("PK-26-0137") == ""


async def test_whoever_refuses_is_named_with_the_reason_until_they_come_back(store: Store) -> None:
    person = await enrol(store)
    assert await store.addresses.refusing([]) == {}
    assert await store.addresses.refusing([person]) == {}
    await store.addresses.remember(CHAT)
    await store.addresses.inactive(CHAT.conversation, "ConversationBlockedByUser")
    assert await store.addresses.refusing([person]) == {person: "ConversationBlockedByUser"}
    await store.addresses.remember(CHAT)
    assert await store.addresses.refusing([person]) == {}


async def test_nothing_is_sent_to_who_has_left(store: Store) -> None:
    person = await enrol(store)
    await store.addresses.remember(CHAT)
    await store.people.leave(person, builders.ADMIN)
    assert await store.addresses.of_person(person) is None


async def test_the_channels_of_a_tenant_are_known_until_they_refuse(store: Store) -> None:
    await store.addresses.remember(CHANNEL)
    assert await store.addresses.shared("t1") == [CHANNEL]
    assert await store.addresses.shared("t2") == []
    await store.addresses.inactive(CHANNEL.conversation, "the app was removed")
    assert await store.addresses.shared("t1") == []


async def test_a_case_is_linked_to_its_channel_and_the_fact_is_kept(store: Store, clock: Hand) -> None:
    assert await store.addresses.channel("PK-26-0137") is None
    await store.addresses.link_channel("PK-26-0137", CHANNEL, builders.ADMIN, clock.now)
    assert await store.addresses.channel("PK-26-0137") == CHANNEL
    (fact,) = await store.audit.of_case("PK-26-0137")
    assert (fact.kind, fact.detail) == ("case:channel:linked", {"conversation": CHANNEL.conversation})
    assert await store.addresses.of_identity("t1", "") is None


async def test_a_case_comes_back_as_it_was_kept(store: Store) -> None:
    case = Case("PK-26-0137", builders.LEAD.id, (Child("c_1", "Kay", age=7),))
    await store.cases.keep(Case("PK-26-0137"))
    await store.cases.keep(case)
    assert await store.cases.get("PK-26-0137") == case
    assert await store.cases.led_by(builders.LEAD.id) == [case]
    with pytest.raises(NoSuchCase):
        await store.cases.get("PK-26-0001")


async def test_the_rehearsal_clock_moves_on_and_stays(store: Store, other: Store) -> None:
    assert await store.clock.offset() == timedelta(0)
    await store.clock.skip(timedelta(days=3))
    assert await store.clock.skip(timedelta(hours=1)) == timedelta(days=3, hours=1)
    assert await other.clock.offset() == timedelta(days=3, hours=1)
    with pytest.raises(ValueError, match="can't go back"):
        await store.clock.skip(timedelta(days=-1))


async def test_a_store_says_when_it_is_ready(store: Store) -> None:
    await store.ready()


async def test_what_stands_apart_comes_back_and_goes_with_its_position(
    store: Store, url: str, clock: Hand
) -> None:
    """RAI-01"""
    first = await store.positions.save(replace(a_position(clock, step=1), apart={"why": "x"}))
    assert await store.positions.get("p_health", "19:chat") == first
    second = await store.positions.save(replace(first, body={"step": 2}, apart={"why": "y"}))
    assert await store.positions.get("p_health", "19:chat") == second
    clock.forward(days=1)
    await store.tidy(clock.now)
    assert raw.counts(url)["restricted_drafts"] == 0


async def test_an_empty_part_forgets_what_stood_apart(store: Store, url: str, clock: Hand) -> None:
    first = await store.positions.save(replace(a_position(clock, step=1), apart={"why": "x"}))
    await store.positions.save(replace(first, apart={}))
    assert raw.counts(url)["restricted_drafts"] == 0
    await store.positions.save(replace(a_position(clock, step=1), apart={"why": "x"}))
    await store.positions.save(a_position(clock, step=1))
    assert raw.counts(url)["restricted_drafts"] == 0


async def test_what_stands_apart_is_under_the_key_of_restricted_information(
    store: Store, url: str, clock: Hand
) -> None:
    await store.positions.save(replace(a_position(clock, step=1), apart={"why": "x"}))
    [(kept,)] = raw.rows(url, "SELECT body FROM restricted_drafts")
    assert Secrets([KEY]).restricted.decrypt(bytes(kept)) == b'{"why":"x"}'
