"""Delivery on a real way out: a store, the connector's HTTP, and all between them but the conversations."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.connector import Connector as WayOut
from bot.connector import SendFailed
from bot.line import Line
from bot.post import Post
from bot.seals import Seals
from bot.trust import Trust
from cppm.people import Agency, Person, Standing
from cppm.records import CHANNEL, Notice, NoticeKind
from scheduler.aftermath import MOST_UNSURE
from scheduler.bundling import Bundler
from scheduler.compose import Composer
from scheduler.delivery import Delivery
from scheduler.letter import NotSent
from scheduler.tick import Tick
from storage.addresses import Address
from storage.outbox import NO_MEETING, Owed, State
from storage.outbox import Delivery as Report
from storage.people import NewPerson
from storage.store import Store
from tests import builders
from tests.builders_group import FIRST_AT, a_core_group
from tests.rig.connector import Connector
from tests.scheduler.conftest import TENANT, Office

CORE_GROUP = "19:core@thread.tacv2"
CROWD = [f"{n:03}" for n in range(400)]


class Round:
    """A process that delivers. `timeout` is how long it waits for an answer of Teams, in seconds."""

    def __init__(
        self,
        store: Store,
        origin: str,
        clock: Callable[[], datetime],
        steady: Callable[[], float],
        timeout: float = 30.0,
    ) -> None:
        self.store = store
        trust = Trust("", frozenset(), rehearsal=True)
        self.line = Line(timeout)
        self.post = Post(WayOut(self.line, trust, None), Seals(["rig"]), store.addresses, "28:bot", origin)
        self.composer = Composer(store, builders.PROFILE, self._reach, clock)
        self.delivery = Delivery(store.outbox, self.composer, self.post, SendFailed, clock, steady)
        self.tick = Tick(store, Bundler(store, builders.PROFILE), self.delivery, clock)

    async def close(self) -> None:
        """Hang up; the store stays open."""
        await self.line.close()

    async def _reach(self, person: Person, known: Address | None) -> Address:
        if known is None:
            raise NotSent("nobody is there")
        return known


def chat_of(origin: str, key: str) -> Address:
    """The 1:1 chat of somebody."""
    return Address(f"{origin}/uk/", TENANT, f"chat-{key}", "personal", f"aad-{key}")


async def gather_crowd(store: Store, origin: str, count: int) -> list[str]:
    """Enrol so many more people, each with a chat of their own; returns their ids by the chats' order."""

    async def enrol(key: str) -> str:
        new = NewPerson(TENANT, f"aad-{key}", f"Person {key}", Agency.POLICE, Standing.STATUTORY, "Officer")
        person = await store.people.enrol(new, None)
        await store.addresses.remember(chat_of(origin, key))
        return person.id

    return list(await asyncio.gather(*map(enrol, CROWD[:count])))


async def owe_each(store: Store, people: list[str], at: datetime) -> list[Owed]:
    """Owe one message to each; one chat, one message, so that what arrives can be counted."""
    owed = [Owed(Notice(NoticeKind.MEETING_CANCELLED, person, "1"), "m_kay") for person in people]
    await store.outbox.owe(owed, at)
    return owed


