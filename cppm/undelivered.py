"""Messages that did not arrive: who was told another way, when and how, so that nobody is left untold.

CP Administration says so, person by person. What a message says is never told here, only of what kind
it was, and of a confidential one not even that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cppm.errors import CPPMError
from cppm.people import Duty, Person
from cppm.records import Fact, FactKind, NoticeKind


class OnlyAdministrationTells(CPPMError):
    """CP Administration sees to messages that did not arrive. If you have told somebody another way, tell
    CP Administration when and how."""

    rule = "SUM-01"


class NothingUndelivered(CPPMError):
    """Every message to them has arrived or is on its way, or somebody has already recorded how they were
    told. Type desk to see what still waits."""

    rule = "SUM-01"


class ToldLater(CPPMError):
    """They can't have been told at a time still to come. Give the time at which they were told."""

    rule = "SUM-01"


class HowUnsaid(CPPMError):
    """Please say who was told, or why nobody needs to be told any more, in a few words."""

    rule = "SUM-01"


class How(StrEnum):
    """In which way somebody was told what a message should have told them."""

    PHONE = "phone"
    IN_PERSON = "in person"
    SECURE_MAIL = "secure mail"
    NEEDLESS = "needless"
    """Nobody needs to be told any more."""


CONFIDENTIAL = frozenset(
    {
        NoticeKind.RESTRICTED_ALERT,
        NoticeKind.RESTRICTED_NEWS,
        NoticeKind.EXCLUSION_ALERT,
        NoticeKind.SCRUTINY,
        NoticeKind.SCRUTINY_TO_CHAIR,
        NoticeKind.SCRUTINY_NEWS,
        NoticeKind.DISSENT_TO_CHAIR,
        NoticeKind.DISSENT_TO_MANAGER,
        NoticeKind.DISSENT_RAISED,
        NoticeKind.DISSENT_NEWS,
        NoticeKind.UNDELIVERED,
    }
)
"""That these were sent at all is nobody's but their readers' to know; UNDELIVERED is a task about others."""


def called(kind: NoticeKind) -> str:
    """Of what kind a message is, for somebody who is not to read it."""
    if kind is NoticeKind.UNDELIVERED:
        return "Task: a message did not arrive"
    return "Confidential message" if kind in CONFIDENTIAL else str(kind).replace("_", " ").capitalize()


@dataclass(frozen=True)
class ToldOtherwise:
    """How what could not be delivered was told. `who` is a name or a post; `at` is an aware moment.

    `note` is why nobody needs to be told any more, or whatever should be kept with it.
    """

    how: How
    who: str = ""
    at: datetime | None = None
    note: str = ""


def require_teller(actor: Person) -> None:
    """Refuse everybody but CP Administration."""
    if not actor.has(Duty.CP_ADMIN):
        raise OnlyAdministrationTells


def told_otherwise(actor: Person, told: ToldOtherwise, to: str, at: datetime) -> Fact:
    """The fact that ends messages to an addressee (SUM-01): who was told, when and how.

    Raises OnlyAdministrationTells, HowUnsaid, ToldLater.
    """
    require_teller(actor)
    needless = told.how is How.NEEDLESS
    if not (told.note if needless else told.who).strip():
        raise HowUnsaid
    if told.at is not None and told.at > at:
        raise ToldLater
    when = None if needless else (told.at or at).isoformat()
    return Fact(
        FactKind.TOLD_OTHERWISE,
        at,
        actor.id,
        {"to": to, "how": str(told.how), "who": told.who.strip(), "told_at": when, "note": told.note.strip()},
    )
