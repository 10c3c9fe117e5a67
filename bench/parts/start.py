"""From nothing to ready, memory at rest, and memory while a million reminders wait."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import aiohttp

from bench.clocks import size
from bench.copies import connect
from bench.found import Found
from bench.plan import Plan
from bench.processes import Running
from bench.seed import seed
from bench.stage import Stage, Teams, Told, staged
from storage.moments import stamp

AT_REST = 2.0
"""Seconds after which a process that has just become ready is weighed: two ticks and the first tidying."""
READY_WITHIN = 60.0
IN_STEPS = 50_000


async def run(plan: Plan, told: Told) -> Found:
    """Start with none pending, with many, and the stock echo bot, in rounds. Raises NotStarted."""
    found = Found()
    async with staged(plan, told) as stage:
        teams = await stage.teams()
        none, many = stage.sqlite("none"), stage.sqlite("many")
        await seed(none, stage.key, 40, 4, teams.service_url)
        stage.sqlite("many", like=none)
        told(f"Start: {plan.pending} reminders are left pending")
        await asyncio.to_thread(leave_pending, many, plan.pending)
        for number in range(plan.starts):
            told(f"Start, round {number + 1} of {plan.starts}")
            for url, case in ((none, "none pending"), (many, size(plan.pending) + " pending")):
                await _started(found, stage, teams, url, case, number)
            await _stock(found, stage, number)
        left = await asyncio.to_thread(_pending, many)
        found.prove("reminders still pending after the starts", plan.pending, left)
    return found


async def _started(found: Found, stage: Stage, teams: Teams, url: str, case: str, number: int) -> None:
    begun = perf_counter()
    server = await stage.quorate(teams, url)
    await _ready(stage, server)
    seconds = perf_counter() - begun
    await asyncio.sleep(AT_REST)
    used = await server.settled()
    found.add("start", case, number, seconds_to_ready=seconds, cpu_seconds=used.cpu)
    found.add("at rest", case, number, megabytes=used.resident)
    await server.stop()


async def _ready(stage: Stage, server: Running) -> None:
    """Wait until the bot says that it can work. Raises TimeoutError."""
    async with asyncio.timeout(READY_WITHIN):
        while True:
            try:
                async with stage.session.get(f"{server.url}/readyz") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass  # it does not listen yet
            await asyncio.sleep(0.01)


async def _stock(found: Found, stage: Stage, number: int) -> None:
    begun = perf_counter()
    server = await stage.start("bench.servers", "stock")
    seconds = perf_counter() - begun
    used = await server.settled()
    found.add("start", "stock echo", number, seconds_to_ready=seconds, cpu_seconds=used.cpu)
    found.add("at rest", "stock echo", number, megabytes=used.resident)
    await server.stop()


def leave_pending(url: str, reminders: int) -> None:
    """Owe so many reminders over the coming year, straight in the outbox and its queue."""
    owed = stamp(datetime.now(UTC))
    apart = stamp(datetime.now(UTC) + timedelta(days=365)) - owed
    first = owed + timedelta(days=1) // timedelta(microseconds=1)
    rows = (_reminder(n, owed, first + n * apart // reminders) for n in range(reminders))
    with connect(url) as connection:
        while some := list(itertools.islice(rows, IN_STEPS)):
            connection.executemany(OWED, some)
            connection.executemany(QUEUED, some)
        connection.commit()


OWED = (
    "INSERT INTO outbox (id, key, meeting_id, kind, addressee, about, caused_by, state, owed_at, due_at,"
    " attempts, why)"
    " VALUES (:id, :key, '', 'reminder', :to, '', 'quorate', 'waiting', :owed_at, :due_at, 0, '')"
)
QUEUED = "INSERT INTO queue (lane, due_at, id, leased) VALUES (0, :due_at, :id, 0)"


def _reminder(n: int, owed_at: int, due_at: int) -> dict[str, Any]:
    return {"id": f"pending-{n:08}", "key": f":reminder:p-{n % 20_000}:{n}", "to": f"p-{n % 20_000}",
            "owed_at": owed_at, "due_at": due_at}  # fmt: skip


def _pending(url: str) -> int:
    with connect(url) as connection:
        query = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND id LIKE 'pending-%'"
        return int(connection.execute(query).fetchone()[0])
