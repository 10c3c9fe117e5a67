"""Whether a child comes, how each of the family takes part, and what they need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cppm.errors import CPPMError
from cppm.meetings import closing
from cppm.meetings.meeting import Child, NotYours, Phase, PlanningMeeting, WrongPhase
from cppm.records import NoticeKind
from cppm.rights import taking_part, understanding
from cppm.rights.participation_records import Factor, Need, TakesPart
from cppm.timing import clocks
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    MINUTE,
    POLICE,
    PROFILE,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
    an_opened_meeting,
)

AT = BOOKED_AT + 5 * MINUTE
WEIGHED = [Factor.WISH, Factor.SAFETY]


def weigh(
    meeting: PlanningMeeting,
    invited: bool = False,
    words: str = "Kay would rather write",
    excuse: str = "",
    line: str = "f_kay",
) -> None:
    taking_part.invite_or_not(meeting, LEAD, line, invited, WEIGHED, words, excuse, AT)


def agree(meeting: PlanningMeeting, how: TakesPart, part: str = "", *needs: Need, words: str = "") -> None:
    taking_part.take_part(meeting, LEAD, "f_kay", how, part, list(needs), words, AT)


def owed(meeting: PlanningMeeting, clock: str) -> list[str]:
    return [d.about for d in clocks.dues(meeting, PROFILE) if d.clock == clock]


def test_whether_a_child_comes_is_weighed_and_explained_either_way() -> None:
    """CHI-01 CHI-08"""
    meeting = a_booked_meeting()
    weigh(meeting)
    line = meeting.family_line("f_kay")
    assert (line.invited, line.reason) == (False, "Kay would rather write")
    weigh(meeting, True, "She wants to say it herself")
    assert (line.invited, line.reason) == (True, "")
    kept = taking_part.of(meeting, "f_kay").invited
    assert kept
    assert (kept.weighed, kept.words) == (WEIGHED, "She wants to say it herself")


def test_nobody_takes_it_for_granted_that_a_child_cannot_come() -> None:
    """CHI-02"""
    meeting = a_booked_meeting()
    with pytest.raises(taking_part.NothingWeighed, match="taken for granted"):
        taking_part.invite_or_not(meeting, LEAD, "f_kay", False, [], "Too young", "", AT)
    with pytest.raises(taking_part.ChildReasonMissing):
        weigh(meeting, words=" ")


def test_a_parent_is_left_out_by_the_chair_alone_and_not_here() -> None:
    """CHI-01"""
    with pytest.raises(taking_part.OnlyChildren):
        weigh(a_booked_meeting(), line="f_mother")


def test_a_child_who_is_not_invited_is_told_in_person_before_the_meeting() -> None:
    """CHI-03"""
    meeting = an_invited_meeting()
    assert owed(meeting, "child_told") == []
    weigh(meeting)
    assert owed(meeting, "child_told") == ["f_kay"]
    weigh(meeting, excuse="It would put her in danger at home")
    assert owed(meeting, "child_told") == []


def test_a_child_who_comes_again_owes_nobody_an_explanation() -> None:
    """CHI-03"""
    meeting = an_invited_meeting()
    weigh(meeting)
    weigh(meeting, True, "She changed her mind")
    assert owed(meeting, "child_told") == []


def test_a_child_may_come_for_a_part_which_is_named() -> None:
    """LPP-10"""
    meeting = a_booked_meeting()
    with pytest.raises(taking_part.PartUnsaid):
        agree(meeting, TakesPart.PART)
    agree(meeting, TakesPart.PART, "the beginning, to say what she wants")
    assert taking_part.of(meeting, "f_kay").part == "the beginning, to say what she wants"
    agree(meeting, TakesPart.WHOLE, "left over")
    assert taking_part.of(meeting, "f_kay").part == ""


def test_whoever_is_not_invited_takes_part_through_their_views() -> None:
    """LPP-10"""
    meeting = a_booked_meeting()
    weigh(meeting)
    with pytest.raises(taking_part.NotInvitedHere):
        agree(meeting, TakesPart.WHOLE)
    agree(meeting, TakesPart.VIEWS)
    assert taking_part.of(meeting, "f_kay").takes_part is TakesPart.VIEWS


def test_the_chair_hears_early_of_needs_and_once() -> None:
    """LPP-06"""
    meeting = a_booked_meeting()
    meeting.notices.clear()
    agree(meeting, TakesPart.WHOLE)
    assert meeting.notices == []
    agree(meeting, TakesPart.WHOLE, "", Need.TIME, Need.EASY_READ)
    agree(meeting, TakesPart.WHOLE, "", Need.TIME, Need.EASY_READ)
    assert [(n.kind, n.to) for n in meeting.notices] == [(NoticeKind.FAMILY_NEEDS, CHAIR.id)]
    agree(meeting, TakesPart.WHOLE, "", Need.TIME)
    assert len(meeting.notices) == 1, "a need that is gone is no news"


def test_a_child_who_left_before_the_end_hears_the_outcome_afterwards() -> None:
    """PAR-03"""
    meeting = an_opened_meeting()
    meeting.family_line("f_kay").present = True
    assert "f_kay" not in closing.to_be_told(meeting)
    agree(meeting, TakesPart.PART, "the beginning")
    assert "f_kay" in closing.to_be_told(meeting)


def test_the_same_said_twice_changes_nothing() -> None:
    """CON-09"""
    meeting = a_booked_meeting()
    weigh(meeting)
    agree(meeting, TakesPart.VIEWS)
    before = meeting.revision
    weigh(meeting)
    agree(meeting, TakesPart.VIEWS)
    assert meeting.revision == before


def test_only_those_who_look_after_the_family_keep_it() -> None:
    """LPP-10"""
    meeting = an_invited_meeting()
    for nobody in (POLICE, HEALTH):
        with pytest.raises(NotYours):
            taking_part.require_looks_after(meeting, nobody)
    for somebody in (CHAIR, LEAD, ADMIN):
        taking_part.require_looks_after(meeting, somebody)
    meeting.outcome.lead_professional = HEALTH.id
    taking_part.require_looks_after(meeting, HEALTH)


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSED, Phase.CANCELLED])
def test_whether_a_child_comes_is_settled_before_the_meeting(phase: Phase) -> None:
    """CHI-01"""
    meeting = an_opened_meeting()
    meeting.phase = phase
    with pytest.raises(WrongPhase):
        weigh(meeting)


def test_a_stranger_of_the_family_is_nobody() -> None:
    """INV-03"""
    with pytest.raises(CPPMError):
        weigh(a_booked_meeting(), line="f_nobody")


def test_a_baby_born_since_the_booking_is_still_a_baby() -> None:
    """CHI-05: for two years, as far as the day is known; nobody explains a register to it."""
    born = Child("c_ann", "Ann", due_date=date(2026, 12, 1), born_on=date(2026, 11, 20))
    assert taking_part.is_baby(born)
    assert taking_part.is_baby(born, date(2028, 11, 1))
    assert not taking_part.is_baby(born, date(2028, 12, 1))
    assert [taking_part.is_baby(Child("c", "Kay", age)) for age in (0, 1, 2, 7)] == [True, True, False, False]
    meeting = a_closed_meeting()
    meeting.children[0] = replace(born, id="c_kay")
    assert understanding.to_tell(meeting, meeting.family_line("f_kay")) == ()
