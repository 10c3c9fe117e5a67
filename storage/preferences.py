"""When each person wants to be left alone, and the time zone in which Teams last saw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select, text

from cppm.timing.quiet import QuietHours
from storage.database import Database
from storage.schema import addresses, people, preferences


@dataclass(frozen=True)
class Preference:
    """`quiet` is None for somebody who has not chosen; `zone` an IANA name, empty where it is not known."""

    quiet: QuietHours | None = None
    zone: str = ""


KEEP = text(
    "INSERT INTO preferences (person_id, begins, ends, days) VALUES (:person_id, :begins, :ends, :days)"
    " ON CONFLICT (person_id) DO UPDATE SET begins = excluded.begins, ends = excluded.ends,"
    " days = excluded.days"
)
CHOSEN = select(preferences).where(preferences.c.person_id.in_(bindparam("ids", expanding=True)))
ZONES = (
    select(people.c.id, addresses.c.zone)
    .join(addresses, and_(people.c.tenant == addresses.c.tenant, people.c.aad_id == addresses.c.aad_id))
    .where(people.c.id.in_(bindparam("ids", expanding=True)), addresses.c.kind == "personal")
    .where(addresses.c.zone != "")
    .order_by(addresses.c.seen_at)
)


class Preferences:
    """Keeps and finds them. Opaque ids, minutes and days only."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def keep(self, person_id: str, quiet: QuietHours) -> None:
        """Remember somebody's quiet hours and working days."""
        row = {
            "person_id": person_id, "begins": _minutes(quiet.begins), "ends": _minutes(quiet.ends),
            "days": "".join(str(day) for day in sorted(quiet.days)),
        }  # fmt: skip
        await self._db.write(lambda c: c.execute(KEEP, row), repeatable=True)

    async def of(self, person_id: str) -> Preference:
        """What is known of one person."""
        return (await self.many([person_id]))[person_id]

    async def many(self, ids: Iterable[str]) -> Mapping[str, Preference]:
        """What is known of each of these people, whether or not they ever chose."""
        asked = list(dict.fromkeys(ids))
        return await self._db.read(lambda c: _many(c, asked))


def _many(connection: Connection, ids: list[str]) -> dict[str, Preference]:
    if not ids:
        return {}
    chosen = {row.person_id: _quiet(row) for row in connection.execute(CHOSEN, {"ids": ids})}
    zones = {row.id: row.zone for row in connection.execute(ZONES, {"ids": ids})}
    return {id: Preference(chosen.get(id), zones.get(id, "")) for id in ids}


def _quiet(row: Any) -> QuietHours:
    return QuietHours(_time(row.begins), _time(row.ends), frozenset(int(day) for day in row.days))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))
