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
from zoneinfo import ZoneInfo

from cppm.errors import CPPMError

LONDON = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59)
OFFICE_OPENS = time(9, 0)

RestDay = Callable[[date], bool]
"""Says whether a day is a weekend or a holiday where the council works."""


class UnknownUnit(CPPMError):
    """The timescale "{text}" is not a number with h, d, wd, w or m behind it."""


def weekends_only(day: date) -> bool:
    """The rest days when no holiday calendar is given: Saturday and Sunday."""
    return day.weekday() >= 5


def local_day(moment: datetime) -> date:
    """The day in Europe/London on which an aware moment falls."""
    return moment.astimezone(LONDON).date()


def at_local(day: date, clock: time) -> datetime:
    """The UTC moment of a local wall-clock time in Europe/London."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last minute of a local day, as a UTC moment."""
    return at_local(day, END_OF_DAY)


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


Timescale = Hours | CalendarDays | WorkingDays | Weeks | Months
_UNITS: dict[str, type[Timescale]] = {
    "h": Hours,
    "d": CalendarDays,
    "wd": WorkingDays,
    "w": Weeks,
    "m": Months,
}


def timescale(text: str) -> Timescale:
    """Read "24h", "7d", "10wd", "4w" or "6m". Raises UnknownUnit."""
    found = re.fullmatch(r"(\d+)(h|d|wd|w|m)", text)
    if not found:
        raise UnknownUnit(text=text)
    return _UNITS[found[2]](int(found[1]))


def gestation_reaches(weeks: int, due_date: date) -> date:
    """The day a pregnancy reaches so many weeks, counted back from the due date at 40 weeks (TIM-03)."""
    return due_date - timedelta(weeks=40 - weeks)


@dataclass(frozen=True)
class Due:
    """Something owed: by whom, from when, aim and limit, and the rule that says so.

    `key` is unique in its meeting. `owes` and `escalates_to` are person ids, or `duty:<duty>` for
    everybody who holds a duty. `reminders` and `escalates_at` are aware UTC moments.
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
    about: str = ""
    """The opaque id of the thing owed, where one clock runs for several; it ends the key."""
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
