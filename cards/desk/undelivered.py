"""What did not arrive, for CP Administration: the task in their chat, one for each person, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.elements import AdaptiveCard, button
from cards.layout import bullets, capital, card, facts, para, quiet
from cards.meetings.deliveries import in_words

MOST_LISTED = 8
TELL = "Say how they were told"
PERHAPS = "may have arrived: "
"""How the reason begins of a message that nobody knows the end of."""


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
    """Why a message did not arrive, or perhaps not, as people say it."""
    reason = why.removeprefix(PERHAPS)
    return f"It may have arrived: {in_words(reason)}" if reason != why else capital(in_words(why))
