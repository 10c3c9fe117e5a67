"""What somebody with the database but without Quorate can see and do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import NullPool, create_engine, select, text

from storage.database import database_url
from storage.schema import metadata


def rows(url: str, query: str) -> list[Any]:
    """The rows of a query, read past every seam."""
    engine = create_engine(database_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        found = list(connection.execute(text(query)))
    engine.dispose()
    return found


def do(url: str, *statements: str) -> None:
    """Statements in one transaction, past every seam."""
    engine = create_engine(database_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def tamper(url: str, *statements: str) -> None:
    """The same, by somebody who can also take the triggers away."""
    if database_url(url).get_backend_name() == "sqlite":
        away = ["DROP TRIGGER facts_no_update", "DROP TRIGGER facts_no_delete"]
    else:
        away = ["ALTER TABLE facts DISABLE TRIGGER USER"]
    do(url, *away, *statements)


def everything(url: str) -> bytes:
    """Every value of every table, end to end."""
    engine = create_engine(database_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        values = [
            v for table in metadata.sorted_tables for row in connection.execute(select(table)) for v in row
        ]
    engine.dispose()
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in values)


def counts(url: str) -> dict[str, int]:
    """How many rows each table holds."""
    return {t.name: rows(url, f'SELECT COUNT(*) FROM "{t.name}"')[0][0] for t in metadata.sorted_tables}
