"""Delivering what is owed: claimed from the outbox, composed now, paced, sent, marked.

What follows a failure depends on its kind: a refusal is final and becomes CP Administration's task; a
throttle waits as long as it is told; what may or may not have arrived is tried once more, because a
notice that reaches somebody twice does less harm than one that never came.
"""

from __future__ import annotations

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import structlog

from cppm.people import Duty
from cppm.records import Notice, NoticeKind, everyone_with
from scheduler.letter import Letter, NotSent
from scheduler.pace import Pace
from storage.addresses import Address
from storage.errors import OutcomeUnknown, StorageDown
from storage.outbox import Claimed, Outbox, Owed
from storage.threads import Thread

log = structlog.get_logger("quorate.delivery")

AT_ONCE = 16
"""Messages on their way at the same time."""
BATCH = 100
MOST_ATTEMPTS = 8
UNKNOWN_ATTEMPTS = 2
LONGEST_WAIT = timedelta(minutes=15)


class Post(Protocol):
    """The way out to Teams."""

    async def send(
        self, address: Address, card: dict[str, Any] | str, summary: str, alert: bool = False
    ) -> str: ...

    async def update(
        self, address: Address, activity_id: str, card: dict[str, Any], summary: str
    ) -> None: ...

    async def remark(self, address: Address, activity_id: str, words: str) -> str: ...


class Composing(Protocol):
    """What makes a letter of a message: scheduler.compose.Composer, and rehearsal's, which labels it."""

    async def compose(self, message: Claimed) -> Letter: ...

    @property
    def posted(self) -> Callable[[Letter, str], Awaitable[None]]: ...

    @property
    def vanished(self) -> Callable[[Thread], Awaitable[None]]: ...

    @property
    def holders(self) -> Callable[[Claimed], Awaitable[list[str]]]: ...

    @property
    def unreachable(self) -> Callable[[Address, str], Awaitable[None]]: ...


