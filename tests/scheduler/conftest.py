"""Delivery between a real outbox and a way to Teams that does what it is told; time moves by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cppm.people import Person
from cppm.records import CHANNEL, Notice, NoticeKind
from scheduler.bundling import Bundler
from scheduler.compose import Composer
from scheduler.delivery import Counts, Delivery
from scheduler.tick import Tick
from storage.addresses import Address
from storage.ids import new_id
from storage.outbox import Delivery as Report
from storage.outbox import Owed
from storage.people import NewPerson
from storage.store import Store, open_store
from tests import builders
from tests.databases import pg_server, pg_url, sqlite_url, upgraded_sqlite
from tests.storage.conftest import KEY, Hand

__all__ = ["pg_server", "pg_url", "sqlite_url"]

TENANT = "tenant"


class Failed(Exception):
    """A send that failed, as bot.connector.SendFailed tells it."""

    def __init__(
        self, outcome: str, status: int | None = None, code: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__("words that nobody may log")
        self.outcome, self.status, self.code, self.retry_after = outcome, status, code, retry_after


@dataclass
class Teams:
    """`shown` is what arrived, by conversation. `troubles` are raised by the sends to come, in order."""

    shown: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    troubles: list[Exception | None] = field(default_factory=list)
    alerts: list[bool] = field(default_factory=list)
    updates: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    async def send(
        self, address: Address, card: dict[str, Any] | str, summary: str, alert: bool = False
    ) -> str:
        self._meet_trouble()
        assert isinstance(card, dict)
        self.shown.append((address.conversation, card, summary))
        self.alerts.append(alert)
        return f"activity-{len(self.shown)}"

    async def update(self, address: Address, activity_id: str, card: dict[str, Any], summary: str) -> None:
        self._meet_trouble()
        self.updates.append((activity_id, card))

    async def remark(self, address: Address, activity_id: str, words: str) -> str:
        self._meet_trouble()
        self.remarks.append((activity_id, words))
        return f"remark-{len(self.remarks)}"

    def _meet_trouble(self) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble

    def to(self, key: str) -> list[dict[str, Any]]:
        return [card for conversation, card, _ in self.shown if conversation == f"chat-{key}"]


@dataclass
class Office:
    """A council with a meeting, an outbox and a way to Teams. People are named by their builders' keys."""

    store: Store
    clock: Hand
    teams: Teams = field(default_factory=Teams)
    unreachable: dict[str, Exception] = field(default_factory=dict)
    seconds: float = 1000.0
    delivery: Delivery = field(init=False)
    tick: Tick = field(init=False)

    def __post_init__(self) -> None:
        self.composer = Composer(self.store, builders.PROFILE, self.reach, self.clock)
        self.open_anew()

    def open_anew(self) -> None:
        """As after a restart: nothing is remembered but what the database holds."""
        self.delivery = Delivery(
            self.store.outbox, self.composer, self.teams, Failed, self.clock, lambda: self.seconds
        )
        self.tick = Tick(self.store, Bundler(self.store, builders.PROFILE), self.delivery, self.clock)

    async def reach(self, person: Person, known: Address | None = None) -> Address:
        key = person.id.removeprefix("p_")
        if key in self.unreachable:
            raise self.unreachable[key]
        return self.chat_of(key)

    def chat_of(self, key: str) -> Address:
        """Somebody's 1:1 chat."""
        return Address("https://teams.example/", TENANT, f"chat-{key}", "personal", f"aad-{key}")

    async def owe(self, kind: NoticeKind, to: str, key: str = "1", about: str = "") -> Owed:
        """Owe a message of the meeting to somebody, or to everybody who holds a duty."""
        owed = Owed(Notice(kind, to if ":" in to or to == CHANNEL else f"p_{to}", key, about), "m_kay")
        await self.store.outbox.owe([owed], self.clock.now)
        return owed

    async def became(self, owed: Owed) -> Report:
        """What became of a message."""
        found = await self.store.outbox.by_key(owed)
        assert found
        return found

    def pass_time(self, **by: float) -> None:
        """Let time pass on every clock."""
        self.clock.forward(**by)
        self.seconds += timedelta(**by).total_seconds()

    async def later(self, **by: float) -> Counts:
        """Let time pass, then deliver."""
        self.pass_time(**by)
        return await self.delivery.run()

    async def of_kind(self, kind: NoticeKind) -> list[Report]:
        """The messages of a kind that the meeting owes or owed."""
        return [each for each in await self.store.outbox.of_meeting("m_kay") if each.kind is kind]


async def enrol(store: Store, given: list[str], person: Person) -> None:
    """Enrol somebody under their builders' id."""
    given.append(person.id)
    key = person.id.removeprefix("p_")
    new = NewPerson(
        TENANT, f"aad-{key}", person.name, person.agency, person.standing, person.post, person.duties
    )
    made = await store.people.enrol(new, None)
    assert made.id == person.id


@pytest.fixture
def clock() -> Hand:
    return Hand()


@asynccontextmanager
async def open_office(url: str, clock: Hand) -> AsyncIterator[Office]:
    """Everybody is enrolled and one meeting has its invitations agreed; none of its messages is owed."""
    given: list[str] = []
    store = open_store(
        url,
        [KEY],
        builders.PROFILE,
        new_id=lambda: given.pop() if given else new_id(),
        now=clock,
    )
    for person in builders.EVERYBODY:
        await enrol(store, given, person)
    meeting = builders.an_invited_meeting()
    meeting.notices.clear()
    await store.meetings.add(meeting)
    yield Office(store, clock)
    await store.close()


@pytest.fixture
async def office(tmp_path: Path, clock: Hand) -> AsyncIterator[Office]:
    """The office on a database of its own."""
    async with open_office(upgraded_sqlite(tmp_path), clock) as office:
        yield office
