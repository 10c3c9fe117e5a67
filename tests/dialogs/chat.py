"""A person in a chat with the engine: says, presses, reads. Shared by the tests of forms and of the jobs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from cards.elements import AdaptiveCard
from cppm.people import Person
from dialogs.engine import Engine
from dialogs.turn import Answer, File, Place, PlaceKind, Press, Turn

PRIVATE = Place("a:1", PlaceKind.PERSONAL)
CHANNEL = Place("19:c;messageid=1", PlaceKind.CHANNEL, "19:c")
_numbers = itertools.count(1)


def words(card: AdaptiveCard | str) -> str:
    """Everything a reader sees, top to bottom, buttons last."""
    if isinstance(card, str):
        return card
    return "\n".join(_words(card.to_dict()))


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _words(each)
    elif isinstance(node, dict) and node.get("type") != "Action.Submit":
        for key in ("label", "title", "text"):
            if isinstance(node.get(key), str):
                yield node[key]
        for key in ("body", "items", "inlines", "columns", "facts", "choices", "actions"):
            yield from _words(node.get(key) or [])
        if "facts" in str(node.get("type", "")).lower() or {"title", "value"} == node.keys():
            yield from ([node["value"]] if isinstance(node.get("value"), str) else [])


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Every element of a card's JSON."""
    if isinstance(node, list):
        for each in node:
            yield from nodes(each)
    elif isinstance(node, dict):
        yield node
        for each in node.values():
            yield from nodes(each)


@dataclass
class Chat:
    """One person in one place. `goes` plays a conversation of (said, answered) pairs."""

    engine: Engine
    person: Person | None
    now: datetime
    place: Place = PRIVATE
    cards: list[dict[str, Any]] = field(default_factory=list)
    last: Turn | None = None
    file: File | None = None
    """The newest file offered, or given once it was accepted."""

    async def say(self, text: str) -> str:
        """Type something; the words of all that is answered."""
        return self._read(await self.engine.turn(self._turn(text=text)))

    async def press(self, title: str, **inputs: Any) -> str:
        """Press the newest button with this title, with its card's inputs as filled in here."""
        action = next(
            each
            for card in reversed(self.cards)
            for each in nodes(card)
            if each.get("type") == "Action.Execute" and each.get("title") == title
        )
        data = dict(action["data"])
        return await self.send(data.pop("v"), data, **inputs)

    async def send(self, verb: str, ids: dict[str, str] | None = None, **inputs: Any) -> str:
        """Press a button by its verb, whether or not any card showed it."""
        press = Press(verb, ids or {}, inputs)
        return self._read(await self.engine.turn(self._turn(press=press)))

    async def accept(self, offer: str) -> str:
        """Say yes to the newest offer of a file, which goes by this name; what was given is the `file`."""
        assert self.file is not None
        pointer, self.file = self.file.pointer, None
        return self._read(await self.engine.turn(replace(self._turn(press=pointer), accepts=offer)))

    async def repeat(self) -> str:
        """The last turn, delivered a second time."""
        assert self.last is not None
        return self._read(await self.engine.turn(self.last))

    async def goes(self, talk: Sequence[tuple[str, str]]) -> None:
        """Say each line; what is answered must hold the words beside it."""
        for said, answered in talk:
            heard = await self.say(said)
            assert answered in heard, f"to {said!r} the answer was:\n{heard}"

    def later(self, span: timedelta) -> Chat:
        """The same chat some time later."""
        return replace(self, now=self.now + span)

    @property
    def card(self) -> dict[str, Any]:
        """The newest card."""
        return self.cards[-1]

    def input(self, name: str) -> dict[str, Any]:
        """An input of the newest card."""
        return next(each for each in nodes(self.card) if each.get("id") == name)

    def buttons(self) -> list[str]:
        """The titles of the newest card's buttons."""
        return [each["title"] for each in nodes(self.card) if each.get("type") == "Action.Execute"]

    def _turn(self, text: str | None = None, press: Press | None = None) -> Turn:
        turn_id = f"turn-{next(_numbers)}"
        self.last = Turn(
            turn_id, "tenant", "aad-1", self.person, self.place, self.now, text=text, press=press
        )
        return self.last

    def _read(self, answer: Answer) -> str:
        self.file = answer.file or self.file
        shown = [*([answer.replace] if answer.replace else []), *answer.say]
        self.cards += [each.to_dict() for each in shown if isinstance(each, AdaptiveCard)]
        return "\n".join([*map(words, shown), *([answer.notice] if answer.notice else [])])
