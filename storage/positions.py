"""Where a conversation stands, for each person in each place: encrypted, and gone after a while.

What is half said of restricted information stands apart, in a table and under a key of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, text, update

from storage.database import Database, doing
from storage.errors import PositionMoved
from storage.moments import moment, stamp
from storage.schema import positions, restricted_drafts
from storage.secrets import Secrets
from storage.statement import Statement


@dataclass(frozen=True)
class Position:
    """What `body`, plain JSON values, says until it expires. `revision` is 0 until it was kept."""

    person_key: str
    place: str
    body: dict[str, Any]
    expires_at: datetime
    revision: int = 0
    apart: dict[str, Any] | None = None
    """What is kept under the key of restricted information. An empty one forgets what was kept there, None
    says that nothing was."""


HERE = (positions.c.person_key == bindparam("who"), positions.c.place == bindparam("where"))
GET = Statement(
    select(positions.c.body, positions.c.expires_at, positions.c.revision, restricted_drafts.c.body)
    .select_from(positions.outerjoin(restricted_drafts))
    .where(*HERE, positions.c.expires_at > bindparam("now"))
)
CLEAR = delete(positions).where(*HERE)
EXPIRE = delete(positions).where(positions.c.expires_at <= bindparam("now"))
REPLACE = Statement(
    text(
        "INSERT INTO positions (person_key, place, revision, expires_at, body)"
        " VALUES (:who, :where, 1, :to_expire, :to_body) ON CONFLICT (person_key, place) DO UPDATE SET"
        " revision = positions.revision + 1, expires_at = excluded.expires_at, body = excluded.body"
        " RETURNING revision"
    )
)
KEEP_APART = Statement(
    text(
        "INSERT INTO restricted_drafts (person_key, place, body) VALUES (:who, :where, :to_apart)"
        " ON CONFLICT (person_key, place) DO UPDATE SET body = excluded.body"
    )
)
FORGET_APART = Statement(
    delete(restricted_drafts).where(
        restricted_drafts.c.person_key == bindparam("who"), restricted_drafts.c.place == bindparam("where")
    )
)
MOVE = Statement(
    update(positions)
    .where(*HERE, positions.c.revision == bindparam("was"))
    .values(revision=positions.c.revision + 1, expires_at=bindparam("to_expire"), body=bindparam("to_body"))
    .returning(positions.c.revision)
)


class Positions:
    """Finds and keeps positions. A position in another place is another position."""

    def __init__(self, database: Database, secrets: Secrets, now: Callable[[], datetime]) -> None:
        self._db = database
        self._cipher = secrets.positions
        self._apart = secrets.restricted
        self._now = now

    async def get(self, person_key: str, place: str) -> Position | None:
        """Where this person stands in this place; None when nowhere or too long ago."""
        asked = {"who": person_key, "where": place, "now": stamp(self._now())}
        row = await self._db.glance(lambda c: GET.first(c, asked))
        if row is None:
            return None
        sealed, expires_at, revision, draft = row
        body = msgspec.json.decode(self._cipher.decrypt(sealed))
        apart = msgspec.json.decode(self._apart.decrypt(draft)) if draft else None
        return Position(person_key, place, body, moment(expires_at), revision, apart)

    async def save(self, position: Position, once: str | None = None) -> Position:
        """Keep a position and return it with its new revision.

        One that was loaded replaces only what was loaded, and raises PositionMoved when the
        conversation has moved on; a new one (revision 0) replaces whatever stands. Raises AlreadyDone.
        """
        body = self._cipher.encrypt(msgspec.json.encode(position.body))
        row = {
            "who": position.person_key, "where": position.place, "was": position.revision,
            "to_expire": stamp(position.expires_at), "to_body": body,
        }  # fmt: skip
        draft = self._apart.encrypt(msgspec.json.encode(position.apart)) if position.apart else None
        forgets = position.apart is not None or not position.revision

        def work(connection: Connection) -> int:
            revision = _save(connection, row)
            if draft:
                KEEP_APART.ask(connection, {"who": row["who"], "where": row["where"], "to_apart": draft})
            elif forgets:
                FORGET_APART.ask(connection, {"who": row["who"], "where": row["where"]})
            return revision

        revision = await self._db.write(work, once=once, repeatable=not position.revision)
        return replace(position, revision=revision)

    async def clear(self, person_key: str, place: str) -> None:
        """Forget where this person stands in this place."""
        asked = {"who": person_key, "where": place}
        await self._db.write(doing(CLEAR, asked), repeatable=True)

    @staticmethod
    def expire(connection: Connection, now: datetime) -> int:
        """Forget every position that has expired. Returns how many."""
        return connection.execute(EXPIRE, {"now": stamp(now)}).rowcount


def _save(connection: Connection, row: dict[str, Any]) -> int:
    if not row["was"]:
        replacing = {key: value for key, value in row.items() if key != "was"}
        return int(REPLACE.rows(connection, replacing)[0][0])
    moved = MOVE.first(connection, row)
    if moved is None:
        raise PositionMoved
    return int(moved[0])
