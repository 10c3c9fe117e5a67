"""The world: its servers, its people, and the door of the bot that lives in it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import NAMESPACE_DNS, uuid5

import aiohttp
import orjson
import requests
from aiohttp import web

from bot.skin import Skin
from bot.trust import FILE_HOSTS, Credentials, Trust
from tests.rig import certificates
from tests.rig.connector import Connector
from tests.rig.drive import Drive
from tests.rig.login import Login
from tests.rig.servers import Site
from tests.rig.someone import Someone

APP_ID = "7f1d5b0e-1c57-4a5e-9a3c-0d6f5a9b1e01"
TENANT = "2b9a4c1e-6d3f-4f6a-8a51-3e7c0f1d2b02"


@dataclass(frozen=True)
class Reply:
    """The HTTP answer to one delivery; `body` is decoded JSON, or None."""

    status: int
    body: Any


class World:
    """Teams on loopback: `async with World() as world`, then `await world.serve(app)`.

    `trust`, `credentials` and `login_http` are what the bot in this world is built with.
    """

    def __init__(self) -> None:
        self.app_id, self.tenant = APP_ID, TENANT
        self.connector = Connector()
        self.login = Login(APP_ID)
        self.drive = Drive()
        self.bot_url = ""
        self.answered: list[tuple[str, str]] = []
        """Every HTTP answer by the 1:1 chat of whoever acted: its body, which may hold a card."""
        self._served: list[Site] = []
        self._settle: Callable[[], Awaitable[None]] | None = None
        self._http: requests.Session | None = None
        self._tokens: dict[str, str] = {}
        self.session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        await self.connector.start()
        await self.login.start()
        await self.drive.start()
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        for site in self._served:
            await site.stop()
        await self.session.close()
        if self._http is not None:
            self._http.close()
        await self.connector.stop()
        await self.login.stop()
        await self.drive.stop()

    @property
    def trust(self) -> Trust:
        """Whom a bot in this world believes."""
        return Trust(
            app_id=self.app_id,
            tenants=frozenset({self.tenant}),
            service_hosts=frozenset({self.connector.origin}),
            file_hosts=FILE_HOSTS | {self.drive.origin},
            openid_url=self.login.openid_url,
        )

    @property
    def credentials(self) -> Credentials:
        """How a bot in this world proves itself."""
        return Credentials(
            self.app_id, self.tenant, secret="rig-secret", login_endpoint=self.login.login_endpoint
        )

    @property
    def login_http(self) -> requests.Session:
        """An HTTP session that trusts this world's certificates (as REQUESTS_CA_BUNDLE = `ca_file` would)."""
        if self._http is None:
            self._http = requests.Session()
            self._http.verify, self._http.trust_env = (
                self.ca_file,
                False,
            )  # a CA bundle in the environment would win
        return self._http

    @property
    def ca_file(self) -> str:
        """The path of this world's certificate authority."""
        return certificates.ca_file()

    async def serve(self, app: web.Application, path: str = "/api/messages") -> None:
        """Run the bot's application on loopback. It is cleaned up with the world, or by `stop_serving`."""
        site = Site(app)
        self._served.append(site)
        await site.start()
        self.bot_url = f"{site.url}{path}"
        skin = next(filter(None, map(_skin_in, app.values())), None)
        self._settle = skin.settled if skin is not None else None

    def served_elsewhere(self, url: str, settle: Callable[[], Awaitable[None]]) -> None:
        """Let people speak to a bot elsewhere; `settle` waits for what it does behind its answers."""
        self.bot_url, self._settle = url, settle

    async def stop_serving(self) -> None:
        """Stop the bot, as a restart would."""
        self._settle = None
        await self._served.pop().stop()

    async def kill_serving(self) -> None:
        """End the bot where it stands, as a kill of its process would."""
        self._settle = None
        await self._served.pop().kill()

    def someone(self, name: str, aad_id: str | None = None) -> Someone:
        """Return a person with a Teams client; the same name is the same person."""
        return Someone(self, name, aad_id or str(uuid5(NAMESPACE_DNS, name)))

    async def deliver(self, activity: Any, *, token: str | None = None, times: int = 1) -> list[Reply]:
        """Post an activity to the bot, `times` over at once, with Teams' token or the one given."""
        header = {"Authorization": f"Bearer {token if token is not None else self.token()}"}
        return await asyncio.gather(*(self.post(orjson.dumps(activity), **header) for _ in range(times)))

    async def post(
        self, body: bytes, /, content_type: str | None = "application/json", **headers: str
    ) -> Reply:
        """Post any bytes with any headers, as a stranger might."""
        given = headers | ({"Content-Type": content_type} if content_type else {})
        skip = () if content_type else ("Content-Type",)
        async with self.session.post(
            self.bot_url, data=io.BytesIO(body), headers=given, skip_auto_headers=skip
        ) as response:
            answer = await response.read()
            is_json = response.content_type == "application/json"
            return Reply(response.status, orjson.loads(answer) if is_json and answer else None)

    def token(self, **changes: Any) -> str:
        """Return Teams' token for this connector, one for each key; `changes` spoil it (`Login.token`)."""
        if changes:
            return self.login.token(changes.pop("service_url", self.connector.url), **changes)
        newest = self.login.keys[-1]
        if newest not in self._tokens:
            self._tokens[newest] = self.login.token(self.connector.url)
        return self._tokens[newest]

    async def settled(self) -> None:
        """Wait until the bot has finished what it does behind its answers."""
        if self._settle is not None:
            await self._settle()


def _skin_in(kept: object) -> Skin | None:
    """Return the skin an application keeps, by itself or as the `skin` of something."""
    found = kept if isinstance(kept, Skin) else getattr(kept, "skin", None)
    return found if isinstance(found, Skin) else None
