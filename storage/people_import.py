"""People from a CSV file: a row that can't be used is reported with what to do, and the others go in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from cppm.people import Agency, Duty, Person, Standing
from storage.errors import NoSuchPerson
from storage.people import Details, Identity, NewPerson, People

COLUMNS = (
    "tenant", "entra_object_id", "name", "agency", "standing", "post", "duties", "line_manager",
)  # fmt: skip
NEEDED = COLUMNS[:5]

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class PersonRow:
    """One usable row. `line_manager` is an Entra object id in the same tenant, or empty."""

    line: int
    new: NewPerson
    line_manager: str = ""


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a line of the file, and what to do."""

    line: int
    says: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.says}"


@dataclass(frozen=True)
class ImportReport:
    """How many were enrolled, changed and left as they were, and what could not be used."""

    enrolled: int
    changed: int
    unchanged: int
    problems: tuple[RowProblem, ...]


def parse_people(lines: Iterable[str]) -> tuple[list[PersonRow], list[RowProblem]]:
    """The rows of a CSV file with a heading line. Nothing is looked up: this is a pure function."""
    reader = csv.DictReader(lines)
    headings = [(name or "").strip().lstrip("\ufeff").lower() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        return [], [RowProblem(1, f"the heading lacks {', '.join(missing)}. Add it and import again.")]
    reader.fieldnames = headings
    rows: list[PersonRow] = []
    problems: list[RowProblem] = []
    seen: dict[Identity, int] = {}
    for found in reader:
        cells = {name: (found.get(name) or "").strip() for name in COLUMNS}
        if any(cells.values()):
            _sort_in(_parse_row(reader.line_num, cells), seen, rows, problems)
    return rows, problems


def _sort_in(
    found: PersonRow | RowProblem,
    seen: dict[Identity, int],
    rows: list[PersonRow],
    problems: list[RowProblem],
) -> None:
    if isinstance(found, RowProblem):
        problems.append(found)
    elif (first := seen.setdefault(found.new.identity, found.line)) != found.line:
        problems.append(RowProblem(found.line, f"this person is on line {first} already. Keep one of them."))
    else:
        rows.append(found)


def _parse_row(line: int, cells: dict[str, str]) -> PersonRow | RowProblem:
    empty = [name for name in NEEDED if not cells[name]]
    if empty:
        return RowProblem(line, f"{', '.join(empty)} is empty. Fill it in.")
    try:
        new = NewPerson(
            cells["tenant"].lower(),
            cells["entra_object_id"].lower(),
            cells["name"],
            _one_of(Agency, cells["agency"]),
            _one_of(Standing, cells["standing"]),
            cells["post"],
            frozenset(_one_of(Duty, duty.strip()) for duty in cells["duties"].split(";") if duty.strip()),
        )
    except ValueError as wrong:
        return RowProblem(line, str(wrong))
    return PersonRow(line, new, cells["line_manager"].lower())


def _one_of(kind: type[E], word: str) -> E:
    for member in kind:
        if word.casefold() in (member.value.casefold(), member.name.casefold()):
            return member
    known = ", ".join(member.value for member in kind)
    raise ValueError(f'"{word}" is not a known {kind.__name__.lower()}. Use one of: {known}.')


async def import_people(
    people: People,
    lines: Iterable[str],
    by: Person | None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Enrol or change everybody in a file. Importing the same file again changes nothing."""
    rows, problems = parse_people(lines)
    outcomes: list[str] = []
    for count, row in enumerate(rows, 1):
        outcomes.append(await people.write(partial(_put, people=people, new=row.new, by=by)))
        if progress:
            progress(count, len(rows))
    for row in rows:
        if row.line_manager:
            problems += await people.write(partial(_put_manager, people=people, row=row, by=by))
    problems.sort(key=lambda problem: problem.line)
    enrolled, changed = outcomes.count("enrolled"), outcomes.count("changed")
    return ImportReport(enrolled, changed, len(outcomes) - enrolled - changed, tuple(problems))


def _put(connection: Connection, people: People, new: NewPerson, by: Person | None) -> str:
    row = people.row_of(connection, new.identity)
    if row is None or row.left_at is not None:
        people.enrol_in(connection, new, by)
        return "enrolled"
    details: Details = {
        "name": new.name, "agency": new.agency, "standing": new.standing, "post": new.post,
        "duties": new.duties,
    }  # fmt: skip
    return "changed" if people.change_in(connection, row.id, by, **details)[1] else "unchanged"


def _put_manager(
    connection: Connection, people: People, row: PersonRow, by: Person | None
) -> list[RowProblem]:
    manager = people.row_of(connection, replace(row.new.identity, aad_id=row.line_manager))
    person = people.row_of(connection, row.new.identity)
    if manager is None or manager.left_at is not None:
        says = "the line manager is not enrolled. Add a row for them and import again."
        return [RowProblem(row.line, says)]
    if person is None:
        raise NoSuchPerson
    people.change_in(connection, person.id, by, line_manager=manager.id)
    return []
