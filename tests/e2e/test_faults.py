"""Teams throttles, fails and hangs; the database goes; the process is killed. Nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta
from typing import Any

import pytest

from cppm.meetings.meeting import Coming
from cppm.records import FactKind, Notice, NoticeKind
from storage.outbox import Delivery, Owed, State
from tests.databases import CutAtCommit, PostgresServer
from tests.e2e import walk
from tests.e2e.conftest import on_postgresql, on_sqlite
from tests.e2e.processes import served
from tests.e2e.town import CORE_GROUP, NAMES, Town
from tests.rig.cards import words
from tests.rig.someone import Shown

INVITED = "You are invited to a Child Protection Planning Meeting"


async def owe(town: Town, key: str = "police", which: str = "again") -> Owed:
    """One more message to somebody, not yet on its way."""
    owed = Owed(Notice(NoticeKind.INVITATION, town.ids[key], which), (await town.meeting()).id)
    await town.house.store.outbox.owe([owed], town.now)
    return owed


async def form_of(town: Town, key: str = "police") -> Shown:
    """The form on which somebody answers their invitation."""
    return await town.client(key).presses(town.titled(key, INVITED)[0], "attend.open")


async def became(town: Town, owed: Owed) -> Delivery:
    found = await town.house.store.outbox.by_key(owed)
    assert found
    return found


async def ready(town: Town) -> tuple[int, dict[str, object]]:
    """What /readyz says."""
    async with town.world.session.get(town.world.bot_url.replace("api/messages", "readyz")) as response:
        body: dict[str, object] = await response.json()
        return response.status, body


# Teams


@on_sqlite
async def test_a_throttled_message_waits_as_long_as_teams_asks_and_arrives_once(town: Town) -> None:
    await walk.invite(town)
    town.world.connector.throttle(retry_after=30)
    owed = await owe(town)
    await town.settle()
    assert (await became(town, owed)).why == "429 Throttled"
    await town.wait(seconds=29)
    assert len(town.titled("police", INVITED)) == 1
    await town.wait(seconds=1)
    assert len(town.titled("police", INVITED)) == 2


@on_sqlite
async def test_a_throttled_answer_is_patiently_given_again(town: Town) -> None:
    town.world.connector.throttle(times=2, retry_after=0.01)
    assert "Help" in (await town.police.says("home")).words


@on_sqlite
async def test_a_message_that_met_a_failing_service_is_sent_once_more(town: Town) -> None:
    await walk.invite(town)
    town.world.connector.fail(503)
    owed = await owe(town)
    await town.settle()
    assert (await became(town, owed)).state is State.WAITING
    await town.wait(minutes=1)
    assert (await became(town, owed)).state is State.SENT
    assert len(town.titled("police", INVITED)) == 2


@on_sqlite
async def test_a_message_whose_answer_was_lost_shows_twice_at_most(town: Town) -> None:
    await walk.invite(town)
    town.world.connector.drop(times=2, taken=True)
    owed = await owe(town)
    await town.settle()
    for _ in range(5):
        await town.wait(minutes=10)
    assert len(town.titled("police", INVITED)) - 1 == 2
    report = await became(town, owed)
    assert (report.state, report.unsure) == (State.UNKNOWN, 2)
    [task] = town.titled("admin", "A message did not arrive")
    assert "It may have arrived" in words(task.card or {})


@on_sqlite
async def test_somebody_who_blocked_the_bot_becomes_a_task_and_is_reached_again_when_they_write(
    town: Town,
) -> None:
    await walk.invite(town)
    assert (await ready(town))[1]["status"] == "ready"
    town.world.connector.fail(403, code="ConversationBlockedByUser")
    owed = await owe(town)
    await town.settle()
    assert (await became(town, owed)).why == "403 ConversationBlockedByUser"
    assert await town.house.store.addresses.of_person(town.ids["police"]) is None
    [task] = town.titled("admin", "A message did not arrive")
    assert "Fiona Blair" in words(task.card or {})
    assert "They have blocked Quorate" in words(task.card or {})
    status, body = await ready(town)
    assert (status, body["status"], body["undelivered"]) == (200, "amber", 1)
    calls = len(town.world.connector.log)
    silent = await owe(town, which="while silent")
    await town.settle()
    assert (await became(town, silent)).why == "403 NotReachable (403 ConversationBlockedByUser)"
    assert not [s for s in town.world.connector.log[calls:] if s.conversation == town.police.conversation]
    report = await town.chair.says("messages")
    assert "Not reachable in Teams" in report.words
    assert "Fiona Blair: they have blocked Quorate" in report.words
    await town.police.says("hello")
    again = await owe(town, which="afterwards")
    await town.settle()
    assert (await became(town, again)).state is State.SENT
    assert "Not reachable in Teams" not in (await town.chair.says("messages")).words


@on_sqlite
async def test_whoever_removed_the_app_is_left_alone_until_they_install_it_again(town: Town) -> None:
    await walk.invite(town)
    await town.police.removes()
    calls = len(town.world.connector.log)
    lost = await owe(town, which="while removed")
    await town.settle()
    assert (await became(town, lost)).why == "403 NotReachable (the app was removed)"
    assert not [s for s in town.world.connector.log[calls:] if s.conversation == town.police.conversation]
    await town.police.installs()
    again = await owe(town, which="afterwards")
    await town.settle()
    assert (await became(town, again)).state is State.SENT


@on_sqlite
async def test_a_channel_that_refused_hears_again_once_somebody_writes_there(town: Town) -> None:
    await walk.invite(town)
    await town.lead.says("link", in_channel=CORE_GROUP)
    await town.house.store.addresses.inactive(CORE_GROUP.conversation, "403 BotNotInConversationRoster")
    assert await town.house.store.addresses.channel(walk.CASE) is None
    await town.health.says("help", in_channel=CORE_GROUP)
    assert await town.house.store.addresses.channel(walk.CASE) is not None


@on_sqlite
async def test_a_slow_service_holds_up_nobody_else_and_doubles_nothing(town: Town) -> None:
    await walk.invite(town)
    gate = town.world.connector.hold()
    owed = await owe(town)
    delivering = asyncio.ensure_future(town.house.tick.run())
    await gate.reached.wait()
    assert "Help" in (await town.health.says("home")).words
    await walk.answer_on(town, "school", town.titled("school", INVITED)[0])
    assert (await town.meeting()).invitee(town.ids["school"]).coming is Coming.ATTENDING
    gate.open()
    await delivering
    await town.settle()
    assert (await became(town, owed)).state is State.SENT
    assert len(town.titled("police", INVITED)) == 2


# Several at once


async def test_five_people_answering_at_once_all_succeed(town: Town) -> None:
    await walk.invite(town)
    everybody = ("lead", "police", "health", "school", "third")
    forms = {key: await form_of(town, key) for key in everybody}
    await asyncio.gather(
        *(town.client(key).presses(forms[key], "attend.submit", answer="yes") for key in everybody)
    )
    meeting = await town.meeting()
    assert {line.coming for line in meeting.invitees} == {Coming.ATTENDING}
    assert (await town.facts())[FactKind.ATTENDANCE_CONFIRMED] == 5
    await town.assert_whole()


async def test_of_two_who_set_the_same_thing_at_once_nothing_is_lost(town: Town) -> None:
    """CP Administration records a refusal for somebody in the moment in which they accept."""
    await walk.invite(town)
    asked = await town.admin.says("answer for somebody")
    form = walk.card_with(asked, "attendfor.submit")
    said: dict[str, Any] = {"person": town.ids["police"], "answer": "no", "why": "On leave"}
    one, other = await asyncio.gather(
        town.police.presses(await form_of(town), "attend.submit", answer="yes"),
        town.admin.presses(form, "attendfor.submit", **said, source="by phone"),
    )
    assert one.status == other.status == 200
    facts = await town.facts()
    assert facts[FactKind.ATTENDANCE_CONFIRMED] + facts[FactKind.ABSENCE_GIVEN] == 2
    await town.assert_whole()


# The database


async def press_yes(town: Town, key: str = "police") -> str:
    """Somebody accepts the invitation; what they are told."""
    invited = town.titled(key, INVITED)[0]
    return (await walk.answer_on(town, key, invited)).words


async def confirmed(town: Town) -> int:
    return (await town.facts())[FactKind.ATTENDANCE_CONFIRMED]


@on_postgresql
async def test_while_the_database_is_down_the_person_is_told_that_nothing_is_saved(
    town: Town, pg_server: PostgresServer
) -> None:
    await walk.invite(town)
    form = await form_of(town)
    impatient(town, 0.1)
    pg_server.stop()
    try:
        told = await town.police.presses(form, "attend.submit", answer="yes")
        status, body = await ready(town)
    finally:
        pg_server.start()
    assert told.status == 200
    assert "The records can't be reached at the moment" in told.words
    assert (status, body["database"]) == (503, "unreachable")
    impatient(town, 10.0)
    assert await confirmed(town) == 0
    assert "Your answer is recorded" in (await town.police.presses(form, "attend.submit", answer="yes")).words
    assert await confirmed(town) == 1
    assert (await town.house.store.audit.verify()).sound


@on_postgresql
async def test_a_turn_that_meets_a_short_outage_is_recorded_once_and_says_so(
    town: Town, pg_server: PostgresServer
) -> None:
    await walk.invite(town)
    form = await form_of(town)
    pg_server.stop()
    waiting = asyncio.ensure_future(town.police.presses(form, "attend.submit", answer="yes"))
    await asyncio.to_thread(pg_server.start)
    assert "Your answer is recorded" in (await waiting).words
    assert await confirmed(town) == 1


@on_postgresql
@pytest.mark.parametrize("kept", [True, False])
async def test_a_connection_lost_at_the_commit_is_settled_truthfully(
    town: Town, kept: bool, cut_at_commit: CutAtCommit
) -> None:
    await walk.invite(town)
    form = await form_of(town)
    cut_at_commit(kept, times=2)
    told = await town.police.presses(form, "attend.submit", answer="yes")
    assert "Your answer is recorded" in told.words
    assert await confirmed(town) == 1
    await town.settle()
    await town.assert_whole()


@on_postgresql
async def test_connections_cut_between_two_steps_are_made_again(
    town: Town, pg_server: PostgresServer
) -> None:
    await walk.invite(town)
    pg_server.cut_connections(town.url)
    assert "Your answer is recorded" in await press_yes(town)
    pg_server.cut_connections(town.url)
    await town.settle()
    await town.assert_whole()


def impatient(town: Town, seconds: float) -> None:
    """How long the bot waits for its database."""
    town.house.store.db._engine._patience = seconds  # type: ignore[attr-defined]


# The process


@on_sqlite
async def test_a_process_killed_between_commit_and_send_loses_nothing_and_repeats_nothing(town: Town) -> None:
    await walk.invite(town)
    form = await form_of(town)
    await town.settle()
    arrived = {key: len(town.client(key).sees) for key in NAMES}
    await town.close()
    async with served(town, town.now) as first:
        gates = [town.world.connector.hold(), town.world.connector.hold()]  # one each for lead and chair
        told = await town.police.presses(form, "attend.submit", answer="no", why="On leave")
        assert "Your answer is recorded" in told.words
        for gate in gates:
            await gate.reached.wait()
        assert await first.end(signal.SIGKILL) == -signal.SIGKILL
    town.now += timedelta(minutes=3)
    async with served(town, town.now) as second:
        while len(town.titled("lead", "Fiona Blair")) + len(town.titled("chair", "Fiona Blair")) < 2:
            await town.health.says("home")
        assert await second.end(signal.SIGTERM) == 0
    await town.start()
    await town.settle()
    absences = await town.owed(NoticeKind.ABSENCE)
    assert {each.state for each in absences} == {State.SENT}
    assert len(town.titled("lead", "Fiona Blair")) == len(town.titled("chair", "Fiona Blair")) == 1
    for key in ("inspector", "school", "third", "manager"):
        assert len(town.client(key).sees) == arrived[key]
    assert (await town.facts())[FactKind.ABSENCE_GIVEN] == 1
    await town.assert_whole()


@on_sqlite
async def test_a_process_asked_to_stop_finishes_the_turn_in_hand_and_what_it_owes(town: Town) -> None:
    await walk.invite(town)
    await town.close()
    async with served(town, town.now) as running:
        gate = town.world.connector.hold()
        asking = asyncio.ensure_future(town.police.says("can't attend"))
        await gate.reached.wait()
        running.process.send_signal(signal.SIGTERM)
        await running.says("stopping")
        gate.open()
        shown = await asking
        assert shown.status == 200
        assert await running.process.wait() == 0
    assert walk.offers(town.police.latest.card or {}, "attend.submit")
    await town.start()
