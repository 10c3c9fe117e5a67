"""A town whose bot is killed again and again, between any two steps, and started anew on what is on disk.

A killed bot does nothing more: whatever it awaits of its database or of Teams never returns, nothing is
closed in good order. What was on its way may have arrived or not, as after a SIGKILL of a process; such
processes are killed in tests/e2e/test_faults.py, where a start takes seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from tests.e2e.town import Town
from tests.rig.someone import Channel, Shown, Someone

LEASE = timedelta(minutes=2)
T = TypeVar("T")
Call = Callable[..., Awaitable[Any]]


@dataclass
class Life:
    """One life of the bot: it ends when it has lived `steps` of its steps, before or after the last."""

    steps: int
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    where: str = ""
    ghosts: set[asyncio.Task[Any]] = field(default_factory=set)
    """What still waits for something that never comes."""
    laid: bool = False
    """From then on whatever is left of it ends at its next step."""

    def mortal(self, name: str, call: Call) -> Call:
        """The same call, which may be the last, and never returns once the bot is dead."""

        async def lived(*args: Any, **named: Any) -> Any:
            await self._step(f"before {name}")
            result = await call(*args, **named)
            await self._step(f"after {name}")
            return result

        return lived

    async def _step(self, where: str) -> None:
        if self.laid:
            raise asyncio.CancelledError
        if not self.ended.is_set():
            self.steps -= 1
            if self.steps > 0:
                return
            self.where = where
            self.ended.set()
        ghost = asyncio.current_task()
        assert ghost
        self.ghosts.add(ghost)
        await asyncio.Event().wait()

    async def lay(self) -> None:
        """Let go of everything that still waits; what it does on its way out comes to nothing either."""
        self.laid = True
        while gone := {*self.ghosts} | {task for task in asyncio.all_tasks() if _is_the_bots(task)}:
            self.ghosts.clear()
            for ghost in gone:
                ghost.cancel()
            await asyncio.wait(gone, timeout=0.05)


def _is_the_bots(task: asyncio.Task[Any]) -> bool:
    """Whether a task runs what the bot began by itself, behind a turn."""
    code = getattr(task.get_coro(), "cr_code", None)
    return code is not None and Path(code.co_filename).parent.name in ("bot", "scheduler", "storage")


class Mourner(Someone):
    """Somebody whose client sends again what was not answered because the bot died meanwhile."""

    town: MortalTown

    async def does(self, *, in_channel: Channel | None = None, times: int = 1, **fields: Any) -> Shown:
        activity = self.activity(in_channel=in_channel, **fields)
        before, lives = len(self.world.connector.log), len(self.town.deaths)
        replies = None
        while replies is None:
            replies = await self.town.unless_killed(self.world.deliver(activity, times=times))
        again = len(self.town.deaths) > lives
        await self.town.unless_killed(self.world.settled())
        shown = Shown(replies[0].status, replies[0].body, self.world.connector.log[before:])
        if again and "Question 1 of" in shown.words:  # a form opened twice asks its questions one by one
            await self.says("cancel")
            return await self.does(in_channel=in_channel, times=times, **fields)
        return shown


class MortalTown(Town):
    """A town in which every life of the bot is counted in steps, drawn from `fate`.

    `shortest` and `longest` are the steps of a life; `deaths` tells where each life ended.
    """

    fate: Random
    shortest: int
    longest: int
    deaths: list[str]
    _life: Life

    def doom(self, seed: int, shortest: int, longest: int) -> None:
        """From now on the bot dies, over and over."""
        self.fate, self.deaths = Random(seed), []
        self.shortest, self.longest = shortest, longest
        people = self.world.someone

        def mourner(name: str, aad_id: str | None = None) -> Mourner:
            found = Mourner(self.world, name, people(name, aad_id).aad_id)
            found.town = self
            return found

        self.world.someone = mourner  # type: ignore[method-assign]
        self._be_born()

    def _be_born(self) -> None:
        """Count the steps of the bot that runs now: each writing, and each call to Teams."""
        life = self._life = Life(self.fate.randint(self.shortest, self.longest))
        for place, name in ((self.house.store.db, "write"), (self.house.skin.connector, "_call")):
            setattr(place, name, life.mortal(name, getattr(place, name)))

    async def settle(self) -> None:
        """Let everything that is owed be delivered, by as many lives as it takes."""
        while await self.unless_killed(self._settled()) is None:
            pass

    async def _settled(self) -> bool:
        await super().settle()
        return True

    async def unless_killed(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What came of something, or None where the bot was killed meanwhile; then it is up again."""
        doing, dying = asyncio.ensure_future(work), asyncio.ensure_future(self._life.ended.wait())
        await asyncio.wait([doing, dying], return_when=asyncio.FIRST_COMPLETED)
        dying.cancel()
        if not self._life.ended.is_set():
            return await doing
        found = doing.result() if doing.done() and not doing.exception() else None
        doing.cancel()
        await self._rise()
        await asyncio.wait([doing])
        return found

    async def _rise(self) -> None:
        """Bury the dead bot without any of its closing steps, and start a new one."""
        self.deaths.append(self._life.where)
        self.house.ticker._scheduler.shutdown(wait=False)
        await self.world.kill_serving()
        await self._life.lay()
        await self.house.skin.line.close()
        await self.house.store.close()
        await self.start()
        self._be_born()
        self.now += LEASE  # what the dead bot held comes back to the new one
