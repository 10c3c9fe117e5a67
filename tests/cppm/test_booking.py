"""Booking: who, when, who is invited and why, with the chair's agreement."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cppm import attendance, booking, conduct, dates, errors, invitations, moving, template
from cppm.meeting import (
    Child,
    Coming,
    Deputy,
    FamilyLine,
    MeetingKind,
    NoSuchThing,
    NotInvited,
    NotYours,
    Phase,
    PlanningMeeting,
    WrongPhase,
)
from cppm.people import Agency, Duty, Person, Role, Standing
from cppm.records import FactKind, NoticeKind
from tests.builders import (
    ADMIN,
    BABY,
    BOOKED_AT,
    CHAIR,
    GP,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    REPORTER,
    SCHOOL,
    STARTS_AT,
    THIRD,
    USUAL,
    a_booked_meeting,
    a_booking,
    a_family,
    an_invited_meeting,
    an_opened_meeting,
    person,
)

DAY = timedelta(days=1)
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


# When


def test_seven_days_are_notice_enough() -> None:
    """TIM-01"""
    assert book(starts_at=BOOKED_AT + 7 * DAY, report_due=date(2026, 11, 6)).short_notice_reason == ""


@pytest.mark.parametrize(
    ("days", "said"), [(0, "no notice at all"), (1, "one day's notice"), (6, "6 days' notice")]
)
def test_shorter_notice_needs_a_reason(days: int, said: str) -> None:
    """TIM-01"""
    changes: dict[str, Any] = {
        "starts_at": BOOKED_AT + days * DAY + timedelta(hours=6),
        "report_due": BOOKED_AT.date(),
    }
    with pytest.raises(dates.ShortNotice, match=said):
        book(**changes)
    assert book(**changes, short_notice_reason="A baby is due to go home").short_notice_reason


def test_notice_counts_local_days_not_hours() -> None:
    """TIM-01"""
    late_evening = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert dates.notice_days(datetime(2026, 11, 9, 8, 0, tzinfo=UTC), late_evening) == 7


def test_notice_counts_the_day_in_scotland_when_utc_still_has_the_day_before() -> None:
    """TIM-01"""
    just_after_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # 00:30 on 2 July in Perth
    assert dates.notice_days(datetime(2026, 7, 9, 9, 0, tzinfo=UTC), just_after_midnight) == 7


def test_an_initial_meeting_takes_place_within_28_days_of_the_investigation() -> None:
    """TIM-02"""
    began = date(2026, 10, 20)
    assert book(investigation_began=began, starts_at=datetime(2026, 11, 17, 16, 0, tzinfo=UTC)).id
    with pytest.raises(dates.TooLate, match="Tuesday 17 November 2026, which is 28 calendar days"):
        book(investigation_began=began, starts_at=datetime(2026, 11, 18, 10, 0, tzinfo=UTC))


def test_a_later_initial_meeting_says_why_and_who_agreed() -> None:
    """TIM-02"""
    meeting = book(investigation_began=date(2026, 10, 1), late_reason="Agreed by the service manager")
    assert meeting.late_reason
    assert dates.is_late(meeting, PROFILE)


def test_an_investigation_has_begun_by_today() -> None:
    """TIM-02"""
    with pytest.raises(dates.NotBegunYet):
        book(investigation_began=date(2026, 11, 3))


def test_a_pre_birth_meeting_takes_place_by_28_weeks_of_gestation() -> None:
    """TIM-03"""
    due = date(2027, 2, 9)  # reaches 28 weeks on 17 November 2026
    baby = Child("c_b", "Baby", due_date=due)
    assert book(**PRE_BIRTH | {"children": [baby]}).id
    earlier = Child("c_b", "Baby", due_date=due - DAY)
    with pytest.raises(dates.TooLateBeforeBirth, match=r"Monday 16 November 2026, .* reaches 28 weeks"):
        book(**PRE_BIRTH | {"children": [earlier]})
    assert book(**PRE_BIRTH | {"children": [earlier], "late_reason": "Agreed by the service manager"}).id


def test_after_late_presentation_28_days_run_from_the_concern() -> None:
    """TIM-04"""
    far_on = Child("c_b", "Baby", due_date=date(2026, 12, 20))  # 28 weeks were reached in September
    concern = date(2026, 10, 20)
    assert book(**PRE_BIRTH | {"children": [far_on], "investigation_began": concern}).id
    later = STARTS_AT + DAY
    with pytest.raises(dates.TooLateBeforeBirth, match=r"17 November .* after the concern was raised"):
        book(**PRE_BIRTH | {"children": [far_on], "investigation_began": concern, "starts_at": later})


def test_with_born_and_unborn_siblings_the_earlier_limit_holds() -> None:
    """TIM-02 TIM-03"""
    both = a_booking(children=[KAY, BABY], investigation_began=date(2026, 10, 26))
    assert dates.latest_day(both, PROFILE) == date(2026, 11, 23)
    sooner = Child("c_b", "Baby", due_date=date(2027, 2, 9))
    both = a_booking(children=[KAY, sooner], investigation_began=date(2026, 10, 26))
    assert dates.latest_day(both, PROFILE) == date(2026, 11, 17)


def test_a_review_has_no_limit_counted_from_an_investigation() -> None:
    """TIM-05"""
    assert dates.latest_day(a_booking(kind=MeetingKind.REVIEW), PROFILE) is None


def test_the_date_is_still_to_come() -> None:
    """CON-09"""
    with pytest.raises(dates.DateGone, match="The date of the meeting"):
        book(starts_at=BOOKED_AT)
    with pytest.raises(dates.DateGone, match="The date for reports"):
        book(report_due=date(2026, 11, 1))


def test_reports_are_due_by_the_day_of_the_meeting() -> None:
    """REP-04"""
    assert book(report_due=date(2026, 11, 17)).id
    with pytest.raises(dates.ReportsAfterMeeting, match="Tuesday 17 November 2026"):
        book(report_due=date(2026, 11, 18))


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


# The list


def keys(*children: Child) -> list[str]:
    return [line.key for line in template.invitation_template(list(children)) if line.always]


def test_the_template_for_an_unborn_baby() -> None:
    """INV-05"""
    assert keys(BABY) == ["police", "midwife", "gp"]


def test_the_template_for_a_pre_school_child() -> None:
    """INV-05"""
    assert keys(TODDLER) == ["police", "health_visitor", "nursery", "gp"]


@pytest.mark.parametrize("age", [5, 7, 17])
def test_the_template_for_a_child_of_school_age(age: int) -> None:
    """INV-05"""
    assert keys(Child("c", "Kay", age=age)) == ["police", "school", "school_nurse", "gp"]


def test_the_template_for_siblings_names_nobody_twice() -> None:
    """INV-05"""
    assert keys(KAY, TODDLER, BABY, Child("c_2", "Ann", age=9)) == [
        "police",
        "school",
        "school_nurse",
        "health_visitor",
        "nursery",
        "midwife",
        "gp",
    ]


def test_lines_that_apply_only_sometimes_are_offered_too() -> None:
    """INV-05 INV-06"""
    offered = {t.key for t in template.invitation_template([KAY]) if not t.always}
    assert offered == {"paediatrician", "third_sector"}


def missing(*guests: Person, **changes: object) -> list[str]:
    return [t.key for t in template.missing_from_template(a_booked_meeting(list(guests), **changes))]


def test_an_empty_list_misses_every_line() -> None:
    """INV-05"""
    assert missing() == ["police", "school", "school_nurse", "gp"]


def test_a_health_visitor_does_not_stand_for_the_general_practitioner() -> None:
    """INV-05"""
    assert missing(POLICE, SCHOOL, HEALTH) == ["school_nurse", "gp"]
    assert missing(POLICE, SCHOOL, GP) == ["school_nurse"]


def test_one_person_does_not_stand_for_school_and_nursery() -> None:
    """INV-05"""
    tam = FamilyLine("f_tam", "Tam", "child", True, child=TODDLER.id)
    siblings: dict[str, object] = {"children": [KAY, TODDLER], "family": [*a_family(), tam]}
    assert "nursery" in missing(POLICE, SCHOOL, GP, **siblings)


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
        invitations.invite(book(), LEAD, POLICE, " ", BOOKED_AT)


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
    meeting = book(colleague)
    invitations.invite(meeting, colleague, POLICE, "Investigates", BOOKED_AT)
    invitations.return_list(meeting, CHAIR, "The GP is missing", BOOKED_AT)
    assert {n.to for n in meeting.notices} == {LEAD.id, colleague.id}
    invitations.invite(meeting, colleague, GP, "Knows the child", BOOKED_AT)


def test_nobody_is_invited_as_a_second_chair_or_lead_professional() -> None:
    """CON-05 PLN-10"""
    for role in (Role.CHAIR, Role.LEAD_PROFESSIONAL):
        with pytest.raises(invitations.RoleTaken):
            invitations.invite(book(), LEAD, POLICE, "Investigates", BOOKED_AT, role)


@pytest.mark.parametrize("asked", [None, Role.PRACTITIONER, Role.SUPPORT_PERSON])
def test_the_childrens_reporter_only_ever_observes(asked: Role | None) -> None:
    """PAR-08"""
    line = invitations.invite(book(), LEAD, REPORTER, "Asked to observe", BOOKED_AT, asked)
    assert line.role is Role.OBSERVER


def test_a_solicitor_observes_unless_another_role_is_chosen() -> None:
    """INV-06"""
    solicitor = person("legal", Agency.LEGAL, "Tom Orr", "Solicitor")
    assert invitations.invite(book(), LEAD, solicitor, "Advises", BOOKED_AT).role is Role.OBSERVER
    chosen = invitations.invite(book(), LEAD, solicitor, "Advises", BOOKED_AT, Role.PRACTITIONER)
    assert chosen.role is Role.PRACTITIONER


@pytest.mark.parametrize(("family", "chair"), [(True, False), (False, True), (False, False)])
def test_a_student_needs_the_consent_of_family_and_chair(family: bool, chair: bool) -> None:
    """ATT-22"""
    student = person("student", Agency.HEALTH, "Zoe Hay", "Student nurse")
    with pytest.raises(invitations.StudentWithoutConsent):
        invitations.invite(book(), LEAD, student, "Placement", BOOKED_AT, Role.STUDENT, family, chair)
    line = invitations.invite(book(), LEAD, student, "Placement", BOOKED_AT, Role.STUDENT, True, True)
    assert not any((line.role.gives_view, line.role.owes_report, line.role.represents_agency))


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


# A new date


def test_moving_keeps_the_old_date_and_asks_everybody_again() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    attendance.confirm(meeting, POLICE, BOOKED_AT)
    attendance.cannot_attend(meeting, THIRD, "On leave", BOOKED_AT)
    moving.move(meeting, LEAD, STARTS_AT + 3 * DAY, "The mother is ill", BOOKED_AT + DAY)
    assert [p.was for p in meeting.postponements] == [STARTS_AT]
    assert all(i.coming is Coming.AWAITED and not i.why_absent for i in meeting.invitees)
    moved = {n.to for n in meeting.notices if n.kind is NoticeKind.MEETING_MOVED}
    assert moved == {LEAD.id, CHAIR.id, *(p.id for p in USUAL)}


def test_a_deputy_hears_of_a_new_date_too() -> None:
    """ATT-02"""
    meeting = an_invited_meeting()
    deputy = Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id)
    attendance.send_deputy(meeting, POLICE, deputy, BOOKED_AT, POLICE_DEPUTY)
    moving.move(meeting, LEAD, STARTS_AT + DAY, "The mother is ill", BOOKED_AT + DAY)
    assert (NoticeKind.MEETING_MOVED, POLICE_DEPUTY.id) in {(n.kind, n.to) for n in meeting.notices}
    assert POLICE_DEPUTY.id not in meeting.participants()


def test_moving_back_to_an_earlier_date_is_told_again() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    for hours, to in enumerate((STARTS_AT + DAY, STARTS_AT, STARTS_AT + DAY)):
        moving.move(meeting, LEAD, to, "The room", BOOKED_AT + timedelta(hours=hours + 1))
    told = [n.key for n in meeting.notices if n.kind is NoticeKind.MEETING_MOVED and n.to == POLICE.id]
    assert len(set(told)) == 3


def test_moving_to_the_same_time_changes_nothing() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    before = meeting.revision
    moving.move(meeting, LEAD, STARTS_AT, "Pressed twice", BOOKED_AT)
    assert meeting.revision == before


def test_the_report_date_moves_with_the_meeting() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT + 7 * DAY, "The mother is ill", BOOKED_AT + DAY)
    assert meeting.report_due == date(2026, 11, 19)


def test_moving_by_an_hour_leaves_the_report_date() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT - timedelta(hours=1), "The room", BOOKED_AT + DAY)
    assert meeting.report_due == date(2026, 11, 12)


def test_the_report_date_never_moves_into_the_past() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    at = BOOKED_AT + 7 * DAY
    moving.move(meeting, LEAD, at + 2 * DAY, "It can't wait", at)
    assert meeting.report_due == date(2026, 11, 9)


def test_moving_past_the_limit_keeps_the_reason() -> None:
    """TIM-02"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT + 10 * DAY, "The mother is in hospital", BOOKED_AT, PROFILE)
    assert meeting.late_reason == "The mother is in hospital"
    assert meeting.facts[-1].detail["late"] is True


