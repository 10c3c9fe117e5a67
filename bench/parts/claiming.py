"""Taking what is due out of tables of ten thousand to ten million clocks, on both databases.

Beside APScheduler with a job for each reminder in its SQL job store, and procrastinate.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from bench.clocks import Clocks, fill, read_through, size
from bench.found import Found
from bench.plan import Plan
from bench.processes import environment, result
from bench.seed import seed
from bench.stage import Stage, Told, staged
from cppm.councils.profile import load_profile
from scheduler.holidays import scottish_rest_day
from storage.store import Store, open_store

TAKEN = 500
"""Clocks in one claim."""
WORKERS = (1, 2, 4)
PROCRASTINATE = "bench/peers/procrastinate_jobs.py"
NOWHERE = "http://127.0.0.1:9/teams/"
"""A connector that nobody asks here."""


@dataclass(frozen=True)
class Table:
    """A database with so many clocks in it."""

    kind: str
    rows: int
    url: str
    store: Store


async def run(plan: Plan, told: Told) -> Found:
    """Let workers share a table, then claim from each table in turn; then the peers. Raises NotStarted.

    The workers come first, while the databases are not yet busy with what was filled.
    """
    found = Found()
    async with staged(plan, told) as stage, AsyncExitStack() as stack:
        shared = [await _filled(stage, stack, kind, 0) for kind in ("SQLite", "PostgreSQL")]
        for number in range(plan.repeats):
            told(f"Claiming, workers, round {number + 1} of {plan.repeats}")
            for table in shared:
                for workers in WORKERS:
                    await _shared(found, stage, table, workers, number)
        tables = [
            await _filled(stage, stack, kind, n) for n in plan.clocks for kind in ("SQLite", "PostgreSQL")
        ]
        told("Claiming: reading every table once")
        await asyncio.to_thread(read_through, stage.folder)
        told(f"Claiming, {plan.claims} times {TAKEN} of each table")
        for number in range(-1, plan.claims):
            for table in tables:
                await _claim(found if number >= 0 else Found(), table, number)
        told("Claiming: the peers")
        await _apscheduler(found, "SQLite", stage.sqlite("jobs"), plan.jobs)
        url = stage.postgres.fresh("template1")
        await _apscheduler(found, "PostgreSQL", url.replace("postgresql:", "postgresql+psycopg:"), plan.jobs)
        await _procrastinate(found, stage)
    return found


async def _filled(stage: Stage, stack: AsyncExitStack, kind: str, rows: int) -> Table:
    stage.told(f"Claiming: filling {kind} with {size(rows)} clocks")
    url = stage.sqlite(f"clocks-{rows}") if kind == "SQLite" else stage.postgres.fresh()
    await seed(url, stage.key, 4, 0, NOWHERE)
    await asyncio.to_thread(fill, url, Clocks("clock", rows))
    store = open_store(url, [stage.key], load_profile("perth_kinross", scottish_rest_day))
    stack.push_async_callback(store.close)
    return Table(kind, rows, url, store)


async def _claim(found: Found, table: Table, number: int) -> None:
    """Take the next 500 and pass them on, as a tick does."""
    now = datetime.now(UTC)
    begun = perf_counter()
    fired = await table.store.dues.claim(now, TAKEN)
    claimed = perf_counter()
    await table.store.dues.done(fired, [], [], now)
    done = perf_counter()
    found.prove(f"claimed of {size(table.rows)} in {table.kind}, round {number + 1}", TAKEN, len(fired))
    found.add(
        table.kind,
        size(table.rows),
        number,
        claim_ms=(claimed - begun) * 1000,
        done_ms=(done - claimed) * 1000,
    )


async def _shared(found: Found, stage: Stage, table: Table, workers: int, number: int) -> None:
    """Processes take what is due until nothing is; together they must have taken everything once."""
    clocks = Clocks(f"shared-{workers}-{number}", stage.plan.drained)
    await asyncio.to_thread(fill, table.url, clocks)
    go = stage.folder / clocks.name
    processes = [
        await stage.start("bench.drain", table.url, stage.key, clocks.name, str(go)) for _ in range(workers)
    ]
    go.touch()
    told = await asyncio.gather(*(process.last_words() for process in processes))
    ids = [id for each in told for id in each["ids"]]
    seconds = max(each["ended"] for each in told) - min(each["began"] for each in told)
    case = "1 worker" if workers == 1 else f"{workers} workers"
    found.prove(f"taken by {case} in {table.kind}, round {number + 1}", clocks.rows, len(set(ids)))
    found.prove(f"taken twice by {case} in {table.kind}, round {number + 1}", 0, len(ids) - len(set(ids)))
    found.add(table.kind, case, number, per_second=len(ids) / seconds)


async def _apscheduler(found: Found, kind: str, url: str, jobs: int) -> None:
    """A job for each reminder: add them all, then ask for those due and remove 500 as the scheduler does."""
    store = SQLAlchemyJobStore(url=url)
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    begun = perf_counter()
    for n in range(jobs):
        due = now - timedelta(seconds=1) if n < TAKEN else now + timedelta(days=1, seconds=n)
        scheduler.add_job(remind, "date", run_date=due, args=[n], id=f"job-{n}", misfire_grace_time=None)
    added = perf_counter()
    due_jobs = store.get_due_jobs(now)
    for job in due_jobs:
        store.remove_job(job.id)
    taken = perf_counter()
    scheduler.shutdown(wait=False)
    found.prove(f"jobs due in APScheduler's {kind}", TAKEN, len(due_jobs))
    what = f"APScheduler, {kind}"
    found.add(what, size(jobs), 0, claim_ms=(taken - added) * 1000, add_ms_each=(added - begun) * 1000 / jobs)


def remind(number: int) -> None:
    """What a job would do."""


async def _procrastinate(found: Found, stage: Stage) -> None:
    python = environment("databases")
    if python is None:
        found.notes.append("procrastinate not measured: its environment was not made (make bench does)")
        return
    url, jobs = stage.postgres.fresh("template1"), stage.plan.jobs
    told = await result(stage.folder, PROCRASTINATE, url, str(jobs), python=python)
    found.prove("jobs done by procrastinate", jobs, int(told["done"]))
    claim_ms, add_ms = told["taking"] * 1000 / jobs * TAKEN, told["adding"] * 1000 / jobs
    found.add("procrastinate, PostgreSQL", size(jobs), 0, claim_ms=claim_ms, add_ms_each=add_ms)