@dataclass
class Town:
    """An office whose way to Teams is a connector on loopback."""

    office: Office
    connector: Connector
    round: Round
    people: list[str] = field(default_factory=list)

    async def be_hasty(self) -> None:
        """Wait for an answer of Teams no longer than a test may take; a busy machine may then lose some."""
        await self.round.close()
        office = self.office
        origin = self.connector.origin
        self.round = Round(office.store, origin, office.clock, lambda: office.seconds, timeout=0.3)

    async def until_quiet(self, rounds: int = 60) -> None:
        """Let time pass until nothing waits any more."""
        for _ in range(rounds):
            await self.round.tick.run()
            if not await self.waiting():
                return
            self.office.pass_time(seconds=30)
        raise AssertionError(f"still waiting: {await self.waiting()}")

    async def report(self) -> list[Report]:
        """What became of every message."""
        outbox = self.office.store.outbox
        return [each for root in ("m_kay", "g_kay", NO_MEETING) for each in await outbox.of_meeting(root)]

    async def waiting(self) -> list[Report]:
        """What is not settled yet and due within the hour."""
        soon = self.office.clock.now.timestamp() + 3600
        unsettled = (State.WAITING, State.SENDING)
        found = await self.report()
        return [each for each in found if each.state in unsettled and each.due_at.timestamp() < soon]

    @property
    def arrivals(self) -> Counter[str]:
        """How many messages each conversation got."""
        return Counter(sent.conversation for sent in self.connector.log if sent.kind == "sent")

    async def assert_accounted(self) -> None:
        """Everything settled; what came twice is counted; what may not have come is somebody's task."""
        report = await self.report()
        settled = [each for each in report if each.state is not State.DROPPED]
        assert {each.state for each in settled} <= {State.SENT, State.UNKNOWN}
        # Whatever Teams took was either acknowledged, and so is sent, or nobody knows of it.
        alone = [each for each in settled if each.to != CHANNEL]
        sent = [each for each in alone if each.state is State.SENT]
        posts = sum(count for place, count in self.arrivals.items() if not place.startswith(CORE_GROUP))
        assert len(sent) <= posts <= len(sent) + sum(each.unsure for each in alone)
        assert max(each.unsure for each in settled) <= MOST_UNSURE
        for person, key in zip(self.people, CROWD, strict=False):
            [mine] = [each for each in settled if each.to == person]
            arrived = self.arrivals[f"chat-{key}"]
            assert arrived <= min(2, 1 + mine.unsure), (key, mine)
            assert arrived >= 1 or mine.state is State.UNKNOWN, (key, mine)
        doubled = sum(self.arrivals[f"chat-{key}"] > 1 for key in CROWD[: len(self.people)])
        unknown = [each for each in settled if each.state is State.UNKNOWN]
        assert doubled <= await self.office.store.outbox.perhaps_twice() + len(unknown)
        of = {each.id: each.to for each in report}
        tasked = {
            of[each.about] for each in report if each.kind is NoticeKind.UNDELIVERED and each.to == "p_admin"
        }
        assert tasked >= {each.to for each in unknown if each.kind is not NoticeKind.UNDELIVERED}


@asynccontextmanager
async def town_of(office: Office) -> AsyncIterator[Town]:
    """Everybody of the office has a chat; it is the working day before."""
    connector = Connector()
    await connector.start()
    for person in builders.EVERYBODY:
        key = person.id.removeprefix("p_")
        await office.store.addresses.remember(chat_of(connector.origin, key))
    office.pass_time(seconds=(builders.STARTS_AT - office.clock.now).total_seconds() - 29 * 3600)
    running = Round(office.store, connector.origin, office.clock, lambda: office.seconds)
    town = Town(office, connector, running)
    yield town
    await town.round.close()
    await connector.stop()


async def owe_crowd(town: Town, count: int) -> None:
    town.people = await gather_crowd(town.office.store, town.connector.origin, count)
    await owe_each(town.office.store, town.people, town.office.clock.now)


async def owe_news(town: Town, count: int) -> None:
    """So much news for the channel of a core group that meets in three days."""
    office, group = town.office, a_core_group()
    group.notices.clear()
    group.id = "g_kay"
    await office.store.core_groups.add(group)
    place = Address(f"{town.connector.origin}/uk/", TENANT, CORE_GROUP, "channel", bot_id="28:bot")
    await office.store.addresses.link_channel(group.case_ref, place, builders.LEAD, office.clock.now)
    office.pass_time(seconds=(FIRST_AT - office.clock.now).total_seconds() - 3 * 24 * 3600)
    about = group.gatherings[0].id
    news = [Notice(NoticeKind.GATHERING_IN_CHANNEL, CHANNEL, f"state:{n}", about) for n in range(count)]
    await office.store.outbox.owe([Owed(notice, "g_kay") for notice in news], office.clock.now)
    office.pass_time(seconds=1)  # what is owed from here on goes out after it
