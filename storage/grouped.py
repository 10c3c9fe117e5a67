"""Many small writes share one transaction: what is asked for while one is on its way goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

M = TypeVar("M")
R = TypeVar("R")


class Grouped(Generic[M, R]):
    """Collects what is to be written and writes it together; `write` gives a result for each.

    Each caller waits until its own is on disk.
    """

    def __init__(self, write: Callable[[list[M]], Awaitable[Sequence[R]]], limit: int = 500) -> None:
        self._write = write
        self._limit = limit
        self._waiting: list[tuple[M, asyncio.Future[R]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, asked: M) -> R:
        """Write this with the next group. Raises whatever the group's write raises."""
        kept: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._run())
        return await kept

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
            try:
                found = await self._write([asked for asked, _ in group])
            except Exception as trouble:
                for _, kept in group:
                    if not kept.done():
                        kept.set_exception(trouble)
            else:
                for (_, kept), result in zip(group, found, strict=True):
                    if not kept.done():
                        kept.set_result(result)
