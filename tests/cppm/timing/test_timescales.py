"""Each unit of time, and the days and nights that trip people up, by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cppm.timing.timescales import (
    LONDON,
    CalendarDays,
    GestationWeeks,
    Hours,
    Mark,
    Months,
    UnknownMark,
    UnknownUnit,
    Weeks,
    WorkingDays,
    at_local,
    end_of,
    gestation_reaches,
    local_day,
    mark,
    morning_of,
    say_day,
    say_moment,
    timescale,
)

SCOTLAND = holidays.country_holidays("GB", subdiv="SCT")


def scottish_rest_day(day: date) -> bool:
    return day.weekday() >= 5 or day in SCOTLAND


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("24h", Hours(24)),
        ("7d", CalendarDays(7)),
        ("10wd", WorkingDays(10)),
        ("4w", Weeks(4)),
        ("6m", Months(6)),
        ("28gw", GestationWeeks(28)),
    ],
)
def test_each_unit_is_a_type_of_its_own(text: str, unit: object) -> None:
    """TIM-01 TIM-09 TIM-10 TIM-05"""
    assert timescale(text) == unit


@pytest.mark.parametrize("text", ["", "24", "h", "7 d", "7D", "1y", "-3d", "2.5h", "10wdd"])
def test_a_number_without_a_known_unit_is_refused(text: str) -> None:
    """TIM-11"""
    with pytest.raises(UnknownUnit):
        timescale(text)


# Hours


def test_24_hours_are_24_hours_on_the_night_the_clocks_go_back() -> None:
    """TIM-09"""
    closed = at_local(date(2026, 10, 24), time(15, 0))
    due = Hours(24).after(closed)
    assert due - closed == timedelta(hours=24)
    assert due.astimezone(LONDON).time() == time(14, 0)


def test_24_hours_are_24_hours_on_the_night_the_clocks_go_forward() -> None:
    """TIM-09"""
    closed = at_local(date(2027, 3, 27), time(15, 0))
    due = Hours(24).after(closed)
    assert due - closed == timedelta(hours=24)
    assert due.astimezone(LONDON).time() == time(16, 0)


def test_24_hours_hold_for_a_moment_given_in_local_time() -> None:
    """TIM-09"""
    local = datetime(2027, 3, 27, 15, 0, tzinfo=LONDON)
    assert Hours(24).after(local) == local.astimezone(UTC) + timedelta(hours=24)


# Calendar days


def test_calendar_days_end_with_the_local_day() -> None:
    """TIM-01"""
    assert CalendarDays(7).after(utc(2026, 11, 2, 9, 0)) == utc(2026, 11, 9, 23, 59)


def test_calendar_days_start_from_the_local_day_late_on_a_summer_evening() -> None:
    """TIM-01"""
    after_midnight_in_perth = utc(2026, 6, 30, 23, 30)
    assert local_day(CalendarDays(7).after(after_midnight_in_perth)) == date(2026, 7, 8)


def test_28_days_across_the_night_the_clocks_go_back_still_end_at_midnight() -> None:
    """TIM-02"""
    due = CalendarDays(28).after(at_local(date(2026, 10, 1), time(10, 0)))
    assert due.astimezone(LONDON).replace(tzinfo=None) == datetime(2026, 10, 29, 23, 59)  # noqa: DTZ001


def test_28_days_across_the_night_the_clocks_go_forward_still_end_at_midnight() -> None:
    """TIM-02"""
    due = CalendarDays(28).after(at_local(date(2027, 3, 10), time(10, 0)))
    assert due.astimezone(LONDON).replace(tzinfo=None) == datetime(2027, 4, 7, 23, 59)  # noqa: DTZ001


def test_the_day_of_the_clock_change_has_an_end() -> None:
    """TIM-02"""
    assert end_of(date(2026, 10, 25)) == utc(2026, 10, 25, 23, 59)
    assert end_of(date(2027, 3, 28)) == utc(2027, 3, 28, 22, 59)


def test_an_hour_that_happens_twice_is_the_first_of_the_two() -> None:
    """TIM-09"""
    assert at_local(date(2026, 10, 25), time(1, 30)) == utc(2026, 10, 25, 0, 30)


def test_an_hour_that_does_not_happen_is_still_a_moment() -> None:
    """TIM-09"""
    assert local_day(at_local(date(2027, 3, 28), time(1, 30))) == date(2027, 3, 28)


def test_the_morning_is_nine_in_summer_and_winter() -> None:
    """TIM-16"""
    assert morning_of(date(2026, 1, 5)) == utc(2026, 1, 5, 9, 0)
    assert morning_of(date(2026, 7, 6)) == utc(2026, 7, 6, 8, 0)


# Months, leap days, ends of months


def test_31_august_plus_six_months_is_the_last_of_february() -> None:
    """TIM-05"""
    assert local_day(Months(6).after(utc(2026, 8, 31, 12, 0))) == date(2027, 2, 28)


def test_31_august_plus_six_months_before_a_leap_day_is_the_29th() -> None:
    """TIM-05"""
    assert local_day(Months(6).after(utc(2027, 8, 31, 12, 0))) == date(2028, 2, 29)


def test_29_february_plus_six_months_is_29_august() -> None:
    """TIM-05"""
    assert local_day(Months(6).after(utc(2028, 2, 29, 12, 0))) == date(2028, 8, 29)


def test_29_february_plus_twelve_months_is_28_february() -> None:
    """TIM-05"""
    assert local_day(Months(12).after(utc(2028, 2, 29, 12, 0))) == date(2029, 2, 28)


def test_28_days_over_a_leap_day_are_28_days() -> None:
    """TIM-02"""
    assert local_day(CalendarDays(28).after(utc(2028, 2, 10, 12, 0))) == date(2028, 3, 9)


def test_months_go_over_the_new_year() -> None:
    """TIM-05"""
    assert local_day(Months(6).after(utc(2026, 11, 17, 15, 0))) == date(2027, 5, 17)
    assert local_day(Months(1).after(utc(2026, 12, 31, 12, 0))) == date(2027, 1, 31)


# Weeks and working days


def test_weeks_are_calendar_weeks() -> None:
    """TIM-12"""
    assert local_day(Weeks(4).after(utc(2026, 12, 1, 12, 0))) == date(2026, 12, 29)


def test_working_days_leave_out_the_weekend() -> None:
    """TIM-10"""
    friday = utc(2026, 11, 20, 12, 0)
    assert local_day(WorkingDays(1).after(friday)) == date(2026, 11, 23)
    assert local_day(WorkingDays(10).after(friday)) == date(2026, 12, 4)


def test_working_days_that_start_on_a_saturday_begin_on_monday() -> None:
    """TIM-10"""
    assert local_day(WorkingDays(1).after(utc(2026, 11, 21, 12, 0))) == date(2026, 11, 23)


def test_ten_working_days_over_christmas_leave_out_scotlands_holidays() -> None:
    """TIM-10"""
    # From Thursday 17 December. Out: weekends, 25 and 28 December (for Boxing Day), 1 and 4 January.
    due = WorkingDays(10).after(utc(2026, 12, 17, 15, 0), scottish_rest_day)
    assert local_day(due) == date(2027, 1, 6)


def test_without_the_calendar_only_weekends_are_left_out() -> None:
    """TIM-10"""
    assert local_day(WorkingDays(10).after(utc(2026, 12, 17, 15, 0))) == date(2026, 12, 31)


def test_st_andrews_day_is_a_rest_day_and_easter_monday_is_not() -> None:
    """TIM-10"""
    assert scottish_rest_day(date(2026, 11, 30))
    assert not scottish_rest_day(date(2026, 4, 6))
    friday = utc(2026, 11, 27, 12, 0)
    assert local_day(WorkingDays(1).after(friday, scottish_rest_day)) == date(2026, 12, 1)


# Gestation


def test_28_weeks_of_gestation_are_twelve_weeks_before_the_due_date() -> None:
    """TIM-03"""
    assert gestation_reaches(28, date(2027, 3, 3)) == date(2026, 12, 9)
    assert gestation_reaches(40, date(2027, 3, 3)) == date(2027, 3, 3)


def test_28_weeks_are_counted_back_over_a_leap_day() -> None:
    """TIM-03"""
    assert gestation_reaches(28, date(2028, 4, 1)) == date(2028, 1, 8)


@pytest.mark.parametrize("hour", [0, 12, 23])
def test_a_limit_in_weeks_of_gestation_is_counted_back_from_any_hour_of_the_due_date(hour: int) -> None:
    """TIM-03"""
    due_date = at_local(date(2027, 3, 3), time(hour, 30))
    assert GestationWeeks(28).after(due_date) == utc(2026, 12, 9, 23, 59)


# Easter


def test_good_friday_is_a_rest_day_and_the_tuesday_after_easter_is_not() -> None:
    """TIM-10"""
    thursday = utc(2027, 3, 25, 12, 0)  # Good Friday is 26 March; the clocks go forward on Easter Sunday
    assert local_day(WorkingDays(1).after(thursday, scottish_rest_day)) == date(2027, 3, 29)
    assert WorkingDays(2).after(thursday, scottish_rest_day) == utc(2027, 3, 30, 22, 59)


# 15 days


def test_fifteen_days_are_two_dates() -> None:
    """TIM-11"""
    closed = utc(2026, 11, 17, 15, 0)
    assert local_day(CalendarDays(15).after(closed)) == date(2026, 12, 2)
    assert local_day(WorkingDays(15).after(closed, scottish_rest_day)) == date(2026, 12, 9)


# Moments told from others


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("+4h", Mark(Hours(4), True)),
        ("+5wd", Mark(WorkingDays(5), True)),
        ("-7d", Mark(CalendarDays(7), False)),
        ("-2wd", Mark(WorkingDays(2), False)),
        ("-8w", Mark(Weeks(8), False)),
        ("0d", Mark(CalendarDays(0), False)),
    ],
)
def test_a_moment_says_from_where_it_counts(text: str, read: Mark) -> None:
    """TIM-09 TIM-10"""
    assert mark(text) == read


@pytest.mark.parametrize("text", ["", "4h", "+0d", "-0h", "+6m", "-28gw", "+4", "+ 4h", "++4h", "-1.5h"])
def test_a_moment_from_nowhere_is_refused(text: str) -> None:
    """TIM-09"""
    with pytest.raises(UnknownMark):
        mark(text)


def test_days_are_mornings_and_hours_are_to_the_minute() -> None:
    """TIM-09 TIM-10"""
    limit = utc(2026, 12, 1, 23, 59)
    assert mark("0d").of(limit) == utc(2026, 12, 1, 9)
    assert mark("-1d").of(limit) == utc(2026, 11, 30, 9)
    assert mark("-2wd").of(limit, scottish_rest_day) == utc(2026, 11, 26, 9), "past St Andrew's Day"
    assert mark("-1w").of(limit) == utc(2026, 11, 24, 9)
    assert mark("-2h").of(limit) == utc(2026, 12, 1, 21, 59)
    assert mark("+1d").of(limit) == utc(2026, 12, 2, 9)
    assert mark("+4h").of(limit) == utc(2026, 12, 2, 3, 59)


def test_a_morning_before_a_limit_stays_nine_when_the_clocks_change() -> None:
    """TIM-10"""
    assert mark("-1d").of(end_of(date(2026, 10, 26))) == utc(2026, 10, 25, 9), "winter from that night on"
    assert mark("-1d").of(end_of(date(2027, 3, 29))) == utc(2027, 3, 28, 8)
    assert mark("-3d").of(end_of(date(2028, 3, 2))) == utc(2028, 2, 28, 9), "over 29 February"


# Said aloud


def test_days_and_moments_are_said_as_people_say_them() -> None:
    """CON-09"""
    assert say_day(date(2026, 5, 4)) == "Monday 4 May 2026"
    assert say_moment(utc(2026, 7, 1, 13, 5)) == "Wednesday 1 July 2026 at 14:05"


# For any moment


@given(moments, st.integers(0, 400))
def test_days_always_end_with_a_local_day(moment: datetime, count: int) -> None:
    """TIM-01"""
    due = CalendarDays(count).after(moment)
    assert due.astimezone(LONDON).time() == time(23, 59)
    assert (local_day(due) - local_day(moment)).days == count


@given(moments, st.integers(1, 60))
def test_a_working_day_limit_is_never_on_a_rest_day_nor_sooner_than_calendar_days(
    moment: datetime, count: int
) -> None:
    """TIM-10"""
    due = WorkingDays(count).after(moment, scottish_rest_day)
    assert not scottish_rest_day(local_day(due))
    assert due >= CalendarDays(count).after(moment)


@given(moments, st.integers(0, 60))
def test_one_more_month_is_always_later(moment: datetime, count: int) -> None:
    """TIM-05"""
    assert Months(count + 1).after(moment) > Months(count).after(moment)


@given(moments, st.integers(1, 60))
def test_so_many_working_days_before_is_the_way_back(moment: datetime, count: int) -> None:
    """TIM-10"""
    limit = WorkingDays(count).after(moment, scottish_rest_day)
    back = local_day(Mark(WorkingDays(count), later=False).of(limit, scottish_rest_day))
    assert not scottish_rest_day(back)
    assert back <= local_day(moment)
    assert WorkingDays(count).after(morning_of(back), scottish_rest_day) == limit


@given(moments, st.integers(0, 1000))
def test_hours_are_always_hours(moment: datetime, count: int) -> None:
    """TIM-09"""
    assert Hours(count).after(moment) - moment == timedelta(hours=count)
