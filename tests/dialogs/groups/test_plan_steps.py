"""What each person is led to about the plan, the children seen, changes and recommendations."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from cppm.groups import changes, planning, recommending, sightings
from cppm.groups.core_group import ChangeKind, CoreGroup, Recommended, Review
from cppm.meetings.meeting import FamilyLine, MeetingKind
from cppm.people import Person
from cppm.timing.timescales import local_day
from dialogs.groups import group_hub
from dialogs.groups.plan_steps import plan_steps
from tests import builders, builders_group
from tests.builders import ADMIN, BABY, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, SCHOOL
from tests.builders_group import FIRST_AT

DAY = timedelta(days=1)


def verbs(group: CoreGroup, person: Person, now: datetime | None = FIRST_AT) -> set[str]:
    return {step.verb for step in plan_steps(group, person, now)}


def pressing(group: CoreGroup, person: Person, now: datetime | None = FIRST_AT) -> set[str]:
    return {step.verb for step in plan_steps(group, person, now) if step.pressing}


def in_the_room(group: CoreGroup) -> list[str]:
    """What is owed by whoever leads the meeting that is open, in order."""
    return list(dict.fromkeys(step.verb for step in group_hub.steps(group, LEAD) if step.pressing))


def test_everybody_in_the_group_reads_and_tells_of_changes() -> None:
    """CG-10"""
    group = builders_group.a_closed_gathering()
    assert {"plan.open", "sightings.open", "significant.open", "seen.today"} <= verbs(group, SCHOOL)
    assert not {"planaction.new", "plantext.open", "planagree.open"} & verbs(group, SCHOOL)


def test_who_keeps_the_plan_writes_it() -> None:
    for person in (LEAD, ADMIN):
        found = verbs(builders_group.a_closed_gathering(), person)
        assert {"plantext.open", "planaction.new", "planoutcome.new", "visits.new", "seen.open"} <= found


def test_the_chair_of_the_planning_meeting_answers_changes_and_sees_nobody() -> None:
    """TIM-14"""
    group = builders_group.a_closed_gathering()
    assert "changeack.open" not in verbs(group, CHAIR)
    changes.report(
        group, SCHOOL, ChangeKind.RISK, "Worse", FIRST_AT, Review.NONE, FIRST_AT, builders_group.ids()
    )
    assert "changeack.open" in pressing(group, CHAIR)
    assert not {"seen.today", "significant.open", "recommend.open"} & verbs(group, CHAIR)
    assert "changeack.open" not in verbs(group, LEAD)
    changes.acknowledge(group, CHAIR, "n_1", "Seen", FIRST_AT)
    assert "changeack.open" not in verbs(group, CHAIR)


def test_agreeing_the_plan_is_owed_in_a_meeting_until_it_is_agreed() -> None:
    """TIM-23, PLN-11"""
    group = builders_group.an_open_gathering()
    assert "planagree.open" in in_the_room(group)
    assert group.current
    planning.agree(group, LEAD, group.current.id, FIRST_AT)
    assert "planagree.open" not in in_the_room(group)
    planning.set_action(group, LEAD, replace(group.plan.actions[0], what="More"), FIRST_AT)
    assert "planagree.open" in in_the_room(group)


def test_what_the_plan_can_not_be_agreed_without_comes_before_agreeing_it() -> None:
    """PLN-01, PLN-09"""
    group = builders_group.an_open_gathering()
    group.plan.actions[0].risk = ""
    assert "planaction.open" in in_the_room(group)
    assert "planagree.open" not in in_the_room(group)
    group.plan.outcomes.clear()
    assert "planoutcome.new" in in_the_room(group)


def test_a_meeting_is_led_from_who_is_here_to_its_close() -> None:
    """CG-09, TIM-23, CG-08: what is still blank comes before closing, in the order of a meeting."""
    group = builders_group.an_open_gathering()
    group.gatherings[-1].record_of_it.working = "Yes"
    room = ["cgroll.open", "cgvoice.open", "planagree.open", "cgdate.open", "cgclose.open"]
    assert [verb for verb in in_the_room(group) if verb in room] == room


def test_an_action_is_owed_when_it_is_due_soon_and_only_by_its_owner() -> None:
    """CG-24"""
    group = builders_group.a_group_with_plan()
    due = next(a for a in group.plan.actions if a.id == "x_visit").by
    eve = FIRST_AT + (due - local_day(FIRST_AT)) - 8 * DAY
    assert "actiondone.open" not in pressing(group, HEALTH, eve)
    assert "actiondone.open" in pressing(group, HEALTH, eve + DAY)
    assert "actiondone.open" not in verbs(group, SCHOOL, eve + DAY)


def test_seeing_a_child_is_owed_again_after_ten_days() -> None:
    """CG-21, TIM-13"""
    group = builders_group.a_closed_gathering()
    assert "seen.today" in pressing(group, HEALTH)
    sightings.record_seen(
        group, HEALTH, KAY.id, local_day(FIRST_AT), HEALTH, True, "", FIRST_AT, builders_group.ids()
    )
    assert "seen.today" not in pressing(group, HEALTH, FIRST_AT + 9 * DAY)
    assert "seen.today" in pressing(group, SCHOOL, FIRST_AT + 10 * DAY)
    assert "seen.today" in verbs(group, HEALTH, None)
    assert "seen.today" not in pressing(group, HEALTH, None)


def test_an_unborn_baby_is_not_seen_but_born() -> None:
    """TIM-13"""
    group = builders_group.a_core_group(
        kind=MeetingKind.PRE_BIRTH,
        children=[BABY],
        family=[FamilyLine("f_mother", "The mother", "mother", True)],
        core_group=[LEAD.id, HEALTH.id, "f_mother"],
    )
    assert "born.open" in verbs(group, HEALTH)
    assert not {"seen.today", "seen.open"} & verbs(group, LEAD)


def test_recommendations_are_offered_near_the_review_and_owed_in_the_last_meeting_before_it() -> None:
    """CG-14, CG-27"""
    assert "recommend.open" not in verbs(builders_group.a_closed_gathering(), SCHOOL)
    group = builders_group.an_open_gathering()
    assert group.review
    assert group.current
    group.review.by = local_day(FIRST_AT) + 20 * DAY
    builders_group.settle_gathering(group, FIRST_AT)
    assert "recommend.open" in pressing(group, SCHOOL)
    recommending.recommend(group, SCHOOL, KAY.id, Recommended.REMAIN, "From class", FIRST_AT)
    assert "recommend.open" not in pressing(group, SCHOOL)
    assert {"recommend.open", "recommendations.open"} <= verbs(group, SCHOOL)


def test_the_chronology_is_agreed_and_then_awaited_from_its_owner() -> None:
    """REP-16"""
    group = builders_group.a_closed_gathering()
    assert "chronology.open" in verbs(group, LEAD)
    recommending.agree_chronology(group, LEAD, local_day(FIRST_AT) + 30 * DAY, HEALTH, FIRST_AT)
    assert "chronologydone.open" in verbs(group, HEALTH)
    assert "chronologydone.open" not in verbs(group, SCHOOL)


def test_an_ended_group_is_only_read() -> None:
    """GEN-16"""
    group = builders_group.a_closed_gathering()
    group.ended_at = builders.STARTS_AT + 200 * DAY
    assert verbs(group, OUTSIDER) == set()
    for person in (LEAD, HEALTH, CHAIR, ADMIN):
        assert verbs(group, person) == {"plan.open", "sightings.open"}
        assert pressing(group, person) == set()
