"""At the end the family hears how to ask for a review and how to complain, and that it did is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings import closing, family_rights
from cppm.meetings.family_rights import NobodyHeardRights, RightsAfterDecision
from cppm.meetings.meeting import NotYours, WrongPhase
from cppm.records import FactKind
from cppm.rights.participation_records import Participation, TakesPart
from tests.builders import (
    CHAIR,
    LEAD,
    MINUTE,
    STARTS_AT,
    a_closed_meeting,
    a_settled_meeting,
    a_viewed_meeting,
    an_invited_meeting,
)

AT = STARTS_AT + timedelta(hours=1)


def test_the_chair_says_once_that_those_who_were_there_have_heard_it() -> None:
    """CHR-20"""
    meeting = a_settled_meeting()
    assert family_rights.to_tell(meeting)
    family_rights.told(meeting, CHAIR, AT)
    family_rights.told(meeting, CHAIR, AT + MINUTE)
    assert not family_rights.to_tell(meeting)
    assert meeting.outcome.rights_told_at == AT
    (fact,) = [f for f in meeting.facts if f.kind is FactKind.RIGHTS_TOLD]
    assert fact.detail["who"] == ["f_mother"]


def test_it_stays_open_when_the_meeting_is_closed_without_it() -> None:
    """CHR-20"""
    meeting = a_closed_meeting()
    assert family_rights.to_tell(meeting)
    family_rights.told(meeting, CHAIR, AT)
    assert not family_rights.to_tell(meeting)


def test_nobody_but_the_chair_says_so_and_not_before_the_decision() -> None:
    """CHR-20"""
    with pytest.raises(NotYours):
        family_rights.told(a_settled_meeting(), LEAD, AT)
    with pytest.raises(RightsAfterDecision):
        family_rights.told(a_viewed_meeting(), CHAIR, AT)
    with pytest.raises(WrongPhase):
        family_rights.told(an_invited_meeting(), CHAIR, AT)


def test_whoever_was_not_there_to_the_end_hears_it_with_the_outcome() -> None:
    """CHR-20 PAR-03"""
    meeting = a_settled_meeting()
    meeting.participation["f_mother"] = Participation(takes_part=TakesPart.PART)
    assert "f_mother" in closing.to_be_told(meeting)
    assert family_rights.hearers(meeting) == []
    assert not family_rights.to_tell(meeting)
    with pytest.raises(NobodyHeardRights):
        family_rights.told(meeting, CHAIR, AT)
