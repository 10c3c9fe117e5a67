"""Booking: about whom, with whom, and everybody of the family named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from cppm.meetings import booking, dates
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind, NotYours, Phase, PlanningMeeting
from cppm.people import Agency, Duty, Person, Role
from cppm.records import FactKind
from tests.builders import (
    ADMIN,
    BABY,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    POLICE,
    PROFILE,
    THIRD,
    a_booking,
    a_family,
    an_invited_meeting,
    person,
)

TODDLER = Child("c_tam", "Tam", age=3)
PRE_BIRTH: dict[str, Any] = {
    "kind": MeetingKind.PRE_BIRTH,
    "children": [BABY],
    "family": [FamilyLine("f_mother", "The mother", "mother", True)],
}


def book(actor: Person = LEAD, at: datetime = BOOKED_AT, **changes: Any) -> PlanningMeeting:
    return booking.book(a_booking(**changes), "m_kay", actor, at, PROFILE)


# Who books and who leads


@pytest.mark.parametrize("actor", [LEAD, ADMIN])
def test_a_social_worker_and_cp_administration_may_book(actor: Person) -> None:
    """CON-08"""
    meeting = book(actor)
    assert meeting.phase is Phase.BOOKED
    assert [f.kind for f in meeting.facts] == [FactKind.MEETING_BOOKED]
    assert meeting.booked_by == actor.id


@pytest.mark.parametrize("actor", [POLICE, THIRD, CHAIR])
def test_nobody_else_books(actor: Person) -> None:
    """CON-08"""
    with pytest.raises(booking.CannotBook):
        book(actor)


def test_the_chair_has_the_duty_of_a_chair() -> None:
    """CON-05"""
    with pytest.raises(booking.ChairNotSenior, match="Fiona Blair"):
        book(chair=POLICE)


def test_the_lead_professional_is_a_qualified_social_worker() -> None:
    """PLN-10"""
    with pytest.raises(booking.LeadNotQualified, match="Ailsa Grant"):
        book(lead_professional=HEALTH)


def test_the_chair_is_not_the_lead_professional() -> None:
    """CON-05"""
    both = person("both", Agency.SOCIAL_WORK, "Una Bell", "Officer", Duty.CHAIR, Duty.QUALIFIED_SOCIAL_WORKER)
    with pytest.raises(booking.ChairIsLead):
        book(chair=both, lead_professional=both)


def test_the_lead_professional_is_on_the_list_from_the_start() -> None:
    """INV-05"""
    line = book().invitee(LEAD.id)
    assert line.role is Role.LEAD_PROFESSIONAL


# Whom it is about


def test_a_meeting_is_about_at_least_one_child() -> None:
    """GEN-05"""
    with pytest.raises(booking.NoChildren):
        book(children=[])


def test_a_pre_birth_meeting_is_about_unborn_babies_only() -> None:
    """GEN-07"""
    with pytest.raises(booking.UnbornAndBorn):
        book(**PRE_BIRTH | {"children": [BABY, KAY]})


def test_an_unborn_baby_alone_needs_a_pre_birth_meeting() -> None:
    """GEN-07"""
    with pytest.raises(booking.OnlyUnborn):
        book(children=[BABY])


@pytest.mark.parametrize(
    "child",
    [
        Child("c", "Tam"),
        Child("c", "Tam", age=18),
        Child("c", "Tam", age=-1),
        Child("c", "Tam", 2, date(2027, 1, 1)),
    ],
)
def test_the_age_or_the_due_date_is_known(child: Child) -> None:
    """INV-05"""
    with pytest.raises(booking.AgeUnclear, match="Tam"):
        book(children=[child])


@pytest.mark.parametrize("due", [date(2026, 10, 1), date(2027, 9, 1)])
def test_a_due_date_belongs_to_a_pregnancy_of_today(due: date) -> None:
    """GEN-07"""
    with pytest.raises(booking.DueDateUnlikely):
        book(**PRE_BIRTH | {"children": [Child("c", "Baby", due_date=due)]})


def test_a_baby_overdue_by_days_may_still_be_unborn() -> None:
    """GEN-07"""
    overdue = Child("c", "Baby", due_date=date(2026, 10, 28))
    assert book(**PRE_BIRTH | {"children": [overdue], "late_reason": "Agreed by the service manager"}).id


def test_the_interpreter_question_is_answered_before_anybody_is_invited() -> None:
    """LPP-03"""
    with pytest.raises(booking.InterpreterUnanswered):
        book(interpreter="  ")


# Born before the meeting


def unborn() -> PlanningMeeting:
    return book(**PRE_BIRTH)


IN_FEBRUARY = datetime(2027, 2, 15, 9, tzinfo=UTC)


def test_after_the_birth_the_meeting_is_an_initial_one_with_its_own_last_day() -> None:
    """GEN-07 TIM-02 OUT-12"""
    meeting = unborn()
    before = dates.latest_day(meeting, PROFILE)
    booking.record_birth(meeting, LEAD, BABY.id, date(2027, 2, 14), IN_FEBRUARY)
    assert (meeting.kind, meeting.children[0].unborn) == (MeetingKind.INITIAL, False)
    assert before == date(2026, 12, 9)
    assert dates.latest_day(meeting, PROFILE) == before, "a birth puts nothing off"
    assert meeting.facts[-1].kind is FactKind.CHILD_BORN


def test_a_birth_is_recorded_once_and_for_a_likely_day() -> None:
    """GEN-07"""
    meeting = unborn()
    for day in (date(2027, 2, 16), date(2026, 9, 1)):
        with pytest.raises(booking.NotBornThen):
            booking.record_birth(meeting, LEAD, BABY.id, day, IN_FEBRUARY)
    booking.record_birth(meeting, ADMIN, BABY.id, date(2027, 2, 14), IN_FEBRUARY)
    with pytest.raises(booking.BornAlready):
        booking.record_birth(meeting, LEAD, BABY.id, date(2027, 2, 14), IN_FEBRUARY)


def test_who_keeps_the_list_or_is_invited_for_an_agency_records_a_birth_before_the_meeting() -> None:
    """GEN-07"""
    meeting = an_invited_meeting([HEALTH, THIRD], **PRE_BIRTH)
    with pytest.raises(NotYours):
        booking.record_birth(meeting, POLICE, BABY.id, date(2027, 2, 14), IN_FEBRUARY)
    booking.record_birth(meeting, HEALTH, BABY.id, date(2027, 2, 14), IN_FEBRUARY)
    assert not meeting.children[0].unborn


def test_every_child_has_a_line() -> None:
    """INV-03"""
    with pytest.raises(booking.FamilyUnanswered, match="Tam"):
        book(children=[KAY, TODDLER])


def test_an_unborn_baby_needs_no_line() -> None:
    """INV-03"""
    assert book(children=[KAY, BABY]).id


def test_a_parent_or_carer_has_a_line() -> None:
    """INV-03"""
    with pytest.raises(booking.FamilyUnanswered, match="a parent, carer or person"):
        book(family=[FamilyLine("f_kay", "Kay", "child", True, child=KAY.id)])


def test_not_inviting_somebody_of_the_family_has_a_reason() -> None:
    """INV-03"""
    family = [*a_family(), FamilyLine("f_gran", "Kay's grandmother", "carer", False, " ")]
    with pytest.raises(booking.FamilyReasonMissing, match="not inviting Kay's grandmother"):
        book(family=family)
