"""When each clock of a core group runs, what ends it, and what a late one still wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cppm.councils.profile import Profile
from cppm.groups import (
    changes,
    following,
    gatherings,
    in_session,
    membership,
    planning,
    recommending,
    sightings,
)
from cppm.groups.core_group import ChangeKind, CoreGroup, Recommended, Review
from cppm.groups.plan import ActionState
from cppm.meetings.meeting import Coming, FamilyLine, MeetingKind, Mode, Option, Phase
from cppm.records import CHANNEL
from cppm.timing import clocks
from cppm.timing.catalogue import Clock, catalogue
from cppm.timing.clock_records import Attestation
from cppm.timing.group_occasions import OCCASIONS
from cppm.timing.occasion import Occasion
from cppm.timing.timescales import CalendarDays, Due, at_local, end_of, evening_of, local_day, morning_of
from tests.builders import BABY, CHAIR, GP, HEALTH, KAY, LEAD, MINUTE, PROFILE, SCHOOL
from tests.builders_group import (
    DAY,
    FIRST_AT,
    FORMED_AT,
    FOUR_WEEKS,
    HOUR,
    REVIEW_AT,
    REVIEW_BY,
    a_closed_gathering,
    a_core_group,
    a_group_before_review,
    a_group_with_plan,
    a_review,
    an_open_gathering,
    hold_next,
    ids,
    settle_gathering,
)


def occasions(group: CoreGroup, name: str, profile: Profile = PROFILE) -> list[Occasion]:
    return list(OCCASIONS[name](group, profile))


def open_ones(group: CoreGroup, name: str) -> list[Occasion]:
    """What is still to be done."""
    return [o for o in occasions(group, name) if o.done_at is None]


def dues(group: CoreGroup, clock: str) -> list[Due]:
    """What the engine makes of it with the profile."""
    return [d for d in clocks.dues(group, PROFILE) if d.clock == clock]


def ended(group: CoreGroup) -> CoreGroup:
    review = a_review(group, Option.REMOVE)
    following.follow(group, review, REVIEW_AT + HOUR, ids("e"), PROFILE)
    return group


def see(group: CoreGroup, on: date, child: str = KAY.id) -> None:
    at = at_local(on, time(20, 0))
    sightings.record_seen(group, HEALTH, child, on, HEALTH, True, "", at, ids(f"s{len(group.sightings)}"))


def named(group: CoreGroup) -> set[str]:
    """The clocks with something still to be done."""
    return {name for name in OCCASIONS if open_ones(group, name)}


# As a whole


@pytest.mark.parametrize(
    "group",
    [a_core_group, a_group_with_plan, an_open_gathering, a_closed_gathering, a_group_before_review],
)
def test_no_two_things_owed_share_a_key(group: object) -> None:
    """TIM-11 TIM-12 TIM-13"""
    each: CoreGroup = group()  # type: ignore[operator]
    for name in OCCASIONS:
        keys = [o.within for o in occasions(each, name)]
        assert len(keys) == len(set(keys)), name
    for after in (each, ended(each)):
        found = [d.key for d in clocks.dues(after, PROFILE)]
        assert len(found) == len(set(found))


def test_what_runs_when_the_group_has_formed() -> None:
    """TIM-11 TIM-13 TIM-22 CG-05 PLN-09"""
    assert named(a_core_group()) == {
        "first_core_group", "core_group_answer", "core_group_in_channel", "child_seen", "plan_first",
        "core_group_record", "action", "recommendation", "review",
    }  # fmt: skip


def test_what_runs_after_its_first_meeting() -> None:
    """TIM-12 CG-13"""
    assert named(a_closed_gathering()) == {
        "core_group", "core_group_answer", "core_group_in_channel", "child_seen", "core_group_record",
        "action", "outcome_kept", "recommendation", "review",
    }  # fmt: skip


def test_when_the_group_has_ended_only_what_must_not_be_lost_goes_on() -> None:
    """GEN-16 CG-13 OUT-05"""
    assert named(ended(a_closed_gathering())) == {"outcome_kept", "post_registration"}
    assert named(ended(an_open_gathering())) == {"core_group_record", "post_registration"}


def test_a_year_held_in_time_leaves_nothing_late() -> None:
    """TIM-11 TIM-12 TIM-22 TIM-23 TIM-24"""
    group = a_group_before_review()
    for name in ("first_core_group", "core_group", "plan_first", "plan_updated", "core_group_record"):
        assert not [d for d in dues(group, name) if d.done_at], name


# The meetings


def test_the_first_meeting_is_owed_from_the_planning_meeting_and_done_when_it_was_held() -> None:
    """TIM-11"""
    group = a_core_group()
    (due,) = dues(group, "first_core_group")
    assert (local_day(due.aim), local_day(due.limit)) == (date(2026, 12, 2), date(2026, 12, 8))
    assert dues(an_open_gathering(), "first_core_group") == []


def test_while_the_first_meeting_is_arranged_in_time_nobody_is_asked_to_hold_it() -> None:
    """TIM-11"""
    in_time, late = FORMED_AT + 17 * DAY, FORMED_AT + 40 * DAY
    (calm,) = dues(a_core_group(first_core_group=in_time), "first_core_group")
    (asked,) = dues(a_core_group(first_core_group=late), "first_core_group")
    assert calm.limit == asked.limit
    assert [m for m in asked.reminders if m < in_time]
    assert [m for m in calm.reminders if m < in_time] == []


def test_a_first_meeting_held_late_still_wants_the_reason_even_after_the_end() -> None:
    """TIM-11"""
    group = a_group_with_plan(first_core_group=FORMED_AT + 40 * DAY)
    held_at = FORMED_AT + 40 * DAY
    in_session.open_gathering(group, LEAD, "t_2", held_at)
    (due,) = dues(group, "first_core_group")
    assert (due.done_at, due.reminders) == (held_at, ())
    assert [d.done_at for d in dues(ended(group), "first_core_group")] == [held_at]


def test_a_group_that_met_before_quorate_knew_it_owes_the_next_meeting_and_not_a_first() -> None:
    """TIM-11 TIM-12"""
    review = a_review(a_core_group())
    group = following.follow(None, review, REVIEW_AT + HOUR, ids("r"), PROFILE)
    assert group is not None
    assert occasions(group, "first_core_group") == []
    (due,) = dues(group, "core_group")
    assert local_day(due.limit) == REVIEW_BY + FOUR_WEEKS


def test_four_weeks_count_from_the_day_it_was_held_even_when_it_was_opened_and_closed_later() -> None:
    """TIM-12"""
    group = a_group_with_plan()
    in_session.open_gathering(group, LEAD, "t_2", FIRST_AT + 3 * DAY)
    settle_gathering(group, FIRST_AT + 3 * DAY)
    in_session.close(group, LEAD, "t_2", FIRST_AT + 3 * DAY, PROFILE)
    (due,) = dues(group, "core_group")
    assert local_day(due.limit) == local_day(FIRST_AT) + FOUR_WEEKS


def test_a_meeting_arranged_beyond_four_weeks_does_not_silence_the_limit() -> None:
    """TIM-12 CG-08"""
    group = a_closed_gathering()
    planned = group.planned
    assert planned is not None
    (in_time,) = open_ones(group, "core_group")
    assert in_time.started == planned.starts_at
    gatherings.move(group, LEAD, planned.id, FIRST_AT + 45 * DAY, "New year", FIRST_AT + DAY, PROFILE)
    (late,) = open_ones(group, "core_group")
    assert (late.started, late.counts_from) == (FIRST_AT, FIRST_AT)
    in_session.open_gathering(group, LEAD, planned.id, FIRST_AT + 45 * DAY)
    (wants_reason,) = [d for d in dues(group, "core_group") if d.done_at]
    assert (wants_reason.key, wants_reason.done_at) == ("core_group:t_2", FIRST_AT + 45 * DAY)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=45), min_size=1, max_size=8))
def test_however_the_meetings_fall_each_late_one_is_known_once_and_the_next_limit_is_four_weeks_on(
    gaps: list[int],
) -> None:
    """TIM-12"""
    group = a_closed_gathering()
    for gap in gaps:
        last, planned = group.held[-1], group.planned
        assert planned is not None
        when = at_local(local_day(last.starts_at) + timedelta(days=gap), time(14, 0))
        at = last.starts_at + HOUR
        gatherings.move(group, LEAD, planned.id, when, "As it had to be", at, PROFILE)
        hold_next(group)
    late = [d.key for d in dues(group, "core_group") if d.done_at]
    expected = [f"core_group:{g.id}" for g, gap in zip(group.held, gaps, strict=False) if gap > 28]
    assert late == expected
    (ahead,) = [d for d in dues(group, "core_group") if d.done_at is None]
    assert ahead.limit == end_of(local_day(group.held[-1].starts_at) + FOUR_WEEKS)


def test_without_a_next_date_somebody_is_asked_to_arrange_one() -> None:
    """CG-08"""
    group = an_open_gathering()
    (owed,) = open_ones(group, "next_core_group")
    assert (owed.started, owed.whose) == (FIRST_AT, "t_2")
    gatherings.arrange(group, LEAD, FIRST_AT + 9 * DAY, Mode.TEAMS, "", "", FIRST_AT, PROFILE, ids("z"))
    assert open_ones(group, "next_core_group") == []
    group.gatherings.clear()
    assert [o.started for o in open_ones(group, "next_core_group")] == [FORMED_AT]


def test_each_member_answers_by_the_day_before_and_nobody_who_answered_or_left_is_asked() -> None:
    """ATT-04"""
    group = a_core_group()
    gatherings.reply(group, SCHOOL, "t_2", Coming.ATTENDING, FORMED_AT)
    membership.let_go(group, LEAD, HEALTH.id, FORMED_AT)
    membership.bring_in(group, LEAD, GP, FORMED_AT + DAY)
    found = open_ones(group, "core_group_answer")
    assert [(o.owes, o.about, o.started) for o in found] == [
        ((LEAD.id,), "t_2", FORMED_AT),
        ((GP.id,), "t_2", FORMED_AT + DAY),
    ]
    assert {o.by for o in found} == {end_of(local_day(FIRST_AT) - DAY)}
    assert found[0].manager == LEAD.line_manager
    assert {o.over_at for o in found} == {FIRST_AT}, "nobody answers once it has begun"


def test_who_is_asked_on_the_day_before_or_later_answers_until_it_starts() -> None:
    """ATT-04"""
    group = a_core_group()
    at = FIRST_AT + 2 * HOUR
    gatherings.move(group, LEAD, "t_2", at + 30 * MINUTE, "Traffic", at - 4 * HOUR, PROFILE)
    assert {o.by for o in open_ones(group, "core_group_answer")} == {at + 30 * MINUTE}


def test_a_moved_meeting_moves_the_reminders_of_the_channel() -> None:
    """CG-06"""
    group = a_core_group()
    (before,) = dues(group, "core_group_in_channel")
    assert (before.owes, before.limit) == ((CHANNEL,), FIRST_AT)
    gatherings.move(group, LEAD, "t_2", FIRST_AT + 3 * DAY, "Snow", FIRST_AT - DAY, PROFILE)
    (after,) = dues(group, "core_group_in_channel")
    assert (after.started, after.limit) == (FIRST_AT - DAY, FIRST_AT + 3 * DAY)


def test_the_record_is_owed_from_the_time_of_the_meeting_until_it_is_closed() -> None:
    """TIM-24"""
    for group in (a_core_group(), an_open_gathering()):
        (owed,) = [o for o in open_ones(group, "core_group_record") if o.about == "t_2"]
        assert owed.started == FIRST_AT
    assert "t_2" not in {o.about for o in open_ones(a_closed_gathering(), "core_group_record")}


def test_only_the_latest_outcome_is_asked_to_be_kept_and_by_those_who_have_not() -> None:
    """CG-13"""
    group = a_closed_gathering()
    in_session.keep_outcome(group, HEALTH, "t_2", FIRST_AT + DAY)
    assert [o.owes for o in open_ones(group, "outcome_kept")] == [(LEAD.id,), (SCHOOL.id,)]
    second = hold_next(group)
    found = open_ones(group, "outcome_kept")
    assert [(o.owes[0], o.about) for o in found] == [
        (LEAD.id, second.id), (HEALTH.id, second.id), (SCHOOL.id, second.id)
    ]  # fmt: skip


# Children


def test_a_child_is_to_be_seen_within_a_fortnight_of_placing_and_then_of_each_time() -> None:
    """TIM-13 CG-21"""
    group = a_core_group()
    (due,) = dues(group, "child_seen")
    assert local_day(due.limit) == local_day(FORMED_AT) + 14 * DAY
    see(group, date(2026, 11, 25))
    (due,) = dues(group, "child_seen")
    assert (local_day(due.limit), due.about) == (date(2026, 12, 9), KAY.id)
    assert due.owes == (LEAD.id,)


def test_a_visit_written_down_late_counts_from_its_day_and_closes_a_gap_that_was_none() -> None:
    """TIM-13 CG-21"""
    group = a_core_group()
    see(group, date(2026, 12, 11))
    assert [d.done_at for d in dues(group, "child_seen") if d.done_at] == [morning_of(date(2026, 12, 11))]
    see(group, date(2026, 11, 28))
    assert [d for d in dues(group, "child_seen") if d.done_at] == []
    (ahead,) = dues(group, "child_seen")
    assert local_day(ahead.limit) == date(2026, 12, 25)


@settings(deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=40), max_size=8))
def test_each_gap_longer_than_a_fortnight_is_known_once(gaps: list[int]) -> None:
    """TIM-13 CG-21"""
    group, day = a_core_group(), local_day(FORMED_AT)
    for gap in gaps:
        day += timedelta(days=gap)
        see(group, day)
    found = dues(group, "child_seen")
    assert len([d for d in found if d.done_at]) == len([gap for gap in gaps if gap > 14])
    (ahead,) = [d for d in found if d.done_at is None]
    assert ahead.limit == end_of(day + timedelta(days=14))


def test_an_unborn_baby_is_seen_from_birth_on_and_a_corrected_birth_moves_it() -> None:
    """TIM-13 GEN-07"""
    lines = [
        FamilyLine("f_mother", "The mother", "mother", True),
        FamilyLine("f_baby", "Baby", "unborn", False, "Not born", child=BABY.id),
    ]
    group = a_core_group(kind=MeetingKind.PRE_BIRTH, children=[BABY], family=lines, investigation_began=None)
    assert occasions(group, "child_seen") == []
    assert occasions(group, "pre_discharge") == []
    at = FORMED_AT + 100 * DAY
    for born in (date(2027, 2, 10), date(2027, 2, 12)):
        following.record_birth(group, LEAD, BABY.id, born, at)
        assert [o.started for o in occasions(group, "child_seen")] == [morning_of(born)]
        assert [(o.about, o.started) for o in occasions(group, "pre_discharge")] == [
            (BABY.id, morning_of(born))
        ]


def test_a_child_placed_again_after_coming_off_starts_anew_under_another_key() -> None:
    """TIM-13 GEN-16"""
    group = a_core_group()
    first = group.registrations[0]
    first.ended_at = FORMED_AT + 30 * DAY
    group.registrations.append(replace(first, placed_at=FORMED_AT + 60 * DAY, ended_at=None))
    (owed,) = occasions(group, "child_seen")
    assert local_day(owed.started) == local_day(FORMED_AT + 60 * DAY)
    assert owed.within != f":{KAY.id}"
    assert occasions(group, "post_registration") == []


def test_a_name_that_came_off_may_want_a_meeting_afterwards() -> None:
    """OUT-05"""
    group = ended(a_closed_gathering())
    (owed,) = occasions(group, "post_registration")
    assert (owed.about, owed.started) == (KAY.id, REVIEW_AT + HOUR)


# Changes, the plan, the review


def test_a_change_is_told_and_acknowledged_and_a_late_telling_wants_its_reason() -> None:
    """TIM-14 CG-10"""
    group, at = a_core_group(), FORMED_AT + 10 * DAY
    noticed = at - 5 * DAY
    change = changes.report(group, HEALTH, ChangeKind.RISK, "Worse", noticed, Review.NONE, at, ids("s"))
    (told,), (answer,) = occasions(group, "change_told"), open_ones(group, "change_acknowledged")
    assert (told.started, told.done_at, told.owes) == (noticed, at, (HEALTH.id,))
    assert (answer.started, answer.about) == (at, change.id)
    assert [d.done_at for d in dues(group, "change_told")] == [at]
    changes.acknowledge(group, CHAIR, change.id, "", at + DAY)
    assert open_ones(group, "change_acknowledged") == []
    assert dues(group, "change_acknowledged") == []


def test_another_review_that_was_settled_is_asked_for_until_it_is_booked() -> None:
    """CG-16 GEN-06"""
    group, at = a_core_group(), FORMED_AT + 10 * DAY
    change = changes.report(group, HEALTH, ChangeKind.RISK, "Worse", at, Review.SPECIAL, at, ids("s"))
    assert dues(group, "other_review") == []
    by = local_day(at + 20 * DAY)
    changes.acknowledge(group, CHAIR, change.id, "Yes", at + DAY, Review.SPECIAL, by)
    (due,) = dues(group, "other_review")
    assert (due.started, due.owes, due.escalates_to) == (at + DAY, (LEAD.id,), (CHAIR.id,))
    book(group, at + 20 * DAY)
    assert dues(group, "other_review") == []


def test_an_answer_after_three_days_wants_its_reason() -> None:
    """TIM-14"""
    group, at = a_core_group(), FORMED_AT + 10 * DAY
    change = changes.report(group, HEALTH, ChangeKind.RISK, "Worse", at, Review.NONE, at, ids("s"))
    (due,) = dues(group, "change_acknowledged")
    assert (due.limit, due.owes) == (CalendarDays(3).after(at), (CHAIR.id,))
    changes.acknowledge(group, CHAIR, change.id, "", at + 5 * DAY)
    (late,) = occasions(group, "change_acknowledged")
    assert late.done_at == at + 5 * DAY


def test_an_open_action_is_owed_by_its_owner_or_else_by_the_lead_professional() -> None:
    """PLN-09 CG-24"""
    group = a_group_with_plan()
    owes = {o.about: o.owes for o in open_ones(group, "action")}
    assert owes == {"a_1": (LEAD.id,), "x_visit": (HEALTH.id,), "x_club": (LEAD.id,)}
    membership.let_go(group, LEAD, HEALTH.id, FIRST_AT)
    assert {o.about: o.owes for o in open_ones(group, "action")}["x_visit"] == (LEAD.id,)


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.CANNOT_DELIVER, ActionState.DROPPED])
def test_an_action_that_was_reported_is_never_chased(state: ActionState) -> None:
    """ATT-20 PLN-09"""
    group = a_group_with_plan()
    planning.report_action(group, LEAD, "x_visit", state, "So it is", FORMED_AT + 2 * DAY, "by phone")
    assert "x_visit" not in {o.about for o in open_ones(group, "action")}


def test_the_plan_is_due_at_the_first_meeting_wherever_that_moves() -> None:
    """TIM-22"""
    group = a_group_with_plan()
    (owed,) = open_ones(group, "plan_first")
    assert owed.by == end_of(local_day(FIRST_AT))
    gatherings.move(group, LEAD, "t_2", FIRST_AT + 2 * DAY, "Snow", FIRST_AT - DAY, PROFILE)
    (owed,) = open_ones(group, "plan_first")
    assert owed.by == end_of(local_day(FIRST_AT) + 2 * DAY)
    assert open_ones(a_closed_gathering(), "plan_first") == []


def test_the_plan_is_brought_up_to_date_in_each_later_meeting() -> None:
    """TIM-23 PLN-11"""
    group = a_closed_gathering()
    planned = group.planned
    assert planned is not None
    assert occasions(group, "plan_updated") == []
    in_session.open_gathering(group, LEAD, planned.id, planned.starts_at)
    (owed,) = open_ones(group, "plan_updated")
    assert (owed.about, owed.started) == (planned.id, planned.starts_at)
    planning.agree(group, LEAD, planned.id, planned.starts_at + HOUR)
    assert open_ones(group, "plan_updated") == []


def test_the_chronology_is_owed_by_its_owner_and_by_the_lead_professional_once_they_left() -> None:
    """TIM-21 REP-16"""
    group = a_core_group()
    assert occasions(group, "chronology") == []
    recommending.agree_chronology(group, LEAD, date(2027, 4, 1), HEALTH, FIRST_AT)
    (owed,) = open_ones(group, "chronology")
    assert (owed.owes, owed.by) == ((HEALTH.id,), end_of(date(2027, 4, 1)))
    membership.let_go(group, LEAD, HEALTH.id, FIRST_AT + DAY)
    assert [o.owes for o in open_ones(group, "chronology")] == [(LEAD.id,)]
    recommending.chronology_received(group, LEAD, FIRST_AT + 2 * DAY)
    assert open_ones(group, "chronology") == []


def test_each_member_is_asked_for_each_child_in_the_four_weeks_before_the_review() -> None:
    """CG-14"""
    group = a_core_group()
    found = open_ones(group, "recommendation")
    assert {o.owes[0] for o in found} == {LEAD.id, HEALTH.id, SCHOOL.id}
    assert {(o.about, o.started) for o in found} == {(KAY.id, morning_of(REVIEW_BY - FOUR_WEEKS))}
    assert {o.by for o in found} == {end_of(REVIEW_BY - DAY)}
    recommending.recommend(group, HEALTH, KAY.id, Recommended.REMOVE, "Why", FIRST_AT)
    assert HEALTH.id not in {o.owes[0] for o in open_ones(group, "recommendation")}


def test_an_earlier_review_asks_for_recommendations_earlier() -> None:
    """CG-14 GEN-06"""
    group = a_core_group()
    special = a_review(group, phase=Phase.BOOKED, starts_at=FIRST_AT + 5 * DAY)
    following.follow(group, special, FIRST_AT, ids(), PROFILE)
    assert {o.by for o in open_ones(group, "recommendation")} == {end_of(local_day(FIRST_AT) + 4 * DAY)}
    assert {o.started for o in open_ones(group, "recommendation")} == {FORMED_AT}


def book(group: CoreGroup, starts_at: datetime, phase: Phase = Phase.BOOKED) -> None:
    review = a_review(group, phase=phase, starts_at=starts_at)
    following.follow(group, review, FIRST_AT, ids(), PROFILE)


def test_the_review_is_booked_by_its_day_and_asked_after_again_when_its_date_goes_by() -> None:
    """TIM-05 TIM-07"""
    group = a_core_group()
    (due,) = dues(group, "review")
    assert (due.limit, due.started) == (end_of(REVIEW_BY), FORMED_AT)
    book(group, REVIEW_AT)
    (due,) = dues(group, "review")
    assert due.started == evening_of(local_day(REVIEW_AT)) < due.limit
    assert (due.reminders, due.escalates_at) == ((), due.limit)
    book(group, REVIEW_AT, Phase.CANCELLED)
    assert [d.limit for d in dues(group, "review")] == [end_of(REVIEW_BY)]


def test_a_review_booked_after_its_day_is_still_owed_and_one_held_late_wants_the_reason() -> None:
    """TIM-05 TIM-06"""
    group, late = a_core_group(), REVIEW_AT + 10 * DAY
    book(group, late)
    assert [d.limit for d in dues(group, "review")] == [end_of(REVIEW_BY)]
    following.follow(group, a_review(group, starts_at=late), late + HOUR, ids("f"), PROFILE)
    reason, ahead = dues(group, "review")
    assert (reason.done_at, reason.key) == (late, f"review:{group.past_reviews[0].set_by}")
    assert local_day(ahead.limit) == local_day(late) + 180 * DAY


def test_what_was_said_to_be_done_ends_a_clock_that_is_attested() -> None:
    """OUT-05"""
    own = replace(PROFILE, clocks={**PROFILE.clocks, "post_registration": _post_registration()})
    group = ended(a_closed_gathering())
    (due,) = [d for d in clocks.dues(group, own) if d.clock == "post_registration"]
    group.attested[due.key] = Attestation(LEAD.id, REVIEW_AT + 9 * DAY)
    assert [d for d in clocks.dues(group, own) if d.clock == "post_registration"] == []


def _post_registration() -> Clock:
    kind = catalogue()["post_registration"]
    base = PROFILE.clock("review")
    return Clock.kept(kind, says="Within 8 weeks.", limit=CalendarDays(56), escalates=base.escalates)
