"""What kind of thing each entry of a profile is: a text, a list of texts, a number, a day, a time, a table.

Looked at before anything else, so that a quotation mark too few is named with its line and is never read as
something else: a holiday in quotation marks would be a working day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any

from cppm.councils.profile_text import Amiss, Raw


def _is_text(found: Any) -> bool:
    return isinstance(found, str)


def _is_texts(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(each, str) for each in found)


def _is_groups(found: Any) -> bool:
    return isinstance(found, list) and all(map(_is_texts, found))


def _is_number(found: Any) -> bool:
    return type(found) is int


def _is_days(found: Any) -> bool:
    return isinstance(found, list) and all(type(each) is date for each in found)


def _is_time(found: Any) -> bool:
    return isinstance(found, time)


Shape = tuple[Callable[[Any], bool], str]
TEXT: Shape = (_is_text, "a text in quotation marks")
TEXTS: Shape = (_is_texts, 'a list of texts, ["like this"]')
NUMBER: Shape = (_is_number, "a number without quotation marks")
DAYS: Shape = (_is_days, "a list of days without quotation marks, [2026-12-29]")
TIME: Shape = (_is_time, "a time without quotation marks, 07:30:00")

_TIMED: dict[str, Shape] = {
    "limit": TEXT, "aim": TEXT, "says": TEXT, "source": TEXT, "escalates": TEXT,
    "reminders": TEXTS, "escalates_to": TEXTS,
}  # fmt: skip
_READ: dict[str, Shape] = {
    "title": TEXT, "link": TEXT, "source": TEXT, "audience": TEXTS, "kinds": TEXTS, "agencies": TEXTS,
}  # fmt: skip
OF_TABLES: dict[str, dict[str, Shape]] = {
    "clocks": _TIMED, "limits": _TIMED, "leaflets": _READ, "templates": _READ,
    "invitation": {"says": TEXTS, "source": TEXT},
}  # fmt: skip
"""Tables in which every entry is a table of its own, with the shapes of its entries."""
OF_ENTRIES: dict[str, dict[str, Shape]] = {
    "quorum": {
        "source": TEXT, "distinct": NUMBER, "discretion": NUMBER, "never": NUMBER,
        "core": TEXTS, "relevant": TEXTS, "grounds": TEXTS,
        "counts_as_one": (_is_groups, 'a list of groups, [["Housing", "Adult services"]]'),
    },
    "concerns": {"source": TEXT, "main": TEXTS, "main_needed": NUMBER, "other": TEXTS},
    "quiet": {"begins": TIME, "ends": TIME},
}  # fmt: skip
OF_TEXTS = ("sources", "rules")
"""Tables of texts under names of the file's own choice."""
LISTS: dict[str, Shape] = {"guide_silent": TEXTS, "local_holidays": DAYS, "transfer_outcomes": TEXTS}
NAMED = ("name", "guide", "practice")
"""Texts that are never empty."""


def misshapen(raw: Raw) -> Iterator[Amiss]:
    """Every entry of a file that is of the wrong kind, with what it should be."""
    yield from _entries("", raw, LISTS)
    for name in NAMED:
        if raw.get(name) == "":
            yield Amiss(name, f'"{name}" is empty: say it')
    for table in (*OF_TABLES, *OF_ENTRIES, *OF_TEXTS):
        found = raw.get(table, {})
        if not isinstance(found, Mapping):
            yield Amiss(table, f'"{table}" is a table of entries: begin it with [{table}]')
        else:
            yield from _of_table(table, found)


def _of_table(table: str, found: Mapping[str, Any]) -> Iterator[Amiss]:
    if table in OF_ENTRIES:
        yield from _entries(table, found, OF_ENTRIES[table])
    elif table in OF_TEXTS:
        yield from _entries(table, found, dict.fromkeys(found, TEXT))
    else:
        for name, spec in found.items():
            where = f"{table}.{name}"
            if isinstance(spec, Mapping):
                yield from _entries(where, spec, OF_TABLES[table])
            else:
                yield Amiss(where, f'"{name}" is a table of its own: begin it with [{where}]')


def _entries(where: str, found: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Iterator[Amiss]:
    for name, (fits, what) in shapes.items():
        if name in found and not fits(found[name]):
            yield Amiss(f"{where}.{name}".lstrip("."), f'"{name}" is {what}')
