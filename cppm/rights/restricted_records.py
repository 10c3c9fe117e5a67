"""What a meeting keeps of restricted access information: that there is some, never a word of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class RestrictedKind(StrEnum):
    """Why information may be restricted (RAI-05)."""

    SUB_JUDICE = "part of legal proceedings"
    THIRD_PARTY = "could identify a third party"
    UNKNOWN_TO_FAMILY = "not known even to close family"
    DANGEROUS = "could put somebody at risk"
    OTHER = "another reason"


class Audience(StrEnum):
    """Who may know it, as its provider wishes (RAI-06)."""

    CHAIR = "the chair alone"
    NAMED = "practitioners whom the chair names"


class Response(StrEnum):
    """What the provider makes of the chair's finding that it need not be restricted."""

    SHARE = "share it as any other information"
    WITHDRAW = "take it back"


@dataclass
class PassingOn:
    """Somebody asks the provider whether it may go on to others (RAI-07).

    `to` are ids of people who take part. `words`, to whom else and why, and `answer` name restricted items.
    """

    id: str
    by: str
    name: str
    to: list[str]
    words: str
    at: datetime
    permitted: bool | None = None
    answer: str = ""
    answered_at: datetime | None = None


@dataclass
class RestrictedRequest:
    """One request to the chair to keep something apart.

    `id` names the item with kind and justification, `information` the one with the information itself; it is
    empty where the provider tells it in the confidential section. `reasons` names the item with the chair's
    reasons why it need not be restricted. `readers` are the people named beside the chair, until the end of
    the day `until`.
    """

    id: str
    provider: str
    name: str
    at: datetime
    audience: Audience = Audience.CHAIR
    information: str = ""
    restricted: bool | None = None
    """What the chair decided; None until then."""
    readers: list[str] = field(default_factory=list)
    until: date | None = None
    reasons: str = ""
    decided_at: datetime | None = None
    response: Response | None = None
    responded_at: datetime | None = None
    passing: list[PassingOn] = field(default_factory=list)


@dataclass
class ConfidentialSection:
    """The part of a meeting without the family (RAI-08). `left` are ids of family lines and of people."""

    started_at: datetime
    left: list[str]
    explained: bool
    ended_at: datetime | None = None
