"""Lines as a chair types them: "neglect: missed meals all month", "Ewan Reid: visit daily, by 20 November".

Each line is read by itself, and each bad line gets its own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from cppm.errors import CPPMError
from cppm.meetings.decision import EvidenceMissing
from cppm.meetings.meeting import Concern
from cppm.timing.timescales import say_day
from dialogs.dates import read_date
from dialogs.understand import NotUnderstood, Understood, choose, quoted, says_nothing

T = TypeVar("T")

EVIDENCE_EXAMPLE = "neglect: missed meals on five school days in October"
ACTION_EXAMPLE = "Ewan Reid: visit every second day, by 20 November"

NOBODY: Mapping[str, str] = {}

_AREA = re.compile(r"(?P<area>[^:]+?)\s*(?::|\s[-–—]\s)\s*(?P<evidence>.*)", re.DOTALL)
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_NEXT_ACTION = re.compile(r"\s*;\s*(?=[^;:]+:)")


class AreaUnclear(CPPMError):
    """{line} does not begin with one of the areas you named. Write it like this: {example}."""

    rule = "OUT-09"


class ActionUnclear(CPPMError):
    """{line} does not say who does what by when. Write it like this: {example}."""

    rule = "CHR-18"


class ActionDayUnclear(CPPMError):
    """{line}: {sentence}"""

    rule = "CHR-18"


@dataclass
class Read(Generic[T]):
    """What was read of several lines, and a sentence for each that could not be."""

    found: list[T] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ActionLine:
    """Who does what by when; `child` is the id of the one whom it is about alone."""

    who: str
    what: str
    by: date
    child: str = ""


def read_evidence(lines: Sequence[str], areas: Sequence[str]) -> Read[Concern]:
    """The evidence for each of `areas`, in their order. With one area alone its name may be left out."""
    read: Read[Concern] = Read()
    given: dict[str, list[str]] = {area: [] for area in areas}
    for line in lines:
        concern = _concern(line, areas)
        if concern is None:
            example = EVIDENCE_EXAMPLE if not areas else f"{areas[0]}: what is known, and from whom"
            read.problems.append(str(AreaUnclear(line=quoted(line), example=example)))
        elif not says_nothing(concern.evidence):
            given[concern.area].append(concern.evidence)
    if not read.problems:
        read.problems = [str(EvidenceMissing(area=area)) for area, words in given.items() if not words]
    read.found = [Concern(area, "\n".join(words)) for area, words in given.items() if words]
    return read


def _concern(line: str, areas: Sequence[str]) -> Concern | None:
    match = _AREA.fullmatch(line)
    area = choose(match["area"], dict(zip(areas, areas, strict=True))) if match else NotUnderstood("")
    if match and isinstance(area, Understood) and not match["area"].strip().isdigit():
        return Concern(str(area.value), match["evidence"].strip())
    return Concern(areas[0], line.strip()) if len(areas) == 1 else None


def read_actions(
    lines: Iterable[str], now: datetime, children: Mapping[str, str] = NOBODY
) -> Read[ActionLine]:
    """The actions meant; on one line, a semicolon before the next name parts them.

    `children` are ids by name: a line may end with "for" and one of them.
    """
    read: Read[ActionLine] = Read()
    for line in _each(lines):
        action = _action(line, now, children)
        if isinstance(action, ActionLine):
            read.found.append(action)
        else:
            read.problems.append(str(action))
    return read


def _each(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield from (part.strip(" ;") for part in _NEXT_ACTION.split(line) if part.strip(" ;"))


def _action(line: str, now: datetime, children: Mapping[str, str]) -> ActionLine | CPPMError:
    who, what, by = _parted(line)
    by, child = _for_one(by, children)
    if says_nothing(who) or says_nothing(what) or not by:
        return ActionUnclear(line=quoted(line), example=ACTION_EXAMPLE)
    day = read_date(by, now, "future")
    if isinstance(day, NotUnderstood):
        return ActionDayUnclear(line=quoted(line), sentence=day.sentence)
    assert isinstance(day.value, date)
    if not day.sure:
        whole = f"Please give the whole date, for example {say_day(day.value)}."
        return ActionDayUnclear(line=quoted(line), sentence=whole)
    return ActionLine(who, what, day.value, child)


def _for_one(by: str, children: Mapping[str, str]) -> tuple[str, str]:
    """The day without the child named after it, and that child's id: "20 November, for Kay"."""
    day, named, name = by.rpartition(" for ")
    ids = {each.casefold(): id for each, id in children.items()}
    child = ids.get(name.strip().casefold(), "") if named else ""
    return (day.strip(" ,"), child) if child else (by, "")


def _parted(line: str) -> tuple[str, str, str]:
    """Who, what and by when, split at the last "by": the work may hold one ("seen by the GP, by Friday")."""
    who, colon, rest = line.partition(":")
    found = list(_BY.finditer(rest))
    if not colon or not found:
        return "", "", ""
    return who.strip(), rest[: found[-1].start()].strip(" ,;.("), rest[found[-1].end() :].strip(" :.)")
