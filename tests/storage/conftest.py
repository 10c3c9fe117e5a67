"""A store on each database, a clock that moves by hand, and the meeting that the tests change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from cppm.groups import gatherings
from cppm.groups.core_group import CoreGroup, Gathering
from cppm.meetings import attendance, closing
from cppm.meetings.meeting import Coming, PlanningMeeting
from cppm.people import Person
from storage.secrets import new_key
from storage.store import Store, open_store
from tests import builders
from tests.databases import cut_at_commit, pg_server, pg_url, sqlite_url

__all__ = ["cut_at_commit", "pg_server", "pg_url", "sqlite_url"]

KEY = new_key()


@dataclass
class Hand:
    """A clock that stands still until it is moved."""

    now: datetime = builders.BOOKED_AT + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


def an_invited_meeting(id: str = "m_kay", case_ref: str = "PK-26-0137") -> PlanningMeeting:
    """The builders' meeting, with everybody invited, under an id and a case of its own."""
    meeting = builders.an_invited_meeting(case_ref=case_ref)
    meeting.id = id
    return meeting


def confirming(person: Person, at: datetime) -> Callable[[PlanningMeeting], None]:
    """A change: this person will attend."""
    return lambda meeting: attendance.confirm(meeting, person, at)


CLOSED_AT = builders.STARTS_AT + timedelta(hours=1)


def a_settled_meeting(id: str = "m_kay", case_ref: str = "PK-26-0137") -> PlanningMeeting:
    """A meeting that placed Kay's name; the chair may close it."""
    meeting = builders.a_settled_meeting(case_ref=case_ref)
    meeting.id = id
    return meeting


def closing_it(meeting: PlanningMeeting) -> None:
    """A change: the chair closes the meeting, and so the core group forms."""
    closing.close(meeting, builders.CHAIR, CLOSED_AT)


def ahead(group: CoreGroup) -> Gathering:
    """The next meeting of a core group."""
    found = group.current
    assert found is not None
    return found


def coming(at: datetime) -> Callable[[CoreGroup], None]:
    """A change: the health visitor will come to the next core group."""
    return lambda g: gatherings.reply(g, builders.HEALTH, ahead(g).id, Coming.ATTENDING, at)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of each kind."""
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")
    return found


@pytest.fixture
async def store(url: str, clock: Hand) -> AsyncIterator[Store]:
    found = open_store(url, [KEY], builders.PROFILE, now=clock)
    yield found
    await found.close()


@pytest.fixture
async def other(url: str, clock: Hand) -> AsyncIterator[Store]:
    """The same database, as another process sees it."""
    found = open_store(url, [KEY], builders.PROFILE, now=clock)
    yield found
    await found.close()


@pytest.fixture
async def meeting(store: Store) -> PlanningMeeting:
    """A kept meeting."""
    return await store.meetings.add(an_invited_meeting())


@pytest.fixture
async def group(store: Store, clock: Hand) -> CoreGroup:
    """The core group that a kept planning meeting has formed; an hour has passed since."""
    await store.meetings.add(a_settled_meeting())
    await store.meetings.update("m_kay", closing_it, builders.CHAIR)
    clock.now = CLOSED_AT + timedelta(hours=1)
    found = await store.core_groups.of_case("PK-26-0137")
    assert found is not None
    return found
