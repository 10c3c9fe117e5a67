"""The one line out: a single keep-alive HTTP session shared by everything in this room."""

from __future__ import annotations

from urllib.request import getproxies

import aiohttp


class Line:
    """A lazily opened `aiohttp.ClientSession`; a session can only be made once the loop runs.

    `timeout` is in seconds for a whole request. A new connection per message would cost a TLS handshake each.
    """

    def __init__(self, timeout: float = 10.0) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout, connect=5)
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=200, keepalive_timeout=45),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=bool(getproxies()),  # where there is no proxy, it is not looked for at every call
            )
        return self._session

    async def close(self) -> None:
        """Close the session; a later use opens a new one."""
        if self._session is not None:
            await self._session.close()
            self._session = None
