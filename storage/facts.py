"""Facts: append-only, encrypted, and chained by hash within each case.

A fact's plaintext carries everything that its row shows, and a random nonce, so the stored hash can't
be used to test guesses at what was said. The head of each chain stands sealed in a table of its own.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, text, update

from cppm.records import Fact
from storage import schema
from storage.moments import moment, stamp
from storage.secrets import Secrets
from storage.statement import Answer, Statement

FIRST = b"\0" * 32
PEOPLE = "people"
"""The chain of facts about who is enrolled; every other chain is a case's."""

_encoder = msgspec.json.Encoder(order="deterministic")

HEAD = Statement(
    select(schema.chains.c.n, schema.chains.c.hash)
    .where(schema.chains.c.case_ref == bindparam("case"))
    .with_for_update()
)
NEW_CHAIN = Statement(
    text(
        "INSERT INTO chains (case_ref, n, hash, seal) VALUES (:case, 0, :hash, :seal)"
        " ON CONFLICT (case_ref) DO NOTHING"
    )
)
MOVE_HEAD = Statement(
    update(schema.chains)
    .where(schema.chains.c.case_ref == bindparam("case"))
    .values(n=bindparam("to_n"), hash=bindparam("to_hash"), seal=bindparam("to_seal"))
)
ROW = ("case_ref", "n", "at", "kind", "actor", "meeting_id", "body", "prev", "hash")
APPEND = Statement(insert(schema.facts).values({name: bindparam(name) for name in ROW}).inline())
IN_ORDER = select(schema.facts).order_by(schema.facts.c.n).where(schema.facts.c.case_ref == bindparam("case"))


class Plain(msgspec.Struct, array_like=True):
    """What is hashed and encrypted of a fact: the whole row, its detail and a nonce."""

    case_ref: str
    n: int
    at: int
    kind: str
    actor: str
    meeting_id: str | None
    detail: dict[str, Any]
    nonce: str


_decoder = msgspec.json.Decoder(Plain)


@dataclass(frozen=True)
class KeptFact:
    """A fact as it was kept: the `n`th of its case, at a UTC moment, by a person's id."""

    case_ref: str
    n: int
    at: datetime
    kind: str
    by: str
    meeting_id: str | None
    detail: dict[str, Any]


class Facts:
    """Writes and opens facts. It has no way to change or remove one."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def lock_head(self, connection: Connection, case_ref: str) -> Answer:
        """Lock the chain of a case until this transaction ends."""
        return HEAD.ask(connection, {"case": case_ref})

    def append(
        self,
        connection: Connection,
        case_ref: str,
        facts: Sequence[Fact],
        meeting_id: str | None = None,
        head: Answer | None = None,
    ) -> None:
        """Add facts to the chain of a case, in this transaction. `head` is what `lock_head` answered."""
        if not facts:
            return
        found = (head or self.lock_head(connection, case_ref)).fetchall()
        n, last = found[0] if found else self._begun(connection, case_ref)
        rows = []
        for fact in facts:
            n += 1
            row = self._row(case_ref, n, fact, meeting_id, last)
            last = row["hash"]
            rows.append(row)
        APPEND.send_many(connection, rows)
        moved = {"to_n": n, "to_hash": last, "to_seal": self._secrets.seal(head_bytes(case_ref, n, last))}
        MOVE_HEAD.ask(connection, {"case": case_ref, **moved})

    def opened(self, row: Row[Any]) -> tuple[bytes, Plain]:
        """The plaintext of a row, as bytes and as values. Raises WrongKey, msgspec.DecodeError."""
        plain = self._secrets.facts.decrypt(row.body)
        return plain, _decoder.decode(plain)

    def of_case(self, connection: Connection, case_ref: str) -> list[KeptFact]:
        """Every fact of a case, oldest first."""
        rows = connection.execute(IN_ORDER, {"case": case_ref})
        return [_kept(self.opened(row)[1]) for row in rows]

    def _begun(self, connection: Connection, case_ref: str) -> tuple[int, bytes]:
        """The head of a chain that is begun here, or was by another process just now."""
        seal = self._secrets.seal(head_bytes(case_ref, 0, FIRST))
        NEW_CHAIN.ask(connection, {"case": case_ref, "hash": FIRST, "seal": seal})
        n, last = self.lock_head(connection, case_ref).fetchall()[0]
        return n, last

    def _row(self, case_ref: str, n: int, fact: Fact, meeting_id: str | None, prev: bytes) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "case_ref": case_ref, "n": n, "at": stamp(fact.at), "kind": str(fact.kind), "actor": fact.by,
            "meeting_id": meeting_id,
        }  # fmt: skip
        plain = _encoder.encode(Plain(**shown, detail=fact.detail, nonce=secrets.token_hex(8)))
        body = self._secrets.facts.encrypt(plain)
        return {**shown, "body": body, "prev": prev, "hash": link(prev, plain)}


def link(prev: bytes, plain: bytes) -> bytes:
    """The hash of a fact: over the hash before it and its whole plaintext."""
    return hashlib.sha256(prev + plain).digest()


def head_bytes(case_ref: str, n: int, last: bytes) -> bytes:
    """What the seal on a chain's head covers."""
    return f"{case_ref}\n{n}\n".encode() + last


def _kept(plain: Plain) -> KeptFact:
    return KeptFact(
        plain.case_ref, plain.n, moment(plain.at), plain.kind, plain.actor, plain.meeting_id, plain.detail
    )
