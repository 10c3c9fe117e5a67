"""Whole months, for figures: how they are read and called, and which are offered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from cppm.errors import CPPMError
from cppm.timing.timescales import local_day

MOST_MONTHS = 36
"""Months in one table."""
QUARTERS_OFFERED, YEARS_OFFERED = 4, 2


class NotOffered(CPPMError):
    """There are figures for whole quarters and years that are over, such as {example}. Type figures to choose
    from them."""

    rule = "CON-09"


class NoSuchMonths(CPPMError):
    """I can't read "{text}" as months. Give each as a year and a month, for example 2026-01, the earlier
    first, and at most 36 months."""

    rule = "CON-09"


class MonthsNotOver(CPPMError):
    """{month} is not over yet, and its figures would still change. Choose months up to {last}."""

    rule = "CON-09"


class Month(NamedTuple):
    """A month of a year, in Europe/London."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def words(self) -> str:
        """The month as people say it: "July 2026"."""
        return f"{date(self.year, self.number, 1):%B} {self.year}"

    def plus(self, months: int) -> Month:
        """The month so many months later, or earlier."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)


def month_of(when: datetime | date) -> Month:
    """The month of a day, or of an aware moment, in Europe/London."""
    day = local_day(when) if isinstance(when, datetime) else when
    return Month(day.year, day.month)


@dataclass(frozen=True)
class Period:
    """Whole months, from the first to the last."""

    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month in it, in order."""
        count = (self.last.year - self.first.year) * 12 + self.last.number - self.first.number + 1
        return tuple(self.first.plus(n) for n in range(count))

    @property
    def words(self) -> str:
        """The period as people say it: "July to September 2026", "2025", "July 2026"."""
        if self.first == self.last:
            return self.first.words
        if self.first.year != self.last.year:
            return f"{self.first.words} to {self.last.words}"
        if (self.first.number, self.last.number) == (1, 12):
            return str(self.first.year)
        return f"{self.first.words.split()[0]} to {self.last.words}"


def period(first: str, last: str, now: datetime) -> Period:
    """The months from "2026-01" to "2026-12". Raises NoSuchMonths, MonthsNotOver."""
    found = Period(_month(first), _month(last))
    if not 0 < len(found.months) <= MOST_MONTHS:
        raise NoSuchMonths(text=f"{first} to {last}")
    over = month_of(now).plus(-1)
    if found.last > over:
        raise MonthsNotOver(month=found.last.words, last=over.words)
    return found


def _month(text: str) -> Month:
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text.strip())
    if found is None:
        raise NoSuchMonths(text=text)
    return Month(int(found[1]), int(found[2]))


def offered(now: datetime) -> list[Period]:
    """The periods to choose from: the newest quarters that are over, then the newest years.

    They never overlap but where a year takes in its quarters: of two tables that overlap, one taken from
    the other could tell a number that neither shows.
    """
    this = month_of(now)
    quarter = Month(this.year, this.number - (this.number - 1) % 3)
    starts = [quarter.plus(-3 * (n + 1)) for n in range(QUARTERS_OFFERED)]
    years = [this.year - n - 1 for n in range(YEARS_OFFERED)]
    return [
        *(Period(start, start.plus(2)) for start in starts),
        *(Period(Month(year, 1), Month(year, 12)) for year in years),
    ]
