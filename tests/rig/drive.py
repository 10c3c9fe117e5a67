"""OneDrive: takes what is uploaded, holds files that people send, and fails when told to."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.rig.servers import Fault, Faults, Gate, Site


@dataclass(frozen=True)
class Uploaded:
    """One file that arrived. `headers` are those of its request."""

    name: str
    content: bytes
    headers: dict[str, str]


class Drive:
    """A drive on loopback. `files` are what people keep there, `uploaded` what the bot put there, in order.

    Faults: kinds are "put" and "get".
    """

    def __init__(self) -> None:
        self.uploaded: list[Uploaded] = []
        self.files: dict[str, bytes] = {}
        self.faults = Faults()
        self._numbers = itertools.count(1)
        app = web.Application(client_max_size=2**20)
        app.router.add_put("/upload/{name}", self._put)
        app.router.add_get("/download/{name}", self._get)
        self._site = Site(app)

    async def start(self) -> None:
        """Open the port."""
        await self._site.start()

    async def stop(self) -> None:
        """Close the port."""
        await self._site.stop()

    @property
    def origin(self) -> str:
        """The origin, as an allow-list names it."""
        return self._site.url

    def keeps(self, name: str, content: bytes) -> str:
        """Keep a file that somebody is about to send; returns where it is downloaded from."""
        self.files[name] = content
        return f"{self.origin}/download/{name}?tempauth=v1.e30%3D"

    def room_for(self, name: str) -> dict[str, Any]:
        """Return what Teams tells of the place for an accepted file."""
        return {
            "contentUrl": f"{self.origin}/personal/anna/Documents/{next(self._numbers)}",
            "name": name,
            "uploadUrl": f"{self.origin}/upload/{next(self._numbers)}?tempauth=v1.e30%3D&rename=True",
            "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D",
            "fileType": name.rpartition(".")[2],
        }

    def fail(self, status: int, times: int = 1, on: str = "put") -> None:
        """Answer with an error; nothing is kept."""
        self.faults.add(Fault(on, times, status=status, code="driveError"))

    def drop(self, times: int = 1, on: str = "put") -> None:
        """Keep the file, and cut the connection instead of answering."""
        self.faults.add(Fault(on, times, drop=True, taken=True))

    def hold(self, on: str = "put") -> Gate:
        """Let the next request wait until the gate is opened."""
        gate = Gate()
        self.faults.add(Fault(on, 1, gate=gate))
        return gate

    def send_elsewhere(self, location: str) -> None:
        """Answer the next upload by pointing to another address."""
        self.faults.add(Fault("put", 1, status=307, headers={"Location": location}))

    async def _put(self, request: web.Request) -> web.Response:
        content, headers = await request.read(), dict(request.headers)

        def effect() -> web.Response:
            self.uploaded.append(Uploaded(request.match_info["name"], content, headers))
            return web.json_response({"id": "1"}, status=201)

        return await self.faults.meet("put", request, effect)

    async def _get(self, request: web.Request) -> web.Response:
        held = self.files.get(request.match_info["name"])

        def effect() -> web.Response:
            return web.Response(body=_in_pieces(held)) if held is not None else web.Response(status=404)

        return await self.faults.meet("get", request, effect)


async def _in_pieces(content: bytes) -> AsyncIterator[bytes]:
    """A file as a drive sends it: not all at once."""
    half = len(content) // 2
    yield content[:half]
    await asyncio.sleep(0.01)
    yield content[half:]
