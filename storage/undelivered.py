"""Messages that did not arrive: whose they are, closing them with a fact, and sending them once more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, text

from cppm.records import CHANNEL, Fact
from cppm.undelivered import NothingUndelivered
from storage import lanes
from storage.database import Database
from storage.facts import PEOPLE, Facts
from storage.lanes import Lane
from storage.moments import stamp
from storage.outbox import NO_MEETING, TROUBLED, Delivery, report
from storage.schema import meetings, outbox, people
from storage.secrets import Secrets

OTHERWISE = "told another way"
"""What the delivery report says of a closed message; who and how stand in the fact."""

TO_CLOSE = (
    select(outbox.c.id, outbox.c.kind, outbox.c.meeting_id, meetings.c.case_ref)
    .outerjoin(meetings, meetings.c.id == outbox.c.meeting_id)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.state.in_(["failed", "unknown"]))
    .order_by(meetings.c.case_ref, outbox.c.owed_at, outbox.c.id)
    .with_for_update(of=outbox)
)
NAMES = select(meetings.c.id, meetings.c.reference).where(meetings.c.id.in_(bindparam("ids", expanding=True)))
CLOSE = text(
    "UPDATE outbox SET state = 'dropped', why = :why WHERE id = :id AND state IN ('failed', 'unknown')"
)
FAILED_OF = (
    select(outbox.c.id)
    .join(people, people.c.id == outbox.c.addressee)
    .where(people.c.tenant == bindparam("in_tenant"), people.c.aad_id == bindparam("entra"))
    .where(people.c.left_at.is_(None), outbox.c.state == "failed")
)
AGAIN = text(
    "UPDATE outbox SET state = 'waiting', due_at = :due_at, attempts = 0, why = 'they are back in Teams'"
    " WHERE id = :id AND state = 'failed'"
)


class Undelivered:
    """Finds and closes messages that failed, or of which nobody knows whether they arrived."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._db = database
        self._facts = Facts(secrets)

    async def to(self, addressee: str, meeting_id: str = "") -> list[Delivery]:
        """The messages that did not reach an addressee, the longest owed first; of a channel, its case's."""
        return [each for each in await self.all() if _is_to(each, addressee, meeting_id)]

    async def all(self) -> list[Delivery]:
        """Every message that did not arrive, or perhaps not, the longest owed first."""
        return await self._db.read(lambda c: report(c, TROUBLED))

    async def references(self, lost: Iterable[Delivery]) -> dict[str, str]:
        """The neutral names of what these messages are about, by the meeting's id."""
        ids = sorted({each.meeting_id for each in lost} - {NO_MEETING})
        return await self._db.read(lambda c: {r.id: r.reference for r in c.execute(NAMES, {"ids": ids})})

    async def close(self, ids: Sequence[str], fact: Fact, once: str | None = None) -> int:
        """What they should have told was told another way: the fact goes to each case they are about.

        Returns how many were closed. Raises NothingUndelivered, AlreadyDone.
        """
        return await self._db.write(lambda c: self._close(c, ids, fact), once=once)

    def _close(self, connection: Connection, ids: Sequence[str], fact: Fact) -> int:
        rows = connection.execute(TO_CLOSE, {"ids": list(ids)}).all()
        if not rows:
            raise NothingUndelivered
        for row in rows:
            connection.execute(CLOSE, {"id": row.id, "why": OTHERWISE})
            self._keep(connection, row, fact)
        return len(rows)

    def _keep(self, connection: Connection, row: Any, fact: Fact) -> None:
        """The fact in the chain of the case, or in that of the people where the message was of several."""
        kept = replace(fact, detail={**fact.detail, "message": row.id, "kind": row.kind})
        meeting_id = row.meeting_id if row.case_ref else None
        self._facts.append(connection, row.case_ref or PEOPLE, [kept], meeting_id)


def send_again(connection: Connection, tenant: str, aad_id: str, now: datetime) -> bool:
    """Somebody is back in Teams: what failed to reach them goes out once more, where it still is true.

    What may have arrived already is left to a person. Returns whether there was anything.
    """
    found = connection.execute(FAILED_OF, {"in_tenant": tenant, "entra": aad_id}).scalars().all()
    due_at = stamp(now)
    for id in found:
        connection.execute(AGAIN, {"id": id, "due_at": due_at})
    lanes.put(connection, Lane.MESSAGES, [(id, due_at) for id in found])
    return bool(found)


def _is_to(message: Delivery, addressee: str, meeting_id: str) -> bool:
    return message.to == addressee and (addressee != CHANNEL or message.meeting_id == meeting_id)
