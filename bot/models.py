"""JSON to the SDK's models and back, compiled once per model from its own `_attribute_map`.

The SDK's msrest serialiser costs some 300 microseconds for one activity; this costs a sixth and is strict: a
stranger's number where a text belongs is `Malformed`, never an error further in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import botbuilder.schema as schema
from msrest.serialization import Model

Read = Callable[[Any], Any]

_PLAIN: dict[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}


class Malformed(ValueError):
    """The body is not an activity: a value has the wrong JSON type."""


class AsIs(dict[str, Any]):
    """A finished JSON object. The SDK deep-copies what it sends; a card that nobody changes need not be
    copied.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> AsIs:
        return self


def load_activity(body: Any) -> Any:
    """Return the SDK `Activity` for a decoded JSON body. Raises `Malformed`."""
    return _read_activity(body)


def dump(model: Any) -> dict[str, Any]:
    """Return the JSON object of an SDK model: absent values left out, unknown ones kept."""
    values = vars(model)
    out: dict[str, Any] = dict(values.get("additional_properties") or {})
    for attribute, entry in type(model)._attribute_map.items():
        value = values.get(attribute)
        if value is not None:
            out[entry["key"]] = _plain(value)
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return dump(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _anything(value: Any) -> Any:
    return value


def _moment(value: Any) -> datetime | None:
    """Teams' own clock is shown to nobody here, so an odd moment is dropped rather than refused."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _one_of(types: tuple[type, ...]) -> Read:
    def read(value: Any) -> Any:
        if value is None or type(value) in types:
            return value
        raise Malformed

    return read


def _list_of(item: Read) -> Read:
    def read(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is not list:
            raise Malformed
        return [item(each) for each in value]

    return read


def _reader_for(kind: str) -> Read:
    if kind in _PLAIN:
        return _one_of(_PLAIN[kind])
    if kind == "iso-8601":
        return _moment
    if kind.startswith("["):
        return _list_of(_reader_for(kind[1:-1]))
    model = getattr(schema, kind, None)
    return _reader(model) if isinstance(model, type) and issubclass(model, Model) else _anything


_readers: dict[type, Read] = {}


def _reader(model: type) -> Read:
    """Return the reader of one model, made at first use (models refer to each other)."""
    if model not in _readers:
        _readers[model] = lambda value: _readers[model](value)
        _readers[model] = _compile(model)
    return _readers[model]


def _compile(model: Any) -> Read:
    empty = dict(vars(model()))
    keys: Mapping[str, tuple[str, Read]] = {
        entry["key"]: (attribute, _reader_for(entry["type"]))
        for attribute, entry in model._attribute_map.items()
    }

    def read(value: Any) -> Any:
        if value is None:
            return None
        if type(value) is not dict:
            raise Malformed
        made = model.__new__(model)
        fields = vars(made)
        fields.update(empty)
        fields["additional_properties"] = unknown = {}
        for key, given in value.items():
            known = keys.get(key)
            if known is None:
                unknown[key] = given
            else:
                fields[known[0]] = known[1](given)
        return made

    return read


_read_activity = _reader(schema.Activity)
