"""Teams' side, a process of its own: a connector that takes every message at once, and the login services.

The connector is a bare protocol, so that it takes as little as possible of the cores that are measured.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter

import orjson

from tests.rig import certificates
from tests.rig.login import Login
from tests.rig.world import APP_ID

TAKEN = orjson.dumps({"id": "message-1"})


class Connector(asyncio.Protocol):
    """One connection to the stub connector. What is counted is shared by all of them."""

    def __init__(self, counts: Counter[str]) -> None:
        self._counts, self._unread = counts, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while (end := self._unread.find(b"\r\n\r\n")) >= 0:
            head = self._unread[:end]
            size = end + 4 + _length(head)
            if len(self._unread) < size:
                return
            self._unread = self._unread[size:]
            self._answer(head.partition(b" ")[0].decode())

    def _answer(self, method: str) -> None:
        if method == "GET":
            body = orjson.dumps(self._counts)
        else:
            self._counts[method] += 1
            body = TAKEN
        status = b"201 Created" if method == "POST" else b"200 OK"
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % (status, len(body)) + body)


def _length(head: bytes) -> int:
    """The length of the body that follows a request's head."""
    _, found, after = head.lower().partition(b"\r\ncontent-length:")
    return int(after.partition(b"\r\n")[0]) if found else 0


async def run() -> None:
    """Open everything, say where it is, and serve until the process is ended."""
    counts: Counter[str] = Counter()
    server = await asyncio.get_running_loop().create_server(lambda: Connector(counts), "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    login = Login(APP_ID)
    await login.start()
    service_url = f"{origin}/teams/"
    said = {
        "url": origin,
        "service_url": service_url,
        "openid_url": login.openid_url,
        "login_endpoint": login.login_endpoint,
        "ca_file": certificates.ca_file(),
        "token": login.token(service_url),
    }
    sys.stdout.write(orjson.dumps(said).decode() + "\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(run())
