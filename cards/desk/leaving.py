"""What somebody who has left leaves open: in words, and the message to whoever takes it over."""

from __future__ import annotations

from collections.abc import Mapping

from cards.elements import AdaptiveCard, button
from cards.layout import bullets, card, para, quiet

MOST_LISTED = 12


def left_open(left: Mapping[str, int]) -> str:
    """Where somebody still stood and how much they owe there, in a line."""
    return ", ".join(_open(reference, count) for reference, count in left.items())


def left_to_you_card(leaver: str, left: Mapping[str, int]) -> AdaptiveCard:
    """For whoever takes over: where the leaver stood, by neutral references, and what happens next."""
    lines = [_open(reference, count) for reference, count in left.items()]
    more = len(lines) - MOST_LISTED
    return card(
        "You take over from a colleague",
        para(f"{leaver} has left, and CP Administration named you to take over what they leave open."),
        bullets(lines[:MOST_LISTED]),
        quiet(f"And {more} more.") if more > 0 else None,
        para(
            "You can open each of these once you are named in it: ask its chair or CP Administration, "
            "and read up on it before you act."
        ),
        summary="You take over from a colleague",
        actions=[button("What I owe", "home.open"), button("Why?", "why.open", rule="INV-08")],
    )


def _open(reference: str, count: int) -> str:
    if not count:
        return reference
    return f"{reference} (owes {count} thing{'' if count == 1 else 's'})"
