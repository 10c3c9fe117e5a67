"""A transfer meeting: what it is booked with, by when it is held, who must be there, held to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cppm.councils.profile import Profile
from cppm.groups import following
from cppm.meetings import booking, closing, conduct, invitations, quorum, transfer
from cppm.meetings.closing import StillBlank
from cppm.meetings.conduct import DiscretionUnexplained, SingleAgency
from cppm.meetings.dates import TransferTooLate
from cppm.meetings.decision import OnlyReviewRemoves
from cppm.meetings.kind_records import Move
from cppm.meetings.meeting import (
    Child,
    MeetingKind,
    NoSuchThing,
    NotYours,
    Option,
    PlanningMeeting,
    Verdict,
)
from cppm.meetings.transfer import InterimPlanUnexplained, MoveUnanswered, NotMovedYet, NoTransfer
from cppm.people import Agency, Duty, Person
from cppm.timing import attesting, clocks
from tests.builders import (
    BOOKED_AT,
    CHAIR,
    HEALTH,
    LEAD,
    OUTSIDER,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    TEAM_LEADER,
    a_booking,
    a_closed_meeting,
    a_decided_meeting,
    a_settled_meeting,
    an_invited_meeting,
    an_opened_meeting,
    person,
)

AT = STARTS_AT + timedelta(minutes=10)
FIFE_WORKER = person(
    "fife", Agency.SOCIAL_WORK, "Rhona Tait", "Social worker, Fife", Duty.QUALIFIED_SOCIAL_WORKER
)
FIFE_MANAGER = person(
    "fife_lead", Agency.SOCIAL_WORK, "Colin Muir", "Service manager, Fife", Duty.SERVICE_MANAGER
)
EVERYBODY = [FIFE_WORKER, FIFE_MANAGER, TEAM_LEADER, POLICE, HEALTH, SCHOOL]
FROM_FIFE = [FIFE_WORKER.id, FIFE_MANAGER.id]


def a_move(**changes: object) -> Move:
    values: dict[str, object] = {
        "left": "Fife",
        "stays_since": date(2026, 10, 26),
        "interim_agreed": True,
        "from_there": list(FROM_FIFE),
    }
    return Move(**(values | changes))  # type: ignore[arg-type]


def moved(**changes: object) -> dict[str, object]:
    """A booking of a transfer; the family moved from Fife."""
    values = {
        "kind": MeetingKind.TRANSFER,
        "investigation_began": None,
        "move": a_move(),
        "invited": EVERYBODY,
    }
    return values | changes


def opened(*present: Person) -> PlanningMeeting:
    return an_opened_meeting(present=list(present), **moved())  # type: ignore[arg-type]


def booked_under(profile: Profile) -> PlanningMeeting:
    values = {name: value for name, value in moved().items() if name != "invited"}
    return booking.book(a_booking(**values), "m_1", LEAD, BOOKED_AT, profile)


def booked(**changes: object) -> PlanningMeeting:
    values = moved(**changes)
    values.pop("invited")
    return booking.book(a_booking(**values), "m_move", LEAD, BOOKED_AT, PROFILE)


def test_it_is_booked_with_the_area_the_family_left_and_since_when_they_stay() -> None:
    """GEN-17 MOV-04 MOV-11"""
    meeting = booked()
    assert meeting.move
    assert (meeting.move.left, meeting.move.stays_since) == ("Fife", date(2026, 10, 26))
    for move in (None, a_move(left=" ")):
        with pytest.raises(MoveUnanswered):
            booked(move=move)


def test_a_move_to_come_is_not_confirmed_yet() -> None:
    """TIM-08"""
    with pytest.raises(NotMovedYet):
        booked(move=a_move(stays_since=date(2026, 11, 3)))


def test_without_an_interim_plan_of_both_areas_the_reason_is_recorded() -> None:
    """MOV-10"""
    with pytest.raises(InterimPlanUnexplained):
        booked(move=a_move(interim_agreed=False))
    why = "Fife answers on Monday; the aunt stays overnight"
    meeting = booked(move=a_move(interim_agreed=False, no_interim_because=why))
    assert why in str(meeting.facts[0].detail["move"])


def test_it_is_held_within_twenty_one_working_days() -> None:
    """TIM-08"""
    last = datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert booked(starts_at=last).starts_at == last, "a Tuesday, the 21st working day"
    with pytest.raises(TransferTooLate, match="21 working days after it was confirmed"):
        booked(starts_at=last + timedelta(days=1))
    late = booked(starts_at=last + timedelta(days=1), late_reason="Grant Lowe agreed")
    assert late.late_reason


def test_its_clock_runs_from_the_day_it_was_confirmed_that_they_stay() -> None:
    """TIM-08"""
    [due] = [d for d in clocks.dues(booked(), PROFILE) if d.clock == "transfer"]
    assert due.limit.date() == date(2026, 11, 24)
    assert due.owes == (LEAD.id,)
    held = opened(LEAD, *EVERYBODY)
    assert not [d for d in clocks.dues(held, PROFILE) if d.clock == "transfer"]


def test_with_both_areas_their_managers_and_the_agencies_it_is_quorate() -> None:
    """QUO-08"""
    meeting = opened(LEAD, *EVERYBODY)
    assert quorum.quorum_now(meeting, PROFILE.quorum).verdict is Verdict.QUORATE
    stated = conduct.state_quorum(meeting, CHAIR, AT, PROFILE)
    assert "from both areas" in stated.explained


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        (FIFE_WORKER, "social work of the area the family left"),
        (FIFE_MANAGER, "a manager of the area the family left"),
        (LEAD, "social work of this area"),
        (TEAM_LEADER, "a manager of this area"),
        (POLICE, "Police"),
        (HEALTH, "Health"),
        (SCHOOL, "Education"),
    ],
)
def test_each_of_them_is_needed_however_many_agencies_are_there(absent: Person, said: str) -> None:
    """QUO-08"""
    meeting = opened(*[p for p in (LEAD, *EVERYBODY) if p is not absent])
    now = quorum.quorum_now(meeting, PROFILE.quorum)
    assert now.verdict is Verdict.DISCRETION
    assert now.not_here == (said,)
    assert said in now.explained
    with pytest.raises(DiscretionUnexplained, match=said):
        conduct.state_quorum(meeting, CHAIR, AT, PROFILE)
    conduct.state_quorum(meeting, CHAIR, AT, PROFILE, "They sent all they know", True)


def test_with_social_work_alone_it_never_goes_ahead() -> None:
    """QUO-02 QUO-08"""
    meeting = opened(LEAD, TEAM_LEADER, FIFE_WORKER, FIFE_MANAGER)
    with pytest.raises(SingleAgency):
        conduct.state_quorum(meeting, CHAIR, AT, PROFILE, "All is known", True)


def test_when_one_area_leaves_the_quorum_is_lost() -> None:
    """QUO-07 QUO-08"""
    meeting = opened(LEAD, *EVERYBODY)
    conduct.state_quorum(meeting, CHAIR, AT, PROFILE)
    assert quorum.lost(meeting) is None
    conduct.note_leaving(meeting, CHAIR, FIFE_MANAGER.id, AT)
    remains = quorum.lost(meeting)
    assert remains
    assert remains.not_here == ("a manager of the area the family left",)


def test_the_answers_before_the_meeting_foretell_who_is_missing() -> None:
    """QUO-08 ATT-05"""
    meeting = an_invited_meeting(**moved())  # type: ignore[arg-type]
    expected = quorum.forecast(meeting, PROFILE.quorum).expected
    assert expected.not_here
    assert "a manager of this area" in expected.not_here


def test_who_comes_for_the_other_area_is_said_by_those_who_keep_the_list() -> None:
    """MOV-11 QUO-08"""
    meeting = an_invited_meeting(**moved(move=a_move(from_there=[])))  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        transfer.name_other_area(meeting, POLICE, FROM_FIFE, AT)
    with pytest.raises(NoSuchThing):
        transfer.name_other_area(meeting, LEAD, [OUTSIDER.id], AT)
    transfer.name_other_area(meeting, LEAD, FROM_FIFE, AT)
    before = len(meeting.facts)
    transfer.name_other_area(meeting, LEAD, FROM_FIFE, AT)
    assert len(meeting.facts) == before
    assert transfer.missing(meeting, meeting.invitees) == ()
    with pytest.raises(NoTransfer):
        transfer.name_other_area(an_invited_meeting(), LEAD, [], AT)


def test_a_manager_of_the_other_area_needs_no_duty_here_that_would_open_other_families() -> None:
    """QUO-08 MOV-11"""
    manager = person("fife_lead", Agency.SOCIAL_WORK, "Colin Muir", "Service manager, Fife")
    people = [manager if each is FIFE_MANAGER else each for each in EVERYBODY]
    meeting = an_invited_meeting(**moved(invited=people))  # type: ignore[arg-type]
    assert transfer.missing(meeting, meeting.invitees) == ("a manager of the area the family left",)
    with pytest.raises(transfer.NotFromThere):
        transfer.name_other_area(meeting, LEAD, FROM_FIFE, AT, [TEAM_LEADER.id])
    transfer.name_other_area(meeting, LEAD, FROM_FIFE, AT, [manager.id])
    assert transfer.missing(meeting, meeting.invitees) == ()


def test_an_interim_plan_that_was_not_agreed_is_owed_until_it_is_or_the_meeting_begins() -> None:
    """MOV-10"""
    move = a_move(interim_agreed=False, no_interim_because="Fife sends it on Monday")
    meeting = an_invited_meeting(**moved(move=move))  # type: ignore[arg-type]
    [owed] = [due for due in clocks.dues(meeting, PROFILE) if due.clock == "interim_plan"]
    assert owed.owes == (LEAD.id,)
    attesting.attest(meeting, LEAD, owed.key, "by phone with Fife", BOOKED_AT, PROFILE)
    assert "interim_plan" not in {due.clock for due in clocks.dues(meeting, PROFILE)}
    agreed = an_invited_meeting(**moved())  # type: ignore[arg-type]
    assert "interim_plan" not in {due.clock for due in clocks.dues(agreed, PROFILE)}


def test_nothing_is_removed_at_a_transfer() -> None:
    """GEN-15 OUT-01"""
    assert an_invited_meeting(**moved()).options == (Option.PLACE, Option.NOT_PLACE)  # type: ignore[arg-type]
    with pytest.raises(OnlyReviewRemoves):
        a_decided_meeting(Option.REMOVE, **moved())


def test_what_a_transfer_decides_is_the_councils_to_say_and_a_name_kept_comes_on_this_register() -> None:
    """OUT-01 MOV-04"""
    here = replace(PROFILE, transfer_outcomes=(Option.RETAIN, Option.NOT_PLACE))
    meeting = booked_under(here)
    assert meeting.options == (Option.RETAIN, Option.NOT_PLACE)
    initial = booking.book(a_booking(), "m_2", LEAD, BOOKED_AT, here)
    assert initial.options == (Option.PLACE, Option.NOT_PLACE), "of other meetings a guide says it"
    assert Option.RETAIN in meeting.registering
    assert Option.RETAIN not in initial.registering


def test_it_closes_only_when_the_interim_plan_of_both_areas_was_considered() -> None:
    """MOV-10 GEN-17"""
    meeting = a_settled_meeting(**moved())
    meeting.considered.said.clear()
    with pytest.raises(StillBlank, match="interim safety plan, information handed over"):
        closing.close(meeting, CHAIR, AT)


def test_a_name_placed_at_a_transfer_forms_the_core_group_of_this_area() -> None:
    """GEN-17 CG-01"""
    group = following.follow(None, a_closed_meeting(**moved()), AT, lambda: "n_1", PROFILE)
    assert group
    assert [child.id for child in group.registered] == ["c_kay"]


def test_an_unborn_baby_may_move_too() -> None:
    """GEN-17"""
    baby = Child("c_baby", "Baby", due_date=date(2027, 3, 3))
    assert booked(children=[baby]).children == [baby]


def test_people_of_the_other_area_are_invited_like_everybody() -> None:
    """GEN-17"""
    meeting = booked()
    invitations.invite(meeting, LEAD, FIFE_WORKER, "Worked with the family in Fife", BOOKED_AT)
    assert meeting.invitee(FIFE_WORKER.id).role.represents_agency
