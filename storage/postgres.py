"""PostgreSQL through psycopg 3: a pool, worker threads, and retries that know what they may repeat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
import structlog
from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from storage.errors import AlreadyDone, OutcomeUnknown, Stale, StorageDown
from storage.journeys import Journey, journey_of, let_nothing_overtake, travelling

T = TypeVar("T")

WRITERS = 4
READERS = 3
TRY_AGAIN = {"40001", "40P01", "55P03", "53300", "57P01", "57P02", "57P03"}
"""Serialisation failure, deadlock, lock not available, too many connections, shutting down, starting."""
CONNECTING = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": "-c lock_timeout=5s -c statement_timeout=30s",
}

log = structlog.get_logger()


class Unsure(Exception):
    """The connection was lost while COMMIT was on its way."""


class Held:
    """A unit of work across its attempts, with the result of the one that may have been kept."""

    def __init__(self, work: Callable[[Connection], Any], settles: bool) -> None:
        self.work = work
        self.settles = settles
        self.unsure = False
        self.result: Any = None

    def run(self, engine: Engine) -> Any:
        """One attempt. Raises Unsure when the commit's outcome is not known."""
        with travelling(engine) as connection:
            journey = journey_of(connection)
            journey.send("BEGIN")
            try:
                result = self.work(connection)
                journey.check()
            except AlreadyDone:
                if not self.unsure:
                    raise
                return self.result  # the attempt whose outcome was unknown had been kept
            self._commit(journey, result)
            return result

    def _commit(self, journey: Journey, result: Any) -> None:
        try:
            journey.commit()
        except psycopg.Error as trouble:
            if not journey.broken:
                raise
            self.unsure, self.result = True, result
            raise Unsure from trouble


class PostgreSQL:
    """The database for several processes. `patience`, in seconds, counts from the moment of asking."""

    def __init__(self, url: URL, patience: float) -> None:
        self._engine = postgres_engine(url, patience)
        self._patience = patience
        self._writers = ThreadPoolExecutor(WRITERS, "postgres-writer")
        self._readers = ThreadPoolExecutor(READERS, "postgres-reader")

    async def read(self, work: Callable[[Connection], T]) -> T:
        deadline = time.monotonic() + self._patience
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, work, deadline)

    async def glance(self, work: Callable[[Connection], T]) -> T:
        return await self.read(work)

    async def write(self, work: Callable[[Connection], T], settles: bool) -> T:
        deadline = time.monotonic() + self._patience
        loop = asyncio.get_running_loop()
        found: T = await loop.run_in_executor(self._writers, self._write, Held(work, settles), deadline)
        return found

    async def close(self) -> None:
        await asyncio.to_thread(self._writers.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        self._engine.dispose()

    def _read(self, work: Callable[[Connection], T], deadline: float) -> T:
        def once() -> T:
            with travelling(self._engine) as connection:
                return work(connection)

        try:
            return patiently(deadline, is_passing)(once)
        except Exception as trouble:
            if is_passing(trouble):
                raise StorageDown(so="I can't look that up") from trouble
            raise

    def _write(self, held: Held, deadline: float) -> Any:
        def may_repeat(trouble: BaseException) -> bool:
            return is_passing(trouble) or (isinstance(trouble, Unsure) and held.settles)

        try:
            return patiently(deadline, may_repeat)(held.run, self._engine)
        except Exception as trouble:
            if isinstance(trouble, Unsure) or (held.unsure and is_passing(trouble)):
                raise OutcomeUnknown from trouble
            if is_passing(trouble):
                raise StorageDown(so="nothing has been recorded") from trouble
            raise


def patiently(deadline: float, may_repeat: Callable[[BaseException], bool]) -> Retrying:
    """Retries with growing, random pauses until the deadline (monotonic seconds)."""
    return Retrying(
        retry=retry_if_exception(may_repeat),
        stop=lambda _: time.monotonic() >= deadline,
        wait=wait_random_exponential(0.02, max=0.5),
        before_sleep=_note_retry,
        reraise=True,
    )


def _note_retry(state: RetryCallState) -> None:
    trouble = state.outcome.exception() if state.outcome else None
    log.info("storage.retry", attempt=state.attempt_number, trouble=type(trouble).__name__)


def is_passing(trouble: BaseException) -> bool:
    """Whether another attempt may succeed, and nothing was kept by this one."""
    if isinstance(trouble, Stale | PoolTimeout):
        return True
    said = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return isinstance(said, psycopg.Error) and (said.sqlstate in TRY_AGAIN or lost_connection(said))


def lost_connection(trouble: psycopg.Error) -> bool:
    """Whether the connection broke or was never made: then no server has given it a code."""
    return isinstance(trouble, psycopg.OperationalError) and trouble.sqlstate is None


def postgres_engine(url: URL, patience: float) -> Engine:
    """A pool with a connection for each worker thread; no statement or lock may hang for ever.

    In the driver's autocommit: this module says BEGIN and COMMIT itself, and a reader needs neither.
    """
    engine = create_engine(
        url,
        pool_size=WRITERS + READERS,
        max_overflow=0,
        pool_timeout=patience,
        isolation_level="AUTOCOMMIT",
        connect_args=CONNECTING,
    )
    let_nothing_overtake(engine)
    return engine
