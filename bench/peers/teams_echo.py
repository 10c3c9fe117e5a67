"""The echo app of the Teams SDK's examples, unauthenticated by the SDK's own option."""

from __future__ import annotations

import asyncio
import json
import socket
import sys

import uvicorn
from microsoft_teams.api import MessageActivity
from microsoft_teams.apps import ActivityContext, App
from microsoft_teams.apps.http import FastAPIAdapter

SOCKET = socket.create_server(("127.0.0.1", 0))


class Server(uvicorn.Server):
    """The server of the SDK's own adapter, on a socket of ours, and telling when it is ready."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup([SOCKET])
        sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{SOCKET.getsockname()[1]}"}) + "\n")
        sys.stdout.flush()


def _server(app):
    # Without its access log, so that no log line is measured.
    return Server(uvicorn.Config(app=app, log_level="warning", access_log=False))


app = App(
    dangerously_allow_unauthenticated_requests=True,
    http_server_adapter=FastAPIAdapter(server_factory=_server),
)


@app.on_message
async def on_message(context: ActivityContext[MessageActivity]) -> None:
    """Say it again."""
    await context.send(f"Echo: {context.activity.text}")


if __name__ == "__main__":
    asyncio.run(app.start(SOCKET.getsockname()[1]))
