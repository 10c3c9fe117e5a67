"""The database goes away for a minute in the middle of a delivery, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from storage.errors import StorageDown
from storage.outbox import State
from tests.databases import PostgresServer
from tests.scheduler.conftest import open_office
from tests.scheduler.rounds import Town, owe_crowd, town_of
from tests.storage.conftest import Hand


@pytest.fixture
async def town(pg_url: str, clock: Hand) -> AsyncIterator[Town]:
    async with open_office(pg_url, clock) as office, town_of(office) as town:
        yield town


def impatient(town: Town, seconds: float) -> None:
    """How long the bot waits for its database."""
    town.office.store.db._engine._patience = seconds  # type: ignore[attr-defined]


async def test_what_teams_took_meanwhile_is_marked_afterwards_and_the_rest_goes_out(
    town: Town, pg_server: PostgresServer
) -> None:
    await owe_crowd(town, 40)
    gates = [town.connector.hold() for _ in range(3)]
    delivering = asyncio.ensure_future(town.round.tick.run())
    for gate in gates:
        await gate.reached.wait()
    impatient(town, 0.1)
    pg_server.stop()
    try:
        for gate in gates:
            gate.open()
        await delivering
        taken = town.arrivals.total()
        assert taken >= 3
        await town.round.tick.run()
        with pytest.raises(StorageDown):
            await town.office.store.ready()
    finally:
        pg_server.start()
    impatient(town, 10.0)
    town.office.pass_time(minutes=1)
    await town.round.tick.run()
    assert town.round.tick.last == town.office.clock.now
    town.office.pass_time(minutes=3)
    await town.until_quiet()
    assert {each.state for each in await town.report()} == {State.SENT}
    assert set(town.arrivals.values()) == {1}
    assert await town.office.store.outbox.perhaps_twice() == 0
