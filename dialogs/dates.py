"""British dates, typed or from a card: day before month, nothing guessed in silence."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from rapidfuzz.distance import DamerauLevenshtein

from cards.layout import day as say_date
from dialogs.understand import NotUnderstood, Understood

LONDON = ZoneInfo("Europe/London")
When = Literal["any", "future", "past"]

MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
EXAMPLE = "for example 24 November or 24/11"
LONGEST = 60
"""A date needs no more characters than this; longer text is not searched for one."""

RECENT = timedelta(days=60)
"""A day and month this recently past, where a future date is asked, is a slip rather than next year."""


def today_of(now: datetime) -> date:
    """The day it is in Scotland at this moment."""
    return now.astimezone(LONDON).date()


def read_date(text: str, now: datetime, when: When = "any") -> Understood | NotUnderstood:
    """The day meant by `text`, a `date`; `when` is the side of today that is accepted (today is on both)."""
    if len(text) > LONGEST:
        return NotUnderstood(f"Please give only the date, {EXAMPLE}.")
    today = today_of(now)
    reading = _Reader(today, when).read(normal_date(text))
    if isinstance(reading, NotUnderstood):
        return reading
    day, sure = reading
    return _on_the_right_side(day, today, when) or Understood(day, say_date(day), sure)


def _on_the_right_side(day: date, today: date, when: When) -> NotUnderstood | None:
    if not date(1900, 1, 1) <= day <= date(2100, 12, 31):
        return NotUnderstood(f"The year {day.year} cannot be right. Please give the date again, {EXAMPLE}.")
    if when == "future" and day < today:
        return NotUnderstood(f"{say_date(day)} is in the past. Please give today or a later date.")
    if when == "past" and day > today:
        return NotUnderstood(f"{say_date(day)} is still to come. Please give today or an earlier date.")
    return None


_NOISE = re.compile(r"\b(?:on|the|of|for|by|from now|date|its|it is|please)\b")
_SUFFIX = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")


def normal_date(text: str) -> str:
    """Lower case with "on the 24th of" reduced to "24"; separators stay."""
    said = " ".join(text.strip().rstrip(".").casefold().replace(",", " ").split())
    return " ".join(_SUFFIX.sub(r"\1", _NOISE.sub(" ", said)).split())


Reading = tuple[date, bool] | NotUnderstood

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s?[/.\- ]\s?(\d{1,2})(?:\s?[/.\- ]\s?(\d{4}|\d{2}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})[ -]?([a-z]{3,9})\.?(?:[ -]'?(\d{4}|\d{2}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?: (\d{4}))?")
_COUNTS = {"a": 1, "an": 1} | {
    word: count
    for count, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split(), 1
    )
}
_IN = re.compile(
    r"(?:in )?(\d{1,3}|[a-z]+) (day|week|fortnight|month|year)s?(?: time)?( ago| today| tomorrow)?"
)
_WEEK_ON = re.compile(r"(?:(?:(a|one|two|three|\d) )?weeks? )(?:on )?([a-z]+)|([a-z]+) (week|fortnight)")
_NEAR_DAYS = {"today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "day before yesterday": -2}


class _Reader:
    """One reading of one date: today, and which side of it is meant."""

    def __init__(self, today: date, when: When) -> None:
        self.today = today
        self.when = when

    def read(self, said: str) -> Reading:
        """The date and whether it is beyond doubt."""
        if said in _NEAR_DAYS:
            return self.today + timedelta(days=_NEAR_DAYS[said]), True
        readers = (self._iso, self._named, self._weekday_and_date, self._weekday, self._counted, self._alone)
        for reader in readers:
            if (reading := reader(said)) is not None:
                return reading
        if _month(said.split(" ")[0]) and re.fullmatch(r"[a-z]+( \d{4})?", said):
            return NotUnderstood(f"Please give the day as well, {EXAMPLE}.")
        return self._asked_elsewhere(said)

    def _iso(self, said: str) -> Reading | None:
        if match := _ISO.fullmatch(said):
            return self._made(int(match[3]), int(match[2]), int(match[1]))
        return None

    def _named(self, said: str) -> Reading | None:
        """4/5, 24.11.26, 24 Nov 2026, November 24."""
        if match := _NUMBERS.fullmatch(said):
            return self._made(int(match[1]), int(match[2]), self._year(match[3]))
        day_month = _DAY_MONTH.fullmatch(said)
        month_day = None if day_month else _MONTH_DAY.fullmatch(said)
        if day_month and (month := _month(day_month[2])):
            return _doubted(self._made(int(day_month[1]), month, self._year(day_month[3])), day_month[2])
        if month_day and (month := _month(month_day[1])):
            return _doubted(self._made(int(month_day[2]), month, self._year(month_day[3])), month_day[1])
        return None

    def _weekday_and_date(self, said: str) -> Reading | None:
        """Tuesday 24 November: both must agree."""
        first, _, rest = said.partition(" ")
        weekday = _weekday(first)
        reading = self._named(rest) if weekday is not None and rest else None
        if reading is None and weekday is not None and rest.isdigit():
            reading = self._alone(rest)
        if reading is None or isinstance(reading, NotUnderstood) or reading[0].weekday() == weekday:
            return reading
        actual = f"{reading[0].day} {reading[0]:%B %Y} is a {reading[0]:%A}"
        return NotUnderstood(f"{actual}, not a {DAYS[weekday or 0].title()}. Please give the date again.")

    def _weekday(self, said: str) -> Reading | None:
        """A weekday alone is always shown back: people mean different weeks by it."""
        first, _, rest = said.partition(" ")
        step = first if first in ("this", "next", "last", "coming") else ""
        weekday = _weekday(rest if step else said)
        if weekday is None:
            return self._weeks_on(said)
        ahead = (weekday - self.today.weekday()) % 7
        if step == "last" or (not step and self.when == "past"):
            return self.today - timedelta(days=(-ahead) % 7 or 7), False
        if step == "next":
            return self.today + timedelta(days=7 - self.today.weekday() + weekday), False
        return self.today + timedelta(days=ahead or 7), False

    def _weeks_on(self, said: str) -> Reading | None:
        """Friday week, a week on Friday, two weeks on Monday, tomorrow week."""
        match = _WEEK_ON.fullmatch(said)
        if not match:
            return None
        name = match[2] or match[3]
        weeks = count_of(match[1]) if match[1] else (2 if match[4] == "fortnight" else 1)
        if name in _NEAR_DAYS:
            return self.today + timedelta(days=_NEAR_DAYS[name], weeks=weeks), True
        weekday = _weekday(name)
        if weekday is None:
            return None
        ahead = (weekday - self.today.weekday()) % 7 or 7
        return self.today + timedelta(days=ahead, weeks=weeks), False

    def _counted(self, said: str) -> Reading | None:
        """In two weeks, a fortnight, 3 days ago, six weeks today."""
        match = _IN.fullmatch(f"a {said}" if said == "fortnight" else said)
        count = count_of(match[1]) if match else 0
        if not match or not count:
            return None
        unit, tail = match[2], match[3] or ""
        span = relativedelta(weeks=2 * count) if unit == "fortnight" else _span(unit, count)
        if "ago" in tail:
            return self.today - span, unit in ("day", "week", "fortnight")
        start = self.today + timedelta(days=1) if "tomorrow" in tail else self.today
        return start + span, unit in ("day", "week", "fortnight")

    def _alone(self, said: str) -> Reading | None:
        """The 24th: the nearest one on the side that is asked, shown back."""
        if not re.fullmatch(r"\d{1,2}", said):
            return None
        number = int(said)
        if not 1 <= number <= 31:
            return NotUnderstood(f"There is no day {number}. Please give the date again, {EXAMPLE}.")
        step = -1 if self.when == "past" else 1
        for months in range(3):
            first = self.today.replace(day=1) + relativedelta(months=step * months)
            day = _date_or_none(first.year, first.month, number)
            if day and (day - self.today).days * step >= 0:
                return day, False
        return None

    def _made(self, day: int, month: int, year: int | None) -> Reading:
        if not 1 <= month <= 12:
            return NotUnderstood(f"There is no month {month}. Dates are read day first, {EXAMPLE}.")
        name = MONTHS[month - 1].title()
        if year is not None:
            return self._exact(day, month, year)
        if _date_or_none(2024, month, day) is None:  # 2024 is a leap year: what it lacks no year has
            what = f"{day} {name}" if day else f"day {day}"
            return NotUnderstood(f"There is no {what}. Please give the date again, {EXAMPLE}.")
        return self._nearest(day, month)

    def _exact(self, day: int, month: int, year: int) -> Reading:
        found = _date_or_none(year, month, day)
        if found:
            return found, True
        in_year = f" in {year}" if (day, month) == (29, 2) else ""
        what = f"{day} {MONTHS[month - 1].title()}{in_year}"
        return NotUnderstood(f"There is no {what}. Please give the date again, {EXAMPLE}.")

    def _nearest(self, day: int, month: int) -> Reading:
        """A date without a year: the nearest on the side that is asked."""
        years = range(self.today.year - 1, self.today.year + 2)
        found = [d for d in (_date_or_none(year, month, day) for year in years) if d]
        if self.when == "future":
            slipped = [d for d in found if timedelta() < self.today - d <= RECENT]
            ahead = slipped or [d for d in found if d >= self.today]
            found = ahead
        elif self.when == "past":
            found = [d for d in found if d <= self.today]
        if not found:
            example = f"{day} {MONTHS[month - 1].title()} 2028"
            return NotUnderstood(f"Please give the year as well, for example {example}.")
        return min(found, key=lambda d: abs(d - self.today)), True

    def _year(self, digits: str | None) -> int | None:
        """Two digits mean the century that fits: 26 is 2026, 98 is 1998."""
        if digits is None or len(digits) == 4:
            return int(digits) if digits else None
        year = 2000 + int(digits)
        latest = self.today.year + (0 if self.when == "past" else 20)
        return year - 100 if year > latest else year

    def _asked_elsewhere(self, said: str) -> Reading:
        """The rarer phrasings. dateparser's reading is never taken without confirmation."""
        found = _by_dateparser(said, self.today, self.when) if re.search(r"[a-z]{3}", said) else None
        if found:
            return found, False
        return NotUnderstood(f"I could not read that as a date. Please give day and month, {EXAMPLE}.")


