"""Clocks whose moment has come become messages, also those that came while nothing ran."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from cppm.meetings import attendance, reports
from cppm.meetings.meeting import PlanningMeeting
from cppm.people import Duty
from cppm.records import NoticeKind
from cppm.timing.steps import StepKind
from scheduler.delivery import Counts
from scheduler.tick import Ticker
from storage.bell import Rung
from storage.dues import Fired
from storage.errors import StorageDown
from storage.outbox import State
from tests import builders
from tests.rig.cards import words
from tests.scheduler.conftest import Office

DAY = timedelta(days=1)
START = builders.STARTS_AT


async def reminded(office: Office, key: str, of: str) -> int:
    """How many reminders with these words are in somebody's chat."""
    return sum(of in words(card) for card in office.teams.to(key))


async def run_at(office: Office, moment: datetime) -> None:
    office.pass_time(seconds=(moment - office.clock.now).total_seconds())
    await office.tick.run()


MONDAY = builders.STARTS_AT - DAY
"""The last working day before the meeting, in working hours."""


async def test_a_reminder_comes_when_its_moment_has_come_and_not_again(office: Office) -> None:
    steps = [s.at for row in await office.store.dues.of_person("p_police") for s in row.steps]
    weekday = min(at for at in steps if at.weekday() < 5)
    await run_at(office, weekday - timedelta(hours=1))
    before = len(office.teams.to("police"))
    await run_at(office, weekday)
    assert len(office.teams.to("police")) == before + 1
    await run_at(office, weekday + timedelta(hours=1))
    assert len(office.teams.to("police")) == before + 1


async def test_what_comes_due_at_the_weekend_waits_for_monday_and_says_so(office: Office) -> None:
    first = min(row.steps[0].at for row in await office.store.dues.of_person("p_police"))
    assert first.weekday() == 5
    await run_at(office, first)
    assert office.teams.to("police") == []
    waits = [told for told in await office.store.reminders.of_root("m_kay") if told.person_id == "p_police"]
    assert {(told.state, told.why) for told in waits} == {(State.WAITING, "quiet hours")}
    monday = first + 2 * DAY
    await run_at(office, monday - timedelta(seconds=1))
    assert office.teams.to("police") == []
    await run_at(office, monday)
    assert len(office.teams.to("police")) == 1


async def test_after_days_of_being_down_somebody_gets_one_message_and_not_one_a_day(
    office: Office,
) -> None:
    owed = await office.store.dues.of_person("p_police")
    assert sum(step.kind is StepKind.REMINDER for row in owed for step in row.steps) > 3
    await run_at(office, MONDAY)
    [card] = office.teams.to("police")
    assert "2 things are yours to do" in words(card)
    assert "Answer the invitation" in words(card)
    assert "File my report" in words(card)
    told = [t for t in await office.store.reminders.of_root("m_kay") if t.person_id == "p_police"]
    assert {t.item.due_key for t in told} == {"attendance:p_police", "report:p_police"}
    assert len({t.message_id for t in told}) == 1


async def test_what_stays_late_goes_to_the_line_manager_once(office: Office) -> None:
    report_due = next(r.due for r in await office.store.dues.of_person("p_police") if r.due.clock == "report")
    assert report_due.escalates_at
    await run_at(office, report_due.escalates_at - timedelta(minutes=1))
    assert office.teams.to("inspector") == []
    await run_at(office, report_due.escalates_at)
    [told] = [words(card) for card in office.teams.to("inspector")]
    assert "Fiona Blair has not filed a report" in told
    await run_at(office, report_due.escalates_at + timedelta(hours=5))
    assert sum("report" in words(card) for card in office.teams.to("inspector")) == 1


async def test_what_is_done_in_time_is_never_chased(office: Office) -> None:
    now = office.clock.now

    def answer_and_file(meeting: PlanningMeeting) -> None:
        attendance.confirm(meeting, builders.POLICE, now)
        reports.file_report(meeting, builders.POLICE, "VPD 1", True, now)

    await office.store.meetings.update("m_kay", answer_and_file, builders.POLICE)
    await run_at(office, START - timedelta(hours=3))
    assert await reminded(office, "police", "Please answer the invitation") == 0
    assert await reminded(office, "police", "Your report is due") == 0
    assert office.teams.to("inspector") == []


