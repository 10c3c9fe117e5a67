"""The hour of a meeting: everybody in their own chat, with the chair's jobs and the views."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Person
from dialogs import home
from dialogs.engine import Engine
from dialogs.meetings import attendance, conduct, views
from tests import builders
from tests.builders import STARTS_AT
from tests.dialogs.chat import Chat
from tests.dialogs.invited import Room, open_room

JOBS = [home.jobs, attendance.jobs, conduct.jobs, views.jobs]
KAY = {"m": "m_kay", "c": "c_kay"}
MINUTE = timedelta(minutes=1)
SUMMARY = {"risks": "Two unexplained injuries", "needs": "Safe care", "protective": "A loving aunt"}
HEARD = {"heard": "yes", "words": "I like my school", "how": "in a drawing"}


@asynccontextmanager
async def hour(
    folder: Path, *meetings: PlanningMeeting, starts_in: timedelta = -MINUTE
) -> AsyncIterator[Room]:
    """A room at the meeting's time, a minute after its beginning unless told otherwise."""
    room = await open_room(folder, STARTS_AT - starts_in, *meetings)
    room.engine = Engine(room.store, builders.PROFILE, JOBS, home.home)
    yield room
    await room.store.close()


def ids(*people: Person) -> str:
    """People as a card's list sends them."""
    return ",".join(each.id for each in people)


def ticked(chat: Chat, name: str) -> list[str]:
    """What is ticked in advance on the newest card."""
    return [each for each in str(chat.input(name).get("value", "")).split(",") if each]


async def press_as_shown(chat: Chat, title: str, **changes: Any) -> str:
    """Press a button as a client does: with everything that is filled in on the newest card."""
    shown = {
        each["id"]: str(each.get("value", ""))
        for each in _inputs(chat.card)
        if str(each.get("type", "")).startswith("Input.")
    }
    return await chat.press(title, **(shown | changes))


def _inputs(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for each in node for found in _inputs(each)]
    if isinstance(node, dict):
        own = [node] if "id" in node else []
        return own + [found for each in node.values() for found in _inputs(each)]
    return []
