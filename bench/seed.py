"""An invented council, written straight through the store: who may answer what, and who owes fifty things."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from cppm.councils.profile import Profile, load_profile
from cppm.meetings import booking, invitations
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind, Mode
from cppm.people import Agency, Duty, Person, Standing
from cppm.records import FactKind
from scheduler.holidays import scottish_rest_day
from storage import migrations
from storage.addresses import Address
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
class Council:
    """Those who answer an invitation, each to one meeting, and the Entra ids of those with fifty items."""

    answering: list[Invited]
    busy: list[str]


async def seed(url: str, key: str, answering: int, busy: int, service_url: str) -> Council:
    """Fill a new database. Both numbers are rounded down to whole meetings of four."""
    await asyncio.to_thread(migrations.upgrade, url)
    profile = load_profile("perth_kinross", scottish_rest_day)
    store = open_store(url, [key], profile)
    try:
        return await _Seeding(store, profile, service_url).council(answering // 4, busy // 4)
    finally:
        await store.close()


class _Seeding:
    def __init__(self, store: Store, profile: Profile, service_url: str) -> None:
        self.store, self.profile, self.service_url = store, profile, service_url
        self.now = datetime.now(UTC)
        self._numbers = itertools.count(1)

    async def council(self, answering: int, busy: int) -> Council:
        self.chairs = await self._enrol("chair", [Agency.SOCIAL_WORK] * KEEPERS, Duty.CHAIR)
        leads = [Agency.SOCIAL_WORK] * KEEPERS
        self.leads = await self._enrol("lead", leads, Duty.QUALIFIED_SOCIAL_WORKER)
        await asyncio.gather(*(self._address(person) for person in [*self.chairs, *self.leads]))
        guests = await self._enrol("guest", [*AROUND_A_MEETING] * answering)
        tables = [guests[n : n + 4] for n in range(0, len(guests), 4)]
        meetings = await asyncio.gather(*(self._meeting(table) for table in tables))
        invited = [Invited(p.post, m) for m, table in zip(meetings, tables, strict=True) for p in table]
        return Council(invited, await self._busy(busy))

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

    async def _address(self, person: Person) -> None:
        await self.store.addresses.remember(address(person.post, self.service_url))

    async def _meeting(self, guests: Sequence[Person]) -> str:
        """A meeting to which everybody was invited; the invitations themselves went out long ago."""
        n = next(self._numbers)
        meeting = booking.book(self._booking(n), f"m_{n}", self.leads[n % KEEPERS], self.now, self.profile)
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
            chair=self.chairs[n % KEEPERS],
            lead_professional=self.leads[n % KEEPERS],
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


async def recorded(url: str, key: str) -> tuple[int, bool]:
    """How many answers the facts hold, and whether every chain of them is whole."""
    store = open_store(url, [key], load_profile("perth_kinross", scottish_rest_day))
    try:
        cases = {line.case_ref for line in await store.meetings.all_open()}
        facts = [fact for case in cases for fact in await store.audit.of_case(case)]
        return sum(fact.kind in ANSWERS for fact in facts), (await store.audit.verify()).sound
    finally:
        await store.close()
