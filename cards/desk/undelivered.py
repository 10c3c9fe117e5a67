"""What did not arrive, for CP Administration: the task in their chat, one for each person, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.elements import AdaptiveCard, button
from cards.layout import bullets, capital, card, facts, para, quiet
from cards.meetings.deliveries import in_words

MOST_LISTED = 8
TELL = "Say how they were told"
REFUSED = "403"
"""What Teams answers where somebody can't be written to."""


@dataclass(frozen=True)
class LostMessage:
    """A message that did not arrive: of what kind, about which meeting, and what Teams said of it."""

    what: str
    reference: str
    why: str

    @property
    def line(self) -> str:
        """What it was, in a line."""
        return ", ".join(filter(None, (self.what, self.reference)))


def undelivered_card(person: str, lost: Sequence[LostMessage], ids: Mapping[str, str]) -> AdaptiveCard:
    """All that did not reach one person, so that they are told another way. `ids` lead to that."""
    title = "A message did not arrive" if len(lost) == 1 else f"{len(lost)} messages did not arrive"
    more = len(lost) - MOST_LISTED
    return card(
        title,
        facts([("For", person), ("Why", because(lost[0].why))]),
        bullets(each.line for each in lost[:MOST_LISTED]),
        quiet(f"And {more} more.") if more > 0 else None,
        para("Please reach them another way, and check that the app is installed for them."),
        quiet("What failed goes out again by itself once they write to Quorate or install it."),
        summary="A message did not arrive",
        actions=[
            button(TELL, "toldotherwise.open", **ids),
            button("My desk", "desk.open"),
            button("Why?", "why.open", rule="SUM-01"),
        ],
    )


def because(why: str) -> str:
    """Why a message did not arrive, as people say it, with Teams' own word for whoever can mend it."""
    reason = why.removeprefix("may have arrived: ")
    told = in_words(reason) if reason.startswith(REFUSED) else reason
    told = told if reason in told else f"{told} ({reason})"
    words = f"may have arrived: {told}" if why != reason else told
    return capital(words)
