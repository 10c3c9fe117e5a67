"""Queries for many ids at once whose text stays the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from storage.statement import Statement

IN_SQLITE = "IN (SELECT value FROM json_each(:ids))"
IN_POSTGRESQL = "= ANY(CAST(:ids AS TEXT[]))"


class Listed:
    """A query written with `{in_ids}` behind the column that is looked up. It takes no other values.

    `locking` keeps the rows found from other writers until the transaction ends.
    """

    def __init__(self, sql: str, locking: bool = False) -> None:
        self._sqlite = Statement(text(sql.format(in_ids=IN_SQLITE)))  # one writer at a time anyhow
        lock = " FOR UPDATE" if locking else ""
        self._postgresql = Statement(text(sql.format(in_ids=IN_POSTGRESQL) + lock))

    def rows(self, connection: Connection, ids: Iterable[str]) -> Sequence[Sequence[Any]]:
        """Every row it finds, as plain sequences. No ids, no work."""
        asked = list(ids)
        if not asked:
            return []
        if connection.dialect.name == "sqlite":
            return self._sqlite.rows(connection, {"ids": json.dumps(asked)})
        return self._postgresql.rows(connection, {"ids": asked})
