"""When somebody may be reminded: their own working days and hours. What falls outside waits, never drops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cppm.errors import CPPMError
from cppm.timing.timescales import Due, RestDay, local_day, morning_of, weekends_only

WEEKDAYS = frozenset(range(5))
"""Monday to Friday, as `date.weekday` counts them."""
FURTHEST = 60
"""Days looked ahead for a working day; nobody has a longer holiday than that in the council's calendar."""


class NeverReachable(CPPMError):
    """Reminders need at least one working day, and quiet hours that leave part of it open. Please choose
    again."""

    rule = "CON-09"


@dataclass(frozen=True)
class QuietHours:
    """Quiet from `begins` in the evening until `ends` in the morning, and on every day not in `days`.

    Times are wall-clock times where the person is. A bank or local holiday is quiet when it falls on a
    weekday; whoever works at weekends is reached then.
    """

    begins: time = time(19, 0)
    ends: time = time(7, 30)
    days: frozenset[int] = WEEKDAYS

    def __post_init__(self) -> None:
        if not self.days or self.begins <= self.ends:
            raise NeverReachable

    def next_allowed(self, moment: datetime, zone: str, rest: RestDay = weekends_only) -> datetime:
        """The first moment from this one on, in UTC, at which they may be reminded."""
        place = ZoneInfo(zone)
        first = moment.astimezone(place).date()
        for ahead in range(FURTHEST):
            day = first + timedelta(days=ahead)
            opens = datetime.combine(day, self.ends, place).astimezone(UTC)
            closes = datetime.combine(day, self.begins, place).astimezone(UTC)
            at_home = day.weekday() not in self.days or (day.weekday() in WEEKDAYS and rest(day))
            if not at_home and moment < closes:
                return max(moment.astimezone(UTC), opens)
        return moment.astimezone(UTC)


def moment_to_remind(
    due: Due, now: datetime, quiet: QuietHours, zone: str, rest: RestDay = weekends_only
) -> datetime:
    """When somebody hears of a step that has come, in UTC.

    An urgent clock does not wait. What waits comes at nine, with the reminders of that day, so that nobody
    gets two messages in one morning; earlier where the limit is earlier. Where no working hour is left
    before the limit it still waits: nobody's day off is worth a reminder that is not urgent.
    """
    allowed = quiet.next_allowed(now, zone, rest)
    if due.urgent or allowed <= now:
        return now
    nine = quiet.next_allowed(max(allowed, morning_of(local_day(allowed))), zone, rest)
    return allowed if now < due.limit and allowed < due.limit <= nine else nine
