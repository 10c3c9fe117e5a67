"""Statements of the hot path: written in SQLAlchemy Core, run on SQLite without its execution layer.

On SQLite that layer costs ten times the statement itself; on PostgreSQL the network costs more, and
its bookkeeping of lost connections is wanted. Only whole numbers, text and bytes go in and come out,
so nothing is lost by going straight to the driver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import ClauseElement

Values = Mapping[str, Any]
NAMED = sqlite.dialect(paramstyle="named")


class Statement:
    """A Core statement whose every value is a bound parameter with a name."""

    def __init__(self, core: Executable) -> None:
        assert isinstance(core, ClauseElement)
        self.core: Executable = core
        compiled = core.compile(dialect=NAMED)
        self._sql = str(compiled)
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def run(self, connection: Connection, values: Values) -> int:
        """Execute it and return how many rows it touched."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.core, values).rowcount
        return int(self._direct(connection, values).rowcount)

    def run_many(self, connection: Connection, rows: Sequence[Values]) -> int:
        """Execute it once a row and return how many rows were touched. No rows, no work."""
        if not rows:
            return 0
        if connection.dialect.name != "sqlite":
            return connection.execute(self.core, rows).rowcount
        if len(rows) == 1:
            return int(self._direct(connection, rows[0]).rowcount)
        return int(_driver(connection).executemany(self._sql, [self._fixed | dict(r) for r in rows]).rowcount)

    def rows(self, connection: Connection, values: Values) -> Sequence[Sequence[Any]]:
        """Every row it finds, as plain sequences."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.core, values).all()
        found: list[Sequence[Any]] = self._direct(connection, values).fetchall()
        return found

    def first(self, connection: Connection, values: Values) -> Sequence[Any] | None:
        """The first row it finds, or None."""
        return next(iter(self.rows(connection, values)), None)

    def _direct(self, connection: Connection, values: Values) -> Any:
        bound = {**self._fixed, **values} if self._fixed else values
        return _driver(connection).execute(self._sql, bound)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
