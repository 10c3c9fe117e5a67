"""Processes that deliver are killed at every step, or work side by side. Nothing is lost, all is counted."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cppm.records import CHANNEL, NoticeKind
from storage.outbox import State
from tests.scheduler.conftest import open_office
from tests.scheduler.courier import STEPS
from tests.scheduler.rounds import CORE_GROUP, Town, owe_crowd, owe_news, town_of
from tests.storage.conftest import KEY, Hand

ROOT = Path(__file__).parents[2]
LEASE_OVER = timedelta(minutes=3)
Plan = tuple[datetime, str, int]
"""When a process starts, the step after which it dies, and how many times it gets past that first."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of each kind."""
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")
    return found


@pytest.fixture
async def town(url: str, clock: Hand) -> AsyncIterator[Town]:
    async with open_office(url, clock) as office, town_of(office) as town:
        yield town


async def couriers(town: Town, url: str, *plans: Plan, together: bool = False) -> list[int]:
    """Run processes by plan (see tests.scheduler.courier) and return how each ended."""
    words = [str(word) for moment, step, times in plans for word in (moment.isoformat(), step, times)]
    first = ["together"] if together else []
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.scheduler.courier", url, KEY, town.connector.origin, *first, *words,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    return [int(line.split()[1]) for line in said.splitlines() if line.startswith(b"ended")]


async def test_a_process_killed_at_any_step_loses_nothing_and_doubles_only_what_nobody_can_know(
    town: Town, url: str
) -> None:
    await owe_news(town, 3)
    await owe_crowd(town, 250)
    chance = random.Random(11)
    steps = [*STEPS, *chance.sample(["claimed", "composed", "begun", "accepted", "marked"], 3)]
    plans: list[Plan] = []
    for step in steps:
        once = step in ("fired", "gathered", "claimed", "posted")
        plans.append((town.office.clock.now, step, 1 if once else chance.randint(1, 4)))
        town.office.pass_time(seconds=LEASE_OVER.total_seconds())
    assert await couriers(town, url, *plans) == [-signal.SIGKILL] * len(plans)
    await town.until_quiet()
    await town.assert_accounted()
    assert len(await told_late(town)) >= 5


async def told_late(town: Town) -> list[str]:
    """Who was reminded, each by one message although the clocks' process died twice."""
    reminded = [each for each in await town.report() if each.kind is NoticeKind.REMINDER]
    assert len({each.to for each in reminded}) == len(reminded)
    return [each.to for each in reminded]


async def test_two_processes_share_the_clocks_and_the_outbox(town: Town, url: str) -> None:
    await owe_news(town, 3)
    await owe_crowd(town, 90)
    now = town.office.clock.now
    assert await couriers(town, url, (now, "end", 0), (now, "end", 0), together=True) == [0, 0]
    town.office.pass_time(minutes=5)
    await town.until_quiet()
    report = await town.report()
    assert {each.state for each in report} <= {State.SENT, State.DROPPED}
    assert await town.office.store.outbox.perhaps_twice() == 0
    assert {town.arrivals[f"chat-{n:03}"] for n in range(90)} == {1}
    told = await town.office.store.reminders.of_root("m_kay")
    steps = [(each.person_id, each.item.due_key, each.item.step, each.item.at) for each in told]
    assert len(steps) == len(set(steps)) > 5
    digests = [each.to for each in report if each.kind is NoticeKind.REMINDER]
    assert max(digests.count(person) for person in digests) <= 2  # one a process at the most
    assert (
        len([sent for sent in town.connector.log if sent.conversation == CORE_GROUP and sent.kind == "sent"])
        == 1
    )
    assert {each.state for each in report if each.to == CHANNEL} == {State.SENT}
