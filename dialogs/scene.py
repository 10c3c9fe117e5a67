"""What a job needs to know about the turn it runs in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cards.pages import FROM
from cppm.councils.profile import Profile
from cppm.people import Person
from dialogs.turn import Answer, Turn
from storage.store import Store


@dataclass(frozen=True)
class Scene:
    """A turn of an enrolled person, where things are kept, the local rules, and what it is about."""

    turn: Turn
    store: Store
    profile: Profile
    ids: Mapping[str, str] = field(default_factory=dict)
    """The opaque ids of the subject: of the card that was pressed, or of the subject that was chosen."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """What was filled in on a pressed card; forms have had theirs read already."""
    text: str = ""
    """What was typed after a command's word ("skip 3 days" is "3 days"), cleaned."""

    @property
    def person(self) -> Person:
        """Who speaks. The engine lets nobody else through."""
        if self.turn.person is None:
            raise LookupError("a scene without an enrolled person")
        return self.turn.person

    @property
    def now(self) -> datetime:
        """The moment of the turn, aware, in UTC."""
        return self.turn.now

    @property
    def once(self) -> str:
        """The key under which this turn may take effect once: give it to `Meetings.update`."""
        return self.turn.id

    @property
    def start(self) -> int:
        """From which item on a long card goes on; 0 for its beginning."""
        given = self.ids.get(FROM, "")
        return int(given) if given.isdecimal() else 0

    def about(self, ids: Mapping[str, str]) -> Scene:
        """The same turn about another subject."""
        return replace(self, ids=ids)

    def saying(self, text: str) -> Scene:
        """The same turn with what was typed after a command's word."""
        return replace(self, text=text)


Handler = Callable[[Scene], Awaitable[Answer]]
