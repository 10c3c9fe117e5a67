"""An invented council: who may answer what, who owes fifty things, and a crowd to whom messages go.

The council is written straight through the store; the crowd's meetings are copies of one that was.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from bench import copies
from cppm.councils.profile import Profile, load_profile
from cppm.meetings import booking, invitations
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind, Mode
from cppm.people import Agency, Duty, Person, Standing
from cppm.records import FactKind
from scheduler.holidays import scottish_rest_day
from storage import migrations
from storage.addresses import Address, keep_address
from storage.people import NewPerson
from storage.store import Store, open_store
from tests.rig.world import APP_ID, TENANT

AROUND_A_MEETING = (Agency.POLICE, Agency.HEALTH, Agency.EDUCATION, Agency.THIRD_SECTOR)
MEETINGS_OF_THE_BUSY = 25
"""Each asks for an answer and a report: fifty open items."""
KEEPERS = 20
"""Chairs, and as many lead professionals, among whom the meetings are shared out."""
ANSWERS = (FactKind.ATTENDANCE_CONFIRMED, FactKind.ABSENCE_GIVEN)


@dataclass(frozen=True)
class Invited:
    """Somebody's Entra id, and the meeting that they are invited to."""

    aad_id: str
    meeting: str


@dataclass(frozen=True)
class Member:
    """One of the crowd: the person's id, Entra id, and the meeting that they are invited to."""

    id: str
    aad_id: str
    meeting: str


@dataclass(frozen=True)
class Council:
    """Those who answer an invitation, each to one meeting, and the Entra ids of those with fifty items."""

    answering: list[Invited]
    busy: list[str]
    crowd: list[Member] = field(default_factory=list)


