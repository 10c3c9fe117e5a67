"""Those beside the family who are not enrolled: on the roll, agreed to, and out of a confidential section."""

from __future__ import annotations

import pytest

from cppm.meetings import conduct, skeleton_room
from cppm.meetings.meeting import NoSuchThing, PlanningMeeting
from cppm.meetings.skeleton_words import Marks
from cppm.people import Role
from cppm.rights import beside, section, support
from cppm.rights.participation_records import Booked, SupportKind
from cppm.rights.taking_part import of
from tests.builders import CHAIR, HEALTH, LEAD, POLICE, SCHOOL, STARTS_AT, an_opened_meeting

ADA, IRENA = "support:f_mother", "interpreter:f_mother"


def helped(kind: SupportKind = SupportKind.ADVOCATE) -> PlanningMeeting:
    """Under way; the mother has somebody in support, and one interpreter is there for both parents."""
    meeting = an_opened_meeting()
    support.arrange_support(meeting, LEAD, "f_mother", kind, "Ada Fyfe", "", STARTS_AT)
    for line in ("f_mother", "f_father"):
        support.arrange_interpreter(
            meeting, LEAD, line, Booked.CONFIRMED, "Polish", "Irena Nowak", False, STARTS_AT
        )
    return meeting


def roll(meeting: PlanningMeeting, *with_family: str) -> None:
    here = [each.id for each in (LEAD, POLICE, HEALTH, SCHOOL)]
    conduct.call_roll(meeting, CHAIR, here, [], ["f_mother"], STARTS_AT, with_family)


def test_who_was_named_and_is_not_enrolled_stands_on_the_roll() -> None:
    """PAR-05 PAR-07 MIN-08"""
    meeting = helped()
    assert beside.named(meeting) == {
        ADA: "Ada Fyfe, advocate of Kay's mother",
        IRENA: "Irena Nowak, interpreter (Polish) for Kay's mother and Kay's father",
    }
    roll(meeting, IRENA)
    assert list(beside.here(meeting)) == [IRENA]
    assert (of(meeting, "f_father").interpreter_came, of(meeting, "f_mother").support_came) == (True, False)
    assert meeting.facts[-1].detail["with_family"] == [IRENA]
    with pytest.raises(NoSuchThing):
        roll(meeting, "support:f_father")


def test_whoever_has_a_line_of_their_own_is_not_asked_for_twice() -> None:
    """PAR-06"""
    meeting = helped()
    line = meeting.invitee(HEALTH.id)
    line.role, line.beside = Role.SUPPORT_PERSON, "f_mother"
    assert list(beside.named(meeting)) == [IRENA]


def test_the_chair_lets_a_friend_in_and_nobody_whom_the_chair_refused() -> None:
    """PAR-06"""
    meeting = helped(SupportKind.PERSON)
    assert support.waits_for_chair(of(meeting, "f_mother").support)
    roll(meeting, ADA)
    found = of(meeting, "f_mother").support
    assert found
    assert found.agreed is True
    support.arrange_support(
        meeting, CHAIR, "f_mother", SupportKind.PERSON, "Ada Fyfe", "", STARTS_AT, agreed=False
    )
    assert ADA not in beside.named(meeting)
    with pytest.raises(NoSuchThing):
        roll(meeting, ADA)


def test_they_leave_for_the_confidential_section_with_the_family() -> None:
    """RAI-08"""
    meeting = helped()
    roll(meeting, ADA)
    assert section.expected_to_leave(meeting) == ["f_mother", ADA]
    section.start(meeting, CHAIR, section.expected_to_leave(meeting), True, STARTS_AT)
    section.end(meeting, CHAIR, STARTS_AT)
    roll(meeting)
    (part,) = skeleton_room.confidential(meeting)
    left = dict(part.rows)["Left the room"]
    assert left == "Kay's mother; Ada Fyfe, advocate of Kay's mother", (
        "she has gone, and is named all the same"
    )


def test_the_minutes_say_whether_they_came() -> None:
    """MIN-08"""
    meeting = helped()
    said = dict(skeleton_room.family(meeting, Marks(meeting)).rows)["Kay's mother"]
    assert said.endswith("Support: Ada Fyfe, advocate. Interpreter: Polish"), "the roll was not called"
    roll(meeting, IRENA)
    said = dict(skeleton_room.family(meeting, Marks(meeting)).rows)["Kay's mother"]
    assert said.endswith("Support: Ada Fyfe, advocate, did not attend. Interpreter: Polish, attended")


def test_somebody_named_anew_is_not_taken_for_who_was_there() -> None:
    meeting = helped()
    roll(meeting, ADA, IRENA)
    support.arrange_support(meeting, LEAD, "f_mother", SupportKind.ADVOCATE, "Una Weir", "", STARTS_AT)
    assert list(beside.here(meeting)) == [IRENA]
