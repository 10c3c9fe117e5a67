"""What can be amiss with the answers of a booking, said beside the question as soon as it is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cards.layout import day
from cppm.errors import CPPMError
from cppm.meetings import booking, dates, review
from cppm.meetings.meeting import Child, MeetingKind
from cppm.timing.timescales import local_day
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


def is_review(got: Got) -> bool:
    """Whether a review is being booked."""
    return put_together(got).get("kind") == MeetingKind.REVIEW


def is_first(got: Got) -> bool:
    """Whether the meeting follows an investigation, rather than an earlier meeting or a move."""
    return got.get("kind") in (MeetingKind.INITIAL, MeetingKind.PRE_BIRTH)


def is_transfer(got: Got) -> bool:
    """Whether a transfer meeting is being booked (GEN-17)."""
    return put_together(got).get("kind") == MeetingKind.TRANSFER


def lacks_interim_plan(got: Got) -> bool:
    """Whether no interim safety plan is agreed with the area the family left (MOV-10)."""
    return is_transfer(got) and put_together(got).get("interim_plan") is False


def lacks_last_meeting(got: Got) -> bool:
    """Whether nothing is known of the meeting before this review."""
    return is_review(got) and "review_by" not in put_together(got)


def chairs_anew(got: Got) -> bool:
    """Whether, as far as is known, somebody else chairs the review than chaired before (CON-06)."""
    known = put_together(got)
    return is_review(got) and "chair" in known and known["chair"] != known.get("chair_before")


def is_late(got: Got) -> bool:
    """Whether the date is after the last day allowed (TIM-02..07)."""
    known = put_together(got)
    if not {"starts_at", "kind", "children"} <= known.keys():
        return False
    kind, began = MeetingKind(known["kind"]), known.get("began")
    since = known.get("stays_since")
    days = dates.last_days(kind, _children(known), began, known["profile"], review_by(known), since)
    return bool(days) and local_day(known["starts_at"]) > min(days)[0]


def review_by(known: Got) -> date | None:
    """The last day for a review: as the core group knows it, or by the day of the last meeting."""
    held = known.get("last_held")
    return known.get("review_by") or (review.last_day(held, known["profile"]) if held else None)
