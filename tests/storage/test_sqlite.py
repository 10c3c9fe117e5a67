"""The writer thread: group commit, savepoints, and what callers are told."""

import asyncio
import inspect
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from storage import sqlite
from storage.database import Database, database_url
from storage.errors import StorageDown
from storage.migrations import upgrade
from tests.storage import raw

KEEP = text("INSERT INTO versions (name, n) VALUES (:name, :n)")


def keeping(name: str, fails: bool = False) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(KEEP, {"name": name, "n": 1})
        if fails:
            raise LookupError(name)
        return name

    return work


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    found = Database(sqlite_url, patience=timedelta(milliseconds=50))
    yield found
    await found.close()


def kept(url: str) -> set[str]:
    return {row.name for row in raw.rows(url, "SELECT name FROM versions")}


async def held_up(database: Database, *works: Callable[[Connection], str]) -> list[object]:
    """Queue units while the writer is busy, so that they share one commit, and gather what came of them."""
    free = threading.Event()
    busy = asyncio.ensure_future(database.write(lambda c: free.wait(10)))
    waiting = [asyncio.ensure_future(database.write(work)) for work in works]
    await asyncio.sleep(0)
    free.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True)


async def test_units_queued_together_share_one_commit(database: Database, sqlite_url: str) -> None:
    statements: list[str] = []
    await database.write(lambda c: c.connection.driver_connection.set_trace_callback(statements.append))  # type: ignore[union-attr]
    found = await held_up(database, *(keeping(f"n{n}") for n in range(10)))
    assert found == [f"n{n}" for n in range(10)]
    assert statements.count("COMMIT") <= 3
    assert statements.count("SAVEPOINT unit") == 11


async def test_a_failing_unit_rolls_back_alone(database: Database, sqlite_url: str) -> None:
    one, two, three = await held_up(database, keeping("one"), keeping("two", fails=True), keeping("three"))
    assert (one, three) == ("one", "three")
    assert isinstance(two, LookupError)
    assert kept(sqlite_url) == {"one", "three"}


async def test_a_unit_that_breaks_a_constraint_rolls_back_alone(database: Database, sqlite_url: str) -> None:
    found = await held_up(database, keeping("one"), keeping("one"), keeping("two"))
    assert isinstance(found[1], Exception)
    assert kept(sqlite_url) == {"one", "two"}


async def test_a_caller_hears_of_success_only_after_the_commit(database: Database, sqlite_url: str) -> None:
    await database.write(keeping("one"))
    assert kept(sqlite_url) == {"one"}


async def test_a_reader_sees_what_was_committed_and_can_not_write(database: Database) -> None:
    await database.write(keeping("one"))
    count = text("SELECT COUNT(*) FROM versions")
    assert await database.read(lambda c: c.execute(count).scalar_one()) == 1
    with pytest.raises(StorageDown):
        await database.read(keeping("two"))


async def test_a_glance_is_taken_on_the_spot_and_can_not_write(database: Database) -> None:
    await database.write(keeping("one"))
    count = text("SELECT COUNT(*) FROM versions")
    here = threading.get_ident()
    found = await database.glance(lambda c: (threading.get_ident(), c.execute(count).scalar_one()))
    assert found == (here, 1)
    with pytest.raises(StorageDown):
        await database.glance(keeping("two"))


async def test_a_glance_waits_in_a_thread_while_another_process_keeps_readers_out(
    database: Database, sqlite_url: str
) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageDown, match="look that up"):
        await database.glance(lambda c: c.execute(text("SELECT 1")).scalar_one())
    other.close()
    assert await database.glance(lambda c: c.execute(text("SELECT 1")).scalar_one()) == 1


async def test_while_another_process_holds_the_file_callers_are_told_the_truth(
    database: Database, sqlite_url: str
) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageDown, match="nothing has been recorded"):
        await database.write(keeping("one"))
    other.execute("ROLLBACK")
    other.close()
    await database.write(keeping("two"))
    assert kept(sqlite_url) == {"two"}


async def test_a_full_disk_loses_nothing_that_was_promised(database: Database, sqlite_url: str) -> None:
    await database.write(keeping("one"))
    pages = await database.write(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one())
    await database.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar_one())
    big = text("INSERT INTO meetings VALUES ('m', 'c', 'r', 1, 'p', 1, 1, zeroblob(1000000))")
    with pytest.raises(StorageDown, match="nothing has been recorded"):
        await database.write(lambda c: c.execute(big))
    await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000").scalar_one())
    await database.write(keeping("two"))
    assert kept(sqlite_url) == {"one", "two"}


async def test_what_is_queued_is_committed_before_the_database_closes(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    waiting = [asyncio.ensure_future(database.write(keeping(f"n{n}"))) for n in range(5)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*waiting)
    assert len(kept(sqlite_url)) == 5
    with pytest.raises(StorageDown):
        await database.write(keeping("late"))


async def test_a_cancelled_caller_does_not_hold_up_the_others(database: Database, sqlite_url: str) -> None:
    gone = asyncio.ensure_future(database.write(keeping("one")))
    await asyncio.sleep(0)
    gone.cancel()
    await database.write(keeping("two"))
    assert kept(sqlite_url) == {"one", "two"}


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/var/quorate.sqlite3")
    assert os.stat(tmp_path / "var" / "quorate.sqlite3").st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["postgres://h/q", "postgresql://h/q", "postgresql+psycopg://h/q"])
def test_every_spelling_of_postgresql_is_understood(url: str) -> None:
    assert database_url(url).drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["mysql://h/q", "sqlite://", "sqlite:///:memory:"])
def test_a_url_that_can_not_serve_is_refused_with_what_to_do(url: str) -> None:
    with pytest.raises(ValueError, match="must"):
        database_url(url)


def test_what_the_bot_commits_is_on_the_disk_when_it_says_so(sqlite_url: str) -> None:
    """Also when the machine loses its power: only the tests themselves don't wait for the disk."""
    engine = inspect.unwrap(sqlite.sqlite_engine)(make_url(sqlite_url), 0.0)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
    assert found == 2  # FULL
