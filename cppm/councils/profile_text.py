"""A profile as it is written: what its file says and on which line, joined with the profile it extends.

A file says only what its council does differently. Whatever it leaves out is what the extended profile says,
which is seen where it is shown; where a guide says nothing, the file says so under `guide_silent`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Raw = dict[str, Any]
_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_ENTRY = re.compile(r"\s*([\w\"'.-]+)\s*=")
TIMED = ("clocks", "limits")
"""Tables with a table for each timescale in them."""
JOINED = ("sources", "rules", "leaflets", "templates", "invitation")
"""Tables whose entries are added to those of the extended profile; other tables take their place."""
TIMING = frozenset({"limit", "aim"})
"""What can't be changed without saying so in the council's own words."""


class Amiss(Exception):
    """Something in a profile that can't be: where ("clocks.notice.limit"), and what to do about it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(what)
        self.where, self.what = where, what


def lines_of(text: str) -> dict[str, int]:
    """On which line each table and entry of a TOML text stands, by its dotted name."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _plain(header[1])
            found[table] = number
        elif entry := _ENTRY.match(line):
            found[f"{table}.{_plain(entry[1])}".lstrip(".")] = number
    return found


def _plain(name: str) -> str:
    return name.replace('"', "").replace("'", "")


@dataclass
class Problems:
    """Everything amiss in a profile, each with its line where the file has one for it."""

    lines: Mapping[str, int]
    found: list[Amiss] = field(default_factory=list)

    @contextmanager
    def noted(self, *faults: type[Exception], where: str = "") -> Iterator[None]:
        """Note what is amiss in here, and go on. `faults` are those that speak of the place named."""
        try:
            yield
        except Amiss as amiss:
            self.found.append(amiss)
        except faults as wrong:
            self.found.append(Amiss(where, f'"{where}": {wrong}'))

    def __bool__(self) -> bool:
        return bool(self.found)

    def __str__(self) -> str:
        return "; ".join(self)

    def __iter__(self) -> Iterator[str]:
        return (self._said(amiss) for amiss in self.found)

    def _said(self, amiss: Amiss) -> str:
        where = amiss.where
        while where and where not in self.lines:
            where = where.rpartition(".")[0]
        line = self.lines[where] if where else self._within(amiss.where)
        return f"line {line}: {amiss.what}" if line else amiss.what

    def _within(self, table: str) -> int:
        """The first line of anything in a table that has no line of its own; 0 for none."""
        return min((line for name, line in self.lines.items() if name.startswith(f"{table}.")), default=0)


def joined(raw: Raw, parent_of: Callable[[str], Raw], before: tuple[str, ...] = ()) -> Raw:
    """What a file says, on top of what it extends; `own` names the timescales and rules that are its own.

    Raises Amiss for a circle and for a timescale that is changed without its sentence and its source.
    """
    _refuse_both(raw)
    own = {name for table in (*TIMED, "rules") for name in raw.get(table, {})}
    if "extends" not in raw:
        return {**raw, "own": own}
    key = raw["extends"]
    if key in before:
        raise Amiss("extends", f'it extends "{key}", which extends it in turn: name another profile')
    base = joined(parent_of(key), parent_of, (*before, key))
    return {
        **base,
        **raw,
        **{table: _timed(table, base, raw) for table in TIMED},
        **{table: {**base.get(table, {}), **raw.get(table, {})} for table in JOINED},
        "guide_silent": sorted((set(base.get("guide_silent", ())) - own) | set(raw.get("guide_silent", ()))),
        "own": own,
    }


def _refuse_both(raw: Raw) -> None:
    for table in TIMED:
        both = sorted(set(raw.get(table, {})) & set(raw.get("guide_silent", ())))
        if both:
            what = f'it gives "{both[0]}" and calls the guide silent on it: take out one of the two'
            raise Amiss(f"{table}.{both[0]}", what)


def _timed(table: str, base: Raw, raw: Raw) -> Raw:
    silent = set(raw.get("guide_silent", ()))
    found = {name: dict(spec) for name, spec in base.get(table, {}).items() if name not in silent}
    for name, spec in raw.get(table, {}).items():
        lacks = sorted({"says", "source"} - spec.keys())
        if name in found and TIMING & spec.keys() and lacks:
            what = f'"{name}" changes its limit and keeps the words of the profile it extends: add {lacks[0]}'
            raise Amiss(f"{table}.{name}", what)
        found[name] = {**found.get(name, {}), **spec}
    return found
