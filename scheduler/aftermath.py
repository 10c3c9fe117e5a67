"""What follows when a message did not go out: another attempt, or a task for CP Administration.

A refusal is final; a throttle waits as long as it is told; what may or may not have arrived is tried once
more and no further, because a notice that reaches somebody twice does less harm than one that never came.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from cppm.people import Duty
from cppm.records import Notice, NoticeKind, everyone_with
from storage.addresses import Address
from storage.moments import stamp
from storage.outbox import Claimed, Delivery, Outbox, Owed
from storage.pace import Pace
from storage.shared_pace import SharedPace

Lost = Callable[[str, str], Awaitable[list[Delivery]]]
"""Finds the messages that did not reach an addressee, of a meeting's channel those of the meeting."""

log = structlog.get_logger("quorate.delivery")

MOST_ATTEMPTS = 8
MOST_UNSURE = 2
"""How often a message may go out without anybody knowing whether it arrived."""
LONGEST_PAUSE = 300.0
"""Seconds, before chance is added: the longest pause of our own between two attempts."""
LONGEST_ASKED = timedelta(hours=1)
"""The longest of Teams' own windows; whoever asks for more is asked again after this."""
GONE = (403, 404)


@dataclass
class Counts:
    """What one run did, for the log and the metrics."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    dropped: int = 0
    owed: int = 0
    held: float = 0.0
    """Seconds until what is still due may go out; 0 when nothing is."""


class Aftermath:
    """Decides what follows a failure and marks it. `unreachable` notes an address that refuses messages.

    `lost` finds what did not reach an addressee already: it shares one task. `shared` is given where other
    processes send too.
    """

    def __init__(
        self,
        outbox: Outbox,
        pace: Pace,
        unreachable: Callable[[Address, str], Awaitable[None]],
        lost: Lost,
        clock: Callable[[], datetime],
        steady: Callable[[], float],
        shared: SharedPace | None = None,
    ) -> None:
        self._shared = shared
        self._outbox, self._pace, self._unreachable, self._lost = outbox, pace, unreachable, lost
        self._giving_up = asyncio.Lock()
        self._clock, self._steady = clock, steady

    async def failed(self, message: Claimed, address: Address | None, failed: Any, counts: Counts) -> None:
        """A call to Teams failed (bot.connector.SendFailed). Without an address nobody was written to."""
        why = f"{failed.status or 'no answer'} {failed.code}".strip()
        lost = failed.outcome == "unknown" and address is not None
        unsure = message.unsure + lost
        again = message.attempt < MOST_ATTEMPTS and failed.outcome != "refused"
        if again and (not lost or unsure < MOST_UNSURE):
            why = f"may have arrived: {why}" if lost else why
            await self.again(message, address, why, counts, failed.retry_after, unsure)
            return
        if address and failed.status in GONE:
            await self._unreachable(address, why)
        await self.give_up(message, why, counts, unsure)

    async def again(
        self,
        message: Claimed,
        address: Address | None,
        why: str,
        counts: Counts,
        retry_after: float | None = None,
        unsure: int | None = None,
    ) -> None:
        """Try it again: when Teams asks for it, or after a growing pause. `unsure` as in Outbox.retry."""
        # Chance keeps messages that were throttled together from coming back together.
        pause = min(2.0**message.attempt, LONGEST_PAUSE) * (1 + random.random())
        wait = min(timedelta(seconds=retry_after or pause), LONGEST_ASKED)
        if retry_after and address:
            self._pace.hold(address.conversation, self._steady() + wait.total_seconds())
        counts.retried += 1
        at = self._clock() + wait
        await self._outbox.retry(message.id, at, why, message.unsure if unsure is None else unsure)
        if retry_after and address and self._shared:
            # The other processes leave the conversation alone too.
            await self._shared.hold(address.conversation, wait.total_seconds())

    async def give_up(self, message: Claimed, why: str, counts: Counts, unsure: int | None = None) -> None:
        """Never swallowed: CP Administration gets a task for this addressee, unless this was that task."""
        counts.failed += 1
        log.warning("undelivered", message=message.id, kind=str(message.kind), why=why)
        # One after another, so that all that is lost to one person at once makes one task.
        async with self._giving_up:
            if message.kind is not NoticeKind.UNDELIVERED:
                # The task first: a process that ends here comes back to this message, and owes no second.
                counts.owed += await self._owe_task(message)
            perhaps = message.unsure if unsure is None else unsure
            if perhaps:
                await self._outbox.unknown(message.id, f"may have arrived: {why}", perhaps)
            else:
                await self._outbox.failed(message.id, why)

    async def _owe_task(self, message: Claimed) -> int:
        """Owe CP Administration a task, unless there is one about what was lost to this addressee already."""
        for each in await self._lost(message.to, message.meeting_id):
            if await self._outbox.by_key(_task(each)):
                return 0
        return len(await self._outbox.owe([_task(message)], self._clock()))


def _task(lost: Claimed | Delivery) -> Owed:
    """The task that a message makes when it is lost; lost again after it was sent anew, another one."""
    key = f"{lost.id}@{stamp(lost.due_at)}"
    notice = Notice(NoticeKind.UNDELIVERED, everyone_with(Duty.CP_ADMIN), key, lost.id)
    return Owed(notice, lost.meeting_id)
