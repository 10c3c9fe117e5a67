"""The day of a meeting: notice, the last day allowed, reports before it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cppm.meetings import booking, dates
from cppm.meetings.meeting import Child, FamilyLine, MeetingKind, PlanningMeeting
from cppm.people import Person
from tests.builders import BABY, BOOKED_AT, KAY, LEAD, MINUTE, PROFILE, STARTS_AT, a_booking

DAY = timedelta(days=1)
PRE_BIRTH: dict[str, Any] = {
    "kind": MeetingKind.PRE_BIRTH,
    "children": [BABY],
    "family": [FamilyLine("f_mother", "The mother", "mother", True)],
}


def book(actor: Person = LEAD, at: datetime = BOOKED_AT, **changes: Any) -> PlanningMeeting:
    return booking.book(a_booking(**changes), "m_kay", actor, at, PROFILE)


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


def test_the_end_of_the_slot() -> None:
    meeting = book()
    assert dates.ends_at(meeting) == STARTS_AT + 90 * MINUTE
