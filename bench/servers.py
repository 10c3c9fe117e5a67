"""The servers that are measured, each in a process of its own: `python -m bench.servers <name>`."""

from __future__ import annotations

import json
import resource
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import web

PACED_AWAY = 1000
"""How much faster the clock runs by which notices are paced: Teams' 50 a second are not what is measured."""


def quorate() -> web.Application:
    """The whole bot as `python app.py serve` runs it, with the settings of the environment."""
    from app import collect_rarely, configure_logging, create_app
    from settings import load_settings

    configure_logging()
    app = create_app(load_settings(), steady=lambda: monotonic() * PACED_AWAY)
    app.on_startup.append(collect_rarely)
    return app


def stock() -> web.Application:
    """The SDK's own echo sample (02.echo-bot): CloudAdapter, ActivityHandler, no app id, no storage."""
    from botbuilder.core import ActivityHandler, MessageFactory
    from botbuilder.core.integration import aiohttp_error_middleware
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

    class Configuration:
        PORT, APP_ID, APP_PASSWORD, APP_TYPE, APP_TENANTID = 0, "", "", "MultiTenant", ""

    class EchoBot(ActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn_context: Any) -> Any:
            reply = MessageFactory.text(f"Echo: {turn_context.activity.text}")
            return await turn_context.send_activity(reply)

    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(Configuration())), EchoBot()

    async def messages(request: web.Request) -> web.StreamResponse:
        answer: web.StreamResponse = await adapter.process(request, bot)
        return answer

    app = web.Application(middlewares=[aiohttp_error_middleware])
    app.router.add_post("/api/messages", messages)
    return app


def mended() -> web.Application:
    """The same sample after one line: the retry policy looks its codes up in a set, not in a list."""
    from msrest.universal_http.requests import ClientRetryPolicy

    ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment]
    return stock()


LINE: web.AppKey[aiohttp.ClientSession] = web.AppKey("line", aiohttp.ClientSession)


def floor() -> web.Application:
    """The least that Python can do: parse the activity, post a reply to the connector, answer."""

    async def messages(request: web.Request) -> web.Response:
        activity = json.loads(await request.read())
        conversation = quote(activity["conversation"]["id"], safe="")
        url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities/{activity['id']}"
        async with request.app[LINE].post(url, json=_reply(activity)) as response:
            json.loads(await response.read())
        return web.Response(status=201)

    async def line(app: web.Application) -> Any:
        async with aiohttp.ClientSession() as app[LINE]:
            yield

    app = web.Application()
    app.cleanup_ctx.append(line)
    app.router.add_post("/api/messages", messages)
    return app


def _reply(activity: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "message",
        "text": f"Echo: {activity['text']}",
        "from": activity["recipient"],
        "recipient": activity["from"],
        "conversation": activity["conversation"],
        "replyToId": activity["id"],
        "channelId": activity["channelId"],
        "serviceUrl": activity["serviceUrl"],
    }


SERVERS: dict[str, Callable[[], web.Application]] = {
    "quorate": quorate,
    "stock": stock,
    "mended": mended,
    "floor": floor,
}


async def _usage(request: web.Request) -> web.Response:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return web.json_response({"cpu": used.ru_utime + used.ru_stime, "resident": _resident(used.ru_maxrss)})


def _resident(most: int) -> int:
    """Memory now where the system tells it (Linux), else the most there has been (in bytes on macOS)."""
    now = Path("/proc/self/statm")
    return int(now.read_text().split()[1]) * resource.getpagesize() if now.exists() else most


def serve(app: web.Application) -> None:
    """Serve on a free port of loopback, and say which once everything is open."""
    sock = socket.create_server(("127.0.0.1", 0))

    async def ready(app: web.Application) -> None:
        sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{sock.getsockname()[1]}"}) + "\n")
        sys.stdout.flush()

    app.on_startup.append(ready)
    app.router.add_get("/bench/usage", _usage)
    web.run_app(app, sock=sock, print=None, access_log=None)


if __name__ == "__main__":
    serve(SERVERS[sys.argv[1]]())
