"""The Bot Framework's signing keys: fetched over the shared session, refreshed the moment an unknown one
appears.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
import orjson
import structlog
from yarl import URL

from bot.line import Line

log = structlog.get_logger("quorate.bot")

STALE = 3600.0
"""Seconds after which keys are refreshed, behind the caller's back."""
BURST, EVERY = 3, 10.0
"""Forced refreshes allowed at once, and the seconds after which one more is earned."""
TIMEOUT = aiohttp.ClientTimeout(total=5)


class KeysUnavailable(Exception):
    """The login service could not be asked, or did not answer with keys."""


@dataclass(frozen=True)
class SigningKey:
    """One public key, parsed once, and the channels its holder may speak for."""

    key: Any
    endorsements: frozenset[str]


class Keys:
    """The signing keys named by an OpenID metadata document.

    A stranger can invent key names at will, so forced refreshes are rationed: three at once, then one in ten
    seconds. Any refresh, whoever caused it, brings in a genuine new key.
    """

    def __init__(self, line: Line, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._line, self._url, self._clock = line, URL(url), clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at = -STALE
        self._allowance, self._counted_at = float(BURST), clock()
        self._refreshing: asyncio.Task[None] | None = None

    def known(self, kid: str) -> SigningKey | None:
        """Return a key already at hand."""
        return self._keys.get(kid)

    async def find(self, kid: str) -> SigningKey | None:
        """Return the key of this name, asking the login service when it is new. Raises `KeysUnavailable`."""
        if kid not in self._keys and (self._running or self._may_force()):
            await asyncio.shield(self._refresh())
        elif self._clock() > self._fetched_at + STALE and self._may_force():
            self._refresh().add_done_callback(_seen)
        return self._keys.get(kid)

    @property
    def _running(self) -> bool:
        return self._refreshing is not None and not self._refreshing.done()

    def _may_force(self) -> bool:
        now = self._clock()
        self._allowance = min(float(BURST), self._allowance + (now - self._counted_at) / EVERY)
        self._counted_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    def _refresh(self) -> asyncio.Task[None]:
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._fetch(), name="signing keys")
        return self._refreshing

    async def _fetch(self) -> None:
        try:
            metadata = await self._get(self._url)
            published = await self._get(self._allowed(metadata["jwks_uri"]))
            self._keys = dict(filter(None, map(_parsed, published["keys"])))
        except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError) as error:
            log.error("signing keys unavailable", error=type(error).__name__)
            raise KeysUnavailable from error
        self._fetched_at = self._clock()

    async def _get(self, url: URL) -> Any:
        async with self._line.session.get(url, timeout=TIMEOUT, raise_for_status=True) as response:
            return orjson.loads(await response.read())

    def _allowed(self, address: str) -> URL:
        url = URL(address)
        if url.scheme != "https" and url.origin() != self._url.origin():
            raise ValueError("keys must come over https")
        return url


def _parsed(published: Any) -> tuple[str, SigningKey] | None:
    """Return a published key by name, or None for one of a kind that is not used here."""
    try:
        key = jwt.PyJWK(published, algorithm="RS256").key
        return str(published["kid"]), SigningKey(key, frozenset(published.get("endorsements", ())))
    except (jwt.PyJWTError, LookupError, TypeError, ValueError, AttributeError):
        return None


def _seen(task: asyncio.Task[None]) -> None:
    """Look at the outcome of a refresh nobody waits for; its failure is logged already."""
    if not task.cancelled():
        task.exception()
