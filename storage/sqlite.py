"""SQLite: one writer thread with group commit, and a few readers that never wait for it.

Every unit queued since the last commit shares one COMMIT, each behind a SAVEPOINT of its own, so a
unit that fails rolls back alone. A caller hears of success only after the COMMIT has returned.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import OperationalError

from storage.errors import StorageDown

T = TypeVar("T")

READERS = 2
BATCH = 64
NOTHING_KEPT = "nothing has been recorded"
TROUBLES = (OperationalError, sqlite3.OperationalError)
"""What a locked, full or unreadable file raises, through SQLAlchemy or straight from the driver."""


class BatchLost(Exception):
    """SQLite gave up the whole transaction, for example because the disk is full."""


@dataclass(eq=False)
class Unit:
    """One unit of work on its way: what to do, who waits for it, and how it went."""

    work: Callable[[Connection], Any]
    future: asyncio.Future[Any]
    result: Any = None
    trouble: BaseException | None = None

    def settle(self) -> None:
        """Tell the caller, on the caller's own loop."""
        if self.future.done():
            return
        if self.trouble is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.trouble)


class SQLite:
    """The embedded database. `patience` is in seconds; files are readable by their owner only."""

    def __init__(self, url: URL, patience: float) -> None:
        make_private_file(url)
        self._writer = Writer(sqlite_engine(url, patience))
        self._engine = sqlite_engine(url, patience, "query_only=ON")
        self._impatient = sqlite_engine(url, 0.0, "query_only=ON")
        self._readers = ThreadPoolExecutor(READERS, "sqlite-reader")
        self._own = threading.local()
        self._opened: list[Connection] = []

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def glance(self, work: Callable[[Connection], T]) -> T:
        """Look at once; while another process holds the file, wait in a thread instead."""
        try:
            return work(self._connection(self._impatient))
        except TROUBLES:
            return await self.read(work)

    async def write(self, work: Callable[[Connection], T], settles: bool) -> T:
        found: T = await self._writer.queue(work)
        return found

    async def close(self) -> None:
        await self._writer.close()
        await asyncio.to_thread(self._readers.shutdown)
        for connection in self._opened:
            connection.close()

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            connection = self._connection(self._engine)
            driver = driver_of(connection)
            driver.execute("BEGIN")
            try:
                return work(connection)
            finally:
                driver.execute("ROLLBACK")
        except TROUBLES as trouble:
            raise StorageDown(so="I can't look that up") from trouble

    def _connection(self, engine: Engine) -> Connection:
        """This thread's own connection: opening one costs more than most reads.

        A thread of readers only reads and the loop's only glances, so each needs but one.
        """
        found: Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = self._own.connection = engine.connect()
            self._opened.append(found)
        return found


class Writer:
    """The only thread that writes. It owns its connection and outlives every failing unit."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._units: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._closed = False
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def queue(self, work: Callable[[Connection], Any]) -> Any:
        """Queue a unit and wait for its COMMIT."""
        if self._closed:
            raise StorageDown(so=NOTHING_KEPT)
        unit = Unit(work, asyncio.get_running_loop().create_future())
        self._units.put(unit)
        return await unit.future

    async def close(self) -> None:
        """Commit what is queued and stop."""
        self._closed = True
        self._units.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        while batch := self._gather():
            try:
                self._commit(self._connected(), batch)
            except Exception as trouble:
                lose(batch, trouble)
            tell(batch)
        if self._connection:
            self._connection.close()

    def _connected(self) -> Connection:
        """The writing connection, opened by the thread that uses it, again if it could not be before."""
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _gather(self) -> list[Unit]:
        """Wait for a unit, then take what else has been queued meanwhile. Empty means stop."""
        first = self._units.get()
        batch = [first] if first else []
        while first and len(batch) < BATCH and not self._units.empty():
            unit = self._units.get()
            if unit is None:
                self._units.put(None)
                break
            batch.append(unit)
        return batch

    def _commit(self, connection: Connection, batch: list[Unit]) -> None:
        driver = driver_of(connection)
        try:
            driver.execute("BEGIN IMMEDIATE")  # waits while another process, say the command line, writes
            for unit in batch:
                run_in_savepoint(connection, driver, unit)
            driver.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                driver.execute("ROLLBACK")
            raise


def run_in_savepoint(connection: Connection, driver: sqlite3.Connection, unit: Unit) -> None:
    """Run one unit so that its failure undoes it alone. Raises BatchLost when SQLite undid more."""
    driver.execute("SAVEPOINT unit")
    try:
        unit.result = unit.work(connection)
    except Exception as trouble:
        unit.trouble = _down(trouble) if isinstance(trouble, TROUBLES) else trouble
        if not driver.in_transaction:
            raise BatchLost from trouble
        driver.execute("ROLLBACK TO unit")
    driver.execute("RELEASE unit")


def lose(batch: list[Unit], trouble: Exception) -> None:
    """Nothing of the batch was kept, and everybody in it is told so."""
    for unit in batch:
        unit.trouble = _down(trouble)


def _down(trouble: Exception) -> StorageDown:
    down = StorageDown(so=NOTHING_KEPT)
    down.__cause__ = trouble
    return down


def tell(batch: list[Unit]) -> None:
    """Settle each unit's future on its own loop, one wake-up a loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Unit]] = {}
    for unit in batch:
        by_loop.setdefault(unit.future.get_loop(), []).append(unit)
    for loop, units in by_loop.items():
        with contextlib.suppress(RuntimeError):  # a loop that closed has nobody waiting
            loop.call_soon_threadsafe(_settle_all, units)


def _settle_all(units: list[Unit]) -> None:
    for unit in units:
        unit.settle()


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The sqlite3 connection beneath: BEGIN, SAVEPOINT and COMMIT cost 50 times less there."""
    found = connection.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def sqlite_engine(url: URL, patience: float, *more: str) -> Engine:
    """An engine in driver-level autocommit: this module says BEGIN and COMMIT itself.

    `patience`, in seconds, is how long a statement waits for another process's lock.
    """
    engine = create_engine(
        url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False, "timeout": patience},
    )
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", *more)

    @event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}").close()

    return engine


def make_private_file(url: URL) -> None:
    """Create the file, if need be, so that nobody but its owner may read it."""
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
