"""What the composer hands to delivery: where a message goes, its card, and how it is put there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cards.elements import AdaptiveCard
from storage.addresses import Address
from storage.threads import Thread


class NotSent(Exception):
    """Why a message is rightly not sent; kept with it."""


class NotYet(Exception):
    """Why a message waits a moment, or until a day; kept with it meanwhile."""

    def __init__(self, why: str, until: datetime | None = None) -> None:
        super().__init__(why)
        self.until = until


@dataclass(frozen=True)
class Letter:
    """A message ready to go: to an address, or in the place of an earlier post.

    `about` is what it is about in a channel (root id, thing): where its post stands is kept under that.
    With a `thread`, the card takes the place of the post there, and `remark` is said beneath it.
    """

    address: Address
    card: AdaptiveCard
    thread: Thread | None = None
    remark: str = ""
    about: tuple[str, str] | None = None

    @property
    def calls(self) -> int:
        """How many messages Teams counts for it."""
        return 2 if self.thread and self.remark else 1

    @property
    def may_show_twice(self) -> bool:
        """Whether to send it again adds something; an update alone only shows the same once more."""
        return self.thread is None or bool(self.remark)
