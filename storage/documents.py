"""A meeting as an encrypted document: msgspec JSON of the aggregate, with the number of its shape.

When a field of the aggregate is renamed or split, add one to SHAPE and put the function that turns
the older JSON into the newer into UPGRADES under the older number. Documents are upgraded as read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from cppm.meeting import PlanningMeeting
from storage.secrets import Cipher

SHAPE = 1
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
UPGRADES: dict[int, Upgrade] = {}

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PlanningMeeting)


class NewerShape(Exception):
    """This document was written by a newer Quorate. Start the newer version again."""


def seal_meeting(meeting: PlanningMeeting, cipher: Cipher) -> bytes:
    """The meeting's document, encrypted."""
    return cipher.encrypt(_encoder.encode(meeting))


def open_meeting(document: bytes, shape: int, cipher: Cipher) -> PlanningMeeting:
    """The meeting of an encrypted document. Raises WrongKey, NewerShape."""
    plain = cipher.decrypt(document)
    if shape == SHAPE:
        return _decoder.decode(plain)
    return msgspec.convert(upgraded(msgspec.json.decode(plain), shape), PlanningMeeting)


def upgraded(
    found: dict[str, Any], shape: int, upgrades: dict[int, Upgrade] = UPGRADES, to: int = SHAPE
) -> dict[str, Any]:
    """A document's JSON brought to the present shape, one step at a time. Raises NewerShape."""
    if shape > to:
        raise NewerShape(NewerShape.__doc__)
    for step in range(shape, to):
        found = upgrades[step](found)
    return found
