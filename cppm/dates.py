"""The day of a meeting: notice enough, not past the last day allowed, reports due before it.

Rules: TIM-01..07, REP-04, CON-09.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from cppm.errors import CPPMError
from cppm.meeting import Child, MeetingKind, PlanningMeeting
from cppm.profile import Profile
from cppm.timescales import gestation_reaches, local_day, morning_of, say_day

if TYPE_CHECKING:
    from cppm.booking import Booking


class DateGone(CPPMError):
    """{what} is in the past. Give a date that is still to come."""

    rule = "CON-09"


class ReportsAfterMeeting(CPPMError):
    """Reports are read before the meeting, so they are due on {limit} at the latest. Give an earlier day."""

    rule = "REP-04"


class NotBegunYet(CPPMError):
    """The investigation can't have begun on a day still to come. Give the day it began."""

    rule = "TIM-02"


class ShortNotice(CPPMError):
    """That is {notice}; people get at least {wanted} calendar days. Choose a later date, or say why the
    meeting can't wait."""

    rule = "TIM-01"


class TooLate(CPPMError):
    """That is later than {limit}, which is {counted}. Choose an earlier date, or say why and which senior
    manager agreed."""

    rule = "TIM-02"


class ReviewTooLate(TooLate):
    """That is later than {limit}, which is {counted}. Choose an earlier date, or say why and which senior
    manager agreed."""

    rule = "TIM-06"


class TooLateBeforeBirth(TooLate):
    """That is later than {limit}, which is {counted}. Choose an earlier date, or say why and which senior
    manager agreed."""

    rule = "TIM-03"


_TOO_LATE = {MeetingKind.PRE_BIRTH: TooLateBeforeBirth, MeetingKind.REVIEW: ReviewTooLate}
GESTATION_WEEKS = 28


def notice_days(starts_at: datetime, at: datetime) -> int:
    """Whole calendar days between the day of the decision and the day of the meeting."""
    return (local_day(starts_at) - local_day(at)).days


def check_dates(booking: Booking, at: datetime, profile: Profile) -> None:
    """Refuse days that are gone, too soon or too late, the last two unless a reason is given (TIM-01..03)."""
    if booking.starts_at <= at:
        raise DateGone(what="The date of the meeting")
    if booking.report_due < local_day(at):
        raise DateGone(what="The date for reports")
    if booking.report_due > local_day(booking.starts_at):
        raise ReportsAfterMeeting(limit=say_day(local_day(booking.starts_at)))
    if booking.investigation_began and booking.investigation_began > local_day(at):
        raise NotBegunYet
    _check_notice(booking, at, profile)
    _check_limit(booking, profile)


def _check_notice(booking: Booking, at: datetime, profile: Profile) -> None:
    wanted = profile.limit("notice")
    days = notice_days(booking.starts_at, at)
    if wanted and days < wanted.count and not booking.short_notice_reason.strip():
        notice = {0: "no notice at all", 1: "one day's notice"}.get(days, f"{days} days' notice")
        raise ShortNotice(notice=notice, wanted=wanted.count)


def latest_day(booking: Booking | PlanningMeeting, profile: Profile) -> date | None:
    """The last day for a meeting, where one can be told (TIM-02..07).

    Initial: 28 days from the start of the investigation. Pre-birth: the day of 28 weeks' gestation; when
    the concern came only after that day, 28 days from the concern. Of several children, the earliest day.
    Review: the day that the meeting before set.
    """
    found = last_days(booking.kind, booking.children, booking.investigation_began, profile, booking.review_by)
    return min((day for day, _ in found), default=None)


def last_days(
    kind: MeetingKind,
    children: list[Child],
    began: date | None,
    profile: Profile,
    review_by: date | None = None,
) -> list[tuple[date, str]]:
    """Every last day with what it is counted from; `began` is the investigation's or the concern's day."""
    if kind is MeetingKind.REVIEW and review_by:
        return [(review_by, "the last day for this review")]
    if kind not in (MeetingKind.PRE_BIRTH, MeetingKind.INITIAL):
        return []
    span = profile.limit("initial_cppm")
    found = []
    if began and span and not all(c.unborn for c in children):
        words = f"{span.count} calendar days after the investigation began"
        found.append((local_day(span.after(morning_of(began), profile.rest_day)), words))
    for child in children:
        if child.due_date:
            found.append(_before_birth(child.due_date, began, profile))
    return found


def _before_birth(due_date: date, concern: date | None, profile: Profile) -> tuple[date, str]:
    reached, late = gestation_reaches(GESTATION_WEEKS, due_date), profile.limit("late_presentation")
    if concern is None or concern <= reached or late is None:
        return reached, f"the day the pregnancy reaches {GESTATION_WEEKS} weeks"
    words = f"{late.count} days after the concern was raised"
    return local_day(late.after(morning_of(concern), profile.rest_day)), words


def _check_limit(booking: Booking, profile: Profile) -> None:
    limits = last_days(
        booking.kind, booking.children, booking.investigation_began, profile, booking.review_by
    )
    if not limits or booking.late_reason.strip():
        return
    limit, counted = min(limits)
    if local_day(booking.starts_at) > limit:
        refusal = _TOO_LATE.get(booking.kind, TooLate)
        raise refusal(limit=say_day(limit), counted=counted)


def is_late(meeting: PlanningMeeting, profile: Profile) -> bool:
    """Whether the meeting's date is after the last day allowed (TIM-02..07)."""
    limit = latest_day(meeting, profile)
    return limit is not None and local_day(meeting.starts_at) > limit


def ends_at(meeting: PlanningMeeting) -> datetime:
    """When the slot ends."""
    return meeting.starts_at + timedelta(minutes=meeting.minutes_long)


def ended_at(meeting: PlanningMeeting) -> datetime:
    """When the meeting ended: when it was closed or, left open over night, when its time was over."""
    slot, closed = ends_at(meeting), meeting.closed_at
    latest = max(slot, meeting.opened_at or slot)
    return closed if closed and local_day(closed) <= local_day(latest) else latest
