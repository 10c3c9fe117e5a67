"""Everything that a batch of messages needs is found together, and is never older than the batch."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings.meeting import PlanningMeeting
from cppm.records import Notice, NoticeKind
from cppm.timing.steps import StepKind
from storage.addresses import Address
from storage.briefs import MANY
from storage.errors import NoSuchMeeting, WrongKey
from storage.outbox import Claimed, Owed
from storage.people import NewPerson
from storage.reminders import Bundle, Item
from storage.store import Store, open_store
from tests import builders
from tests.storage.conftest import Hand, confirming


async def claimed(store: Store, clock: Hand, *owed: Owed) -> list[Claimed]:
    await store.outbox.claim(clock.now)
    await store.outbox.owe(owed, clock.now)
    return await store.outbox.claim(clock.now)


def notice(n: int = 1, to: str = builders.HEALTH.id, meeting: str = "m_kay") -> Owed:
    return Owed(Notice(NoticeKind.INVITATION, to, f"n{n}"), meeting)


async def enrol(store: Store) -> str:
    who = builders.POLICE
    person = await store.people.enrol(
        NewPerson("t", "aad", who.name, who.agency, who.standing, who.post), None
    )
    return person.id


def chat(n: int, zone: str = "") -> Address:
    return Address("https://teams.example/", "t", f"chat-{n}", "personal", "aad", zone=zone)


async def test_it_knows_the_meeting_and_nothing_of_one_that_is_gone(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    brief = await store.briefs.of(await claimed(store, clock, notice(1), notice(2, meeting="m_gone")))
    assert brief.root(meeting.id) == await store.meetings.load(meeting.id)
    with pytest.raises(NoSuchMeeting):
        brief.root("m_gone")


async def test_a_meeting_that_changed_between_two_large_batches_is_read_anew(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    first = await claimed(store, clock, *(notice(n) for n in range(MANY)))
    before = (await store.briefs.of(first)).root(meeting.id)
    same = (await store.briefs.of(first)).root(meeting.id)
    assert same is before
    await store.meetings.update(meeting.id, confirming(builders.HEALTH, clock.now))
    after = (await store.briefs.of(first)).root(meeting.id)
    assert after.revision == before.revision + 1
    assert after == await store.meetings.load(meeting.id)


async def test_nothing_of_a_meeting_is_held_after_a_small_batch(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    many = await claimed(store, clock, *(notice(n) for n in range(MANY)))
    before = (await store.briefs.of(many)).root(meeting.id)
    await store.briefs.of(many[:1])
    assert (await store.briefs.of(many)).root(meeting.id) is not before


async def test_it_knows_the_latest_chat_that_may_be_written_to_and_the_latest_zone(
    store: Store, clock: Hand
) -> None:
    person = await enrol(store)
    for n, zone in ((1, "Europe/London"), (2, "Europe/Paris"), (3, "")):
        clock.forward(minutes=1)
        await store.addresses.remember(chat(n, zone))
    await store.addresses.inactive("chat-3", "403 BotNotInstalled")
    brief = await store.briefs.of(await claimed(store, clock, notice(to=person)))
    assert brief.chats[person] == await store.addresses.of_person(person) == chat(2, "Europe/Paris")
    assert brief.zones[person] == (await store.preferences.of(person)).zone == "Europe/Paris"


async def test_whoever_has_left_has_no_chat(store: Store, clock: Hand) -> None:
    person = await enrol(store)
    await store.addresses.remember(chat(1))
    await store.people.leave(person, None)
    brief = await store.briefs.of(await claimed(store, clock, notice(to=person)))
    assert brief.chats == {}


async def test_it_knows_what_a_reminder_holds_and_what_its_reader_asked_for(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    person, at = builders.HEALTH.id, clock.now
    items = tuple(Item(meeting.id, key, StepKind.REMINDER, at) for key in ("attendance", "report"))
    await store.outbox.claim(at)
    await store.dues.done([], [Bundle(person, at, items)], [], at)
    await store.reminders.mute(person, "m_other", at)
    await store.reminders.snooze(person, meeting.id, "report", at + timedelta(hours=1), at)
    [message] = await store.outbox.claim(clock.now)
    brief = await store.briefs.of([message])
    assert brief.items == {message.id: await store.reminders.of_message(message.id)}
    assert {item.due_key for item in brief.items[message.id]} == {"attendance", "report"}
    assert brief.wishes == {person: await store.reminders.wishes(person)}


async def test_one_meeting_that_cannot_be_opened_holds_up_no_other(
    store: Store, meeting: PlanningMeeting, url: str, clock: Hand
) -> None:
    other = open_store(url, ["A" * 43 + "="], builders.PROFILE, now=clock)
    brief = await other.briefs.of(await claimed(other, clock, notice(1), notice(2, meeting="m_gone")))
    with pytest.raises(WrongKey):
        brief.root(meeting.id)
    with pytest.raises(NoSuchMeeting):
        brief.root("m_gone")
    await other.close()
