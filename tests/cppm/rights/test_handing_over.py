"""A chair falls ill, a lead professional moves on: duties and rights move at once, and both are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cppm.disagreeing import dissent, scrutiny
from cppm.disagreeing.disagreement_records import Asked, FamilyReview, Ground, ReviewResult
from cppm.groups import following
from cppm.meetings import (
    another_meeting,
    attendance,
    booking,
    conduct,
    invitations,
    key_points,
    moving,
    views,
)
from cppm.meetings.meeting import (
    Coming,
    Deputy,
    MeetingKind,
    NotInvited,
    NotYours,
    Option,
    PlanningMeeting,
    WrongPhase,
)
from cppm.moves import stays, whereabouts
from cppm.people import Agency, Duty, Person, Role
from cppm.records import FactKind, NoticeKind
from cppm.rights import exclusion, handing_over, restricted
from cppm.rights.handing_over import ChairHasAnotherPart, HandoverUnexplained
from cppm.rights.handing_over_records import Part
from cppm.rights.restricted_records import Response, RestrictedKind
from cppm.timing import clocks
from cppm.timing.timescales import local_day
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    HEALTH,
    KAY,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    POLICE_DEPUTY,
    PROFILE,
    SCHOOL,
    SERVICE_MANAGER,
    STARTS_AT,
    TEAM_LEADER,
    a_booked_meeting,
    a_closed_meeting,
    a_meeting_ready_for_views,
    a_settled_meeting,
    an_invited_meeting,
    an_opened_meeting,
    file_reports,
    person,
)
from tests.builders_group import FORMED_AT, a_closed_planning_meeting, a_core_group, drained, ids, notice_of
from tests.cppm.moves.homes import AT as REPORTED
from tests.cppm.moves.homes import FOSTER, STAY, reported

OTHER_CHAIR = person("other_chair", Agency.SOCIAL_WORK, "Olaf Bruce", "Senior officer", Duty.CHAIR)
SUCCESSOR = person("successor", Agency.SOCIAL_WORK, "Iona Muir", "Worker", Duty.QUALIFIED_SOCIAL_WORKER)
AT = BOOKED_AT + timedelta(days=1)
IN_IT = STARTS_AT + 20 * MINUTE
AFTER = FORMED_AT + timedelta(hours=1)


def chair_to(meeting: PlanningMeeting, to: Person = OTHER_CHAIR, actor: Person = ADMIN, at=AT) -> None:  # type: ignore[no-untyped-def]
    meeting.notices.clear()
    handing_over.hand_over(meeting, actor, Part.CHAIR, to, "Is ill", at)


def lead_to(  # type: ignore[no-untyped-def]
    meeting: PlanningMeeting, to: Person = SUCCESSOR, actor: Person = LEAD, at=AT, stays: bool = False
) -> None:
    meeting.notices.clear()
    handing_over.hand_over(meeting, actor, Part.LEAD, to, "Goes on leave", at, stays)


def owed_by(meeting: PlanningMeeting, who: Person) -> set[str]:
    return {due.clock for due in clocks.dues(meeting, PROFILE) if who.id in due.owes and not due.done_at}


def told(meeting: PlanningMeeting) -> list[str]:
    return [n.to for n in meeting.notices if n.kind is NoticeKind.PART_HANDED_OVER]


def a_request_upheld() -> FamilyReview:
    """A family's request that led to another meeting."""
    grounds = [Ground.NOT_AVAILABLE]
    day = local_day(AFTER)
    result = ReviewResult(
        grounds, True, "As they say", SERVICE_MANAGER.id, "Grant Lowe", AFTER, LEAD.id, "Ewan Reid", day
    )
    return FamilyReview(
        "b_1",
        "f_mother",
        "Kay's mother",
        "",
        Asked.LETTER,
        "Please look again",
        day,
        False,
        LEAD.id,
        AFTER,
        result,
    )


# The chair


