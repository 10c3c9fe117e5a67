"""Core groups: found by case, and listed for those who belong to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from cppm.councils.profile import Profile
from cppm.groups.core_group import CoreGroup
from cppm.people import Person, Role
from storage import documents
from storage.bell import Bell, Rung
from storage.database import Database
from storage.documents import Kind
from storage.errors import NoSuchCoreGroup
from storage.moments import moment, stamp
from storage.roots import SHOWN, Loaded, Roots
from storage.schema import GOING_ON, meetings, takes_part
from storage.secrets import Secrets
from storage.statement import Statement
from storage.whereabouts import WhereaboutsOf

FORMED, ENDED = "formed", "ended"
"""Under which phase a core group is listed."""
NOTHING_ARRANGED = 0
"""The time under which a core group is listed while no meeting of it is arranged."""


@dataclass(frozen=True)
class GroupLine:
    """A core group in a list, without any detail.

    `next_at` is when it meets next, or met if that meeting is still open; None while nothing is
    arranged. `role` is that of the person it was listed for.
    """

    id: str
    case_ref: str
    reference: str
    next_at: datetime | None
    ended: bool
    role: Role | None = None


OF_CASE = meetings.c.case_ref == bindparam("case")
GOES_ON = Statement(SHOWN.where(OF_CASE, GOING_ON))
TO_FOLLOW = Statement(SHOWN.where(OF_CASE, GOING_ON).with_for_update())
ALL_OF_CASE = Statement(SHOWN.where(OF_CASE, meetings.c.kind == str(Kind.CORE_GROUP)))
LINE = (
    select(meetings.c.id, meetings.c.case_ref, meetings.c.reference, meetings.c.starts_at, meetings.c.phase)
    .where(meetings.c.kind == str(Kind.CORE_GROUP))
    .order_by(meetings.c.starts_at, meetings.c.id)
)
FOR_PERSON = (
    LINE.add_columns(takes_part.c.role)
    .join(takes_part, takes_part.c.meeting_id == meetings.c.id)
    .where(takes_part.c.person_id == bindparam("person"))
)
ALL_OPEN = LINE.where(meetings.c.phase == FORMED)


class CoreGroups(Roots[CoreGroup]):
    """Loads, changes and finds the core groups of one council."""

    documents = documents.CORE_GROUP
    missing = NoSuchCoreGroup

    def __init__(
        self,
        database: Database,
        secrets: Secrets,
        profile: Profile,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
        bell: Bell,
        whereabouts: WhereaboutsOf,
    ) -> None:
        super().__init__(database, secrets, profile, new_id, now, bell)
        self._whereabouts = whereabouts

    async def of_case(self, case_ref: str) -> CoreGroup | None:
        """The core group of a case: the one that goes on, else the one formed last; None without any."""
        return await self._db.glance(lambda c: self._of_case(c, case_ref))

    async def for_person(self, person_id: str) -> list[GroupLine]:
        """The core groups somebody belongs to, with their role; those with nothing arranged first."""
        return await self._lines(FOR_PERSON, person=person_id)

    async def all_open(self) -> list[GroupLine]:
        """Every core group that goes on; those with nothing arranged first."""
        return await self._lines(ALL_OPEN)

    def to_follow(self, connection: Connection, case_ref: str) -> Loaded[CoreGroup] | None:
        """The core group of a case that goes on, locked until this transaction ends.

        What follows it in turn is locked with it, before the first fact is written.
        """
        row = TO_FOLLOW.first(connection, {"case": case_ref})
        self._whereabouts.to_follow(connection, case_ref)
        return self._opened(*row) if row else None

    def follow(self, connection: Connection, loaded: Loaded[CoreGroup], by: Person | None) -> Rung:
        """Keep what a planning meeting did to its core group. Returns what is due now."""
        return self._write(connection, loaded, by)

    def _write(self, connection: Connection, loaded: Loaded[CoreGroup], by: Person | None) -> Rung:
        """Write the group, then what the whereabouts of the case make of that, in one transaction.

        Locks are always taken in the order meeting, core group, whereabouts, chain of facts.
        """
        followed = self._whereabouts.to_follow(connection, loaded.root.case_ref)
        due = super()._write(connection, loaded, by)
        return due | self._whereabouts.follow(connection, followed, loaded.root) if followed else due

    def _of_case(self, connection: Connection, case_ref: str) -> CoreGroup | None:
        asked = {"case": case_ref}
        rows = GOES_ON.rows(connection, asked) or ALL_OF_CASE.rows(connection, asked)
        groups = [self._opened(*row).root for row in rows]
        return max(groups, key=lambda group: group.formed_at, default=None)

    async def _lines(self, query: Any, **asked: str) -> list[GroupLine]:
        return await self._db.read(lambda c: [_line(row) for row in c.execute(query, asked)])

    def _listed(self, root: CoreGroup) -> tuple[str, int]:
        ahead = root.current
        return ENDED if root.ended else FORMED, stamp(ahead.starts_at) if ahead else NOTHING_ARRANGED


def _line(row: Row[Any]) -> GroupLine:
    found = row._mapping
    role = Role(found["role"]) if "role" in found else None
    next_at = None if row.starts_at == NOTHING_ARRANGED else moment(row.starts_at)
    return GroupLine(row.id, row.case_ref, row.reference, next_at, row.phase == ENDED, role)
