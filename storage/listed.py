"""Queries for many ids at once whose text stays the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from storage.statement import Statement

LIST_OF_SQLITE = "(SELECT value FROM json_each(:ids))"
LIST_OF_POSTGRESQL = "(SELECT unnest(CAST(:ids AS TEXT[])))"


class Listed:
    """A query written with `{ids}` where the list stands. It takes no other values."""

    def __init__(self, sql: str) -> None:
        self._sqlite = Statement(text(sql.format(ids=LIST_OF_SQLITE)))
        self._postgresql = text(sql.format(ids=LIST_OF_POSTGRESQL))

    def rows(self, connection: Connection, ids: Iterable[str]) -> Sequence[Sequence[Any]]:
        """Every row it finds, as plain sequences. No ids, no work."""
        asked = list(ids)
        if not asked:
            return []
        if connection.dialect.name == "sqlite":
            return self._sqlite.rows(connection, {"ids": json.dumps(asked)})
        return connection.execute(self._postgresql, {"ids": asked}).all()
