"""Core groups in a real store, everybody enrolled under the builders' ids, and a chat for each person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cards.elements import AdaptiveCard
from cppm.groups.core_group import CoreGroup, Gathering
from cppm.people import Person
from cppm.records import NoticeKind
from dialogs.engine import Engine
from dialogs.home import home
from dialogs.turn import Answer, Place, PlaceKind
from storage.outbox import Delivery
from storage.store import Store
from tests import builders
from tests.builders_group import FIRST_AT
from tests.cards.lint import assert_good_card
from tests.dialogs.chat import PRIVATE, Chat
from tests.dialogs.invited import open_room

CHANNEL = Place("19:core@thread.tacv2;messageid=17", PlaceKind.CHANNEL, "19:core@thread.tacv2")


class LintedChat(Chat):
    """A chat in which every card shown is held to the lint."""

    def _read(self, answer: Answer) -> str:
        in_public = self.place.kind is not PlaceKind.PERSONAL
        for each in (answer.replace, *answer.say):
            if isinstance(each, AdaptiveCard):
                assert_good_card(each, channel=in_public)
        return super()._read(answer)


class GroupRoom:
    """The store, the engine with every job, and the group that was kept first."""

    def __init__(self, store: Store, group_id: str, now: datetime) -> None:
        # Imported here, because the application lists jobs that the tests of others import singly.
        from app import JOBS

        self.store, self.id, self.now = store, group_id, now
        self.engine = Engine(store, builders.PROFILE, JOBS, home)

    def chat(self, person: Person) -> LintedChat:
        """Somebody's own chat."""
        return LintedChat(self.engine, person, self.now, replace(PRIVATE, conversation=f"a:{person.id}"))

    def in_channel(self, person: Person) -> LintedChat:
        """The same person in the core group's channel."""
        return LintedChat(self.engine, person, self.now, CHANNEL)

    async def group(self) -> CoreGroup:
        """The group as it stands."""
        return await self.store.core_groups.load(self.id)

    async def gathering(self) -> Gathering:
        """Its meeting that is open or comes next."""
        found = (await self.group()).current
        assert found is not None
        return found

    async def closed(self) -> Gathering:
        """Its meeting held last."""
        found = (await self.group()).last_closed
        assert found is not None
        return found

    async def ids(self, **more: str) -> dict[str, str]:
        """What a button of that meeting carries."""
        return {"g": self.id, "w": (await self.gathering()).id, **more}

    async def change(self, change: Callable[[CoreGroup], object]) -> None:
        """Something that happened elsewhere."""
        await self.store.core_groups.update(self.id, change)

    async def owed(self, kind: NoticeKind) -> list[Delivery]:
        """The messages of a kind in the outbox."""
        return [d for d in await self.store.outbox.of_meeting(self.id) if d.kind is kind]


@asynccontextmanager
async def group_room(folder: Path, *groups: CoreGroup, now: datetime = FIRST_AT) -> AsyncIterator[GroupRoom]:
    """A room at the time of the first core group unless told otherwise."""
    room = await open_room(folder, now)
    for each in groups:
        await room.store.core_groups.add(each)
    yield GroupRoom(room.store, groups[0].id if groups else "", now)
    await room.store.close()
