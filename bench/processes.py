"""The processes of a run: started, asked what they have used, and stopped by their own handle."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parent.parent
STARTS_WITHIN, STOPS_WITHIN = 120.0, 25.0
LOOK_EVERY = 0.15
"""Seconds between two looks at a server that is to come to rest."""
TICKS = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1024 * 1024


class NotStarted(Exception):
    """A process of the benchmark ended before it was ready; the message is the end of its log."""


@dataclass(frozen=True)
class Usage:
    """What a process has used so far: CPU of all its threads in seconds, and memory now in megabytes."""

    cpu: float
    resident: float


@dataclass(frozen=True)
class Running:
    """A process, and what it said of itself when it was ready."""

    process: asyncio.subprocess.Process
    said: dict[str, Any]

    @property
    def url(self) -> str:
        """Where it listens."""
        return str(self.said["url"])

    @property
    def usage(self) -> Usage:
        """What it has used."""
        return usage_of(self.process.pid)

    async def settled(self) -> Usage:
        """The same once it has finished what it still does behind its answers."""
        last = self.usage
        while True:
            await asyncio.sleep(LOOK_EVERY)
            now = self.usage
            if now.cpu - last.cpu <= LOOK_EVERY / 10:
                return now
            last = now

    async def last_words(self) -> dict[str, Any]:
        """Wait until it ends by itself; the line of JSON that it printed. Raises NotStarted."""
        assert self.process.stdout is not None
        printed = await self.process.stdout.read()
        if await self.process.wait() or not printed:
            raise NotStarted(f"a process ended with {self.process.returncode} and said {printed[-500:]!r}")
        found: dict[str, Any] = orjson.loads(printed)
        return found

    async def stop(self) -> None:
        """End it as a deployment would, and by force if it does not go."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), STOPS_WITHIN)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """End it as a power cut would."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


async def start(
    folder: Path, name: str, *arguments: str, python: str = sys.executable, **settings: str
) -> Running:
    """Run a module, or a script by its path, until it says in one line of JSON that it is ready.

    Raises NotStarted.
    """
    process, log = await launch(folder, name, *arguments, python=python, **settings)
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), STARTS_WITHIN)
    if not line:
        await process.wait()
        raise NotStarted(log.read_text()[-2000:])
    return Running(process, orjson.loads(line))


async def result(
    folder: Path, name: str, *arguments: str, python: str = sys.executable, **settings: str
) -> dict[str, Any]:
    """Run a module or script to its end; the last line it prints is what it found. Raises NotStarted."""
    process, log = await launch(folder, name, *arguments, python=python, **settings)
    printed, _ = await process.communicate()
    if process.returncode or not printed:
        raise NotStarted(log.read_text()[-2000:])
    found: dict[str, Any] = orjson.loads(printed.splitlines()[-1])
    return found


async def launch(
    folder: Path, name: str, *arguments: str, python: str, **settings: str
) -> tuple[asyncio.subprocess.Process, Path]:
    """Start a process with its own log; its standard output is read by whoever asked."""
    script = name.endswith(".py")
    log = folder / f"{'-'.join([Path(name).stem, *arguments[:1]]).replace('/', '-')}.log"
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *(python, *([str(ROOT / name)] if script else ["-m", name]), *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=_surroundings(folder, settings, python),
        )
    return process, log


def _surroundings(folder: Path, settings: dict[str, str], python: str) -> dict[str, str]:
    """The environment without anybody's settings or proxies: everything stays on this machine."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUORATE_", "BENCH_", "PYTHON")) and not name.lower().endswith("_proxy")
    }
    path = {"PYTHONPATH": str(ROOT)} if python == sys.executable else {}
    return kept | path | {"TMPDIR": str(folder)} | settings


def usage_of(pid: int) -> Usage:
    """What a process has used, as the system tells it: to a hundredth of a second."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        fields = stat.read_text().rpartition(") ")[2].split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return Usage(
            (int(fields[11]) + int(fields[12])) / TICKS, pages * os.sysconf("SC_PAGESIZE") / MEGABYTE
        )
    told = subprocess.run(
        ["ps", "-o", "time=,rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    return Usage(_seconds(told[0]), int(told[1]) / 1024)


def _seconds(clock: str) -> float:
    """Seconds of a time as `ps` writes it: [hours:]minutes:seconds."""
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def environment(name: str) -> str | None:
    """The interpreter of one of the locked environments beside ours, or None where it was not made."""
    python = ROOT / "var" / "bench" / name / "bin" / "python"
    return str(python) if python.exists() else None