async def seed(
    url: str, key: str, answering: int, busy: int, service_url: str, crowd: int = 0, around: int = 4
) -> Council:
    """Fill a new database; a crowd only in SQLite. Every number is rounded down to whole meetings.

    `around` is how many of those who answer are invited to one meeting; all others sit by fours.
    """
    await asyncio.to_thread(migrations.upgrade, url)
    profile = load_profile("perth_kinross", scottish_rest_day)
    store = open_store(url, [key], profile)
    try:
        seeding = _Seeding(store, profile, service_url, max(KEEPERS, crowd // 40))
        council = await seeding.council(answering // around, busy // 4, around)
        members = await seeding.crowd(crowd // 4) if crowd else []
    finally:
        await store.close()
    if members:
        await asyncio.to_thread(seeding.seat, url, key, members)
    return replace(council, crowd=members)


class _Seeding:
    def __init__(self, store: Store, profile: Profile, service_url: str, keepers: int) -> None:
        self.store, self.profile, self.service_url, self.keepers = store, profile, service_url, keepers
        self.now = datetime.now(UTC)
        self._numbers = itertools.count(1)

    async def council(self, answering: int, busy: int, around: int) -> Council:
        keepers = [Agency.SOCIAL_WORK] * self.keepers
        self.chairs = await self._enrol("chair", keepers, Duty.CHAIR)
        self.leads = await self._enrol("lead", keepers, Duty.QUALIFIED_SOCIAL_WORKER)
        await self._addresses([*self.chairs, *self.leads])
        agencies = itertools.islice(itertools.cycle(AROUND_A_MEETING), answering * around)
        guests = await self._enrol("guest", list(agencies))
        tables = [guests[n : n + around] for n in range(0, len(guests), around)]
        meetings = await asyncio.gather(*(self._meeting(table) for table in tables))
        invited = [Invited(p.post, m) for m, table in zip(meetings, tables, strict=True) for p in table]
        return Council(invited, await self._busy(busy))

    async def crowd(self, tables: int) -> list[Member]:
        """People of whom each sits at one table; the first table meets, and the others will be seated."""
        people = await self._enrol("crowd", [*AROUND_A_MEETING] * tables)
        await self._addresses(people)
        self.first = await self._meeting(people[:4])
        return [Member(person.id, person.post, self._of_table(n // 4)) for n, person in enumerate(people)]

    def _of_table(self, n: int) -> str:
        return f"mc-{n:06}" if n else self.first

    def seat(self, url: str, key: str, members: Sequence[Member]) -> None:
        """Let every table meet as the first does, with keepers in turn. The store must be closed."""
        first = copies.original(url, self.first, key)
        chair, lead = next(
            (self.chairs[n], self.leads[n])
            for n in range(self.keepers)
            if self.chairs[n].id.encode() in first.document
        )
        copies.copy(
            url,
            key,
            first,
            (
                {
                    self.first: self._of_table(n),
                    first.meeting["case_ref"]: f"PK-27-{n:05}",
                    chair.id: self.chairs[n % self.keepers].id,
                    lead.id: self.leads[n % self.keepers].id,
                }
                | {old.id: new.id for old, new in zip(members[:4], members[n * 4 : n * 4 + 4], strict=True)}
                for n in range(1, len(members) // 4)
            ),
        )

    async def _busy(self, tables: int) -> list[str]:
        people = await self._enrol("busy", [*AROUND_A_MEETING] * tables)
        for n in range(0, len(people), 4):
            group = people[n : n + 4]
            await asyncio.gather(*(self._meeting(group) for _ in range(MEETINGS_OF_THE_BUSY)))
        return [person.post for person in people]

    async def _enrol(self, called: str, agencies: Sequence[Agency], *duties: Duty) -> list[Person]:
        """Enrol people whose post is their Entra id, so that it need not be looked up."""

        def work(connection: Connection) -> list[Person]:
            return [
                self.store.people.enrol_in(connection, _new(f"{called}-{n}", agency, duties), None)
                for n, agency in enumerate(agencies)
            ]

        return await self.store.people.write(work)

    async def _addresses(self, people: Sequence[Person]) -> None:
        """Everybody has written to the bot before."""

        def work(connection: Connection) -> None:
            for person in people:
                keep_address(connection, address(person.post, self.service_url), self.now)

        await self.store.db.write(work, repeatable=True)

    async def _meeting(self, guests: Sequence[Person]) -> str:
        """A meeting to which everybody was invited; the invitations themselves went out long ago."""
        n = next(self._numbers)
        meeting = booking.book(
            self._booking(n), f"mt-{n:06}", self.leads[n % self.keepers], self.now, self.profile
        )
        for guest in guests:
            invitations.invite(meeting, meeting.lead_professional, guest, "Works with the family", self.now)
        invitations.approve_list(meeting, meeting.chair, self.now)
        meeting.notices.clear()
        return (await self.store.meetings.add(meeting)).id

    def _booking(self, n: int) -> booking.Booking:
        held = self._tuesday()
        return booking.Booking(
            case_ref=f"PK-26-{n:05}",
            kind=MeetingKind.INITIAL,
            children=[Child("c_kay", "Kay", age=7)],
            family=[
                FamilyLine("f_kay", "Kay", "child", True, child="c_kay"),
                FamilyLine("f_mother", "Kay's mother", "mother", True),
            ],
            chair=self.chairs[n % self.keepers],
            lead_professional=self.leads[n % self.keepers],
            starts_at=held,
            mode=Mode.TEAMS,
            place="",
            interpreter="not needed",
            report_due=(held - timedelta(days=5)).date(),
            investigation_began=(held - timedelta(days=22)).date(),
        )

    def _tuesday(self) -> datetime:
        """Two o'clock of the first Tuesday that leaves fifteen days."""
        day = (self.now + timedelta(days=15)).date()
        return datetime.combine(day + timedelta(days=(1 - day.weekday()) % 7), time(14), UTC)


def _new(aad_id: str, agency: Agency, duties: tuple[Duty, ...]) -> NewPerson:
    return NewPerson(
        TENANT, aad_id, f"Invented {aad_id}", agency, Standing.STATUTORY, aad_id, frozenset(duties)
    )


def address(aad_id: str, service_url: str) -> Address:
    """The 1:1 chat with somebody."""
    return Address(
        service_url=service_url,
        tenant=TENANT,
        conversation=f"a:chat-of-{aad_id}",
        kind="personal",
        aad_id=aad_id,
        member_id=f"29:{aad_id}",
        bot_id=f"28:{APP_ID}",
    )


async def recorded(url: str, key: str, cases: Collection[str] = ()) -> int:
    """How many answers the facts hold, in these cases or all that are open."""
    store = open_store(url, [key], load_profile("perth_kinross", scottish_rest_day))
    try:
        among = cases or {line.case_ref for line in await store.meetings.all_open()}
        facts = [fact for case in among for fact in await store.audit.of_case(case)]
        return sum(fact.kind in ANSWERS for fact in facts)
    finally:
        await store.close()


async def broken(url: str, key: str, cases: Collection[str] = ()) -> int:
    """How many chains of facts are broken, of these cases or all. Copies have none, and count as broken."""
    store = open_store(url, [key], load_profile("perth_kinross", scottish_rest_day))
    try:
        found = await store.audit.verify()
        return sum(not cases or each.case_ref in cases for each in found.breaks)
    finally:
        await store.close()
