"""What every server of the rig shares: a loopback site, and faults that wait for the next fitting request."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """An aiohttp application on a loopback port, a free one if none is named."""

    def __init__(self, app: web.Application, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        self._tls = tls
        self.port = port

    async def start(self) -> None:
        """Open the port."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, ssl_context=self._tls).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every connection."""
        await self._runner.cleanup()

    async def kill(self) -> None:
        """Close the port and every connection, and leave the application without its closing steps."""
        for site in list(self._runner.sites):
            await site.stop()
        assert self._runner.server
        await self._runner.server.shutdown(0.01)

    @property
    def url(self) -> str:
        """The origin, for example http://127.0.0.1:40123."""
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self.port}"


@dataclass
class Gate:
    """A request that waits. `reached` is set when one has arrived; `open()` lets it, and those behind it, go
    on.
    """

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self) -> None:
        """Let the held requests go on."""
        self.opened.set()


@dataclass
class Fault:
    """Something that goes wrong with the next `times` requests of a kind ("" for any).

    `taken` is whether the request takes effect all the same: the answer is lost, the message is not.
    `after` seconds pass before the answer; `hang` answers only when the caller has given up.
    """

    on: str
    times: int
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    code: str = ""
    drop: bool = False
    taken: bool = False
    gate: Gate | None = None
    after: float = 0.0
    hang: bool = False


Weather = Callable[[str, web.Request], Fault | None]
"""What goes wrong by chance with a request of this kind; None when nothing does."""


class Faults:
    """The faults in waiting, oldest first. `lost` counts, by kind, what was taken and not answered for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.weather: Weather | None = None
        self.lost: Counter[str] = Counter()

    def add(self, fault: Fault) -> None:
        """Let a fault wait for its request."""
        self._waiting.append(fault)

    def next(self, kind: str) -> Fault | None:
        """Take the first fault for this kind of request."""
        for fault in self._waiting:
            if fault.on in ("", kind) and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    async def meet(self, kind: str, request: web.Request, effect: Callable[[], web.Response]) -> web.Response:
        """Answer a request by its effect, or by what goes wrong."""
        fault = self.next(kind) or (self.weather(kind, request) if self.weather else None)
        if fault is None:
            return effect()
        if fault.gate is not None:
            fault.gate.reached.set()
            await fault.gate.opened.wait()
            return effect()
        if fault.after:
            await asyncio.sleep(fault.after)
            return effect()
        if fault.taken:
            effect()
            self.lost[kind] += 1
        if fault.hang:
            await _given_up(request)
        if fault.drop:
            assert request.transport is not None
            request.transport.close()
        return web.json_response(
            {"error": {"code": fault.code}}, status=fault.status or 500, headers=fault.headers
        )


async def _given_up(request: web.Request) -> None:
    """Return when the caller has hung up."""
    while request.transport is not None and not request.transport.is_closing():  # noqa: ASYNC110 - no event tells
        await asyncio.sleep(0.01)
