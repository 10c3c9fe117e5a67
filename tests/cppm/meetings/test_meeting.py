"""The meeting itself: who may see it, what it keeps, what it is called."""

from __future__ import annotations

import json

import pytest

from cppm.meetings.meeting import OPTIONS, MeetingKind, NoSuchThing, NotInvited, Option, Phase, WrongPhase
from cppm.people import Role
from cppm.records import FactKind, NoticeKind
from tests.builders import (
    ADMIN,
    CHAIR,
    LEAD,
    OUTSIDER,
    POLICE,
    REPORTER,
    USUAL,
    a_booked_meeting,
    a_closed_meeting,
    an_invited_meeting,
    an_opened_meeting,
)


def test_each_kind_of_meeting_has_its_two_options() -> None:
    """DEC-05 OUT-01 GEN-05"""
    assert OPTIONS[MeetingKind.INITIAL] == OPTIONS[MeetingKind.PRE_BIRTH] == (Option.PLACE, Option.NOT_PLACE)
    assert OPTIONS[MeetingKind.REVIEW] == (Option.RETAIN, Option.REMOVE)
    assert set(OPTIONS) == set(MeetingKind)


def test_remove_is_an_option_of_the_review_alone() -> None:
    """GEN-15"""
    assert [kind for kind, options in OPTIONS.items() if Option.REMOVE in options] == [MeetingKind.REVIEW]


def test_only_chair_lead_professional_and_invited_people_take_part() -> None:
    """INV-09"""
    meeting = an_invited_meeting([POLICE, REPORTER])
    assert meeting.participants() == {
        CHAIR.id: Role.CHAIR,
        LEAD.id: Role.LEAD_PROFESSIONAL,
        POLICE.id: Role.PRACTITIONER,
        REPORTER.id: Role.OBSERVER,
    }
    for stranger in (OUTSIDER, ADMIN):
        with pytest.raises(NotInvited):
            meeting.role_of(stranger)
        with pytest.raises(NotInvited):
            meeting.line_of(stranger)


def test_the_name_of_a_meeting_is_neutral() -> None:
    """PRIVACY 3.1"""
    meeting = a_closed_meeting()
    assert meeting.reference == "CPPM PK-26-0137"
    assert not any(c.name in meeting.reference for c in meeting.children)


def test_every_change_grows_the_revision_by_its_facts() -> None:
    """DESIGN 4"""
    meeting = a_closed_meeting()
    assert meeting.revision == len(meeting.facts)


def test_every_fact_is_plain_and_says_who_and_when() -> None:
    """DESIGN 5"""
    for fact in a_closed_meeting().facts:
        assert json.loads(json.dumps(fact.detail)).keys() == fact.detail.keys()
        assert fact.by
        assert fact.at.utcoffset() is not None


def test_notices_carry_ids_and_no_words() -> None:
    """DESIGN 1.7"""
    for notice in a_closed_meeting().notices:
        assert " " not in notice.about
        assert "Kay" not in f"{notice.key} {notice.about}"


def test_facts_and_notices_have_names_of_their_own() -> None:
    """DESIGN 5"""
    assert all(len(kind.value.split(":")) == 3 for kind in FactKind)
    assert len({k.value for k in FactKind}) == len(FactKind)
    assert len({k.value for k in NoticeKind}) == len(NoticeKind)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Phase.OPEN, "arranged and not open yet, so this is not possible until the chair opens it."),
        (Phase.CLOSED, "not possible until the chair closes it."),
        (Phase.BOOKED, "not possible any more."),
    ],
)
def test_a_refusal_says_when_something_becomes_possible(wanted: Phase, said: str) -> None:
    """GEN-05"""
    with pytest.raises(WrongPhase) as refused:
        an_invited_meeting().require_phase("this", wanted)
    assert said in str(refused.value)


def test_before_the_list_is_agreed_the_refusal_says_so() -> None:
    """GEN-05"""
    with pytest.raises(WrongPhase, match="invitation list not yet agreed"):
        a_booked_meeting().require_phase("this", Phase.INVITED)


def test_what_is_not_in_the_meeting_is_not_found() -> None:
    """GEN-05"""
    meeting = an_opened_meeting()
    with pytest.raises(NoSuchThing, match="child"):
        meeting.child("c_nobody")
    with pytest.raises(NoSuchThing, match="person"):
        meeting.invitee(OUTSIDER.id)
    assert len(meeting.invitees) == len(USUAL) + 1
