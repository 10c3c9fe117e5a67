"""Tables full of clocks, written in bulk: rows of `dues`, and their entries in the queue."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from bench.copies import connect
from storage.moments import stamp

IN_STEPS = 50_000
CHUNK = 1024 * 1024
SPREAD = 7919
"""A prime: neighbours in time are not neighbours by id."""
DUE_NOW = 10_000
"""Clocks of a table that are due already; the others come later."""
DUE_COLUMNS = ("id", "meeting_id", "key", "limit_at", "next_at", "body", "steps")
QUEUE_COLUMNS = ("lane", "due_at", "id", "leased")


@dataclass(frozen=True)
class Clocks:
    """So many clocks under a name of their own, `DUE_NOW` of them due, or all where there are fewer.

    Shared ones are all due.
    """

    name: str
    rows: int

    def moments(self) -> Iterator[tuple[str, int]]:
        """Each clock's id and when it is due, as a stamp: within the last day, or within the coming year."""
        now = stamp(datetime.now(UTC))
        day, year = (timedelta(days=n) // timedelta(microseconds=1) for n in (1, 365))
        due = self.rows if self.name.startswith("shared") else min(self.rows, DUE_NOW)
        for n in range(self.rows):
            place = n * SPREAD % self.rows
            at = now - day + day * place // due if place < due else now + day + year * place // self.rows
            yield f"{self.name}-{n:08}", at


def size(rows: int) -> str:
    """A number of rows as people say it: 10k, 1M."""
    return f"{rows // 1_000_000}M" if rows >= 1_000_000 else f"{rows // 1000}k" if rows >= 1000 else str(rows)


def fill(url: str, clocks: Clocks) -> None:
    """Write clocks like one that the store has written, each a reminder now and its limit much later."""
    if url.startswith("sqlite"):
        _fill_sqlite(url, clocks)
    else:
        _fill_postgres(url, clocks)


def read_through(folder: Path) -> None:
    """Let what was written come to rest on the disk, and read the databases through, the largest file first.

    Otherwise what was filled early is measured from a disk that is still writing what was filled last.
    """
    os.sync()
    files = [*folder.glob("*.sqlite3"), *folder.glob("postgres/**/base/*/*")]
    for path in sorted(files, key=lambda path: path.stat().st_size, reverse=True):
        with path.open("rb") as file:
            while file.read(CHUNK):
                pass


LIKE = "SELECT meeting_id, body FROM dues WHERE key LIKE 'attendance:%' LIMIT 1"


def _rows(
    clocks: Clocks, meeting: str, body: bytes
) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    """Of each clock the row of `dues` and that of the queue."""
    long_ago, later = datetime(2026, 1, 1, tzinfo=UTC), datetime.now(UTC) + timedelta(days=1000)
    steps = (
        f'[{{"at":"{long_ago.isoformat()}","kind":"reminder"}},{{"at":"{later.isoformat()}","kind":"limit"}}]'
    ).encode()
    for id, at in clocks.moments():
        yield (id, meeting, f"bench:{id}", stamp(later), at, body, steps), (1, at, id, 0)


def _fill_sqlite(url: str, clocks: Clocks) -> None:
    with connect(url) as connection:
        meeting, body = connection.execute(LIKE).fetchone()
        rows = _rows(clocks, meeting, body)
        while some := list(itertools.islice(rows, IN_STEPS)):
            for table, columns, part in (("dues", DUE_COLUMNS, 0), ("queue", QUEUE_COLUMNS, 1)):
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", [row[part] for row in some])
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_postgres(url: str, clocks: Clocks) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # the meeting is known to be there
        like = connection.execute(LIKE).fetchone()
        assert like is not None
        rows = _rows(clocks, like[0], bytes(like[1]))
        while some := list(itertools.islice(rows, IN_STEPS)):
            with connection.cursor() as cursor:
                for statement, part in ((COPY_DUES, 0), (COPY_QUEUE, 1)):
                    with cursor.copy(statement) as copy:
                        for row in some:
                            copy.write_row(row[part])
        connection.execute("VACUUM ANALYZE dues")
        connection.execute("VACUUM ANALYZE queue")
        connection.execute("CHECKPOINT")


COPY_DUES = "COPY dues (id, meeting_id, key, limit_at, next_at, body, steps) FROM STDIN"
COPY_QUEUE = "COPY queue (lane, due_at, id, leased) FROM STDIN"
