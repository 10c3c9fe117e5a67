"""Meetings: one transaction holds the change, its facts, the clocks it moves and the messages it owes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from cppm import clocks
from cppm.meeting import Phase, PlanningMeeting
from cppm.people import Person, Role
from cppm.profile import Profile
from storage import dues, outbox
from storage.database import Database
from storage.documents import SHAPE, open_meeting, seal_meeting
from storage.errors import NoSuchMeeting, Stale
from storage.facts import Facts
from storage.moments import moment, stamp
from storage.outbox import Owed
from storage.schema import meetings, takes_part
from storage.secrets import Secrets
from storage.statement import Statement

R = TypeVar("R")

QUORATE = "quorate"
"""Who acts when nobody asked: the scheduler."""


@dataclass(frozen=True)
class Updated(Generic[R]):
    """The meeting as it now stands, and what `change` returned."""

    meeting: PlanningMeeting
    result: R


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list, without any detail. `role` is that of the person it was listed for."""

    id: str
    case_ref: str
    reference: str
    starts_at: datetime
    phase: Phase
    role: Role | None = None


_one = select(meetings.c.shape, meetings.c.document, meetings.c.revision).where(
    meetings.c.id == bindparam("meeting")
)
ONE, ONE_TO_CHANGE = Statement(_one), Statement(_one.with_for_update())
ADD = Statement(insert(meetings).inline())
SAVE = Statement(
    update(meetings)
    .where(meetings.c.id == bindparam("meeting"), meetings.c.revision == bindparam("was"))
    .values(
        revision=bindparam("to_revision"),
        phase=bindparam("to_phase"),
        reference=bindparam("to_reference"),
        starts_at=bindparam("to_starts_at"),
        shape=SHAPE,
        document=bindparam("to_document"),
    )
)
JOIN = Statement(insert(takes_part).inline())
LEAVE = Statement(
    delete(takes_part).where(
        takes_part.c.meeting_id == bindparam("meeting"), takes_part.c.person_id == bindparam("person")
    )
)
LINE = select(
    meetings.c.id, meetings.c.case_ref, meetings.c.reference, meetings.c.starts_at, meetings.c.phase
).order_by(meetings.c.starts_at, meetings.c.id)
FOR_PERSON = (
    LINE.add_columns(takes_part.c.role)
    .join(takes_part, takes_part.c.meeting_id == meetings.c.id)
    .where(takes_part.c.person_id == bindparam("person"))
)
FOR_CASE = LINE.where(meetings.c.case_ref == bindparam("case"))
OPEN = (Phase.BOOKED, Phase.INVITED, Phase.OPEN)
ALL_OPEN = LINE.where(meetings.c.phase.in_([str(phase) for phase in OPEN]))


