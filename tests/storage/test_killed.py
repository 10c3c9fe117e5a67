"""A process is killed at the worst moments. What it had said was recorded is there; nothing owed is lost."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from cppm.groups.core_group import CoreGroup
from cppm.meetings import attendance
from cppm.meetings.meeting import Coming, Phase, PlanningMeeting
from cppm.records import FactKind, NoticeKind
from storage.errors import AlreadyDone
from storage.store import Store
from tests import builders
from tests.storage.conftest import CLOSED_AT, KEY, Hand, a_settled_meeting, ahead, closing_it, coming

CASE = "PK-26-0137"

ROOT = Path(__file__).parents[2]


async def kill(url: str, how_far: str) -> None:
    command = (sys.executable, "-m", "tests.storage.killed", url, KEY, how_far)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    assert await process.wait() == -signal.SIGKILL


def absences(messages: list[object]) -> int:
    return sum(getattr(message, "kind", None) is NoticeKind.ABSENCE for message in messages)


async def test_killed_after_the_commit_and_before_the_send_loses_nothing(
    store: Store, meeting: PlanningMeeting, url: str, clock: Hand
) -> None:
    await kill(url, "committed")
    kept = await store.meetings.load(meeting.id)
    assert kept.invitee(builders.HEALTH.id).coming is Coming.ABSENT
    assert absences([*await store.outbox.claim(clock.now)]) == 2
    with pytest.raises(AlreadyDone):
        await store.meetings.update(
            meeting.id, lambda m: attendance.confirm(m, builders.HEALTH, clock.now), once="turn-1"
        )
    assert (await store.audit.verify()).sound


async def test_killed_while_sending_gives_its_messages_back_when_the_lease_ends(
    store: Store, meeting: PlanningMeeting, url: str, clock: Hand
) -> None:
    await kill(url, "claimed")
    assert await store.outbox.claim(clock.now) == []
    back = await store.outbox.claim(clock.forward(minutes=2))
    assert absences([*back]) == 2
    assert all(message.unsure == 0 for message in back)  # claimed, and no attempt had begun


async def test_killed_between_a_step_and_its_messages_gives_the_step_back(
    store: Store, meeting: PlanningMeeting, url: str, clock: Hand
) -> None:
    await kill(url, "fired")
    clock.forward(days=60)
    assert await store.dues.claim(clock.now) == []
    assert await store.dues.claim(clock.forward(minutes=2)) != []


async def test_killed_in_the_middle_of_a_transaction_leaves_what_was_committed(
    store: Store, meeting: PlanningMeeting, url: str, clock: Hand
) -> None:
    await kill(url, "unfinished")
    kept = await store.meetings.load(meeting.id)
    assert kept.invitee(builders.HEALTH.id).coming is Coming.ABSENT
    assert absences([*await store.outbox.claim(clock.now)]) == 2
    assert (await store.audit.verify()).sound


async def kinds(store: Store) -> list[str]:
    return [fact.kind for fact in await store.audit.of_case(CASE)]


async def joined(store: Store, clock: Hand) -> list[str]:
    messages = await store.outbox.claim(clock.now)
    return sorted(m.to for m in messages if m.kind is NoticeKind.GROUP_JOINED)


MEMBERS = sorted([builders.LEAD.id, builders.HEALTH.id])


async def test_killed_after_a_closing_leaves_the_meeting_closed_and_its_core_group_formed(
    store: Store, url: str, clock: Hand
) -> None:
    await store.meetings.add(a_settled_meeting())
    await kill(url, "formed")
    assert (await store.meetings.load("m_kay")).phase is Phase.CLOSED
    group = await store.core_groups.of_case(CASE)
    assert group is not None
    with pytest.raises(AlreadyDone):
        await store.meetings.update("m_kay", closing_it, once="turn-1")
    assert (await kinds(store)).count(FactKind.GROUP_FORMED) == 1
    for root_id in ("m_kay", group.id):
        assert await store.dues.of_meeting(root_id)
    clock.now = CLOSED_AT
    assert await joined(store, clock) == MEMBERS
    assert (await store.audit.verify()).sound


async def test_killed_between_the_meeting_and_its_core_group_leaves_neither(
    store: Store, url: str, clock: Hand
) -> None:
    await store.meetings.add(a_settled_meeting())
    before = await kinds(store)
    await kill(url, "half formed")
    assert (await store.meetings.load("m_kay")).phase is Phase.OPEN
    assert await store.core_groups.of_case(CASE) is None
    assert await kinds(store) == before
    await store.meetings.update("m_kay", closing_it, builders.CHAIR, once="turn-1")
    clock.now = CLOSED_AT
    assert await joined(store, clock) == MEMBERS


async def test_killed_while_the_members_are_told_tells_them_when_the_lease_ends(
    store: Store, url: str, clock: Hand
) -> None:
    await store.meetings.add(a_settled_meeting())
    await kill(url, "formed and claimed")
    clock.now = CLOSED_AT
    assert await joined(store, clock) == []
    clock.forward(minutes=2)
    assert await joined(store, clock) == MEMBERS


async def test_killed_after_an_answer_in_a_core_group_keeps_it_once(
    store: Store, group: CoreGroup, url: str, clock: Hand
) -> None:
    await kill(url, "answered")
    kept = await store.core_groups.load(group.id)
    assert ahead(kept).replies[builders.HEALTH.id].coming is Coming.ATTENDING
    with pytest.raises(AlreadyDone):
        await store.core_groups.update(group.id, coming(clock.now), once="turn-2")
    assert (await kinds(store)).count(FactKind.GATHERING_ANSWERED) == 1
    assert (await store.audit.verify()).sound
