"""Who is enrolled: kept encrypted, remembered in memory, and the same in every process within a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict, TypeVar, Unpack

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, text, update

from cppm.people import Agency, Duty, Person, Standing
from cppm.records import Fact, FactKind, Notice, NoticeKind
from storage.database import Database
from storage.errors import AlreadyEnrolled, NoSuchPerson
from storage.facts import PEOPLE, Facts
from storage.moments import stamp
from storage.outbox import Owed, enqueue
from storage.schema import people, versions
from storage.secrets import Secrets

T = TypeVar("T")

RECHECK_SECONDS = 1.0
NOBODY = "quorate"


@dataclass(frozen=True)
class Identity:
    """Who somebody is to Entra."""

    tenant: str
    aad_id: str


@dataclass(frozen=True)
class NewPerson:
    """Somebody to enrol. `line_manager` is the id of a person already enrolled."""

    tenant: str
    aad_id: str
    name: str
    agency: Agency
    standing: Standing
    post: str
    duties: frozenset[Duty] = frozenset()
    line_manager: str | None = None

    @property
    def identity(self) -> Identity:
        return Identity(self.tenant, self.aad_id)


class Details(TypedDict, total=False):
    """What may be changed about somebody enrolled."""

    name: str
    agency: Agency
    standing: Standing
    post: str
    duties: frozenset[Duty]
    line_manager: str | None


@dataclass(frozen=True)
class Enrolled:
    """A person with their identity; `left` when they are no longer with us."""

    person: Person
    identity: Identity
    left: bool


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Person)

VERSION = select(versions.c.n).where(versions.c.name == "people")
NEXT_VERSION = text(
    "INSERT INTO versions (name, n) VALUES ('people', 1)"
    " ON CONFLICT (name) DO UPDATE SET n = versions.n + 1 RETURNING n"
)
CHANGED = select(people).where(people.c.version > bindparam("known"))
BY_IDENTITY = select(people).where(
    people.c.tenant == bindparam("in_tenant"), people.c.aad_id == bindparam("entra")
)
BY_ID = select(people).where(people.c.id == bindparam("person")).with_for_update()
ADD = insert(people).inline()
CHANGE = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(body=bindparam("to_body"), version=bindparam("to_version"), left_at=bindparam("to_left_at"))
)


class People:
    """Finds, enrols and changes people. Those who have left are found by nothing but `former`."""

    def __init__(
        self,
        database: Database,
        secrets: Secrets,
        new_id: Callable[[], str],
        now: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = database
        self._cipher = secrets.names
        self._facts = Facts(secrets)
        self._new_id = new_id
        self._now = now
        self._ticks = ticks
        self._known: dict[str, Enrolled] = {}
        self._by_identity: dict[Identity, Enrolled] = {}
        self._by_name: list[Person] = []
        self._version = 0
        self._fresh_until = float("-inf")
        self._writes = 0
        self._by_agency: dict[Agency, list[Person]] = {agency: [] for agency in Agency}
        self._reading = asyncio.Lock()

    async def by_identity(self, tenant: str, aad_id: str) -> Person | None:
        """The person behind an Entra identity, or None. Whoever was enrolled just now elsewhere is found."""
        await self._freshen()
        if Identity(tenant, aad_id) not in self._by_identity:
            async with self._reading:
                await self._read_changes()
        found = self._by_identity.get(Identity(tenant, aad_id))
        return found.person if found and not found.left else None

    async def get(self, id: str) -> Person | None:
        """The person with this id, or None; also None for somebody who has left."""
        await self._freshen()
        found = self._known.get(id)
        return found.person if found and not found.left else None

    async def former(self, id: str) -> Person | None:
        """The person with this id, even if they have left."""
        await self._freshen()
        found = self._known.get(id)
        return found.person if found else None

    async def identity_of(self, id: str) -> Identity | None:
        """The Entra identity of a person, or None; also None for somebody who has left."""
        await self._freshen()
        found = self._known.get(id)
        return found.identity if found and not found.left else None

    async def many(self, ids: Iterable[str]) -> dict[str, Person]:
        """The people with these ids, by id, in the order given; unknown ids are left out."""
        await self._freshen()
        found = {id: self._known.get(id) for id in ids}
        return {id: known.person for id, known in found.items() if known and not known.left}

    async def with_duty(self, duty: Duty) -> list[Person]:
        """Everybody who holds a duty, by name."""
        return [person for person in await self.all() if person.has(duty)]

    async def in_agency(self, agency: Agency) -> list[Person]:
        """Everybody of an agency, by name."""
        await self._freshen()
        return list(self._by_agency[agency])

    async def all(self) -> list[Person]:
        """Everybody enrolled, by name."""
        await self._freshen()
        return list(self._by_name)

    async def enrol(self, new: NewPerson, by: Person | None) -> Person:
        """Enrol somebody; somebody who had left comes back under the same id. Raises AlreadyEnrolled."""
        return await self._write(lambda c: self.enrol_in(c, new, by))

    async def change(self, id: str, by: Person | None, **details: Unpack[Details]) -> Person:
        """Change what is known of somebody. Raises NoSuchPerson."""
        return await self._write(lambda c: self.change_in(c, id, by, **details)[0])

    async def leave(self, id: str, by: Person | None, to: str | None = None) -> None:
        """Somebody has left: they are found no more and nothing is sent to them. Raises NoSuchPerson.

        `to` is who takes over what they owe, and is told so in the same transaction.
        """
        await self._write(lambda c: self._leave(c, id, by, to))

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run several `enrol_in` and `change_in` in one transaction."""
        return await self._write(work)

    def enrol_in(self, connection: Connection, new: NewPerson, by: Person | None) -> Person:
        """`enrol`, within a transaction."""
        version = next_version(connection)
        row = self.row_of(connection, new.identity)
        if row and row.left_at is None:
            raise AlreadyEnrolled
        person = _person_of(new, row.id if row else self._new_id())
        if row:
            self._save(connection, person, version)
        else:
            identity = {"id": person.id, "tenant": new.tenant, "aad_id": new.aad_id, "version": version}
            connection.execute(ADD, {**identity, "body": self._sealed(person), "left_at": None})
        self._note(connection, FactKind.PERSON_ENROLLED, person.id, by, msgspec.to_builtins(person))
        return person

    def change_in(
        self, connection: Connection, id: str, by: Person | None, **details: Unpack[Details]
    ) -> tuple[Person, bool]:
        """`change`, within a transaction; also whether anything differed. If not, nothing is written."""
        was = self._current(connection, id)
        person = replace(was, **details)
        if person != was:
            self._save(connection, person, next_version(connection))
            self._note(connection, FactKind.PERSON_CHANGED, id, by, msgspec.to_builtins(details))
        return person, person != was

    def row_of(self, connection: Connection, identity: Identity) -> Row[Any] | None:
        """The row of an identity, whether they have left or not."""
        asked = {"in_tenant": identity.tenant, "entra": identity.aad_id}
        return connection.execute(BY_IDENTITY, asked).first()

    def _leave(self, connection: Connection, id: str, by: Person | None, to: str | None) -> None:
        person = self._current(connection, id)
        self._save(connection, person, next_version(connection), left_at=stamp(self._now()))
        self._note(connection, FactKind.PERSON_LEFT, id, by, {"to": to} if to else {})
        if to:
            told = Owed(Notice(NoticeKind.LEFT_TO_YOU, to, f"{id}@{stamp(self._now())}", id))
            enqueue(connection, [told], self._now(), by.id if by else NOBODY, self._new_id)

    def _current(self, connection: Connection, id: str) -> Person:
        row = connection.execute(BY_ID, {"person": id}).first()
        if row is None or row.left_at is not None:
            raise NoSuchPerson
        return _decoder.decode(self._cipher.decrypt(row.body))

    def _save(self, connection: Connection, person: Person, version: int, left_at: int | None = None) -> None:
        row = {"person": person.id, "to_version": version, "to_left_at": left_at}
        connection.execute(CHANGE, {**row, "to_body": self._sealed(person)})

    def _sealed(self, person: Person) -> bytes:
        return self._cipher.encrypt(_encoder.encode(person))

    def _note(
        self, connection: Connection, kind: FactKind, id: str, by: Person | None, detail: dict[str, Any]
    ) -> None:
        fact = Fact(kind, self._now(), by.id if by else NOBODY, {**detail, "person": id})
        self._facts.append(connection, PEOPLE, [fact])

    async def _write(self, work: Callable[[Connection], T]) -> T:
        found = await self._db.write(work)
        self._writes += 1
        self._fresh_until = float("-inf")
        return found

    async def _freshen(self) -> None:
        """Read what has changed since the last look, at most once a second."""
        if self._ticks() < self._fresh_until:
            return
        async with self._reading:
            if self._ticks() >= self._fresh_until:
                await self._read_changes()

    async def _read_changes(self) -> None:
        writes = self._writes
        version, changed = await self._db.read(self._changes)
        for known in changed:
            self._known[known.person.id] = self._by_identity[known.identity] = known
        if changed:
            current = (known.person for known in self._known.values() if not known.left)
            self._by_name = sorted(current, key=lambda person: (person.name.casefold(), person.id))
            self._by_agency = {
                agency: [person for person in self._by_name if person.agency is agency] for agency in Agency
            }
        self._version = max(self._version, version)
        if writes == self._writes:  # a write of our own meanwhile may not be in what was read
            self._fresh_until = self._ticks() + RECHECK_SECONDS

    def _changes(self, connection: Connection) -> tuple[int, list[Enrolled]]:
        version = connection.execute(VERSION).scalar_one_or_none() or 0
        if version == self._version:
            return version, []
        rows = connection.execute(CHANGED, {"known": self._version})
        return version, [self._enrolled(row) for row in rows]

    def _enrolled(self, row: Row[Any]) -> Enrolled:
        person = _decoder.decode(self._cipher.decrypt(row.body))
        return Enrolled(person, Identity(row.tenant, row.aad_id), row.left_at is not None)


def next_version(connection: Connection) -> int:
    """The next version of the people. Its row is locked until the end, so versions commit in order."""
    return int(connection.execute(NEXT_VERSION).scalar_one())


def _person_of(new: NewPerson, id: str) -> Person:
    return Person(id, new.name, new.agency, new.standing, new.post, new.duties, new.line_manager)
