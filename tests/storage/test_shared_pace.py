"""Several processes on one PostgreSQL keep to Teams' limits together."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cppm.records import NoticeKind
from scheduler.delivery import Delivery
from storage.database import Database
from storage.outbox import State
from storage.pace import PER_CONVERSATION
from storage.schema import pauses
from storage.shared_pace import SharedPace, forget_past
from tests.scheduler.conftest import Failed, open_office
from tests.storage.conftest import Hand

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def database(pg_url: str) -> AsyncIterator[Database]:
    database = Database(pg_url)
    yield database
    await database.close()


class Time:
    """The time of day, moved by hand."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_what_one_process_has_sent_leaves_the_other_less_room(database: Database) -> None:
    time = Time()
    one, other = SharedPace(database, 3, time), SharedPace(database, 3, time)
    assert [await one.take("t", f"chat-{n}") for n in range(2)] == [0, 0]
    time.now += 0.25
    assert await other.take("t", "chat-9") == 0
    assert await other.take("t", "chat-9") == 0.75
    assert await other.take("elsewhere", "chat-8") == 0
    time.now += 0.75
    assert [await other.take("t", "chat-9") for _ in range(3)] == [0, 0, 0.25]


async def test_a_conversation_has_its_own_limits_however_many_send_to_it(database: Database) -> None:
    time = Time()
    one, other = SharedPace(database, now=time), SharedPace(database, now=time)
    took = await asyncio.gather(*((one, other)[n % 2].take("t", "chat") for n in range(20)))
    assert took.count(0) == PER_CONVERSATION[0][1] == 7
    assert await one.take("t", "another") == 0


async def test_an_update_with_a_remark_counts_twice(database: Database) -> None:
    pace = SharedPace(database, 3, Time())
    assert await pace.take("t", "a", calls=2) == 0
    assert await pace.take("t", "b", calls=2) == 1.0
    assert await pace.take("t", "b") == 0


async def test_a_conversation_that_teams_asked_to_pause_rests_for_every_process(database: Database) -> None:
    time = Time()
    one, other = SharedPace(database, now=time), SharedPace(database, now=time)
    await one.hold("chat", 30.0)
    await one.hold("chat", 5.0)  # a shorter pause does not end a longer one
    assert await other.take("t", "chat") == 30.0
    assert await other.take("t", "another") == 0
    time.now += 30
    assert await other.take("t", "chat") == 0
    await database.write(lambda c: forget_past(c, time.now + 1))
    assert await database.read(lambda c: c.execute(select(pauses)).all()) == []


async def test_what_no_limit_counts_any_more_is_forgotten(database: Database) -> None:
    time = Time()
    pace = SharedPace(database, now=time)
    for _ in range(7):
        await pace.take("t", "chat")
    await database.write(lambda c: forget_past(c, time.now + 3599))
    assert await pace.take("t", "chat") == 1.0
    await database.write(lambda c: forget_past(c, time.now + 3601))
    assert await pace.take("t", "chat") == 0


async def test_a_message_without_room_waits_and_has_lost_no_attempt(pg_url: str, clock: Hand) -> None:
    async with open_office(pg_url, clock) as office:
        time = Time()
        elsewhere = SharedPace(office.store.db, 2, time)
        office.delivery = Delivery(
            *(office.store.outbox, office.composer, office.teams, Failed, clock, lambda: office.seconds),
            shared=SharedPace(office.store.db, 2, time),
        )
        await elsewhere.take("tenant", "somebody-elses")
        owed = [await office.owe(NoticeKind.INVITATION, key) for key in ("police", "school")]
        assert (await office.later()).sent == 1
        [waits] = [each for each in [await office.became(o) for o in owed] if each.state is State.WAITING]
        assert (waits.why, waits.attempts) == ("paced", 0)
        time.now += 1
        assert (await office.later(seconds=1)).sent == 1


async def test_what_teams_answers_one_process_holds_back_the_other(pg_url: str, clock: Hand) -> None:
    async with open_office(pg_url, clock) as office:
        time = Time()

        def a_process() -> Delivery:
            return Delivery(
                *(office.store.outbox, office.composer, office.teams, Failed, clock, lambda: office.seconds),
                shared=SharedPace(office.store.db, now=time),
            )

        one, other = a_process(), a_process()
        office.teams.troubles = [Failed("retry", 429, "Throttled", retry_after=30.0)]
        await office.owe(NoticeKind.INVITATION, "police")
        assert (await one.run()).retried == 1
        second = await office.owe(NoticeKind.INVITATION, "police", "2")
        assert (await other.run()).sent == 0
        waits = await office.became(second)
        assert (waits.state, waits.why, waits.attempts) == (State.WAITING, "paced", 0)
        office.pass_time(seconds=31)
        time.now += 31
        assert (await other.run()).sent == 2


async def test_two_processes_send_no_more_in_any_second_than_one_may(pg_url: str) -> None:
    allowed = 20
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.storage.pacer", pg_url, str(allowed), "2.5", "12"),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(2)
    ]
    said = [(await process.communicate())[0].decode().split() for process in processes]
    assert all(said)
    sent = sorted(float(moment) for one in said for moment in one[::2])
    spans = [later - first for first, later in zip(sent, sent[allowed:], strict=False)]
    assert spans  # more than one second's worth went out
    assert min(spans) >= 1.0 - 1e-5
