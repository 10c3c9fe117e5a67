"""Clocks: different units are different types, and what is owed has an aim and a limit.

Moments are aware datetimes in UTC; days are dates in Europe/London. A limit counted in days ends
with its local day; a limit counted in hours ends to the minute, whatever the clocks do that night.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cppm.errors import CPPMError

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59)
OFFICE_OPENS = time(9, 0)

RestDay = Callable[[date], bool]
"""Says whether a day is a weekend or a holiday where the council works."""


class UnknownUnit(CPPMError):
    """The timescale "{text}" is not a number with h, d, wd, w, m or gw behind it."""


class UnknownMark(CPPMError):
    """The moment "{text}" is neither "+" and a timescale, counted from the start, nor "-" or "0" and one,
    counted from the limit, in h, d, wd or w."""


def weekends_only(day: date) -> bool:
    """The rest days when no holiday calendar is given: Saturday and Sunday."""
    return day.weekday() >= 5


@lru_cache(maxsize=4096)
def local_day(moment: datetime) -> date:
    """The day in Europe/London on which an aware moment falls."""
    return moment.astimezone(LONDON).date()


def at_local(day: date, clock: time) -> datetime:
    """The UTC moment of a local wall-clock time in Europe/London."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


@lru_cache(maxsize=4096)
def end_of(day: date) -> datetime:
    """The last minute of a local day, as a UTC moment."""
    return at_local(day, END_OF_DAY)


def evening_of(day: date) -> datetime:
    """An hour before a local day ends, as a UTC moment: by then what was arranged for it has taken place."""
    return end_of(day) - timedelta(hours=1)


@lru_cache(maxsize=4096)
def morning_of(day: date) -> datetime:
    """Nine in the morning of a local day, as a UTC moment."""
    return at_local(day, OFFICE_OPENS)


