"""An office with everybody enrolled and the jobs of booking, for the tests of those jobs."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime

from cppm.people import Agency, Person, Standing
from dialogs import home
from dialogs.desk import channel, desk, people
from dialogs.engine import Engine
from dialogs.meetings import booking, invitations
from dialogs.rights import participation
from storage.outbox import Delivery
from storage.people import NewPerson
from storage.store import Store
from tests import builders
from tests.dialogs.chat import PRIVATE, Chat
from tests.enrolled import enrol_all

TENANT = "00000000-0000-0000-0000-000000000001"
NEIL = "00000000-0000-0000-0001-000000000099"
JOBS = [home.jobs, booking.jobs, invitations.jobs, participation.jobs, people.jobs, channel.jobs, desk.jobs]
_numbers = itertools.count(1)
EXTRA = [
    builders.person("midwife", builders.HEALTH.agency, "Una Forbes", "Midwife"),
    builders.person("nurse", builders.HEALTH.agency, "Beth Orr", "School nurse"),
]


class Office:
    """Everybody of the builders by key ("chair", "lead"), enrolled under ids of the storage's own."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.now = now
        self.engine = Engine(store, builders.PROFILE, JOBS, home.home)
        self.people: dict[str, Person] = {}

    async def open(self) -> Office:
        """Enrol everybody."""
        everybody = [*builders.EVERYBODY, *EXTRA]
        enrolled = await enrol_all(self.store, everybody, TENANT, "00000000-0000-0000-0001-{:012d}")
        for known, person in zip(everybody, enrolled, strict=True):
            self.people[known.id.removeprefix("p_")] = person
        return self

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    async def enrol(self, name: str, agency: Agency, post: str = "Officer") -> Person:
        """One more."""
        aad = f"00000000-0000-0000-0002-{next(_numbers):012d}"
        new = NewPerson(TENANT, aad, name, agency, Standing.STATUTORY, post)
        return await self.store.people.enrol(new, None)

    def chat(self, key: str) -> Chat:
        """Somebody's own chat."""
        place = replace(PRIVATE, conversation=f"a:{key}")
        return Chat(self.engine, self.people[key], self.now, place)

    async def sent(self, meeting: str) -> list[Delivery]:
        """What is owed for a meeting."""
        return await self.store.outbox.of_meeting(meeting)

    async def only_meeting(self) -> str:
        """The id of the one meeting there is."""
        (line,) = await self.store.meetings.all_open()
        return line.id
