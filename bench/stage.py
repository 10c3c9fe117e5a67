"""What runs while something is measured: Teams' side, the servers, a PostgreSQL; all ended with the stage."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from cryptography.fernet import Fernet

from bench.plan import Plan
from bench.processes import Running, environment, start
from bench.traffic import Line
from bot.seals import Seals
from tests.databases import PostgresServer
from tests.rig.world import APP_ID, TENANT

Told = Callable[[str], None]


@dataclass
class Stage:
    """A folder of its own, a key, and everything that was started in it. `told` hears what is going on."""

    plan: Plan
    folder: Path
    told: Told
    session: aiohttp.ClientSession
    stack: AsyncExitStack
    key: str = field(default_factory=lambda: Fernet.generate_key().decode())
    password: str = field(default_factory=secrets.token_hex)

    @cached_property
    def seals(self) -> Seals:
        """The seals of the bot that is measured, to make the cards its people hold."""
        return Seals([self.key])

    @cached_property
    def postgres(self) -> PostgresServer:
        """A PostgreSQL of the stage's own, started when it is first wanted."""
        return PostgresServer(self.folder / "postgres")

    def sqlite(self, name: str, like: str = "") -> str:
        """The url of an SQLite file: a new one, or a copy of another that is closed."""
        path = self.folder / f"{name}.sqlite3"
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    async def start(
        self, name: str, *arguments: str, python: str = sys.executable, **settings: str
    ) -> Running:
        """Start a process that ends with the stage. Raises NotStarted."""
        running = await start(self.folder, name, *arguments, python=python, **settings)
        self.stack.push_async_callback(running.stop)
        return running

    async def teams(self, *arguments: str) -> Teams:
        """Start Teams' side."""
        return Teams(await self.start("bench.teams", *arguments), self.session)

    async def quorate(self, teams: Teams, url: str, **more: str) -> Running:
        """Start the bot on a database, registered with this side of Teams."""
        return await self.start("bench.servers", "quorate", **self.settings(teams, url), **more)

    async def peer(self, name: str, script: str) -> Running | None:
        """Start a peer out of an environment of its own; None where there is none."""
        python = environment(name)
        return await self.start(script, python=python) if python else None

    def settings(self, teams: Teams, url: str) -> dict[str, str]:
        """The settings of a bot that is registered with the stubs."""
        said = teams.running.said
        return {
            "QUORATE_APP_ID": APP_ID,
            "QUORATE_APP_PASSWORD": self.password,
            "QUORATE_APP_TENANT_ID": TENANT,
            "QUORATE_TENANTS": TENANT,
            "QUORATE_DATABASE_URL": url,
            "QUORATE_KEYS": self.key,
            "QUORATE_TICK_SECONDS": "1",
            "QUORATE_OPENID_METADATA_URL": said["openid_url"],
            "QUORATE_LOGIN_ENDPOINT": said["login_endpoint"],
            "QUORATE_SERVICE_URL_HOSTS": said["service_url"].partition("/teams/")[0],
            "REQUESTS_CA_BUNDLE": said["ca_file"],
        }

    def line(self, server: Running, teams: Teams, signed: bool = True) -> Line:
        """The way from Teams to a server, with Teams' token where it is checked."""
        said = teams.running.said
        return Line(self.session, server.url, said["service_url"], said["token"] if signed else "")


@dataclass(frozen=True)
class Teams:
    """Teams' side of the stage, as the benchmark speaks to it."""

    running: Running
    session: aiohttp.ClientSession

    @property
    def service_url(self) -> str:
        """Where a bot posts."""
        return str(self.running.said["service_url"])

    async def taken(self) -> dict[str, Any]:
        """What the connector has taken since its mood was last set (`bench.teams.Ledger`)."""
        async with self.session.get(f"{self.running.url}/bench/taken") as response:
            found: dict[str, Any] = orjson.loads(await response.read())
            return found

    async def mood(self, **mood: float | str) -> None:
        """Put the connector into a mood (`bench.teams.Mood`), and begin to count anew."""
        body = orjson.dumps(mood)
        async with self.session.post(f"{self.running.url}/bench/mood", data=body) as response:
            await response.read()


@asynccontextmanager
async def staged(plan: Plan, told: Told) -> AsyncIterator[Stage]:
    """A stage whose processes and files go when it is left."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quorate-bench-")))
        connector = aiohttp.TCPConnector(limit=0)
        session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=600),
        )
        await stack.enter_async_context(session)
        stage = Stage(plan, folder, told, session, stack)
        try:
            yield stage
        finally:
            if "postgres" in stage.__dict__:
                await asyncio.to_thread(stage.postgres.stop)