def test_a_new_date_is_to_come_and_has_a_reason() -> None:
    """CON-09"""
    meeting = an_invited_meeting()
    with pytest.raises(dates.DateGone):
        moving.move(meeting, LEAD, BOOKED_AT, "The room", BOOKED_AT)
    with pytest.raises(errors.ReasonMissing):
        moving.move(meeting, LEAD, STARTS_AT + DAY, " ", BOOKED_AT)
    with pytest.raises(NotYours):
        moving.move(meeting, POLICE, STARTS_AT + DAY, "A shift", BOOKED_AT)


def test_an_open_meeting_is_not_moved() -> None:
    """QUO-06"""
    with pytest.raises(WrongPhase, match="under way, so moving it is not possible any more"):
        moving.move(an_opened_meeting(), LEAD, STARTS_AT + DAY, "The room", STARTS_AT)


def test_a_cancelled_meeting_is_told_to_everybody_invited() -> None:
    """QUO-06"""
    meeting = an_invited_meeting()
    moving.cancel(meeting, LEAD, "The concern has been resolved", BOOKED_AT)
    assert meeting.phase is Phase.CANCELLED
    told = {n.to for n in meeting.notices if n.kind is NoticeKind.MEETING_CANCELLED}
    assert told == {LEAD.id, CHAIR.id, *(p.id for p in USUAL)}
    assert meeting.dues(PROFILE) == []


