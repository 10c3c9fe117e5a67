"""Clocks of a new release or profile begin to run for what was written before."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from cppm.timing import clocks
from storage.moments import stamp
from storage.store import Store, open_store
from tests import builders
from tests.storage import raw
from tests.storage.conftest import CLOSED_AT, KEY, Hand, a_settled_meeting, an_invited_meeting, closing_it

NO_CLOCKS = replace(builders.PROFILE, clocks={})
"""A council whose guide names no limit."""


@pytest.fixture
async def before(url: str, clock: Hand) -> AsyncIterator[Store]:
    """The store under the profile of before, which had no clocks."""
    found = open_store(url, [KEY], NO_CLOCKS, now=clock)
    yield found
    await found.close()


async def owed_in(store: Store, id: str) -> set[str]:
    return {row.due.key for row in await store.dues.of_meeting(id)}


async def test_clocks_that_came_with_the_profile_begin_to_run(
    before: Store, store: Store, clock: Hand
) -> None:
    meeting = await before.meetings.add(an_invited_meeting())
    assert await owed_in(store, meeting.id) == set()
    assert await store.refreshing.all() == 1
    wanted = {due.key for due in clocks.dues(meeting, builders.PROFILE)}
    assert await owed_in(store, meeting.id) == wanted
    assert await store.refreshing.all() == 0


async def test_clocks_that_went_with_the_profile_stop(before: Store, store: Store) -> None:
    await store.meetings.add(an_invited_meeting())
    assert await before.refreshing.all() == 1
    assert await owed_in(store, "m_kay") == set()


async def test_core_groups_and_meetings_that_have_just_closed_are_refreshed_too(
    before: Store, store: Store, clock: Hand
) -> None:
    await before.meetings.add(a_settled_meeting())
    await before.meetings.update("m_kay", closing_it)
    clock.now = CLOSED_AT + timedelta(days=1)
    assert await store.refreshing.all() == 2
    group = await store.core_groups.of_case("PK-26-0137")
    assert group is not None
    assert await owed_in(store, group.id) != set()
    assert await owed_in(store, "m_kay") != set()


async def test_a_meeting_long_over_that_owes_nothing_is_left_in_peace(
    before: Store, store: Store, clock: Hand, url: str
) -> None:
    await before.meetings.add(a_settled_meeting())
    await before.meetings.update("m_kay", closing_it)
    raw.do(url, f"UPDATE meetings SET starts_at = {stamp(clock.now - timedelta(days=400))}, phase = 'closed'")
    assert await store.refreshing.all() == 0


async def test_a_meeting_that_is_over_but_still_owes_something_is_refreshed(
    before: Store, store: Store, clock: Hand, url: str
) -> None:
    await store.meetings.add(a_settled_meeting())
    await store.meetings.update("m_kay", closing_it)
    clock.now = CLOSED_AT + timedelta(days=400)
    await before.refreshing.all()
    assert await owed_in(store, "m_kay") == set()


async def test_a_document_that_can_not_be_opened_does_not_stop_the_others(
    before: Store, store: Store, url: str
) -> None:
    for n in (1, 2, 3):
        await before.meetings.add(an_invited_meeting(f"m_{n}", f"PK-26-000{n}"))
    raw.do(url, "UPDATE meetings SET shape = 99 WHERE id = 'm_2'")
    with capture_logs() as logs:
        assert await store.refreshing.all() == 2
    assert [(log["event"], log["id"], log["trouble"]) for log in logs] == [
        ("storage.not_refreshed", "m_2", "NewerShape")
    ]
