"""An occasion: something happened, and from then on somebody owes something.

Occasions are read from the state of a meeting or a core group (`occasions`, `group_occasions`); the catalogue
and the profile say what a council makes of them (`clocks`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cppm.councils.profile import Profile


@dataclass(frozen=True)
class Occasion:
    """Why a clock runs. Moments are aware and in UTC; `owes` and `manager` are ids of people.

    `about` is the id of the thing owed, where one clock runs for several. `whose` tells the people apart
    who owe something about one thing. Both are part of the due's key.
    """

    started: datetime
    """When reminding may begin: nothing before it is ever said."""
    about: str = ""
    whose: str = ""
    owes: tuple[str, ...] = ()
    """Who owes it, where the catalogue says "each"."""
    by: datetime | None = None
    """The limit that people set; it goes before the profile's."""
    counts_from: datetime | None = None
    """From where the profile's limit counts, where that is not the start."""
    done_at: datetime | None = None
    """Told where the thing is done: a statutory limit that passed before then still wants its reason."""
    manager: str | None = None
    """The line manager of whoever owes it."""
    over_at: datetime | None = None
    """From when on nobody can do it any more, because the meeting that it was for has begun."""
    not_by: tuple[str, ...] = ()
    """Ids of people who may not do it though they hold the duty that owes it."""

    @property
    def within(self) -> str:
        """What follows the clock's name in a due's key."""
        return "".join(f":{part}" for part in (self.about, self.whose) if part)


Occasions = Callable[[Any, "Profile"], Iterable[Occasion]]
"""Reads from a planning meeting or a core group, whichever it is for, when one kind of clock runs in it."""
