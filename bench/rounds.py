"""A run: everything is started, then measured in rounds, in one order and the other by turns."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from cryptography.fernet import Fernet

from bench.load import drive
from bench.processes import Running, settled, start, usage
from bench.seed import Council, recorded, seed
from bench.servers import SERVERS
from bench.traffic import Confirmations, Line, Messages, Traffic
from bot.seals import Seals
from tests.rig.world import APP_ID, TENANT

TARGETS = {"confirm": "quorate", "home": "quorate", "stock": "stock", "mended": "mended", "floor": "floor"}
"""What is measured, in order, and on which server."""
MOST_A_SECOND = 300
"""Forms opened for each second of measuring. Whoever answers faster is measured for less than the time."""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """How much to measure: rounds of so many seconds a target, with so many clients at once."""

    rounds: int = 5
    seconds: float = 3.0
    clients: tuple[int, ...] = (1, 16)
    answering: int = 1200
    busy: int = 24


@dataclass(frozen=True)
class Row:
    """One target in one round. `calls` is how often a turn had the connector called."""

    target: str
    round: int
    clients: int
    turns: int
    failed: int
    turns_per_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    resident_mb: float
    calls: float


@dataclass
class Run:
    """Everything that a run found. `changes` are turns that were to change something, `facts` those kept."""

    plan: Plan
    rows: list[Row] = field(default_factory=list)
    at_rest_mb: dict[str, float] = field(default_factory=dict)
    changes: int = 0
    facts: int = 0
    chains_whole: bool = False


@dataclass(frozen=True)
class Stage:
    """What runs while it is measured."""

    session: aiohttp.ClientSession
    teams: Running
    servers: dict[str, Running]
    traffic: dict[str, Traffic]

    async def connector_calls(self) -> int:
        """How often the stub connector was called so far."""
        async with self.session.get(f"{self.teams.url}/counts") as response:
            return sum(orjson.loads(await response.read()).values())


async def measure(plan: Plan, told: Callable[[str], None] = lambda line: None) -> Run:
    """Do a whole run. `told` hears what is going on. Raises NotStarted, NotOpened."""
    run = Run(plan)
    with tempfile.TemporaryDirectory(prefix="quorate-bench-") as folder:
        key, url = Fernet.generate_key().decode(), f"sqlite:///{folder}/quorate.sqlite3"
        async with _staged(plan, Path(folder), url, key, told) as stage:
            await _rounds(run, stage, told)
        run.facts, run.chains_whole = await recorded(url, key)
    return run


@asynccontextmanager
async def _staged(
    plan: Plan, folder: Path, url: str, key: str, told: Callable[[str], None]
) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:

        async def started(module: str, *arguments: str, **settings: str) -> Running:
            running = await start(folder, module, *arguments, **settings)
            stack.push_async_callback(running.stop)
            return running

        connector = aiohttp.TCPConnector(limit=0)
        session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        await stack.enter_async_context(session)
        teams = await started("bench.teams")
        told("Inviting an invented council")
        council = await seed(url, key, plan.answering, plan.busy, teams.said["service_url"])
        settings = _settings(teams.said, url, key)
        servers = {name: await started("bench.servers", name, **settings) for name in SERVERS}
        yield Stage(session, teams, servers, _traffic(session, teams, servers, council, key))


def _settings(said: dict[str, Any], url: str, key: str) -> dict[str, str]:
    """The settings of a bot that is registered with the stubs."""
    return {
        "QUORATE_APP_ID": APP_ID,
        "QUORATE_APP_PASSWORD": secrets.token_hex(),
        "QUORATE_APP_TENANT_ID": TENANT,
        "QUORATE_TENANTS": TENANT,
        "QUORATE_DATABASE_URL": url,
        "QUORATE_KEYS": key,
        "QUORATE_OPENID_METADATA_URL": said["openid_url"],
        "QUORATE_LOGIN_ENDPOINT": said["login_endpoint"],
        "QUORATE_SERVICE_URL_HOSTS": said["url"],
        "REQUESTS_CA_BUNDLE": said["ca_file"],
    }


def _traffic(
    session: aiohttp.ClientSession, teams: Running, servers: dict[str, Running], council: Council, key: str
) -> dict[str, Traffic]:
    service_url, token = teams.said["service_url"], teams.said["token"]
    signed = Line(session, servers["quorate"].url, service_url, token)
    traffic: dict[str, Traffic] = {
        "confirm": Confirmations(signed, Seals([key]), council.answering),
        "home": Messages(signed, "home", council.busy),
    }
    for name in ("stock", "mended", "floor"):
        line = Line(session, servers[name].url, service_url)
        traffic[name] = Messages(line, "Good morning", [each.aad_id for each in council.answering])
    return traffic


async def _rounds(run: Run, stage: Stage, told: Callable[[str], None]) -> None:
    for name, server in stage.servers.items():
        run.at_rest_mb[name] = (await usage(stage.session, server.url)).resident / MEGABYTE
    told("Warming up")
    for target in TARGETS:
        await _one(run, stage, target, -1, run.plan.clients[-1])
    for number in range(run.plan.rounds):
        told(f"Round {number + 1} of {run.plan.rounds}")
        for clients in run.plan.clients:
            for target in list(TARGETS)[:: 1 if number % 2 == 0 else -1]:
                run.rows.append(await _one(run, stage, target, number, clients))


async def _one(run: Run, stage: Stage, target: str, number: int, clients: int) -> Row:
    """Measure one target for its time, with what it still does behind its answers."""
    seconds, traffic = run.plan.seconds, stage.traffic[target]
    url = stage.servers[TARGETS[target]].url
    bodies = await traffic.bodies(int(seconds * MOST_A_SECOND))
    before, called = await settled(stage.session, url), await stage.connector_calls()
    sample = await drive(stage.session, traffic.door(), bodies, clients, seconds)
    after, calls = await settled(stage.session, url), await stage.connector_calls() - called
    if isinstance(traffic, Confirmations):
        run.changes += sample.turns
    turns = max(1, sample.turns)
    return Row(
        target=target,
        round=number,
        clients=clients,
        turns=sample.turns,
        failed=sample.failed,
        turns_per_second=sample.turns_per_second,
        cpu_ms=(after.cpu - before.cpu) * 1000 / turns,
        p50_ms=sample.within(0.5),
        p99_ms=sample.within(0.99),
        resident_mb=after.resident / MEGABYTE,
        calls=calls / turns,
    )
