"""A meeting whose people are invited, everybody enrolled under the builders' own ids, and their chats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet

from cppm.meetings.meeting import Invitee, PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import attendance, reports
from dialogs.turn import Upload
from storage import ids
from storage.outbox import Delivery
from storage.store import Store, open_store
from tests import builders
from tests.databases import upgraded_sqlite
from tests.dialogs.chat import PRIVATE, Chat
from tests.enrolled import enrol_all

JOBS = [home.jobs, attendance.jobs, reports.jobs]
MEETING = {"m": "m_kay"}


class Room:
    """The store, the engine and a chat for each person."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.now = now
        self.engine = Engine(store, builders.PROFILE, JOBS, home.home)

    def chat(self, person: Person) -> Chat:
        return Chat(self.engine, person, self.now, replace(PRIVATE, conversation=f"a:{person.id}"))

    async def meeting(self, id: str = "m_kay") -> PlanningMeeting:
        return await self.store.meetings.load(id)

    async def line(self, person: Person, id: str = "m_kay") -> Invitee:
        return (await self.meeting(id)).invitee(person.id)

    async def owed(self, *kinds: NoticeKind) -> list[Delivery]:
        found = await self.store.outbox.of_meeting("m_kay")
        return [each for each in found if each.kind in kinds]

    async def change(self, change: Callable[[PlanningMeeting], object], id: str = "m_kay") -> None:
        await self.store.meetings.update(id, change)

    async def send(self, chat: Chat, *uploads: Upload, text: str = "") -> str:
        chat.last = replace(chat._turn(text=text), uploads=uploads)
        return chat._read(await self.engine.turn(chat.last))


async def open_room(folder: Path, now: datetime, *meetings: PlanningMeeting) -> Room:
    """A fresh store with everybody enrolled and these meetings in it."""
    preset = [each.id for each in builders.EVERYBODY]
    keys = [Fernet.generate_key().decode()]
    store = open_store(
        upgraded_sqlite(folder),
        keys,
        builders.PROFILE,
        lambda: preset.pop(0) if preset else ids.new_id(),
        lambda: now,
    )
    await enrol_all(store, builders.EVERYBODY, "tenant")
    for meeting in meetings:
        await store.meetings.add(meeting)
    return Room(store, now)