def test_another_chair_has_every_right_and_the_one_before_none() -> None:
    """INV-08 CON-04"""
    meeting = an_invited_meeting()
    chair_to(meeting)
    meeting.require_chair(OTHER_CHAIR)
    assert meeting.participants()[OTHER_CHAIR.id] is Role.CHAIR
    with pytest.raises(NotInvited):
        meeting.role_of(CHAIR)
    with pytest.raises(NotYours):
        conduct.open_meeting(meeting, CHAIR, STARTS_AT)
    conduct.open_meeting(meeting, OTHER_CHAIR, STARTS_AT)
    (fact,) = [f for f in meeting.facts if f.kind is FactKind.PART_HANDED_OVER]
    assert fact.detail == {
        "part": "chair", "was": CHAIR.id, "to": OTHER_CHAIR.id, "why": "Is ill", "stays": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("meeting", "at"), [(a_booked_meeting, AT), (an_opened_meeting, IN_IT), (a_closed_meeting, AFTER)]
)
def test_what_the_chair_owed_is_owed_by_the_next(meeting, at) -> None:  # type: ignore[no-untyped-def]
    """INV-08"""
    found = meeting()
    if meeting is a_booked_meeting:
        invitations.send_for_approval(found, LEAD, AT)
    before = owed_by(found, CHAIR)
    assert before
    chair_to(found, at=at)
    assert owed_by(found, OTHER_CHAIR) == before
    assert owed_by(found, CHAIR) == set()


def test_both_are_told_and_the_lead_professional() -> None:
    """INV-08"""
    meeting = an_invited_meeting()
    chair_to(meeting)
    assert told(meeting) == [OTHER_CHAIR.id, CHAIR.id, LEAD.id]


def test_whoever_hands_over_is_not_told_what_they_did() -> None:
    meeting = an_invited_meeting()
    chair_to(meeting, actor=CHAIR)
    assert told(meeting) == [OTHER_CHAIR.id, LEAD.id]


def test_handing_over_twice_is_once() -> None:
    """INV-08"""
    meeting = an_invited_meeting()
    chair_to(meeting)
    before = (meeting.revision, len(meeting.notices), len(meeting.handed_over))
    handing_over.hand_over(meeting, ADMIN, Part.CHAIR, OTHER_CHAIR, "", AT)
    assert (meeting.revision, len(meeting.notices), len(meeting.handed_over)) == before


def test_a_chair_falls_ill_in_the_meeting_and_the_next_decides() -> None:
    """INV-08 CHR-14"""
    meeting = a_meeting_ready_for_views()
    chair_to(meeting, at=IN_IT)
    for line in views.expected_to_view(meeting):
        views.give_view(meeting, line.person, KAY.id, Option.PLACE, "Our records", IN_IT)
    with pytest.raises(NotYours):
        views.open_views(meeting, CHAIR, KAY.id, IN_IT)
    views.open_views(meeting, OTHER_CHAIR, KAY.id, IN_IT)


def test_what_a_chair_did_stays_under_their_name() -> None:
    """INV-08"""
    meeting = a_closed_meeting()
    closed_at = meeting.closed_at
    assert closed_at
    chair_to(meeting, at=AFTER)
    key_points.release(meeting, OTHER_CHAIR, AFTER + MINUTE)
    assert meeting.chair_at(closed_at) == CHAIR
    assert meeting.chair_at(AFTER + MINUTE) == OTHER_CHAIR
    assert meeting.chairs == [CHAIR, OTHER_CHAIR]


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        (TEAM_LEADER, booking.ChairNotSenior),
        (person("lead", Agency.SOCIAL_WORK, "Ewan Reid", "Worker", Duty.CHAIR), booking.ChairIsLead),
        (person("health", Agency.HEALTH, "Ailsa Grant", "Nurse", Duty.CHAIR), ChairHasAnotherPart),
        (person("police_deputy", Agency.POLICE, "Neil Watt", "Constable", Duty.CHAIR), ChairHasAnotherPart),
    ],
)
def test_a_chair_is_senior_and_has_no_other_part(to: Person, refusal: type[Exception]) -> None:
    """CON-04"""
    meeting = an_invited_meeting()
    attendance.send_deputy(meeting, POLICE, Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id), AT)
    with pytest.raises(refusal):
        chair_to(meeting, to)
    assert (meeting.chair, meeting.handed_over) == (CHAIR, [])


def test_somebody_else_chairs_a_review_for_the_reason_given() -> None:
    """CON-06"""
    meeting = an_invited_meeting()
    meeting.kind = MeetingKind.REVIEW
    chair_to(meeting)
    assert meeting.other_chair_because == "Is ill"


