"""The bot of a town in processes of its own, one or several behind a balancer that favours nobody."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.e2e.town import Town
from tests.rig.servers import Site

ROOT = Path(__file__).parents[2]


@dataclass
class Served:
    """A bot in a process of its own, at `url`."""

    process: asyncio.subprocess.Process
    url: str
    moment: datetime
    """What its clock shows."""
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def lives(self) -> bool:
        """Whether it still runs, as far as anybody has noticed."""
        return self.process.returncode is None

    async def says(self, word: str) -> None:
        """Wait until it says so."""
        assert self.process.stdout
        while line := await self.process.stdout.readline():
            if line.strip() == word.encode():
                return
        raise AssertionError(f"it ended without {word!r}")

    async def told(self, line: str) -> None:
        """Tell it the time, or to settle, and wait until it has done so or has died."""
        assert self.process.stdin
        assert self.process.stdout
        async with self._one:
            self.process.stdin.write(f"{line}\n".encode())
            while (heard := await self.process.stdout.readline()) and heard.strip() != b"done":
                pass

    async def looks_up(self, moment: datetime) -> None:
        """Set its clock, where it shows another time."""
        if self.moment != moment:
            self.moment = moment
            await self.told(moment.isoformat())

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(how)
        return await self.process.wait()


@asynccontextmanager
async def served(town: Town, at: datetime) -> AsyncIterator[Served]:
    """The bot of a town in another process. The town's people speak to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    set_in = town.settings
    environment = {
        "QUORATE_APP_ID": set_in.app_id,
        "QUORATE_APP_PASSWORD": set_in.app_password.get_secret_value(),
        "QUORATE_APP_TENANT_ID": set_in.app_tenant_id,
        "QUORATE_TENANTS": ",".join(set_in.tenants),
        "QUORATE_DATABASE_URL": town.url,
        "QUORATE_KEYS": town.key,
        "QUORATE_PORT": str(port),
        "QUORATE_OPENID_METADATA_URL": set_in.openid_metadata_url,
        "QUORATE_LOGIN_ENDPOINT": set_in.login_endpoint,
        "QUORATE_SERVICE_URL_HOSTS": ",".join(set_in.service_url_hosts),
        "QUORATE_TICK_SECONDS": "3600",
        "REQUESTS_CA_BUNDLE": town.world.ca_file,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.e2e.served", at.isoformat(),
        cwd=ROOT, env=os.environ | environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    running = Served(process, f"http://127.0.0.1:{port}/api/messages", at)
    try:
        await running.says("listening")
        town.world.bot_url = running.url
        yield running
    finally:
        if running.lives:
            process.kill()
        await process.wait()


class Balancer:
    """Sends each request on to the next of its replicas that answers; nobody stays with one.

    A request whose replica dies over it is answered by 502, as a balancer in the field would.
    """

    def __init__(self, town: Town, replicas: list[Served]) -> None:
        self._town, self._session, self._replicas = town, town.world.session, replicas
        self._next = itertools.cycle(replicas)
        self.answered: list[Served] = []
        """Which replica answered, request by request."""
        app = web.Application()
        app.router.add_post("/api/messages", self._pass_on)
        self.site = Site(app)

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        kept = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
        for replica in itertools.islice(self._next, len(self._replicas)):
            if not replica.lives:
                continue
            await replica.looks_up(self._town.now)
            try:
                async with self._session.post(replica.url, data=body, headers=kept) as answer:
                    self.answered.append(replica)
                    return web.Response(
                        status=answer.status, body=await answer.read(), content_type=answer.content_type
                    )
            except aiohttp.ClientConnectorError:
                continue
            except aiohttp.ClientError:
                return web.Response(status=502)
        return web.Response(status=503)


@dataclass
class Replicas:
    """A town's bot in several processes on one database, beside the town's own, which delivers."""

    running: list[Served]
    balancer: Balancer

    async def settled(self) -> None:
        """Wait until every replica has finished what it does behind its answers."""
        await asyncio.gather(*(each.told("settle") for each in self.running if each.lives))


@asynccontextmanager
async def replicated(town: Town, replicas: int = 2) -> AsyncIterator[Replicas]:
    """Let several processes serve an open town, by turns. The town itself only delivers."""
    async with AsyncExitStack() as stack:
        starting = (stack.enter_async_context(served(town, town.now)) for _ in range(replicas))
        running = await asyncio.gather(*starting)
        balancer = Balancer(town, running)
        await balancer.site.start()
        stack.push_async_callback(balancer.site.stop)
        found = Replicas(running, balancer)
        town.world.served_elsewhere(f"{balancer.site.url}/api/messages", found.settled)
        yield found
