"""Long content on several cards: as much on each as Teams takes, every part under its own heading."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cards.elements import Action, Element, button
from cards.layout import subheading

MOST_BYTES = 17_000
"""Bytes of content on one card, two a letter; Teams takes 28 KB, with title and buttons."""
FROM = "n"
"""The id that says from which item on a card goes on."""


@dataclass(frozen=True)
class Part:
    """Some items under a heading; a part without items is left out."""

    title: str
    items: Sequence[Element]


@dataclass(frozen=True)
class Page:
    """What one card shows, and the item that the next one begins with; None on the last."""

    body: Sequence[Element]
    following: int | None

    def more(self, title: str, verb: str, **ids: str) -> list[Action]:
        """The button to the next card; none on the last."""
        if self.following is None:
            return []
        return [button(title, verb, **ids, **{FROM: str(self.following)})]


def page(parts: Sequence[Part], start: int = 0) -> Page:
    """The items from `start` on, counted through all parts, that fit on one card; one at least."""
    items = [(part, item) for part in parts for item in part.items]
    body: list[Element] = []
    room = MOST_BYTES
    under: Part | None = None
    for number, (part, item) in enumerate(items[start:], start):
        room -= _bytes(item)
        if body and room < 0:
            return Page(body, number)
        if part is not under:
            body.append(subheading(part.title))
            under = part
        body.append(item)
    return Page(body, None)


def _bytes(item: Element) -> int:
    return len(json.dumps(item.to_dict(), ensure_ascii=False).encode("utf-16-le"))
