"""What Teams has taken and the database has not been told yet.

A message that went out while the database was away would go out again when its lease ends. Its receipt
waits here, and is handed in before anything else is claimed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler.letter import Letter
from storage.outbox import Outbox


@dataclass(frozen=True)
class Receipt:
    """Teams has taken this message, as that activity, at that moment."""

    message_id: str
    letter: Letter
    activity_id: str
    at: datetime


class Receipts:
    """Hands receipts in, and keeps those that can't be. `posted` notes where a new post stands."""

    def __init__(self, outbox: Outbox, posted: Callable[[Letter, str], Awaitable[None]]) -> None:
        self._outbox, self._posted = outbox, posted
        self._kept: dict[str, Receipt] = {}

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._kept

    async def keep(self, receipt: Receipt) -> None:
        """Note that a message was taken. Raises StorageDown, and then keeps the receipt."""
        self._kept[receipt.message_id] = receipt
        await self._hand_in(receipt)

    async def hand_in(self) -> None:
        """Note everything that is kept. Raises StorageDown; what could not be noted stays."""
        for receipt in list(self._kept.values()):
            await self._hand_in(receipt)

    async def _hand_in(self, receipt: Receipt) -> None:
        # Where a new post stands comes first: a process that ends in between finds it, brings it up to date
        # and posts no second one.
        await self._posted(receipt.letter, receipt.activity_id)
        letter = receipt.letter
        await self._outbox.sent(
            receipt.message_id, receipt.activity_id, receipt.at, may_show_twice=letter.may_show_twice
        )
        self._kept.pop(receipt.message_id, None)
