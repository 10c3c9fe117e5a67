"""Confirming attendance: yes, a deputy who is ready, or no."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cppm.meetings import attendance, conduct, reports
from cppm.meetings.meeting import Coming, Deputy, NotInvited, NotYours, PlanningMeeting, WrongPhase
from cppm.meetings.quorum import forecast
from cppm.people import Agency, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.timing import clocks
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    GP,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    THIRD,
    USUAL,
    a_closed_meeting,
    an_invited_meeting,
    an_opened_meeting,
    person,
)

AT = BOOKED_AT + timedelta(hours=2)
NEIL = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)


def with_deputy() -> PlanningMeeting:
    meeting = an_invited_meeting()
    attendance.send_deputy(meeting, POLICE, NEIL, AT, POLICE_DEPUTY)
    return meeting


def test_everybody_invited_is_first_awaited() -> None:
    """ATT-04"""
    assert {i.coming for i in an_invited_meeting().invitees} == {Coming.AWAITED}


def test_an_invitee_confirms() -> None:
    """ATT-04"""
    meeting = an_invited_meeting()
    attendance.confirm(meeting, POLICE, AT)
    line = meeting.invitee(POLICE.id)
    assert (line.coming, line.answered_at) == (Coming.ATTENDING, AT)
    assert meeting.facts[-1].kind is FactKind.ATTENDANCE_CONFIRMED


def test_confirming_twice_changes_nothing() -> None:
    """ATT-04"""
    meeting = an_invited_meeting()
    attendance.confirm(meeting, POLICE, AT)
    before = meeting.revision
    attendance.confirm(meeting, POLICE, AT + timedelta(hours=1))
    assert meeting.revision == before
    assert meeting.invitee(POLICE.id).answered_at == AT


def test_an_answer_may_change_until_the_meeting() -> None:
    """ATT-04"""
    meeting = with_deputy()
    attendance.cannot_attend(meeting, POLICE, "A court date", AT)
    attendance.confirm(meeting, POLICE, AT)
    line = meeting.invitee(POLICE.id)
    assert (line.coming, line.why_absent, line.deputy) == (Coming.ATTENDING, "", None)


def test_nobody_answers_once_the_meeting_is_open() -> None:
    """ATT-04"""
    with pytest.raises(WrongPhase, match="under way"):
        attendance.confirm(an_opened_meeting(), POLICE, STARTS_AT)
    with pytest.raises(WrongPhase, match="closed"):
        attendance.cannot_attend(a_closed_meeting(), POLICE, "Ill", STARTS_AT)


def test_a_stranger_has_nothing_to_answer() -> None:
    """INV-09"""
    with pytest.raises(NotInvited):
        attendance.confirm(an_invited_meeting(), OUTSIDER, AT)


def test_a_deputy_is_named_briefed_and_authorised() -> None:
    """ATT-02 ATT-03"""
    meeting = an_invited_meeting()
    with pytest.raises(attendance.DeputyUnnamed):
        attendance.send_deputy(meeting, POLICE, Deputy(" ", True, True), AT)
    for briefed, authorised in ((False, True), (True, False), (False, False)):
        with pytest.raises(attendance.DeputyNotReady, match="Neil Watt"):
            attendance.send_deputy(meeting, POLICE, Deputy("Neil Watt", briefed, authorised), AT)
    attendance.send_deputy(meeting, POLICE, Deputy("Neil Watt", True, True), AT)
    assert meeting.invitee(POLICE.id).coming is Coming.DEPUTY


def test_an_enrolled_deputy_is_told_and_may_open_the_meeting() -> None:
    """ATT-02"""
    meeting = with_deputy()
    assert (meeting.notices[-1].kind, meeting.notices[-1].to) == (NoticeKind.DEPUTISING, POLICE_DEPUTY.id)
    assert meeting.role_of(POLICE_DEPUTY) is Role.PRACTITIONER
    assert meeting.line_of(POLICE_DEPUTY).person == POLICE


def test_naming_the_same_deputy_twice_tells_them_once() -> None:
    """ATT-02"""
    meeting = with_deputy()
    before = len(meeting.notices)
    attendance.send_deputy(meeting, POLICE, NEIL, AT + timedelta(hours=1), POLICE_DEPUTY)
    assert len(meeting.notices) == before


def test_a_deputy_who_is_replaced_has_no_part_any_more() -> None:
    """ATT-02"""
    meeting = with_deputy()
    attendance.confirm(meeting, POLICE, AT)
    with pytest.raises(NotInvited):
        meeting.role_of(POLICE_DEPUTY)


def test_nobody_is_their_own_deputy() -> None:
    """ATT-02"""
    with pytest.raises(attendance.DeputyIsYou):
        attendance.send_deputy(
            an_invited_meeting(), POLICE, Deputy("Fiona Blair", True, True, POLICE.id), AT, POLICE
        )


def test_a_deputy_comes_from_the_same_agency() -> None:
    """ATT-02"""
    other = Deputy(OUTSIDER.name, True, True, OUTSIDER.id)
    with pytest.raises(attendance.DeputyOfOtherAgency, match="Rory Dunn belongs to Housing"):
        attendance.send_deputy(an_invited_meeting(), POLICE, other, AT, OUTSIDER)


@pytest.mark.parametrize("taken", [GP, CHAIR])
def test_a_deputy_is_not_in_the_meeting_in_their_own_right(taken: Person) -> None:
    """ATT-02"""
    meeting = an_invited_meeting([POLICE, HEALTH, GP])
    asker = HEALTH if taken is GP else LEAD
    deputy = Deputy(taken.name, True, True, taken.id)
    with pytest.raises(attendance.DeputyOnList, match=taken.name):
        attendance.send_deputy(meeting, asker, deputy, AT, taken)


def test_one_colleague_does_not_stand_in_for_two() -> None:
    """ATT-02"""
    meeting = an_invited_meeting([POLICE, HEALTH, GP])
    nurse = person("nurse", Agency.HEALTH, "Una Gray", "Nurse")
    deputy = Deputy(nurse.name, True, True, nurse.id)
    attendance.send_deputy(meeting, HEALTH, deputy, AT, nurse)
    with pytest.raises(attendance.DeputyTaken, match="Una Gray already stands in for Ailsa Grant"):
        attendance.send_deputy(meeting, GP, deputy, AT, nurse)


def test_a_deputy_who_says_they_will_go_changes_nothing() -> None:
    """ATT-02"""
    meeting = with_deputy()
    before = meeting.revision
    attendance.confirm(meeting, POLICE_DEPUTY, AT)
    assert meeting.revision == before
    assert meeting.invitee(POLICE.id).coming is Coming.DEPUTY


def test_a_deputy_who_can_not_go_tells_the_invitee() -> None:
    """ATT-02"""
    meeting = with_deputy()
    with pytest.raises(attendance.DeputyAnswers, match="tell Fiona Blair"):
        attendance.cannot_attend(meeting, POLICE_DEPUTY, "Ill", AT)
    with pytest.raises(attendance.DeputyAnswers):
        attendance.send_deputy(meeting, POLICE_DEPUTY, Deputy("Somebody", True, True), AT)


def test_absence_without_a_deputy_says_why() -> None:
    """ATT-05"""
    with pytest.raises(attendance.AbsenceUnexplained):
        attendance.cannot_attend(an_invited_meeting(), POLICE, " ", AT)


def test_absence_is_told_to_chair_and_lead_professional() -> None:
    """ATT-05"""
    meeting = an_invited_meeting()
    attendance.cannot_attend(meeting, POLICE, "A court date", AT)
    told = [n.to for n in meeting.notices if n.kind is NoticeKind.ABSENCE]
    assert told == [CHAIR.id, LEAD.id]
    assert all("court" not in n.about for n in meeting.notices)


def test_the_lead_professionals_own_absence_is_told_to_the_chair() -> None:
    """ATT-05"""
    meeting = an_invited_meeting()
    attendance.cannot_attend(meeting, LEAD, "Ill", AT)
    assert [n.to for n in meeting.notices if n.kind is NoticeKind.ABSENCE] == [CHAIR.id]


def test_absence_says_whether_it_costs_the_quorum_an_agency() -> None:
    """ATT-05"""
    meeting = an_invited_meeting([POLICE, HEALTH, GP])
    attendance.confirm(meeting, HEALTH, AT)
    attendance.cannot_attend(meeting, GP, "A clinic", AT)
    assert meeting.facts[-1].detail["costs"] is False
    attendance.cannot_attend(meeting, POLICE, "A court date", AT)
    assert meeting.facts[-1].detail["costs"] is True


def test_a_report_is_owed_whether_or_not_one_attends() -> None:
    """REP-03"""
    meeting = an_invited_meeting()
    attendance.cannot_attend(meeting, POLICE, "A court date", AT)
    assert f"report:{POLICE.id}" in {d.key for d in clocks.dues(meeting, PROFILE)}
    reports.file_report(meeting, POLICE, "R-1", True, AT)
    assert meeting.invitee(POLICE.id).report.filed


def test_the_forecast_names_who_would_make_it_quorate() -> None:
    """ATT-05 QUO-03"""
    meeting = an_invited_meeting()
    for guest in (LEAD, HEALTH):
        attendance.confirm(meeting, guest, AT)
    attendance.cannot_attend(meeting, SCHOOL, "Ill", AT)
    promised = forecast(meeting, PROFILE.quorum)
    assert set(promised.expected.agencies) == {Agency.SOCIAL_WORK, Agency.HEALTH}
    assert promised.possible == (
        (Agency.POLICE, (POLICE.name,)),
        (Agency.THIRD_SECTOR, (THIRD.name,)),
    )


def test_a_deputy_counts_in_the_forecast() -> None:
    """ATT-02 QUO-03"""
    assert Agency.POLICE in forecast(with_deputy(), PROFILE.quorum).expected.agencies


@pytest.mark.parametrize("recorder", [CHAIR, ADMIN])
def test_chair_and_cp_administration_record_an_answer_with_how_it_came(recorder: Person) -> None:
    """ATT-04"""
    meeting = an_invited_meeting()
    with pytest.raises(attendance.SourceMissing, match="Fiona Blair"):
        attendance.confirm(meeting, recorder, AT, POLICE.id)
    attendance.confirm(meeting, recorder, AT, POLICE.id, "by phone today")
    assert meeting.facts[-1].by == recorder.id
    assert meeting.facts[-1].detail["source"] == "by phone today"


@pytest.mark.parametrize("actor", [LEAD, HEALTH])
def test_nobody_else_answers_for_somebody(actor: Person) -> None:
    """ATT-04"""
    with pytest.raises(NotYours):
        attendance.confirm(an_invited_meeting(), actor, AT, POLICE.id, "by phone")


def test_an_unannounced_deputy_is_recorded_in_the_meeting() -> None:
    """ATT-02 CHR-05"""
    here = [LEAD, HEALTH, SCHOOL, THIRD]
    meeting = an_opened_meeting(here)
    with pytest.raises(conduct.DeputyUnknown, match="Fiona Blair"):
        conduct.note_arrival(meeting, CHAIR, POLICE.id, STARTS_AT, as_deputy=True)
    attendance.send_deputy(meeting, CHAIR, NEIL, STARTS_AT, POLICE_DEPUTY, POLICE.id, "came to the room")
    conduct.note_arrival(meeting, CHAIR, POLICE.id, STARTS_AT, as_deputy=True)
    assert meeting.invitee(POLICE.id).speaker == POLICE_DEPUTY.id
    with pytest.raises(WrongPhase):
        attendance.send_deputy(meeting, POLICE, NEIL, STARTS_AT, POLICE_DEPUTY)


def test_every_invited_role_is_asked_to_confirm() -> None:
    """ATT-04"""
    assert (
        len([d for d in clocks.dues(an_invited_meeting(), PROFILE) if d.clock == "attendance"])
        == len(USUAL) + 1
    )
