"""What is kept of somebody who is not invited to a planning meeting, or is excluded from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Decided(StrEnum):
    """What the chair decides about somebody of the family."""

    OUT = "out"
    PART = "part"
    VIRTUAL = "virtual"
    INVITED = "in"

    @property
    def keeps_out(self) -> bool:
        """Whether it keeps somebody from the meeting or from a part of it."""
        return self in (Decided.OUT, Decided.PART)

    @property
    def words(self) -> str:
        """It in a few words."""
        return _DECIDED[self]


_DECIDED = {
    Decided.OUT: "Not invited",
    Decided.PART: "Excluded from a part",
    Decided.VIRTUAL: "Takes part by video or phone",
    Decided.INVITED: "Is invited",
}


class Ground(StrEnum):
    """The grounds that the guides name; none of their lists is exhaustive (EXC-02, 04, 09)."""

    RISK = "risk"
    VIOLENCE = "violence"
    POLICE = "police"
    CHILD = "child"
    WELLBEING = "wellbeing"
    THREATENING = "threatening"
    INTOXICATED = "intoxicated"
    DISRUPTIVE = "disruptive"
    OTHER = "other"


GROUNDS: dict[Ground, str] = {
    Ground.RISK: "A significant risk to others, such as bail conditions",
    Ground.VIOLENCE: "Violence or intimidation",
    Ground.POLICE: "The police or the Procurator Fiscal are concerned",
    Ground.CHILD: "Not in the child's interest, such as an alleged perpetrator",
    Ground.WELLBEING: "Serious concern for their own wellbeing",
    Ground.THREATENING: "Threatening or abusive, and does not stop when asked",
    Ground.INTOXICATED: "Too intoxicated to follow the meeting",
    Ground.DISRUPTIVE: "Deliberately disruptive, and does not stop when asked",
    Ground.OTHER: "Another ground",
}
"""The grounds in words."""

IN_THE_HOUR = frozenset({Ground.THREATENING, Ground.INTOXICATED, Ground.DISRUPTIVE})
"""Grounds that show themselves only just before the meeting, or in it (EXC-09)."""
DANGEROUS = frozenset({Ground.RISK, Ground.VIOLENCE, Ground.THREATENING})
"""Grounds with which the police are considered, where it happens in the meeting's own hour (EXC-11)."""


class Legal(StrEnum):
    """Advice before somebody with parental responsibilities and rights is not invited (EXC-05)."""

    NOT_HELD = "none"
    TAKEN = "taken"
    WAITING = "waiting"
    WITHOUT = "without"


@dataclass
class Errand:
    """Something that one person does with whoever is kept out, by a day."""

    who: str
    name: str
    by: date
    done_at: datetime | None = None
    how: str = ""


@dataclass
class Plan:
    """How somebody who is kept out hears the reasons and is heard (EXC-06, 07, 12)."""

    reasons: Errand
    safe_way: str
    views: Errand | None
    no_views_because: str
    at: datetime


@dataclass
class Exclusion:
    """The chair's decision on one person of the family. `line` is the id of their line.

    `legal` and `not_virtual` are said only where it keeps somebody out, `part` only of a part.
    """

    id: str
    line: str
    decided: Decided
    reasons: str
    at: datetime
    by: str
    grounds: list[Ground]
    not_virtual: str = ""
    legal: Legal = Legal.NOT_HELD
    legal_words: str = ""
    part: str = ""
    police: str = ""
    in_the_hour: bool = False
    """Whether it was decided with the meeting under way: an exclusion rather than no invitation."""
    plan: Plan | None = None

    @property
    def keeps_out(self) -> bool:
        """Whether it keeps them from the meeting or from a part of it."""
        return self.decided.keeps_out

    @property
    def words(self) -> str:
        """What was decided, in a few words; with the meeting under way it is called an exclusion."""
        excluded = self.in_the_hour and self.decided is Decided.OUT
        return "Excluded from the meeting" if excluded else self.decided.words


@dataclass(frozen=True)
class Alert:
    """What a practitioner tells the chair alone about somebody who should perhaps not be there (EXC-13)."""

    id: str
    line: str
    words: str
    by: str
    name: str
    at: datetime
