"""What a kind of meeting considers, by card and by typing."""

from __future__ import annotations

import pytest

from cppm.meetings.considerations import PLAN_STAYS
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind
from storage.store import Store
from tests.builders import BABY, CHAIR, KAY, LEAD, a_decided_meeting, a_family
from tests.dialogs.after_views import Room

LENA = Child("c_lena", "Lena", age=4)
MOTHER = [FamilyLine("f_mother", "The mother", "mother", True)]
SAID = {
    "home": "Yes, with her grandmother",
    "order": "No",
    "contact": "Supervised by the health visitor",
    "discharge": "On the ward, two days before; then the health visitor",
}
OPEN = {"m": "m_kay", "c": BABY.id}


@pytest.fixture
async def room(store: Store) -> Room:
    """A pre-birth meeting with its decision made."""
    meeting = a_decided_meeting(children=[BABY], kind=MeetingKind.PRE_BIRTH, family=MOTHER)
    return await Room(store).hold(meeting)


@pytest.fixture
async def sisters(store: Store) -> Room:
    """An initial meeting about two sisters."""
    lena = FamilyLine("f_lena", "Lena", "child", True, child=LENA.id)
    return await Room(store).hold(a_decided_meeting(children=[KAY, LENA], family=[*a_family(), lena]))


async def test_by_typing_each_question_is_put_and_what_the_decision_settles_is_shown(room: Room) -> None:
    """GEN-09"""
    chair = room.chat(CHAIR)
    heard = await chair.say("considerations")
    assert "safe for the baby to go home" in heard
    await chair.goes(
        [
            (SAID["home"], "child protection order"),
            (SAID["order"], "Is contact supervised"),
            (SAID["contact"], "leaves hospital"),
            (SAID["discharge"], "What was considered is kept"),
        ]
    )
    assert (await room.meeting()).considered.said == {BABY.id: SAID}


async def test_by_card_everything_is_answered_at_once(room: Room) -> None:
    """GEN-09"""
    chair = room.chat(CHAIR)
    form = await chair.send("considerations.open", OPEN)
    assert "Settled with the decision" in form
    assert "Can the child safely stay at home?" not in form
    kept = await chair.press("Keep this", **SAID)
    assert "Supervised by the health visitor" in kept
    assert (await room.meeting()).considered.said == {BABY.id: SAID}


async def test_what_is_left_blank_needs_a_reason(room: Room) -> None:
    """GEN-09"""
    chair = room.chat(CHAIR)
    await chair.send("considerations.open", OPEN)
    returned = await chair.press("Keep this", home="Yes")
    assert "Why is something left open?" in returned
    assert (await room.meeting()).considered.said == {}
    kept = await chair.press("Keep this", home="Yes", left_open="The midwife knows more next week")
    assert "Left open because\nThe midwife knows more next week" in kept


async def test_typed_a_question_may_be_skipped_with_a_reason_at_the_end(room: Room) -> None:
    """GEN-09"""
    await room.chat(CHAIR).goes(
        [
            ("considerations", "go home"),
            (SAID["home"], "child protection order"),
            ("skip", "Is contact supervised"),
            ("skip", "leaves hospital"),
            ("skip", "Why is something left open?"),
            ("The midwife knows more next week", "What was considered is kept"),
        ]
    )
    considered = (await room.meeting()).considered
    assert considered.said == {BABY.id: {"home": SAID["home"]}}
    assert considered.left_open == {BABY.id: "The midwife knows more next week"}


async def test_the_close_leads_to_what_is_blank(room: Room) -> None:
    """GEN-09 CHR-17"""
    chair = room.chat(CHAIR)
    heard = await chair.send("close.open", {"m": room.id})
    assert "For Baby: going home, order at birth, contact, leaving hospital" in heard
    assert "To be considered: Baby" in chair.buttons()


async def test_what_was_said_is_there_again_to_be_changed(room: Room) -> None:
    """GEN-09"""
    chair = room.chat(CHAIR)
    await chair.send("considerations.open", OPEN)
    await chair.press("Keep this", **SAID)
    await chair.press("Change")
    assert chair.input("home")["value"] == SAID["home"]


async def test_for_siblings_one_answer_can_stand_for_all(sisters: Room) -> None:
    """GEN-10"""
    chair = sisters.chat(CHAIR)
    said = {"staying": "Yes", "assessed": "Interim", "existing": "No", "safety": "With their aunt"}
    await chair.send("considerations.open", {"m": "m_kay", "c": KAY.id})
    await chair.press("Keep this", **said, all_children="yes")
    assert (await sisters.meeting()).considered.said == {KAY.id: said, LENA.id: said}


async def test_for_one_child_the_question_about_all_is_not_put(room: Room) -> None:
    """GEN-09"""
    assert "all children" not in await room.chat(CHAIR).send("considerations.open", OPEN)


@pytest.fixture
async def reviewed(store: Store) -> Room:
    """A review of two sisters with its decisions made."""
    lena = FamilyLine("f_lena", "Lena", "child", True, child=LENA.id)
    family = [*a_family(), lena]
    return await Room(store).hold(
        a_decided_meeting(children=[KAY, LENA], family=family, kind=MeetingKind.REVIEW)
    )


RIGHT, CHANGES = "It is right; the visits stopped in May", "Visits twice a week"


async def test_a_review_asks_by_typing_whether_the_plan_is_right_and_what_changes(reviewed: Room) -> None:
    """GEN-04"""
    await reviewed.chat(CHAIR).goes(
        [
            ("considerations Kay", "Is the plan right, and is it being carried out?"),
            ("skip", "Please"),
            (RIGHT, "Does the plan stay as it is?"),
            ("no", "What changes in the plan?"),
            (CHANGES, "Is this the same for all children?"),
            ("no", "What was considered is kept"),
        ]
    )
    said = (await reviewed.meeting()).considered.said
    assert said == {KAY.id: {"plan_right": RIGHT, "plan_changes": CHANGES}}


async def test_on_the_card_one_press_says_that_the_plan_of_all_stays_as_it_is(reviewed: Room) -> None:
    """GEN-04"""
    chair = reviewed.chat(CHAIR)
    form = await chair.send("considerations.open", {"m": "m_kay", "c": KAY.id})
    assert "leave blank" not in form
    assert "left open" not in form
    kept = await chair.press("Keep this", plan_right=RIGHT, plan_stays="yes", all_children="yes")
    assert f"Changes to the plan\n{PLAN_STAYS}" in kept
    said = {"plan_right": RIGHT, "plan_changes": PLAN_STAYS}
    assert (await reviewed.meeting()).considered.said == {KAY.id: said, LENA.id: said}
    await chair.press("Change")
    assert chair.input("plan_stays")["value"] == "yes"


async def test_a_plan_that_changes_needs_the_words_for_it(reviewed: Room) -> None:
    """GEN-04"""
    chair = reviewed.chat(CHAIR)
    await chair.send("considerations.open", {"m": "m_kay", "c": KAY.id})
    returned = await chair.press("Keep this", plan_right=RIGHT, plan_stays="no")
    assert "What changes in the plan?" in returned
    assert (await reviewed.meeting()).considered.said == {}


async def test_nobody_but_the_chair_goes_through_the_list(room: Room) -> None:
    """CHR-01"""
    assert "Only the chair" in await room.chat(LEAD).send("considerations.open", OPEN)
