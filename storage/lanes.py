"""The narrow queue of what comes due, clustered by time: one lane for messages, one for clocks.

To claim is to move an entry on to the end of its lease, so a claim touches neighbouring pages only
and what a killed process held comes due again by itself. `leased` counts claims since the last mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, tuple_, update

from storage.moments import moment_or_none, stamp
from storage.schema import queue
from storage.statement import Statement


class Lane(IntEnum):
    """What an entry of the queue points to."""

    MESSAGES = 0
    CLOCKS = 1


@dataclass(frozen=True)
class Lease:
    """A claimed entry: it comes due again at `until` (a stamp). `leased` is 1 for a first claim."""

    id: str
    until: int
    leased: int


PLACE = (queue.c.lane, queue.c.due_at, queue.c.id)
picked = (
    select(*PLACE)
    .where(queue.c.lane == bindparam("in_lane"), queue.c.due_at <= bindparam("now"))
    .order_by(queue.c.due_at, queue.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("picked")
)
CLAIM = Statement(
    update(queue)
    .where(tuple_(*PLACE).in_(select(picked.c.lane, picked.c.due_at, picked.c.id)))
    .values(due_at=bindparam("until"), leased=queue.c.leased + 1)
    .returning(queue.c.id, queue.c.leased)
)
PUT = Statement(insert(queue).inline())
TAKE = Statement(
    delete(queue).where(
        queue.c.lane == bindparam("in_lane"),
        queue.c.due_at == bindparam("was_due"),
        queue.c.id == bindparam("entry"),
    )
)
HUNT = Statement(delete(queue).where(queue.c.lane == bindparam("in_lane"), queue.c.id == bindparam("entry")))
NEXT = select(func.min(queue.c.due_at))
OLDEST = select(func.min(queue.c.due_at)).where(queue.c.lane == bindparam("in_lane"), queue.c.leased == 0)


def put(connection: Connection, lane: Lane, entries: Iterable[tuple[str, int]]) -> None:
    """Queue ids with the stamps at which they come due."""
    rows = [{"lane": int(lane), "due_at": due_at, "id": id, "leased": 0} for id, due_at in entries]
    PUT.send_many(connection, rows)


def claim(connection: Connection, lane: Lane, now: datetime, limit: int, until: datetime) -> list[Lease]:
    """Lease the entries due by `now`, the earliest first; nobody else gets them before `until`."""
    asked: dict[str, Any] = {
        "in_lane": int(lane), "now": stamp(now), "limit": limit, "until": stamp(until),
    }  # fmt: skip
    return [Lease(id, asked["until"], leased) for id, leased in CLAIM.rows(connection, asked)]


def take(connection: Connection, lane: Lane, entries: Sequence[tuple[str, int | None]]) -> None:
    """Remove entries by id and the stamp they stand at. A stamp that is not known (None) costs a search."""
    known = [{"in_lane": int(lane), "was_due": at, "entry": id} for id, at in entries if at is not None]
    unknown = [{"in_lane": int(lane), "entry": id} for id, at in entries if at is None]
    TAKE.send_many(connection, known)
    HUNT.send_many(connection, unknown)


def took(connection: Connection, lane: Lane, id: str, at: int | None) -> bool:
    """Remove an entry as `take` does, and say whether it was there."""
    if at is None:
        return HUNT.run(connection, {"in_lane": int(lane), "entry": id}) > 0
    return TAKE.run(connection, {"in_lane": int(lane), "was_due": at, "entry": id}) > 0


def oldest(connection: Connection, lane: Lane) -> datetime | None:
    """When the entry that has waited longest without a claim came, or comes, due."""
    return moment_or_none(connection.execute(OLDEST, {"in_lane": int(lane)}).scalar_one())


def next_due(connection: Connection) -> datetime | None:
    """When any entry next comes due, one that is leased at the end of its lease."""
    return moment_or_none(connection.execute(NEXT).scalar_one())
