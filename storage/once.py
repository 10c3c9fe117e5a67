"""What may take effect once only: the key goes into the same transaction as the effect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, bindparam, delete, select, text

from storage.errors import AlreadyDone
from storage.moments import stamp
from storage.schema import done
from storage.statement import Statement

T = TypeVar("T")

KEEP_KEY = Statement(text("INSERT INTO done (key, at) VALUES (:key, :at) ON CONFLICT (key) DO NOTHING"))
KEPT = Statement(select(done.c.key).where(done.c.key == bindparam("key")))
FORGET = delete(done).where(done.c.at < bindparam("before", type_=done.c.at.type))


def once_only(
    work: Callable[[Connection], T], key: str, now: Callable[[], datetime]
) -> Callable[[Connection], T]:
    """`work`, behind a key that the same transaction keeps. It raises AlreadyDone on a repeat."""

    def guarded(connection: Connection) -> T:
        KEEP_KEY.send(connection, {"key": key, "at": stamp(now())}, otherwise=AlreadyDone)
        return work(connection)

    return guarded


def has_happened(connection: Connection, key: str) -> bool:
    """Whether something has taken effect under this key."""
    return KEPT.first(connection, {"key": key}) is not None


def forget_before(connection: Connection, moment: datetime) -> int:
    """Forget keys older than a moment, when no repeat can come any more. Returns how many."""
    return connection.execute(FORGET, {"before": stamp(moment)}).rowcount
