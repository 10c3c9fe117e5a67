"""Quiet hours: what falls into them waits for the next working hour, and never past its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cppm.timing.quiet import NeverReachable, QuietHours, moment_to_remind
from cppm.timing.timescales import LONDON, Due

USUAL = QuietHours()
UK = "Europe/London"


def london(text: str) -> datetime:
    """A wall-clock moment in London, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("2026-11-17T12:00", "2026-11-17T12:00"),
        ("2026-11-17T07:30", "2026-11-17T07:30"),
        ("2026-11-17T07:29", "2026-11-17T07:30"),
        ("2026-11-17T18:59", "2026-11-17T18:59"),
        ("2026-11-17T19:00", "2026-11-18T07:30"),
        ("2026-11-20T19:00", "2026-11-23T07:30"),
        ("2026-11-21T12:00", "2026-11-23T07:30"),
    ],
)
def test_what_comes_at_night_or_at_the_weekend_waits_for_the_next_working_morning(
    asked: str, allowed: str
) -> None:
    assert USUAL.next_allowed(london(asked), UK) == london(allowed)


def test_a_holiday_of_the_council_is_quiet() -> None:
    st_andrews = date(2026, 11, 30)
    rest = lambda day: day.weekday() >= 5 or day == st_andrews  # noqa: E731
    assert USUAL.next_allowed(london("2026-11-27T20:00"), UK, rest) == london("2026-12-01T07:30")


def test_whoever_works_on_saturdays_is_reached_then() -> None:
    weekend = replace(USUAL, days=frozenset({5, 6}))
    assert weekend.next_allowed(london("2026-11-17T12:00"), UK) == london("2026-11-21T07:30")


def test_the_hours_are_those_of_the_place_where_the_person_is() -> None:
    asked = london("2026-11-17T18:30")
    assert USUAL.next_allowed(asked, "Europe/Athens") == datetime(2026, 11, 18, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("night", ["2026-03-28", "2026-10-24"])
def test_on_the_nights_when_the_clocks_change_the_morning_is_still_the_wall_clocks(night: str) -> None:
    everyday = replace(USUAL, days=frozenset(range(7)))
    found = everyday.next_allowed(london(f"{night}T23:00"), UK).astimezone(LONDON)
    assert (found.date(), found.time()) == (date.fromisoformat(night) + timedelta(days=1), time(7, 30))


def test_no_working_day_or_no_open_hour_is_refused() -> None:
    with pytest.raises(NeverReachable):
        QuietHours(days=frozenset())
    with pytest.raises(NeverReachable):
        QuietHours(begins=time(7, 0), ends=time(8, 0))


def due(limit: datetime, urgent: bool = False) -> Due:
    return Due("minutes", "minutes", "TIM-10", ("p_chair",), limit, limit, limit, urgent=urgent)


EVENING = london("2026-11-20T20:00")


def test_a_reminder_of_the_evening_comes_with_those_of_the_next_working_morning() -> None:
    assert moment_to_remind(due(london("2026-11-23T23:59")), EVENING, USUAL, UK) == london("2026-11-23T09:00")


def test_a_reminder_comes_before_nine_where_its_limit_is_early() -> None:
    assert moment_to_remind(due(london("2026-11-23T08:45")), EVENING, USUAL, UK) == london("2026-11-23T07:30")


def test_whoever_begins_at_ten_is_reminded_at_ten() -> None:
    late = replace(USUAL, ends=time(10, 0))
    assert moment_to_remind(due(london("2026-11-30T12:00")), EVENING, late, UK) == london("2026-11-23T10:00")


def test_what_comes_in_working_hours_comes_at_once() -> None:
    noon = london("2026-11-20T12:00")
    assert moment_to_remind(due(london("2026-11-30T12:00")), noon, USUAL, UK) == noon


def test_a_day_off_stays_quiet_where_no_working_hour_is_left_before_the_limit() -> None:
    assert moment_to_remind(due(london("2026-11-21T16:00")), EVENING, USUAL, UK) == london("2026-11-23T09:00")


def test_what_is_past_its_limit_waits_for_the_morning() -> None:
    assert moment_to_remind(due(london("2026-11-20T16:00")), EVENING, USUAL, UK) == london("2026-11-23T09:00")


def test_an_urgent_clock_does_not_wait() -> None:
    assert moment_to_remind(due(london("2026-11-30T16:00"), urgent=True), EVENING, USUAL, UK) == EVENING


@given(
    st.timedeltas(timedelta(), timedelta(days=730)),
    st.sets(st.integers(0, 6), min_size=1),
    st.sampled_from([UK, "Europe/Athens", "America/New_York", "Pacific/Auckland"]),
)
def test_the_moment_found_is_open_and_never_earlier(later: timedelta, days: set[int], zone: str) -> None:
    asked, quiet = EVENING + later, QuietHours(days=frozenset(days))
    found = quiet.next_allowed(asked, zone)
    there = found.astimezone(ZoneInfo(zone))
    assert found >= asked
    assert there.weekday() in days
    assert time(7, 30) <= there.time() < time(19, 0)
    assert quiet.next_allowed(found, zone) == found
