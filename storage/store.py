"""Everything Quorate keeps, in one place to hold and to close."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cppm.councils.profile import Profile
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Role
from cppm.rights import cut
from cppm.roots import Root
from cppm.timing.timescales import local_day
from storage import ids, lanes, once, roots, rotation, schema, shared_pace
from storage.addresses import Addresses
from storage.audit import Audit
from storage.bell import Bell
from storage.briefs import Briefs
from storage.cases import Cases
from storage.clock import RehearsalClock
from storage.core_groups import CoreGroups
from storage.database import Database
from storage.documents import Kind
from storage.dues import Dues
from storage.envelopes import Envelopes
from storage.figures import Figures
from storage.meetings import OPEN, Meetings
from storage.moments import utc_now
from storage.outbox import Outbox
from storage.people import People
from storage.positions import Positions
from storage.preferences import Preferences
from storage.reads import Reads
from storage.refreshing import Refreshing
from storage.reminders import Reminders
from storage.requests import Requests
from storage.restricted import Restricted
from storage.safe_addresses import SafeAddresses
from storage.secrets import Secrets
from storage.threads import Threads
from storage.undelivered import Undelivered
from storage.whereabouts import WhereaboutsOf

KEEP_KEYS = timedelta(days=30)
"""How long a turn's key is kept; Teams repeats a delivery within minutes."""


class Store:
    """The rooms of the storage. `keys` are newest first; `now` is the clock that everybody lives by."""

    def __init__(
        self,
        database: Database,
        keys: Sequence[str],
        profile: Profile,
        new_id: Callable[[], str] = ids.new_id,
        now: Callable[[], datetime] = utc_now,
        envelopes: Envelopes | None = None,
    ) -> None:
        secrets = Secrets(keys)
        self.envelopes = envelopes or Envelopes()
        self._secrets = secrets
        self._reader = ""
        self._now = now
        self.db = database
        self.people = People(database, secrets, new_id, now)
        self.bell = Bell()
        self.whereabouts = WhereaboutsOf(database, secrets, profile, new_id, now, self.bell)
        self.core_groups = CoreGroups(database, secrets, profile, new_id, now, self.bell, self.whereabouts)
        self.meetings = Meetings(database, secrets, profile, new_id, now, self.bell, self.core_groups)
        self.requests = Requests(database, secrets, profile, new_id, now, self.bell)
        self.refreshing = Refreshing(
            database,
            {
                Kind.PLANNING: self.meetings,
                Kind.CORE_GROUP: self.core_groups,
                Kind.REQUEST: self.requests,
                Kind.WHEREABOUTS: self.whereabouts,
            },
            now,
        )
        self.cases = Cases(database, secrets)
        self.positions = Positions(database, secrets, now)
        self.outbox = Outbox(database, new_id, self.bell)
        self.briefs = Briefs(database, secrets)
        self.undelivered = Undelivered(database, secrets)
        self.dues = Dues(database, new_id)
        self.addresses = Addresses(database, secrets, now, self.bell)
        self.reminders = Reminders(database, new_id)
        self.preferences = Preferences(database)
        self.threads = Threads(database)
        self.reads = Reads(database, secrets)
        self.audit = Audit(database, secrets)
        self.figures = Figures(database, secrets, profile, now)
        self.clock = RehearsalClock(database)
        self.restricted = Restricted(
            database, schema.restricted, schema.restricted_readers, secrets.restricted, secrets.facts, new_id
        )
        self.safe_addresses = SafeAddresses(
            database,
            schema.safe_addresses,
            schema.safe_address_readers,
            secrets.safe_addresses,
            secrets.facts,
            new_id,
        )

    def for_reader(self, person_id: str) -> Store:
        """The same store, whose planning meetings are cut to what this person may know of them today."""
        found = copy.copy(self)
        found._reader = person_id
        found.meetings = self.meetings.for_reader(person_id)
        return found

    async def root(self, id: str) -> Root:
        """The planning meeting, core group, request or whereabouts with this id, for its reader.

        Raises NoSuchMeeting.
        """
        found = await self.db.glance(lambda c: roots.either(c, id, self._secrets))
        if not isinstance(found, PlanningMeeting):
            return found
        return cut.for_reader(found, self._reader, local_day(self._now()))

    async def left_by(self, person_id: str) -> dict[str, int]:
        """What somebody would leave open: where they take part in what goes on or owe something, by neutral
        reference, with how much they owe there."""
        meetings = await self.meetings.for_person(person_id)
        groups = await self.core_groups.for_person(person_id)
        found = {line.reference: 0 for line in meetings if line.phase in OPEN}
        found |= {g.reference: 0 for g in groups if not g.ended and g.role is not Role.CORE_GROUP_DEPUTY}
        for row in await self.dues.of_person(person_id):
            found[row.reference] = found.get(row.reference, 0) + 1
        return found

    async def next_due(self) -> datetime | None:
        """When there is next something to do, a message or a step of a clock; None for never."""
        return await self.db.read(lanes.next_due)

    async def ready(self) -> None:
        """Return when the database answers. Raises StorageDown."""
        await self.db.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one())

    async def has_happened(self, key: str) -> bool:
        """Whether something has taken effect under the key of a turn, perhaps before a restart."""
        return await self.db.glance(lambda c: once.has_happened(c, key))

    async def tidy(self, now: datetime) -> None:
        """Forget expired positions, and the keys of turns that can't be repeated any more."""
        await self.db.write(lambda c: once.forget_before(c, now - KEEP_KEYS), repeatable=True)
        await self.db.write(lambda c: Positions.expire(c, now), repeatable=True)
        await self.db.write(lambda c: Reminders.forget_snoozes(c, now - KEEP_KEYS), repeatable=True)
        await self.db.write(lambda c: shared_pace.forget_past(c, now.timestamp()), repeatable=True)

    async def rotate(self, progress: rotation.Progress = lambda done, of: None) -> int:
        """Re-encrypt under the newest key. Returns how many rows. Raises WrongKey."""
        return await rotation.rotate(self.db, self._secrets, progress)

    async def close(self) -> None:
        """Finish what is queued and let everything go."""
        await self.db.close()


def open_store(
    url: str,
    keys: Sequence[str],
    profile: Profile,
    new_id: Callable[[], str] = ids.new_id,
    now: Callable[[], datetime] = utc_now,
    envelopes: Envelopes | None = None,
) -> Store:
    """A store on a database that migrations.upgrade has brought up to date. Raises ValueError.

    `envelopes` seals what is handed over to other councils; without it nothing can be.
    """
    return Store(Database(url, now=now), keys, profile, new_id, now, envelopes)
