"""The child's plan: what it needs, who may change it, reports on actions, and versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cppm.groups import in_session, membership, planning
from cppm.groups.core_group import CoreGroup
from cppm.groups.plan import ActionState, PlanAction, PlanOutcome, PlanText, Visits
from cppm.meetings.attendance import SourceMissing
from cppm.meetings.meeting import NoSuchThing, NotYours
from cppm.meetings.outcome import DayGone
from cppm.people import Person
from cppm.records import CHANNEL, FactKind, NoticeKind
from tests.builders import ADMIN, CHAIR, HEALTH, KAY, LEAD, OUTSIDER, POLICE, PROFILE, SCHOOL
from tests.builders_group import (
    DAY,
    FIRST_AT,
    FORMED_AT,
    HOUR,
    a_closed_gathering,
    a_core_group,
    a_group_with_plan,
    a_settled_gathering,
    an_open_gathering,
    drained,
    settle_gathering,
)

AT = FORMED_AT + 2 * DAY
SAFE = PlanOutcome("o_1", "Kay is safe at night", KAY.id)
WATCH = PlanAction("x_1", "Call at bedtime", "Injuries at night", HEALTH.id, "", date(2026, 12, 1))


def action(group: CoreGroup, action_id: str) -> PlanAction:
    return next(a for a in group.plan.actions if a.id == action_id)


# What it says


def test_what_the_plan_says_is_written_and_the_same_again_changes_nothing() -> None:
    """PLN-01 PLN-04 PLN-07"""
    group = a_core_group()
    text = PlanText(" Injuries ", "School", "Drinking", "Grandmother", "Drew it", "Quiet nights")
    for _ in range(2):
        planning.write(group, ADMIN, text, AT)
    assert (group.plan.text.short_term, group.plan.changed_at) == ("Injuries", AT)
    assert [f.kind for f in group.facts] == [FactKind.PLAN_WRITTEN]


def test_an_outcome_is_for_a_child_or_for_all_and_has_words() -> None:
    """PLN-01"""
    group = a_core_group()
    planning.set_outcome(group, LEAD, SAFE, AT)
    planning.set_outcome(group, LEAD, replace(SAFE, reached=True), AT)
    assert [o.reached for o in group.plan.outcomes] == [True]
    with pytest.raises(planning.PlanPartMissing):
        planning.set_outcome(group, LEAD, PlanOutcome("o_2", " "), AT)
    with pytest.raises(NoSuchThing):
        planning.set_outcome(group, LEAD, PlanOutcome("o_2", "Safe", "c_other"), AT)


def test_an_action_has_an_owner_a_day_and_the_risk_it_lowers() -> None:
    """PLN-03 PLN-05 PLN-09"""
    group = a_core_group()
    planning.set_action(group, LEAD, WATCH, AT)
    kept = action(group, "x_1")
    assert (kept.owner_name, kept.since, kept.state) == (HEALTH.name, AT, ActionState.OPEN)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"what": " "}, planning.PlanPartMissing),
        ({"owner": ""}, planning.ActionUnowned),
        ({"owner": POLICE.id}, planning.ActionUnowned),
        ({"risk": ""}, planning.RiskMissing),
        ({"by": date(2026, 11, 18)}, DayGone),
        ({"outcome": "o_none"}, NoSuchThing),
    ],
)
def test_an_action_with_a_gap_is_refused(change: dict[str, str], refusal: type[Exception]) -> None:
    """PLN-03 PLN-05 PLN-09"""
    group = a_core_group()
    with pytest.raises(refusal):
        planning.set_action(group, LEAD, replace(WATCH, **change), AT)  # type: ignore[arg-type]
    assert len(group.plan.actions) == 1


def test_one_of_the_family_may_own_an_action() -> None:
    """PLN-05"""
    group = a_core_group()
    planning.set_action(group, LEAD, replace(WATCH, owner="f_mother"), AT)
    assert action(group, "x_1").owner_name == "Kay's mother"


def test_correcting_the_words_of_an_action_keeps_how_it_went_and_its_day_that_is_past() -> None:
    """PLN-09"""
    group = a_core_group()
    planning.set_action(group, LEAD, WATCH, AT)
    planning.report_action(group, HEALTH, "x_1", ActionState.DONE, "Every night", AT)
    planning.set_action(group, LEAD, replace(WATCH, what="Call at eight"), AT + 60 * DAY)
    kept = action(group, "x_1")
    assert (kept.what, kept.state, kept.said, kept.since) == (
        "Call at eight",
        ActionState.DONE,
        "Every night",
        AT,
    )


def test_a_new_owner_or_day_opens_again_what_could_not_be_delivered() -> None:
    """ATT-20"""
    group = a_core_group()
    planning.set_action(group, LEAD, WATCH, AT)
    planning.report_action(group, HEALTH, "x_1", ActionState.CANNOT_DELIVER, "No nurse at night", AT)
    planning.set_action(group, LEAD, replace(WATCH, owner=SCHOOL.id), AT + DAY)
    kept = action(group, "x_1")
    assert (kept.state, kept.owner, kept.since) == (ActionState.OPEN, SCHOOL.id, AT + DAY)
    assert kept.said == "No nurse at night"


def test_visits_are_by_a_member_with_a_frequency_and_a_purpose() -> None:
    """PLN-12"""
    group = a_core_group()
    visits = Visits("v_1", HEALTH.id, "", 7, "Sleep")
    for _ in range(2):
        planning.set_visits(group, LEAD, visits, AT)
    assert [(v.who_name, v.every_days) for v in group.plan.visits] == [(HEALTH.name, 7)]
    assert [f.kind for f in group.facts] == [FactKind.VISITS_AGREED]
    for days in (0, 91):
        with pytest.raises(planning.FrequencyUnlikely):
            planning.set_visits(group, LEAD, replace(visits, every_days=days), AT)
    with pytest.raises(planning.PlanPartMissing):
        planning.set_visits(group, LEAD, replace(visits, purpose=""), AT)
    with pytest.raises(NoSuchThing):
        planning.set_visits(group, LEAD, replace(visits, who=POLICE.id), AT)


@pytest.mark.parametrize("actor", [HEALTH, CHAIR, OUTSIDER])
def test_only_chair_lead_professional_and_cp_administration_write_the_plan(actor: Person) -> None:
    """PLN-10"""
    group = a_core_group()
    with pytest.raises(NotYours):
        planning.write(group, actor, PlanText("Risk"), AT)
    with pytest.raises(NotYours):
        planning.set_outcome(group, actor, SAFE, AT)
    with pytest.raises(NotYours):
        planning.set_action(group, actor, WATCH, AT)
    with pytest.raises(NotYours):
        planning.set_visits(group, actor, Visits("v_1", HEALTH.id, "", 7, "Sleep"), AT)


# How actions go


def test_whoever_owns_an_action_reports_it_and_the_channel_counts_anew() -> None:
    """CG-24 ATT-20"""
    group = a_group_with_plan()
    for _ in range(2):
        planning.report_action(group, HEALTH, "x_visit", ActionState.DONE, "", AT)
    kept = action(group, "x_visit")
    assert (kept.state, kept.said_at, kept.said_by) == (ActionState.DONE, AT, HEALTH.id)
    assert [n.kind for n in group.notices if n.to == CHANNEL] == [NoticeKind.GATHERING_IN_CHANNEL]
    assert len(group.facts) == 1


def test_what_can_not_be_delivered_says_why_and_goes_to_chair_and_lead_at_once() -> None:
    """ATT-20"""
    group = a_group_with_plan()
    with pytest.raises(planning.ObstacleMissing, match="what stands in the way"):
        planning.report_action(group, HEALTH, "x_visit", ActionState.CANNOT_DELIVER, " ", AT)
    planning.report_action(group, HEALTH, "x_visit", ActionState.CANNOT_DELIVER, "I am off sick", AT)
    told = [(n.to, n.about) for n in group.notices if n.kind is NoticeKind.CANNOT_DELIVER]
    assert told == [(LEAD.id, "x_visit")]


def test_the_lead_professional_reports_for_the_family_and_is_not_told_of_their_own_report() -> None:
    """CG-24"""
    group = a_group_with_plan()
    with pytest.raises(SourceMissing, match="Kay's mother"):
        planning.report_action(group, LEAD, "x_club", ActionState.CANNOT_DELIVER, "No place left", AT)
    planning.report_action(group, LEAD, "x_club", ActionState.CANNOT_DELIVER, "No place left", AT, "by phone")
    kept = action(group, "x_club")
    assert kept.said_by == LEAD.id
    assert kept.report == "No place left (recorded for Kay's mother: by phone)"
    assert not [n for n in group.notices if n.kind is NoticeKind.CANNOT_DELIVER]


def test_nobody_reports_on_the_action_of_a_colleague() -> None:
    """CG-24"""
    group = a_group_with_plan()
    for stranger in (SCHOOL, CHAIR, OUTSIDER):
        with pytest.raises(NotYours, match="Ailsa Grant, who is responsible"):
            planning.report_action(group, stranger, "x_visit", ActionState.DONE, "", AT)
    with pytest.raises(NoSuchThing):
        planning.report_action(group, LEAD, "x_none", ActionState.DONE, "", AT)


def test_that_an_action_is_no_longer_needed_is_not_for_its_owner_to_say() -> None:
    """ATT-20 PLN-09"""
    group = a_group_with_plan()
    with pytest.raises(NotYours):
        planning.report_action(group, HEALTH, "x_visit", ActionState.DROPPED, "Too busy", AT)
    with pytest.raises(planning.ObstacleMissing, match="what has changed"):
        planning.report_action(group, LEAD, "x_visit", ActionState.DROPPED, "", AT)
    planning.report_action(group, LEAD, "x_visit", ActionState.DROPPED, "He moved out", AT)
    assert action(group, "x_visit").state is ActionState.DROPPED


# Versions


def test_the_meeting_agrees_a_version_that_later_changes_leave_alone() -> None:
    """PLN-11 TIM-22"""
    group = a_settled_gathering()
    first = group.plan.versions[0]
    assert (first.number, first.gathering, first.by) == (1, "t_2", LEAD.id)
    planning.report_action(group, HEALTH, "x_visit", ActionState.DONE, "", FIRST_AT + DAY)
    planning.write(group, LEAD, PlanText("Another risk"), FIRST_AT + DAY)
    assert first.text.short_term == "Injuries at home"
    assert next(a for a in first.actions if a.id == "x_visit").state is ActionState.OPEN


def test_agreeing_twice_without_a_change_is_once() -> None:
    """PLN-11"""
    group = a_settled_gathering()
    before = group.revision
    assert planning.agree(group, LEAD, "t_2", FIRST_AT + HOUR).number == 1
    assert group.revision == before
    planning.write(group, LEAD, PlanText("Another risk"), FIRST_AT + HOUR)
    assert planning.agree(group, LEAD, "t_2", FIRST_AT + HOUR).number == 2


def test_a_plan_that_needed_no_change_is_agreed_in_the_next_meeting_too() -> None:
    """TIM-23"""
    group = a_closed_gathering()
    gathering = group.current
    assert gathering is not None
    in_session.open_gathering(group, LEAD, gathering.id, gathering.starts_at)
    version = planning.agree(group, LEAD, gathering.id, gathering.starts_at)
    assert (version.number, version.changes, version.gathering) == (2, [], gathering.id)


def test_each_version_says_in_words_what_changed() -> None:
    """PLN-11"""
    group = a_settled_gathering()
    at = FIRST_AT + HOUR
    planning.write(group, LEAD, replace(group.plan.text, childs_views="", medium_term="Truancy"), at)
    planning.set_outcome(group, LEAD, PlanOutcome("o_safe", "Kay is safe at home", reached=True), at)
    planning.set_outcome(group, LEAD, PlanOutcome("o_new", "Kay is at school"), at)
    planning.report_action(group, HEALTH, "x_visit", ActionState.DONE, "", at)
    planning.set_action(group, LEAD, replace(action(group, "x_club"), risk="Lateness"), at)
    planning.set_action(group, LEAD, replace(WATCH, id="x_new"), at)
    planning.set_visits(group, LEAD, Visits("v_1", HEALTH.id, "", 1, "Sleep and food"), at)
    assert planning.changes_since(group.plan) == [
        "The risks in the coming months: changed.",
        "The child's views: changed.",
        "Outcome reached: Kay is safe at home.",
        "New outcome: Kay is at school.",
        "Action done: Weekly visit (Ailsa Grant, by Tuesday 8 December 2026).",
        "Action changed: Breakfast club (Kay's mother, by Saturday 28 November 2026).",
        "New action: Call at bedtime (Ailsa Grant, by Tuesday 1 December 2026).",
        "Visits: Ailsa Grant, every day.",
    ]


def test_the_first_version_names_everything_in_it() -> None:
    """TIM-22"""
    changes = planning.changes_since(a_group_with_plan().plan)
    assert "The contingencies: written." in changes
    assert "New outcome: Kay is safe at home." in changes
    assert "New action: Visit every second day (Ewan Reid, by Friday 20 November 2026)." in changes


def test_an_immediate_action_without_its_risk_or_owner_holds_up_the_agreement_until_somebody_says() -> None:
    """PLN-03 PLN-05 SUM-06"""
    group = a_core_group()
    planning.set_outcome(group, LEAD, SAFE, AT)
    in_session.open_gathering(group, LEAD, "t_2", FIRST_AT)
    with pytest.raises(planning.ActionsIncomplete, match="“Visit every second day”"):
        planning.agree(group, LEAD, "t_2", FIRST_AT)
    planning.report_action(group, LEAD, "a_1", ActionState.DONE, "", FIRST_AT)
    assert planning.agree(group, LEAD, "t_2", FIRST_AT).number == 1


def test_an_empty_plan_is_not_agreed_and_none_outside_a_meeting() -> None:
    """PLN-01 PLN-11"""
    with pytest.raises(planning.AgreedInMeeting):
        planning.agree(a_group_with_plan(), LEAD, "t_2", AT)
    group = a_core_group()
    in_session.open_gathering(group, LEAD, "t_2", FIRST_AT)
    with pytest.raises(planning.PlanEmpty):
        planning.agree(group, LEAD, "t_2", FIRST_AT)
    for stranger in (HEALTH, ADMIN, CHAIR):
        with pytest.raises(NotYours):
            planning.agree(an_open_gathering(), stranger, "t_2", FIRST_AT)


def test_what_a_good_plan_also_says_is_named_and_does_not_hold_it_up() -> None:
    """PLN-02 PLN-04 PLN-07 PLN-08"""
    group = an_open_gathering()
    assert planning.missing_parts(group.plan) == []
    planning.write(group, LEAD, PlanText("Injuries"), FIRST_AT)
    assert planning.missing_parts(group.plan) == [
        "the risks in the coming months",
        "the risks for later",
        "what happens when things do not get better, or get worse",
        "how child and family had a part in making it",
        "the child's views",
    ]
    version = planning.agree(group, LEAD, "t_2", FIRST_AT, " Kay is heard on Friday ")
    assert (version.number, version.go_ahead) == (1, "Kay is heard on Friday")


def test_a_plan_with_every_part_needs_no_go_ahead() -> None:
    """PLN-04 PLN-07 PLN-08"""
    assert planning.agree(an_open_gathering(), LEAD, "t_2", FIRST_AT, "Anyway").go_ahead == ""


def test_every_meeting_of_the_year_has_its_version() -> None:
    """TIM-23"""
    group = a_closed_gathering()
    for _ in range(3):
        gathering = group.planned
        assert gathering is not None
        in_session.open_gathering(group, LEAD, gathering.id, gathering.starts_at)
        settle_gathering(group, gathering.starts_at + timedelta(minutes=50))
        in_session.close(group, LEAD, gathering.id, gathering.starts_at + HOUR, PROFILE)
    assert [v.number for v in group.plan.versions] == [1, 2, 3, 4]
    assert [g.plan_version for g in group.held] == [1, 2, 3, 4]
    assert drained(group).facts == []


def test_an_outcome_that_is_no_longer_pursued_stays_to_be_read_and_wants_no_progress() -> None:
    """PLN-01 CG-09"""
    group = a_closed_gathering()
    (safe,) = group.plan.outcomes
    planning.set_outcome(group, LEAD, replace(safe, dropped=True), AT)
    assert (group.plan.outcomes[0].stands, group.plan.outcomes[0].worked_on) == ("no longer pursued", False)
    planning.set_outcome(group, LEAD, PlanOutcome("o_slip", "visits", dropped=True), AT)
    assert planning.changes_since(group.plan) == ["Outcome no longer pursued: Kay is safe at home."]


def test_visits_end_and_the_next_version_says_so() -> None:
    """PLN-12"""
    group = a_closed_gathering()
    (visits,) = group.plan.visits
    for _ in range(2):
        planning.end_visits(group, LEAD, visits.id, AT)
    assert group.plan.visits == []
    assert [f.kind for f in group.facts].count(FactKind.VISITS_ENDED) == 1
    assert f"Visits end: {visits.who_name}." in planning.changes_since(group.plan)
    with pytest.raises(NotYours):
        planning.end_visits(group, HEALTH, visits.id, AT)


def test_a_plan_in_which_somebody_who_left_still_visits_is_not_agreed() -> None:
    """PLN-12 CG-02"""
    group = a_group_with_plan()
    (visits,) = group.plan.visits
    planning.require_complete(group)
    membership.let_go(group, LEAD, HEALTH.id, AT, "Another school")
    with pytest.raises(planning.VisitsUnmanned, match="Ailsa Grant has left") as refused:
        planning.require_complete(group)
    assert refused.value.way
    assert refused.value.way.ids == {"g": group.id, "i": visits.id}
    planning.set_visits(group, LEAD, replace(visits, who=SCHOOL.id), AT)
    planning.require_complete(group)


def test_an_action_may_be_for_one_child_alone() -> None:
    """PLN-09"""
    group = a_group_with_plan()
    planning.set_action(group, LEAD, replace(WATCH, child=KAY.id), AT)
    assert action(group, WATCH.id).child == KAY.id
    with pytest.raises(NoSuchThing):
        planning.set_action(group, LEAD, replace(WATCH, child="c_other"), AT)
