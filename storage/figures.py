"""Quality figures read from everything that is kept, in small portions, so that nobody waits meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from cppm.councils.profile import Profile
from cppm.figure_counts import Counts
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.months import Period
from cppm.roots import Root
from cppm.timing.timescales import morning_of
from storage.database import Database
from storage.documents import Kind, open_root
from storage.moments import stamp
from storage.schema import facts, meetings
from storage.secrets import Secrets

PORTION = 25
"""Documents that are opened at once."""
AROUND = timedelta(days=366)
"""A planning meeting that lies further from the months asked for has no limit within them."""

FRESH = timedelta(minutes=5)
"""So long counts are shown again while nothing was recorded; whether a limit has passed changes with time."""

LATEST = select(func.max(facts.c.seq))
NEXT = (
    select(meetings.c.id, meetings.c.kind, meetings.c.shape, meetings.c.document)
    .where(
        meetings.c.id > bindparam("after"),
        or_(
            meetings.c.kind == str(Kind.CORE_GROUP),
            (meetings.c.kind == str(Kind.PLANNING))
            & meetings.c.starts_at.between(bindparam("since"), bindparam("until")),
        ),
    )
    .order_by(meetings.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Kept:
    """Counts, when they were made, and the last fact there was then."""

    counts: Counts
    at: datetime
    latest: int | None


class Figures:
    """Counts what is recorded; nothing of a meeting is held longer than its portion.

    Whoever looks at one figure after another waits for the counting once.
    """

    def __init__(
        self, database: Database, secrets: Secrets, profile: Profile, now: Callable[[], datetime]
    ) -> None:
        self._db, self._cipher = database, secrets.documents
        self._profile, self._now = profile, now
        self._kept: dict[Period, Kept] = {}

    async def counted(self, period: Period) -> Counts:
        """The counts of these months, from every planning meeting and core group of the council.

        Raises StorageDown, WrongKey.
        """
        now = self._now()
        latest = await self._db.read(lambda c: c.execute(LATEST).scalar())
        kept = self._kept.get(period)
        if kept is None or kept.latest != latest or not kept.at <= now < kept.at + FRESH:
            kept = Kept(await self._count(period, now), now, latest)
            self._kept = {period: kept}
        return kept.counts

    async def _count(self, period: Period, now: datetime) -> Counts:
        counts = Counts(period)
        async for roots in self._portions(period):
            for root in roots:
                if isinstance(root, PlanningMeeting | CoreGroup):
                    counts.add(root, self._profile, now)
        return counts

    async def _portions(self, period: Period) -> AsyncIterator[Sequence[Root]]:
        first = morning_of(date(*period.first, 1)) - AROUND
        end = morning_of(date(*period.last.plus(1), 1)) + AROUND
        asked: dict[str, Any] = {"after": "", "since": stamp(first), "until": stamp(end), "most": PORTION}
        while True:
            last, roots = await self._db.read(partial(self._portion, asked))
            if not roots:
                return
            yield roots
            asked = {**asked, "after": last}

    def _portion(self, asked: dict[str, Any], connection: Connection) -> tuple[str, list[Root]]:
        """The next documents by id, opened in the reading thread, and the last id among them."""
        rows = connection.execute(NEXT, asked).all()
        roots = [open_root(row.kind, row.document, row.shape, self._cipher) for row in rows]
        return (rows[-1].id if rows else ""), roots
