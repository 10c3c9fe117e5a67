"""procrastinate: owe so many jobs, then take and finish them: `procrastinate_jobs.py <url> <jobs>`.

The jobs do nothing, so this is what the queue itself costs. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time

import procrastinate

logging.getLogger("procrastinate").setLevel(logging.ERROR)
BATCH, AT_ONCE = 500, 10
DONE = 0


async def run(url, jobs):
    """Defer in batches, run with ten at once until the queue is empty."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))

    @app.task(name="remind", pass_context=False)
    async def remind(n: int) -> None:
        global DONE
        DONE += 1

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        begun = time.perf_counter()
        for first in range(0, jobs, BATCH):
            await remind.batch_defer_async(*({"n": n} for n in range(first, min(jobs, first + BATCH))))
        owed = time.perf_counter() - begun
        begun = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=AT_ONCE, listen_notify=False)
        taken = time.perf_counter() - begun
    sys.stdout.write(json.dumps({"done": DONE, "adding": owed, "taking": taken}) + "\n")


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2])))
