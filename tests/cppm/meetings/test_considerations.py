"""What meetings of each kind consider, and the warning at the close when something is blank."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings import closing, considerations
from cppm.meetings.closing import StillBlank
from cppm.meetings.considerations import (
    INITIAL,
    PLAN_STAYS,
    TRANSFER,
    UNBORN,
    LeftOpenUnexplained,
    PlanNotReviewed,
)
from cppm.meetings.meeting import (
    Child,
    FamilyLine,
    MeetingKind,
    NoSuchThing,
    NotYours,
    PlanningMeeting,
    WrongPhase,
)
from tests.builders import (
    BABY,
    CHAIR,
    KAY,
    LEAD,
    STARTS_AT,
    a_closed_meeting,
    a_decided_meeting,
    a_family,
    a_settled_meeting,
    an_invited_meeting,
)

AT = STARTS_AT + timedelta(minutes=50)
LENA = Child("c_lena", "Lena", age=4)
MOTHER = [FamilyLine("f_mother", "The mother", "mother", True)]
SAID = {
    "staying": "Yes, with her aunt in the house",
    "assessed": "Interim; the assessment is complete in January",
    "existing": "None so far",
    "safety": "The aunt stays overnight since 26 October",
}


def unborn() -> PlanningMeeting:
    return a_decided_meeting(children=[BABY], kind=MeetingKind.PRE_BIRTH, family=MOTHER)


def family_of_two() -> list[FamilyLine]:
    return [*a_family(), FamilyLine("f_lena", "Lena", "child", True, child=LENA.id)]


def sisters() -> PlanningMeeting:
    return a_decided_meeting(children=[KAY, LENA], family=family_of_two())


def test_before_a_birth_five_things_are_considered() -> None:
    """GEN-09"""
    asked = considerations.for_child(MeetingKind.PRE_BIRTH, BABY)
    assert [each.key for each in asked] == ["register", "home", "order", "contact", "discharge"]
    assert {each.rule for each in asked} == {"GEN-09"}


def test_what_the_decision_answers_is_not_asked_twice() -> None:
    """GEN-09 GEN-10"""
    decided = {each.key for each in (*UNBORN, *INITIAL, *TRANSFER) if each.decided}
    assert decided == {"register", "reporter"}
    asked = {each.key for each in considerations.to_ask(unborn(), BABY.id)}
    assert asked == {"home", "order", "contact", "discharge"}


def test_an_initial_meeting_considers_home_assessment_earlier_plan_and_safety_until_now() -> None:
    """GEN-10 GEN-11 GEN-12 GEN-13"""
    asked = considerations.for_child(MeetingKind.INITIAL, KAY)
    assert [each.rule for each in asked] == ["GEN-10", "GEN-10", "GEN-11", "GEN-12", "GEN-13"]


def test_of_an_unborn_sibling_what_comes_with_the_birth_is_considered() -> None:
    """GEN-09"""
    meeting = a_decided_meeting(children=[KAY, BABY])
    assert considerations.to_ask(meeting, KAY.id) != considerations.to_ask(meeting, BABY.id)
    assert [child.id for child in considerations.alike(meeting, KAY.id)] == [KAY.id]


def test_a_transfer_asks_for_the_interim_safety_plan_of_both_areas_and_reviews_the_plan_that_came() -> None:
    """MOV-10 GEN-17 GEN-04"""
    asked = considerations.for_child(MeetingKind.TRANSFER, KAY)
    assert [e.rule for e in asked] == ["MOV-10", "GEN-17", "GEN-04", "GEN-04"]


REVIEWED = {"plan_right": "It is right; the visits stopped in May", "plan_changes": "Visits twice a week"}


def test_a_review_does_not_close_before_the_plan_of_each_child_is_reviewed() -> None:
    """GEN-04"""
    meeting = a_settled_meeting(kind=MeetingKind.REVIEW, children=[KAY, LENA], family=family_of_two())
    del meeting.considered.said[LENA.id]
    with pytest.raises(StillBlank, match=r"for Lena: the plan until now, changes to the plan\.$"):
        closing.close(meeting, CHAIR, AT)
    considerations.consider(meeting, CHAIR, [LENA.id], REVIEWED, "", AT)
    closing.close(meeting, CHAIR, AT)


@pytest.mark.parametrize("missing", REVIEWED)
def test_how_the_plan_stands_can_not_be_left_open(missing: str) -> None:
    """GEN-04"""
    meeting = a_decided_meeting(kind=MeetingKind.REVIEW)
    said = {key: words for key, words in REVIEWED.items() if key != missing}
    with pytest.raises(PlanNotReviewed):
        considerations.consider(meeting, CHAIR, [KAY.id], said, "There was no time", AT)
    meeting.considered.left_open[KAY.id] = "There was no time"
    assert [b.rule for b in closing.blanks(meeting) if b.job == "considerations"] == ["GEN-04"]


def test_what_changes_in_the_plan_is_known_by_child_and_nothing_where_it_stays() -> None:
    """GEN-04"""
    meeting = a_decided_meeting(kind=MeetingKind.REVIEW, children=[KAY, LENA], family=family_of_two())
    considerations.consider(meeting, CHAIR, [KAY.id], REVIEWED, "", AT)
    considerations.consider(meeting, CHAIR, [LENA.id], REVIEWED | {"plan_changes": PLAN_STAYS}, "", AT)
    changes = [considerations.plan_changes(meeting, child.id) for child in meeting.children]
    assert changes == ["Visits twice a week", ""]
    assert considerations.plan_changes(a_decided_meeting(), KAY.id) == "", "an initial meeting asks none"


def test_the_meeting_warns_before_it_closes_when_something_is_blank() -> None:
    """GEN-09 GEN-13"""
    meeting = a_settled_meeting()
    meeting.considered.said[KAY.id].pop("safety")
    with pytest.raises(StillBlank, match="for Kay: safety until now, or why it is left open"):
        closing.close(meeting, CHAIR, AT)


def test_with_a_reason_something_may_be_left_open_and_the_meeting_closes() -> None:
    """GEN-09"""
    meeting = unborn()
    some = {"home": "Yes, with her grandmother", "order": "No"}
    with pytest.raises(LeftOpenUnexplained, match="contact, leaving hospital"):
        considerations.consider(meeting, CHAIR, [BABY.id], some, " ", AT)
    assert considerations.open_still(meeting, BABY.id)
    considerations.consider(meeting, CHAIR, [BABY.id], some, "The midwife knows more next week", AT)
    assert [each.key for each in considerations.blank(meeting, BABY.id)] == ["contact", "discharge"]
    assert considerations.open_still(meeting, BABY.id) == []
    assert not [b for b in closing.blanks(meeting) if b.job == "considerations"]
    assert meeting.facts[-1].detail["left_open"] == "The midwife knows more next week"


def test_once_all_is_answered_no_reason_is_kept() -> None:
    """GEN-11"""
    meeting = a_decided_meeting()
    considerations.consider(meeting, CHAIR, [KAY.id], {}, "Later in the meeting", AT)
    considerations.consider(meeting, CHAIR, [KAY.id], SAID, "Later in the meeting", AT)
    assert meeting.considered.left_open == {}
    assert meeting.considered.said[KAY.id] == SAID


def test_what_is_the_same_for_siblings_is_kept_for_each() -> None:
    """GEN-10 GEN-12"""
    meeting = sisters()
    both = [child.id for child in considerations.alike(meeting, LENA.id)]
    considerations.consider(meeting, CHAIR, both, SAID, "", AT)
    assert meeting.considered.said == {KAY.id: SAID, LENA.id: SAID}
    meeting.considered.said[KAY.id]["staying"] = "No"
    assert meeting.considered.said[LENA.id] == SAID, "each child has its own"


def test_a_refusal_for_one_child_keeps_nothing_for_the_other() -> None:
    """GEN-10"""
    meeting = a_decided_meeting(children=[KAY, BABY])
    with pytest.raises(NoSuchThing):
        considerations.consider(meeting, CHAIR, [KAY.id, BABY.id], SAID, "", AT)
    assert meeting.considered.said == {}


def test_only_the_chair_and_only_in_the_meeting() -> None:
    """CHR-01 GEN-05"""
    with pytest.raises(NotYours):
        considerations.consider(a_decided_meeting(), LEAD, [KAY.id], SAID, "", AT)
    for meeting in (an_invited_meeting(), a_closed_meeting()):
        with pytest.raises(WrongPhase):
            considerations.consider(meeting, CHAIR, [KAY.id], SAID, "", AT)
