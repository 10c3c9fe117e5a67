"""The bot in a process of its own, as `python app.py serve` starts it, by a clock that is told.

Arguments: the moment, ISO. Settings come from the environment. Says "listening" once it does, and
"stopping" when it was asked to stop. Each line on its standard input is obeyed and answered by "done": a
moment, ISO, sets the clock; "settle" finishes what goes on behind the answers.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from aiohttp import web

from app import configure_logging, create_app
from endpoints import HOUSE
from settings import load_settings


class Told:
    """A clock that shows what it was told last."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def main(clock: Told) -> None:
    configure_logging()
    settings = load_settings(_env_file=None)
    app = create_app(settings, clock=clock)
    obeying: set[asyncio.Task[None]] = set()

    async def starting(app: web.Application) -> None:
        obeying.add(asyncio.create_task(obey(app, clock)))

    async def stopping(app: web.Application) -> None:
        tell("stopping")

    app.on_startup.append(starting)
    app.on_shutdown.append(stopping)
    web.run_app(
        app, host=settings.host, port=settings.port, print=lambda _: tell("listening"), access_log=None
    )


async def obey(app: web.Application, clock: Told) -> None:
    """Do what each line asks, until there are no more."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := (await lines.readline()).decode().strip():
        if line == "settle":
            await app[HOUSE].skin.settled()
            await app[HOUSE].ticker.settled()
        else:
            clock.moment = datetime.fromisoformat(line)
        tell("done")


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Told(datetime.fromisoformat(sys.argv[1])))
