"""A reminder is looked at anew when it is sent: what no longer stands is left out, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.meetings import attendance, moving, reports
from cppm.meetings.meeting import PlanningMeeting
from cppm.records import NoticeKind
from cppm.timing.steps import StepKind
from scheduler.reminding import MOVED
from storage.outbox import NO_MEETING, State
from storage.reminders import Bundle, Item
from tests import builders
from tests.builders import LEAD, POLICE, STARTS_AT
from tests.rig.cards import words
from tests.scheduler.conftest import Failed, Office

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
REPORT, ATTENDANCE = "report:p_police", "attendance:p_police"


@pytest.fixture(autouse=True)
def _the_day_before(office: Office) -> None:
    """The working day before the meeting: invitation and report have been reminded of."""
    office.pass_time(seconds=(STARTS_AT - DAY - 5 * HOUR - office.clock.now).total_seconds())


async def gather(
    office: Office, *keys: str, to: str = "p_police", step: StepKind = StepKind.REMINDER, root: str = "m_kay"
) -> str:
    """Gather steps that come now; returns the id of the message, which nobody has claimed yet."""
    at = office.clock.now
    items = tuple(Item(root, key, step, at) for key in keys)
    return (await office.store.dues.done([], [Bundle(to, at, items)], [], at))[0]


async def why(office: Office, message: str) -> tuple[State, str]:
    """What became of a message, and why."""
    found = await office.store.outbox.by_id(message)
    assert found
    return found.state, found.why


async def left_out(office: Office, message: str) -> dict[str, str]:
    """Why each thing in a message was left out of it."""
    return {item.due_key: item.why for item in await office.store.reminders.of_message(message) if item.why}


async def answer(office: Office) -> None:
    now = office.clock.now
    await office.store.meetings.update("m_kay", lambda m: attendance.confirm(m, POLICE, now), POLICE)


async def test_one_thing_has_its_own_card_and_button(office: Office) -> None:
    await gather(office, REPORT)
    await office.later()
    [card] = office.teams.to("police")
    assert "Your report is due" in words(card)
    assert "File my report" in words(card)


async def test_several_things_share_a_card_the_worst_first(office: Office) -> None:
    await gather(office, ATTENDANCE, REPORT)
    await office.later()
    [card] = office.teams.to("police")
    text = words(card)
    assert "2 things are yours to do" in text
    assert text.index("File my report") < text.index("Answer the invitation")


async def test_what_is_done_by_then_is_left_out_and_the_rest_goes(office: Office) -> None:
    message = await gather(office, ATTENDANCE, REPORT)
    await answer(office)
    await office.later()
    [card] = office.teams.to("police")
    assert "Your report is due" in words(card)
    assert await left_out(office, message) == {ATTENDANCE: "already done"}
    assert await why(office, message) == (State.SENT, "")


async def test_when_nothing_is_left_nothing_is_sent_and_every_reason_is_kept(office: Office) -> None:
    message = await gather(office, ATTENDANCE, REPORT)
    await answer(office)
    await office.store.reminders.mute("p_police", "m_kay", office.clock.now)
    await office.later()
    assert office.teams.shown == []
    assert await why(office, message) == (State.DROPPED, "already done; muted")
    assert await left_out(office, message) == {ATTENDANCE: "already done", REPORT: "muted"}


async def test_what_is_snoozed_is_left_out_until_then_and_comes_again(office: Office) -> None:
    now = office.clock.now
    await office.store.reminders.snooze("p_police", "m_kay", ATTENDANCE, now + 2 * HOUR, now)
    message = await gather(office, ATTENDANCE)
    await office.later()
    assert await why(office, message) == (State.DROPPED, "snoozed")
    await office.later(hours=2)
    assert len(office.teams.to("police")) == 1


async def test_a_meeting_that_is_muted_still_reminds_of_limits_that_a_guide_sets(office: Office) -> None:
    meeting = builders.a_closed_meeting(case_ref="PK-26-0200")
    meeting.id = "m_closed"
    meeting.notices.clear()
    await office.store.meetings.add(meeting)
    office.pass_time(seconds=(STARTS_AT + 20 * HOUR - office.clock.now).total_seconds())
    await office.store.reminders.mute("p_chair", "m_closed", office.clock.now)
    await gather(office, "key_points", to="p_chair", root="m_closed")
    await office.later()
    assert "The key points are waiting for you" in words(office.teams.to("chair")[-1])


async def test_somebody_elses_task_is_not_reminded_of(office: Office) -> None:
    message = await gather(office, REPORT, to="p_school")
    await office.later()
    assert await why(office, message) == (State.DROPPED, "somebody else's to do now")


async def test_whoever_is_asked_for_help_hears_who_and_what_and_nothing_of_the_family(office: Office) -> None:
    office.pass_time(seconds=(STARTS_AT - 2 * DAY - office.clock.now).total_seconds())
    await gather(office, REPORT, to="p_inspector", step=StepKind.ESCALATION)
    await office.later()
    [card] = office.teams.to("inspector")
    assert "Fiona Blair has not filed a report" in words(card)
    assert "Kay" not in words(card)
    assert "meeting.open" not in str(card)


async def test_help_is_not_asked_for_what_was_done_meanwhile(office: Office) -> None:
    message = await gather(office, REPORT, to="p_inspector", step=StepKind.ESCALATION)
    now = office.clock.now

    def file(meeting: PlanningMeeting) -> None:
        reports.file_report(meeting, POLICE, "VPD 1", True, now)

    await office.store.meetings.update("m_kay", file, POLICE)
    await office.later()
    assert await why(office, message) == (State.DROPPED, "already done")


async def test_help_is_not_asked_of_whoever_is_no_longer_the_manager(office: Office) -> None:
    message = await gather(office, REPORT, to="p_service_manager", step=StepKind.ESCALATION)
    await office.later()
    assert await why(office, message) == (State.DROPPED, "somebody else's to do now")


async def test_a_reminder_is_written_in_the_readers_own_time_zone(office: Office) -> None:
    await office.store.addresses.remember(replace(office.chat_of("police"), zone="Europe/Athens"))
    await gather(office, REPORT)
    await office.later()
    assert "Athens time" in words(office.teams.to("police")[0])


async def test_a_meeting_that_is_gone_is_told_of_no_more(office: Office) -> None:
    message = await gather(office, REPORT, root="m_gone")
    await office.later()
    assert await why(office, message) == (State.DROPPED, "the meeting is gone")


async def test_a_reminder_owed_before_they_were_gathered_still_goes_out(office: Office) -> None:
    await office.owe(NoticeKind.REMINDER, "police", about=REPORT)
    await office.later()
    assert "Your report is due" in words(office.teams.to("police")[0])


async def test_several_reminders_that_can_not_be_delivered_are_one_task_with_their_references(
    office: Office,
) -> None:
    other = builders.an_invited_meeting(case_ref="PK-26-0200")
    other.id = "m_other"
    other.notices.clear()
    await office.store.meetings.add(other)
    at = office.clock.now
    items = tuple(Item(root, REPORT, StepKind.REMINDER, at) for root in ("m_kay", "m_other"))
    [message] = await office.store.dues.done([], [Bundle("p_police", at, items)], [], at)
    office.unreachable["police"] = Failed("refused", 403, "BotNotInstalled")
    await office.later()
    assert (await why(office, message))[0] is State.FAILED
    await office.later(seconds=1)
    [task] = office.teams.to("admin")
    assert "CPPM PK-26-0137, CPPM PK-26-0200" in words(task)
    assert "Fiona Blair" in words(task)
    assert (await office.store.outbox.by_id(message)).meeting_id == NO_MEETING  # type: ignore[union-attr]


async def test_a_throttled_digest_says_the_same_when_it_is_tried_again(office: Office) -> None:
    office.teams.troubles = [Failed("retry", 429, "Throttled", retry_after=30.0)]
    message = await gather(office, ATTENDANCE, REPORT)
    await answer(office)
    await office.later()
    await office.later(seconds=30)
    [card] = office.teams.to("police")
    assert "Your report is due" in words(card)
    assert await left_out(office, message) == {ATTENDANCE: "already done"}


async def test_a_reminder_of_a_date_that_has_moved_stays_behind_and_the_new_date_is_reminded_in_its_time(
    office: Office,
) -> None:
    message = await gather(office, ATTENDANCE, REPORT)
    now = office.clock.now
    await office.store.meetings.update(
        "m_kay", lambda m: moving.move(m, LEAD, STARTS_AT + 21 * DAY, "The room is not free", now), LEAD
    )
    await office.later()
    assert await why(office, message) == (State.DROPPED, MOVED)
    assert [words(card) for card in office.teams.to("police") if "yours to do" in words(card)] == []
    before = len(office.teams.to("police"))
    office.pass_time(days=21)
    await office.tick.run()
    [card] = office.teams.to("police")[before:]
    assert "2 things are yours to do" in words(card)


async def test_a_reminder_waits_no_more_once_its_meeting_is_called_off(office: Office) -> None:
    message = await gather(office, ATTENDANCE, REPORT)
    now = office.clock.now
    await office.store.meetings.update(
        "m_kay", lambda m: moving.cancel(m, LEAD, "The family has moved", now), LEAD
    )
    await office.later()
    assert await why(office, message) == (State.DROPPED, "already done")
