"""Seals on buttons: proof that we made this button, for this person, in this conversation.

Action data is `{"v": verb, ...ids, "t": seal}`, and Teams merges what was filled in into the same object. So
the seal itself names the keys it covers, `meeting,child~mac`: those are the ids, everything else is an input.
An id key added by hand is an input too, and an input that overwrites an id breaks the seal. In a channel
everybody may press, so a card there is sealed for the conversation alone, and for the whole channel rather
than one thread of it.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERB, SEAL = "v", "t"
_OURS = frozenset({VERB, SEAL, "msteams"})
_BRANCHES = (dict, list)
_SEALED_TYPES = frozenset({"Action.Execute", "Action.Submit"})
_INFO = b"quorate button seals 1"
ANYBODY = ""
"""The person of a card in a channel or group chat."""


class ForgedCard(Exception):
    """The button was not made by us for this person and conversation."""


@dataclass(frozen=True)
class Sealed:
    """What a genuine button carried: its verb, the ids we put there, and what was filled in (as Teams sent
    it).
    """

    verb: str
    ids: Mapping[str, str]
    inputs: Mapping[str, Any]


class Seals:
    """Writes seals with the first key and accepts every key. `keys` are secrets of any form; raises
    ValueError for none.
    """

    def __init__(self, keys: Sequence[str | bytes]) -> None:
        if not keys:
            raise ValueError("at least one key is needed to seal buttons")
        self._keys = [hmac.new(_derived(key), digestmod=sha256) for key in keys]

    def seal(self, card: Mapping[str, Any], person: str, conversation: str) -> dict[str, Any]:
        """Return a copy of the card in which every action that carries a verb is sealed.

        `person` is the directory id of the reader, or `ANYBODY`. Raises TypeError for an id that is not a
        string.
        """
        place = _place(conversation)
        sealed: dict[str, Any] = self._walk(dict(card), person, place)
        return sealed

    def pointer(self, verb: str, ids: Mapping[str, str], person: str, conversation: str) -> dict[str, Any]:
        """Return sealed data like a button's, for what is no button (the offer of a file)."""
        sealed = self._sealed({"verb": verb, "data": dict(ids)}, person, _place(conversation))
        if sealed is None:
            raise TypeError("a pointer without a verb")
        return sealed

    def check(self, data: Mapping[str, Any], person: str, conversation: str) -> Sealed:
        """Return what a pressed button carried. Raises `ForgedCard`."""
        verb, seal = data.get(VERB), data.get(SEAL)
        if not isinstance(verb, str) or not isinstance(seal, str):
            raise ForgedCard
        names, _, mac = seal.partition("~")
        ids = {name: data.get(name) for name in names.split(",") if name}
        if not all(isinstance(value, str) for value in ids.values()):
            raise ForgedCard
        place = _place(conversation)
        given = mac.encode("utf-8", "replace")
        if not any(
            hmac.compare_digest(_mac(key, verb, ids, person, place).encode(), given) for key in self._keys
        ):
            raise ForgedCard
        inputs = {key: value for key, value in data.items() if key not in ids and key not in _OURS}
        return Sealed(verb, {name: str(value) for name, value in ids.items()}, inputs)

    def _walk(self, node: Any, person: str, place: str) -> Any:
        """Return the node with the actions in it sealed; parts of the card without one are not copied."""
        if isinstance(node, list):
            return [self._walk(item, person, place) if isinstance(item, _BRANCHES) else item for item in node]
        if node.get("type") in _SEALED_TYPES:
            return self._action(node, person, place)
        # Most of a card are words and numbers: a call for each of them would be most of the work.
        walked = {
            key: self._walk(value, person, place)
            for key, value in node.items()
            if isinstance(value, _BRANCHES)
        }
        return node | walked if walked else node

    def _action(self, action: dict[str, Any], person: str, place: str) -> dict[str, Any]:
        """Return an action with its seal, and what older clients fall back on with theirs."""
        sealed = self._sealed(action, person, place)
        done = action if sealed is None else action | {"data": sealed}
        older = action.get("fallback")
        if not isinstance(older, dict):
            return done
        if sealed is not None and older.get("type") in _SEALED_TYPES and older.get("data") == action["data"]:
            return done | {"fallback": older | {"data": sealed}}
        return done | {"fallback": self._walk(older, person, place)}

    def _sealed(self, action: Mapping[str, Any], person: str, place: str) -> dict[str, Any] | None:
        """Return the action's data with its seal, or None for an action without a verb (plain words)."""
        data = action.get("data") or {}
        verb = data.get(VERB) or action.get("verb")
        if not verb:
            return None
        ids = {key: value for key, value in data.items() if key not in _OURS}
        if not all(
            isinstance(value, str) and "," not in key and "~" not in key for key, value in ids.items()
        ):
            raise TypeError(f"the button {verb} carries something other than plain ids")
        return {
            **data,
            VERB: verb,
            SEAL: f"{','.join(sorted(ids))}~{_mac(self._keys[0], verb, ids, person, place)}",
        }


def _place(conversation: str) -> str:
    """Return the conversation without its thread: a channel's card is good in the whole channel."""
    return conversation.partition(";messageid=")[0]


def _derived(key: str | bytes) -> bytes:
    """Return a key for seals alone, so that the same bytes never both sign and encrypt."""
    material = key.encode() if isinstance(key, str) else key
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_INFO).derive(material)


def _mac(key: hmac.HMAC, verb: str, ids: Mapping[str, Any], person: str, place: str) -> str:
    """Return 128 bits of HMAC-SHA256 over an unambiguous JSON list.

    `key` is copied: `hmac.digest` would let other threads in at every button.
    """
    mac = key.copy()
    mac.update(orjson.dumps([verb, sorted(ids.items()), person, place]))
    return urlsafe_b64encode(mac.digest()[:16]).rstrip(b"=").decode()
