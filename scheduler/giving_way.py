"""People come first: what goes out unasked is done bit by bit, and waits while somebody is answered."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

PIECES = 4
"""How much is done before the loop looks at what has come in: about two milliseconds' worth."""
ROUNDS = 5
"""Rounds of the loop between: a request that has just come in needs about so many to be known as a turn."""
GIVES_WAY = 0.05
"""Seconds for which so much waits at the most.

A message is two pieces, so 40 messages a second still go out while people never stop writing; Teams takes 50.
"""


async def at_once() -> None:
    """Nobody is being answered."""


class GivingWay:
    """Lets pieces of work go, in the order in which they ask. `quiet` returns once nobody is being answered.

    Everything here shares one loop with the turns of people: a hundred messages made in one go would hold up
    whoever writes in that moment for as long.
    """

    def __init__(self, quiet: Callable[[], Awaitable[object]] = at_once) -> None:
        self._quiet = quiet
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._letting: asyncio.Task[None] | None = None

    async def piece(self) -> None:
        """Wait until the next piece of work may be done: all that comes up to the next real wait."""
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
            for _ in range(ROUNDS):
                await asyncio.sleep(0)  # in the first of them, they work
