"""A worker that takes what is due until nothing is: `python -m bench.drain <url> <key> <name> <file>`.

It says when it is ready, begins once the file is there, and at the end prints whose clocks it took, and when.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from cppm.councils.profile import load_profile
from scheduler.holidays import scottish_rest_day
from storage.store import open_store

BATCH = 500


async def run(url: str, key: str, name: str, go: Path) -> None:
    """Claim and pass on, batch by batch; of other clocks that are due nothing is told."""
    store = open_store(url, [key], load_profile("perth_kinross", scottish_rest_day))
    await store.ready()
    say({"ready": True})
    await asyncio.to_thread(wait_for, go)
    began, ids, now = time.time(), list[str](), datetime.now(UTC)
    while fired := await store.dues.claim(now, BATCH):
        await store.dues.done(fired, [], [], now)
        ids += [each.id for each in fired if each.id.startswith(name)]
    ended = time.time()
    await store.close()
    say({"ids": ids, "began": began, "ended": ended})


def wait_for(go: Path) -> None:
    """Return once the file is there: everybody begins at the same moment."""
    while not go.exists():
        time.sleep(0.005)


def say(told: dict[str, object]) -> None:
    """One line of JSON to whoever started this."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])))
