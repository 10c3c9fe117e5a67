"""The booking form filled in for the invented family, so that a newcomer only looks it over and sends it.

First an initial meeting; once a name is on the register, the review of it. Beside them two of another kind:
siblings whose father stays away, and a family that has moved here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from cppm.groups.core_group import CoreGroup
from cppm.meetings.meeting import PlanningMeeting
from cppm.timing.timescales import local_day
from dialogs.family import write_children, write_family
from rehearsal.family import CASE, MOVED_CASE

NOTICE = timedelta(days=10)
BEGUN = timedelta(days=7)


def booking_answers(now: datetime, people: Mapping[str, str]) -> dict[str, str]:
    """The answers as the form keeps them: a meeting ten days from now, on a weekday at two o'clock."""
    day = _weekday(local_day(now) + NOTICE)
    return {
        "case_ref": CASE,
        "kind": "initial",
        "children": "Kay, 7",
        "family": "Kay: invited\nKay's mother: invited\nKay's father: invited",
        "starts_at": f"{day.isoformat()}T14:00",
        "mode": "on Teams",
        "chair": people["chair"],
        "lead": people["lead"],
        "interpreter": "not needed",
        "parts": "no",
        "began": (local_day(now) - BEGUN).isoformat(),
        "report_due": "",
    }


def siblings_answers(now: datetime, people: Mapping[str, str]) -> dict[str, str]:
    """The same for two children of different ages, whose father is not to be there."""
    family = "Kay: invited\nRory: not invited, too young to take part\nMother: invited\n"
    return {
        **booking_answers(now, people),
        "children": "Kay, 7\nRory, 4",
        "family": f"{family}Father: not invited, bail conditions",
    }


def transfer_answers(now: datetime, people: Mapping[str, str]) -> dict[str, str]:
    """The answers for a family of its own that moved here from Fife a week ago."""
    return {
        **booking_answers(now, people),
        "case_ref": MOVED_CASE,
        "kind": "transfer",
        "children": "Isla, 5",
        "family": "Isla: not invited, too young to take part\nIsla's mother: invited",
        "left": "Fife",
        "stays_since": (local_day(now) - BEGUN).isoformat(),
        "interim_plan": "yes",
    }


EXAMPLES = {"siblings": siblings_answers, "transfer": transfer_answers}
"""What can be said after `example`."""


def review_answers(now: datetime, group: CoreGroup, before: PlanningMeeting) -> dict[str, str]:
    """The answers for the review: on the last weekday allowed, as the meeting before was held."""
    soonest = _weekday(local_day(now) + NOTICE)
    last = _weekday_before(group.review.by) if group.review else soonest
    names = {None, *(child.id for child in group.registered)}
    lines = [line for line in before.family if line.child in names]
    return {
        "children": write_children(group.registered),
        "family": write_family(lines, group.registered),
        "starts_at": f"{max(soonest, last).isoformat()}T14:00",
        "mode": before.mode.value,
        "place": before.place,
        "chair": group.planning_chair.id,
        "interpreter": "not needed",
        "parts": "no",
        "report_due": "",
    }


def _weekday_before(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
