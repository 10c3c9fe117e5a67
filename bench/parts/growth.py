"""The turns of a day against the age of the database: empty, one year and ten years of the whole of Scotland.

A year is 12,000 planning meetings and 30,000 meetings of core groups, all over and done with; each is a
document of its own here, a copy of one that the store has written, with those who took part.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench import copies
from bench.found import Found
from bench.load import drive
from bench.plan import Plan
from bench.processes import Running
from bench.seed import Council, broken, recorded, seed
from bench.stage import Stage, Teams, Told, staged
from bench.traffic import Confirmations, Messages, Traffic
from storage.moments import stamp

PLANNING, CORE_GROUP = 12_000, 30_000
"""Documents of a year."""
CLIENTS = (1, 16)
MOST_A_SECOND = 300


@dataclass(frozen=True)
class Age:
    """A database so many years old, with its bot and its turns."""

    case: str
    url: str
    server: Running
    traffic: dict[str, Traffic]


async def run(plan: Plan, told: Told) -> Found:
    """Measure the same turns on databases of every age, in rounds. Raises NotStarted, NotOpened."""
    found, changes = Found(), dict[str, int]()
    async with staged(plan, told) as stage:
        teams, empty = await stage.teams(), stage.sqlite("0")
        council = await seed(empty, stage.key, plan.answering, plan.busy, teams.service_url)
        ages = [await _aged(stage, found, teams, council, empty, years) for years in plan.years[::-1]]
        for number in range(plan.repeats):
            told(f"Growth, round {number + 1} of {plan.repeats}")
            for what in ("confirm", "home"):
                for age in ages[:: 1 if number % 2 == 0 else -1]:
                    done = await _one(found, age, what, number, stage.plan.seconds)
                    changes[age.url] = changes.get(age.url, 0) + (done if what == "confirm" else 0)
        for age in ages:
            kept = await recorded(age.url, stage.key)
            found.prove(f"changes kept as facts at {age.case}", changes[age.url], kept)
        found.prove("chains of facts broken", 0, await broken(empty, stage.key))
        found.prove("turns that failed", 0, int(sum(row.figures.get("failed", 0) for row in found.rows)))
    return found


async def _aged(stage: Stage, found: Found, teams: Teams, council: Council, empty: str, years: float) -> Age:
    """A database of this age, with a bot on it; the empty one is last, for the others are copies of it."""
    url = stage.sqlite(f"{years:g}", like=empty) if years else empty
    if years:
        stage.told(f"Growth: {years:g} years of Scotland")
        await asyncio.to_thread(grow, url, stage.key, council.answering[0].meeting, years)
    server = await stage.quorate(teams, url)
    await asyncio.sleep(1)
    case = f"{years:g} year{'s' * (years != 1)}"
    found.add("at rest", case, 0, megabytes=(await server.settled()).resident)
    line = stage.line(server, teams)
    traffic: dict[str, Traffic] = {
        "confirm": Confirmations(line, stage.seals, council.answering),
        "home": Messages(line, "home", council.busy),
    }
    return Age(case, url, server, traffic)


def grow(url: str, key: str, like: str, years: float) -> None:
    """Write the meetings of so many years that are over. The database must be nobody else's."""
    of = copies.original(url, like, key)
    copies.archive(url, of, _past("planning", int(PLANNING * years), years), kind="planning", phase="closed")
    copies.archive(url, of, _past("group", int(CORE_GROUP * years), years), kind="core group", phase="ended")


def _past(name: str, meetings: int, years: float) -> Iterator[tuple[str, str, int]]:
    """Their ids, cases, and when they began: evenly over the years, up to a quarter of a year ago."""
    until = datetime.now(UTC) - timedelta(days=91)
    for n in range(meetings):
        at = until - timedelta(days=365 * years) * (n / meetings)
        yield f"past-{name}-{n:07}", f"PK-{n % 100:02}-9{n // 3:06}", stamp(at)


async def _one(found: Found, age: Age, what: str, number: int, seconds: float) -> int:
    """Measure with each number of clients; how many turns were answered."""
    done = 0
    for clients in CLIENTS:
        traffic = age.traffic[what]
        bodies = await traffic.bodies(int(seconds * MOST_A_SECOND))
        before = await age.server.settled()
        sample = await drive(traffic.line.session, traffic.door(), bodies, clients, seconds)
        after = await age.server.settled()
        found.add(
            what,
            age.case if clients == 1 else f"{age.case}, {clients} clients",
            number,
            turns=sample.turns,
            failed=sample.failed,
            per_second=sample.turns_per_second,
            cpu_ms=(after.cpu - before.cpu) * 1000 / max(1, sample.turns),
            p50_ms=sample.within(0.5),
            p99_ms=sample.within(0.99),
            megabytes=after.resident,
        )
        done += sample.turns
    return done
