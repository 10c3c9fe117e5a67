"""What can be amiss with the answers of a booking, said beside the question as soon as it is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cards.layout import day
from cppm import booking, dates
from cppm.errors import CPPMError
from cppm.meeting import Child, MeetingKind
from cppm.timescales import local_day
from dialogs import family

_REFERENCE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9-]{2,29}")

Got = Mapping[str, Any]


def put_together(got: Got) -> dict[str, Any]:
    """The answers so far as a plain dictionary.

    A question whose `when` looks at this rather than at the answers themselves stays off the card until
    it is needed.
    """
    return dict(got.items())


def reference(text: str) -> str:
    """A case reference as it is kept: upper case, dashes for spaces."""
    return "-".join(text.upper().split())


def check_reference(text: str, got: Got) -> str:
    """What is wrong with a case reference."""
    if _REFERENCE.fullmatch(reference(text)):
        return ""
    return "A case reference has letters, digits and dashes, for example PK-26-0137, and is never a name."


def check_children(lines: Sequence[str], got: Got) -> str:
    """What is wrong with the children, line by line and as a whole (GEN-07)."""
    read = family.read_children(lines, got["now"])
    if read.problems:
        return " ".join(read.problems)
    try:
        booking.check_children(MeetingKind(got["kind"]), read.found, got["now"])
    except CPPMError as refused:
        return str(refused)
    return ""


def check_family(lines: Sequence[str], got: Got) -> str:
    """What is wrong with the family lines; each child born and a parent or carer have one (INV-03)."""
    children = _children(got)
    read = family.read_family(lines, children)
    if read.problems:
        return " ".join(read.problems)
    try:
        booking.check_family(children, read.found)
    except CPPMError as refused:
        return str(refused)
    return ""


def check_report_day(due: date, got: Got) -> str:
    """Reports are read before the meeting (REP-04)."""
    meeting = local_day(got["starts_at"]) if "starts_at" in got else due
    return str(dates.ReportsAfterMeeting(limit=day(meeting))) if due > meeting else ""


def _children(got: Got) -> list[Child]:
    return family.read_children(got.get("children", ()), got["now"]).found


def is_short(got: Got) -> bool:
    """Whether the notice is shorter than the council asks for (TIM-01)."""
    known = put_together(got)
    if "starts_at" not in known:
        return False
    return dates.notice_days(known["starts_at"], known["now"]) < int(known["notice"])


def is_late(got: Got) -> bool:
    """Whether the date is after the last day allowed (TIM-02..04)."""
    known = put_together(got)
    if not {"starts_at", "kind", "children", "began"} <= known.keys():
        return False
    days = dates.last_days(MeetingKind(known["kind"]), _children(known), known["began"], known["profile"])
    return bool(days) and local_day(known["starts_at"]) > min(days)[0]
