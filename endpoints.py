"""The HTTP side: what Teams posts, and what those who run the bot look at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest

from bot.skin import Skin
from dialogs.engine import Engine
from rehearsal.stage import Stage
from scheduler.tick import Tick, Ticker
from settings import Settings
from storage import migrations
from storage.errors import StorageDown
from storage.store import Store

STALE_TICK = timedelta(minutes=2)
LATE_DELIVERY = timedelta(minutes=15)
"""A message that has waited longer than this turns /readyz amber."""
ANSWERS_WITHIN = 3.0
"""Seconds in which the database must answer whoever asks how the bot is."""


@dataclass
class House:
    """The running parts, as the HTTP handlers need them."""

    settings: Settings
    store: Store
    engine: Engine
    skin: Skin
    tick: Tick
    ticker: Ticker
    clock: Callable[[], datetime]
    stage: Stage | None = None


HOUSE = web.AppKey("house", House)


def add_endpoints(app: web.Application) -> None:
    """Route every path that the bot answers."""
    app.router.add_post("/api/messages", _messages)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz)
    app.router.add_get("/metrics", _metrics)


_registry = CollectorRegistry()
_turns = Counter("quorate_turns_total", "Requests to /api/messages by status", ["status"], registry=_registry)
_oldest = Gauge("quorate_oldest_undelivered_seconds", "Age of the oldest waiting message", registry=_registry)
_troubled = Gauge("quorate_undelivered_messages", "Messages that could not be delivered", registry=_registry)
_perhaps_twice = Gauge(
    "quorate_perhaps_twice_messages",
    "Messages that may have come a second time, because an answer of Teams was lost",
    registry=_registry,
)
_last_tick = Gauge(
    "quorate_last_tick_age_seconds", "Seconds since the last completed tick", registry=_registry
)


async def _messages(request: web.Request) -> web.StreamResponse:
    response = await request.app[HOUSE].skin.messages(request)
    _turns.labels(str(response.status)).inc()
    return response


async def _healthz(request: web.Request) -> web.Response:
    return web.json_response({"status": "alive"})


async def _readyz(request: web.Request) -> web.Response:
    """200 when work can be done, else 503; `amber` when messages are late or lost."""
    house = request.app[HOUSE]
    try:
        async with asyncio.timeout(ANSWERS_WITHIN):
            found = await _looked_at(house)
    except (StorageDown, TimeoutError):
        return web.json_response({"status": "down", "database": "unreachable"}, status=503)
    age = house.clock() - house.tick.last if house.tick.last else None
    ready = found.current and age is not None and age < STALE_TICK
    amber = found.troubled or found.waiting > LATE_DELIVERY
    body = {
        "status": "down" if not ready else "amber" if amber else "ready",
        "database": "reachable",
        "migrations": "current" if found.current else "outdated",
        "last_tick_seconds": age.total_seconds() if age is not None else None,
        "oldest_undelivered_seconds": found.waiting.total_seconds(),
        "undelivered": found.troubled,
    }
    return web.json_response(body, status=200 if ready else 503)


@dataclass(frozen=True)
class _Found:
    """What the database says: the migrations, the longest wait of a message, how many did not arrive."""

    current: bool
    waiting: timedelta
    troubled: int


async def _looked_at(house: House) -> _Found:
    current = await asyncio.to_thread(migrations.is_current, house.settings.database_url)
    return _Found(current, await _waiting(house), len(await house.store.outbox.troubled()))


async def _waiting(house: House) -> timedelta:
    oldest = await house.store.outbox.oldest_waiting()
    return max(house.clock() - oldest, timedelta()) if oldest else timedelta()


async def _metrics(request: web.Request) -> web.Response:
    """What Prometheus gathers. Without a database the last numbers stand, and the scrape goes on."""
    house = request.app[HOUSE]
    with suppress(StorageDown, TimeoutError):
        async with asyncio.timeout(ANSWERS_WITHIN):
            _oldest.set((await _waiting(house)).total_seconds())
            _troubled.set(len(await house.store.outbox.troubled()))
            _perhaps_twice.set(await house.store.outbox.perhaps_twice())
    if house.tick.last:
        _last_tick.set((house.clock() - house.tick.last).total_seconds())
    headers = {"Content-Type": CONTENT_TYPE_LATEST}
    return web.Response(body=generate_latest(_registry), headers=headers)
