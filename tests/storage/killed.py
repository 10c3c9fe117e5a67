"""A process that does part of the work and is then killed. Arguments: url, key, how far to go."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from sqlalchemy import Connection, text

from cppm.meetings import attendance
from storage.store import Store, open_store
from tests import builders
from tests.storage.conftest import CLOSED_AT, Hand, closing_it, coming


async def work(url: str, key: str, how_far: str) -> None:
    clock = Hand()
    store = open_store(url, [key], builders.PROFILE, now=clock)
    if how_far in CORE_GROUPS:
        await CORE_GROUPS[how_far](store)
        os.kill(os.getpid(), signal.SIGKILL)
    await store.meetings.update(
        "m_kay",
        lambda m: attendance.cannot_attend(m, builders.HEALTH, "On leave", clock.now),
        builders.HEALTH,
        once="turn-1",
    )
    if how_far == "claimed":
        await store.outbox.claim(clock.now)
    if how_far == "fired":
        await store.dues.claim(clock.forward(days=60))
    if how_far == "unfinished":
        await store.db.write(_lose_everything)
    os.kill(os.getpid(), signal.SIGKILL)


async def _close(store: Store) -> None:
    await store.meetings.update("m_kay", closing_it, builders.CHAIR, once="turn-1")


async def _close_and_claim(store: Store) -> None:
    await _close(store)
    await store.outbox.claim(CLOSED_AT)


async def _half_close(store: Store) -> None:
    """The meeting is written, and the core group is about to be."""
    store.core_groups.follow = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment, method-assign]
    await _close(store)


async def _answer(store: Store) -> None:
    group = await store.core_groups.of_case("PK-26-0137")
    assert group is not None
    await store.core_groups.update(group.id, coming(CLOSED_AT), builders.HEALTH, once="turn-2")


CORE_GROUPS: dict[str, Callable[[Store], Awaitable[None]]] = {
    "formed": _close,
    "formed and claimed": _close_and_claim,
    "half formed": _half_close,
    "answered": _answer,
}
"""What is done to a core group, by the name of how far it goes."""


def _lose_everything(connection: Connection) -> None:
    connection.execute(text("DELETE FROM outbox"))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:4]))
