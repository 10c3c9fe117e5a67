from datetime import timedelta

import pytest

from cppm.meetings import moving, reports
from cppm.meetings.meeting import PlanningMeeting
from cppm.records import Notice, NoticeKind
from cppm.timing.steps import StepKind, steps_of
from cppm.timing.timescales import Due
from storage.dues import steps_ahead
from storage.outbox import Owed
from storage.reminders import Bundle, Item
from storage.store import Store
from tests import builders
from tests.storage.conftest import Hand, an_invited_meeting, confirming

START = builders.BOOKED_AT
HOUR = timedelta(hours=1)


def a_due(**changes: object) -> Due:
    values: dict[str, object] = {
        "key": "report:p_health", "clock": "report", "rule": "REP-02", "owes": ("p_health",),
        "started": START, "aim": START + 10 * HOUR, "limit": START + 10 * HOUR,
        "reminders": (START + 2 * HOUR, START + 5 * HOUR),
        "escalates_to": ("p_chair",), "escalates_at": START + 12 * HOUR,
    }  # fmt: skip
    return Due(**(values | changes))  # type: ignore[arg-type]


async def keys(store: Store, person: str) -> set[str]:
    return {row.due.key for row in await store.dues.of_person(person)}


async def test_everybody_sees_what_they_owe_the_earliest_limit_first(
    store: Store, meeting: PlanningMeeting
) -> None:
    owed = await store.dues.of_person(builders.HEALTH.id)
    assert {row.due.key for row in owed} == {"attendance:p_health", "report:p_health"}
    assert [row.due.limit for row in owed] == sorted(row.due.limit for row in owed)
    assert {row.meeting_id for row in owed} == {meeting.id}


