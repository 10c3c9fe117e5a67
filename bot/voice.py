"""How an answer is heard: as messages in the conversation it belongs to.

Whatever a turn recorded is recorded by now. So a message that cannot be sent is noted, and nothing is undone
or raised.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog

from bot import reading
from bot.apology import hashed
from bot.connector import SendFailed
from bot.models import AsIs
from bot.post import SUMMARY, Post
from cards.elements import AdaptiveCard
from dialogs.turn import Answer

log = structlog.get_logger("quorate.bot")


class Voice:
    """Sends answers by way of a `Post`, with the patience that somebody at a screen has."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def show(self, activity: Any, answer: Answer, pressed: str | None) -> None:
        """Send an answer as messages; a pressed card is replaced where it stands."""
        if answer.replace is not None and pressed:
            await self._replace(activity, pressed, answer.replace)
        elif answer.replace is not None:
            await self.say(activity, answer.replace)
        if answer.notice:
            await self.say(activity, answer.notice)
        await self.say_all(activity, answer.say)

    async def say_all(self, activity: Any, items: Sequence[AdaptiveCard | str]) -> None:
        """Post several things, in order."""
        for item in items:
            await self.say(activity, item)

    async def say(self, activity: Any, item: AdaptiveCard | str) -> None:
        """Post one thing."""
        address = reading.address(activity)
        card, summary = (item, SUMMARY) if isinstance(item, str) else (item.to_dict(), item.summary)
        try:
            await self._post.patiently(lambda: self._post.send(address, card, summary))
        except SendFailed as failure:
            _note("answer not sent", activity, failure)

    async def update(self, activity: Any, message: str, card: AsIs, summary: str) -> bool:
        """Make a sealed card the message itself, and tell whether that message is still there.

        What an invoke returns is lost when the chat is next opened; this lasts.
        """
        address = reading.address(activity)
        try:
            await self._post.patiently(lambda: self._post.update(address, message, card, summary))
        except SendFailed as failure:
            _note("card not updated", activity, failure)
            return failure.status not in (403, 404)
        return True

    def sealed(self, activity: Any, card: AdaptiveCard) -> AsIs:
        """Return a card's JSON, its buttons sealed for whoever reads here."""
        return self._post.sealed(reading.address(activity), card.to_dict())

    async def _replace(self, activity: Any, message: str, card: AdaptiveCard) -> None:
        if not await self.update(activity, message, self.sealed(activity, card), card.summary):
            await self.say(activity, card)


def _note(event: str, activity: Any, failure: SendFailed) -> None:
    log.warning(
        event,
        conversation=hashed(activity.conversation.id),
        status=failure.status,
        code=failure.code,
        outcome=failure.outcome,
    )
