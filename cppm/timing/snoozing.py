"""Putting a reminder off: for an hour, to tomorrow or by three days, and never up to its limit."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from cppm.errors import CPPMError
from cppm.timing.timescales import Due, RestDay, local_day, morning_of, weekends_only

LAST_CALL = timedelta(hours=1)
"""Before a limit there is always this much time left after the last snooze."""


class NoMoreSnoozing(CPPMError):
    """This can't be put off any more: {why} Do it now or, where it can't be done, say why it is late."""

    rule = "CON-09"


class Snooze(StrEnum):
    """For how long."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    THREE_DAYS = "days"


def may_snooze(due: Due, now: datetime) -> bool:
    """Whether it can be put off: before its limit while time is left, after it unless it is statutory."""
    if now >= due.limit:
        return not due.statutory
    return now < due.limit - LAST_CALL


def snoozed_until(due: Due, how: Snooze, now: datetime, rest: RestDay = weekends_only) -> datetime:
    """The moment of the next reminder, in UTC; before the limit, however long was asked for.

    "Tomorrow" and "in three days" are nine in the morning of the next working day from then on.
    Raises NoMoreSnoozing.
    """
    if not may_snooze(due, now):
        raise NoMoreSnoozing(why="its limit has passed." if now >= due.limit else "its limit is near.")
    wanted = now + timedelta(hours=1) if how is Snooze.HOUR else _morning(how, now, rest)
    return wanted if now >= due.limit else min(wanted, due.limit - LAST_CALL)


def _morning(how: Snooze, now: datetime, rest: RestDay) -> datetime:
    day = local_day(now) + timedelta(days=1 if how is Snooze.TOMORROW else 3)
    while rest(day):
        day += timedelta(days=1)
    return morning_of(day)
