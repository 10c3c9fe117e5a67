"""Requests for planning meetings are kept like meetings: encrypted, with their facts, dues and messages."""

from __future__ import annotations

import pytest

from cppm import requests
from cppm.records import FactKind, NoticeKind
from cppm.requests import AskedFor, Asking, MeetingRequest, NoSuchRequest, Request
from storage.errors import NoSuchMeeting
from storage.store import Store
from tests import builders
from tests.builders import BOOKED_AT, SCHOOL, SERVICE_MANAGER


def a_request(id: str = "q_1", case_ref: str = "PK-26-0200") -> MeetingRequest:
    asked = Request(case_ref, AskedFor.INITIAL, Asking.PRACTITIONER, "A second unexplained injury")
    return requests.ask(asked, id, SCHOOL, BOOKED_AT)


def answered(found: MeetingRequest) -> None:
    requests.answer(found, SERVICE_MANAGER, False, "The threshold is not met", BOOKED_AT)


async def test_a_request_is_kept_with_its_fact_its_messages_and_what_is_owed(store: Store) -> None:
    """CON-03"""
    kept = await store.requests.add(a_request())
    assert await store.requests.load("q_1") == kept
    assert [fact.kind for fact in await store.audit.of_case("PK-26-0200")] == [FactKind.MEETING_REQUESTED]
    assert {m.kind for m in await store.outbox.of_meeting("q_1")} == {NoticeKind.MEETING_REQUESTED}
    [due] = await store.dues.of_person("duty:service manager")
    assert (due.meeting_id, due.due.clock) == ("q_1", "request_answer")


async def test_it_is_found_as_a_root_and_not_among_the_meetings(store: Store) -> None:
    """CON-03"""
    await store.requests.add(a_request())
    assert isinstance(await store.root("q_1"), MeetingRequest)
    assert await store.meetings.for_case("PK-26-0200") == []
    assert await store.meetings.all_open() == []
    assert await store.meetings.for_person(SCHOOL.id) == []
    with pytest.raises(NoSuchMeeting):
        await store.meetings.load("q_1")
    with pytest.raises(NoSuchRequest):
        await store.requests.load("m_kay")


async def test_two_requests_for_one_case_stand_beside_each_other(store: Store) -> None:
    """CON-03"""
    for id in ("q_1", "q_2"):
        await store.requests.add(a_request(id))
    assert [each.id for each in await store.requests.waiting()] == ["q_1", "q_2"]
    assert [each.id for each in await store.requests.for_person(SCHOOL.id)] == ["q_1", "q_2"]
    assert await store.requests.for_person(builders.POLICE.id) == []


async def test_once_refused_it_waits_no_more_and_owes_nothing(store: Store) -> None:
    """CON-03"""
    await store.requests.add(a_request())
    await store.requests.update("q_1", answered)
    assert await store.requests.waiting() == []
    assert [each.id for each in await store.requests.for_person(SCHOOL.id)] == ["q_1"]
    assert await store.dues.of_person("duty:service manager") == []


async def test_its_clocks_are_refreshed_after_a_start(store: Store) -> None:
    """CON-03"""
    await store.requests.add(a_request())
    assert await store.refreshing.all() == 0
    assert await store.requests.refresh("q_1") is False
