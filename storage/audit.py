"""Proves that no fact was changed, removed or reordered: walks the chain of every case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, select

from storage.database import Database
from storage.errors import WrongKey
from storage.facts import FIRST, Facts, KeptFact, Plain, head_bytes, link
from storage.schema import chains, facts, meetings
from storage.secrets import Secrets

Progress = Callable[[int, int], None]
"""Called with the number of chains walked and the number of all chains."""

PAGE = 1000


class Fault(StrEnum):
    """How a chain can be broken."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    CUT_OFF = "last rows cut off"


@dataclass(frozen=True)
class Break:
    """The first break in the chain of a case, at its `n`th fact."""

    case_ref: str
    n: int
    fault: Fault


@dataclass(frozen=True)
class Verified:
    """What a walk found. Nothing is wrong when there are no breaks."""

    cases: int
    facts: int
    breaks: tuple[Break, ...]

    @property
    def sound(self) -> bool:
        """Whether every chain is whole."""
        return not self.breaks


CASES = (
    select(facts.c.case_ref)
    .union(select(chains.c.case_ref), select(meetings.c.case_ref))
    .order_by("case_ref")
)
SOME = (
    select(facts)
    .where(facts.c.case_ref == bindparam("case"), facts.c.n > bindparam("past"))
    .order_by(facts.c.n)
    .limit(PAGE)
)
HEAD = select(chains).where(chains.c.case_ref == bindparam("case"))
COUNT = select(func.count()).select_from(facts)


class Audit:
    """Reads the audit trail, and verifies it."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._db = database
        self._secrets = secrets
        self._facts = Facts(secrets)

    async def of_case(self, case_ref: str) -> list[KeptFact]:
        """Every fact of a case, oldest first. Note the read before showing it."""
        return await self._db.read(lambda c: self._facts.of_case(c, case_ref))

    async def verify(self, progress: Progress = lambda done, of: None) -> Verified:
        """Walk every chain, one read a case, and report the first break of each."""
        cases = await self._db.read(lambda c: list(c.execute(CASES).scalars()))
        count, breaks = 0, []
        for done, case in enumerate(cases, 1):
            length, broken = await self._db.read(partial(self._walk, case=case))
            count += length
            breaks += [broken] if broken else []
            progress(done, len(cases))
        return Verified(len(cases), count, tuple(breaks))

    def _walk(self, connection: Connection, case: str) -> tuple[int, Break | None]:
        n, last = 0, FIRST
        while rows := connection.execute(SOME, {"case": case, "past": n}).all():
            for row in rows:
                fault = self._fault(row, n + 1, last)
                if fault:
                    return n, Break(case, n + 1, fault)
                n, last = row.n, row.hash
        return n, self._cut_off(connection, case, n, last)

    def _fault(self, row: Row[Any], n: int, prev: bytes) -> Fault | None:
        """What is wrong with a row that should be the `n`th, after the hash `prev`."""
        try:
            plain, said = self._facts.opened(row)
        except (WrongKey, msgspec.MsgspecError):
            return Fault.CHANGED
        if said.n != row.n or said.case_ref != row.case_ref:
            return Fault.REORDERED
        if row.n != n:
            return Fault.MISSING
        whole = _shown(row) == _told(said) and row.prev == prev and row.hash == link(prev, plain)
        return None if whole else Fault.CHANGED

    def _cut_off(self, connection: Connection, case: str, n: int, last: bytes) -> Break | None:
        """Compare the end of the walk with the head that was kept apart and sealed."""
        head = connection.execute(HEAD, {"case": case}).first()
        if head is None:
            return Break(case, n + 1, Fault.MISSING)
        if not self._secrets.sealed(head_bytes(case, head.n, head.hash), head.seal):
            return Break(case, head.n, Fault.CHANGED)
        return None if (head.n, head.hash) == (n, last) else Break(case, n + 1, Fault.CUT_OFF)


def _shown(row: Row[Any]) -> tuple[object, ...]:
    return row.case_ref, row.n, row.at, row.kind, row.actor, row.meeting_id


def _told(plain: Plain) -> tuple[object, ...]:
    return plain.case_ref, plain.n, plain.at, plain.kind, plain.actor, plain.meeting_id
