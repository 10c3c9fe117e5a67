"""One thing somebody said or pressed, and what is answered: plain values, no SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cards.elements import AdaptiveCard
from cppm.people import Person


class PlaceKind(StrEnum):
    """Where a turn happens. Only the 1:1 chat ever shows details."""

    PERSONAL = "personal"
    CHANNEL = "channel"
    GROUP = "groupChat"


@dataclass(frozen=True)
class Place:
    """The conversation a turn came from. `conversation` is the channel thread's root where threaded."""

    conversation: str
    kind: PlaceKind
    channel: str | None = None
    """The 19:... channel id when kind is CHANNEL."""
    service_url: str = ""
    bot: str = ""
    """Where messages to this place are sent, and the bot's own id there."""


@dataclass(frozen=True)
class Press:
    """A pressed card action: a verb, the opaque ids it carried, and what was filled in."""

    verb: str
    ids: Mapping[str, str]
    inputs: Mapping[str, str]


@dataclass(frozen=True)
class Upload:
    """A file sent in the 1:1 chat: the name shown to people, its size if known, where to fetch it."""

    name: str
    url: str
    kind: str


@dataclass(frozen=True)
class File:
    """A file for whoever is answered: offered by its name and size; what it holds leaves once they accept.

    `name` holds no person's name, `says` is a line about what it is. `pointer` is the press that composes it
    anew when it is accepted, so that rights are looked at again and nothing has to be kept meanwhile.
    """

    name: str
    says: str
    content: bytes
    pointer: Press


@dataclass(frozen=True)
class Turn:
    """Who, where, what. `person` is None for somebody not enrolled; identity comes from the token."""

    id: str
    """The activity id: the key under which this turn may take effect once."""
    tenant: str
    aad_id: str
    person: Person | None
    place: Place
    now: datetime
    time_zone: str = "Europe/London"
    locale: str = "en-GB"
    text: str | None = None
    press: Press | None = None
    uploads: tuple[Upload, ...] = ()
    accepts: str = ""
    """The offer of a file that the person accepts with this turn; each offer is good once."""


@dataclass
class Answer:
    """What is answered. `replace` is what the pressed card becomes; `say` follows, in order.

    A str in `say` is a short plain sentence; anything with structure is a card.
    `notice` is a sentence shown beneath the pressed card when it stays as it is.
    `then` is the form that goes on from here, by its job and ids: it is opened as the next message. `taking`
    are answers that it takes over, by question, as a card would send them.
    `file` is offered in the 1:1 chat, or given where the turn accepts it.
    """

    replace: AdaptiveCard | None = None
    say: list[AdaptiveCard | str] = field(default_factory=list)
    notice: str | None = None
    then: tuple[str, Mapping[str, str]] | None = None
    taking: Mapping[str, str] = field(default_factory=dict)
    file: File | None = None