def test_nobody_who_chaired_before_chairs_again_after_a_familys_request() -> None:
    """DIS-09"""
    before = a_closed_meeting()
    chair_to(before, at=AFTER)
    before.family_reviews.append(a_request_upheld())
    third = person("third_chair", Agency.SOCIAL_WORK, "Una Wood", "Senior officer", Duty.CHAIR)
    for barred in (CHAIR, OTHER_CHAIR):
        meeting = a_booked_meeting(chair=third)
        with pytest.raises(another_meeting.SameChairAgain, match=barred.name):
            handing_over.hand_over(meeting, ADMIN, Part.CHAIR, barred, "Is ill", AT, before=before)


def test_an_earlier_chair_neither_scrutinises_nor_answers_a_dissent() -> None:
    """DEC-09 DIS-03"""
    senior = person(
        "other_chair", Agency.SOCIAL_WORK, "Olaf Bruce", "Manager", Duty.CHAIR, Duty.SERVICE_MANAGER
    )
    meeting = a_closed_meeting()
    chair_to(meeting, senior, at=AFTER)
    chair_to(meeting, CHAIR, at=AFTER + MINUTE)
    assert not scrutiny.may_scrutinise(meeting, senior)
    assert scrutiny.may_scrutinise(meeting, SERVICE_MANAGER)
    dissent.record_dissent(meeting, POLICE, KAY.id, "Evidence", "Not placing", AFTER + 2 * MINUTE, "d_1")
    with pytest.raises(NotYours):
        dissent.require_answerer(meeting, senior, "d_1")
    assert dissent.require_answerer(meeting, SERVICE_MANAGER, "d_1").person == POLICE.id


# The lead professional


def test_another_lead_professional_has_every_right_and_the_one_before_none() -> None:
    """INV-08"""
    meeting = an_invited_meeting()
    lead_to(meeting)
    assert meeting.participants()[SUCCESSOR.id] is Role.LEAD_PROFESSIONAL
    meeting.require_keeper_of_list(SUCCESSOR)
    attendance.confirm(meeting, SUCCESSOR, AT)
    assert meeting.line_of(SUCCESSOR).role is Role.LEAD_PROFESSIONAL
    for asked in (meeting.role_of, meeting.line_of, meeting.require_keeper_of_list):
        with pytest.raises((NotInvited, NotYours)):
            asked(LEAD)
    assert told(meeting) == [SUCCESSOR.id, CHAIR.id]


def test_what_the_lead_professional_owed_is_owed_by_the_next() -> None:
    """INV-08"""
    meeting = an_invited_meeting()
    before = owed_by(meeting, LEAD)
    assert {"lead_report", "attendance"} <= before
    lead_to(meeting)
    assert owed_by(meeting, SUCCESSOR) == before
    assert owed_by(meeting, LEAD) == set()


def test_whoever_takes_over_after_the_meeting_owes_no_report_to_it() -> None:
    """INV-08 TIM-17"""
    meeting = a_closed_meeting()
    lead_to(meeting, at=AFTER)
    assert not [each for each in owed_by(meeting, SUCCESSOR) if "report" in each]


def test_a_report_that_came_in_is_the_cases_and_not_owed_again() -> None:
    """INV-08 REP-02"""
    meeting = an_invited_meeting()
    file_reports(meeting, LEAD)
    lead_to(meeting, at=AT + timedelta(days=1))
    assert meeting.invitee(SUCCESSOR.id).report.reference == f"REF-{LEAD.id}"
    assert "lead_report" not in owed_by(meeting, SUCCESSOR)


def test_who_goes_on_working_with_the_family_stays_as_a_practitioner() -> None:
    """INV-08"""
    meeting = an_invited_meeting()
    attendance.send_deputy(meeting, LEAD, Deputy(SUCCESSOR.name, True, True, SUCCESSOR.id), AT)
    lead_to(meeting, stays=True)
    assert meeting.role_of(LEAD) is Role.PRACTITIONER
    assert meeting.invitee(LEAD.id).deputy is None
    assert meeting.booked_by == LEAD.id


def test_whoever_was_on_the_list_keeps_what_they_answered() -> None:
    """INV-08"""
    colleague = person("colleague", Agency.SOCIAL_WORK, "Ada Weir", "Worker", Duty.QUALIFIED_SOCIAL_WORKER)
    meeting = an_invited_meeting([HEALTH, colleague])
    attendance.confirm(meeting, colleague, AT)
    lead_to(meeting, colleague)
    assert meeting.role_of(colleague) is Role.LEAD_PROFESSIONAL
    assert meeting.invitee(colleague.id).coming is Coming.ATTENDING
    assert len([i for i in meeting.invitees if i.person.id == colleague.id]) == 1


