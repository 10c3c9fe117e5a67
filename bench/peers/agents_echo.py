"""The echo agent of the Microsoft 365 Agents SDK's quickstart, anonymous by the SDK's own option."""

from __future__ import annotations

import json
import logging
import socket
import sys

from aiohttp.web import Application, Request, Response, run_app
from microsoft_agents.hosting.aiohttp import (
    CloudAdapter,
    jwt_authorization_middleware,
    start_agent_process,
)
from microsoft_agents.hosting.core import (
    AgentApplication,
    AgentAuthConfiguration,
    MemoryStorage,
    TurnContext,
    TurnState,
)
from microsoft_agents.hosting.core.authorization import AnonymousTokenProvider, Connections

# It warns at every turn that there is no app id; silent, so that no log line is measured.
logging.getLogger("microsoft_agents").setLevel(logging.ERROR)


class Anonymous(Connections):
    """The adapter insists on a manager of connections; anonymous turns never ask it for a token."""

    _provider = AnonymousTokenProvider()

    def get_connection(self, connection_name):
        return self._provider

    def get_default_connection(self):
        return self._provider

    def get_token_provider(self, claims_identity, service_url):
        return self._provider

    def get_token_provider_from_activity(self, claims_identity, activity):
        return self._provider

    def get_default_connection_configuration(self):
        return AgentAuthConfiguration(anonymous_allowed=True)


CONNECTIONS = Anonymous()
AGENT = AgentApplication[TurnState](
    storage=MemoryStorage(),
    adapter=CloudAdapter(connection_manager=CONNECTIONS),
    connection_manager=CONNECTIONS,
)


@AGENT.activity("message")
async def on_message(context: TurnContext, _state: TurnState) -> None:
    """Say it again."""
    await context.send_activity(f"Echo: {context.activity.text}")


async def messages(request: Request) -> Response:
    """What Teams posts."""
    return await start_agent_process(request, AGENT, AGENT.adapter)


def main() -> None:
    """Serve on a free port of loopback, and say which."""
    app = Application(middlewares=[jwt_authorization_middleware])
    app.router.add_post("/api/messages", messages)
    app["agent_configuration"] = AgentAuthConfiguration(anonymous_allowed=True)
    app["agent_app"], app["adapter"] = AGENT, AGENT.adapter
    sock = socket.create_server(("127.0.0.1", 0))

    async def ready(_app: Application) -> None:
        sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{sock.getsockname()[1]}"}) + "\n")
        sys.stdout.flush()

    app.on_startup.append(ready)
    run_app(app, sock=sock, print=None, access_log=None)


if __name__ == "__main__":
    main()