def say_day(day: date) -> str:
    """A day as it is said in a sentence: "Tuesday 17 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def say_moment(moment: datetime) -> str:
    """A moment as it is said in a sentence, in UK time: "Tuesday 17 November 2026 at 14:00"."""
    return f"{say_day(local_day(moment))} at {moment.astimezone(LONDON):%H:%M}"


@dataclass(frozen=True)
class Hours:
    """Clock hours: 24 hours stay 24 hours on the nights when the clocks change."""

    count: int

    def after(self, moment: datetime, rest: RestDay = weekends_only) -> datetime:
        return moment.astimezone(UTC) + timedelta(hours=self.count)


@dataclass(frozen=True)
class CalendarDays:
    """Calendar days, counted from the day after the moment and ending with the local day."""

    count: int

    def after(self, moment: datetime, rest: RestDay = weekends_only) -> datetime:
        return end_of(local_day(moment) + timedelta(days=self.count))


@dataclass(frozen=True)
class WorkingDays:
    """Days on which the council works: neither weekend nor bank or local holiday."""

    count: int

    def after(self, moment: datetime, rest: RestDay = weekends_only) -> datetime:
        day, left = local_day(moment), self.count
        while left:
            day += timedelta(days=1)
            left -= not rest(day)
        return end_of(day)


@dataclass(frozen=True)
class Weeks:
    """Weeks of seven calendar days."""

    count: int

    def after(self, moment: datetime, rest: RestDay = weekends_only) -> datetime:
        return CalendarDays(7 * self.count).after(moment, rest)


@dataclass(frozen=True)
class Months:
    """Calendar months; 31 August plus six months is the last day of February."""

    count: int

    def after(self, moment: datetime, rest: RestDay = weekends_only) -> datetime:
        start = local_day(moment)
        years, month = divmod(start.month - 1 + self.count, 12)
        last = monthrange(start.year + years, month + 1)[1]
        return end_of(date(start.year + years, month + 1, min(start.day, last)))


@dataclass(frozen=True)
class GestationWeeks:
    """Weeks of a pregnancy: the day it reaches them, whatever day the baby is then born (TIM-03)."""

    count: int

    def after(self, moment: datetime, rest: RestDay = weekends_only) -> datetime:
        """The end of that day; `moment` is any time on the due date."""
        return end_of(gestation_reaches(self.count, local_day(moment)))


Span = Hours | CalendarDays | WorkingDays | Weeks
"""The timescales that can be counted backwards too."""
Timescale = Span | Months | GestationWeeks
_SPANS: dict[str, type[Span]] = {"h": Hours, "d": CalendarDays, "wd": WorkingDays, "w": Weeks}
_UNITS: dict[str, type[Timescale]] = {**_SPANS, "m": Months, "gw": GestationWeeks}


def timescale(text: str) -> Timescale:
    """Read "24h", "7d", "10wd", "4w", "6m" or "28gw". Raises UnknownUnit."""
    found = re.fullmatch(r"(\d+)(h|d|wd|w|m|gw)", text)
    if not found:
        raise UnknownUnit(text=text)
    return _UNITS[found[2]](int(found[1]))


@dataclass(frozen=True)
class Mark:
    """A moment told from another: so many hours before or after it, or the morning so many days away."""

    span: Span
    later: bool

    def of(self, moment: datetime, rest: RestDay = weekends_only) -> datetime:
        """The moment meant."""
        if isinstance(self.span, Hours):
            return moment + timedelta(hours=self.span.count if self.later else -self.span.count)
        if self.later:
            return morning_of(local_day(self.span.after(moment, rest)))
        return morning_of(_days_back(self.span, local_day(moment), rest))


def _days_back(span: CalendarDays | WorkingDays | Weeks, day: date, rest: RestDay) -> date:
    if not isinstance(span, WorkingDays):
        return day - timedelta(days=span.count * (7 if isinstance(span, Weeks) else 1))
    left = span.count
    while left:
        day -= timedelta(days=1)
        left -= not rest(day)
    return day


def mark(text: str) -> Mark:
    """Read "+4h", "+5wd", "-7d", "-2wd", "-2h" or "0d". Raises UnknownMark."""
    found = re.fullmatch(r"([+-](?=[1-9])|(?=0))(\d+)(h|d|wd|w)", text)
    if not found:
        raise UnknownMark(text=text)
    return Mark(_SPANS[found[3]](int(found[2])), found[1] == "+")


_SAID = {
    Hours: "hour",
    CalendarDays: "calendar day",
    WorkingDays: "working day",
    Weeks: "week",
    Months: "month",
    GestationWeeks: "week of gestation",
}


def say_span(span: Timescale) -> str:
    """A timescale as it is said in a sentence: "24 hours", "1 working day", "28 weeks of gestation"."""
    first, *rest = _SAID[type(span)].split(" of ")
    words = f"{span.count} {first}" + ("" if span.count == 1 else "s")
    return " of ".join([words, *rest])


def gestation_reaches(weeks: int, due_date: date) -> date:
    """The day a pregnancy reaches so many weeks, counted back from the due date at 40 weeks (TIM-03)."""
    return due_date - timedelta(weeks=40 - weeks)


@dataclass(frozen=True)
class Due:
    """Something owed: by whom, from when, aim and limit, and the rule that says so.

    `key` is unique in its meeting. `owes` and `escalates_to` are person ids, `duty:<duty>` for
    everybody who holds a duty, or the channel. Moments are aware and in UTC.
    """

    key: str
    clock: str
    rule: str
    owes: tuple[str, ...]
    started: datetime
    aim: datetime
    limit: datetime
    reminders: tuple[datetime, ...] = ()
    escalates_to: tuple[str, ...] = ()
    escalates_at: datetime | None = None
    escalates_again: tuple[datetime, ...] = ()
    """When they are called on again, where a limit of a guide stays missed."""
    about: str = ""
    """The opaque id of the thing owed, where one clock runs for several; part of the key."""
    statutory: bool = False
    """A limit that, once missed, asks for the reason, and that can't be muted by whoever owes it."""
    urgent: bool = False
    """Whether its reminders come in quiet hours too."""
    chased: tuple[datetime, ...] = ()
    """When it is asked after again once its limit is past."""
    first_limit: datetime | None = None
    """The limit that passed, where a new date was agreed."""
    done_at: datetime | None = None
    """Set when the thing was done late: what is still owed is the reason."""
    window: bool = False
    """A time in which something may be done: at its limit it is over, and nothing is late."""
    over_at: datetime | None = None
    """From when on it can't be done any more, done or not: the meeting that it was for has begun."""
    not_by: tuple[str, ...] = ()
    """Ids of people who may not do it though they hold the duty: they had a part in what it is about."""
