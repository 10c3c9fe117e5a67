"""Statements of the hot path: written in SQLAlchemy Core, run without its execution layer.

On SQLite that layer costs ten times the statement itself, on PostgreSQL about as much as the driver. Only
whole numbers, text and bytes (to PostgreSQL also lists of text) go in and come out, so nothing is lost by
going straight to the driver. To PostgreSQL many rows go as one statement with a list for each column: 500
statements of a row each took it and the driver three times as long (`bench/parts/claiming.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeGuard

from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Executable,
    Insert,
    TableValuedAlias,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY, psycopg
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from storage.journeys import journey_of

Values = Mapping[str, Any]
SQLITE, POSTGRESQL = sqlite.dialect(paramstyle="named"), psycopg.dialect()  # type: ignore[no-untyped-call]


class Answer(Protocol):
    """What came of a statement. SQLite knows at once; PostgreSQL is waited for by whoever looks."""

    @property
    def rowcount(self) -> int:
        """How many rows it touched."""

    def fetchall(self) -> list[Any]:
        """Every row it found."""


class Statement:
    """A Core statement whose every value is a bound parameter with a name."""

    def __init__(self, core: Executable) -> None:
        assert isinstance(core, ClauseElement)
        self._core = core
        self._sqlite, self._fixed = _compiled(core, SQLITE)
        self._postgresql, _ = _compiled(core, POSTGRESQL)

    def ask(self, connection: Connection, values: Values) -> Answer:
        """Execute it, and wait for the answer only where it is looked at.

        In PostgreSQL it may not even have been sent before that, or before the commit; so its errors may
        be raised by a statement that comes later.
        """
        if connection.dialect.name != "sqlite":
            return journey_of(connection).send(self._postgresql, self._bound(values))
        answer: Answer = _driver(connection).execute(self._sqlite, self._bound(values))
        return answer

    def send(self, connection: Connection, values: Values, otherwise: type[Exception]) -> None:
        """Execute it, and raise `otherwise` if it touched no row: now, with a later answer, or before the
        commit."""
        if connection.dialect.name != "sqlite":
            journey_of(connection).send(self._postgresql, self._bound(values), otherwise)
        elif not self.run(connection, values):
            raise otherwise

    def send_many(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Execute it for each row, without waiting for an answer. No rows, no work.

        It inserts, updates or deletes, the types of its values are known, and no two rows mean the same one.
        """
        if len(rows) == 1:
            self.ask(connection, rows[0])
        elif rows and connection.dialect.name != "sqlite":
            lists = {name: [row[name] for row in rows] for name in rows[0]}
            text, fixed = self._of_many
            journey_of(connection).send(text, {**fixed, **lists})
        elif rows:
            _driver(connection).executemany(self._sqlite, [self._bound(row) for row in rows])

    @cached_property
    def _of_many(self) -> tuple[str, dict[str, Any]]:
        return _compiled(_for_lists(self._core), POSTGRESQL)

    def run(self, connection: Connection, values: Values) -> int:
        """Execute it and return how many rows it touched."""
        return self.ask(connection, values).rowcount

    def rows(self, connection: Connection, values: Values) -> Sequence[Sequence[Any]]:
        """Every row it finds, as plain sequences."""
        return self.ask(connection, values).fetchall()

    def first(self, connection: Connection, values: Values) -> Sequence[Any] | None:
        """The first row it finds, or None."""
        return next(iter(self.rows(connection, values)), None)

    def _bound(self, values: Values) -> Values:
        return {**self._fixed, **values} if self._fixed else values


def _compiled(core: ClauseElement, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """The text of a statement, and the values that are fixed in it."""
    compiled = core.compile(dialect=dialect)
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


def _for_lists(core: ClauseElement) -> ClauseElement:
    """The same statement for many rows at once: each named value is a list with a place for each row."""
    if isinstance(core, Insert):
        table = core.table
        named = {name: table.c[name].type for name in core.compile(dialect=POSTGRESQL).params}
        given = _unnested(named)
        return insert(table).from_select(list(named), select(*given.c))
    named = {each.key: each.type for each in visitors.iterate(core) if _is_named(each)}
    given = _unnested(named)

    def from_its_list(part: Any, **_: Any) -> Any:
        return given.c[part.key] if _is_named(part) else None

    found: ClauseElement = visitors.replacement_traverse(core, {}, from_its_list)  # type: ignore[call-overload]
    return found


def _is_named(part: object) -> TypeGuard[BindParameter[Any]]:
    return isinstance(part, BindParameter) and not part.unique


def _unnested(named: Mapping[str, TypeEngine[Any]]) -> TableValuedAlias:
    """The table whose columns are lists of these types."""
    lists = [cast(bindparam(name), ARRAY(kind)) for name, kind in named.items()]
    return (
        func.unnest(*lists).table_valued(*(column(*each) for each in named.items())).render_derived("given")
    )


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
