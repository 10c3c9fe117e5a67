"""Statements travel to PostgreSQL together, in their order, and nothing is kept that would not be alone."""

from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import Connection, text

from storage.database import Database
from storage.errors import AlreadyDone
from storage.journeys import Journey
from storage.statement import Statement
from storage.store import open_store
from tests import builders
from tests.storage.conftest import KEY, Hand, an_invited_meeting, confirming

ADD = Statement(text("INSERT INTO versions VALUES (:name, :n)"))
SET = Statement(text("UPDATE versions SET n = :n WHERE name = :name"))
READ = Statement(text("SELECT name, n FROM versions ORDER BY name"))


class Refused(Exception):
    """What a unit of these tests is refused with."""


@pytest.fixture
async def database(pg_url: str) -> AsyncIterator[Database]:
    found = Database(pg_url)
    yield found
    await found.close()


@pytest.fixture
def journeys(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements each journey took, as they are made."""
    sizes: list[int] = []
    go = Journey.go

    def counted(journey: Journey) -> None:
        if journey._waiting:
            sizes.append(len(journey._waiting))
        go(journey)

    monkeypatch.setattr(Journey, "go", counted)
    return sizes


async def kept(database: Database) -> list[tuple[str, int]]:
    return [(name, n) for name, n in await database.read(lambda c: READ.rows(c, {}))]


async def test_a_change_takes_three_journeys(pg_url: str, clock: Hand, journeys: list[int]) -> None:
    store = open_store(pg_url, [KEY], builders.PROFILE, now=clock)
    await store.meetings.add(an_invited_meeting())
    change = confirming(builders.HEALTH, clock.forward(minutes=1))
    journeys.clear()
    await store.meetings.update("m_kay", change, builders.HEALTH, once="turn-1")
    assert len(journeys) == 3
    await store.close()


async def test_they_arrive_in_the_order_in_which_they_were_sent(database: Database) -> None:
    def work(connection: Connection) -> list[int]:
        first = ADD.ask(connection, {"name": "a", "n": 1})
        connection.execute(text("UPDATE versions SET n = n + 1"))  # through SQLAlchemy: not before the row
        SET.ask(connection, {"name": "b", "n": 7})
        ADD.ask(connection, {"name": "b", "n": 2})
        return [first.rowcount, SET.run(connection, {"name": "nobody", "n": 0})]

    assert await database.write(work) == [1, 0]
    assert await kept(database) == [("a", 2), ("b", 2)]


async def test_one_that_had_to_touch_a_row_and_did_not_refuses_the_whole(database: Database) -> None:
    def work(connection: Connection) -> None:
        ADD.ask(connection, {"name": "a", "n": 1})
        SET.send(connection, {"name": "nobody", "n": 1}, otherwise=Refused)

    with pytest.raises(Refused):
        await database.write(work)
    assert await kept(database) == []


async def test_a_repeat_is_known_for_one_although_its_work_asks_nothing(database: Database) -> None:
    await database.write(lambda c: ADD.ask(c, {"name": "a", "n": 1}), once="turn-1")
    with pytest.raises(AlreadyDone):
        await database.write(lambda c: ADD.ask(c, {"name": "b", "n": 1}), once="turn-1")
    assert await kept(database) == [("a", 1)]


async def test_an_error_on_the_way_keeps_nothing_and_the_next_unit_is_not_troubled(
    database: Database,
) -> None:
    def twice(connection: Connection) -> None:
        for n in range(3):
            ADD.ask(connection, {"name": "a", "n": n})
            ADD.ask(connection, {"name": f"b{n}", "n": n})

    with pytest.raises(psycopg.errors.UniqueViolation):
        await database.write(twice)
    assert await kept(database) == []
    await database.write(lambda c: ADD.ask(c, {"name": "a", "n": 1}))
    assert await kept(database) == [("a", 1)]


async def test_what_a_refused_unit_had_not_sent_is_never_sent(database: Database) -> None:
    def refused(connection: Connection) -> None:
        ADD.ask(connection, {"name": "a", "n": 1})
        raise Refused

    for _ in range(8):  # so that every connection has had one
        with pytest.raises(Refused):
            await database.write(refused)
    await database.write(lambda c: ADD.ask(c, {"name": "b", "n": 1}))
    assert await kept(database) == [("b", 1)]
