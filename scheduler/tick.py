"""The tick: clocks whose moment has come become messages owed, then what is owed is delivered.

APScheduler only ticks; what is due lives in the database, so a tick that is missed loses nothing and
several processes may tick at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.bundling import Bundler
from scheduler.delivery import Counts, Delivery, told
from storage.dues import Fired
from storage.errors import OutcomeUnknown, StorageDown
from storage.store import Store

log = structlog.get_logger("quorate.tick")

BATCH = 200
TIDY_EVERY = timedelta(hours=1)
STOP_WITHIN = 20.0
"""Seconds that a delivery in hand is given when the process stops."""


class Tick:
    """One look at what is due. `last` is when the latest look was completed, for /readyz."""

    def __init__(
        self, store: Store, bundler: Bundler, delivery: Delivery, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._bundler, self._delivery, self._clock = store, bundler, delivery, clock
        self._one_at_a_time = asyncio.Lock()
        self._tidied = datetime.min.replace(tzinfo=UTC)
        self.last: datetime | None = None

    async def run(self) -> Counts:
        """Fire clocks and deliver. A failure is logged; the next tick tries again.

        `last` stands still while either fails.
        """
        async with self._one_at_a_time:
            try:
                fired = await self._fire()
                counts = await self._delivery.run()
                await self._tidy()
            except Exception as trouble:
                # The database may be away for a minute: nothing is lost, and the next tick comes.
                log.error("tick_failed", **told(trouble))
                return Counts()
            if fired:
                self.last = self._clock()
            return counts

    async def deliver(self) -> None:
        """Deliver what a turn has just made owed, without waiting for the next tick."""
        await self.run()

    async def finish(self) -> None:
        """Before the process ends: note what Teams has taken. Raises StorageDown."""
        await self._delivery.hand_in()

    async def _fire(self) -> bool:
        """Fire the clocks that have come; False when they can't be. Raises StorageDown, OutcomeUnknown."""
        try:
            await self._fire_clocks()
        except (StorageDown, OutcomeUnknown):
            raise
        except Exception as trouble:
            # A clock that can't be understood must not keep back what is owed already.
            log.error("clocks_failed", **told(trouble))
            return False
        return True

    async def _fire_clocks(self) -> None:
        """Take everything that has come before anything goes out, so that one person gets one message."""
        now = self._clock()
        fired: list[Fired] = []
        while batch := await self._store.dues.claim(now, BATCH):
            fired += batch
        if fired:
            bundles, owed = await self._bundler.bundles(fired, now)
            await self._store.dues.done(fired, bundles, owed, now)

    async def _tidy(self) -> None:
        now = self._clock()
        if now - self._tidied >= TIDY_EVERY:
            await self._store.tidy(now)
            self._tidied = now


class Ticker:
    """Ticks every so many seconds, and at once when something was made owed."""

    def __init__(self, tick: Tick, seconds: float) -> None:
        self._tick, self._seconds = tick, seconds
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._nudged: asyncio.Task[None] | None = None
        self._again = False
        self._stopped = False

    def start(self) -> None:
        """Begin to tick; call from the running loop."""
        self._scheduler.add_job(
            self._beat,
            "interval",
            seconds=self._seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.start()

    async def _beat(self) -> None:
        # The work is a task of our own: the scheduler's are cut short when it shuts down.
        self.nudge()

    def nudge(self) -> None:
        """Something may be owed: deliver soon. Many nudges at once make one delivery."""
        if self._stopped:
            return
        if self._nudged and not self._nudged.done():
            self._again = True
            return
        self._nudged = asyncio.get_running_loop().create_task(self._deliver())

    async def _deliver(self) -> None:
        self._again = True
        while self._again:
            self._again = False
            await self._tick.deliver()

    async def settled(self) -> None:
        """Wait until what was nudged is delivered."""
        while self._nudged and not self._nudged.done():
            await self._nudged

    async def stop(self) -> None:
        """Stop ticking and finish the delivery in hand; what takes too long waits for the next start."""
        self._stopped = True
        self._scheduler.shutdown(wait=False)
        try:
            async with asyncio.timeout(STOP_WITHIN):
                await self.settled()
                await self._tick.finish()
        except TimeoutError:
            log.warning("delivery cut short")
        except StorageDown:
            log.warning("marks lost")  # what went out just before may come again, once
