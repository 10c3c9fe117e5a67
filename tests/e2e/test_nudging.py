"""When the process looks for messages to send: after a turn that made some due, and after no other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cppm.records import Notice, NoticeKind
from scheduler import giving_way
from storage.outbox import Owed
from storage.store import open_store
from tests import builders
from tests.e2e import walk
from tests.e2e.town import Town
from tests.storage.conftest import an_invited_meeting

pytestmark = pytest.mark.parametrize("town", ["sqlite"], indirect=True)


async def looked(town: Town) -> datetime | None:
    """When somebody last looked for messages, once every turn is over. Only turns can have asked."""
    await town.world.settled()
    await town.house.ticker.settled()
    return town.house.tick.delivered


async def test_a_turn_that_owes_nobody_anything_is_followed_by_no_look_at_the_database(town: Town) -> None:
    await walk.invite(town)
    await town.settle()
    before = town.now
    town.now += timedelta(minutes=5)
    await town.health.says("home")
    await walk.answer_on(town, "health", town.titled("health", "You are invited")[0], answer="yes")
    assert await looked(town) == before


async def test_a_turn_that_owes_a_message_has_it_sent_at_once(town: Town) -> None:
    await walk.invite(town)
    await town.settle()
    town.now += timedelta(minutes=5)
    invited = town.titled("health", "You are invited")[0]
    await walk.answer_on(town, "health", invited, answer="no", why="On leave")
    assert await looked(town) == town.now
    assert [each.sent_at for each in await town.owed(NoticeKind.ABSENCE)] == [town.now, town.now]


async def test_messages_wait_until_the_turns_in_hand_are_over(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving_way, "GIVES_WAY", 60.0)
    await walk.invite(town)
    await town.settle()
    owed = Owed(Notice(NoticeKind.INVITATION, town.ids["health"], "again"), (await town.meeting()).id)
    await town.house.store.outbox.owe([owed], town.now)
    answered = asyncio.Event()
    town.house.skin.flow.behind(answered.wait())
    delivering = asyncio.create_task(town.house.tick.after_turns())
    while await town.house.store.outbox.oldest_waiting():
        pass
    assert not delivering.done()
    answered.set()
    assert (await delivering).sent == 1


async def test_clocks_of_a_new_profile_run_for_older_meetings_once_the_process_has_started(
    town: Town,
) -> None:
    await town.close()
    silent = replace(builders.PROFILE, clocks={})
    store = open_store(town.url, [town.key], silent, now=lambda: town.now)
    await store.meetings.add(an_invited_meeting())
    assert await store.dues.of_meeting("m_kay") == []
    await store.close()
    await town.start()
    async with asyncio.timeout(20):
        while not await town.house.store.dues.of_meeting("m_kay"):
            pass
