"""A process is killed at the worst moments. What it had said was recorded is there; nothing owed is lost."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from cppm import attendance
from cppm.meeting import Coming, PlanningMeeting
from cppm.records import NoticeKind
from storage.errors import AlreadyDone
from storage.store import Store
from tests import builders
from tests.storage.conftest import KEY, Hand

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
    assert all(message.perhaps_sent for message in back)


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
