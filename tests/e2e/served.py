"""The bot in a process of its own, as `python app.py serve` starts it, by a clock that is told.

Arguments: the moment, ISO. Settings come from the environment. Says "listening" once it does, and
"stopping" when it was asked to stop.
"""

from __future__ import annotations

import sys
from datetime import datetime

from aiohttp import web

from app import configure_logging, create_app
from settings import load_settings


def main(moment: datetime) -> None:
    configure_logging()
    settings = load_settings(_env_file=None)
    app = create_app(settings, clock=lambda: moment)

    async def stopping(app: web.Application) -> None:
        tell("stopping")

    app.on_shutdown.append(stopping)
    web.run_app(
        app, host=settings.host, port=settings.port, print=lambda _: tell("listening"), access_log=None
    )


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
