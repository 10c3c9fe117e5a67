"""Copies of a meeting that the store has written, straight into SQLite: a crowd, or years of them.

What is copied is named below. Facts are not: the chain of a copy begins with what is done to it later.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from storage.secrets import Secrets

T = TypeVar("T")
Names = Mapping[str, str]
"""Each id of the original, and what it is in a copy."""
SEVERAL = 500
"""Meetings that are written in one step."""


@dataclass(frozen=True)
class Original:
    """The rows of one meeting. `document` is its JSON in the clear."""

    meeting: dict[str, Any]
    document: bytes
    takes_part: list[dict[str, Any]]
    dues: list[dict[str, Any]]
    owes: list[dict[str, Any]]


def connect(url: str) -> closing[sqlite3.Connection]:
    """The file, for reading and writing past every seam; whoever writes here must be alone."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")  # kilobytes: rows that come in no order stay in memory
    return closing(connection)


def original(url: str, meeting: str, key: str) -> Original:
    """Read the meeting to copy."""

    def rows(query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(query, (meeting,))]

    with connect(url) as connection:
        found = rows("SELECT * FROM meetings WHERE id = ?")[0]
        return Original(
            found,
            Secrets([key]).documents.decrypt(found["document"]),
            rows("SELECT * FROM takes_part WHERE meeting_id = ?"),
            rows("SELECT * FROM dues WHERE meeting_id = ?"),
            rows("SELECT owes.* FROM owes JOIN dues ON dues.id = owes.due_id WHERE meeting_id = ?"),
        )


def copy(url: str, key: str, of: Original, wanted: Iterable[Names]) -> None:
    """Write a copy for each set of names, every document encrypted anew."""
    cipher = Secrets([key]).documents
    with connect(url) as connection:
        for some in _in_steps(wanted):
            documents = [cipher.encrypt(renamed(of.document, names)) for names in some]
            _insert(connection, "meetings", _meetings(of, some, documents))
            _insert(connection, "takes_part", [_row(row, n) for n in some for row in of.takes_part])
            _dues(connection, of, some)
        connection.commit()


def archive(url: str, of: Original, wanted: Iterable[tuple[str, str, int]], **columns: Any) -> None:
    """Write meetings of long ago, as (id, case, when it began as a stamp): nothing is owed in them any more.

    They carry the document of the original as it is, since nobody opens them while it is measured.
    """
    document, shared = of.meeting["document"], of.meeting | columns
    with connect(url) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        for some in _in_steps(wanted):
            rows = [
                shared | {"id": id, "case_ref": case, "starts_at": at, "document": document}
                for id, case, at in some
            ]
            _insert(connection, "meetings", rows)
            people = [row | {"meeting_id": id} for id, _, _ in some for row in of.takes_part]
            _insert(connection, "takes_part", people)
        connection.commit()
        connection.execute("PRAGMA journal_mode = WAL")


def _meetings(of: Original, some: Sequence[Names], documents: Sequence[bytes]) -> list[dict[str, Any]]:
    return [_row(of.meeting, names) | {"document": d} for names, d in zip(some, documents, strict=True)]


def _dues(connection: sqlite3.Connection, of: Original, some: Sequence[Names]) -> None:
    ids = itertools.count(1)
    dues, owes, queue = [], [], []
    for names in some:
        meeting = names[of.meeting["id"]]
        fresh = {due["id"]: f"due-{meeting}-{next(ids)}" for due in of.dues}
        dues += [_row(due, names) | {"id": fresh[due["id"]]} for due in of.dues]
        owes += [_row(row, names) | {"due_id": fresh[row["due_id"]]} for row in of.owes]
        queue += [
            {"lane": 1, "due_at": due["next_at"], "id": fresh[due["id"]], "leased": 0}
            for due in of.dues
            if due["next_at"] is not None
        ]
    _insert(connection, "dues", dues)
    _insert(connection, "owes", owes)
    _insert(connection, "queue", queue)


def _row(row: dict[str, Any], names: Names) -> dict[str, Any]:
    """A row with every id in it renamed; a document, being encrypted, is not looked into."""
    return {column: value if column == "document" else _value(value, names) for column, value in row.items()}


def _value(value: Any, names: Names) -> Any:
    if isinstance(value, bytes):
        return renamed(value, names)
    return renamed(value.encode(), names).decode() if isinstance(value, str) else value


def renamed(text: bytes, names: Names) -> bytes:
    """Text with every id of the original replaced."""
    for old, new in names.items():
        text = text.replace(old.encode(), new.encode())
    return text


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        columns = list(rows[0])
        marks = ", ".join(f":{column}" for column in columns)
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


def _in_steps(wanted: Iterable[T]) -> Iterator[list[T]]:
    source = iter(wanted)
    while some := list(itertools.islice(source, SEVERAL)):
        yield some
