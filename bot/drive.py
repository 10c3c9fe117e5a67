"""Where Teams keeps people's files: what is given is put there, and what was sent is read from there.

The addresses come from Teams and carry their own permission. So no token of ours goes along, no redirect is
followed, nothing but a trusted host is spoken to, and an address is never logged.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from yarl import URL

from bot.connector import SendFailed
from bot.line import Line
from bot.trust import Trust

PATIENCE = aiohttp.ClientTimeout(total=45, connect=5)
"""Seconds for one file; it goes on behind the answer to Teams."""
_PIECE = 16 * 1024
_LATER = frozenset({429, 503})
"""What a store answers when it has taken nothing and may be asked again."""
_PERHAPS = frozenset({408, 500, 502, 504})


class Drive:
    """Puts files where Teams says, and reads the few that are read. Both raise `SendFailed`."""

    def __init__(self, line: Line, trust: Trust) -> None:
        self._line, self._trust = line, trust

    async def put(self, url: str, content: bytes) -> None:
        """Upload a whole file in one piece. `content` is not empty."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        }
        async with self._asked("PUT", url, data=content, headers=headers):
            pass

    async def text(self, url: str, most: int) -> str:
        """Return what a text file holds, or its first `most` characters where it holds more."""
        async with self._asked("GET", url) as response:
            raw = bytearray()
            async for piece in response.content.iter_chunked(_PIECE):
                raw += piece
                if len(raw) >= 4 * most:  # a character takes at most four bytes
                    break
            return raw.decode("utf-8-sig", "replace")[:most]

    @asynccontextmanager
    async def _asked(self, method: str, url: str, **sent: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        if not self._trust.may_fetch(url):
            raise SendFailed(None, "HostNotAllowed", None, "refused")
        try:
            async with self._line.session.request(
                method, URL(url, encoded=True), allow_redirects=False, timeout=PATIENCE, **sent
            ) as response:
                if response.status >= 300:
                    raise _refused(response.status)
                yield response
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SendFailed(None, "Unreachable", None, "retry") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendFailed(None, type(error).__name__, None, "unknown") from error


def _refused(status: int) -> SendFailed:
    if status in _LATER:
        return SendFailed(status, "NotNow", None, "retry")
    return SendFailed(status, "NotTaken", None, "unknown" if status in _PERHAPS else "refused")
