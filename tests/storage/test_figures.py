"""Quality figures go through everything that is kept, portion by portion, and count each once."""

from __future__ import annotations

import pytest

from cppm.figures import Topic, agency_key, limit_key
from cppm.months import Month, Period
from cppm.people import Agency
from cppm.suppression import Ratio
from storage import figures
from storage.store import Store
from tests import builders
from tests.builders_group import a_closed_gathering
from tests.storage.conftest import Hand

NOVEMBER = Month(2026, 11)
POLICE = agency_key(Topic.ATTENDANCE, Agency.POLICE)


async def keep(store: Store, number: int) -> None:
    for n in range(number):
        meeting = builders.an_opened_meeting(case_ref=f"PK-26-{n:04}")
        meeting.id = f"m_{n}"
        await store.meetings.add(meeting)


@pytest.mark.parametrize("portion", [1, 3, 4, 100])
async def test_each_document_counts_once_whatever_the_portion(
    store: Store, clock: Hand, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "PORTION", portion)
    await keep(store, 4)
    await store.core_groups.add(a_closed_gathering())
    clock.forward(days=400)
    counts = await store.figures.counted(Period(NOVEMBER, Month(2026, 12)))
    assert counts.ratios[POLICE, NOVEMBER] == Ratio(4, 4)
    assert counts.ratios[limit_key("first_core_group"), Month(2026, 12)] == Ratio(1, 1)


async def test_months_in_which_nothing_was_held_have_no_counts(store: Store, clock: Hand) -> None:
    await keep(store, 1)
    clock.forward(days=1200)
    assert not (await store.figures.counted(Period(Month(2028, 1), Month(2028, 12)))).ratios


async def test_one_figure_after_another_is_counted_once_until_something_is_recorded(
    store: Store, clock: Hand
) -> None:
    await keep(store, 2)
    period = Period(NOVEMBER, NOVEMBER)
    first = await store.figures.counted(period)
    assert await store.figures.counted(period) is first
    meeting = builders.an_opened_meeting(case_ref="PK-26-0009")
    meeting.id = "m_9"
    await store.meetings.add(meeting)
    counts = await store.figures.counted(period)
    assert counts.ratios[POLICE, NOVEMBER] == Ratio(3, 3)


async def test_counts_are_made_anew_when_time_has_passed(store: Store, clock: Hand) -> None:
    await keep(store, 1)
    period = Period(NOVEMBER, NOVEMBER)
    first = await store.figures.counted(period)
    clock.forward(seconds=figures.FRESH.total_seconds())
    assert await store.figures.counted(period) is not first