@dataclass
class Counts:
    """What one run did, for the log and the metrics."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    dropped: int = 0
    owed: int = 0


class Delivery:
    """Takes what is due out of the outbox and delivers it.

    `failure` is the class of error that `post` raises. `clock` gives aware UTC moments.
    """

    def __init__(
        self,
        outbox: Outbox,
        composer: Composing,
        post: Post,
        failure: type[Exception],
        clock: Callable[[], datetime],
        steady: Callable[[], float],
    ) -> None:
        self._outbox, self._composer, self._post = outbox, composer, post
        self._failure, self._clock, self._steady = failure, clock, steady
        self._pace = Pace()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> Counts:
        """Deliver until nothing more is due. Returns what became of it."""
        counts = Counts()
        more = True
        while more:
            batch, owed = await self._outbox.claim(self._clock(), BATCH), counts.owed
            await asyncio.gather(*(self._one(message, counts) for message in batch))
            more = len(batch) == BATCH or counts.owed > owed
        return counts

    async def _one(self, message: Claimed, counts: Counts) -> None:
        async with self._room:
            try:
                await self._deliver(message, counts)
            except NotSent as reason:
                counts.dropped += 1
                await self._outbox.dropped(message.id, str(reason))
            except (StorageDown, OutcomeUnknown) as away:
                # Nothing is wrong with the message: it comes back when its lease ends.
                log.warning("delivery_waits", message=message.id, error=type(away).__name__)
            except Exception as trouble:
                # One message that can't be made must not hold up the others; a person looks at it.
                log.error("not_delivered", message=message.id, kind=str(message.kind), **told(trouble))
                await self._give_up(message, f"it could not be made ({type(trouble).__name__})", counts)

    async def _deliver(self, message: Claimed, counts: Counts) -> None:
        if message.to.startswith("duty:"):
            await self._spread(message, counts)
            return
        try:
            letter = await self._composer.compose(message)
        except self._failure as failed:  # nobody was reached: the chat with them could not be opened
            await self._after_failure(message, None, failed, counts)
            return
        address = letter.address
        wait = self._pace.wait(address.tenant, address.conversation, self._steady())
        if wait > 0:
            await self._outbox.postpone(message.id, self._clock() + timedelta(seconds=wait), "paced")
            return
        await self._send(message, letter, counts)

    async def _send(self, message: Claimed, letter: Letter, counts: Counts) -> None:
        address = letter.address
        for _ in range(letter.calls):
            self._pace.count(address.tenant, address.conversation, self._steady())
        try:
            activity = await self._put(letter)
        except self._failure as error:
            failed: Any = error
            if letter.thread and failed.status == 404:
                await self._composer.vanished(letter.thread)
                await self._again(message, address, None, "the post was deleted", counts)
            else:
                await self._after_failure(message, address, failed, counts)
            return
        counts.sent += 1
        await self._outbox.sent(message.id, activity, self._clock())

    async def _put(self, letter: Letter) -> str:
        """Send a letter, or put it in the place of the post it belongs to. Returns the activity's id.

        An update may be repeated without harm. Where a new post stands is kept before it is marked as sent,
        so that a process which dies in between finds it and brings it up to date instead of posting twice.
        """
        card, thread = letter.card, letter.thread
        if thread is None:
            activity = await self._post.send(letter.address, card.to_dict(), card.summary, alert=True)
            await self._composer.posted(letter, activity)
            return activity
        await self._post.update(letter.address, thread.activity_id, card.to_dict(), card.summary)
        if letter.remark:
            await self._post.remark(letter.address, thread.activity_id, letter.remark)
        return thread.activity_id

    async def _after_failure(
        self, message: Claimed, address: Address | None, failed: Any, counts: Counts
    ) -> None:
        why = f"{failed.status or 'no answer'} {failed.code}".strip()
        if failed.outcome == "retry" and message.attempt < MOST_ATTEMPTS:
            await self._again(message, address, failed.retry_after, why, counts)
        elif failed.outcome == "unknown" and message.attempt < UNKNOWN_ATTEMPTS:
            await self._again(message, address, None, f"may have arrived: {why}", counts)
        else:
            if address and failed.status in (403, 404):
                await self._composer.unreachable(address, why)
            await self._give_up(message, why, counts)

    async def _again(
        self, message: Claimed, address: Address | None, retry_after: float | None, why: str, counts: Counts
    ) -> None:
        # Chance keeps messages that were throttled together from coming back together.
        patience = retry_after or min(2.0**message.attempt, 300.0) * (1 + random.random())
        wait = min(timedelta(seconds=patience), LONGEST_WAIT)
        if retry_after and address:
            self._pace.hold(address.conversation, self._steady() + retry_after)
        counts.retried += 1
        await self._outbox.retry(message.id, self._clock() + wait, why)

    async def _give_up(self, message: Claimed, why: str, counts: Counts) -> None:
        """Never swallowed: CP Administration gets a task, unless this was that task itself."""
        counts.failed += 1
        log.warning("undelivered", message=message.id, kind=str(message.kind), why=why)
        if message.kind is not NoticeKind.UNDELIVERED:
            # The task first: a process that ends here comes back to this message, and owes no second task.
            task = Notice(NoticeKind.UNDELIVERED, everyone_with(Duty.CP_ADMIN), message.id, message.id)
            counts.owed += len(await self._outbox.owe([Owed(task, message.meeting_id)], self._clock()))
        await self._outbox.failed(message.id, why)

    async def _spread(self, message: Claimed, counts: Counts) -> None:
        """A message to a duty becomes one to each person who holds it."""
        people = await self._composer.holders(message)
        if not people:
            why = f"nobody holds the {message.to.replace(':', ' of ')}, or all who do took part"
            await self._give_up(message, why, counts)
            return
        notices = [
            Notice(message.kind, person, message.key.rpartition(f"{message.to}:")[2], message.about)
            for person in people
        ]
        owed = [Owed(notice, message.meeting_id) for notice in notices]
        counts.owed += len(await self._outbox.owe(owed, self._clock()))
        await self._outbox.dropped(message.id, "written to each person who holds the duty")


def told(trouble: BaseException) -> dict[str, str]:
    """What a log line may say of an error: kind and place. Its own words may quote what somebody wrote."""
    frames = traceback.extract_tb(trouble.__traceback__)[-4:]
    where = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return {"error": type(trouble).__name__, "at": where}
