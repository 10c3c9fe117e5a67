"""Whoever comes to learn: both consents, freely given, and taken back at any time."""

from __future__ import annotations

import pytest

from cppm.meetings import conduct, invitations
from cppm.meetings.meeting import NotYours, PlanningMeeting
from cppm.people import Agency, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights import consents
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    MINUTE,
    REPORTER,
    STARTS_AT,
    a_booked_meeting,
    an_invited_meeting,
    person,
)

STUDENT = person("student", Agency.HEALTH, "Zoe Hay", "Student nurse")
ASKED = "Ailsa Grant asked the mother at home; she agrees"
LATER = BOOKED_AT + 5 * MINUTE


def with_student(meeting: PlanningMeeting, role: Role = Role.STUDENT) -> PlanningMeeting:
    invitations.invite(meeting, LEAD, STUDENT, "Learns from the health visitor", LATER, role)
    meeting.notices.clear()
    return meeting


def family_agrees(meeting: PlanningMeeting) -> None:
    consents.record_family(meeting, LEAD, STUDENT.id, True, True, ASKED, LATER)


def may_open(meeting: PlanningMeeting) -> bool:
    return STUDENT.id in meeting.participants()


def told(meeting: PlanningMeeting) -> list[tuple[NoticeKind, str]]:
    return [(n.kind, n.to) for n in meeting.notices]


def test_a_student_is_not_invited_with_the_list_before_the_family_has_agreed() -> None:
    """ATT-22"""
    meeting = with_student(a_booked_meeting())
    invitations.approve_list(meeting, CHAIR, LATER)
    assert not may_open(meeting)
    assert invitations.waiting_for_chair(meeting) == []
    assert meeting.invitee(HEALTH.id).invited


def test_agreeing_the_list_is_the_chairs_consent_where_the_family_has_agreed() -> None:
    """ATT-22 CON-07"""
    meeting = with_student(a_booked_meeting())
    family_agrees(meeting)
    invitations.approve_list(meeting, CHAIR, LATER)
    assert may_open(meeting)
    assert FactKind.CONSENT_GIVEN in [f.kind for f in meeting.facts]


def test_once_the_family_agrees_the_chair_is_asked_and_then_the_invitation_goes_out() -> None:
    """ATT-22"""
    meeting = with_student(an_invited_meeting())
    family_agrees(meeting)
    assert told(meeting) == [(NoticeKind.LIST_TO_APPROVE, CHAIR.id)]
    assert not may_open(meeting)
    consents.record_chair(meeting, CHAIR, STUDENT.id, True, "", LATER)
    assert told(meeting)[-1] == (NoticeKind.INVITATION, STUDENT.id)
    assert may_open(meeting)


def test_the_chair_may_agree_before_the_family_does() -> None:
    """ATT-22"""
    meeting = with_student(an_invited_meeting())
    consents.record_chair(meeting, CHAIR, STUDENT.id, True, "", LATER)
    assert not may_open(meeting)
    family_agrees(meeting)
    assert may_open(meeting)


def test_a_family_that_does_not_know_that_it_may_refuse_has_not_agreed() -> None:
    """ATT-22"""
    meeting = with_student(an_invited_meeting())
    with pytest.raises(consents.UnderPressure):
        consents.record_family(meeting, LEAD, STUDENT.id, True, False, ASKED, LATER)
    with pytest.raises(consents.AskingUnsaid):
        consents.record_family(meeting, LEAD, STUDENT.id, True, True, " ", LATER)
    assert meeting.invitee(STUDENT.id).consent is None


def test_a_familys_refusal_needs_no_reason_and_voids_the_invitation() -> None:
    """ATT-22"""
    meeting = with_student(a_booked_meeting())
    family_agrees(meeting)
    invitations.approve_list(meeting, CHAIR, LATER)
    consents.record_family(meeting, LEAD, STUDENT.id, False, False, "Would rather not, said today", LATER)
    assert not may_open(meeting)
    assert invitations.waiting_for_chair(meeting) == []
    invitations.approve_list(meeting, CHAIR, LATER)
    assert not may_open(meeting)
    assert consents.learners(meeting) == []


def test_the_chair_limits_how_many_come_and_says_why() -> None:
    """ATT-22"""
    meeting = with_student(an_invited_meeting())
    with pytest.raises(consents.RefusalUnexplained):
        consents.record_chair(meeting, CHAIR, STUDENT.id, False, "", LATER)
    consents.record_chair(meeting, CHAIR, STUDENT.id, False, "One student is enough", LATER)
    family_agrees(meeting)
    assert not may_open(meeting)


def test_nobody_answers_for_the_chair() -> None:
    """ATT-22"""
    meeting = with_student(an_invited_meeting())
    with pytest.raises(NotYours):
        consents.record_chair(meeting, LEAD, STUDENT.id, True, "", LATER)
    with pytest.raises(NotYours):
        consents.record_family(meeting, HEALTH, STUDENT.id, True, True, ASKED, LATER)


def test_nobody_without_both_consents_is_put_on_the_roll() -> None:
    """ATT-22"""
    meeting = with_student(an_invited_meeting())
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    with pytest.raises(consents.StudentWithoutConsent, match="the family's consent and the chair's consent"):
        conduct.call_roll(meeting, CHAIR, [HEALTH.id, STUDENT.id], [], [], STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [HEALTH.id], [], [], STARTS_AT)
    with pytest.raises(consents.StudentWithoutConsent):
        conduct.note_arrival(meeting, CHAIR, STUDENT.id, STARTS_AT)


def test_a_family_that_changes_its_mind_in_the_meeting_is_heeded_at_once() -> None:
    """ATT-22"""
    meeting = with_student(a_booked_meeting())
    family_agrees(meeting)
    invitations.approve_list(meeting, CHAIR, LATER)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.call_roll(meeting, CHAIR, [HEALTH.id, STUDENT.id], [], [], STARTS_AT)
    consents.record_family(meeting, CHAIR, STUDENT.id, False, False, "Says so now", STARTS_AT)
    assert not meeting.invitee(STUDENT.id).present
    assert not may_open(meeting)


def test_an_observer_who_works_with_families_needs_the_same_and_the_reporter_does_not() -> None:
    """ATT-22 PAR-08"""
    meeting = with_student(a_booked_meeting([REPORTER]), Role.OBSERVER)
    assert consents.needed(meeting.invitee(STUDENT.id))
    assert not consents.needed(meeting.invitee(REPORTER.id))
    invitations.approve_list(meeting, CHAIR, LATER)
    assert REPORTER.id in meeting.participants()
    assert not may_open(meeting)


def test_whoever_was_invited_before_consents_were_kept_one_by_one_stays_invited() -> None:
    """ATT-22"""
    meeting = with_student(a_booked_meeting())
    meeting.invitee(STUDENT.id).invited_at = LATER
    assert consents.lacking(meeting.invitee(STUDENT.id)) == []
