"""What meetings keep beside what every one needs: of certain kinds, and of each child."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class BirthRisk(StrEnum):
    """What is known to be a risk before a birth; others that show stand in the summary's words (GEN-08)."""

    DOMESTIC_ABUSE = "domestic abuse"
    SIBLINGS = "earlier concerns about brothers and sisters"
    SUBSTANCES = "substance use in the household"
    MENTAL_HEALTH = "serious concerns about a parent's mental health"
    HOMELESS = "homelessness"
    JUSTICE = "parents much involved with justice"


@dataclass
class Considered:
    """What a meeting said to the questions of its kind, by child and question; or why it left some open."""

    said: dict[str, dict[str, str]] = field(default_factory=dict)
    left_open: dict[str, str] = field(default_factory=dict)


@dataclass
class Move:
    """What a transfer meeting knows of the move: the area the family left, since when they stay for good, and
    whether both areas have agreed an interim safety plan (GEN-17, MOV-04, MOV-10)."""

    left: str
    stays_since: date
    interim_agreed: bool
    no_interim_because: str = ""
    from_there: list[str] = field(default_factory=list)
    """The ids of those on the list who come for the area the family left."""
    managers: list[str] = field(default_factory=list)
    """Of these, the ids of those who come as a manager there, without any duty in this council."""


@dataclass
class NamedPerson:
    """Who the Named Person of a child is, by name and post; empty where it was not known yet (MIN-18)."""

    words: str
    at: datetime
