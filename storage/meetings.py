"""Planning meetings: their lists, and the core group of the case, which follows each change of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, bindparam, or_, select

from cppm.councils.profile import Profile
from cppm.groups import following
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.people import Person, Role
from cppm.rights import cut, sitting_in
from cppm.timing.timescales import local_day
from storage import documents
from storage.bell import Bell, Rung
from storage.core_groups import CoreGroups
from storage.database import Database
from storage.documents import Kind
from storage.errors import NoSuchMeeting
from storage.moments import moment, stamp
from storage.roots import QUORATE, Loaded, Roots, Updated
from storage.schema import meetings, takes_part
from storage.secrets import Secrets
from storage.statement import Statement

R = TypeVar("R")

__all__ = ["QUORATE", "MeetingLine", "Meetings", "Updated"]


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list, without any detail. `role` is that of the person it was listed for."""

    id: str
    case_ref: str
    reference: str
    starts_at: datetime
    phase: Phase
    role: Role | None = None


LINE = (
    select(meetings.c.id, meetings.c.case_ref, meetings.c.reference, meetings.c.starts_at, meetings.c.phase)
    .where(meetings.c.kind == str(Kind.PLANNING))
    .order_by(meetings.c.starts_at, meetings.c.id)
)
FOR_PERSON = Statement(
    LINE.add_columns(takes_part.c.role)
    .join(takes_part, takes_part.c.meeting_id == meetings.c.id)
    .where(takes_part.c.person_id == bindparam("person"))
)
FOR_CASE = Statement(LINE.where(meetings.c.case_ref == bindparam("case")))
OPEN = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)
DATED = (Role.INCOMING_LEAD_PROFESSIONAL,)
"""Roles that may be somebody's for some days only."""
ALL_OPEN = Statement(LINE.where(or_(*(meetings.c.phase == str(phase) for phase in OPEN))))


class Meetings(Roots[PlanningMeeting]):
    """Loads, changes and lists the planning meetings of one council."""

    documents = documents.PLANNING
    missing = NoSuchMeeting

    def __init__(
        self,
        database: Database,
        secrets: Secrets,
        profile: Profile,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
        bell: Bell,
        groups: CoreGroups,
    ) -> None:
        super().__init__(database, secrets, profile, new_id, now, bell)
        self._groups = groups
        self._reader = ""

    def for_reader(self, person_id: str) -> Meetings:
        """The same meetings, each cut to what this person may know of it today: of one held in two parts, or
        of one that they sit in on for some days."""
        found = copy.copy(self)
        found._reader = person_id
        return found

    async def load(self, id: str) -> PlanningMeeting:
        """It as it stands, for its reader. Raises NoSuchMeeting."""
        return self._cut(await super().load(id))

    def _cut(self, meeting: PlanningMeeting) -> PlanningMeeting:
        return cut.for_reader(meeting, self._reader, local_day(self._now()))

    async def update(
        self,
        id: str,
        change: Callable[[PlanningMeeting], R],
        by: Person | None = None,
        once: str | None = None,
    ) -> Updated[PlanningMeeting, R]:
        """Change the whole meeting; what comes back is cut for its reader. Raises as `Roots.update` does, and
        NotInvited for a reader who sits in on other days."""

        def on_their_day(meeting: PlanningMeeting) -> R:
            cut.require_open(meeting, self._reader, local_day(self._now()))
            return change(meeting)

        done = await super().update(id, on_their_day, by, once)
        return replace(done, root=self._cut(done.root))

    async def for_person(self, person_id: str) -> list[MeetingLine]:
        """The meetings somebody takes part in, with their role, the earliest first.

        Who takes part is kept without days: a meeting that somebody sits in on is looked at.
        """
        lines = await self._lines(FOR_PERSON, person=person_id)
        return [line for line in lines if line.role not in DATED or await self._open_to(line.id, person_id)]

    async def _open_to(self, id: str, person_id: str) -> bool:
        meeting = await super().load(id)
        return sitting_in.shut(meeting, person_id, local_day(self._now())) is None

    async def for_case(self, case_ref: str) -> list[MeetingLine]:
        """Every planning meeting of a case, the earliest first."""
        return await self._lines(FOR_CASE, case=case_ref)

    async def all_open(self) -> list[MeetingLine]:
        """Every meeting that is booked, invited or open, the earliest first."""
        return await self._lines(ALL_OPEN)

    async def _lines(self, query: Statement, **asked: str) -> list[MeetingLine]:
        return await self._db.read(lambda c: [_line(*row) for row in query.rows(c, asked)])

    def _write(self, connection: Connection, loaded: Loaded[PlanningMeeting], by: Person | None) -> Rung:
        """Write the meeting, then what its core group makes of that, in one transaction.

        The locks are always taken in the order meeting, core group, chain of facts; so the core group
        is read before the first fact is written.
        """
        followed = self._followed(connection, loaded.root)
        due = super()._write(connection, loaded, by)
        return due | self._groups.follow(connection, followed, by) if followed else due

    def _followed(self, connection: Connection, meeting: PlanningMeeting) -> Loaded[CoreGroup] | None:
        """The core group of the case as the change of the meeting leaves it; None without one."""
        if not following.concerned(meeting):
            return None
        found = self._groups.to_follow(connection, meeting.case_ref)
        was = found.root if found else None
        group = following.follow(was, meeting, self._moment(meeting), self._new_id, self._profile)
        if group is None:
            return None
        return found if found and group is was else Loaded(group)

    def _listed(self, root: PlanningMeeting) -> tuple[str, int]:
        return str(root.phase), stamp(root.starts_at)


def _line(
    id: str, case_ref: str, reference: str, starts_at: int, phase: str, role: str | None = None
) -> MeetingLine:
    mine = Role(role) if role else None
    return MeetingLine(id, case_ref, reference, moment(starts_at), Phase(phase), mine)
