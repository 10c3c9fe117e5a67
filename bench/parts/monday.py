"""Monday at nine: thirty meetings begin at once, everybody opens a card and answers, and reminders go out."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine, Iterator, Sequence
from time import perf_counter
from typing import Any

from bench.found import Found
from bench.load import Sample
from bench.parts.fanout import CROWD, all_taken, owe
from bench.plan import Plan
from bench.seed import Invited, broken, recorded, seed
from bench.stage import Teams, Told, staged
from bench.traffic import Confirmations, NotOpened

ALONE = 30
"""People who answer one after another beforehand: the unloaded turn."""
THINKS = (1.0, 8.0)
"""Seconds between opening a card and answering it, on a whole minute."""


async def run(plan: Plan, told: Told) -> Found:
    """Measure the turns of a quiet minute, then of the busy one. Raises NotStarted."""
    found = Found()
    meetings, around, within = plan.monday
    async with staged(plan, told) as stage:
        teams, url = await stage.teams(), stage.sqlite("quorate")
        told(f"Monday: inviting {around} people to each of {meetings} meetings")
        answering = (meetings + -(-ALONE // around)) * around
        council = await seed(
            url, stage.key, answering, 0, teams.service_url, crowd=plan.messages, around=around
        )
        server = await stage.quorate(teams, url)
        people = Confirmations(stage.line(server, teams), stage.seals, council.answering)
        all_at_once, alone = council.answering[: meetings * around], council.answering[meetings * around :]
        quiet = Sample()
        for who in alone:
            await _opens_and_answers(people, who, quiet, 0)
        told("Monday: nine o'clock")
        await teams.mood(whose=CROWD)
        await owe(url, stage.key, council.crowd, 1)
        begun, busy = perf_counter(), Sample()
        await asyncio.gather(*_arrivals(people, all_at_once, busy, within))
        busy.seconds = perf_counter() - begun
        await _tell(found, teams, url, plan.messages, quiet, busy)
        cases = {f"PK-26-{n:05}" for n in range(1, answering // around + 1)}
        facts = await recorded(url, stage.key, cases)
        found.prove("answers kept as facts", (busy.turns + quiet.turns) // 2, facts)
        found.prove("chains of facts broken", 0, await broken(url, stage.key, cases))
    return found


def _arrivals(
    people: Confirmations, all_at_once: Sequence[Invited], sample: Sample, within: float
) -> Iterator[Coroutine[Any, Any, None]]:
    """Everybody comes at a moment of their own, and has answered by the end of the time."""
    chance = random.Random(9)
    least, most = (seconds * within / 60 for seconds in THINKS)
    for who in all_at_once:
        thinks = chance.uniform(least, most)
        comes = chance.uniform(0, within - most)
        yield _comes(people, who, sample, comes, thinks)


async def _comes(people: Confirmations, who: Invited, sample: Sample, comes: float, thinks: float) -> None:
    await asyncio.sleep(comes)
    await _opens_and_answers(people, who, sample, thinks)


async def _opens_and_answers(people: Confirmations, who: Invited, sample: Sample, thinks: float) -> None:
    """Two turns; one that shows no card counts as failed."""
    begun = perf_counter()
    try:
        card = await people.opened(who)
    except NotOpened:
        sample.failed += 1
        return
    sample.latencies.append(perf_counter() - begun)
    await asyncio.sleep(thinks)
    begun = perf_counter()
    if await people.answered(who, card):
        sample.latencies.append(perf_counter() - begun)
    else:
        sample.failed += 1


async def _tell(found: Found, teams: Teams, url: str, messages: int, quiet: Sample, busy: Sample) -> None:
    taken = await all_taken(teams, url, messages)
    for case, sample in (("unloaded", quiet), ("all at once", busy)):
        found.add(
            "monday",
            case,
            0,
            turns=sample.turns,
            failed=sample.failed,
            p50_ms=sample.within(0.5),
            p99_ms=sample.within(0.99),
        )
        found.prove(f"turns that failed, {case}", 0, sample.failed)
    found.add("reminders", "all at once", 0, messages=taken["messages"], seconds=taken["seconds"])
    found.prove("reminders lost", 0, messages - taken["conversations"])
    found.prove("reminders doubled", 0, taken["again"])
