"""Restricted items and safe addresses: own tables, own keys, named readers, every try to read noted.

There is no way to list them. Whoever is named may learn the ids of what they may read; nobody else
learns even that there is anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import msgspec
from sqlalchemy import Connection, Row, Table, bindparam, delete, insert, select

from cppm.people import Person
from storage.database import Database
from storage.errors import NotAReader
from storage.moments import moment, stamp
from storage.reads import Read, note_in
from storage.secrets import Cipher


@dataclass(frozen=True)
class RestrictedItem:
    """What only its named readers may see. `by` is the id of whoever gave it."""

    id: str
    case_ref: str
    text: str
    by: str
    at: datetime


class Body(msgspec.Struct, array_like=True):
    """The encrypted part of an item."""

    text: str
    by: str


_decoder = msgspec.json.Decoder(Body)


class Restricted:
    """Keeps items under a key of their own and shows each to its named readers only."""

    def __init__(
        self,
        database: Database,
        items: Table,
        readers: Table,
        cipher: Cipher,
        log_cipher: Cipher,
        new_id: Callable[[], str],
    ) -> None:
        self._db = database
        self._what = items.name
        self._cipher = cipher
        self._log_cipher = log_cipher
        self._new_id = new_id
        self._add = insert(items).inline()
        self._name = insert(readers).inline()
        self._unname = delete(readers).where(readers.c.item_id == bindparam("item"))
        self._one = select(items, readers.c.person_id).select_from(
            items.outerjoin(
                readers, (readers.c.item_id == items.c.id) & (readers.c.person_id == bindparam("person"))
            )
        ).where(items.c.id == bindparam("item"))  # fmt: skip
        self._for = (
            select(items.c.id)
            .join(readers, readers.c.item_id == items.c.id)
            .where(readers.c.person_id == bindparam("person"), items.c.case_ref == bindparam("case"))
            .order_by(items.c.at)
        )

    async def keep(self, case_ref: str, text: str, by: Person, readers: Iterable[str], at: datetime) -> str:
        """Keep an item for the named readers (ids, the chair's among them). Returns its id."""
        id, named = self._new_id(), list(dict.fromkeys(readers))
        body = self._cipher.encrypt(msgspec.json.encode(Body(text, by.id)))

        def work(connection: Connection) -> str:
            connection.execute(self._add, {"id": id, "case_ref": case_ref, "at": stamp(at), "body": body})
            if named:
                connection.execute(self._name, [{"item_id": id, "person_id": person} for person in named])
            return id

        return await self._db.write(work)

    async def name_readers(self, id: str, readers: Iterable[str]) -> None:
        """These people (ids), and nobody else, may read an item from now on."""
        named = list(dict.fromkeys(readers))

        def work(connection: Connection) -> None:
            connection.execute(self._unname, {"item": id})
            if named:
                connection.execute(self._name, [{"item_id": id, "person_id": person} for person in named])

        await self._db.write(work, repeatable=True)

    async def refuse(
        self, id: str, reader: Person, role: str, case_ref: str, why: str, at: datetime
    ) -> NoReturn:
        """Note the try of somebody who may not read it now, although the readers' list may say so, and raise
        NotAReader.
        """
        refused = Read(reader.id, role, case_ref, f"{self._what}:{id}:refused", why, at)
        await self._db.write(lambda c: note_in(c, self._log_cipher, refused), repeatable=True)
        raise NotAReader

    async def ids_for(self, case_ref: str, reader: Person) -> list[str]:
        """The ids of a case's items that this person is named to read, oldest first."""
        asked = {"case": case_ref, "person": reader.id}
        return await self._db.read(lambda c: list(c.execute(self._for, asked).scalars()))

    async def read(self, id: str, reader: Person, role: str, why: str, at: datetime) -> RestrictedItem:
        """The item, for a named reader. The try is noted first, allowed or not. Raises NotAReader."""
        row = await self._db.write(lambda c: self._look(c, id, reader, role, why, at), repeatable=True)
        if row is None:
            raise NotAReader
        body = _decoder.decode(self._cipher.decrypt(row.body))
        return RestrictedItem(row.id, row.case_ref, body.text, body.by, moment(row.at))

    def _look(
        self, connection: Connection, id: str, reader: Person, role: str, why: str, at: datetime
    ) -> Row[Any] | None:
        row = connection.execute(self._one, {"item": id, "person": reader.id}).first()
        allowed = row is not None and row.person_id is not None
        case = row.case_ref if row else ""
        what = f"{self._what}:{id}" if allowed else f"{self._what}:{id}:refused"
        note_in(connection, self._log_cipher, Read(reader.id, role, case, what, why, at))
        return row if allowed else None
