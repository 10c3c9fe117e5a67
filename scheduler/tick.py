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
from storage.bell import Rung
from storage.dues import Fired
from storage.errors import OutcomeUnknown, StorageDown
from storage.store import Store

log = structlog.get_logger("quorate.tick")

BATCH = 200
TIDY_EVERY = timedelta(hours=1)
GATHERING = 0.05
"""Seconds: the least between the beginnings of two deliveries."""
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
        self.delivered: datetime | None = None
        """When what was due was last delivered, after a look or a turn."""

    async def run(self) -> Counts:
        """Fire clocks and deliver. A failure is logged; the next tick tries again.

        `last` stands still while either fails.
        """
        async with self._one_at_a_time:
            self._store.bell.answered()
            try:
                fired = await self._fire()
                counts = await self._deliver()
                await self._tidy()
            except Exception as trouble:
                # The database may be away for a minute: nothing is lost, and the next tick comes.
                log.error("tick_failed", **told(trouble))
                return Counts()
            if fired:
                self.last = self._clock()
            return counts

    async def after_turns(self) -> Counts:
        """Deliver what turns have just made owed; clocks are looked at only if one came due with them.

        A failure is logged, and the next tick tries again.
        """
        async with self._one_at_a_time:
            rung = self._store.bell.answered()
            try:
                if Rung.CLOCKS in rung:
                    await self._fire()
                return await self._deliver()
            except Exception as trouble:
                log.error("delivery_failed", **told(trouble))
                return Counts()

    async def _deliver(self) -> Counts:
        counts = await self._delivery.run()
        self.delivered = self._clock()
        return counts

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
    """Ticks every so many seconds, and after a turn that made something owed."""

    def __init__(self, tick: Tick, seconds: float) -> None:
        self._tick, self._seconds = tick, seconds
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._working: asyncio.Task[None] | None = None
        self._nudged = self._ticked = False
        self._began = float("-inf")
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
        self._ticked = True
        self.nudge()

    def nudge(self) -> None:
        """Something may be owed: deliver soon. Many nudges at once make one delivery."""
        if self._stopped:
            return
        self._nudged = True
        if self._working is None or self._working.done():
            self._working = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._nudged:
            # While turns come thick and fast, what several of them owe goes out together.
            await asyncio.sleep(self._began + GATHERING - loop.time())
            self._began = loop.time()
            ticked, self._nudged, self._ticked = self._ticked, False, False
            counts = await (self._tick.run() if ticked else self._tick.after_turns())
            if counts.held:
                loop.call_later(counts.held, self.nudge)

    async def settled(self) -> None:
        """Wait until what was nudged is delivered."""
        while self._working and not self._working.done():
            await self._working

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
