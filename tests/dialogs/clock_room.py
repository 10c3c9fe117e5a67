"""A case whose clocks run, everybody enrolled under the builders' own ids, with every job of the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cards.elements import AdaptiveCard
from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from cppm.records import NoticeKind
from dialogs import home
from dialogs.engine import Engine
from dialogs.turn import Answer
from storage.outbox import Delivery
from tests import builders
from tests.builders import STARTS_AT
from tests.cards.lint import assert_good_card
from tests.dialogs.chat import PRIVATE, Chat
from tests.dialogs.invited import Room, open_room

M = {"m": "m_kay"}
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class LintedChat(Chat):
    """A chat in which every card shown is held to the lint."""

    def _read(self, answer: Answer) -> str:
        for each in (answer.replace, *answer.say):
            if isinstance(each, AdaptiveCard):
                assert_good_card(each)
        return super()._read(answer)


class ClockRoom(Room):
    """The room some days after a meeting."""

    def chat(self, person: Person) -> LintedChat:
        """Somebody's own chat."""
        return LintedChat(self.engine, person, self.now, replace(PRIVATE, conversation=f"a:{person.id}"))

    async def group(self) -> CoreGroup:
        """The core group that the meeting formed."""
        found = await self.store.core_groups.of_case("PK-26-0137")
        assert found is not None
        return found

    async def sent_to(self, kind: NoticeKind) -> list[str]:
        """To whom messages of a kind are owed."""
        return sorted(each.to for each in await self._sent(kind))

    async def _sent(self, kind: NoticeKind) -> list[Delivery]:
        return [each for each in await self.store.outbox.of_meeting("m_kay") if each.kind is kind]


@asynccontextmanager
async def days_after(folder: Path, days: int, *meetings: PlanningMeeting) -> AsyncIterator[ClockRoom]:
    """A room so many days and two hours after these meetings, or after one that placed a name, began."""
    from app import JOBS  # here, because the application lists jobs that other tests import singly

    opened = await open_room(
        folder, STARTS_AT + days * DAY + 2 * HOUR, *(meetings or [builders.a_closed_meeting()])
    )
    room = ClockRoom(opened.store, opened.now)
    room.engine = Engine(room.store, builders.PROFILE, JOBS, home.home)
    yield room
    await room.store.close()
