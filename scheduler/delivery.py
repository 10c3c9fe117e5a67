"""Delivering what is owed: claimed from the outbox, composed now, paced, sent, marked.

What follows a failure is `aftermath`'s to decide; what Teams took while the database was away is kept in
`receipts`, so that only what nobody can know ever goes out twice.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

import structlog

from cppm.records import Notice
from scheduler.aftermath import MOST_UNSURE, Aftermath, Counts, Lost
from scheduler.giving_way import GivingWay, at_once
from scheduler.letter import Letter, NotSent, NotYet
from scheduler.receipts import Receipt, Receipts
from storage.addresses import Address
from storage.briefs import Brief
from storage.errors import OutcomeUnknown, StorageDown
from storage.outbox import Claimed, Outbox, Owed
from storage.pace import Pace
from storage.shared_pace import SharedPace
from storage.threads import Thread

__all__ = ["Counts", "Delivery"]

log = structlog.get_logger("quorate.delivery")

CREW, CREWS = 40, 3
"""Messages that are claimed, made and sent together, and how many such crews are on their way at once.

A process that is killed leaves no more than these to be repeated.
"""
SEND_WITHIN = timedelta(seconds=30)
"""The longest a call or two to Teams may take; with less left of its lease a message is not begun."""
ANOTHER_FIRST = timedelta(seconds=5)
"""How long a message for a channel waits while another about the same thing is posted."""
CUT_SHORT = "Quorate stopped before it could tell"


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

    @property
    def brief(self) -> Callable[[Sequence[Claimed]], Awaitable[Brief]]: ...

    async def compose(self, message: Claimed, brief: Brief) -> Letter: ...

    @property
    def posted(self) -> Callable[[Letter, str], Awaitable[None]]: ...

    @property
    def finished(self) -> Callable[[Claimed, Letter], Awaitable[None]]: ...

    @property
    def vanished(self) -> Callable[[Thread], Awaitable[None]]: ...

    @property
    def holders(self) -> Callable[[Claimed], Awaitable[list[str]]]: ...

    @property
    def lost(self) -> Lost: ...

    @property
    def unreachable(self) -> Callable[[Address, str], Awaitable[None]]: ...


class Delivery:
    """Takes what is due out of the outbox and delivers it.

    `failure` is the class of error that `post` raises. `clock` gives aware UTC moments. `shared` is given
    where other processes send too. `quiet` returns once nobody is being answered.
    """

    def __init__(
        self,
        outbox: Outbox,
        composer: Composing,
        post: Post,
        failure: type[Exception],
        clock: Callable[[], datetime],
        steady: Callable[[], float],
        pace: Pace | None = None,
        shared: SharedPace | None = None,
        quiet: Callable[[], Awaitable[object]] = at_once,
    ) -> None:
        self._outbox, self._composer, self._post = outbox, composer, post
        self._failure, self._clock, self._steady = failure, clock, steady
        self._pace, self._shared = pace or Pace(), shared
        self._way = GivingWay(quiet)
        self._making: set[str] = set()  # claimed, and not counted by the pace yet
        # An entry goes when nothing is on its way there any more.
        self._conversations: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._receipts = Receipts(outbox, composer.posted)
        self._after = Aftermath(
            outbox, self._pace, composer.unreachable, composer.lost, clock, steady, shared
        )

    async def run(self) -> Counts:
        """Deliver until nothing more is due, or may go out now. Returns what became of it."""
        await self.hand_in()
        counts, owed = Counts(), -1
        while counts.owed > owed and not counts.held:
            owed = counts.owed
            counts.held = await self._all_due(counts)
        return counts

    async def hand_in(self) -> None:
        """Note what Teams took while the database was away. Raises StorageDown while it still is."""
        await self._receipts.hand_in()

    async def _all_due(self, counts: Counts) -> float:
        """Claim what is due, one crew after the other, and deliver it.

        Returns how many seconds the rest has to wait, 0 where there is none.
        """
        crews: set[asyncio.Task[None]] = set()
        try:
            while True:
                most = min(CREW, self._room())
                if crews and (most <= 0 or len(crews) == CREWS):
                    back, crews = await asyncio.wait(crews, return_when=asyncio.FIRST_COMPLETED)
                    await all_of(back)
                    continue
                if most <= 0:
                    return self._pace.until_room(self._steady())
                batch = await self._outbox.claim(self._clock(), most)
                self._making |= {message.id for message in batch}
                if batch:
                    crews.add(asyncio.create_task(self._crew(batch, counts)))
                if len(batch) < most:
                    return 0.0
        finally:
            await all_of(crews)

    def _room(self) -> int:
        """How many messages more may be claimed now, beside those that are being made."""
        return self._pace.room(self._steady()) - len(self._making)

    async def _crew(self, batch: list[Claimed], counts: Counts) -> None:
        """Deliver what was claimed together, made from one look at the database."""
        try:
            brief = await self._composer.brief(batch)
            await all_of(self._one(message, brief, counts) for message in batch)
        except (StorageDown, OutcomeUnknown) as away:
            # Nothing is wrong with the messages: they come back when their lease ends.
            log.warning("delivery_waits", messages=len(batch), error=type(away).__name__)
        finally:
            self._making -= {message.id for message in batch}

    async def _one(self, message: Claimed, brief: Brief, counts: Counts) -> None:
        try:
            await self._deliver(message, brief, counts)
        except NotSent as reason:
            counts.dropped += 1
            await self._outbox.dropped(message.id, str(reason))
        except NotYet as reason:
            until = reason.until or self._clock() + ANOTHER_FIRST
            await self._outbox.postpone(message.id, until, str(reason))
        except (StorageDown, OutcomeUnknown) as away:
            log.warning("delivery_waits", message=message.id, error=type(away).__name__)
        except Exception as trouble:
            # One message that can't be made must not hold up the others; a person looks at it.
            log.error("not_delivered", message=message.id, kind=str(message.kind), **told(trouble))
            why = f"it could not be made ({type(trouble).__name__})"
            await self._after.give_up(message, why, counts)

    async def _deliver(self, message: Claimed, brief: Brief, counts: Counts) -> None:
        if message.unsure >= MOST_UNSURE:
            await self._after.give_up(message, CUT_SHORT, counts)
        elif message.to.startswith("duty:"):
            await self._spread(message, counts)
        else:
            await self._compose_and_send(message, brief, counts)

    async def _compose_and_send(self, message: Claimed, brief: Brief, counts: Counts) -> None:
        try:
            await self._way.piece()
            letter = await self._composer.compose(message, brief)
        except self._failure as failed:  # nobody was reached: the chat with them could not be opened
            await self._after.failed(message, None, failed, counts)
            return
        conversation = letter.address.conversation
        # One after another, so that nothing follows into a conversation that Teams has just asked to pause.
        one_at_a_time = self._conversations.setdefault(conversation, asyncio.Lock())
        try:
            async with one_at_a_time:
                goes = await self._may_go(message, letter)
                receipt = await self._send(message, letter, counts) if goes else None
            if receipt:
                counts.sent += 1
                await self._receipts.keep(receipt)
        finally:
            if message.id not in self._receipts:
                await self._composer.finished(message, letter)

    async def _may_go(self, message: Claimed, letter: Letter) -> bool:
        """Whether Teams' limits leave room for it now, and the lease time to send it in."""
        address = letter.address
        wait = self._pace.wait(address.tenant, address.conversation, self._steady(), letter.calls)
        if not wait:
            # Counted before anything is awaited, so that the others see it.
            for _ in range(letter.calls):
                self._pace.count(address.tenant, address.conversation, self._steady())
            if self._shared:
                wait = await self._shared.take(address.tenant, address.conversation, letter.calls)
        self._making.discard(message.id)
        if wait or self._clock() + SEND_WITHIN > message.until:
            await self._outbox.postpone(message.id, self._clock() + timedelta(seconds=wait), "paced")
            return False
        return await self._outbox.begin(message, letter.may_show_twice)

    async def _send(self, message: Claimed, letter: Letter, counts: Counts) -> Receipt | None:
        """Send it. Without a receipt it did not go out, and what follows from that is done."""
        try:
            await self._way.piece()
            activity = await self._put(letter)
        except self._failure as error:
            failed: Any = error
            address = letter.address
            if letter.thread and failed.status == 404:
                await self._composer.vanished(letter.thread)
                await self._after.again(message, address, "the post was deleted", counts)
            else:
                await self._after.failed(message, address, failed, counts)
            return None
        return Receipt(message.id, letter, activity, self._clock())

    async def _put(self, letter: Letter) -> str:
        """Send a letter, or put it in the place of the post it belongs to. Returns the activity's id.

        An update may be repeated without harm.
        """
        card, thread = letter.card, letter.thread
        if thread is None:
            return await self._post.send(letter.address, card.to_dict(), card.summary, alert=True)
        await self._post.update(letter.address, thread.activity_id, card.to_dict(), card.summary)
        if letter.remark:
            await self._post.remark(letter.address, thread.activity_id, letter.remark)
        return thread.activity_id

    async def _spread(self, message: Claimed, counts: Counts) -> None:
        """A message to a duty becomes one to each person who holds it."""
        people = await self._composer.holders(message)
        if not people:
            why = f"nobody holds the {message.to.replace(':', ' of ')}, or all who do took part"
            await self._after.give_up(message, why, counts)
            return
        notices = [
            Notice(message.kind, person, message.key.rpartition(f"{message.to}:")[2], message.about)
            for person in people
        ]
        owed = [Owed(notice, message.meeting_id) for notice in notices]
        counts.owed += len(await self._outbox.owe(owed, self._clock()))
        await self._outbox.dropped(message.id, "written to each person who holds the duty")


async def all_of(work: Iterable[Awaitable[None]]) -> None:
    """Wait until all of it has ended, then raise the first trouble there was."""
    ended = await asyncio.gather(*work, return_exceptions=True)
    for trouble in ended:
        if trouble is not None:
            raise trouble


def told(trouble: BaseException) -> dict[str, str]:
    """What a log line may say of an error: kind and place. Its own words may quote what somebody wrote."""
    frames = traceback.extract_tb(trouble.__traceback__)[-4:]
    where = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return {"error": type(trouble).__name__, "at": where}
