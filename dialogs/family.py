"""Children and family members as people type them: "Kay, 7", "Baby, due 3 March", "Kay's mother: invited".

Each line is read by itself, and each bad line gets its own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from cppm.meetings.meeting import Child, FamilyLine
from cppm.timing.timescales import local_day
from dialogs.dates import read_date
from dialogs.understand import NotUnderstood, normal, quoted, says_nothing
from storage.ids import new_id

T = TypeVar("T")

CHILD_EXAMPLE = "Kay, 7 or Baby, due 3 March 2027"
TOO_YOUNG = "too young to take part"
FAMILY_EXAMPLE = "Kay's father: not invited, bail conditions"

_UNBORN = re.compile(
    r"(?P<name>.*?)[\s,:(–-]*\b(?:due(?: date)?|edd|expected)\b[\s:]*(?:on |in )?(?P<day>.+?)\)?",
    re.IGNORECASE,
)
_BORN = re.compile(r"(?P<name>.*?)[\s,:(–-]*\bborn\b[\s:]*(?:on |in )?(?P<day>.+?)\)?", re.IGNORECASE)
_AGED = re.compile(
    r"(?P<name>.+?)[\s,:(–-]+(?:aged? |is )?(?P<age>\d{1,2})(?P<unit> ?(?:months?|weeks?|days?))?"
    r"(?: ?(?:years?|yrs?)(?: old)?| old)?\)?",
    re.IGNORECASE,
)
_MONTHS_A_YEAR = 12
_LITTLE = 2
"""Years below which a child is too young to take part."""

_STATUS = re.compile(
    r"(?P<who>.+?)(?:\s*[:,–—-]\s*|\s+)(?:is |are |will be |to be )?"
    r"(?P<said>not (?:to be )?invited|uninvited|invited|not|no|yes)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s\b")
_YES = ("invited", "yes")
_BEFORE_REASON = re.compile(r"^[\s,;:.–—-]*(?:because of |because |as |since |reason:? )?", re.IGNORECASE)
_RELATIONS = (
    "grandmother grandfather grandparent stepmother stepfather mother father mum dad parents parent aunt "
    "uncle sister brother carer guardian partner stepparent"
).split()


@dataclass
class Lines(Generic[T]):
    """What was read of several lines, and a sentence for each that could not be."""

    found: list[T] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _each(lines: Iterable[str]) -> Iterator[str]:
    """The lines; on one line, semicolons part them."""
    for line in lines:
        yield from (part.strip() for part in line.split(";") if part.strip())


def read_children(lines: Iterable[str], now: datetime) -> Lines[Child]:
    """The children and unborn babies meant."""
    read: Lines[Child] = Lines()
    for line in _each(lines):
        child = _child(line, now)
        if isinstance(child, str):
            read.problems.append(child)
        elif normal(child.name) in {normal(each.name) for each in read.found}:
            read.problems.append(
                f"{quoted(child.name)} stands there twice. Tell the two apart, or leave one out."
            )
        else:
            read.found.append(child)
    return read


def _child(line: str, now: datetime) -> Child | str:
    if match := _UNBORN.fullmatch(line):
        due = read_date(match["day"], now)
        if isinstance(due, NotUnderstood):
            return f"{quoted(line)}: {due.sentence}"
        assert isinstance(due.value, date)
        return Child(new_id(), match["name"].strip(" ,:(") or "Baby", due_date=due.value)
    if match := _BORN.fullmatch(line):
        born = read_date(match["day"], now, "past")
        if isinstance(born, NotUnderstood):
            return f"{quoted(line)}: {born.sentence}"
        assert isinstance(born.value, date)
        age = _full_years(born.value, local_day(now))
        return Child(new_id(), match["name"].strip(" ,:(") or "Baby", age=age, born_on=born.value)
    if match := _AGED.fullmatch(line):
        return Child(
            new_id(), match["name"].strip(" ,:("), age=_years(int(match["age"]), match["unit"] or "")
        )
    return f"{quoted(line)} has no age. Give the age in years, or before birth the due date: {CHILD_EXAMPLE}."


def _full_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def write_children(children: Iterable[Child]) -> str:
    """Children as they are typed, so that they can be looked over and changed."""
    return "\n".join(map(_written, children))


def _written(child: Child) -> str:
    if child.born_on:
        return f"{child.name}, born {_day(child.born_on)}"
    return f"{child.name}, due {_day(child.due_date)}" if child.due_date else f"{child.name}, {child.age}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def write_family(family: Sequence[FamilyLine], children: Iterable[Child]) -> str:
    """Family members as they are typed, with a line for each child born since who has none yet."""
    named = {line.child for line in family}
    born_since = [c for c in children if c.id not in named and not c.unborn]
    lines = [f"{f.who}: {_invited(f)}" for f in family]
    return "\n".join([*lines, *(f"{c.name}: {_little(c)}" for c in born_since)])


def _invited(line: FamilyLine) -> str:
    return ("invited" if line.invited else "not invited") + (f", {line.reason}" if line.reason else "")


def _little(child: Child) -> str:
    return "invited" if (child.age or 0) >= _LITTLE else f"not invited, {TOO_YOUNG}"


def _years(count: int, unit: str) -> int:
    if "month" in unit.casefold():
        return count // _MONTHS_A_YEAR
    return 0 if unit else count


def read_family(lines: Iterable[str], children: Sequence[Child]) -> Lines[FamilyLine]:
    """The family members meant, each invited or not; a child's own line is known by the child's name."""
    read: Lines[FamilyLine] = Lines()
    for line in _each(lines):
        member = _member(line, children)
        if isinstance(member, str):
            read.problems.append(member)
        elif normal(member.who) in {normal(each.who) for each in read.found}:
            read.problems.append(
                f"{quoted(member.who)} stands there twice. Tell the two apart, or leave one out."
            )
        else:
            read.found.append(member)
    return read


def _member(line: str, children: Sequence[Child]) -> FamilyLine | str:
    match = _STATUS.fullmatch(line)
    if match is None:
        return f"{quoted(line)} does not say whether they are invited. Write it like this: {FAMILY_EXAMPLE}."
    invited = match["said"].casefold() in _YES
    reason = _BEFORE_REASON.sub("", match["rest"]).strip()
    if not invited and says_nothing(reason):
        return f"Please say why {quoted(match['who'])} is not invited, for example: {FAMILY_EXAMPLE}."
    child = next((each for each in children if normal(each.name) == normal(match["who"])), None)
    if child:
        return FamilyLine(new_id(), child.name, "child", invited, reason, child.id)
    who, of = match["who"], _parent_of(match["who"], children)
    return FamilyLine(new_id(), _named(who, children), _relation(who), invited, reason, parent_of=of)


def _parent_of(who: str, children: Sequence[Child]) -> list[str]:
    """The children named as whose parent somebody is ("Kay's father", "father of Kay"); none for all."""
    said = f" {normal(_POSSESSIVE.sub(' ', who))} "
    named = [child.id for child in children if f" {normal(child.name)} " in said]
    return named if len(named) < len(children) else []


def _named(who: str, children: Sequence[Child]) -> str:
    """Who it is: "mother" alone becomes "Kay's mother", so that the list can be read by itself."""
    if normal(who) not in _RELATIONS:
        return who.strip()
    return f"{children[0].name}'s {who.casefold()}" if len(children) == 1 else f"The {who.casefold()}"


def _relation(who: str) -> str:
    words = normal(who).split()
    return next((relation for relation in _RELATIONS if relation in words), "family")
