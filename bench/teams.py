"""Teams' side, a process of its own: a connector in whatever mood it was put, and the login services.

The connector is a bare protocol, so that it takes as little as possible of the cores that are measured.
It is put into a mood by `POST /bench/mood`, and says what it has taken at `GET /bench/taken`.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Any

import orjson
import typer

from tests.rig import certificates
from tests.rig.login import Login
from tests.rig.servers import Fault
from tests.rig.world import APP_ID

TAKEN = orjson.dumps({"id": "message-1"})
CONVERSATION = re.compile(rb"/conversations/a%3A([\w-]+)/")
HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\n%bContent-Length: %d\r\n\r\n"


@dataclass
class Mood:
    """How the connector answers: after so many seconds, and every so manieth post (0: none) with 429.

    Only posts to conversations that begin with `whose` are throttled and told apart.
    """

    after: float = 0.0
    throttle_every: int = 0
    whose: str = ""


@dataclass
class Ledger:
    """What was taken since the mood was last set. `began` and `ended` are moments of a steady clock."""

    mood: Mood = field(default_factory=Mood)
    calls: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    throttled: int = 0
    began: float = 0.0
    ended: float = 0.0

    def takes(self, conversation: str) -> bool:
        """Whether a post to this conversation is taken; counted either way."""
        if not self.mood.whose or not conversation.startswith(self.mood.whose):
            return True
        self.posts += 1
        self.began = self.began or time.monotonic()
        if self.mood.throttle_every and self.posts % self.mood.throttle_every == 0:
            self.throttled += 1
            return False
        self.taken[conversation] += 1
        self.ended = time.monotonic()
        return True

    def told(self) -> dict[str, Any]:
        """What is said of it."""
        counts = Counter(self.taken.values())
        return {
            "conversations": len(self.taken),
            "messages": sum(self.taken.values()),
            "again": sum(n * (times - 1) for times, n in counts.items()),
            "throttled": self.throttled,
            "seconds": self.ended - self.began,
        }


class Connector(asyncio.Protocol):
    """One connection to the stub connector. The ledger is shared by all of them."""

    def __init__(self, books: list[Ledger], login: Login) -> None:
        self._books, self._login, self._unread = books, login, b""

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
            body, self._unread = self._unread[end + 4 : size], self._unread[size:]
            method, path, _ = head.split(b" ", 2)
            if path.startswith(b"/bench/"):
                self._write(b"200 OK", orjson.dumps(self._asked(path, body)))
            else:
                self._connector(method.decode(), path)

    def _asked(self, path: bytes, body: bytes) -> dict[str, Any]:
        """What the benchmark itself wants to know, or to change."""
        if path == b"/bench/mood":
            self._books[0] = Ledger(Mood(**orjson.loads(body)))
        tokens = self._login.token_calls
        return self._books[0].told() | {"calls": self._books[0].calls.total(), "tokens": tokens}

    def _connector(self, method: str, path: bytes) -> None:
        ledger = self._books[0]
        ledger.calls[method] += 1
        found = CONVERSATION.search(path)
        if method == "POST" and found and not ledger.takes(found[1].decode()):
            answer = (b"429 Too Many Requests", b"{}", b"Retry-After: 1\r\n")
        else:
            answer = (b"201 Created" if method == "POST" else b"200 OK", TAKEN, b"")
        if ledger.mood.after:
            asyncio.get_running_loop().call_later(ledger.mood.after, self._write, *answer)
        else:
            self._write(*answer)

    def _write(self, status: bytes, body: bytes, headers: bytes = b"") -> None:
        self._transport.write(HEAD % (status, headers, len(body)) + body)


def _length(head: bytes) -> int:
    """The length of the body that follows a request's head."""
    _, found, after = head.lower().partition(b"\r\ncontent-length:")
    return int(after.partition(b"\r\n")[0]) if found else 0


async def run(login_after: float, service_url: str) -> None:
    """Open everything, say where it is, and serve until the process is ended."""
    login, books = Login(APP_ID), [Ledger()]
    if login_after:
        login.faults.weather = lambda kind, request: Fault(kind, 1, after=login_after)
    server = await asyncio.get_running_loop().create_server(lambda: Connector(books, login), "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    await login.start()
    service_url = service_url or f"{origin}/teams/"
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


def main(
    login_after: Annotated[float, typer.Option(help="Seconds that the login services take.")] = 0.0,
    service_url: Annotated[str, typer.Option(help="Another connector, for which tokens are signed.")] = "",
) -> None:
    """Serve Teams' side."""
    asyncio.run(run(login_after, service_url))


if __name__ == "__main__":
    typer.run(main)
