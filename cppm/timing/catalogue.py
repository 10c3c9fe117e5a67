"""The catalogue of clocks: what each is, in words and rules, once for all councils (`clocks.toml`).

What a council makes of a clock, its limit and its reminders, stands in the council's profile.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

from cppm.errors import CPPMError
from cppm.roots import HOLDERS
from cppm.timing.timescales import Due, Mark, Timescale

PLANNING_MEETING = "planning meeting"
CORE_GROUP = "core group"
REQUEST = "request"
WHEREABOUTS = "whereabouts"
PLACES = {PLANNING_MEETING: "m", CORE_GROUP: "g", REQUEST: "q", WHEREABOUTS: "j"}
"""Where a clock can run, and under which id its button carries that."""
EACH = "each"
"""The word for "the occasion says who"."""
ATTEST = "done.open"
"""The verb of a clock that is ended by somebody saying that the thing is done."""


class BrokenCatalogue(CPPMError):
    """The clock "{clock}" in the catalogue can't be used: {what}. Correct it and start again."""


@dataclass(frozen=True, kw_only=True)
class ClockKind:
    """What a clock is, whatever the council.

    `of` is where it runs: one of PLACES. `starts` names its occasion. `owes` is one
    of `roots.HOLDERS` or "each". `task` is its words on home, `asks` the title of its reminder, `button`
    and `opens` the words and the verb that do it; `id` is the name under which that button carries what
    the clock is about. `late` is said of whoever has not done it, and names no time: help may be called for
    before the limit.
    """

    name: str
    rule: str
    of: str
    starts: str
    owes: str
    task: str
    asks: str
    button: str
    opens: str
    late: str
    id: str = ""
    statutory: bool = False
    """A guide states the limit: once it has passed, the reason is asked for."""
    urgent: bool = False
    """Its reminders come in quiet hours too, unless the council's profile says otherwise."""
    private: bool = False
    """Nobody but who owes it sees it, on no board and in no report."""
    window: bool = False
    """A time in which something may be done; when it is over nothing is late."""
    chased: bool = True
    """Asked after each week once its limit has passed; not what a meeting that begins by then overtakes."""

    @property
    def attested(self) -> bool:
        """Whether somebody simply says that it is done."""
        return self.opens == ATTEST

    @property
    def root_id(self) -> str:
        """The id under which its button carries the root that it runs in."""
        return PLACES[self.of]

    def ids(self, due: Due) -> dict[str, str]:
        """The ids that its button carries beside that of the meeting or core group."""
        if self.attested:
            return {"k": due.key}
        return {self.id: due.about} if self.id else {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Clock(ClockKind):
    """A clock as one council keeps it: its limit, when it reminds, and who hears when it is late.

    Without a limit, the limit is the date that people set. `says` is the council's own sentence. There is
    one of each in a profile, so clocks are told apart by identity: quickly, and never by their kind alone.
    """

    __hash__ = object.__hash__
    __eq__ = object.__eq__

    says: str
    source: str = "default"
    """Where the limit stands: a key of the profile's sources, or "default" where no guide says it."""
    limit: Timescale | None = None
    aim: Timescale | None = None
    reminders: tuple[Mark, ...] = ()
    escalates_to: tuple[str, ...] = ()
    """Words for who hears; the first who is known does."""
    escalates: Mark

    @classmethod
    def kept(cls, kind: ClockKind, **own: Any) -> Clock:
        """A clock of the catalogue as a council keeps it."""
        return cls(**(asdict(kind) | own))


@cache
def catalogue() -> Mapping[str, ClockKind]:
    """Every clock that Quorate knows, by name."""
    return read((resources.files("cppm.timing") / "clocks.toml").read_text("utf-8"))


def read(text: str) -> dict[str, ClockKind]:
    """The clocks of a catalogue. Raises BrokenCatalogue, naming the clock and what is amiss."""
    return {name: _kind(name, spec) for name, spec in tomllib.loads(text).items()}


def _kind(name: str, spec: dict[str, Any]) -> ClockKind:
    try:
        kind = ClockKind(**{"name": name, "starts": name} | spec)
    except TypeError as wrong:
        raise BrokenCatalogue(clock=name, what=str(wrong).partition(" ")[2]) from wrong
    empty = [part for part in ("rule", "task", "asks", "button", "opens", "late") if not getattr(kind, part)]
    if empty:
        raise BrokenCatalogue(clock=name, what=f"it says nothing under {', '.join(empty)}")
    if kind.owes not in {EACH, *HOLDERS}:
        raise BrokenCatalogue(clock=name, what=f'nobody is called "{kind.owes}", who owes it')
    if kind.of not in PLACES:
        raise BrokenCatalogue(
            clock=name, what=f'it runs in a "{kind.of}", which is none of {", ".join(PLACES)}'
        )
    return kind
