from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.layout import day as say_date
from dialogs.dates import LONDON, When, read_date
from dialogs.questions import write
from dialogs.times import read_moment, read_time
from dialogs.understand import NotUnderstood, Understood

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""A Wednesday."""


def sure(text: str, when: When = "any") -> object:
    read = read_date(text, NOW, when)
    assert isinstance(read, Understood), read
    assert read.sure
    return read.value


def refused(text: str, when: When = "future") -> str:
    read = read_date(text, NOW, when)
    assert isinstance(read, NotUnderstood), read
    return read.sentence


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24 November", date(2026, 11, 24)),
        ("24 Nov", date(2026, 11, 24)),
        ("24th of November 2027", date(2027, 11, 24)),
        ("on the 24th of November.", date(2026, 11, 24)),
        ("November 24", date(2026, 11, 24)),
        ("Tuesday, 24 November", date(2026, 11, 24)),
        ("24/11", date(2026, 11, 24)),
        ("24.11.26", date(2026, 11, 24)),
        ("24-11-2026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("4/5", date(2027, 5, 4)),
        ("1/12", date(2026, 12, 1)),
        ("today", date(2026, 11, 18)),
        ("tomorrow", date(2026, 11, 19)),
        ("in two weeks", date(2026, 12, 2)),
        ("a fortnight", date(2026, 12, 2)),
        ("in 10 days", date(2026, 11, 28)),
        ("week tomorrow", date(2026, 11, 26)),
        ("29/2/28", date(2028, 2, 29)),
    ],
)
def test_dates_that_are_plain(text: str, day: date) -> None:
    assert sure(text, "future") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Friday", date(2026, 11, 20)),
        ("this Friday", date(2026, 11, 20)),
        ("next Friday", date(2026, 11, 27)),
        ("Wednesday", date(2026, 11, 25)),
        ("Friday week", date(2026, 11, 27)),
        ("a week on Friday", date(2026, 11, 27)),
        ("the 24th", date(2026, 11, 24)),
        ("the 3rd", date(2026, 12, 3)),
        ("24 Novembr", date(2026, 11, 24)),
        ("in 6 months", date(2027, 5, 18)),
        ("fri", date(2026, 11, 20)),
        ("thurday", date(2026, 11, 19)),
    ],
)
def test_dates_that_are_shown_back_to_be_confirmed(text: str, day: date) -> None:
    assert read_date(text, NOW, "future") == Understood(day, say_date(day), sure=False)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/4", "There is no 31 April. Please give the date again, for example 24 November or 24/11."),
        ("30 Feb", "There is no 30 February."),
        ("29/2/27", "There is no 29 February in 2027."),
        ("4/13", "There is no month 13. Dates are read day first"),
        ("0/5", "There is no day 0."),
        ("the 32nd", "There is no day 32."),
        ("Friday 24 November", "24 November 2026 is a Tuesday, not a Friday."),
        ("November", "Please give the day as well"),
        ("March 2027", "Please give the day as well"),
        ("yesterday", "Tuesday 17 November 2026 is in the past."),
        ("12/11", "Thursday 12 November 2026 is in the past."),
        ("12/3/09", "Thursday 12 March 2009 is in the past."),
        ("29/2", "Please give the year as well"),
        ("soon", "I could not read that as a date."),
        ("", "I could not read that as a date."),
        ("1/1/3000", "The year 3000 cannot be right."),
        ("24 November " * 9, "Please give only the date"),
    ],
)
def test_dates_that_are_asked_again(text: str, sentence: str) -> None:
    assert refused(text).startswith(sentence)


def test_a_date_still_to_come_where_a_past_one_is_asked() -> None:
    assert refused("24/11/2026", "past") == (
        "Tuesday 24 November 2026 is still to come. Please give today or an earlier date."
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [("12/3/09", date(2009, 3, 12)), ("12 March 98", date(1998, 3, 12)), ("24/11", date(2025, 11, 24))],
)
def test_dates_in_the_past(text: str, day: date) -> None:
    assert sure(text, "past") == day


@pytest.mark.parametrize(
    "text", ["tomorow", "first of december please", "2 weeks from Friday", "24 november 26"]
)
def test_rarer_phrasings_are_never_taken_in_silence(text: str) -> None:
    read = read_date(text, NOW, "future")
    assert isinstance(read, NotUnderstood) or read.spoken_back


@pytest.mark.parametrize(
    ("text", "at", "is_sure"),
    [
        ("2pm", time(14), True),
        ("2 p.m.", time(14), True),
        ("2.30pm", time(14, 30), True),
        ("14:00", time(14), True),
        ("14.00", time(14), True),
        ("1400", time(14), True),
        ("at 10", time(10), True),
        ("10 o'clock", time(10), True),
        ("10 in the morning", time(10), True),
        ("noon", time(12), True),
        ("12", time(12), True),
        ("9.15", time(9, 15), True),
        ("half two", time(14, 30), False),
        ("half past two", time(14, 30), False),
        ("quarter to three", time(14, 45), False),
        ("half ten", time(10, 30), True),
        ("2", time(14), False),
        ("2:30", time(14, 30), False),
        ("02:30", time(2, 30), False),
        ("12am", time(0), True),
    ],
)
def test_times(text: str, at: time, is_sure: bool) -> None:
    assert read_time(text) == Understood(at, f"{at:%H:%M}", is_sure)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("25:00", "There is no 25:00"),
        ("10:75", "There is no 10:75"),
        ("14pm", "There is no 14pm"),
        ("7", "Please say 7am or 7pm"),
        ("midnight", "either end of the day"),
        ("later", "I could not read that as a time"),
    ],
)
def test_times_that_are_asked_again(text: str, part: str) -> None:
    read = read_time(text)
    assert isinstance(read, NotUnderstood)
    assert part in read.sentence


AFTERNOON = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    "24 Nov 2pm|2pm 24/11|24/11 at 14.00|24.11.26 14:00|Tuesday 24 November at 2pm|2026-11-24T14:00|"
    "2026-11-24 14:00|24 November, 14:00|at 2pm on 24 Nov".split("|"),
)
def test_moments(text: str) -> None:
    said = "Tuesday 24 November 2026, 14:00 (UK time)"
    assert read_moment(text, NOW, "future") == Understood(AFTERNOON, said)


@pytest.mark.parametrize("text", ["next Tuesday at 2pm", "24 November at 2", "24 Nov half past one"])
def test_moments_that_are_confirmed(text: str) -> None:
    read = read_moment(text, NOW, "future")
    assert isinstance(read, Understood)
    assert not read.sure


@pytest.mark.parametrize(
    ("text", "part", "kept"),
    [
        ("24 Nov", "At what time on Tuesday 24 November 2026?", "2026-11-24"),
        ("2pm", "On which day at 14:00?", "at 14:00"),
        ("24 Nov at 25:00", "There is no 25:00.", "2026-11-24"),
        ("31/4 at 2pm", "There is no 31 April.", "at 14:00"),
        ("tomorrow at 7", "Please say 7am or 7pm", "2026-11-19"),
        ("today at 8am", "is in the past", ""),
        ("Friday 24 Nov at 10", "is a Tuesday, not a Friday", "at 10:00"),
        ("hello", "I could not read that as a date and time.", ""),
    ],
)
def test_moments_that_are_asked_again(text: str, part: str, kept: str) -> None:
    read = read_moment(text, NOW, "future")
    assert isinstance(read, NotUnderstood)
    assert part in read.sentence
    assert read.keep == kept


def test_summer_time_is_told_apart() -> None:
    read = read_moment("1 July 2027 at 2pm", NOW)
    assert isinstance(read, Understood)
    assert read.value == datetime(2027, 7, 1, 13, 0, tzinfo=UTC)


def test_the_hour_that_the_clocks_skip() -> None:
    read = read_moment("28/3/2027 01:30", NOW)
    assert isinstance(read, NotUnderstood)
    assert "there is no 01:30 on Sunday 28 March 2027" in read.sentence


def test_the_hour_that_comes_twice() -> None:
    read = read_moment("31/10/2027 1.30am", NOW)
    assert isinstance(read, NotUnderstood)
    assert "01:30 on Sunday 31 October 2027 comes twice" in read.sentence


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_date_said_in_full_is_read_back(day: date) -> None:
    for text in (say_date(day), day.isoformat(), f"{day.day}/{day.month}/{day.year}"):
        assert read_date(text, NOW) == Understood(day, say_date(day))


@given(st.dates(date(2026, 11, 18), date(2027, 9, 1)))
def test_a_day_and_month_alone_is_the_coming_one(day: date) -> None:
    assert read_date(f"{day.day}/{day.month}", NOW, "future") == Understood(day, say_date(day))


@given(st.datetimes(datetime(2026, 11, 19), datetime(2035, 1, 1)))  # noqa: DTZ001 - made aware below
def test_a_moment_written_is_read_back(wall: datetime) -> None:
    moment = wall.replace(second=0, microsecond=0, tzinfo=LONDON).astimezone(UTC)
    read = read_moment(write(moment), NOW)
    if isinstance(read, Understood):
        assert read.value == moment
    else:
        assert "clocks go" in read.sentence


@given(st.text(max_size=40))
def test_nothing_typed_upsets_the_dates(text: str) -> None:
    read_date(text, NOW)
    read_time(text)
    read_moment(text, NOW)
