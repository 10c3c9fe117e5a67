"""The rehearsal clock: how far it has been moved on, kept so that a restart does not turn it back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text

from storage import schema
from storage.database import Database
from storage.moments import MICROSECOND

MOVE = text(
    "INSERT INTO clock (name, \"offset\") VALUES ('rehearsal', :by) ON CONFLICT (name)"
    ' DO UPDATE SET "offset" = clock."offset" + excluded."offset" RETURNING "offset"'
)
NOW = select(schema.clock.c.offset).where(schema.clock.c.name == "rehearsal")


class RehearsalClock:
    """An offset that only grows, added to the real time in rehearsal."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def offset(self) -> timedelta:
        """How far the clock stands ahead of the real time."""
        found = await self._db.read(lambda c: c.execute(NOW).scalar_one_or_none())
        return timedelta(microseconds=found or 0)

    async def skip(self, by: timedelta) -> timedelta:
        """Move the clock on and return the new offset. Raises ValueError for a step back."""
        if by < timedelta(0):
            raise ValueError("The rehearsal clock can't go back.")
        found = await self._db.write(lambda c: c.execute(MOVE, {"by": by // MICROSECOND}).scalar_one())
        return timedelta(microseconds=found)
