"""A process that sends as fast as it may: python -m tests.storage.pacer <url> <a second> <seconds> <chats>.

Prints the moment of every message that it was given room for, and its chat.
"""

from __future__ import annotations

import asyncio
import sys
import time

from storage.database import Database
from storage.shared_pace import SharedPace

TENANT = "tenant"


async def send(url: str, a_second: int, seconds: float, chats: int) -> None:
    database = Database(url)
    now = 0.0

    def clock() -> float:
        nonlocal now
        now = time.time()
        return now

    pace = SharedPace(database, a_second, clock)
    until = time.monotonic() + seconds
    n = 0
    while time.monotonic() < until:
        chat = f"chat-{n % chats}"
        wait = await pace.take(TENANT, chat)
        if not wait:
            sys.stdout.write(f"{now:.6f} {chat}\n")
        n += 1
        await asyncio.sleep(min(wait, 0.02))
    await database.close()


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
