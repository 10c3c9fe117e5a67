from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection

from cppm.people import Person
from dialogs.engine import Engine
from storage.sqlite import SQLite
from storage.store import Store, open_store
from tests import builders
from tests.databases import upgraded_sqlite
from tests.dialogs.chat import Chat
from tests.dialogs.samples import Book, sample_home, sample_jobs

NOW = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
"""A Wednesday."""


T = TypeVar("T")


async def _read_here(self: SQLite, work: Callable[[Connection], T]) -> T:
    return self._read(work)


@pytest.fixture(autouse=True)
def _no_threads_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Conversations read on the loop's own thread, which halves what they cost; the threads of the store
    have tests of their own.
    """
    monkeypatch.setattr(SQLite, "read", _read_here)


@dataclass
class Clock:
    """What time storage takes it to be."""

    now: datetime = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    key = Fernet.generate_key().decode()
    opened = open_store(upgraded_sqlite(tmp_path), [key], builders.PROFILE, now=lambda: clock.now)
    await opened.tidy(clock.now)
    yield opened
    await opened.close()


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def engine(store: Store, book: Book) -> Engine:
    return Engine(store, builders.PROFILE, [sample_jobs(book)], sample_home)


@pytest.fixture
def chat(engine: Engine) -> Chat:
    return Chat(engine, builders.CHAIR, NOW)


@pytest.fixture
def chat_of(engine: Engine) -> Callable[[Person | None], Chat]:
    return lambda person: Chat(engine, person, NOW)
