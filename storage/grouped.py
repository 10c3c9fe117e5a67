"""Many small marks share one transaction: what is asked for while one is on its way goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

M = TypeVar("M")


class Grouped(Generic[M]):
    """Collects marks and writes them together. Each caller waits until its own mark is on disk."""

    def __init__(self, write: Callable[[list[M]], Awaitable[None]], limit: int = 500) -> None:
        self._write = write
        self._limit = limit
        self._waiting: list[tuple[M, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, mark: M) -> None:
        """Write this mark with the next group. Raises whatever the group's write raises."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._run())
        await kept

    async def _run(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
            try:
                await self._write([mark for mark, _ in group])
            except Exception as trouble:
                _settle(group, trouble)
            else:
                _settle(group, None)


def _settle(group: list[tuple[M, asyncio.Future[None]]], trouble: Exception | None) -> None:
    for _, kept in group:
        if kept.done():
            continue
        if trouble:
            kept.set_exception(trouble)
        else:
            kept.set_result(None)
