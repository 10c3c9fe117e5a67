"""One door to the database: synchronous SQLAlchemy Core in worker threads, awaited from the loop.

SQLite for one council's server, PostgreSQL where several processes share the work. A unit of work is
a function of a connection; it has no other effects and may run twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Executable, make_url
from sqlalchemy.exc import ArgumentError

from storage.moments import utc_now
from storage.once import once_only
from storage.postgres import PostgreSQL
from storage.sqlite import SQLite

T = TypeVar("T")
Work = Callable[[Connection], T]

PATIENCE = timedelta(seconds=10)
NOT_A_DATABASE = "The database url must begin with sqlite:///, postgres:// or postgresql://."


def doing(statement: Executable, row: Mapping[str, Any]) -> Work[None]:
    """A unit of work that is a single statement."""

    def work(connection: Connection) -> None:
        connection.execute(statement, row)

    return work


class Engine(Protocol):
    """What SQLite and PostgreSQL have in common."""

    async def read(self, work: Work[T]) -> T: ...

    async def glance(self, work: Work[T]) -> T: ...

    async def write(self, work: Work[T], settles: bool) -> T: ...

    async def close(self) -> None: ...


class Database:
    """A SQLite file or a PostgreSQL server, by its url. `patience` bounds every retry.

    Raises ValueError for a url of any other kind, and for an SQLite url without a file.
    """

    def __init__(
        self, url: str, *, patience: timedelta = PATIENCE, now: Callable[[], datetime] = utc_now
    ) -> None:
        self.url = database_url(url)
        self._now = now
        self._engine: Engine = (SQLite if self.is_sqlite else PostgreSQL)(self.url, patience.total_seconds())

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a reading connection, as of one moment in SQLite. Raises StorageDown."""
        return await self._engine.read(work)

    async def glance(self, work: Work[T]) -> T:
        """The same for `work` that looks up a row or two by key: it may run on the loop itself.

        To hop to a thread and back would cost several times the look. Raises StorageDown.
        """
        return await self._engine.glance(work)

    async def write(self, work: Work[T], *, once: str | None = None, repeatable: bool = False) -> T:
        """Run `work` in one transaction and return its result once it is on disk.

        Under `once` it takes effect at most once, ever: a repeat raises AlreadyDone. `repeatable`
        says that doing it twice does no harm. With either, a commit whose outcome is unknown is
        settled by trying again; without, it raises OutcomeUnknown. Raises StorageDown when nothing
        was kept. An exception of `work` passes through and leaves nothing behind. A caller that is
        cancelled while it waits does not stop the write.
        """
        guarded = once_only(work, once, self._now) if once else work
        return await self._engine.write(guarded, settles=bool(once) or repeatable)

    async def close(self) -> None:
        """Finish what is queued, then let every connection and thread go."""
        await self._engine.close()


def database_url(url: str) -> URL:
    """The url with its driver: accepts sqlite:///file, postgres:// and postgresql://. Raises ValueError."""
    try:
        parsed = make_url("postgresql" + url.removeprefix("postgres") if url.startswith("postgres:") else url)
    except ArgumentError:
        raise ValueError(NOT_A_DATABASE) from None
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise ValueError(NOT_A_DATABASE)
    if parsed.database in (None, "", ":memory:"):
        raise ValueError("The SQLite url must name a file, for example sqlite:///var/quorate.sqlite3.")
    return parsed.set(drivername="sqlite+pysqlite")
