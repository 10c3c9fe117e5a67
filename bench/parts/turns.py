"""Whole turns of Quorate beside echo bots of three SDKs and a bare handler, in interleaved rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.found import Found
from bench.load import drive
from bench.plan import Plan
from bench.processes import Running, environment, result
from bench.seed import Council, broken, recorded, seed
from bench.stage import Stage, Teams, Told, staged
from bench.traffic import Confirmations, Messages, Traffic

CLIENTS = 16
"""How many at once where only one number is measured."""
MOST_A_SECOND = 300
"""Forms opened for each second of measuring. Whoever answers faster is measured for less than the time."""
SLOWLY, ON_POSTGRES = "confirm, slow login", "confirm, PostgreSQL"
SLOW_LOGIN = 0.1
"""Seconds that the slow login services take to answer."""
PEERS = {"agents": "bench/peers/agents_echo.py", "teams": "bench/peers/teams_echo.py"}
RAW = "bench/peers/round_trips.py"
TRANSACTIONS = "bench.transactions"
SHARED_BY = 4
"""The part of those who answer that PostgreSQL gets, where seeding takes longer."""


@dataclass(frozen=True)
class Target:
    """One kind of turn on one server, with these numbers of clients."""

    what: str
    server: Running
    teams: Teams
    traffic: Traffic
    clients: Sequence[int]


async def run(plan: Plan, told: Told) -> Found:
    """Measure every target in every round. Raises NotStarted, NotOpened."""
    found = Found()
    async with staged(plan, told) as stage:
        url, on_postgres = stage.sqlite("quorate"), stage.postgres.fresh()
        teams = await stage.teams()
        slow = await stage.teams("--login-after", str(SLOW_LOGIN), "--service-url", teams.service_url)
        targets = await _targets(stage, found, teams, slow, {"SQLite": url, "PostgreSQL": on_postgres})
        changes: dict[str, int] = {}
        for target in targets:
            at_rest = target.server.usage.resident
            found.add(target.what, "at rest", 0, megabytes=at_rest)
            await _one(Found(), changes, target, -1, CLIENTS, plan.seconds)  # warms it up
        for number in range(plan.rounds):
            told(f"Turns, round {number + 1} of {plan.rounds}")
            for clients in plan.clients:
                for target in targets[:: 1 if number % 2 == 0 else -1]:
                    if clients in target.clients:
                        await _one(found, changes, target, number, clients, plan.seconds)
        # How often the bot behind the slow login asked it for a token, in the whole run.
        found.add(SLOWLY, "tokens", 0, tokens=(await slow.taken())["tokens"])
        found.prove("turns that failed", 0, int(sum(row.figures.get("failed", 0) for row in found.rows)))
        await _prove(found, stage, "SQLite", url, changes["confirm"])
        await _prove(found, stage, "PostgreSQL", on_postgres, changes[ON_POSTGRES])
        await _round_trips(found, stage, on_postgres)
    return found


async def _targets(
    stage: Stage, found: Found, teams: Teams, slow: Teams, urls: dict[str, str]
) -> list[Target]:
    plan, key = stage.plan, stage.key
    stage.told("Turns: inviting an invented council, twice")
    council = await seed(urls["SQLite"], key, plan.answering, plan.busy, teams.service_url)
    some = await seed(urls["PostgreSQL"], key, plan.answering // SHARED_BY, 0, teams.service_url)
    slow_url = stage.sqlite("slow", like=urls["SQLite"])
    quorate = await stage.quorate(teams, urls["SQLite"])
    targets = [
        Target("confirm", quorate, teams, _confirming(stage, quorate, teams, council), plan.clients),
        Target("home", quorate, teams, _asking(stage, quorate, teams, council), plan.clients),
    ]
    for name, its_teams, its_url, people in (
        (SLOWLY, slow, slow_url, council),
        (ON_POSTGRES, teams, urls["PostgreSQL"], some),
    ):
        server = await stage.quorate(its_teams, its_url)
        traffic = _confirming(stage, server, its_teams, people)
        targets.append(Target(name, server, teams, traffic, (CLIENTS,)))
    for name in ("stock", "mended", "floor"):
        server = await stage.start("bench.servers", name)
        targets.append(Target(name, server, teams, _echoed(stage, server, teams, council), plan.clients))
    for name, script in PEERS.items():
        peer = await stage.peer(name, script)
        if peer is None:
            found.notes.append(f"{name} not measured: {WHY_NOT[name]}")
        else:
            targets.append(Target(name, peer, teams, _echoed(stage, peer, teams, council), plan.clients))
    return targets


WHY_NOT = {
    "agents": "its environment was not made (make bench does)",
    "teams": "no Python 3.12 here",
}


def _confirming(stage: Stage, server: Running, teams: Teams, council: Council) -> Traffic:
    return Confirmations(stage.line(server, teams), stage.seals, council.answering)


def _asking(stage: Stage, server: Running, teams: Teams, council: Council) -> Traffic:
    return Messages(stage.line(server, teams), "home", council.busy)


def _echoed(stage: Stage, server: Running, teams: Teams, council: Council) -> Traffic:
    people = [each.aad_id for each in council.answering]
    return Messages(stage.line(server, teams, signed=False), "Good morning", people)


async def _one(
    found: Found, changes: dict[str, int], target: Target, number: int, clients: int, seconds: float
) -> None:
    """Measure one target for its time, with what it still does behind its answers."""
    bodies = await target.traffic.bodies(int(seconds * MOST_A_SECOND))
    before, called = await target.server.settled(), (await target.teams.taken())["calls"]
    sample = await drive(target.teams.session, target.traffic.door(), bodies, clients, seconds)
    after, calls = await target.server.settled(), (await target.teams.taken())["calls"] - called
    if isinstance(target.traffic, Confirmations):
        changes[target.what] = changes.get(target.what, 0) + sample.turns
    turns = max(1, sample.turns)
    found.add(
        target.what,
        f"{clients} clients",
        number,
        turns=sample.turns,
        failed=sample.failed,
        per_second=sample.turns_per_second,
        cpu_ms=(after.cpu - before.cpu) * 1000 / turns,
        p50_ms=sample.within(0.5),
        p99_ms=sample.within(0.99),
        megabytes=after.resident,
        calls=calls / turns,
    )


async def _prove(found: Found, stage: Stage, where: str, url: str, changes: int) -> None:
    found.prove(f"changes kept as facts in {where}", changes, await recorded(url, stage.key))
    found.prove(f"chains of facts broken in {where}", 0, await broken(url, stage.key))


async def _round_trips(found: Found, stage: Stage, url: str) -> None:
    """One change through the store beside the bare round trips of the drivers, with 16 at once."""
    python, seconds = environment("databases"), stage.plan.seconds
    if python is None:
        found.notes.append("raw drivers not measured: their environment was not made (make bench does)")
        return
    for number in range(stage.plan.rounds):
        for driver in ("asyncpg", "psycopg"):
            raw = await result(stage.folder, RAW, driver, url, str(CLIENTS), str(seconds), python=python)
            _trips(found, driver, number, raw)
        ours = await result(stage.folder, TRANSACTIONS, url, stage.key, str(CLIENTS), str(seconds))
        _trips(found, "store", number, ours)


def _trips(found: Found, what: str, number: int, told: dict[str, float]) -> None:
    done = int(told["done"])
    found.prove(f"answers kept, {what}, round {number + 1}", done, int(told["kept"]))
    figures = {"per_second": done / told["seconds"], "cpu_ms": told["cpu"] * 1000 / max(1, done)}
    found.add(f"database: {what}", f"{CLIENTS} clients", number, **figures)
