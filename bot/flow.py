"""Order in one process: one turn at a time for a person in a place, one run for what is delivered twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import structlog

log = structlog.get_logger("quorate.bot")

KEPT = 256
"""Finished visits remembered, so that a repeat which comes a moment later still gets the same answer."""


@dataclass
class Visit:
    """One activity being dealt with. `late` is set once Teams has had to be answered without its outcome."""

    work: asyncio.Task[Any]
    late: bool = False


class Flow:
    """Visits, the order among them, and the work that goes on behind them."""

    def __init__(self) -> None:
        self._visits: OrderedDict[Hashable, Visit] = OrderedDict()
        self._places: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Any]] = set()

    def visit(self, key: Hashable | None, work: Callable[[], Awaitable[Any]]) -> tuple[Visit, bool]:
        """Return the visit for this key and whether it is new; a repeat joins the first one's work."""
        known = self._visits.get(key) if key is not None else None
        if known is not None:
            return known, False
        visit = Visit(self.behind(_awaited(work)))
        if key is not None:
            self._visits[key] = visit
            self._trim()
        return visit, True

    def forget(self, key: Hashable) -> None:
        """Let a visit that failed be tried again under the same key."""
        self._visits.pop(key, None)

    def place(self, key: Hashable) -> asyncio.Lock:
        """Return the lock of one person in one place; it vanishes when nobody holds it."""
        return self._places.setdefault(key, asyncio.Lock())

    def behind(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start work that nobody need wait for, and keep hold of it until it ends."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def settled(self) -> None:
        """Wait until no work is left, the work that work starts included."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def close(self, grace: float) -> None:
        """Wait up to `grace` seconds for the work that is left, then cancel it."""
        try:
            async with asyncio.timeout(grace):
                await self.settled()
        except TimeoutError:
            log.warning("work cut short", tasks=len(self._running))
        for task in set(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _trim(self) -> None:
        """Drop the oldest visit when there are too many; one still at work goes to the back instead."""
        if len(self._visits) > KEPT:
            key, visit = self._visits.popitem(last=False)
            if not visit.work.done():
                self._visits[key] = visit

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", error=type(error).__name__)


async def _awaited(work: Callable[[], Awaitable[Any]]) -> Any:
    return await work()
