"""Siblings in one meeting: everything is decided per child, and a view may be the same for all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cppm.meetings import closing, conduct, considerations, decision, key_points, views
from cppm.meetings.meeting import Child, Concern, FamilyLine, ImmediateAction, Option, PlanningMeeting
from cppm.meetings.siblings import for_file_of, hears_about, sharing
from cppm.meetings.views import NothingToRepeat, NotInTheRoom
from cppm.records import FactKind, NoticeKind
from cppm.rights import parts
from cppm.rights.parts_records import Because, Part
from tests.builders import (
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    THIRD,
    a_family,
    a_meeting_ready_for_views,
    a_settled_meeting,
)

AT = STARTS_AT + timedelta(minutes=20)
LENA, TOM = Child("c_lena", "Lena", age=4), Child("c_tom", "Tom", age=1)
FAMILY = [
    *a_family(),
    FamilyLine("f_lena", "Lena", "child", True, child=LENA.id),
    FamilyLine("f_tom", "Tom", "child", False, "Too young to take part", child=TOM.id),
]
THREE: dict[str, object] = {"children": [KAY, LENA, TOM], "family": FAMILY}


def siblings() -> PlanningMeeting:
    return a_meeting_ready_for_views(**THREE)  # type: ignore[arg-type]


def test_one_view_may_stand_for_all_and_is_kept_for_each() -> None:
    """DEC-01 DEC-03"""
    meeting = siblings()
    views.give_view(meeting, POLICE, KAY.id, Option.PLACE, "Two call-outs", AT)
    assert views.give_same(meeting, POLICE, KAY.id, AT) == [LENA, TOM]
    kept = [meeting.rounds[c.id].views[POLICE.id] for c in meeting.children]
    assert {(v.option, v.reasons) for v in kept} == {(Option.PLACE, "Two call-outs")}
    given = [f.detail["child"] for f in meeting.facts if f.kind is FactKind.VIEW_GIVEN]
    assert given == [KAY.id, LENA.id, TOM.id]


def test_a_view_given_on_a_sibling_stays_as_it_is() -> None:
    """DEC-03"""
    meeting = siblings()
    views.give_view(meeting, POLICE, LENA.id, Option.NOT_PLACE, "Lives with her aunt", AT)
    views.give_view(meeting, POLICE, KAY.id, Option.PLACE, "Two call-outs", AT)
    assert views.give_same(meeting, POLICE, KAY.id, AT) == [TOM]
    assert meeting.rounds[LENA.id].views[POLICE.id].option is Option.NOT_PLACE


def test_without_a_view_or_a_sibling_there_is_nothing_to_repeat() -> None:
    """DEC-03"""
    meeting = siblings()
    with pytest.raises(NothingToRepeat):
        views.give_same(meeting, POLICE, KAY.id, AT)
    alone = a_meeting_ready_for_views()
    views.give_view(alone, POLICE, KAY.id, Option.PLACE, "Two call-outs", AT)
    with pytest.raises(NothingToRepeat):
        views.give_same(alone, POLICE, KAY.id, AT)


def test_only_children_whose_views_are_asked_for_are_meant() -> None:
    """DEC-01"""
    meeting = siblings()
    views.give_view(meeting, POLICE, KAY.id, Option.PLACE, "Two call-outs", AT)
    del meeting.rounds[TOM.id]
    views.give_view(meeting, HEALTH, LENA.id, Option.PLACE, "Weight", AT)
    views.open_views(meeting, CHAIR, LENA.id, AT)
    assert views.still_to_give(meeting, POLICE, KAY.id) == []


def test_who_may_pass_passes_for_all() -> None:
    """DEC-03"""
    meeting = siblings()
    views.pass_view(meeting, THIRD, KAY.id, AT)
    views.give_same(meeting, THIRD, KAY.id, AT)
    assert [meeting.rounds[c.id].views[THIRD.id].option for c in meeting.children] == [None] * 3


def test_who_has_left_repeats_nothing() -> None:
    """DEC-03"""
    meeting = siblings()
    views.give_view(meeting, POLICE, KAY.id, Option.PLACE, "Two call-outs", AT)
    conduct.note_leaving(meeting, CHAIR, POLICE.id, AT)
    with pytest.raises(NotInTheRoom):
        views.give_same(meeting, POLICE, KAY.id, AT)
    assert POLICE.id not in meeting.rounds[LENA.id].views


def test_the_chair_hears_once_for_each_child_that_all_views_are_in() -> None:
    """DEC-01"""
    meeting = siblings()
    for who in (LEAD, POLICE, HEALTH, SCHOOL):
        views.give_view(meeting, who, KAY.id, Option.PLACE, "From our records", AT)
        views.give_same(meeting, who, KAY.id, AT)
    complete = [n.about for n in meeting.notices if n.kind is NoticeKind.VIEWS_COMPLETE]
    assert complete == [KAY.id, LENA.id, TOM.id]


def test_each_child_has_a_decision_of_its_own() -> None:
    """DEC-05 DEC-10"""
    meeting = siblings()
    for child in meeting.children:
        option = Option.NOT_PLACE if child is TOM else Option.PLACE
        for line in views.expected_to_view(meeting):
            views.give_view(meeting, line.person, child.id, option, "From our records", AT)
        views.open_views(meeting, CHAIR, child.id, AT)
        concerns = [] if child is TOM else [Concern("neglect", "Missed meals")]
        decision.decide(
            meeting, CHAIR, child.id, option, "As the views say", AT, PROFILE,
            concerns=concerns, reporter="not needed", reporter_reason="They work with the plan",
        )  # fmt: skip
    placed = {c: d.option for c, d in meeting.decisions.items()}
    assert placed == {KAY.id: Option.PLACE, LENA.id: Option.PLACE, TOM.id: Option.NOT_PLACE}


def test_the_meeting_closes_only_when_every_child_is_decided() -> None:
    """DEC-10"""
    meeting = a_settled_meeting(**THREE)
    del meeting.decisions[TOM.id]
    assert [b.words for b in closing.blanks(meeting) if b.job == "decide"] == ["the decision on Tom"]


def test_children_are_ready_to_be_asked_about_once_all_is_captured() -> None:
    """DEC-01"""
    meeting = siblings()
    meeting.rounds.clear()
    assert views.ready_to_ask(meeting) == [KAY, LENA, TOM]
    del meeting.childs_views[LENA.id]
    assert views.ready_to_ask(meeting) == [KAY, TOM]


# Parents that differ

KAYS_FATHER = FamilyLine("f_kays_father", "Kay's father", "father", False, "Bail", parent_of=[KAY.id])


def a_family_with_two_fathers() -> PlanningMeeting:
    family = [*(f for f in FAMILY if f.id != "f_father"), KAYS_FATHER]
    return a_settled_meeting(children=[KAY, LENA, TOM], family=family)


def test_a_parent_of_one_child_hears_about_that_child_alone() -> None:
    """PAR-01 SUM-03"""
    meeting = a_family_with_two_fathers()
    lines = {line.id: line for line in meeting.family}
    assert hears_about(meeting, lines["f_kays_father"]) == [KAY]
    assert hears_about(meeting, lines["f_mother"]) == [KAY, LENA, TOM]
    assert closing.to_be_told(meeting)["f_kays_father"] == "Kay's father (father, about Kay alone)"


def test_key_points_can_be_cut_to_the_children_somebody_hears_about() -> None:
    """SUM-03 PAR-01"""
    cut = key_points.draft(a_family_with_two_fathers(), [KAY])
    assert "Kay: name placed" in cut.decision
    assert not any(name in f"{cut.decision}{cut.reasons}" for name in ("Lena", "Tom"))


def test_the_same_words_stand_for_siblings_of_the_same_parents_alone() -> None:
    """PAR-02: what is said of one father's child is not filled in for another's."""
    meeting = a_family_with_two_fathers()
    assert sharing(meeting, KAY.id) == [KAY]
    assert sharing(meeting, LENA.id) == [LENA, TOM]
    assert considerations.alike(meeting, KAY.id) == [KAY]
    assert sharing(siblings(), KAY.id) == [KAY, LENA, TOM]


def test_nor_for_siblings_of_the_other_part_of_the_meeting() -> None:
    """PAR-02"""
    meeting = siblings()
    parts.plan(meeting, CHAIR, Because.OTHER, "They do not speak with each other", "Two doors", AT)
    parts.sort(meeting, CHAIR, [KAY.id], [TOM.id], AT)
    assert [sharing(meeting, child.id) for child in meeting.children] == [[KAY], [LENA], [TOM]]
    parts.begin(meeting, CHAIR, Part.FIRST, AT)
    assert parts.at_hand(meeting) == [KAY, LENA]


def test_what_a_parent_of_one_child_hears_names_no_sibling_in_its_actions() -> None:
    """SUM-03"""
    meeting = a_family_with_two_fathers()
    by = date(2026, 11, 20)
    meeting.outcome.actions = [
        ImmediateAction("a_1", "See Tom's nursery", "Ewan Reid", by),
        ImmediateAction("a_2", "See Kay's school", "Ewan Reid", by),
    ]
    actions = key_points.draft(meeting, [KAY]).actions
    assert "Kay's school" in actions
    assert "Tom" not in actions
    assert "Tom's nursery" in key_points.draft(meeting).actions
    assert [a.id for a in for_file_of(meeting, KAY.id).outcome.actions] == ["a_2"]
    assert [a.id for a in for_file_of(meeting, TOM.id).outcome.actions] == ["a_1"]


def test_what_a_parent_of_one_child_hears_leaves_out_what_is_for_a_sibling_alone() -> None:
    """SUM-03"""
    meeting = a_family_with_two_fathers()
    by = date(2026, 11, 20)
    meeting.outcome.actions = [
        ImmediateAction("a_1", "A place in the nursery", "Ewan Reid", by, TOM.id),
        ImmediateAction("a_2", "Visit every second day", "Ewan Reid", by),
    ]
    actions = key_points.draft(meeting, [KAY]).actions
    assert "nursery" not in actions
    assert "Visit every second day" in actions
    assert "nursery" in key_points.draft(meeting, [TOM]).actions
