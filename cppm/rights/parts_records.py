"""What is kept of a planning meeting in two parts: who is in which, and what was said in which."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Part(StrEnum):
    """In which part somebody is, or something was said.

    APART is for words alone: they hold what was said in both, so nobody who was in one part alone reads them.
    """

    FIRST = "first"
    SECOND = "second"
    APART = "apart"


HALVES = (Part.FIRST, Part.SECOND)
"""The two parts that people can be in."""


class Because(StrEnum):
    """Why a meeting is held in two parts (PAR-01)."""

    ABUSE = "abuse"
    FATHERS = "fathers"
    OTHER = "other"


@dataclass
class Parts:
    """A meeting in two parts. Whoever and whatever is not named in `only` or `said` is in both.

    `only` holds ids: of people on the list, of family lines, and of children whom one part alone is about.
    `said` holds the keys of what was captured ("summary:<child>"), each with the part it belongs to.
    """

    because: Because
    words: str
    safety: str
    """How people come and go without meeting; empty for a meeting on Teams (LPP-05)."""
    planned_at: datetime
    agreed: dict[str, datetime] = field(default_factory=dict)
    """The chair and the lead professional, by id, when each agreed."""
    only: dict[str, Part] = field(default_factory=dict)
    said: dict[str, Part] = field(default_factory=dict)
    now: Part | None = None
    """The part that is under way; None while everybody is together."""
