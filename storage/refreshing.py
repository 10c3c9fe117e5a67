"""After a start: clocks that came with a new release or profile begin to run for what was written before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import bindparam, or_, select

from storage.core_groups import FORMED
from storage.database import Database
from storage.documents import Kind
from storage.errors import StorageDown
from storage.meetings import OPEN
from storage.moments import stamp
from storage.schema import dues, meetings

log = structlog.get_logger("quorate.refreshing")

RECENT = timedelta(days=28)
"""A meeting that is over and owes nothing is left in peace once it began longer ago than this."""

WANTED = (
    select(meetings.c.id, meetings.c.kind)
    .where(
        or_(
            meetings.c.phase.in_([*(str(phase) for phase in OPEN), FORMED]),
            meetings.c.starts_at > bindparam("since"),
            meetings.c.id.in_(select(dues.c.meeting_id)),
        )
    )
    .order_by(meetings.c.id)
)


class Refreshed(Protocol):
    """Brings what is owed in one of a kind into line."""

    async def refresh(self, id: str) -> bool:
        """Whether anything differed."""
        ...


class Refreshing:
    """Goes through whatever is open, recent or still owes something, one short read at a time."""

    def __init__(
        self, database: Database, roots: Mapping[Kind, Refreshed], now: Callable[[], datetime]
    ) -> None:
        self._db, self._roots, self._now = database, roots, now

    async def all(self) -> int:
        """Bring what is owed into line with the profile and the holidays. Returns in how many it differed.

        Doing it twice, or in several processes at once, does no harm. What can't be opened is logged
        and left as it is. Raises StorageDown.
        """
        since = stamp(self._now() - RECENT)
        found = await self._db.read(lambda c: [tuple(row) for row in c.execute(WANTED, {"since": since})])
        return sum([await self._one(id, kind) for id, kind in found])

    async def _one(self, id: str, kind: str) -> bool:
        try:
            return await self._roots[Kind(kind)].refresh(id)
        except StorageDown:
            raise
        except Exception as trouble:
            log.error("storage.not_refreshed", id=id, trouble=type(trouble).__name__)
            return False