def test_cancelling_before_anybody_was_invited_is_told_to_chair_and_lead() -> None:
    """QUO-06"""
    meeting = a_booked_meeting()
    moving.cancel(meeting, ADMIN, "Booked twice", BOOKED_AT)
    assert {n.to for n in meeting.notices} == {CHAIR.id, LEAD.id}


def test_cancelling_needs_a_reason() -> None:
    """QUO-06"""
    with pytest.raises(errors.ReasonMissing):
        moving.cancel(an_invited_meeting(), LEAD, "", BOOKED_AT)


def test_a_cancelled_meeting_stays_cancelled() -> None:
    """QUO-06"""
    meeting = an_invited_meeting()
    moving.cancel(meeting, LEAD, "Resolved", BOOKED_AT)
    with pytest.raises(WrongPhase, match="This meeting is cancelled"):
        moving.move(meeting, LEAD, STARTS_AT + DAY, "After all", BOOKED_AT)


def test_a_voluntary_partner_keeps_their_standing_on_the_list() -> None:
    """DEC-03"""
    assert an_invited_meeting().invitee(THIRD.id).person.standing is Standing.VOLUNTARY


def test_the_end_of_the_slot_and_of_the_report_day() -> None:
    """TIM-16"""
    meeting = book()
    assert dates.ends_at(meeting) == STARTS_AT + 90 * MINUTE
    assert dates.reports_due_at(meeting) == datetime(2026, 11, 12, 23, 59, tzinfo=UTC)
