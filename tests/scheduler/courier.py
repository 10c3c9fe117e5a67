"""Processes that deliver, one after the other or all at once, and are killed on the way.

Arguments: url, key, the connector's origin, then for each process when it starts (ISO), the step after which
it is killed, and how many times it gets past that step first; "end" lets it go on until nothing waits. With
"together" before them they run at the same time. Prints how each of them ended.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from storage.store import Store, open_store
from tests import builders
from tests.scheduler.rounds import Round

STEPS = ("fired", "gathered", "posted", "claimed", "composed", "begun", "accepted", "marked")
"""After which a process may die: from the clock to the mark, and where a new post in a channel is kept."""
TICK = 0.05


def killing(work: Callable[..., Awaitable[Any]], times: int) -> Callable[..., Awaitable[Any]]:
    """The same, but the process is dead after so many times."""
    left = [times]

    async def killed(*given: Any, **more: Any) -> Any:
        found = await work(*given, **more)
        if found not in ([], False):
            left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return killed


async def deliver(url: str, key: str, origin: str, moment: datetime, step: str, times: int) -> None:
    began = time.monotonic()

    def clock() -> datetime:
        return moment + timedelta(seconds=time.monotonic() - began)

    store = open_store(url, [key], builders.PROFILE, now=clock)
    running = Round(store, origin, clock, time.monotonic, timeout=10.0)
    places: dict[str, tuple[Any, str]] = {
        "fired": (store.dues, "claim"),
        "gathered": (store.dues, "done"),
        "claimed": (store.outbox, "claim"),
        "composed": (running.composer, "compose"),
        "begun": (store.outbox, "begin"),
        "accepted": (running.post, "send"),
        "posted": (store.threads, "keep"),
        "marked": (store.outbox, "sent"),
    }
    if step in places:
        place, name = places[step]
        setattr(place, name, killing(getattr(place, name), times))
    while running.tick.last is None or await _waits(store, clock()):
        await running.tick.run()
        await asyncio.sleep(TICK)
    await running.close()
    await store.close()


async def _waits(store: Store, now: datetime) -> bool:
    """Whether something is still to be sent within the minute."""
    oldest = await store.outbox.oldest_waiting()
    return oldest is not None and oldest < now + timedelta(minutes=1)


def main(url: str, key: str, origin: str, *plans: str) -> None:
    together = plans[:1] == ("together",)
    each = plans[1:] if together else plans
    children: list[int] = []
    for moment, step, times in zip(each[::3], each[1::3], each[2::3], strict=True):
        child = os.fork()
        if child == 0:
            asyncio.run(deliver(url, key, origin, datetime.fromisoformat(moment), step, int(times)))
            os._exit(0)
        children.append(child)
        if not together:
            say(children.pop())
    for child in children:
        say(child)


def say(child: int) -> None:
    """Wait for a process and say how it ended: 0, or minus the signal."""
    _, status = os.waitpid(child, 0)
    sys.stdout.write(f"ended {os.waitstatus_to_exitcode(status)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