async def test_what_is_done_is_owed_no_more_and_the_rest_is_left_alone(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    before = {row.due.key: row.id for row in await store.dues.of_meeting(meeting.id)}
    await store.meetings.update(meeting.id, confirming(builders.HEALTH, clock.now))
    after = {row.due.key: row.id for row in await store.dues.of_meeting(meeting.id)}
    assert before.keys() - after.keys() == {"attendance:p_health"}
    assert after.items() <= before.items()


async def test_a_moved_meeting_moves_its_clocks(store: Store, meeting: PlanningMeeting, clock: Hand) -> None:
    before = await store.dues.of_person(builders.HEALTH.id)
    later = builders.STARTS_AT + timedelta(days=2)
    await store.meetings.update(
        meeting.id, lambda m: moving.move(m, builders.LEAD, later, "The school is shut", clock.now)
    )
    after = await store.dues.of_person(builders.HEALTH.id)
    was, now = (next(r for r in found if r.due.clock == "attendance") for found in (before, after))
    assert now.due.limit > was.due.limit
    assert now.id != was.id


async def test_a_step_fires_once_and_its_messages_are_owed_with_it(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    (row,) = [r for r in await store.dues.of_person(builders.HEALTH.id) if r.due.clock == "attendance"]
    clock.now = row.steps[0].at
    fired = [f for f in await store.dues.claim(clock.now) if f.id == row.id]
    assert [f.steps for f in fired] == [row.steps[:1]]
    owed = Owed(Notice(NoticeKind.REMINDER, builders.HEALTH.id, row.due.key), meeting.id)
    assert len(await store.dues.done(fired, [], [owed], clock.now)) == 1
    assert await store.dues.done(fired, [], [owed], clock.now) == []
    reminders = [m for m in await store.outbox.claim(clock.now) if m.kind is NoticeKind.REMINDER]
    assert [m.to for m in reminders] == [builders.HEALTH.id]
    assert row.id not in {f.id for f in await store.dues.claim(clock.now)}
    (left,) = [r for r in await store.dues.of_person(builders.HEALTH.id) if r.id == row.id]
    assert left.steps == row.steps[1:]


async def test_after_downtime_the_steps_of_a_due_come_together(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    clock.forward(days=500)
    fired = await store.dues.claim(clock.now)
    assert {f.due.key for f in fired} == {r.due.key for r in await store.dues.of_meeting(meeting.id)}
    report = next(f for f in fired if f.due.key == "report:p_police")
    come = {step.kind for step in report.steps}
    assert {StepKind.REMINDER, StepKind.LIMIT, StepKind.ESCALATION} <= come
    await store.dues.done(fired, [], [], clock.now)
    assert await store.dues.claim(clock.forward(days=60)) == []


async def test_steps_that_became_no_messages_come_back(
    store: Store, other: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    clock.forward(days=60)
    first = await store.dues.claim(clock.now)
    assert await other.dues.claim(clock.forward(seconds=119)) == []
    again = await other.dues.claim(clock.forward(seconds=1))
    assert {f.id for f in again} == {f.id for f in first}


async def test_a_due_that_is_met_while_it_is_claimed_comes_back_no_more(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    clock.forward(days=60)
    fired = await store.dues.claim(clock.now)
    await store.meetings.update(
        meeting.id, lambda m: moving.cancel(m, builders.CHAIR, "Not needed", clock.now)
    )
    await store.dues.done(fired, [], [], clock.now)
    assert await store.dues.claim(clock.forward(days=1)) == []
    assert await store.dues.of_meeting(meeting.id) == []


async def test_a_change_of_nothing_owed_writes_no_due(store: Store, meeting: PlanningMeeting) -> None:
    before = await store.dues.of_meeting(meeting.id)
    await store.meetings.refresh(meeting.id)
    assert await store.dues.of_meeting(meeting.id) == before


def test_a_new_due_leaves_out_reminders_already_past_but_never_its_limit() -> None:
    ahead = steps_ahead(a_due(), None, START + 20 * HOUR)
    assert [step.kind for step in ahead] == [StepKind.LIMIT, StepKind.ESCALATION]


def test_nobody_hears_first_of_a_guides_limit_that_it_has_passed() -> None:
    """GEN-16: a birth on Saturday is recorded on Monday, and what it asks for is due that night."""
    due = a_due(statutory=True)
    kinds = [step.kind for step in steps_ahead(due, None, START + 6 * HOUR)]
    assert kinds == [StepKind.REMINDER, StepKind.LIMIT, StepKind.ESCALATION]
    assert [s.kind for s in steps_ahead(due, None, START + 3 * HOUR)] == kinds, "the second is still ahead"
    assert StepKind.REMINDER not in {s.kind for s in steps_ahead(due, None, START + 11 * HOUR)}


def test_of_a_changed_due_what_has_fired_does_not_fire_again() -> None:
    left = [step for step in steps_of(a_due()) if step.at > START + 3 * HOUR]
    changed = a_due(owes=("p_health", "p_gp"))
    assert steps_ahead(changed, left, START + 3 * HOUR) == left


def test_of_a_changed_due_what_was_just_about_to_fire_is_kept() -> None:
    left = steps_of(a_due())[1:]
    assert steps_ahead(a_due(), left, START + 6 * HOUR) == left


@pytest.mark.parametrize("hours", [10, 11])
def test_no_reminder_comes_at_or_after_the_limit(hours: int) -> None:
    due = a_due(reminders=(START + hours * HOUR,))
    assert [step.kind for step in steps_of(due)] == [StepKind.LIMIT, StepKind.ESCALATION]


async def test_what_somebody_was_asked_to_help_with_is_found_once_while_it_is_owed(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    """CON-09"""
    key = f"report:{builders.POLICE.id}"
    for hours, step in ((0, StepKind.ESCALATION), (5, StepKind.ESCALATION), (0, StepKind.REMINDER)):
        at = clock.now + hours * HOUR
        told = "p_helper" if step is StepKind.ESCALATION else "p_other"
        await store.dues.done([], [Bundle(told, at, (Item(meeting.id, key, step, at),))], [], at)
    [found] = await store.dues.asked_to_help("p_helper")
    assert (found.due.key, found.reference) == (key, meeting.reference)
    assert await store.dues.asked_to_help("p_other") == []
    now = clock.now
    await store.meetings.update(
        meeting.id, lambda m: reports.file_report(m, builders.POLICE, "VPD 1", True, now), builders.POLICE
    )
    assert await store.dues.asked_to_help("p_helper") == []


async def test_what_is_late_anywhere_is_found_the_longest_overdue_first(
    store: Store, meeting: PlanningMeeting, clock: Hand
) -> None:
    await store.meetings.add(an_invited_meeting("m_other", "PK-26-0001"))
    assert [row for row in await store.dues.late(clock.now) if row.due.clock == "report"] == []
    clock.now = builders.STARTS_AT
    late = await store.dues.late(clock.now)
    assert {row.meeting_id for row in late if row.due.clock == "report"} == {meeting.id, "m_other"}
    assert all(row.due.limit < clock.now for row in late)
    assert [row.due.limit for row in late] == sorted(row.due.limit for row in late)
