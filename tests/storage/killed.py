"""A process that does part of the work and is then killed. Arguments: url, key, how far to go."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from sqlalchemy import Connection, text

from cppm import attendance
from storage.store import open_store
from tests import builders
from tests.storage.conftest import Hand


async def work(url: str, key: str, how_far: str) -> None:
    clock = Hand()
    store = open_store(url, [key], builders.PROFILE, now=clock)
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


def _lose_everything(connection: Connection) -> None:
    connection.execute(text("DELETE FROM outbox"))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:4]))
