"""Teams' limits kept by several processes together: what went out lately stands where all of them see it.

With SQLite one process sends, and `pace` alone is enough.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, text

from storage.database import Database
from storage.grouped import Grouped
from storage.pace import PER_CONVERSATION, PER_TENANT, Pace
from storage.schema import pauses, sends

SECOND = 1_000_000
LONGEST = int(PER_CONVERSATION[-1][0]) * SECOND

# Whoever wants to send in a tenant waits until the one before has written down what it may.
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:tenant, 0))")
RECENT = text(
    "SELECT tenant, conversation, at FROM sends WHERE tenant = ANY(:tenants) AND at > :second UNION ALL"
    " SELECT tenant, conversation, at FROM sends WHERE conversation = ANY(:conversations) AND at > :hour"
    " AND NOT (tenant = ANY(:tenants) AND at > :second) ORDER BY at"
)
ADD = insert(sends)
FORGET = delete(sends).where(sends.c.at < bindparam("before"))
PAUSED = text("SELECT conversation, until FROM pauses WHERE conversation = ANY(:conversations)")
PAUSE = text(
    "INSERT INTO pauses (conversation, until) VALUES (:conversation, :until)"
    " ON CONFLICT (conversation) DO UPDATE SET until = GREATEST(pauses.until, excluded.until)"
)
OVER = delete(pauses).where(pauses.c.until < bindparam("now"))


@dataclass(frozen=True)
class Wanted:
    """Room for so many messages in a conversation of a tenant."""

    tenant: str
    conversation: str
    calls: int


class SharedPace:
    """Gives out room to send, on PostgreSQL. `now` is the time of day in seconds: the machines' clocks agree
    as far as their time service makes them.

    `a_second` as for `Pace`.
    """

    def __init__(
        self, database: Database, a_second: int = PER_TENANT, now: Callable[[], float] = time.time
    ) -> None:
        self._db, self._a_second, self._now = database, a_second, now
        self._wanted = Grouped(self._give)

    async def take(self, tenant: str, conversation: str, calls: int = 1) -> float:
        """Take room for so many messages; seconds to wait where there is none, 0 where it was taken.

        Raises StorageDown.
        """
        return await self._wanted.add(Wanted(tenant, conversation, calls))

    async def hold(self, conversation: str, seconds: float) -> None:
        """Teams asked this conversation to pause (Retry-After): nobody gets room there until then.

        Raises StorageDown.
        """
        pause = {"conversation": conversation, "until": _stamp(self._now() + seconds)}
        await self._db.write(lambda c: c.execute(PAUSE, pause), repeatable=True)

    async def _give(self, wanted: list[Wanted]) -> list[float]:
        # Room that was taken twice, after a commit of unknown outcome, is only lost.
        return await self._db.write(lambda c: self._given(c, wanted), repeatable=True)

    def _given(self, connection: Connection, wanted: Sequence[Wanted]) -> list[float]:
        tenants = sorted({each.tenant for each in wanted})  # in one order, so that none block
        for tenant in tenants:
            connection.execute(LOCK, {"tenant": tenant})
        now = self._now()
        pace = self._so_far(connection, tenants, sorted({each.conversation for each in wanted}), now)
        given, rows = [], []
        for each in wanted:
            given.append(pace.wait(each.tenant, each.conversation, now, each.calls))
            rows += list(_sent(pace, each, now)) if not given[-1] else []
        if rows:
            connection.execute(ADD, rows)
        return given

    def _so_far(
        self, connection: Connection, tenants: list[str], conversations: list[str], now: float
    ) -> Pace:
        """What went out in these tenants within the second, and in these conversations within the hour, and
        which of these Teams asked to pause.
        """
        at = _stamp(now)
        asked = {
            "tenants": tenants, "conversations": conversations, "second": at - SECOND, "hour": at - LONGEST,
        }  # fmt: skip
        pace = Pace(self._a_second)
        for tenant, conversation, sent_at in connection.execute(RECENT, asked):
            pace.count(tenant, conversation, sent_at / SECOND)
        for conversation, until in connection.execute(PAUSED, {"conversations": conversations}):
            pace.hold(conversation, until / SECOND)
        return pace


def forget_past(connection: Connection, now: float) -> None:
    """Forget what no limit counts any more, and the pauses that are over."""
    connection.execute(FORGET, {"before": _stamp(now) - LONGEST})
    connection.execute(OVER, {"now": _stamp(now)})


def _sent(pace: Pace, wanted: Wanted, now: float) -> Iterator[dict[str, Any]]:
    for _ in range(wanted.calls):
        pace.count(wanted.tenant, wanted.conversation, now)
        yield {"tenant": wanted.tenant, "conversation": wanted.conversation, "at": _stamp(now)}


def _stamp(now: float) -> int:
    return round(now * SECOND)
