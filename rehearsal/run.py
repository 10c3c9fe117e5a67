"""`make run`: the bot on loopback, the invented family, and a Teams client in the browser for each player."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from aiohttp import web
from rich.console import Console

from rehearsal.family import PLAYERS
from rehearsal.playground import PlaygroundError, running_playgrounds
from settings import Settings


def rehearse(
    create_app: Callable[[Settings], web.Application],
    settings: Settings,
    players: list[str],
    console: Console,
) -> None:
    """Run until Ctrl+C. Prints where to look, and says in a sentence what is missing."""
    try:
        asyncio.run(_run(create_app(settings), settings, players, console))
    except PlaygroundError as missing:
        console.print(str(missing))
        raise SystemExit(2) from None
    except OSError as taken:
        console.print(f"Port {settings.port} can't be used ({taken.strerror}). Set QUORATE_PORT to another.")
        raise SystemExit(2) from None


async def _run(app: web.Application, settings: Settings, players: list[str], console: Console) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        endpoint = f"http://{settings.host}:{settings.port}/api/messages"
        async with running_playgrounds([PLAYERS[key] for key in players], endpoint) as clients:
            console.print("Quorate is rehearsing. Open in your browser:")
            for client in clients:
                console.print(f"  {client.player.name} ({client.player.key}): {client.url}")
            console.print("Say hello there. Press Ctrl+C here to stop.")
            await _until_stopped()
    finally:
        await runner.cleanup()


async def _until_stopped() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
