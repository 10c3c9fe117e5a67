"""The log of reads: who read whose details, in which role, and why. Append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from storage import schema
from storage.database import Database
from storage.moments import moment, stamp
from storage.secrets import Cipher, Secrets


@dataclass(frozen=True)
class Read:
    """Somebody read something. `who` is a person's id; `what` names a kind of thing, never its content."""

    who: str
    role: str
    case: str
    what: str
    why: str
    at: datetime


APPEND = insert(schema.reads).inline()
OF_CASE = (
    select(schema.reads).where(schema.reads.c.case_ref == bindparam("case")).order_by(schema.reads.c.seq)
)


class Reads:
    """Notes reads, and shows them to whoever governs information."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._db = database
        self._cipher = secrets.facts

    async def note(
        self, who: str, role: str, case: str, what: str, why: str, at: datetime, once: str | None = None
    ) -> None:
        """Keep that somebody read something, before it is shown to them.

        Under `once` it is kept at most once, ever: a repeat raises AlreadyDone.
        """
        read = Read(who, role, case, what, why, at)
        await self._db.write(lambda c: note_in(c, self._cipher, read), once=once, repeatable=True)

    async def of_case(self, case: str) -> list[Read]:
        """Every read noted for a case, oldest first."""
        rows = await self._db.read(lambda c: c.execute(OF_CASE, {"case": case}).all())
        return [self._read(row) for row in rows]

    def _read(self, row: Row[Any]) -> Read:
        why = self._cipher.decrypt(row.why).decode()
        return Read(row.who, row.role, row.case_ref, row.what, why, moment(row.at))


def note_in(connection: Connection, cipher: Cipher, read: Read) -> None:
    """Keep a read within a transaction."""
    row = {
        "who": read.who, "role": read.role, "case_ref": read.case, "what": read.what,
        "why": cipher.encrypt(read.why.encode()), "at": stamp(read.at),
    }  # fmt: skip
    connection.execute(APPEND, row)
