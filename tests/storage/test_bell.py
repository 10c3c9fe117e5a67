"""Whoever delivers is called when something is due at once, and left in peace when nothing is."""

from datetime import timedelta

import pytest

from cppm.errors import CPPMError
from cppm.meetings import attendance
from cppm.meetings.meeting import PlanningMeeting
from cppm.records import FactKind, Notice, NoticeKind
from storage.bell import Rung
from storage.outbox import Owed
from storage.store import Store, open_store
from tests import builders
from tests.storage.conftest import KEY, Hand, an_invited_meeting, confirming


async def test_what_is_added_with_messages_rings_once(store: Store) -> None:
    await store.meetings.add(an_invited_meeting())
    assert store.bell.answered()
    assert not store.bell.answered()


async def test_a_change_that_owes_somebody_a_message_rings(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    store.bell.answered()
    await store.meetings.update(
        meeting.id, lambda m: attendance.cannot_attend(m, builders.HEALTH, "On leave", clock.now)
    )
    assert store.bell.answered() is Rung.MESSAGES


async def test_a_change_that_owes_nothing_now_is_quiet(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    store.bell.answered()
    await store.meetings.update(meeting.id, confirming(builders.HEALTH, clock.now))
    await store.meetings.load(meeting.id)
    assert not store.bell.answered()


async def test_a_change_that_is_refused_is_quiet(store: Store, meeting: PlanningMeeting, clock: Hand) -> None:
    store.bell.answered()

    def change(m: PlanningMeeting) -> None:
        attendance.cannot_attend(m, builders.HEALTH, "On leave", clock.now)
        attendance.cannot_attend(m, builders.POLICE, "", clock.now)

    with pytest.raises(CPPMError):
        await store.meetings.update(meeting.id, change)
    assert not store.bell.answered()


async def test_a_clock_whose_limit_is_past_when_it_begins_rings(store: Store) -> None:
    """Kept late: the list went to the chair weeks ago."""
    meeting = builders.a_booked_meeting()
    await store.meetings.add(meeting)
    store.bell.answered()

    def change(m: PlanningMeeting) -> None:
        m.list_sent_at = builders.BOOKED_AT
        m.record(FactKind.LIST_SENT, builders.LEAD, builders.BOOKED_AT + timedelta(days=30))

    await store.meetings.update(meeting.id, change)
    assert Rung.CLOCKS in store.bell.answered()


async def test_a_message_owed_by_nobodys_change_rings_when_it_is_new(store: Store, clock: Hand) -> None:
    owed = Owed(Notice(NoticeKind.UNDELIVERED, builders.ADMIN.id, "n1"))
    await store.outbox.owe([owed], clock.now)
    assert store.bell.answered()
    await store.outbox.owe([owed], clock.now)
    assert not store.bell.answered()


async def test_what_another_process_owes_is_its_own_to_deliver(store: Store, url: str, clock: Hand) -> None:
    other = open_store(url, [KEY], builders.PROFILE, now=clock)
    await other.meetings.add(an_invited_meeting())
    assert other.bell.answered()
    assert not store.bell.answered()
    await other.close()
