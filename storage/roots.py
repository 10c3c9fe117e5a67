"""What holds for every root: one transaction holds the change, its facts, the clocks it
moves and the messages it owes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, text, update

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Person, Role
from cppm.requests import MeetingRequest
from cppm.roots import Root
from cppm.timing import clocks
from cppm.timing.timescales import Due
from storage import dues, outbox
from storage.bell import Bell, Rung
from storage.database import Database
from storage.documents import Documents, open_root
from storage.errors import NoSuchMeeting, Stale
from storage.facts import Facts
from storage.outbox import Owed
from storage.schema import meetings, takes_part
from storage.secrets import Secrets
from storage.statement import Answer, Statement, Values

T = TypeVar("T", PlanningMeeting, CoreGroup, MeetingRequest, Whereabouts)
A = TypeVar("A")
R = TypeVar("R")

QUORATE = "quorate"
"""Who acts when nobody asked: the scheduler."""


@dataclass(frozen=True)
class Updated(Generic[A, R]):
    """The meeting or core group as it now stands, and what `change` returned."""

    root: A
    result: R

    @property
    def meeting(self) -> A:
        """The planning meeting that was changed."""
        return self.root

    @property
    def group(self) -> A:
        """The core group that was changed."""
        return self.root


@dataclass
class Loaded(Generic[A]):
    """A root on its way through a transaction. `was` is the revision it was read at; None when new."""

    root: A
    was: int | None = None
    before: dict[str, Role] = field(default_factory=dict)
    """Who took part when it was read."""


THIS = and_(meetings.c.id == bindparam("root"), meetings.c.kind == bindparam("of_kind"))
SHOWN = select(meetings.c.shape, meetings.c.document, meetings.c.revision)
ONE, ONE_TO_CHANGE = Statement(SHOWN.where(THIS)), Statement(SHOWN.where(THIS).with_for_update())
EITHER = Statement(
    select(meetings.c.kind, meetings.c.shape, meetings.c.document).where(meetings.c.id == bindparam("root"))
)
ADD = Statement(
    text(
        "INSERT INTO meetings (id, case_ref, kind, reference, revision, phase, starts_at, shape, document)"
        " VALUES (:root, :case_ref, :of_kind, :to_reference, :to_revision, :to_phase, :to_starts_at,"
        " :to_shape, :to_document)"
        " ON CONFLICT (case_ref) WHERE kind = 'core group' AND phase <> 'ended' DO NOTHING"
    )
)
SAVE = Statement(
    update(meetings)
    .where(meetings.c.id == bindparam("root"), meetings.c.revision == bindparam("was"))
    .values(
        revision=bindparam("to_revision"),
        phase=bindparam("to_phase"),
        reference=bindparam("to_reference"),
        starts_at=bindparam("to_starts_at"),
        shape=bindparam("to_shape"),
        document=bindparam("to_document"),
    )
)
JOIN = Statement(insert(takes_part).inline())
LEAVE = Statement(
    delete(takes_part).where(
        takes_part.c.meeting_id == bindparam("root"), takes_part.c.person_id == bindparam("person")
    )
)


class Roots(ABC, Generic[T]):
    """Adds, loads and changes what is of one kind, for one council under its profile."""

    documents: ClassVar[Documents[Any]]
    missing: ClassVar[type[CPPMError]]
    """What is said when there is none with the id."""

    def __init__(
        self,
        database: Database,
        secrets: Secrets,
        profile: Profile,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
        bell: Bell,
    ) -> None:
        self._db = database
        self._cipher = secrets.documents
        self._facts = Facts(secrets)
        self._profile = profile
        self._new_id = new_id
        self._now = now
        self._bell = bell

    @abstractmethod
    def _listed(self, root: T) -> tuple[str, int]:
        """Under which phase and time (a stamp) it is found."""

    async def add(self, root: T, once: str | None = None, by: Person | None = None) -> T:
        """Keep a new one with everything it recorded and owes. Raises AlreadyDone."""
        due = await self._db.write(lambda c: self._write(c, Loaded(root), by), once=once)
        self._bell.ring(due)
        drain(root)
        return root

    async def load(self, id: str) -> T:
        """It as it stands. Raises NoSuchMeeting or NoSuchCoreGroup."""
        return await self._db.glance(lambda c: self._load(c, id).root)

    async def update(
        self, id: str, change: Callable[[T], R], by: Person | None = None, once: str | None = None
    ) -> Updated[T, R]:
        """Change one. `change` is synchronous, does no I/O and may run twice.

        Under `once` it takes effect once only. A change that records nothing writes nothing. Raises
        NoSuchMeeting or NoSuchCoreGroup, AlreadyDone, StorageDown, OutcomeUnknown; what `change` raises
        passes through and leaves nothing behind.
        """
        updated, due = await self._db.write(lambda c: self._update(c, id, change, by), once=once)
        self._bell.ring(due)
        return updated

    async def refresh(self, id: str) -> bool:
        """Bring what is owed into line with the profile of today, and say whether anything differed.

        It looks first, so that nobody waits for a lock while nothing differs.
        """
        differs = await self._db.read(lambda c: self._differs(c, self._load(c, id).root))
        if differs:
            self._bell.ring(await self._db.write(lambda c: self._refresh(c, id), repeatable=True))
        return differs

    def _differs(self, connection: Connection, root: T) -> bool:
        return any(dues.difference(dues.kept(connection, root.id), self._owed(root)))

    def _refresh(self, connection: Connection, id: str) -> Rung:
        root = self._load(connection, id, ONE_TO_CHANGE).root
        return self._settle_dues(connection, root, self._now(), dues.kept(connection, id))

    def _load(self, connection: Connection, id: str, query: Statement = ONE) -> Loaded[T]:
        row = query.first(connection, {"root": id, "of_kind": self.documents.kind})
        if row is None:
            raise self.missing
        return self._opened(*row)

    def _opened(self, shape: int, document: bytes, revision: int) -> Loaded[T]:
        root: T = self.documents.open(document, shape, self._cipher)
        return Loaded(root, revision, root.participants())

    def _update(
        self, connection: Connection, id: str, change: Callable[[T], R], by: Person | None
    ) -> tuple[Updated[T, R], Rung]:
        loaded = self._load(connection, id, ONE_TO_CHANGE)
        result = change(loaded.root)
        due = self._write(connection, loaded, by)
        drain(loaded.root)
        return Updated(loaded.root, result), due

    def _write(self, connection: Connection, loaded: Loaded[T], by: Person | None) -> Rung:
        """Write what was recorded, and everything that must be true with it. Returns what is due now."""
        root = loaded.root
        if not root.facts and not root.notices and loaded.was is not None:
            return Rung.NOTHING
        self._save(connection, loaded)
        at = self._moment(root)
        # Asked before either is looked at, so that PostgreSQL answers both at once, with the messages.
        head = self._facts.lock_head(connection, root.case_ref) if root.facts else None
        kept = dues.kept(connection, root.id)
        owed = [Owed(notice, root.id) for notice in root.notices]
        messages = outbox.enqueue(connection, owed, at, by.id if by else QUORATE, self._new_id)
        if head:
            self._facts.append(connection, root.case_ref, root.facts, root.id, head)
        steps = self._settle_dues(connection, root, at, kept)
        settle_participants(connection, root.id, loaded.before, root.participants())
        return steps | (Rung.MESSAGES if messages else Rung.NOTHING)

    def _save(self, connection: Connection, loaded: Loaded[T]) -> None:
        root, was = loaded.root, loaded.was
        if was is not None:
            root.revision = max(root.revision, was + 1)
        phase, starts_at = self._listed(root)
        row: Values = {
            "root": root.id, "to_reference": root.reference, "to_revision": root.revision, "to_phase": phase,
            "to_starts_at": starts_at, "to_shape": self.documents.shape,
            "to_document": self.documents.seal(root, self._cipher),
        }  # fmt: skip
        if was is None:
            row = {**row, "case_ref": root.case_ref, "of_kind": self.documents.kind}
            ADD.send(connection, row, otherwise=Stale)
        else:
            SAVE.send(connection, {**row, "was": was}, otherwise=Stale)

    def _moment(self, root: T) -> datetime:
        """When it was changed, as its facts say."""
        return max((fact.at for fact in root.facts), default=None) or self._now()

    def _settle_dues(self, connection: Connection, root: T, at: datetime, kept: Answer) -> Rung:
        come = dues.settle(connection, root.id, kept, self._owed(root), at, self._new_id)
        return Rung.CLOCKS if come else Rung.NOTHING

    def _owed(self, root: T) -> list[Due]:
        return clocks.dues(root, self._profile)


def either(connection: Connection, id: str, secrets: Secrets) -> Root:
    """Whatever has this id. Raises NoSuchMeeting."""
    row = EITHER.first(connection, {"root": id})
    if row is None:
        raise NoSuchMeeting
    kind, shape, document = row
    return open_root(kind, document, shape, secrets.documents)


def settle_participants(
    connection: Connection, root_id: str, before: dict[str, Role], now: dict[str, Role]
) -> None:
    """Write who has joined, left or changed their role."""
    gone = [person for person, role in before.items() if now.get(person) != role]
    come = [(person, role) for person, role in now.items() if before.get(person) != role]
    LEAVE.send_many(connection, [{"root": root_id, "person": person} for person in gone])
    JOIN.send_many(
        connection, [{"meeting_id": root_id, "person_id": p, "role": str(role)} for p, role in come]
    )


def drain(root: Root) -> None:
    """What was recorded has been written; start anew."""
    root.facts.clear()
    root.notices.clear()
