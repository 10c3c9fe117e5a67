"""The roots as encrypted documents: msgspec JSON, with its shape's number.

When a field of an aggregate is renamed or split, add one to the shape of its kind below and put the
function that turns the older JSON into the newer under the older number. Documents are upgraded as
they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.moves.whereabouts import Whereabouts
from cppm.requests import MeetingRequest
from cppm.roots import Root
from storage.secrets import Cipher

T = TypeVar("T")
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]

_encoder = msgspec.json.Encoder()


class NewerShape(Exception):
    """This document was written by a newer Quorate. Start the newer version again."""


class Kind(StrEnum):
    """What a row of the table `meetings` holds."""

    PLANNING = "planning"
    CORE_GROUP = "core group"
    REQUEST = "request"
    WHEREABOUTS = "whereabouts"


class Documents(Generic[T]):
    """How one kind is written and read. `upgrades` stand under the shape that each starts from."""

    def __init__(self, kind: Kind, type: type[T], shape: int, upgrades: Mapping[int, Upgrade]) -> None:
        self.kind, self.shape = kind, shape
        self._type, self._upgrades = type, upgrades
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(type)

    def seal(self, root: T, cipher: Cipher) -> bytes:
        """The document, encrypted."""
        return cipher.encrypt(_encoder.encode(root))

    def open(self, document: bytes, shape: int, cipher: Cipher) -> T:
        """What an encrypted document holds. Raises WrongKey, NewerShape."""
        plain = cipher.decrypt(document)
        if shape == self.shape:
            return self._decoder.decode(plain)
        found = upgraded(msgspec.json.decode(plain), shape, self._upgrades, self.shape)
        return msgspec.convert(found, self._type)


PLANNING = Documents(Kind.PLANNING, PlanningMeeting, shape=1, upgrades={})
CORE_GROUP = Documents(Kind.CORE_GROUP, CoreGroup, shape=1, upgrades={})
REQUEST = Documents(Kind.REQUEST, MeetingRequest, shape=1, upgrades={})
WHEREABOUTS = Documents(Kind.WHEREABOUTS, Whereabouts, shape=1, upgrades={})


def open_root(kind: str, document: bytes, shape: int, cipher: Cipher) -> Root:
    """The root of a row, whatever it is. Raises WrongKey, NewerShape."""
    if kind == Kind.CORE_GROUP:
        return CORE_GROUP.open(document, shape, cipher)
    if kind == Kind.REQUEST:
        return REQUEST.open(document, shape, cipher)
    if kind == Kind.WHEREABOUTS:
        return WHEREABOUTS.open(document, shape, cipher)
    return PLANNING.open(document, shape, cipher)


def upgraded(found: dict[str, Any], shape: int, upgrades: Mapping[int, Upgrade], to: int) -> dict[str, Any]:
    """A document's JSON brought to the present shape, one step at a time. Raises NewerShape."""
    if shape > to:
        raise NewerShape(NewerShape.__doc__)
    for step in range(shape, to):
        found = upgrades[step](found)
    return found
