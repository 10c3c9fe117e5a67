"""What did not arrive: one task a person, closed when somebody says so, sent again when they are back."""

from __future__ import annotations

import pytest

from cppm.meetings import moving
from cppm.records import NoticeKind
from cppm.undelivered import How, NothingUndelivered, ToldOtherwise, told_otherwise
from storage.outbox import State
from tests import builders
from tests.scheduler.conftest import Failed, Office
from tests.scheduler.test_delivery import admins_tasks

INVITATION = NoticeKind.INVITATION


async def test_all_that_is_lost_to_one_person_makes_one_task(office: Office) -> None:
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    for number in range(4):
        await office.owe(INVITATION, "police", str(number))
    await office.owe(NoticeKind.MEETING_MOVED, "police", "later")
    await office.later()
    await office.owe(INVITATION, "police", "the day after")
    await office.later(hours=20)
    [task] = await admins_tasks(office)
    assert "messages did not arrive" in task
    assert len(await office.store.outbox.troubled()) >= 5


async def test_a_task_about_what_somebody_has_seen_to_stays_behind(office: Office) -> None:
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    owed = await office.owe(INVITATION, "police")
    office.unreachable["admin"] = Failed("retry", 503, "Unavailable")
    await office.later()
    told = ToldOtherwise(How.PHONE, "Fiona Blair")
    fact = told_otherwise(builders.ADMIN, told, builders.POLICE.id, office.clock.now)
    lost = await office.became(owed)
    assert await office.store.undelivered.close([lost.id], fact) == 1
    del office.unreachable["admin"]
    await office.later(minutes=10)
    assert office.teams.to("admin") == []
    assert (await office.became(owed)).state is State.DROPPED
    assert await office.store.outbox.troubled() == []


async def test_what_failed_goes_out_again_when_somebody_is_back(
    office: Office,
) -> None:
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    owed = await office.owe(INVITATION, "police")
    await office.later()
    assert (await office.became(owed)).state is State.FAILED
    del office.unreachable["police"]
    await office.store.addresses.heard(office.chat_of("police"))
    assert office.store.bell.answered()
    await office.later(minutes=1)
    assert (await office.became(owed)).state is State.SENT
    assert len(office.teams.to("police")) == 1
    assert await office.store.outbox.troubled() == []


async def test_what_time_has_overtaken_does_not_go_out_when_somebody_is_back(office: Office) -> None:
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    owed = await office.owe(INVITATION, "police")
    await office.later()
    await office.store.meetings.update(
        "m_kay", lambda m: moving.cancel(m, builders.CHAIR, "The family moved", office.clock.now)
    )
    del office.unreachable["police"]
    await office.store.addresses.heard(office.chat_of("police"))
    await office.later(minutes=1)
    assert (await office.became(owed)).state is State.DROPPED


async def test_what_may_have_arrived_is_left_to_a_person_when_somebody_is_back(office: Office) -> None:
    office.teams.troubles = [Failed("unknown", 502, "BadGateway"), Failed("refused", 403, "Blocked")]
    owed = await office.owe(INVITATION, "police")
    await office.later()
    await office.later(minutes=1)
    await office.store.addresses.heard(office.chat_of("police"))
    await office.later(minutes=1)
    assert (await office.became(owed)).state is State.UNKNOWN


async def test_somebody_lost_a_second_time_makes_a_second_task(office: Office) -> None:
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    await office.owe(INVITATION, "police")
    await office.later()
    office.pass_time(minutes=5)
    await office.store.addresses.heard(office.chat_of("police"))
    await office.later(minutes=1)
    await office.later(minutes=1)
    assert len(office.teams.to("admin")) == 2


async def test_a_message_is_closed_once_and_what_was_delivered_is_not(office: Office) -> None:
    owed = await office.owe(INVITATION, "police")
    await office.later()
    sent = await office.became(owed)
    fact = told_otherwise(
        builders.ADMIN, ToldOtherwise(How.PHONE, "Fiona Blair"), builders.POLICE.id, office.clock.now
    )
    with pytest.raises(NothingUndelivered):
        await office.store.undelivered.close([sent.id], fact)
    assert (await office.became(owed)).state is State.SENT
