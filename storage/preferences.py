"""When each person wants to be left alone, and the time zone in which Teams last saw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

from sqlalchemy import Connection, and_, bindparam, select, text

from cppm.timing.quiet import QuietHours
from storage.database import Database
from storage.schema import addresses, people, preferences
from storage.statement import Statement, Values


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
CHATS = (
    select(people.c.id, addresses.c.zone)
    .join(addresses, and_(people.c.tenant == addresses.c.tenant, people.c.aad_id == addresses.c.aad_id))
    .where(addresses.c.kind == "personal", addresses.c.zone != "")
    .order_by(addresses.c.seen_at)
)
ZONES = CHATS.where(people.c.id.in_(bindparam("ids", expanding=True)))
CHOSEN_BY = Statement(
    select(preferences.c.begins, preferences.c.ends, preferences.c.days).where(
        preferences.c.person_id == bindparam("person")
    )
)
ZONES_OF = Statement(CHATS.where(people.c.id == bindparam("person")))


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
        return await self._db.glance(lambda c: _one(c, {"person": person_id}))

    async def many(self, ids: Iterable[str]) -> Mapping[str, Preference]:
        """What is known of each of these people, whether or not they ever chose."""
        asked = list(dict.fromkeys(ids))
        return await self._db.read(lambda c: _many(c, asked))


def _one(connection: Connection, asked: Values) -> Preference:
    chosen, zones = CHOSEN_BY.first(connection, asked), ZONES_OF.rows(connection, asked)
    return Preference(_quiet(*chosen) if chosen else None, zones[-1][1] if zones else "")


def _many(connection: Connection, ids: list[str]) -> dict[str, Preference]:
    if not ids:
        return {}
    rows = connection.execute(CHOSEN, {"ids": ids})
    chosen = {row.person_id: _quiet(row.begins, row.ends, row.days) for row in rows}
    zones = {row.id: row.zone for row in connection.execute(ZONES, {"ids": ids})}
    return {id: Preference(chosen.get(id), zones.get(id, "")) for id in ids}


def _quiet(begins: int, ends: int, days: str) -> QuietHours:
    return QuietHours(_time(begins), _time(ends), frozenset(int(day) for day in days))


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))
