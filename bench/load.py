"""The load, the same for every server: so many clients at once, each waits for its answer and goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter

import aiohttp

Accepts = Callable[[int, bytes], bool]


@dataclass
class Sample:
    """What came of one stretch of load. `latencies` are in seconds, one for each turn that succeeded."""

    seconds: float = 0.0
    failed: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def turns(self) -> int:
        """How many turns were answered as they should be."""
        return len(self.latencies)

    @property
    def turns_per_second(self) -> float:
        """The rate of those."""
        return self.turns / self.seconds if self.seconds else 0.0

    def within(self, part: float) -> float:
        """Milliseconds within which this part of the turns was answered (0.99 for the 99th percentile)."""
        ordered = sorted(self.latencies)
        return ordered[min(int(part * len(ordered)), len(ordered) - 1)] * 1000 if ordered else 0.0


@dataclass(frozen=True)
class Door:
    """Where the turns go, with which headers, and what counts as an answer."""

    url: str
    headers: dict[str, str]
    accepts: Accepts


async def drive(
    session: aiohttp.ClientSession, door: Door, bodies: Iterator[bytes], clients: int, seconds: float
) -> Sample:
    """Send `bodies` for so long, or until there are none left."""
    sample = Sample()
    begun = perf_counter()
    await asyncio.gather(*(_client(session, door, bodies, begun + seconds, sample) for _ in range(clients)))
    sample.seconds = perf_counter() - begun
    return sample


async def _client(
    session: aiohttp.ClientSession, door: Door, bodies: Iterator[bytes], until: float, sample: Sample
) -> None:
    while perf_counter() < until and (body := next(bodies, None)) is not None:
        sent = perf_counter()
        if await _answered(session, door, body):
            sample.latencies.append(perf_counter() - sent)
        else:
            sample.failed += 1


async def _answered(session: aiohttp.ClientSession, door: Door, body: bytes) -> bool:
    try:
        async with session.post(door.url, data=body, headers=door.headers) as response:
            return door.accepts(response.status, await response.read())
    except aiohttp.ClientError:
        return False
