"""Everything in this room put together; `app.py` and the scheduler need nothing else from it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import requests
from aiohttp import web

from bot.adapter import TeamsAdapter
from bot.authentication import TeamsAuthentication
from bot.connector import Connector
from bot.credential import app_token
from bot.drive import Drive
from bot.files import Files
from bot.flow import Flow
from bot.handler import PATIENCE, Hands, QuorateBot
from bot.keys import Keys
from bot.line import Line
from bot.post import Post, Rosters
from bot.seals import Seals
from bot.trust import Credentials, Trust
from bot.turn_client import Connectors

GRACE = 20.0
"""Seconds that work in hand is given when the process stops."""


@dataclass(frozen=True)
class Skin:
    """The bot as `app.py` sees it: a request handler, a post for the scheduler, a way to stop."""

    adapter: TeamsAdapter
    bot: QuorateBot
    post: Post
    connector: Connector
    seals: Seals
    flow: Flow
    line: Line

    async def messages(self, request: web.Request) -> web.Response:
        """Handle POST /api/messages."""
        return await self.adapter.process(request, self.bot)

    async def settled(self) -> None:
        """Wait until no turn and no update is at work."""
        await self.flow.settled()

    async def close(self, grace: float = GRACE) -> None:
        """Finish the work in hand, for at most `grace` seconds, and hang up."""
        await self.flow.close(grace)
        await self.line.close()


def build(
    *,
    trust: Trust,
    credentials: Credentials | None,
    seal_keys: Sequence[str | bytes],
    hands: Hands,
    rosters: Rosters | None = None,
    service_url: str | None = None,
    login_http: requests.Session | None = None,
    patience: float = PATIENCE,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Skin:
    """Return the bot, wired. Nothing is opened before the first request, so no loop need run yet.

    `credentials` is None in rehearsal and only then; raises ValueError otherwise. `seal_keys`: the first
    seals, all are accepted. `rosters` lists a tenant's shared places and `service_url` is the last resort for
    reaching somebody new. `login_http` replaces msal's HTTP session (a proxy, a private CA). `patience` is in
    seconds; `pause` waits for seconds.
    """
    if (credentials is None) != trust.rehearsal:
        raise ValueError("credentials are needed outside rehearsal, and only there")
    line, seals, flow = Line(), Seals(seal_keys), Flow()
    token = app_token(credentials, login_http) if credentials is not None else None
    connector = Connector(line, trust, token)
    authentication = TeamsAuthentication(trust, Keys(line, trust.openid_url), Connectors(connector))
    door = service_url or trust.front_door
    post = Post(connector, seals, hands.addresses, f"28:{trust.app_id}", door, rosters, pause)
    files = Files(post, seals, Drive(line, trust), trust, flow)
    bot = QuorateBot(hands, post, seals, trust, flow, files, patience)
    return Skin(TeamsAdapter(authentication), bot, post, connector, seals, flow, line)
