"""One line of a preparation list: filled from what the meeting knows, or ticked by whoever alone can know.

A tick is an attestation under `prepared:<line>:<person>`. It says who, and when; it never says anything of
what was spoken about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cppm.meetings.meeting import PlanningMeeting
from cppm.timing.clock_records import Attestation

PREPARED = "prepared"
"""The first word under which ticks are attested."""
TICK = "prepared.open"
"""The verb of a line that somebody ticks."""


@dataclass(frozen=True)
class Line:
    """One thing to prepare: what, and whether it is done. `by` is an aware UTC moment.

    `opens` is the verb that does it, with `ids` beside that of the meeting; empty where nothing is to be
    pressed. `state` is what is known of it, in a few words. `family` marks what is kept of the family's part.
    """

    key: str
    words: str
    rule: str
    done: bool
    by: datetime
    opens: str = ""
    state: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    family: bool = False

    @property
    def ticked(self) -> bool:
        """Whether this is a line that somebody ticks, rather than one that fills itself."""
        return self.opens == TICK

    @property
    def waits(self) -> bool:
        """Whether it is open and no clock of its own reminds of it."""
        return not self.done and (self.ticked or self.family)


@dataclass(frozen=True)
class Sheet:
    """The lines of one person in one meeting, while they are made. `by` is when all of it should be done."""

    meeting: PlanningMeeting
    owner: str
    by: datetime

    def tick(
        self, key: str, rule: str, words: str, *, since: datetime | None = None, state: str = ""
    ) -> Line:
        """A line that its owner ticks. A tick from before `since` is out of date: the line is open again."""
        said = attested(self.meeting, key, self.owner)
        done = said is not None and (since is None or said.at >= since)
        return Line(key, words, rule, done, self.by, TICK, state)

    def known(
        self, key: str, rule: str, words: str, done: bool, opens: str = "", state: str = "", **more: str
    ) -> Line:
        """A line that fills itself from what the meeting knows; `more` are ids of its button."""
        return Line(key, words, rule, done, self.by, opens, state, tuple(more.items()))


def attested(meeting: PlanningMeeting, key: str, owner: str) -> Attestation | None:
    """The tick of a line by its owner, if there is one."""
    return meeting.attested.get(name_of(key, owner))


def name_of(key: str, owner: str) -> str:
    """Under which name a tick is kept."""
    return f"{PREPARED}:{key}:{owner}"
