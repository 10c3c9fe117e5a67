"""The booking form filled in for the invented family, so that a newcomer only looks it over and sends it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from cppm.timescales import local_day
from rehearsal.family import CASE

NOTICE = timedelta(days=10)
BEGUN = timedelta(days=7)


def booking_answers(now: datetime, people: Mapping[str, str]) -> dict[str, str]:
    """The answers as the form keeps them: a meeting ten days from now, on a weekday at two o'clock."""
    day = _weekday(local_day(now) + NOTICE)
    return {
        "case_ref": CASE,
        "kind": "initial",
        "children": "Kay, 7",
        "family": "Kay: invited\nKay's mother: invited\nKay's father: not invited, bail conditions",
        "starts_at": f"{day.isoformat()}T14:00",
        "mode": "on Teams",
        "chair": people["chair"],
        "lead": people["lead"],
        "interpreter": "not needed",
        "began": (local_day(now) - BEGUN).isoformat(),
        "report_due": "",
    }


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
