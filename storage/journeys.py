"""Journeys to PostgreSQL and back: statements whose answers nobody waits for yet travel together.

A change writes a dozen rows and looks at few of the answers. Each statement alone would wait for the
network and for two processes to wake; here it waits only where an answer is wanted, by psycopg's pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event

KEPT_AS = "journey"
"""Where a connection keeps the journey of the unit of work that has it."""


class Sent:
    """A statement on its way. To ask what came of it is to wait for it, and for all sent before."""

    def __init__(
        self, journey: Journey, sql: str, values: Mapping[str, Any], otherwise: type[Exception] | None
    ) -> None:
        self._journey, self._sql, self._values, self._otherwise = journey, sql, values, otherwise
        self._cursor: psycopg.Cursor[Any] | None = None

    @property
    def rowcount(self) -> int:
        """How many rows it touched."""
        return self._arrived().rowcount

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Every row it found."""
        return self._arrived().fetchall()

    @property
    def must_touch(self) -> bool:
        """Whether it is an error if it touches no row."""
        return self._otherwise is not None

    def start(self, driver: psycopg.Connection[Any]) -> None:
        """Hand it to the driver, which waits for the answer unless it is in its pipeline."""
        self._cursor = driver.execute(self._sql, self._values)

    def check(self) -> None:
        """Raise what it was sent with if it touched no row."""
        if self._otherwise and not self._arrived().rowcount:
            raise self._otherwise

    def _arrived(self) -> psycopg.Cursor[Any]:
        if self._cursor is None:
            self._journey.go()
        assert self._cursor is not None
        return self._cursor


class Journey:
    """What a unit of work sends over its connection, in the order in which it was sent."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver = driver
        self._waiting: list[Sent] = []

    @property
    def broken(self) -> bool:
        """Whether the connection is lost."""
        return self._driver.closed

    def send(
        self, sql: str, values: Mapping[str, Any] | None = None, otherwise: type[Exception] | None = None
    ) -> Sent:
        """Let a statement wait for the next journey. Touches it no row, that journey raises `otherwise`."""
        sent = Sent(self, sql, values or {}, otherwise)
        self._waiting.append(sent)
        return sent

    def go(self) -> None:
        """Send everything that waits and wait for the answers. Raises psycopg.Error, and each `otherwise`."""
        going, self._waiting = self._waiting, []
        if len(going) == 1:
            going[0].start(self._driver)
        elif going:
            with self._driver.pipeline():
                for sent in going:
                    sent.start(self._driver)
        for sent in going:
            sent.check()

    def check(self) -> None:
        """Go now if one of those that wait may yet raise its `otherwise`."""
        if any(sent.must_touch for sent in self._waiting):
            self.go()

    def commit(self) -> None:
        """COMMIT, together with what still waits. Raises psycopg.Error."""
        self.send("COMMIT")
        self.go()


def journey_of(connection: Connection) -> Journey:
    """The journey of the unit of work that has this connection."""
    found: Journey = connection.info[KEPT_AS]
    return found


@contextmanager
def travelling(engine: Engine) -> Iterator[Connection]:
    """A connection with a journey. One that is lost, and all that idle beside it, are not used again."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        journey = connection.info[KEPT_AS] = Journey(driver)
        try:
            yield connection
        except BaseException:
            if journey.broken:
                connection.invalidate()
                engine.dispose()
            raise


def let_nothing_overtake(engine: Engine) -> None:
    """What SQLAlchemy itself runs goes out behind everything that was sent before."""

    @event.listens_for(engine, "before_cursor_execute")
    def catch_up(connection: Connection, *_: object) -> None:
        journey_of(connection).go()
