"""What follows from the decision: lead, core group, dates, actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cppm.meetings import booking, closing, outcome
from cppm.meetings.meeting import Child, ImmediateAction, NoSuchThing, Option, PlanningMeeting
from cppm.timing.timescales import Months
from tests.builders import (
    CHAIR,
    HEALTH,
    LEAD,
    MINUTE,
    OUTSIDER,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    TEAM_LEADER,
    a_decided_meeting,
)

AT = STARTS_AT + 40 * MINUTE
DAY = timedelta(days=1)
NEXT_WEEK = STARTS_AT + 7 * DAY
REVIEW = date(2027, 5, 4)


def jobs(meeting: PlanningMeeting) -> list[str]:
    return [b.rule for b in closing.blanks(meeting)]


def settle(
    meeting: PlanningMeeting,
    lead: str | None = LEAD.id,
    group: list[str] | None = None,
    first: datetime | None = NEXT_WEEK,
    review: date | None = REVIEW,
) -> None:
    members = [LEAD.id, HEALTH.id] if group is None else group
    outcome.settle(meeting, CHAIR, AT, lead, members, first, review, PROFILE)


def test_lead_core_group_and_dates_are_settled() -> None:
    """CHR-17 CHR-21 CG-05 OUT-15"""
    meeting = a_decided_meeting()
    settle(meeting)
    settled = meeting.outcome
    assert (settled.lead_professional, settled.core_group) == (LEAD.id, [LEAD.id, HEALTH.id])
    assert (settled.first_core_group, settled.review_on) == (NEXT_WEEK, REVIEW)


def test_the_lead_professional_is_always_in_the_core_group() -> None:
    """CG-01"""
    meeting = a_decided_meeting()
    settle(meeting, group=[HEALTH.id, HEALTH.id])
    assert meeting.outcome.core_group == [LEAD.id, HEALTH.id]
    settle(meeting, group=[])
    assert meeting.outcome.core_group == [], "an empty group stays blank"


def test_family_may_belong_to_the_core_group() -> None:
    """CG-01 CG-17"""
    meeting = a_decided_meeting()
    settle(meeting, group=[LEAD.id, "f_mother", "f_kay"])
    assert "f_mother" in meeting.outcome.core_group


def test_the_core_group_comes_from_the_meetings_people() -> None:
    """OUT-15"""
    with pytest.raises(NoSuchThing):
        settle(a_decided_meeting(), group=[LEAD.id, OUTSIDER.id])


def test_the_new_lead_professional_is_a_qualified_social_worker_of_the_meeting() -> None:
    """PLN-10 CHR-17"""
    with pytest.raises(booking.LeadNotQualified, match="Fiona Blair"):
        settle(a_decided_meeting(), lead=POLICE.id)
    for stranger in (OUTSIDER.id, CHAIR.id):
        with pytest.raises(NoSuchThing):
            settle(a_decided_meeting(), lead=stranger)


def test_the_first_core_group_and_the_review_are_to_come() -> None:
    """CG-05 CHR-21"""
    with pytest.raises(outcome.DayGone, match=r"The date of the core group .* Wednesday 18 November 2026"):
        settle(a_decided_meeting(), first=AT)
    with pytest.raises(outcome.DayGone, match=r"The review date .* Wednesday 18 November 2026"):
        settle(a_decided_meeting(), review=STARTS_AT.date())


def test_the_review_is_within_six_months() -> None:
    """TIM-05"""
    meeting = a_decided_meeting()
    settle(meeting, review=date(2027, 5, 17))
    with pytest.raises(outcome.ReviewTooLate, match="Monday 17 May 2027"):
        settle(meeting, review=date(2027, 5, 18))


def test_the_review_is_within_what_the_council_says() -> None:
    """TIM-05"""
    clocks = PROFILE.clocks | {"review": replace(PROFILE.clock("review"), limit=Months(3))}
    assert outcome.latest_review(AT, replace(PROFILE, clocks=clocks)) == date(2027, 2, 17)


def test_among_siblings_a_baby_registered_before_birth_makes_the_review_early() -> None:
    """TIM-07"""
    meeting = a_decided_meeting()
    baby = Child("c_baby", "Baby", due_date=date(2027, 3, 3))
    meeting.children.append(baby)
    clocks = PROFILE.clocks | {"prebirth_review": replace(PROFILE.clock("review"), limit=Months(3))}
    early = replace(PROFILE, clocks=clocks)
    with pytest.raises(outcome.ReviewTooLate, match="17 February 2027"):
        outcome.settle(meeting, CHAIR, AT, LEAD.id, [LEAD.id], NEXT_WEEK, REVIEW, early)
    meeting.decisions[baby.id] = replace(meeting.decisions["c_kay"], option=Option.NOT_PLACE)
    outcome.settle(meeting, CHAIR, AT, LEAD.id, [LEAD.id], NEXT_WEEK, REVIEW, early)
    assert meeting.outcome.review_on == REVIEW


def test_the_first_core_group_aims_at_calendar_days_and_has_working_days() -> None:
    """TIM-11"""
    by = outcome.first_core_group_by(AT, PROFILE)
    assert by == (date(2026, 12, 2), date(2026, 12, 8))
    silent = replace(PROFILE, clocks={k: c for k, c in PROFILE.clocks.items() if k != "first_core_group"})
    assert outcome.first_core_group_by(AT, silent) is None


def test_where_the_guide_gives_no_limit_any_day_to_come_will_do() -> None:
    """TIM-05"""
    silent = replace(PROFILE, clocks={k: c for k, c in PROFILE.clocks.items() if k != "review"})
    assert outcome.latest_review(AT, silent) is None


def test_social_work_chairs_the_core_group() -> None:
    """CG-04"""
    meeting = a_decided_meeting()
    with pytest.raises(outcome.GroupChairNotSocialWork, match="Fiona Blair"):
        outcome.settle(meeting, CHAIR, AT, LEAD.id, [LEAD.id], NEXT_WEEK, REVIEW, PROFILE, POLICE.id)
    outcome.settle(meeting, CHAIR, AT, LEAD.id, [HEALTH.id], NEXT_WEEK, REVIEW, PROFILE, LEAD.id)
    assert meeting.outcome.core_group_chair == LEAD.id


def test_the_chair_of_the_core_group_is_in_it() -> None:
    """CG-04"""
    meeting = a_decided_meeting(invited=[TEAM_LEADER, POLICE, HEALTH, SCHOOL])
    outcome.settle(meeting, CHAIR, AT, LEAD.id, [HEALTH.id], NEXT_WEEK, REVIEW, PROFILE, TEAM_LEADER.id)
    assert meeting.outcome.core_group == [LEAD.id, TEAM_LEADER.id, HEALTH.id]


def act(meeting: PlanningMeeting, *actions: ImmediateAction, none: str = "") -> None:
    outcome.agree_actions(meeting, CHAIR, list(actions), AT, none)


VISIT = ImmediateAction("a_1", "Visit every second day", "Ewan Reid", date(2026, 11, 20))


def test_each_action_says_what_who_and_by_when() -> None:
    """CHR-18"""
    meeting = a_decided_meeting()
    with pytest.raises(outcome.OwnerMissing, match="Visit every second day"):
        act(meeting, ImmediateAction("a_1", VISIT.what, " ", VISIT.by))
    with pytest.raises(outcome.OwnerMissing):
        act(meeting, ImmediateAction("a_1", "", "Ewan Reid", VISIT.by))
    with pytest.raises(outcome.DayGone, match="Visit every second day"):
        act(meeting, ImmediateAction("a_1", VISIT.what, "Ewan Reid", date(2026, 11, 16)))
    act(meeting, VISIT)
    assert meeting.outcome.actions == [VISIT]


def test_no_actions_need_a_reason() -> None:
    """CHR-18"""
    meeting = a_decided_meeting()
    with pytest.raises(outcome.OwnerMissing):
        act(meeting)
    act(meeting, none="Family support is in place")
    assert "CHR-18" not in jobs(meeting)


def test_actions_take_the_place_of_the_reason_for_none() -> None:
    """CHR-18"""
    meeting = a_decided_meeting()
    act(meeting, none="Nothing yet")
    act(meeting, VISIT, none="Nothing yet")
    assert meeting.outcome.no_actions_because == ""
