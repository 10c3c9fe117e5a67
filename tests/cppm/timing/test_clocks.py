"""What is owed now, by whom, by when: read from the state, so it appears, moves and goes with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import holidays
import pytest

from cppm.councils.profile import load_profile
from cppm.disagreeing import dissent
from cppm.meetings import (
    attendance,
    booking,
    closing,
    conduct,
    invitations,
    key_points,
    minutes,
    moving,
    reports,
    views,
)
from cppm.meetings.meeting import Child, MeetingKind, Option, PlanningMeeting, Sharing
from cppm.people import Duty
from cppm.records import everyone_with
from cppm.timing import attesting, boards, clocks
from cppm.timing.timescales import LONDON, Due, at_local, local_day
from tests import builders
from tests.builders import (
    ADMIN,
    BOOKED_AT,
    CHAIR,
    GP,
    HEALTH,
    INSPECTOR,
    KAY,
    LEAD,
    MINUTE,
    POLICE,
    PROFILE,
    SCHOOL,
    STARTS_AT,
    TEAM_LEADER,
    THIRD,
    a_booked_meeting,
    a_closed_meeting,
    a_family,
    a_meeting_ready_for_views,
    a_settled_meeting,
    an_invited_meeting,
    an_opened_meeting,
    file_reports,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MANAGERS = everyone_with(Duty.SERVICE_MANAGER)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def due(meeting: PlanningMeeting, key: str) -> Due:
    return next(d for d in clocks.dues(meeting, PROFILE) if d.key == key)


def keys(meeting: PlanningMeeting, clock: str = "") -> set[str]:
    return {d.key for d in clocks.dues(meeting, PROFILE) if clock in ("", d.clock)}


# The hour of the meeting


def test_a_meeting_whose_time_has_come_is_opened_or_the_chair_is_asked() -> None:
    """CON-09: a meeting that nobody opens would start none of the clocks that follow it."""
    meeting = an_invited_meeting()
    found = due(meeting, "meeting_opened")
    assert (found.owes, found.started, found.reminders) == (
        (CHAIR.id,),
        STARTS_AT,
        (STARTS_AT + 2 * HOUR,),
    )
    assert (found.limit, found.escalates_to) == (
        utc(2026, 11, 18, 23, 59),
        (everyone_with(Duty.CP_ADMIN),),
    )
    moving.move(meeting, LEAD, STARTS_AT + 7 * DAY, "The mother is ill", STARTS_AT - DAY)
    assert due(meeting, "meeting_opened").started == STARTS_AT + 7 * DAY
    moving.cancel(meeting, LEAD, "The family has moved", STARTS_AT)
    assert keys(meeting) == set()
    assert "meeting_opened" not in keys(an_opened_meeting([LEAD]))


def test_what_a_meeting_overtakes_is_not_asked_after_a_week_later() -> None:
    """ATT-04 REP-09: nobody answers an invitation to a day that has gone by."""
    meeting = an_invited_meeting()
    answer = due(meeting, f"attendance:{HEALTH.id}")
    assert answer.chased == ()
    assert [boards.running(answer, STARTS_AT + n * HOUR) for n in (-1, 1)] == [True, False]
    assert due(meeting, f"report:{HEALTH.id}").chased


# Notice


def test_the_invitations_are_out_seven_days_before() -> None:
    """TIM-01"""
    meeting = a_booked_meeting()
    found = due(meeting, "notice")
    assert (found.owes, found.limit) == ((LEAD.id,), utc(2026, 11, 10, 23, 59))
    assert found.reminders == (utc(2026, 11, 6, 9), utc(2026, 11, 10, 9))
    assert (found.escalates_to, found.escalates_at) == ((CHAIR.id,), found.limit)
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT + DAY)
    with_chair = due(meeting, "notice")
    assert with_chair.owes == (CHAIR.id,), "the list is with the chair"
    assert with_chair.escalates_to == (MANAGERS,), "who hears is not the chair"
    invitations.approve_list(meeting, CHAIR, utc(2026, 11, 10, 18))
    assert "notice" not in keys(meeting)


def test_invitations_that_went_out_late_still_want_the_reason() -> None:
    """TIM-01 CON-09"""
    meeting = a_booked_meeting()
    invitations.approve_list(meeting, CHAIR, utc(2026, 11, 11, 9))
    found = due(meeting, "notice")
    assert (found.owes, found.done_at) == ((CHAIR.id,), utc(2026, 11, 11, 9))
    moving.move(meeting, LEAD, STARTS_AT + 7 * DAY, "The mother is ill", utc(2026, 11, 12, 9))
    assert "notice" not in keys(meeting), "the move has a reason of its own"


def test_short_notice_that_was_explained_is_asked_for_no_more() -> None:
    """TIM-01"""
    meeting = a_booked_meeting(
        starts_at=BOOKED_AT + 3 * DAY, short_notice_reason="Bail ends", report_due=date(2026, 11, 4)
    )
    assert "notice" not in keys(meeting)


def test_notice_follows_a_meeting_that_is_moved_before_its_invitations() -> None:
    """TIM-01 CON-09"""
    meeting = a_booked_meeting()
    moving.move(meeting, LEAD, STARTS_AT + 7 * DAY, "The chair is away", BOOKED_AT + DAY)
    assert due(meeting, "notice").limit == utc(2026, 11, 17, 23, 59)
    moving.move(meeting, LEAD, BOOKED_AT + 4 * DAY, "It can't wait", BOOKED_AT + 2 * DAY)
    assert "notice" not in keys(meeting)


# The last day for the meeting


def test_an_initial_meeting_is_reminded_on_days_21_25_and_28_of_the_investigation() -> None:
    """TIM-02"""
    meeting = an_invited_meeting()  # the investigation began on Monday 26 October
    meeting.starts_at = utc(2026, 11, 24, 14)  # too late, and nobody has agreed to that
    found = due(meeting, "initial_cppm")
    assert (found.owes, found.limit) == ((LEAD.id,), utc(2026, 11, 23, 23, 59))
    assert found.reminders == (utc(2026, 11, 16, 9), utc(2026, 11, 20, 9), utc(2026, 11, 23, 9))
    assert (found.escalates_to, found.escalates_at, found.statutory) == ((MANAGERS,), found.limit, True)


def test_of_a_meeting_that_is_arranged_in_time_nobody_is_reminded_before_its_day_has_gone_by() -> None:
    """TIM-02"""
    found = due(an_invited_meeting(), "initial_cppm")
    assert found.started == utc(2026, 11, 17, 22, 59)
    assert found.reminders == (utc(2026, 11, 20, 9), utc(2026, 11, 23, 9))
    assert found.escalates_at == found.limit == utc(2026, 11, 23, 23, 59)


def test_the_meeting_that_is_held_ends_that_clock_and_one_broken_off_does_not() -> None:
    """TIM-02 QUO-06"""
    meeting = an_opened_meeting([LEAD])
    assert "initial_cppm" not in keys(meeting)
    conduct.reconvene(meeting, CHAIR, STARTS_AT + 3 * DAY, "Only social work came", STARTS_AT, PROFILE)
    assert due(meeting, "initial_cppm").limit == utc(2026, 11, 23, 23, 59)


def test_a_meeting_held_after_its_last_day_wants_the_reason() -> None:
    """TIM-02 GEN-13"""
    meeting = an_invited_meeting()
    moving.move(meeting, LEAD, STARTS_AT + 6 * DAY, "The mother is ill", BOOKED_AT + 2 * DAY, PROFILE)
    conduct.open_meeting(meeting, CHAIR, STARTS_AT + 6 * DAY)
    assert "initial_cppm" not in keys(meeting), "on day 28"
    meeting.opened_at = STARTS_AT + 7 * DAY
    assert due(meeting, "initial_cppm").done_at == STARTS_AT + 7 * DAY


def test_a_later_date_that_a_senior_manager_agreed_is_the_limit() -> None:
    """TIM-02 CON-09"""
    meeting = an_invited_meeting(starts_at=STARTS_AT + 14 * DAY, late_reason="Agreed by the service manager")
    found = due(meeting, "initial_cppm")
    assert found.limit == utc(2026, 12, 1, 23, 59)
    assert (found.reminders, found.escalates_at) == ((), found.limit)


def unborn(due_date: date = date(2027, 3, 3), **changes: object) -> PlanningMeeting:
    children = [Child("c_baby", "Baby", due_date=due_date)]
    values: dict[str, Any] = {"kind": MeetingKind.PRE_BIRTH, "children": children, "family": a_family()[1:]}
    return a_booked_meeting(**(values | changes))


def test_a_pre_birth_meeting_is_held_by_28_weeks_of_gestation() -> None:
    """TIM-03"""
    found = due(unborn(), "prebirth:c_baby")
    assert found.limit == utc(2026, 12, 9, 23, 59)
    assert found.reminders == (utc(2026, 11, 25, 9), utc(2026, 12, 2, 9), utc(2026, 12, 9, 9))
    assert keys(unborn(), "initial_cppm") == keys(unborn(), "late_presentation") == set()


def test_after_late_presentation_it_is_28_days_from_the_concern() -> None:
    """TIM-04"""
    meeting = unborn(date(2026, 12, 20), investigation_began=date(2026, 10, 30))
    found = due(meeting, "late_presentation:c_baby")
    assert (found.rule, found.limit) == ("TIM-04", utc(2026, 11, 27, 23, 59))
    assert found.reminders[0] == utc(2026, 11, 20, 9)
    assert keys(meeting, "prebirth") == set()


@pytest.mark.parametrize(
    ("born_by", "clock", "limit"),
    [
        (date(2027, 3, 3), "late_presentation", utc(2026, 11, 27, 23, 59)),
        (date(2027, 2, 16), "prebirth", utc(2026, 11, 24, 23, 59)),
    ],
    ids=["28 days end first", "28 weeks are reached first"],
)
def test_where_the_guide_counts_from_every_concern_the_earlier_day_holds(
    born_by: date, clock: str, limit: datetime
) -> None:
    """TIM-03 TIM-04: within 28 days of the concern, and always by 28 weeks of gestation."""
    meeting = unborn(born_by, investigation_began=date(2026, 10, 30))
    national = clocks.dues(meeting, load_profile("national_2023"))
    assert [(d.clock, d.limit) for d in national if d.about == "c_baby"] == [(clock, limit)]
    assert keys(meeting, "prebirth"), "Perth and Kinross counts the weeks alone"


def test_a_birth_before_the_due_date_starts_the_28_days() -> None:
    """TIM-02 TIM-03"""
    meeting = unborn(date(2027, 3, 24), starts_at=STARTS_AT + 14 * DAY)
    assert due(meeting, "prebirth:c_baby").limit == utc(2026, 12, 30, 23, 59)
    booking.record_birth(meeting, LEAD, "c_baby", date(2026, 11, 28), utc(2026, 11, 28, 12))
    found = due(meeting, "initial_cppm:c_baby")
    assert (found.rule, found.limit) == ("TIM-02", utc(2026, 12, 26, 23, 59))
    assert keys(meeting, "prebirth") == set()


def test_a_birth_never_puts_off_a_meeting_that_was_due() -> None:
    """TIM-03 CON-09"""
    meeting = unborn(starts_at=STARTS_AT + 14 * DAY)
    booking.record_birth(meeting, LEAD, "c_baby", date(2026, 12, 1), utc(2026, 12, 1, 12))
    assert due(meeting, "initial_cppm:c_baby").limit == utc(2026, 12, 9, 23, 59)


def test_a_cancelled_meeting_owes_nothing() -> None:
    """CON-09"""
    for meeting in (a_booked_meeting(), an_invited_meeting()):
        moving.cancel(meeting, LEAD, "The family has moved", BOOKED_AT + DAY)
        assert keys(meeting) == set()


# The list


def test_the_chair_owes_an_answer_once_the_list_was_sent() -> None:
    """CON-07"""
    meeting = a_booked_meeting()
    assert "approve_list" not in keys(meeting)
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT + DAY)
    found = due(meeting, "approve_list")
    assert (found.owes, found.started, found.rule) == ((CHAIR.id,), BOOKED_AT + DAY, "CON-07")
    assert local_day(found.limit) == date(2026, 11, 4)
    assert found.reminders == (BOOKED_AT + DAY + 4 * HOUR,)


@pytest.mark.parametrize("answer", ["approve", "return"])
def test_the_chairs_answer_stops_that_clock(answer: str) -> None:
    """CON-07"""
    meeting = a_booked_meeting()
    invitations.send_for_approval(meeting, LEAD, BOOKED_AT)
    if answer == "approve":
        invitations.approve_list(meeting, CHAIR, BOOKED_AT)
    else:
        invitations.return_list(meeting, CHAIR, "The GP is missing", BOOKED_AT)
    assert "approve_list" not in keys(meeting)


# Attendance


def test_everybody_invited_owes_an_answer_by_the_day_before() -> None:
    """ATT-04"""
    found = due(an_invited_meeting(), f"attendance:{POLICE.id}")
    assert found.limit == utc(2026, 11, 16, 23, 59)
    assert found.reminders == (utc(2026, 11, 13, 9), utc(2026, 11, 15, 9), utc(2026, 11, 16, 9))
    assert (found.escalates_to, found.escalates_at) == ((INSPECTOR.id,), utc(2026, 11, 16, 9))


def test_an_answer_stops_that_clock() -> None:
    """ATT-04"""
    meeting = an_invited_meeting()
    attendance.confirm(meeting, POLICE, BOOKED_AT + DAY)
    attendance.cannot_attend(meeting, SCHOOL, "Ill", BOOKED_AT + DAY)
    assert not {f"attendance:{POLICE.id}", f"attendance:{SCHOOL.id}"} & keys(meeting)


def test_the_clock_of_attendance_moves_with_the_meeting() -> None:
    """ATT-04 CON-09"""
    meeting = an_invited_meeting()
    attendance.confirm(meeting, POLICE, BOOKED_AT + DAY)
    moving.move(meeting, LEAD, STARTS_AT + 7 * DAY, "The mother is ill", BOOKED_AT + 2 * DAY)
    found = due(meeting, f"attendance:{POLICE.id}")
    assert found.limit == utc(2026, 11, 23, 23, 59)
    assert found.started == BOOKED_AT + 2 * DAY


def test_a_meeting_moved_close_reminds_of_nothing_that_is_past() -> None:
    """ATT-04"""
    meeting = an_invited_meeting()
    moved = utc(2026, 11, 10, 12)
    moving.move(meeting, LEAD, utc(2026, 11, 12, 14), "It can't wait", moved)
    found = due(meeting, f"attendance:{POLICE.id}")
    assert found.reminders == (utc(2026, 11, 11, 9),)
    assert all(r > moved for r in due(meeting, f"report:{POLICE.id}").reminders)


def test_an_invitation_on_the_day_before_can_be_answered_that_day() -> None:
    """ATT-04"""
    meeting = an_invited_meeting()
    invitations.invite(meeting, CHAIR, GP, "Knows the child", utc(2026, 11, 16, 11))
    found = due(meeting, f"attendance:{GP.id}")
    assert found.limit == utc(2026, 11, 16, 23, 59)
    assert (found.reminders, found.escalates_to, found.escalates_at) == ((), (), None)


def test_an_invitation_on_the_day_can_be_answered_until_it_begins() -> None:
    """ATT-04"""
    meeting = an_invited_meeting()
    invitations.invite(meeting, CHAIR, GP, "Knows the child", utc(2026, 11, 17, 9))
    assert due(meeting, f"attendance:{GP.id}").limit == STARTS_AT


def test_somebody_who_waits_for_the_chair_owes_nothing() -> None:
    """CON-07"""
    meeting = an_invited_meeting()
    invitations.invite(meeting, LEAD, GP, "Knows the child", BOOKED_AT)
    assert not {k for k in keys(meeting) if GP.id in k}


# Reports


def test_every_report_is_due_by_the_date_on_the_invitation() -> None:
    """TIM-16 REP-04"""
    found = due(an_invited_meeting(), f"report:{POLICE.id}")
    assert found.limit == utc(2026, 11, 12, 23, 59)
    assert found.reminders == (utc(2026, 11, 7, 9), utc(2026, 11, 10, 9), utc(2026, 11, 12, 9))
    assert (found.escalates_to, found.escalates_at) == ((INSPECTOR.id,), utc(2026, 11, 13, 9))


def test_the_lead_professionals_report_has_a_clock_of_its_own() -> None:
    """TIM-17 LPP-08"""
    meeting = an_invited_meeting()
    found = due(meeting, f"lead_report:{LEAD.id}")
    assert (found.rule, found.owes, found.limit) == ("TIM-17", (LEAD.id,), utc(2026, 11, 12, 23, 59))
    assert (found.escalates_to, found.escalates_at) == ((TEAM_LEADER.id,), utc(2026, 11, 13, 9))
    assert f"report:{LEAD.id}" not in keys(meeting)
    file_reports(meeting, LEAD)
    assert f"lead_report:{LEAD.id}" not in keys(meeting)


def test_of_somebody_without_a_line_manager_the_chair_hears() -> None:
    """TIM-16"""
    found = due(an_invited_meeting(), f"report:{HEALTH.id}")
    assert (found.escalates_to, found.escalates_at) == ((CHAIR.id,), utc(2026, 11, 13, 9))


def test_a_report_that_came_in_is_never_chased() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    file_reports(meeting, POLICE)
    assert f"report:{POLICE.id}" not in keys(meeting)


def test_a_report_stays_owed_after_the_meeting() -> None:
    """REP-02 REP-03"""
    assert f"report:{POLICE.id}" in keys(a_closed_meeting())


def test_a_late_invitation_is_not_overdue_at_once() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    invitations.invite(meeting, CHAIR, GP, "Knows the child", utc(2026, 11, 15, 10))
    assert due(meeting, f"report:{GP.id}").limit == utc(2026, 11, 16, 23, 59)


def test_a_report_date_in_summer_ends_at_local_midnight() -> None:
    """TIM-16"""
    meeting = an_invited_meeting()
    meeting.report_due = date(2027, 6, 1)
    assert due(meeting, f"report:{POLICE.id}").limit == utc(2027, 6, 1, 22, 59)


def test_a_filed_report_is_then_shared_with_the_family() -> None:
    """REP-09 LPP-18"""
    meeting = an_invited_meeting()
    file_reports(meeting, POLICE)
    found = due(meeting, f"sharing:{POLICE.id}")
    assert (found.owes, found.limit) == ((POLICE.id,), STARTS_AT)
    assert found.reminders == (utc(2026, 11, 14, 9), utc(2026, 11, 16, 9))
    shared = Sharing(True, date(2026, 11, 4), "read aloud", "yes", "", "")
    reports.share_with_family(meeting, POLICE, shared, BOOKED_AT + 3 * DAY)
    assert f"sharing:{POLICE.id}" not in keys(meeting)


def test_a_report_filed_in_the_meeting_is_not_chased_for_sharing_before_it() -> None:
    """REP-09"""
    meeting = an_opened_meeting()
    reports.file_report(meeting, POLICE, "R-1", True, STARTS_AT + MINUTE)
    assert f"sharing:{POLICE.id}" not in keys(meeting)


# Views


def test_statutory_partners_present_owe_a_view() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views([LEAD, POLICE, HEALTH, THIRD])
    assert keys(meeting, "view") == {f"view:{KAY.id}:{p.id}" for p in (LEAD, POLICE, HEALTH)}
    views.give_view(meeting, POLICE, KAY.id, Option.PLACE, "Records", STARTS_AT + 10 * MINUTE)
    assert f"view:{KAY.id}:{POLICE.id}" not in keys(meeting)
    views.open_views(meeting, CHAIR, KAY.id, STARTS_AT + 20 * MINUTE)
    assert keys(meeting, "view") == set()


def test_views_are_due_by_the_end_of_the_slot_or_an_hour_from_asking() -> None:
    """DEC-03"""
    meeting = a_meeting_ready_for_views()
    key = f"view:{KAY.id}:{POLICE.id}"
    assert due(meeting, key).limit == STARTS_AT + 90 * MINUTE
    meeting.rounds[KAY.id].opened_at = STARTS_AT + 60 * MINUTE
    assert due(meeting, key).limit == STARTS_AT + 120 * MINUTE


# Key points


def test_the_key_points_are_due_24_hours_after_the_end() -> None:
    """TIM-09 SUM-01"""
    meeting = a_closed_meeting()
    found, closed = due(meeting, "key_points"), STARTS_AT + HOUR
    assert (found.owes, found.started, found.limit) == ((CHAIR.id,), closed, closed + 24 * HOUR)
    assert found.reminders == (closed + 4 * HOUR, closed + 18 * HOUR, closed + 22 * HOUR)
    assert (found.escalates_to, found.escalates_at) == ((MANAGERS,), closed + 24 * HOUR)


def test_a_meeting_left_open_does_not_hold_back_the_24_hours() -> None:
    """TIM-09 CON-09"""
    meeting = an_opened_meeting()
    slot_ends = STARTS_AT + 90 * MINUTE
    assert due(meeting, "key_points").limit == slot_ends + 24 * HOUR
    settled = a_settled_meeting()
    closing.close(settled, CHAIR, STARTS_AT + 20 * HOUR)
    assert due(settled, "key_points").limit == slot_ends + 24 * HOUR


def test_a_meeting_that_runs_over_counts_from_its_close() -> None:
    """TIM-09"""
    meeting = a_settled_meeting()
    closed = STARTS_AT + 4 * HOUR
    closing.close(meeting, CHAIR, closed)
    assert due(meeting, "key_points").started == closed


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        pytest.param(date(2026, 10, 24), time(14, 0), id="the night the clocks go back"),
        pytest.param(date(2027, 3, 27), time(16, 0), id="the night the clocks go forward"),
        pytest.param(date(2028, 2, 28), time(15, 0), id="the day before a leap day"),
        pytest.param(date(2026, 12, 31), time(15, 0), id="the last day of the year"),
    ],
)
def test_24_hours_stay_24_hours(day: date, ends: time) -> None:
    """TIM-09"""
    meeting = a_closed_meeting()
    meeting.starts_at = meeting.opened_at = at_local(day, time(14, 0))
    meeting.closed_at = at_local(day, time(15, 0))
    found = due(meeting, "key_points")
    assert found.limit - found.started == 24 * HOUR
    assert found.limit.astimezone(LONDON).time() == ends


# Telling and dissent


def test_who_tells_is_reminded_and_a_service_manager_hears_when_it_is_late() -> None:
    """TIM-25"""
    meeting = a_closed_meeting()
    found = due(meeting, "telling:f_kay")
    assert (found.owes, found.limit) == ((LEAD.id,), utc(2026, 11, 18, 23, 59))
    assert found.reminders == (utc(2026, 11, 18, 9),)
    assert (found.escalates_to, found.escalates_at) == ((MANAGERS,), found.limit)
    closing.mark_told(meeting, LEAD, "f_kay", "at home", STARTS_AT + 5 * HOUR)
    assert keys(meeting, "telling") == {"telling:f_father"}


def test_a_dissenter_is_reminded_to_tell_the_manager() -> None:
    """DIS-02"""
    meeting = a_closed_meeting()
    at = STARTS_AT + 2 * HOUR
    dissent.record_dissent(meeting, POLICE, KAY.id, "Explained", "Not to place", at, "d_1")
    found = due(meeting, "manager_told:d_1")
    assert (found.owes, found.limit) == ((POLICE.id,), utc(2026, 11, 18, 23, 59))
    assert found.reminders == (at + 4 * HOUR,)
    dissent.tell_manager(meeting, POLICE, "d_1", at)
    assert "manager_told:d_1" not in keys(meeting)


def test_the_working_day_after_a_dissent_on_christmas_eve() -> None:
    """DIS-02"""
    scotland = holidays.country_holidays("GB", subdiv="SCT")
    profile = load_profile("perth_kinross", lambda day: day.weekday() >= 5 or day in scotland)
    meeting = a_closed_meeting()
    eve = utc(2026, 12, 24, 15)
    dissent.record_dissent(meeting, POLICE, KAY.id, "Explained", "Not to place", eve, "d_1")
    found = next(d for d in clocks.dues(meeting, profile) if d.clock == "manager_told")
    assert local_day(found.limit) == date(2026, 12, 29)


# Everywhere


def stages() -> list[PlanningMeeting]:
    sent = a_booked_meeting()
    invitations.send_for_approval(sent, LEAD, BOOKED_AT)
    filed = an_invited_meeting()
    file_reports(filed, POLICE)
    dissented = a_closed_meeting()
    dissent.record_dissent(dissented, POLICE, KAY.id, "Explained", "Not to place", STARTS_AT + HOUR, "d_1")
    return [sent, filed, an_opened_meeting(), a_meeting_ready_for_views(), a_settled_meeting(), dissented]


@pytest.mark.parametrize("meeting", stages(), ids=lambda m: f"{m.phase}-{m.revision}")
def test_every_due_is_whole(meeting: PlanningMeeting) -> None:
    """TIM-01"""
    found = clocks.dues(meeting, PROFILE)
    assert found
    assert len({d.key for d in found}) == len(found)
    for d in found:
        assert d.owes
        assert all(d.owes)
        assert d.aim <= d.limit
        assert all(d.started < r <= d.limit for r in d.reminders)
        assert (d.escalates_at is None) == (not d.escalates_to)
        moments = (d.started, d.aim, d.limit, *d.reminders, *([d.escalates_at] if d.escalates_at else []))
        assert all(m.utcoffset() == timedelta(0) for m in moments)


def test_reading_the_clocks_changes_nothing() -> None:
    """TIM-01"""
    meeting = a_closed_meeting()
    before = (meeting.revision, len(meeting.facts), len(meeting.notices))
    assert clocks.dues(meeting, PROFILE) == clocks.dues(meeting, PROFILE)
    assert (meeting.revision, len(meeting.facts), len(meeting.notices)) == before


def test_when_all_is_done_nothing_is_owed() -> None:
    """CON-09"""
    meeting = a_closed_meeting()
    for author in (LEAD, POLICE, HEALTH, SCHOOL, THIRD):
        reports.file_report(meeting, author, "R-1", True, STARTS_AT + DAY)
    for family in ("f_kay", "f_father"):
        closing.mark_told(meeting, LEAD, family, "at home", STARTS_AT + DAY)
    key_points.release(meeting, CHAIR, STARTS_AT + DAY)
    minutes.check(meeting, CHAIR, STARTS_AT + DAY)
    minutes.send(meeting, CHAIR, "CS-1", STARTS_AT + DAY)
    minutes.recording_deleted(meeting, CHAIR, STARTS_AT + DAY)
    for person in (LEAD, POLICE, HEALTH, SCHOOL, THIRD):
        minutes.store(meeting, person, STARTS_AT + DAY)
    for key in ("register_update:c_kay", "told_in_writing", "family_review"):
        attesting.attest(meeting, ADMIN, key, "", STARTS_AT + DAY, PROFILE)
    builders.explain_to_family(meeting, STARTS_AT + DAY)
    assert clocks.dues(meeting, PROFILE) == []


def test_reconvening_takes_the_clocks_along() -> None:
    """QUO-06"""
    meeting = an_opened_meeting([LEAD])
    conduct.reconvene(meeting, CHAIR, STARTS_AT + 9 * DAY, "Only social work came", STARTS_AT, PROFILE)
    assert "key_points" not in keys(meeting)
    assert local_day(due(meeting, f"attendance:{POLICE.id}").limit) == date(2026, 11, 25)


def test_whoever_was_added_to_an_agreed_list_is_owed_the_chairs_agreement() -> None:
    """CON-07: home says so until the chair has agreed; an addition of the chair's own waits for nobody."""
    meeting, later = an_invited_meeting(), BOOKED_AT + DAY
    assert "approve_list" not in {due.clock for due in clocks.dues(meeting, PROFILE)}
    invitations.invite(meeting, LEAD, builders.INSPECTOR, "Leads the investigation", later)
    [owed] = [due for due in clocks.dues(meeting, PROFILE) if due.clock == "approve_list"]
    assert (owed.owes, owed.started) == ((CHAIR.id,), later)
    invitations.approve_list(meeting, CHAIR, later)
    assert "approve_list" not in {due.clock for due in clocks.dues(meeting, PROFILE)}


def test_whoever_is_added_on_the_day_is_agreed_to_before_it_begins() -> None:
    """CON-07"""
    meeting = an_invited_meeting()
    invitations.invite(meeting, LEAD, builders.INSPECTOR, "Leads the investigation", STARTS_AT - HOUR)
    [owed] = [due for due in clocks.dues(meeting, PROFILE) if due.clock == "approve_list"]
    assert owed.limit == STARTS_AT
