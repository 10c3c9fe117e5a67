"""The clocks of a core group as Perth and Kinross keeps them: aims, limits, reminders, who hears."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cppm.councils.profile import Profile, load_profile
from cppm.groups import changes, gatherings, sightings
from cppm.groups.core_group import ChangeKind, CoreGroup, Review
from cppm.people import Duty
from cppm.records import CHANNEL, everyone_with
from cppm.roots import called, holders
from cppm.timing import clocks
from cppm.timing.steps import StepKind, steps_of
from cppm.timing.timescales import Due, at_local, local_day
from scheduler.holidays import scottish_rest_day
from tests.builders import CHAIR, HEALTH, KAY, LEAD, PROFILE, TEAM_LEADER
from tests.builders_group import (
    FIRST_AT,
    FORMED_AT,
    a_closed_gathering,
    a_closed_planning_meeting,
    a_core_group,
    a_group_with_plan,
    ids,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCOTTISH = load_profile("perth_kinross", scottish_rest_day)
MANAGERS = everyone_with(Duty.SERVICE_MANAGER)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def due(group: CoreGroup, clock: str, profile: Profile = SCOTTISH) -> Due:
    (found,) = [d for d in clocks.dues(group, profile) if d.clock == clock]
    return found


def test_fifteen_days_aim_at_the_calendar_and_end_with_working_days() -> None:
    """TIM-11"""
    found = due(a_core_group(), "first_core_group")
    assert (local_day(found.aim), local_day(found.limit)) == (date(2026, 12, 2), date(2026, 12, 9))
    assert (found.owes, found.escalates_to, found.statutory) == ((LEAD.id,), (MANAGERS,), True)


def test_a_child_is_reminded_of_on_day_10_and_13_and_the_manager_hears_after_day_14() -> None:
    """TIM-13 CG-21"""
    found = due(a_core_group(), "child_seen")
    assert found.limit == utc(2026, 12, 1, 23, 59)
    assert found.reminders == (utc(2026, 11, 27, 9), utc(2026, 11, 30, 9))
    assert (found.escalates_to, found.escalates_at) == ((TEAM_LEADER.id,), utc(2026, 12, 2, 9))


def test_a_child_who_stays_unseen_is_asked_after_for_a_year_and_help_is_called_for_again() -> None:
    """TIM-13 CG-21: a fortnight that passed is never forgotten after a few weeks."""
    found = due(a_core_group(), "child_seen")
    again = [(moment - found.limit).days // 7 for moment in found.escalates_again]
    assert again == [2, 4, 8, 16, 28, 52]
    assert [(moment - found.limit).days // 7 for moment in found.chased][-3:] == [28, 40, 52]
    calls = [step.at for step in steps_of(found) if step.kind is StepKind.ESCALATION]
    assert calls == [found.escalates_at, *found.escalates_again]
    other = due(a_core_group(), "core_group_record")
    assert (other.escalates_again, len(other.chased)) == ((), clocks.CHASED_TIMES)


def test_a_fortnight_over_the_night_the_clocks_go_forward_ends_at_local_midnight() -> None:
    """TIM-13"""
    group = a_core_group()
    at = at_local(date(2027, 3, 20), time(15))
    sightings.record_seen(group, LEAD, KAY.id, date(2027, 3, 20), LEAD, True, "", at, ids("v"))
    found = next(d for d in clocks.dues(group, SCOTTISH) if d.clock == "child_seen" and not d.done_at)
    assert (found.limit, found.reminders[0]) == (utc(2027, 4, 3, 22, 59), utc(2027, 3, 30, 8))


def test_a_significant_change_is_urgent_and_counts_in_hours() -> None:
    """TIM-14 CG-10"""
    group, at = a_core_group(), at_local(date(2026, 12, 4), time(16, 30))
    changes.report(group, HEALTH, ChangeKind.NOT_ENGAGING, "Door shut", at, Review.EARLIER, at, ids("s"))
    found = due(group, "change_acknowledged")
    assert (found.owes, found.urgent, found.statutory) == ((CHAIR.id,), True, True)
    assert found.reminders == (at + 4 * HOUR, at + 24 * HOUR, at + 48 * HOUR)
    assert found.limit == utc(2026, 12, 7, 23, 59), "calendar days, over the weekend"
    assert (found.escalates_to, found.escalates_at) == ((MANAGERS,), found.limit)


def test_the_channel_is_reminded_a_week_and_a_day_before_and_on_the_day() -> None:
    """CG-08 CG-06"""
    group = a_core_group(first_core_group=FIRST_AT + 5 * DAY)
    found = due(group, "core_group_in_channel")
    assert (found.owes, found.escalates_to) == ((CHANNEL,), ())
    assert [local_day(m) for m in found.reminders] == [
        date(2026, 11, 24),
        date(2026, 11, 30),
        date(2026, 12, 1),
    ]


def test_the_next_core_group_is_due_four_weeks_after_the_last() -> None:
    """TIM-12 CG-08"""
    found = due(a_closed_gathering(), "core_group")
    assert local_day(found.limit) == local_day(FIRST_AT) + 28 * DAY == date(2026, 12, 24)
    assert found.owes == (LEAD.id,)


def test_five_working_days_over_christmas_leave_out_scotlands_holidays() -> None:
    """CG-13 TIM-10"""
    group = a_closed_gathering()
    last = group.last_closed
    assert last
    last.closed_at = at_local(date(2026, 12, 23), time(15))
    found = next(d for d in clocks.dues(group, SCOTTISH) if d.clock == "outcome_kept")
    # Thursday 24, Tuesday 29, 30, 31 December, Tuesday 5 January: 25, 28 December, 1 and 4 January are out.
    assert local_day(found.limit) == date(2027, 1, 5)


def test_the_review_is_asked_for_in_good_time() -> None:
    """TIM-05 CHR-21"""
    found = due(a_core_group(), "review")
    assert local_day(found.limit) == date(2027, 5, 4)
    assert [local_day(m) for m in found.reminders][::3] == [date(2027, 3, 9), date(2027, 4, 13)]
    assert (found.escalates_to, local_day(found.escalates_at or FORMED_AT)) == (
        (MANAGERS,),
        date(2027, 4, 20),
    )


def test_an_action_is_reminded_by_its_day_and_the_groups_chair_hears_the_day_after() -> None:
    """PLN-09 CG-24"""
    group = a_group_with_plan()
    action = next(a for a in group.plan.actions if a.owner == HEALTH.id)
    found = next(d for d in clocks.dues(group, SCOTTISH) if d.key == f"action:{action.id}")
    assert (found.about, local_day(found.limit)) == (action.id, action.by)
    assert (found.escalates_to, local_day(found.escalates_at or FORMED_AT)) == ((LEAD.id,), action.by + DAY)


@pytest.mark.parametrize("moved", [DAY, -DAY])
def test_a_core_group_that_moves_takes_the_answers_along(moved: timedelta) -> None:
    """ATT-04 CON-09"""
    group = a_core_group()
    ahead = group.current
    assert ahead
    gatherings.move(group, LEAD, ahead.id, FIRST_AT + moved, "Snow", FORMED_AT + DAY, PROFILE)
    key = f"core_group_answer:{ahead.id}:{HEALTH.id}"
    found = next(d for d in clocks.dues(group, SCOTTISH) if d.key == key)
    assert local_day(found.limit) == local_day(FIRST_AT + moved) - DAY
    assert (found.owes, found.about) == ((HEALTH.id,), ahead.id)


def test_the_parts_people_have_in_a_core_group_are_told_apart() -> None:
    """CG-04"""
    group = a_core_group(core_group_chair=None)
    assert a_closed_planning_meeting().chair.id == group.planning_chair.id == CHAIR.id
    assert holders(group, "chair") == (CHAIR.id,)
    assert holders(group, "core group chair") == holders(group, "lead professional") == (LEAD.id,)
    assert HEALTH.id in holders(group, "members")
    assert (called(group, CHANNEL), called(group, HEALTH.id)) == ("The core group's channel", HEALTH.name)
    assert called(group, MANAGERS) == "Service manager"
