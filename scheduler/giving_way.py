"""People come first: what goes out unasked is done a little at a time, and waits while somebody is answered."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

PIECES = int(__import__("os").environ.get("BENCH_PIECES", 4))
"""How much is done at once: about two milliseconds' worth. Then the loop looks at what has come in."""
GIVES_WAY = float(__import__("os").environ.get("BENCH_WAY", 0.025))
"""Seconds for which so much waits at the most.

Of two pieces a message, 80 messages a second still go out while people never stop: more than the 50 that Teams
takes from a tenant.
"""


async def at_once() -> None:
    """Nobody is being answered."""


class GivingWay:
    """Lets pieces of work go, in the order in which they ask. `quiet` returns once nobody is being answered."""

    def __init__(self, quiet: Callable[[], Awaitable[None]] = at_once) -> None:
        self._quiet = quiet
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._letting: asyncio.Task[None] | None = None

    async def piece(self) -> None:
        """Wait until the next piece of work may be done: what comes up to the next await, a millisecond or less."""
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        if self._letting is None or self._letting.done():
            self._letting = asyncio.create_task(self._let_go())
        await mine

    async def _let_go(self) -> None:
        while self._waiting:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(GIVES_WAY):
                    await self._quiet()
            for _ in range(min(PIECES, len(self._waiting))):
                mine = self._waiting.popleft()
                if not mine.done():  # whoever asked may have been cancelled
                    mine.set_result(None)
            await asyncio.sleep(0)  # they work now, in the same round of the loop
