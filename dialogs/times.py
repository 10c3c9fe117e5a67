"""British times of day and moments: Europe/London clocks in, aware UTC out, nothing guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from cards.layout import day as say_date
from cards.layout import day_and_time as say_moment
from dialogs.dates import EXAMPLE, LONDON, LONGEST, When, count_of, read_date
from dialogs.understand import NotUnderstood, Understood

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2})?\s?(am|pm|a\.m|p\.m|a|p)?\.?")
_FOUR = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?:\s?(?:h|hrs|hours))?")
_HALF = re.compile(r"(half|quarter|five|ten|twenty|twenty five) ?(past|to)? (\w+?)(?:\s?(am|pm))?")
_OCLOCK = re.compile(r"\b(?:o'?clock|hours|hrs)\b")
_MORNING = re.compile(r"\bin the morning\b")
_AFTERNOON = re.compile(r"\b(?:in the (?:afternoon|evening)|this afternoon)\b")
_MINUTES = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25}
TIME_EXAMPLE = "for example 14:00 or 2pm"


def read_time(text: str) -> Understood | NotUnderstood:
    """The time of day meant by `text`, a naive wall-clock `time`. Hours that could be either are not sure."""
    said = " ".join(text.casefold().strip().split())
    said = _AFTERNOON.sub("pm", _MORNING.sub("am", said))
    said = " ".join(_OCLOCK.sub(" ", said).strip().removeprefix("at ").removeprefix("@").split()).rstrip(".")
    if said in ("noon", "midday", "12 noon", "12 midday"):
        return Understood(time(12), "12:00")
    if said in ("midnight", "12 midnight"):
        return NotUnderstood("Midnight can be either end of the day. Please give 00:01 or 23:59.")
    if match := _FOUR.fullmatch(said):
        return _wall(int(match[1]), int(match[2]), "", literal=True)
    if match := _CLOCK.fullmatch(said):
        literal = match[1].startswith("0") and match[2] is not None
        return _wall(int(match[1]), int(match[2] or 0), (match[3] or "")[:1], literal=literal)
    return _spoken_time(said)


def _spoken_time(said: str) -> Understood | NotUnderstood:
    """Half two, half past two, quarter to three."""
    match = _HALF.fullmatch(said)
    hour = count_of(match[3]) if match else 0
    if not match or not 1 <= hour <= 12 or (not match[2] and match[1] != "half"):
        return NotUnderstood(f"I could not read that as a time. Please give it {TIME_EXAMPLE}.")
    minutes = _MINUTES[match[1]]
    if match[2] == "to":
        hour, minutes = (hour - 2) % 12 + 1, 60 - minutes
    return _wall(hour, minutes, (match[4] or "")[:1], literal=False)


def _wall(hour: int, minute: int, half: str, *, literal: bool) -> Understood | NotUnderstood:
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        shown = f"{hour}{half}m" if half and not minute else f"{hour:02}:{minute:02}"
        return NotUnderstood(f"There is no {shown}. Please give the time {TIME_EXAMPLE}.")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
        return _told(hour, minute, sure=True)
    if literal or hour >= 12 or hour == 0:
        return _told(hour, minute, sure=7 <= hour <= 21)
    if hour == 7:
        return NotUnderstood(
            f"Is that 07:{minute:02} in the morning or 19:{minute:02} in the evening? Please say 7am or 7pm."
        )
    # Eight to eleven is the morning; one to six is taken for the afternoon, and confirmed.
    return _told(hour if hour >= 8 else hour + 12, minute, sure=hour >= 8)


def _told(hour: int, minute: int, *, sure: bool) -> Understood:
    return Understood(time(hour, minute), f"{hour:02}:{minute:02}", sure)


def read_moment(text: str, now: datetime, when: When = "any") -> Understood | NotUnderstood:
    """The moment meant by `text` on UK clocks, as an aware UTC `datetime`; day and time are both needed."""
    if len(text) > LONGEST:
        return NotUnderstood(f"Please give only the date and time, {_BOTH}.")
    said = " ".join(text.strip().replace(",", " ").split())
    if match := _ISO_MOMENT.fullmatch(said):
        return _iso_moment(said, match[1], now, when)
    fault: NotUnderstood | None = None
    for day_text, time_text in _splits(said):
        day, at = read_date(day_text, now, when), read_time(time_text)
        if isinstance(day, Understood) and isinstance(at, Understood):
            return _joined(day, at, now, when)
        # One half was read: what is wrong with the other helps, and a plain "at" settles which is which.
        fault = fault or _fault(day, at) or _fault(at, day)
        if fault and f"{day_text} at {time_text}" == said:
            return fault
    return _half_given(said, now, when) or fault or NotUnderstood(_UNREAD)


def _fault(half: Understood | NotUnderstood, other: Understood | NotUnderstood) -> NotUnderstood | None:
    """The refusal of a half that was read, with the other half kept; None for one that was not read."""
    if isinstance(half, Understood) or half.sentence.startswith("I could not"):
        return None
    return replace(half, keep=_kept(other)) if isinstance(other, Understood) else half


def _kept(half: Understood) -> str:
    return half.value.isoformat() if isinstance(half.value, date) else f"at {half.spoken_back}"


_BOTH = "for example 24 November at 14:00"
_UNREAD = f"I could not read that as a date and time. Please give both, {_BOTH}."
_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)


def _splits(said: str) -> Iterator[tuple[str, str]]:
    """Every way to part the words into a day and a time; a plain "at" is believed first."""
    before, at, after = said.rpartition(" at ")
    if at:
        yield before, after
    words = said.split()
    if words and words[0].casefold() == "at":
        words = words[1:]
    for cut in range(1, len(words)):
        if words[-cut - 1].casefold() != "at":
            yield " ".join(words[:-cut]), " ".join(words[-cut:])
    for cut in range(1, len(words)):
        yield " ".join(words[cut:]), " ".join(words[:cut])


def _half_given(said: str, now: datetime, when: When) -> NotUnderstood | None:
    """What is missing; the half that was given is kept for the next answer."""
    day = read_date(said, now, when)
    if isinstance(day, Understood) and not said.isdigit():
        sentence = f"At what time on {day.spoken_back}? Please give it {TIME_EXAMPLE}."
        return NotUnderstood(sentence, keep=_kept(day))
    at = read_time(said)
    if isinstance(at, Understood):
        return NotUnderstood(f"On which day at {at.spoken_back}? Please give it {EXAMPLE}.", keep=_kept(at))
    return _fault(day, at) or _fault(at, day)


def _iso_moment(said: str, zone: str | None, now: datetime, when: When) -> Understood | NotUnderstood:
    try:
        moment = datetime.fromisoformat(said.upper())
    except ValueError:
        return NotUnderstood(f"There is no such date and time. Please give it again, {_BOTH}.")
    if zone:
        moment = moment.astimezone(UTC)
        return _side_of_now(moment, now, when) or Understood(moment, say_moment(moment))
    return _on_the_clock(moment.date(), moment.time(), now, when)


def _joined(day: Understood, at: Understood, now: datetime, when: When) -> Understood | NotUnderstood:
    assert isinstance(day.value, date)
    assert isinstance(at.value, time)
    moment = _on_the_clock(day.value, at.value, now, when)
    if isinstance(moment, Understood):
        return Understood(moment.value, moment.spoken_back, day.sure and at.sure)
    return moment


def _on_the_clock(day: date, at: time, now: datetime, when: When) -> Understood | NotUnderstood:
    """The moment this wall clock shows that day; the two bad hours of the year are asked again."""
    local = datetime.combine(day, at, LONDON)
    moment = local.astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        return NotUnderstood(
            f"The clocks go forward that night: there is no {at:%H:%M} on {say_date(day)}. "
            "Please give another time."
        )
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return NotUnderstood(
            f"The clocks go back that night: {at:%H:%M} on {say_date(day)} comes twice. "
            "Please give a time before 01:00 or from 02:00."
        )
    return _side_of_now(moment, now, when) or Understood(moment, say_moment(moment))


def _side_of_now(moment: datetime, now: datetime, when: When) -> NotUnderstood | None:
    if when == "future" and moment < now:
        return NotUnderstood(f"{say_moment(moment)} is in the past. Please give a later date and time.")
    if when == "past" and moment > now:
        return NotUnderstood(f"{say_moment(moment)} is still to come. Please give an earlier date and time.")
    return None