async def test_a_reminder_whose_reason_went_away_before_delivery_is_dropped_with_the_reason(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing() -> Counts:
        return Counts()

    with monkeypatch.context() as before_delivery:
        before_delivery.setattr(office.delivery, "run", nothing)
        await run_at(office, MONDAY)
    now = office.clock.now
    await office.store.meetings.update(
        "m_kay", lambda m: attendance.confirm(m, builders.POLICE, now), builders.POLICE
    )
    await office.tick.run()
    told = {
        t.item.due_key: (t.state, t.why)
        for t in await office.store.reminders.of_root("m_kay")
        if t.person_id == "p_police"
    }
    assert told["attendance:p_police"] == (State.SENT, "already done")
    assert told["report:p_police"] == (State.SENT, "")
    assert "Your report is due" in words(office.teams.to("police")[0])


async def test_an_escalation_to_a_duty_reaches_everybody_who_holds_it(office: Office) -> None:
    await office.store.people.change("p_team_leader", None, duties=frozenset({Duty.SERVICE_MANAGER}))
    meeting = builders.a_closed_meeting(case_ref="PK-26-0200")
    meeting.id = "m_closed"
    meeting.notices.clear()
    await office.store.meetings.add(meeting)
    closed = meeting.closed_at
    assert closed
    await office.store.meetings.update("m_kay", lambda m: builders.settle_exclusions(m, builders.BOOKED_AT))
    await run_at(office, closed + timedelta(hours=24))
    for key in ("service_manager", "team_leader"):
        late = [card for card in office.teams.to(key) if "has not released the key points" in words(card)]
        assert len(late) == 1
    points = [card for card in office.teams.to("chair") if "Release the key points" in words(card)]
    assert len(points) == 1


async def test_an_outage_is_logged_without_words_and_the_next_tick_makes_it_good(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(*given: object) -> list[Fired]:
        raise StorageDown(so="I can't look that up")

    with monkeypatch.context() as meanwhile, capture_logs() as logs:
        meanwhile.setattr(office.store.dues, "claim", down)
        await run_at(office, MONDAY)
    assert [(line["event"], line["error"]) for line in logs] == [("tick_failed", "StorageDown")]
    assert office.tick.last is None
    await office.tick.run()
    assert await reminded(office, "police", "Answer the invitation") == 1
    assert office.tick.last == office.clock.now


async def test_a_clock_that_cannot_be_understood_keeps_back_nothing_that_is_owed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def odd(*given: object) -> object:
        raise ValueError("a duty of another release")

    owed = await office.owe(NoticeKind.INVITATION, "police")
    with monkeypatch.context() as meanwhile, capture_logs() as logs:
        meanwhile.setattr(office.tick._bundler, "bundles", odd)
        await run_at(office, MONDAY)
    assert (await office.became(owed)).state is State.SENT
    assert ("clocks_failed", "ValueError") in [(line["event"], line.get("error")) for line in logs]
    assert "another release" not in str(logs)
    assert office.tick.last is None  # readiness shows that something is wrong


# The ticker


async def test_a_nudge_delivers_at_once_and_many_nudges_make_few_deliveries(office: Office) -> None:
    runs = 0
    deliver = office.tick.after_turns

    async def counted() -> Counts:
        nonlocal runs
        runs += 1
        return await deliver()

    office.tick.after_turns = counted  # type: ignore[method-assign]
    ticker = Ticker(office.tick, 3600.0)
    await office.owe(NoticeKind.INVITATION, "police")
    for _ in range(20):
        ticker.nudge()
    await ticker.settled()
    assert len(office.teams.to("police")) == 1
    assert 1 <= runs <= 2


async def test_what_turns_owe_goes_out_and_clocks_are_looked_at_only_when_one_has_come(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0
    claim = office.store.dues.claim

    async def counted(*given: Any, **more: Any) -> list[Fired]:
        nonlocal looks
        looks += 1
        return await claim(*given, **more)

    monkeypatch.setattr(office.store.dues, "claim", counted)
    office.store.bell.answered()
    await office.owe(NoticeKind.INVITATION, "police")
    assert (await office.tick.after_turns()).sent == 1
    assert (looks, office.store.bell.rings) == (0, False)
    office.store.bell.ring(Rung.CLOCKS)
    await office.tick.after_turns()
    assert looks >= 1


async def test_what_has_to_wait_for_room_is_delivered_when_there_is_some(office: Office) -> None:
    again = asyncio.Event()
    found = [Counts(held=0.01), Counts()]

    async def crowded() -> Counts:
        counts = found.pop(0)
        if not found:
            again.set()
        return counts

    office.tick.after_turns = crowded  # type: ignore[method-assign]
    Ticker(office.tick, 3600.0).nudge()
    async with asyncio.timeout(10):
        await again.wait()


async def test_stopping_finishes_the_delivery_in_hand_also_one_that_a_tick_began(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_its_way, may_arrive = asyncio.Event(), asyncio.Event()
    send = office.teams.send

    async def slow(*given: object, **more: object) -> str:
        on_its_way.set()
        await may_arrive.wait()
        return await send(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(office.teams, "send", slow)
    owed = await office.owe(NoticeKind.INVITATION, "police")
    ticker = Ticker(office.tick, 3600.0)
    ticker.start()
    await on_its_way.wait()
    stopping = asyncio.ensure_future(ticker.stop())
    await asyncio.sleep(0)
    may_arrive.set()
    await stopping
    assert (await office.became(owed)).state is State.SENT
    await office.owe(NoticeKind.INVITATION, "school")
    ticker.nudge()
    await ticker.settled()
    assert office.teams.to("school") == []
