"""Re-encrypts everything but facts and reads under the newest key, so that an older key can retire.

Facts and reads are append-only and stay under the key of their day: never throw a key away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Column, Connection, Table, bindparam, func, select, tuple_, update

from storage import schema
from storage.database import Database
from storage.secrets import Cipher, Secrets

PAGE = 100
Progress = Callable[[int, int], None]
"""Called with the number of rows done and the number of all rows."""


@dataclass(frozen=True)
class Shelf:
    """A table with one encrypted column, and the cipher it is under."""

    table: Table
    body: Column[bytes]
    cipher: Cipher


def shelves(secrets: Secrets) -> list[Shelf]:
    """Everything that can be re-encrypted."""
    return [
        Shelf(schema.meetings, schema.meetings.c.document, secrets.documents),
        Shelf(schema.cases, schema.cases.c.body, secrets.documents),
        Shelf(schema.people, schema.people.c.body, secrets.names),
        Shelf(schema.positions, schema.positions.c.body, secrets.positions),
        Shelf(schema.restricted, schema.restricted.c.body, secrets.restricted),
        Shelf(schema.restricted_drafts, schema.restricted_drafts.c.body, secrets.restricted),
        Shelf(schema.safe_addresses, schema.safe_addresses.c.body, secrets.safe_addresses),
    ]


async def rotate(database: Database, secrets: Secrets, progress: Progress = lambda done, of: None) -> int:
    """Re-encrypt under the newest key while people go on working. Returns how many rows. Raises WrongKey."""
    stock = shelves(secrets)
    total = sum([await database.read(partial(_count, table=shelf.table)) for shelf in stock])
    done = 0
    for shelf in stock:
        after: tuple[str, ...] | None = None
        while page := await database.write(partial(rotate_page, shelf=shelf, after=after), repeatable=True):
            after = page[-1]
            done += len(page)
            progress(done, max(done, total))
    return done


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def rotate_page(connection: Connection, shelf: Shelf, after: tuple[str, ...] | None) -> list[tuple[str, ...]]:
    """Re-encrypt the next rows by key and return their keys. A row that changes meanwhile is new anyway."""
    key = list(shelf.table.primary_key.columns)
    query = select(shelf.body, *key).order_by(*key).limit(PAGE)
    rows = connection.execute(query.where(tuple_(*key) > after) if after else query).all()
    same = [column == bindparam(f"is_{column.name}") for column in key]
    swap = (
        update(shelf.table).where(*same, shelf.body == bindparam("was")).values({shelf.body: bindparam("to")})
    )
    if rows:
        changes = [
            {"was": row[0], "to": shelf.cipher.rotate(row[0])}
            | {f"is_{column.name}": value for column, value in zip(key, row[1:], strict=True)}
            for row in rows
        ]
        connection.execute(swap, changes)
    return [tuple(row[1:]) for row in rows]
