"""A town of practitioners with Teams clients, and the bot among them. Time moves only when told to."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app import create_app
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.records import NoticeKind
from endpoints import HOUSE, House
from settings import Settings, load_settings
from storage.facts import KeptFact
from storage.moments import moment_or_none
from storage.outbox import Delivery
from storage.people import NewPerson
from storage.schema import queue
from tests import canary
from tests.builders import (
    ADMIN,
    CHAIR,
    GP,
    HEALTH,
    INSPECTOR,
    LEAD,
    POLICE,
    POLICE_DEPUTY,
    REPORTER,
    SCHOOL,
    SERVICE_MANAGER,
    TEAM_LEADER,
    THIRD,
)
from tests.rig.cards import words
from tests.rig.connector import Sent
from tests.rig.someone import Channel, Someone
from tests.rig.world import World

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CORE_GROUP = Channel("19:coregroup@thread.tacv2")
NAMES = {
    "chair": CHAIR, "lead": LEAD, "admin": ADMIN, "manager": SERVICE_MANAGER, "police": POLICE,
    "inspector": INSPECTOR, "deputy": POLICE_DEPUTY, "health": HEALTH, "gp": GP, "school": SCHOOL,
    "third": THIRD, "reporter": REPORTER, "team_leader": TEAM_LEADER,
}  # fmt: skip


@dataclass
class Town:
    """Everybody, enrolled; `town.chair.says(...)` and so on. `now` is the time, `more` further settings."""

    world: World
    url: str
    key: str
    now: datetime = MONDAY
    seconds: float = 0.0
    ids: dict[str, str] = field(default_factory=dict)
    more: dict[str, object] = field(default_factory=dict)
    may_see: set[str] = field(default_factory=set)
    """Who opens restricted information or a safe address on purpose here, by short name."""
    house: House = field(init=False)

    async def open(self) -> None:
        """Start the bot, enrol everybody and let each say hello."""
        await self.start()
        for key, person in reversed(NAMES.items()):
            manager = next((k for k, p in NAMES.items() if p.id == person.line_manager), None)
            new = NewPerson(
                tenant=self.world.tenant,
                aad_id=self.client(key).aad_id,
                name=person.name,
                agency=person.agency,
                standing=person.standing,
                post=person.post,
                duties=person.duties,
                line_manager=self.ids.get(manager or ""),
            )
            self.ids[key] = (await self.house.store.people.enrol(new, None)).id
        for key, person in NAMES.items():
            manager = next((k for k, p in NAMES.items() if p.id == person.line_manager), None)
            if manager:
                await self.house.store.people.change(self.ids[key], None, line_manager=self.ids[manager])
        await asyncio.gather(*(self.client(key).says("hello") for key in NAMES))

    async def start(self) -> None:
        """Start the bot's process on whatever the database holds."""
        app = create_app(
            self.settings,
            trust=self.world.trust,
            skin_options={"login_http": self.world.login_http},
            clock=lambda: self.now,
            steady=lambda: self.seconds,
        )
        await self.world.serve(app)
        self.house = app[HOUSE]

    async def close(self) -> None:
        """Stop the bot as a deployment would."""
        await self.world.stop_serving()

    async def restart(self) -> None:
        """Stop and start again; only what is on disk survives."""
        await self.close()
        await self.start()

    @property
    def settings(self) -> Settings:
        """The settings of a bot in this world."""
        plain: dict[str, object] = dict(
            _env_file=None,
            app_id=self.world.app_id,
            app_password="rig-secret",
            app_tenant_id=self.world.tenant,
            tenants=[self.world.tenant],
            database_url=self.url,
            keys=[self.key],
            openid_metadata_url=self.world.login.openid_url,
            login_endpoint=self.world.login.login_endpoint,
            service_url_hosts=[self.world.connector.origin],
            tick_seconds=3600.0,
        )
        return load_settings(**(plain | self.more))

    def client(self, key: str) -> Someone:
        """The Teams client of somebody."""
        return self.world.someone(NAMES[key].name)

    def __getattr__(self, key: str) -> Someone:
        if key in NAMES:
            return self.client(key)
        raise AttributeError(key)

    async def settle(self) -> None:
        """Let everything that is owed be delivered; nobody waits for the pace of sending."""
        self.seconds += 60.0
        await self.world.settled()
        await self.house.ticker.settled()
        await self.house.tick.run()

    async def wait(self, **by: float) -> None:
        """Let time pass, then tick."""
        self.now += timedelta(**by)
        await self.settle()

    async def until(self, moment: datetime, hours: float = 1) -> None:
        """Let time pass until a moment, some hours at a time, as the clock on the wall would."""
        while self.now < moment:
            self.now = min(moment, self.now + timedelta(hours=hours))
            await self.settle()

    async def live(self, moment: datetime) -> None:
        """Let time pass until a moment, from one thing that falls due to the next."""
        # What is just on its way is claimed for a while, and would seem to fall due when that ends.
        await self.settle()
        while (due := await self.next_due()) and due <= moment:
            self.now = max(self.now, due)
            await self.settle()
        self.now = max(self.now, moment)
        await self.settle()

    async def next_due(self) -> datetime | None:
        """When the process next has something to do, a message or a step of a clock; None for never."""
        first = select(func.min(queue.c.due_at))
        return moment_or_none(await self.house.store.db.read(lambda c: c.execute(first).scalar_one()))

    async def group(self) -> CoreGroup:
        """The one core group, as it is kept."""
        found = await self.house.store.core_groups.of_case("PK-26-0137")
        assert found
        return found

    async def meeting(self) -> PlanningMeeting:
        """The one meeting, as it is kept."""
        lines = await self.house.store.meetings.for_case("PK-26-0137")
        return await self.house.store.meetings.load(lines[-1].id)

    async def owed(self, kind: NoticeKind) -> list[Delivery]:
        """The messages of a kind that the meeting owes or owed, with what became of them."""
        report = await self.house.store.outbox.of_meeting((await self.meeting()).id)
        return [each for each in report if each.kind is kind]

    async def owed_to(self, kind: NoticeKind) -> list[str]:
        """To whom they were addressed, by short name, in alphabetical order."""
        names = {id: key for key, id in self.ids.items()}
        return sorted(names.get(each.to, each.to) for each in await self.owed(kind))

    async def case(self) -> list[KeptFact]:
        """Every fact of the case, oldest first."""
        return await self.house.store.audit.of_case("PK-26-0137")

    async def facts(self) -> Counter[str]:
        """How often each kind of fact was recorded in the case."""
        return Counter(fact.kind for fact in await self.case())

    async def assert_whole(self) -> None:
        """Every chain of facts is unbroken, and nothing waits or failed."""
        assert (await self.house.store.audit.verify()).sound
        assert await self.house.store.outbox.troubled() == []
        await self.assert_kept_apart()

    async def assert_kept_apart(self) -> None:
        """Marked words stand in no chat but of those who may see them, on no lock screen, in no table."""
        shown = [canary.Seen(where, body) for where, body in self.world.answered]
        shown += [
            canary.Seen(sent.conversation, repr(sent.activity), sent.summary if sent.card else "")
            for sent in self.world.connector.log
        ]
        allowed = [self.client(key).conversation for key in self.may_see]
        assert canary.seen_wrongly(shown, allowed) == []
        assert canary.leaks_in(await canary.in_the_open(self.house.store)) == []

    def titled(self, key: str, words_of_it: str) -> list[Sent]:
        """The messages in somebody's chat, or in the channel, that hold these words."""
        chat = CORE_GROUP.conversation if key == "channel" else self.client(key).conversation
        shown = self.world.connector.shown_in(chat)
        return [s for s in shown if words_of_it in (words(s.card) if s.card else s.text or "")]

    async def card_titled(self, key: str, title: str) -> Sent:
        """The newest card in somebody's chat whose words hold this; delivered first if it is owed."""
        await self.settle()
        found = [sent for sent in self.titled(key, title) if sent.card is not None]
        sees = [words(s.card)[:60] for s in self.client(key).sees if s.card]
        assert found, f"{key} sees no {title!r}: {sees}"
        return found[-1]
