"""The processes of a run: started, asked what they have used, and stopped by their own handle."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import orjson

ROOT = Path(__file__).parent.parent
STARTS_WITHIN, STOPS_WITHIN = 60.0, 25.0
QUIET = 0.01
"""Seconds of CPU between two looks beneath which a server counts as idle."""
LOOK_EVERY = 0.15


class NotStarted(Exception):
    """A process of the benchmark ended before it was ready; the message is the end of its log."""


@dataclass(frozen=True)
class Usage:
    """What a server has used so far: CPU of all its threads in seconds, and memory now in bytes."""

    cpu: float
    resident: int


@dataclass(frozen=True)
class Running:
    """A process, and what it said of itself when it was ready."""

    process: asyncio.subprocess.Process
    said: dict[str, Any]

    @property
    def url(self) -> str:
        """Where it listens."""
        return str(self.said["url"])

    async def stop(self) -> None:
        """End it as a deployment would, and by force if it does not go."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), STOPS_WITHIN)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


async def start(folder: Path, module: str, *arguments: str, **settings: str) -> Running:
    """Run a module of the benchmark until it says, in one line of JSON, that it is ready."""
    path = folder / f"{'-'.join([module, *arguments])}.log"
    with path.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=_surroundings(folder, settings),
        )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)
    if not line:
        await process.wait()
        raise NotStarted(path.read_text()[-2000:])
    return Running(process, orjson.loads(line))


def _surroundings(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    """The environment without anybody's settings or proxies: everything stays on this machine."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QUORATE_") and not name.lower().endswith("_proxy")
    }
    return kept | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)} | settings


async def usage(session: aiohttp.ClientSession, url: str) -> Usage:
    """What the server at this address has used."""
    async with session.get(f"{url}/bench/usage") as response:
        return Usage(**orjson.loads(await response.read()))


async def settled(session: aiohttp.ClientSession, url: str) -> Usage:
    """The same once the server has finished what it still does behind its answers."""
    last = await usage(session, url)
    while True:
        await asyncio.sleep(LOOK_EVERY)
        now = await usage(session, url)
        if now.cpu - last.cpu < QUIET:
            return now
        last = now