def test_a_lead_who_was_there_stays_in_the_record_and_opens_nothing() -> None:
    """INV-08"""
    meeting = a_closed_meeting()
    lead_to(meeting, at=AFTER)
    line = meeting.invitee(LEAD.id)
    assert line.attended
    assert line.person.id not in meeting.participants()
    assert not views.may_read(meeting, LEAD)
    assert not dissent.may_dissent(meeting, LEAD)
    assert LEAD.id not in key_points.recipients(meeting)
    assert SUCCESSOR.id in key_points.recipients(meeting)
    assert (LEAD.name, "has handed over and left the case") in key_points.not_sent(meeting)
    assert line not in invitations.waiting_for_chair(meeting)


def test_a_lead_who_leaves_during_the_meeting_is_no_longer_present() -> None:
    """INV-08 QUO-04"""
    meeting = an_opened_meeting()
    lead_to(meeting, at=IN_IT, actor=CHAIR)
    assert not meeting.invitee(LEAD.id).present
    assert LEAD.id not in meeting.participants()


def test_whom_they_were_to_tell_is_told_by_the_next() -> None:
    """INV-08 PAR-03"""
    meeting = a_closed_meeting()
    assert "telling" in owed_by(meeting, LEAD)
    lead_to(meeting, at=AFTER)
    assert {(t.told_by, t.told_by_name) for t in meeting.outcome.tellings} == {(SUCCESSOR.id, SUCCESSOR.name)}
    assert "telling" in owed_by(meeting, SUCCESSOR)
    assert owed_by(meeting, LEAD) == set()


def test_what_the_meeting_has_settled_names_the_next() -> None:
    """INV-08 CHR-17"""
    meeting = a_settled_meeting()
    lead_to(meeting, at=IN_IT + 35 * MINUTE)
    assert meeting.outcome.lead_professional == SUCCESSOR.id
    assert meeting.outcome.core_group == [SUCCESSOR.id, HEALTH.id]


def test_the_lead_whom_a_meeting_settled_on_hands_over_what_they_lead_from_then_on() -> None:
    """CHR-17"""
    colleague = person("colleague", Agency.SOCIAL_WORK, "Ada Weir", "Worker", Duty.QUALIFIED_SOCIAL_WORKER)
    meeting = a_closed_meeting(invited=[POLICE, HEALTH, colleague])
    meeting.outcome.lead_professional = colleague.id
    assert handing_over.leads_on(meeting) == colleague
    lead_to(meeting, actor=ADMIN, at=AFTER)
    assert handing_over.leads_on(meeting) == SUCCESSOR
    assert meeting.lead_professional == LEAD
    assert "family_review" in owed_by(meeting, SUCCESSOR)
    assert colleague.id not in meeting.participants()


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        (HEALTH, booking.LeadNotQualified),
        (
            person("chair", Agency.SOCIAL_WORK, "Morag Sinclair", "Officer", Duty.QUALIFIED_SOCIAL_WORKER),
            booking.ChairIsLead,
        ),
        (
            person("police_deputy", Agency.POLICE, "Neil Watt", "PC", Duty.QUALIFIED_SOCIAL_WORKER),
            invitations.StandsIn,
        ),
    ],
)
def test_a_qualified_social_worker_without_another_part_leads(to: Person, refusal: type[Exception]) -> None:
    """INV-08"""
    meeting = an_invited_meeting()
    attendance.send_deputy(meeting, POLICE, Deputy(POLICE_DEPUTY.name, True, True, POLICE_DEPUTY.id), AT)
    with pytest.raises(refusal):
        lead_to(meeting, to)
    assert (meeting.lead_professional, meeting.handed_over) == (LEAD, [])


# Who may, and when


@pytest.mark.parametrize(
    ("actor", "part"),
    [(HEALTH, Part.LEAD), (HEALTH, Part.CHAIR), (LEAD, Part.CHAIR), (SERVICE_MANAGER, Part.LEAD)],
)
def test_nobody_else_hands_a_part_over(actor: Person, part: Part) -> None:
    """INV-08"""
    meeting = an_invited_meeting()
    with pytest.raises(NotYours):
        handing_over.hand_over(meeting, actor, part, SUCCESSOR, "Because", AT)


def test_it_is_not_handed_over_without_a_reason() -> None:
    with pytest.raises(HandoverUnexplained):
        handing_over.hand_over(an_invited_meeting(), ADMIN, Part.LEAD, SUCCESSOR, " ", AT)