class Meetings:
    """Loads, changes and lists the meetings of one council, under its profile."""

    def __init__(
        self,
        database: Database,
        secrets: Secrets,
        profile: Profile,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self._db = database
        self._cipher = secrets.documents
        self._facts = Facts(secrets)
        self._profile = profile
        self._new_id = new_id
        self._now = now

    async def add(
        self, meeting: PlanningMeeting, once: str | None = None, by: Person | None = None
    ) -> PlanningMeeting:
        """Keep a new meeting with everything it recorded and owes. Raises AlreadyDone."""
        found = await self._db.write(lambda c: self._add(c, meeting, by), once=once)
        drain(meeting)
        return found

    async def load(self, id: str) -> PlanningMeeting:
        """The meeting as it stands. Raises NoSuchMeeting."""
        return await self._db.read(lambda c: self._load(c, id)[0])

    async def update(
        self,
        id: str,
        change: Callable[[PlanningMeeting], R],
        by: Person | None = None,
        once: str | None = None,
    ) -> Updated[R]:
        """Change a meeting. `change` is synchronous, does no I/O and may run twice.

        Under `once` it takes effect once only. A change that records nothing writes nothing. Raises
        NoSuchMeeting, AlreadyDone, StorageDown, OutcomeUnknown; what `change` raises passes through
        and leaves nothing behind.
        """
        return await self._db.write(lambda c: self._update(c, id, change, by), once=once)

    async def refresh(self, id: str) -> None:
        """Bring what is owed into line with the profile, after the profile has changed."""

        def work(connection: Connection) -> None:
            meeting, _ = self._load(connection, id, ONE_TO_CHANGE)
            self._settle_dues(connection, meeting, self._now())

        await self._db.write(work, repeatable=True)

    async def for_person(self, person_id: str) -> list[MeetingLine]:
        """The meetings somebody takes part in, with their role, the earliest first."""
        return await self._lines(FOR_PERSON, person=person_id)

    async def for_case(self, case_ref: str) -> list[MeetingLine]:
        """Every meeting of a case, the earliest first."""
        return await self._lines(FOR_CASE, case=case_ref)

    async def all_open(self) -> list[MeetingLine]:
        """Every meeting that is booked, invited or open, the earliest first."""
        return await self._lines(ALL_OPEN)

    async def _lines(self, query: Any, **asked: str) -> list[MeetingLine]:
        return await self._db.read(lambda c: [_line(row) for row in c.execute(query, asked)])

    def _load(self, connection: Connection, id: str, query: Statement = ONE) -> tuple[PlanningMeeting, int]:
        row = query.first(connection, {"meeting": id})
        if row is None:
            raise NoSuchMeeting
        shape, document, revision = row
        return open_meeting(document, shape, self._cipher), revision

    def _add(self, connection: Connection, meeting: PlanningMeeting, by: Person | None) -> PlanningMeeting:
        row = {
            "id": meeting.id, "case_ref": meeting.case_ref, "reference": meeting.reference,
            "revision": meeting.revision, "phase": str(meeting.phase), "starts_at": stamp(meeting.starts_at),
            "shape": SHAPE, "document": seal_meeting(meeting, self._cipher),
        }  # fmt: skip
        ADD.run(connection, row)
        self._keep(connection, meeting, {}, by)
        return meeting

    def _update(
        self, connection: Connection, id: str, change: Callable[[PlanningMeeting], R], by: Person | None
    ) -> Updated[R]:
        meeting, was = self._load(connection, id, ONE_TO_CHANGE)
        before = meeting.participants()
        result = change(meeting)
        if meeting.facts or meeting.notices:
            meeting.revision = max(meeting.revision, was + 1)
            self._save(connection, meeting, was)
            self._keep(connection, meeting, before, by)
            drain(meeting)
        return Updated(meeting, result)

    def _save(self, connection: Connection, meeting: PlanningMeeting, was: int) -> None:
        row = {
            "meeting": meeting.id, "was": was, "to_revision": meeting.revision,
            "to_phase": str(meeting.phase), "to_reference": meeting.reference,
            "to_starts_at": stamp(meeting.starts_at), "to_document": seal_meeting(meeting, self._cipher),
        }  # fmt: skip
        if not SAVE.run(connection, row):
            raise Stale

    def _keep(
        self, connection: Connection, meeting: PlanningMeeting, before: dict[str, Role], by: Person | None
    ) -> None:
        """Everything beside the document that must be true together with it."""
        at = max((fact.at for fact in meeting.facts), default=None) or self._now()
        self._facts.append(connection, meeting.case_ref, meeting.facts, meeting.id)
        owed = [Owed(notice, meeting.id) for notice in meeting.notices]
        outbox.enqueue(connection, owed, at, by.id if by else QUORATE, self._new_id)
        self._settle_dues(connection, meeting, at)
        settle_participants(connection, meeting.id, before, meeting.participants())

    def _settle_dues(self, connection: Connection, meeting: PlanningMeeting, at: datetime) -> None:
        dues.settle(connection, meeting.id, clocks.dues(meeting, self._profile), at, self._new_id)


def settle_participants(
    connection: Connection, meeting_id: str, before: dict[str, Role], now: dict[str, Role]
) -> None:
    """Write who has joined, left or changed their role."""
    gone = [person for person, role in before.items() if now.get(person) != role]
    come = [(person, role) for person, role in now.items() if before.get(person) != role]
    LEAVE.run_many(connection, [{"meeting": meeting_id, "person": person} for person in gone])
    JOIN.run_many(
        connection, [{"meeting_id": meeting_id, "person_id": p, "role": str(role)} for p, role in come]
    )


def drain(meeting: PlanningMeeting) -> None:
    """What was recorded has been written; start anew."""
    meeting.facts.clear()
    meeting.notices.clear()


def _line(row: Row[Any]) -> MeetingLine:
    found = row._mapping
    role = Role(found["role"]) if "role" in found else None
    return MeetingLine(row.id, row.case_ref, row.reference, moment(row.starts_at), Phase(row.phase), role)
