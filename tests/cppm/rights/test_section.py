"""The confidential section: explained, begun and ended by the chair, with who left and when."""

from datetime import timedelta

import pytest

from cppm.meetings import closing
from cppm.meetings.meeting import NotYours, PlanningMeeting, WrongPhase
from cppm.records import FactKind
from cppm.rights import section
from tests import cast
from tests.builders import ADMIN, CHAIR, HEALTH, LEAD, MINUTE, STARTS_AT

AT = STARTS_AT + 10 * MINUTE


def a_meeting() -> PlanningMeeting:
    return cast.meeting_at("open")


def test_the_family_and_those_there_for_them_are_expected_to_leave() -> None:
    """RAI-08"""
    meeting = a_meeting()
    assert section.expected_to_leave(meeting) == ["f_mother", cast.INTERPRETER.id, cast.SUPPORT.id]
    assert CHAIR.id not in section.may_leave(meeting)


def test_who_left_and_when_is_kept() -> None:
    """RAI-08"""
    meeting = a_meeting()
    section.start(meeting, CHAIR, ["f_mother", cast.SUPPORT.id], True, AT)
    section.end(meeting, CHAIR, AT + 7 * MINUTE)
    (found,) = meeting.sections
    assert found.left == ["f_mother", cast.SUPPORT.id]
    assert found.ended_at == found.started_at + timedelta(minutes=7)
    assert [f.kind for f in meeting.facts[-2:]] == [FactKind.SECTION_STARTED, FactKind.SECTION_ENDED]
    assert meeting.facts[-2].detail == {"left": found.left, "explained": True}


def test_the_family_hears_why_before_they_leave() -> None:
    """RAI-08"""
    with pytest.raises(section.ExplainFirst):
        section.start(a_meeting(), CHAIR, ["f_mother"], False, AT)


def test_somebody_of_the_family_leaves_where_they_are_there() -> None:
    meeting = a_meeting()
    with pytest.raises(section.NobodyLeaves):
        section.start(meeting, CHAIR, [], True, AT)
    with pytest.raises(section.NotInTheRoom):
        section.start(meeting, CHAIR, ["f_father"], True, AT)
    meeting.family[1].present = False
    assert section.start(meeting, CHAIR, [], False, AT).left == []


def test_one_section_at_a_time_and_none_to_end() -> None:
    meeting = a_meeting()
    with pytest.raises(section.NoSection):
        section.end(meeting, CHAIR, AT)
    section.start(meeting, CHAIR, ["f_mother"], True, AT)
    with pytest.raises(section.SectionRuns):
        section.start(meeting, CHAIR, ["f_mother"], True, AT)


def test_only_the_chair_of_an_open_meeting_holds_one() -> None:
    for wrong in (LEAD, HEALTH, ADMIN):
        with pytest.raises(NotYours):
            section.start(a_meeting(), wrong, ["f_mother"], True, AT)
    for stage in ("invited", "closed"):
        with pytest.raises(WrongPhase):
            section.start(cast.meeting_at(stage), CHAIR, [], True, AT)


def test_the_meeting_does_not_close_within_a_section() -> None:
    """RAI-08"""
    meeting = a_meeting()
    section.start(meeting, CHAIR, ["f_mother"], True, AT)
    assert "section" in [blank.job for blank in closing.blanks(meeting)]
    section.end(meeting, CHAIR, AT)
    assert "section" not in [blank.job for blank in closing.blanks(meeting)]
