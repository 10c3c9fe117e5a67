"""The list: who is invited and why, with the chair's agreement."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm import errors
from cppm.meetings import attendance, booking, conduct, invitations
from cppm.meetings.meeting import Deputy, NoSuchThing, NotInvited, NotYours
from cppm.people import Agency, Duty, Person, Role, Standing
from cppm.records import FactKind, NoticeKind
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    GP,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    STARTS_AT,
    THIRD,
    USUAL,
    a_booked_meeting,
    a_booking,
    an_invited_meeting,
    an_opened_meeting,
    person,
)

DAY = timedelta(days=1)


def test_a_line_left_empty_has_a_reason() -> None:
    """INV-05"""
    meeting = a_booked_meeting()
    with pytest.raises(invitations.LineUnexplained, match="General practitioner"):
        invitations.leave_empty(meeting, LEAD, "gp", " ", BOOKED_AT)
    with pytest.raises(NoSuchThing):
        invitations.leave_empty(meeting, LEAD, "no such line", "None", BOOKED_AT)
    invitations.leave_empty(meeting, LEAD, "gp", "The family has no practice", BOOKED_AT)
    assert meeting.nobody == {"gp": "The family has no practice"}
    before = meeting.revision
    invitations.leave_empty(meeting, LEAD, "gp", "The family has no practice", BOOKED_AT)
    assert meeting.revision == before


def test_each_person_on_the_list_has_a_reason() -> None:
    """INV-09"""
    with pytest.raises(errors.ReasonMissing, match="inviting Fiona Blair"):
        invitations.invite(a_booked_meeting([]), LEAD, POLICE, " ", BOOKED_AT)


def test_nobody_is_on_the_list_twice() -> None:
    """INV-01"""
    meeting = a_booked_meeting()
    for again in (POLICE, CHAIR, LEAD):
        with pytest.raises(invitations.AlreadyInvited, match=again.name):
            invitations.invite(meeting, LEAD, again, "Works with the family", BOOKED_AT)


def test_outsiders_do_not_change_the_list() -> None:
    """CON-07"""
    meeting = a_booked_meeting()
    for stranger in (OUTSIDER, POLICE):
        with pytest.raises(NotYours):
            invitations.invite(meeting, stranger, GP, "Knows the child", BOOKED_AT)


def test_whoever_booked_may_work_on_the_list_that_comes_back_to_them() -> None:
    """CON-07 CON-08"""
    colleague = person("colleague", Agency.SOCIAL_WORK, "Ann Lee", "Worker", Duty.QUALIFIED_SOCIAL_WORKER)
    meeting = booking.book(a_booking(), "m_kay", colleague, BOOKED_AT, PROFILE)
    invitations.invite(meeting, colleague, POLICE, "Investigates", BOOKED_AT)
    invitations.return_list(meeting, CHAIR, "The GP is missing", BOOKED_AT)
    assert {n.to for n in meeting.notices} == {LEAD.id, colleague.id}
    invitations.invite(meeting, colleague, GP, "Knows the child", BOOKED_AT)


def test_nobody_is_invited_as_a_second_chair_or_lead_professional() -> None:
    """CON-05 PLN-10"""
    for role in (Role.CHAIR, Role.LEAD_PROFESSIONAL):
        with pytest.raises(invitations.RoleTaken):
            invitations.invite(a_booked_meeting([]), LEAD, POLICE, "Investigates", BOOKED_AT, role)


@pytest.mark.parametrize("asked", [None, Role.PRACTITIONER, Role.SUPPORT_PERSON])
def test_the_childrens_reporter_only_ever_observes(asked: Role | None) -> None:
    """PAR-08"""
    line = invitations.invite(a_booked_meeting([]), LEAD, REPORTER, "Asked to observe", BOOKED_AT, asked)
    assert line.role is Role.OBSERVER


def test_a_solicitor_observes_unless_another_role_is_chosen() -> None:
    """INV-06"""
    solicitor = person("legal", Agency.LEGAL, "Tom Orr", "Solicitor")
    assert (
        invitations.invite(a_booked_meeting([]), LEAD, solicitor, "Advises", BOOKED_AT).role is Role.OBSERVER
    )
    chosen = invitations.invite(
        a_booked_meeting([]), LEAD, solicitor, "Advises", BOOKED_AT, Role.PRACTITIONER
    )
    assert chosen.role is Role.PRACTITIONER


def test_a_student_writes_nothing_and_gives_no_view() -> None:
    """ATT-22"""
    student = person("student", Agency.HEALTH, "Zoe Hay", "Student nurse")
    line = invitations.invite(a_booked_meeting([]), LEAD, student, "Placement", BOOKED_AT, Role.STUDENT)
    assert not any((line.role.gives_view, line.role.owes_report, line.role.represents_agency))


def test_somebody_in_support_is_there_for_one_of_the_family() -> None:
    """PAR-06 PAR-07"""
    meeting = a_booked_meeting([])
    friend = person("friend", Agency.THIRD_SECTOR, "Ada Fyfe", "Advocate")
    line = invitations.invite(
        meeting, LEAD, friend, "Asked by her", BOOKED_AT, Role.SUPPORT_PERSON, "f_mother"
    )
    assert line.beside == "f_mother"
    other = person("other", Agency.THIRD_SECTOR, "Bea Orr", "Advocate")
    with pytest.raises(NoSuchThing):
        invitations.invite(meeting, LEAD, other, "Asked", BOOKED_AT, Role.SUPPORT_PERSON, "f_nobody")


# The chair's agreement


def test_the_list_goes_to_the_chair() -> None:
    """CON-07"""
    meeting = a_booked_meeting()
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT + MINUTE)
    assert meeting.facts[-1].kind is FactKind.LIST_SENT
    assert [(n.kind, n.to) for n in meeting.notices] == [(NoticeKind.LIST_TO_APPROVE, CHAIR.id)]


def test_an_empty_list_is_neither_sent_nor_agreed() -> None:
    """INV-05"""
    meeting = a_booked_meeting([])
    with pytest.raises(invitations.NobodyInvited):
        invitations.send_for_approval(meeting, LEAD, BOOKED_AT)
    with pytest.raises(invitations.NobodyInvited):
        invitations.approve_list(meeting, CHAIR, BOOKED_AT)


def test_nobody_is_invited_before_the_chair_agrees() -> None:
    """CON-07"""
    meeting = a_booked_meeting()
    assert meeting.notices == []
    assert meeting.participants() == {LEAD.id: Role.LEAD_PROFESSIONAL, CHAIR.id: Role.CHAIR}
    with pytest.raises(NotInvited):
        meeting.role_of(POLICE)
    with pytest.raises(NotInvited):
        attendance.confirm(meeting, POLICE, BOOKED_AT)


@pytest.mark.parametrize("actor", [LEAD, ADMIN, POLICE])
def test_only_the_chair_agrees_the_list(actor: Person) -> None:
    """CON-07"""
    with pytest.raises(NotYours):
        invitations.approve_list(a_booked_meeting(), actor, BOOKED_AT)


def test_when_the_chair_agrees_everybody_is_invited() -> None:
    """CON-07"""
    meeting = an_invited_meeting()
    invited = {n.to for n in meeting.notices if n.kind is NoticeKind.INVITATION}
    assert invited == {LEAD.id, *(p.id for p in USUAL)}
    assert meeting.facts[-1].detail["notice_days"] == 15


def test_agreeing_twice_invites_nobody_twice() -> None:
    """CON-07"""
    meeting = an_invited_meeting()
    before = (len(meeting.facts), len(meeting.notices))
    invitations.approve_list(meeting, CHAIR, BOOKED_AT + 2 * MINUTE)
    assert (len(meeting.facts), len(meeting.notices)) == before


def test_the_chair_may_return_the_list_and_say_what_to_change() -> None:
    """CON-07"""
    meeting = a_booked_meeting()
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT)
    with pytest.raises(errors.ReasonMissing):
        invitations.return_list(meeting, CHAIR, "", BOOKED_AT)
    invitations.return_list(meeting, CHAIR, "Kay's grandmother should be asked", BOOKED_AT)
    assert meeting.list_returned == "Kay's grandmother should be asked"
    returned = [n for n in meeting.notices if n.kind is NoticeKind.LIST_RETURNED]
    assert [n.to for n in returned] == [LEAD.id]
    assert all("grandmother" not in n.about for n in returned), "a notice carries ids only"
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT + MINUTE)
    assert meeting.list_returned == ""


def test_somebody_added_after_the_agreement_waits_for_the_chair() -> None:
    """CON-07"""
    meeting = an_invited_meeting()
    invitations.invite(meeting, LEAD, GP, "Knows the child", BOOKED_AT + DAY)
    assert [i.person for i in invitations.waiting_for_chair(meeting)] == [GP]
    assert meeting.notices[-1].kind is NoticeKind.LIST_TO_APPROVE
    with pytest.raises(NotInvited):
        meeting.role_of(GP)
    with pytest.raises(attendance.NotInvitedYet):
        attendance.confirm(meeting, ADMIN, BOOKED_AT + DAY, GP.id, "by phone")
    invitations.approve_list(meeting, CHAIR, BOOKED_AT + 2 * DAY)
    assert meeting.role_of(GP) is Role.PRACTITIONER
    assert (meeting.notices[-1].kind, meeting.notices[-1].to) == (NoticeKind.INVITATION, GP.id)


def test_somebody_added_by_the_chair_is_invited_at_once() -> None:
    """CON-07"""
    meeting = an_opened_meeting()
    invitations.invite(meeting, CHAIR, GP, "Knows the child", STARTS_AT)
    assert meeting.notices[-1].to == GP.id
    conduct.note_arrival(meeting, CHAIR, GP.id, STARTS_AT)
    assert meeting.invitee(GP.id).present


def test_somebody_taken_off_and_invited_again_gets_a_new_invitation() -> None:
    """INV-09"""
    meeting = an_invited_meeting()
    invitations.remove(meeting, LEAD, POLICE.id, "Another officer comes", BOOKED_AT + DAY)
    invitations.invite(meeting, CHAIR, POLICE, "Comes after all", BOOKED_AT + 2 * DAY)
    sent = [n.key for n in meeting.notices if n.kind is NoticeKind.INVITATION and n.to == POLICE.id]
    assert len(set(sent)) == 2


def test_taking_somebody_off_the_list_has_a_reason() -> None:
    """INV-09"""
    meeting = an_invited_meeting()
    with pytest.raises(errors.ReasonMissing):
        invitations.remove(meeting, LEAD, POLICE.id, "", BOOKED_AT)
    invitations.remove(meeting, LEAD, POLICE.id, "Not involved any more", BOOKED_AT)
    assert POLICE.id not in meeting.participants()


def test_the_lead_professional_stays_on_the_list() -> None:
    """INV-05"""
    with pytest.raises(NotYours):
        invitations.remove(an_invited_meeting(), CHAIR, LEAD.id, "Ill", BOOKED_AT)


def test_a_recorded_deputy_is_not_invited_in_their_own_right() -> None:
    """ATT-02"""
    meeting = an_invited_meeting()
    deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, deputy, BOOKED_AT, POLICE_DEPUTY)
    with pytest.raises(invitations.StandsIn, match="Neil Watt is recorded as the deputy of Fiona Blair"):
        invitations.invite(meeting, CHAIR, POLICE_DEPUTY, "Investigates", BOOKED_AT)


def test_a_voluntary_partner_keeps_their_standing_on_the_list() -> None:
    """DEC-03"""
    assert an_invited_meeting().invitee(THIRD.id).person.standing is Standing.VOLUNTARY
