"""PostgreSQL goes away and comes back. What is said about it afterwards is true."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from cppm.meetings.meeting import Coming, Phase, PlanningMeeting
from cppm.records import FactKind
from storage.database import Database, doing
from storage.errors import OutcomeUnknown, Stale, StorageDown
from storage.store import Store
from tests import builders
from tests.databases import CutAtCommit, PostgresServer
from tests.storage.conftest import KEY, Hand, a_settled_meeting, an_invited_meeting, closing_it, confirming


@pytest.fixture
async def store(pg_url: str, clock: Hand) -> AsyncIterator[Store]:
    found = Store(Database(pg_url, patience=timedelta(seconds=20)), [KEY], builders.PROFILE, now=clock)
    await found.meetings.add(an_invited_meeting())
    yield found
    await found.close()


@pytest.fixture
async def hasty(pg_url: str, clock: Hand, store: Store) -> AsyncIterator[Store]:
    """The same database, with hardly any patience."""
    found = Store(Database(pg_url, patience=timedelta(milliseconds=50)), [KEY], builders.PROFILE, now=clock)
    await found.meetings.load("m_kay")
    yield found
    await found.close()


@pytest.fixture
def stopped(pg_server: PostgresServer, store: Store, hasty: Store) -> Iterator[PostgresServer]:
    """The server is down; a test may start it earlier than its end."""
    pg_server.stop()
    yield pg_server
    pg_server.start()


async def confirmations(store: Store) -> int:
    facts = await store.audit.of_case("PK-26-0137")
    return sum(fact.kind == FactKind.ATTENDANCE_CONFIRMED for fact in facts)


async def confirm(store: Store, clock: Hand, once: str | None = "turn-1") -> PlanningMeeting:
    change = confirming(builders.HEALTH, clock.now)
    return (await store.meetings.update("m_kay", change, builders.HEALTH, once=once)).meeting


async def test_connections_that_were_cut_are_made_again(
    store: Store, pg_server: PostgresServer, pg_url: str, clock: Hand
) -> None:
    pg_server.cut_connections(pg_url)
    await confirm(store, clock)
    pg_server.cut_connections(pg_url)
    assert await confirmations(store) == 1


async def test_while_the_server_is_down_callers_are_told_that_nothing_was_recorded(
    stopped: PostgresServer, store: Store, hasty: Store, clock: Hand
) -> None:
    with pytest.raises(StorageDown, match="nothing has been recorded"):
        await confirm(hasty, clock)
    with pytest.raises(StorageDown, match="I can't look that up"):
        await hasty.meetings.load("m_kay")
    stopped.start()
    assert await confirmations(store) == 0
    await confirm(hasty, clock)
    assert await confirmations(store) == 1


async def test_a_write_that_meets_an_outage_is_done_when_the_server_is_back(
    stopped: PostgresServer, store: Store, clock: Hand
) -> None:
    waiting = asyncio.ensure_future(confirm(store, clock))
    looking = asyncio.ensure_future(store.meetings.load("m_kay"))
    await asyncio.to_thread(stopped.start)
    assert (await waiting).invitee(builders.HEALTH.id).coming is Coming.ATTENDING
    assert (await looking).id == "m_kay"
    assert await confirmations(store) == 1


@pytest.mark.parametrize("kept", [True, False])
async def test_a_commit_of_unknown_outcome_is_settled_by_its_key(
    store: Store, clock: Hand, kept: bool, cut_at_commit: CutAtCommit
) -> None:
    cut_at_commit(kept)
    meeting = await confirm(store, clock)
    assert meeting == await store.meetings.load("m_kay")
    assert await confirmations(store) == 1


async def test_a_commit_of_unknown_outcome_without_a_key_is_owned_up_to(
    store: Store, clock: Hand, cut_at_commit: CutAtCommit
) -> None:
    cut_at_commit(kept=True)
    with pytest.raises(OutcomeUnknown, match="can't tell whether"):
        await confirm(store, clock, once=None)
    assert await confirmations(store) == 1


async def test_what_does_no_harm_twice_is_simply_done_again(
    store: Store, clock: Hand, cut_at_commit: CutAtCommit
) -> None:
    cut_at_commit(kept=True)
    claimed = await store.outbox.claim(clock.now)
    assert claimed == []
    assert len(await store.outbox.claim(clock.forward(minutes=2))) > 0


async def test_an_outcome_that_stays_unknown_is_owned_up_to(
    hasty: Store, store: Store, clock: Hand, cut_at_commit: CutAtCommit
) -> None:
    cut_at_commit(kept=False, times=1000)
    with pytest.raises(OutcomeUnknown):
        await confirm(hasty, clock)
    assert await confirmations(store) == 0


async def test_a_writer_that_was_overtaken_runs_again_on_the_newer_state(store: Store) -> None:
    runs: list[int] = []

    def work(_connection: object) -> int:
        runs.append(1)
        if len(runs) < 3:
            raise Stale
        return len(runs)

    assert await store.db.write(work) == 3


async def test_two_units_that_lock_each_other_out_both_succeed(store: Store) -> None:
    """Each takes one row and then the other's; PostgreSQL ends one of them, and it runs again."""
    await store.db.write(doing(text("INSERT INTO versions VALUES ('a', 0), ('b', 0)"), {}))
    one_more = text("UPDATE versions SET n = n + 1 WHERE name = :name")
    both_hold_one = threading.Barrier(2)

    def taking(first: str, second: str) -> Callable[[Connection], None]:
        runs: list[int] = []

        def work(connection: Connection) -> None:
            runs.append(1)
            connection.execute(one_more, {"name": first})
            if len(runs) == 1:
                both_hold_one.wait(10)
            connection.execute(one_more, {"name": second})

        return work

    await asyncio.gather(store.db.write(taking("a", "b")), store.db.write(taking("b", "a")))
    found = await store.db.read(lambda c: list(c.execute(text("SELECT n FROM versions")).scalars()))
    assert found == [2, 2]


