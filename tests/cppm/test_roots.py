"""What meetings and core groups have in common: who holds which part, and what people are called."""

from __future__ import annotations

import pytest

from cppm.meetings import attendance
from cppm.meetings.meeting import Deputy
from cppm.people import Duty
from cppm.records import CHANNEL, everyone_with
from cppm.roots import HOLDERS, called, holders
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
)
from tests.builders_group import a_core_group


@pytest.mark.parametrize("word", sorted(HOLDERS))
def test_every_word_for_a_holder_is_known_in_meetings_and_core_groups(word: str) -> None:
    """CHR-01 CG-04"""
    assert all(holders(a_closed_meeting(), word))
    assert all(holders(a_core_group(), word))


def test_another_word_is_a_fault_of_ours() -> None:
    """CHR-01"""
    for root in (a_closed_meeting(), a_core_group()):
        with pytest.raises(KeyError):
            holders(root, "head gardener")


def test_the_lead_professional_is_whom_the_meeting_named_once_it_has() -> None:
    """CHR-17 PLN-10"""
    meeting = a_closed_meeting()
    assert holders(meeting, "lead professional") == (LEAD.id,)
    meeting.outcome.lead_professional = HEALTH.id
    assert holders(meeting, "lead professional") == holders(meeting, "core group chair") == (HEALTH.id,)
    meeting.outcome.core_group_chair = POLICE.id
    assert holders(meeting, "core group chair") == (POLICE.id,)
    assert holders(meeting, "chair") == (CHAIR.id,)


def test_members_of_a_meeting_are_those_invited() -> None:
    """CON-07"""
    assert holders(a_booked_meeting(), "members") == ()
    assert POLICE.id in holders(an_invited_meeting(), "members")


def test_people_are_called_by_their_names_and_strangers_by_none() -> None:
    """ATT-02"""
    meeting = an_invited_meeting()
    attendance.send_deputy(
        meeting, POLICE, Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id), BOOKED_AT
    )
    for person in (CHAIR, LEAD, POLICE, POLICE_DEPUTY):
        assert called(meeting, person.id) == person.name
    assert called(meeting, OUTSIDER.id) == ""
    assert called(meeting, everyone_with(Duty.CP_ADMIN)) == "CP Administration"
    assert called(meeting, CHANNEL) == "The core group's channel"
