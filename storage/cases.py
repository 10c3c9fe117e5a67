"""Cases: the reference, the lead professional, and the children in an encrypted body."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select, text

from cppm.meetings.meeting import Child
from storage.database import Database, doing
from storage.errors import NoSuchCase
from storage.schema import cases
from storage.secrets import Secrets


@dataclass(frozen=True)
class Case:
    """A family or a pregnancy. `lead_professional` is a person's id."""

    case_ref: str
    lead_professional: str | None = None
    children: tuple[Child, ...] = field(default=())


KEEP = text(
    "INSERT INTO cases (case_ref, lead_professional, body) VALUES (:case_ref, :lead, :body)"
    " ON CONFLICT (case_ref) DO UPDATE SET lead_professional = excluded.lead_professional,"
    " body = excluded.body"
)
ONE = select(cases).where(cases.c.case_ref == bindparam("case"))
LED_BY = select(cases).where(cases.c.lead_professional == bindparam("lead")).order_by(cases.c.case_ref)

_decoder = msgspec.json.Decoder(tuple[Child, ...])


class Cases:
    """Keeps and finds cases."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._db = database
        self._cipher = secrets.documents

    async def keep(self, case: Case) -> None:
        """Keep a case as it now stands."""
        body = self._cipher.encrypt(msgspec.json.encode(case.children))
        row = {"case_ref": case.case_ref, "lead": case.lead_professional, "body": body}
        await self._db.write(doing(KEEP, row), repeatable=True)

    async def get(self, case_ref: str) -> Case:
        """The case with this reference. Raises NoSuchCase."""
        row = await self._db.glance(lambda c: c.execute(ONE, {"case": case_ref}).first())
        if row is None:
            raise NoSuchCase
        return self._case(row)

    async def known(self, case_ref: str) -> Case:
        """The case with this reference as far as it is known; one without anybody where it is new."""
        try:
            return await self.get(case_ref)
        except NoSuchCase:
            return Case(case_ref)

    async def led_by(self, person_id: str) -> list[Case]:
        """The cases of a lead professional."""
        rows = await self._db.read(lambda c: c.execute(LED_BY, {"lead": person_id}).all())
        return [self._case(row) for row in rows]

    def _case(self, row: Row[Any]) -> Case:
        children = _decoder.decode(self._cipher.decrypt(row.body))
        return Case(row.case_ref, row.lead_professional, children)
