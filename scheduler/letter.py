"""What the composer hands to delivery: where a message goes, its card, and how it is put there."""

from __future__ import annotations

from dataclasses import dataclass

from cards.elements import AdaptiveCard
from storage.addresses import Address
from storage.threads import Thread


class NotSent(Exception):
    """Why a message is rightly not sent; kept with it."""


@dataclass(frozen=True)
class Letter:
    """A message ready to go: to an address, or in the place of an earlier post.

    With a `thread`, the card takes the place of the post there, and `remark` is said beneath it.
    `begins` is what a new post is about (root id, thing): where it stands is kept under that.
    """

    address: Address
    card: AdaptiveCard
    thread: Thread | None = None
    remark: str = ""
    begins: tuple[str, str] | None = None

    @property
    def calls(self) -> int:
        """How many messages Teams counts for it."""
        return 2 if self.thread and self.remark else 1