FAMILY = "PK-26-0200"


@pytest.fixture
async def settled(store: Store) -> PlanningMeeting:
    """A meeting whose closing forms a core group."""
    return await store.meetings.add(a_settled_meeting("m_settled", FAMILY))


async def close(store: Store, once: str | None = "turn-9") -> PlanningMeeting:
    return (await store.meetings.update("m_settled", closing_it, builders.CHAIR, once=once)).meeting


async def formed(store: Store) -> int:
    facts = [fact.kind for fact in await store.audit.of_case(FAMILY)]
    assert facts.count(FactKind.MEETING_CLOSED) == facts.count(FactKind.GROUP_FORMED)
    assert len(await store.core_groups.all_open()) == facts.count(FactKind.GROUP_FORMED)
    assert (await store.audit.verify()).sound
    return facts.count(FactKind.GROUP_FORMED)


async def test_a_closing_that_meets_an_outage_forms_the_core_group_once_when_the_server_is_back(
    pg_server: PostgresServer, store: Store, settled: PlanningMeeting
) -> None:
    pg_server.stop()
    waiting = asyncio.ensure_future(close(store))
    await asyncio.to_thread(pg_server.start)
    assert (await waiting).phase is Phase.CLOSED
    assert await formed(store) == 1


async def test_a_closing_while_the_server_is_down_leaves_neither_meeting_closed_nor_group(
    stopped: PostgresServer, store: Store, hasty: Store
) -> None:
    stopped.start()
    await store.meetings.add(a_settled_meeting("m_settled", FAMILY))
    stopped.stop()
    with pytest.raises(StorageDown, match="nothing has been recorded"):
        await close(hasty)
    stopped.start()
    assert await formed(store) == 0
    await close(hasty)
    assert await formed(store) == 1


@pytest.mark.parametrize("kept", [True, False])
async def test_a_closing_whose_commit_is_lost_forms_the_core_group_once(
    store: Store, settled: PlanningMeeting, kept: bool, cut_at_commit: CutAtCommit
) -> None:
    cut_at_commit(kept)
    assert (await close(store)).phase is Phase.CLOSED
    assert await formed(store) == 1
