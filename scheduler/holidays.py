"""The days on which a Scottish council does not work: weekends and bank holidays, from a kept library."""

from __future__ import annotations

from datetime import date

import holidays

_SCOTTISH = holidays.country_holidays("GB", subdiv="SCT")


def scottish_rest_day(day: date) -> bool:
    """Whether a day is at a weekend or a Scottish bank holiday; the profile adds the council's own days."""
    return day.weekday() >= 5 or day in _SCOTTISH