def _by_dateparser(said: str, today: date, when: When) -> date | None:
    import dateparser  # 0.2 s to import and rarely needed

    base = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - dateparser works on wall clocks
    prefer = {"future": "future", "past": "past"}.get(when, "current_period")
    found = dateparser.parse(
        said,
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": prefer,
            "RELATIVE_BASE": base,
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    return found.date() if found else None


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _span(unit: str, count: int) -> relativedelta:
    spans = {"day": relativedelta(days=count), "week": relativedelta(weeks=count)}
    return spans.get(unit) or (relativedelta(months=count) if unit == "month" else relativedelta(years=count))


def count_of(word: str) -> int:
    """A small number in figures or words; 0 for anything else."""
    return int(word) if word.isdigit() else _COUNTS.get(word, 0)


def _month(word: str) -> int:
    """1 to 12 for a month's name, its first three letters or a slip of one letter; 0 for no month."""
    word = word.rstrip(".")
    for number, name in enumerate(MONTHS, 1):
        if word == name or word == name[:3] or (word == "sept" and number == 9):
            return number
    return _one_slip_from(word, MONTHS) + 1


def _doubted(reading: Reading, word: str) -> Reading:
    """A month's name with a slip in it is confirmed."""
    if isinstance(reading, NotUnderstood):
        return reading
    return reading[0], reading[1] and any(name.startswith(word) for name in (*MONTHS, "sept"))


def _weekday(word: str) -> int | None:
    """0 for Monday, by name, by three letters or more of it, or with a slip of one letter."""
    for number, name in enumerate(DAYS):
        if len(word) >= 3 and name.startswith(word):
            return number
    near = _one_slip_from(word, DAYS)
    return None if near < 0 else near


def _one_slip_from(word: str, names: list[str]) -> int:
    """The place of the one name that a single slip of a letter turns into `word`; -1 for none."""
    near = [n for n, name in enumerate(names) if DamerauLevenshtein.distance(word, name, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 and len(word) > 4 else -1
