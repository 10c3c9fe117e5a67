"""Teams on a bad day, over real HTTP: nothing owed is lost, and what came twice is counted."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cppm.records import CHANNEL, NoticeKind
from storage.outbox import State
from tests.rig.weather import BadWeather
from tests.scheduler.conftest import Office
from tests.scheduler.rounds import CORE_GROUP, Town, owe_crowd, owe_news, town_of

EVERY = {
    "throttled": 0.05, "busy": 0.02, "failing": 0.03, "late": 0.05, "too late": 0.02, "cut off": 0.03,
}  # fmt: skip


@pytest.fixture
async def town(office: Office) -> AsyncIterator[Town]:
    """Everybody of the office has a chat; it is the working day before the meeting."""
    async with town_of(office) as town:
        yield town


def bad_weather(town: Town, seed: int, **shares: float) -> BadWeather:
    weather = BadWeather(
        seed, {name.replace("_", " "): s for name, s in shares.items()}, lambda: town.office.seconds
    )
    town.connector.faults.weather = weather
    return weather


@pytest.mark.parametrize("fault", sorted(EVERY))
async def test_each_fault_alone_loses_nothing(town: Town, fault: str) -> None:
    if fault == "too late":
        await town.be_hasty()
    await owe_crowd(town, 40)
    weather = bad_weather(town, 7, **{fault.replace(" ", "_"): 0.25})
    await town.until_quiet()
    assert weather.met[fault] > 5
    assert weather.too_early == 0
    await town.assert_accounted()
    if fault in ("throttled", "busy", "late"):
        assert set(town.arrivals.values()) == {1}
        assert await town.office.store.outbox.perhaps_twice() == 0


async def test_a_connector_that_restarts_loses_nothing_and_doubles_nothing(town: Town) -> None:
    await owe_crowd(town, 40)
    await town.connector.stop()
    await town.round.tick.run()
    assert town.arrivals.total() == 0
    await town.connector.start_again()
    await town.until_quiet()
    assert set(town.arrivals.values()) == {1}
    assert {each.state for each in await town.report()} == {State.SENT}


@pytest.mark.parametrize("seed", [1, 2])
async def test_everything_at_once_loses_nothing_and_counts_what_it_doubled(town: Town, seed: int) -> None:
    await town.be_hasty()
    await owe_news(town, 6)
    await owe_crowd(town, 300)
    weather = bad_weather(town, seed, **{name.replace(" ", "_"): share for name, share in EVERY.items()})
    await town.until_quiet()
    assert set(weather.met) == set(EVERY)
    assert weather.too_early == 0
    await town.assert_accounted()
    reminders = [each for each in await town.report() if each.kind is NoticeKind.REMINDER]
    assert len(reminders) >= 5
    # One post about the meeting, and a second only where the answer to the first was lost.
    posts = {sent.activity_id for sent in town.connector.log if sent.conversation == CORE_GROUP}
    channel = [each for each in await town.report() if each.to == CHANNEL]
    assert len(posts) <= 1 + sum(each.unsure for each in channel)
    assert {each.state for each in channel} <= {State.SENT, State.UNKNOWN}