def test_nothing_is_handed_over_in_a_meeting_called_off() -> None:
    meeting = an_invited_meeting()
    moving.cancel(meeting, CHAIR, "No longer needed", AT)
    with pytest.raises(WrongPhase):
        lead_to(meeting)


# The core group goes with it


def test_the_core_group_has_the_new_lead_at_once_and_the_old_one_leaves_it() -> None:
    """INV-08 CG-04"""
    group = a_core_group()
    meeting = a_closed_planning_meeting()
    meeting.facts.clear()
    lead_to(meeting, at=AFTER)
    following.follow(group, meeting, AFTER, ids("t"), PROFILE)
    assert (group.lead_professional, group.chair) == (SUCCESSOR, SUCCESSOR)
    assert LEAD.id not in group.participants()
    assert "group_joined" in notice_of(group, SUCCESSOR)
    assert notice_of(group, HEALTH) == ["group_handed_over"]


def test_the_core_group_tells_the_new_chair_of_changes() -> None:
    """INV-08 CG-10"""
    group = a_core_group()
    meeting = a_closed_planning_meeting()
    meeting.facts.clear()
    chair_to(meeting, at=AFTER)
    following.follow(group, meeting, AFTER, ids("t"), PROFILE)
    assert group.planning_chair == OTHER_CHAIR
    assert CHAIR.id not in group.participants()


def test_the_chair_of_an_earlier_meeting_is_nothing_to_the_core_group() -> None:
    group = drained(a_core_group())
    meeting = a_closed_planning_meeting()
    meeting.facts.clear()
    group.followed.append("m_review")
    chair_to(meeting, at=AFTER)
    following.follow(group, meeting, AFTER, ids("t"), PROFILE)
    assert (group.planning_chair, group.facts) == (CHAIR, [])


def test_whoever_told_the_chair_something_alone_hears_who_chairs_now() -> None:
    """RAI-07 EXC-13 INV-08"""
    meeting = an_invited_meeting()
    for who, id in ((POLICE, "r_1"), (HEALTH, "r_2")):
        restricted.alert_chair(meeting, who, RestrictedKind.DANGEROUS, "A grave risk", BOOKED_AT, id)
    meeting.restricted[1].response = Response.WITHDRAW
    exclusion.alert(meeting, SCHOOL, "f_mother", "A concern", BOOKED_AT, "n_1")
    lead_to(meeting)
    assert POLICE.id not in told(meeting), "another lead professional reads none of it"
    chair_to(meeting)
    assert sorted(told(meeting)) == sorted([OTHER_CHAIR.id, CHAIR.id, SUCCESSOR.id, POLICE.id, SCHOOL.id])


def test_a_team_leader_who_leaves_passes_on_the_visit_that_waited_for_their_agreement() -> None:
    """ADR-04 INV-08: nothing that follows the core group brings the leaver back."""
    root, entry = reported(STAY)
    stays.propose(root, LEAD, entry.id, False, "", None, "The aunt sees the child daily", REPORTED, ids())
    [asked] = [due for due in clocks.dues(root, PROFILE) if due.clock == "stay_visit"]
    assert asked.owes == (LEAD.line_manager,)
    gone = replace(TEAM_LEADER, id=str(LEAD.line_manager))
    handing_over.hand_whereabouts_on(root, gone, OUTSIDER, ADMIN, REPORTED)
    whereabouts.follow(root, whereabouts.of_group(a_core_group()), ADMIN, REPORTED)
    [asked] = [due for due in clocks.dues(root, PROFILE) if due.clock == "stay_visit"]
    assert asked.owes == (OUTSIDER.id,)
    assert root.manages(OUTSIDER)
    handing_over.hand_whereabouts_on(root, OUTSIDER, HEALTH, ADMIN, REPORTED)
    assert root.leads_manager == HEALTH.id


def test_only_a_qualified_social_worker_leads_in_the_place_of_a_leaver() -> None:
    """INV-08 CON-05"""
    root, _ = reported(FOSTER)
    with pytest.raises(booking.LeadNotQualified):
        handing_over.hand_whereabouts_on(root, LEAD, HEALTH, ADMIN, REPORTED)
    heir = replace(OUTSIDER, duties=frozenset({Duty.QUALIFIED_SOCIAL_WORKER}))
    handing_over.hand_whereabouts_on(root, LEAD, heir, ADMIN, REPORTED)
    assert (root.lead_professional, root.works(LEAD)) == (heir, False)
