"""The servers that are measured, each in a process of its own: `python -m bench.servers <name>`.

Peers that need packages of their own are scripts in `bench/peers/`.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import web

PACED_AWAY = 1000
"""How much faster the clock runs by which notices are paced: Teams' 50 a second are not what is measured."""
AHEAD = "BENCH_CLOCK_AHEAD"
"""The setting that moves a server's clock on, in seconds, to the moment at which something falls due."""


def quorate() -> web.Application:
    """The whole bot as `python app.py serve` runs it, with the settings of the environment."""
    from app import collect_rarely, configure_logging, create_app
    from settings import load_settings

    configure_logging()
    ahead = timedelta(seconds=float(os.environ.get(AHEAD, "0")))
    app = create_app(
        load_settings(), clock=lambda: datetime.now(UTC) + ahead, steady=lambda: monotonic() * PACED_AWAY
    )
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

    async def fan_out(request: web.Request) -> web.Response:
        """Write to everybody, as the proactive samples do, so many at once; how many raised."""
        asked = await request.json()
        room = asyncio.Semaphore(asked["at_once"])

        async def say(context: Any) -> None:
            await context.send_activity("Please answer your invitation by Tuesday.")

        async def one(reference: dict[str, Any]) -> bool:
            async with room:
                try:
                    await adapter.continue_conversation(_activity(reference), say, "")
                except Exception:  # whatever the SDK raises for a message that did not go out
                    return True
            return False

        failed = await asyncio.gather(*map(one, asked["references"]))
        return web.json_response({"raised": sum(failed)})

    app = web.Application(middlewares=[aiohttp_error_middleware], client_max_size=64 * 1024 * 1024)
    app.router.add_post("/api/messages", messages)
    app.router.add_post("/bench/fan-out", fan_out)
    return app


def _activity(reference: dict[str, Any]) -> Any:
    """The reference to a conversation that the SDK wants, as it was kept from an activity."""
    from botbuilder.core import TurnContext
    from botbuilder.schema import Activity

    return TurnContext.get_conversation_reference(Activity().deserialize(reference))


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


def serve(app: web.Application) -> None:
    """Serve on a free port of loopback, and say which once everything is open."""
    sock = socket.create_server(("127.0.0.1", 0))

    async def ready(app: web.Application) -> None:
        sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{sock.getsockname()[1]}"}) + "\n")
        sys.stdout.flush()

    app.on_startup.append(ready)
    web.run_app(app, sock=sock, print=None, access_log=None)


if __name__ == "__main__":
    serve(SERVERS[sys.argv[1]]())
