"""The day of a meeting: notice enough, not past the last day allowed, reports due before it.

Rules: TIM-01..07, REP-04, CON-09.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cppm.councils.profile import Profile
from cppm.errors import CPPMError
from cppm.meetings.meeting import Child, MeetingKind, PlanningMeeting
from cppm.timing.timescales import Timescale, local_day, morning_of, say_day, say_span

if TYPE_CHECKING:
    from cppm.meetings.booking import Booking


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
    """That is {notice}; people get at least {wanted}. Choose a later date, or say why the
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


class TransferTooLate(TooLate):
    """That is later than {limit}, which is {counted}. Choose an earlier date, or say why and which senior
    manager agreed."""

    rule = "TIM-08"


_TOO_LATE = {
    MeetingKind.PRE_BIRTH: TooLateBeforeBirth,
    MeetingKind.REVIEW: ReviewTooLate,
    MeetingKind.TRANSFER: TransferTooLate,
}


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
        raise ShortNotice(notice=notice, wanted=say_span(wanted))


def latest_day(booking: Booking | PlanningMeeting, profile: Profile) -> date | None:
    """The last day for a meeting, where one can be told (TIM-02..07).

    Initial: counted from the start of the investigation. Pre-birth: the day of so many weeks' gestation; when
    the concern came only after that day, counted from the concern. Of several children, the earliest day.
    Review: the day that the meeting before set.
    """
    found = last_days_of(booking, profile)
    return min((last.day for last in found), default=None)


class LastDay(NamedTuple):
    """The last day for a meeting: in words what it is counted from, by which clock, about which child."""

    day: date
    counted: str
    clock: str = ""
    child: str = ""
    counts_from: date = date.min


def last_days(
    kind: MeetingKind,
    children: list[Child],
    began: date | None,
    profile: Profile,
    review_by: date | None = None,
    stays_since: date | None = None,
) -> list[LastDay]:
    """Every last day with what it is counted from; `began` is the investigation's or the concern's day."""
    if kind is MeetingKind.REVIEW and review_by:
        return [LastDay(review_by, "the last day for this review")]
    if kind is MeetingKind.TRANSFER:
        return _moved(stays_since, profile)
    if kind not in (MeetingKind.PRE_BIRTH, MeetingKind.INITIAL):
        return []
    found = [_born(began, profile) if began and any(c.due_date is None for c in children) else None]
    for child in children:
        if child.due_date:
            found.append(_of_baby(child, child.due_date, began, profile))
    return [last for last in found if last]


def last_days_of(meeting: Booking | PlanningMeeting, profile: Profile) -> list[LastDay]:
    """Every last day of a meeting, or of one that is being booked."""
    since = meeting.move.stays_since if meeting.move else None
    return last_days(
        meeting.kind, meeting.children, meeting.investigation_began, profile, meeting.review_by, since
    )


def _moved(stays_since: date | None, profile: Profile) -> list[LastDay]:
    """Of a transfer, counted from the day it was confirmed that the family stays (TIM-08)."""
    span = profile.limit("transfer")
    if span is None or stays_since is None:
        return []
    words = f"{span.count} working days after it was confirmed that the family stays"
    return [LastDay(_counted(span, stays_since, profile), words, "transfer", counts_from=stays_since)]


def _born(began: date, profile: Profile) -> LastDay | None:
    span = profile.limit("initial_cppm")
    if span is None:
        return None
    words = f"{say_span(span)} after the investigation began"
    return LastDay(_counted(span, began, profile), words, "initial_cppm", counts_from=began)


def _of_baby(child: Child, due_date: date, concern: date | None, profile: Profile) -> LastDay | None:
    """Before the birth by its own rule; after it like any child's, and never put off by the birth."""
    before, span = _before_birth(child, due_date, concern, profile), profile.limit("initial_cppm")
    if child.born_on is None or span is None:
        return before
    born = max(child.born_on, concern or child.born_on)
    day, words = _counted(span, born, profile), f"{say_span(span)} after the birth"
    if before and before.day < day:
        day, words = before.day, before.counted
    return LastDay(day, words, "initial_cppm", child.id, born)


def _before_birth(child: Child, due_date: date, concern: date | None, profile: Profile) -> LastDay | None:
    """By so many weeks of gestation; counted from a concern that came later, or ends sooner (TIM-04)."""
    weeks, late = profile.limit("prebirth"), profile.limit("late_presentation")
    reached = _counted(weeks, due_date, profile) if weeks else None
    if late and concern:
        day, sooner = _counted(late, concern, profile), profile.prebirth_from_concern
        if reached is None or concern > reached or (sooner and day < reached):
            words = f"{say_span(late)} after the concern was raised"
            return LastDay(day, words, "late_presentation", child.id, concern)
    if weeks is None or reached is None:
        return None
    words = f"the day the pregnancy reaches {weeks.count} weeks"
    return LastDay(reached, words, "prebirth", child.id, due_date)


def _counted(span: Timescale, day: date, profile: Profile) -> date:
    return local_day(span.after(morning_of(day), profile.rest_day))


def _check_limit(booking: Booking, profile: Profile) -> None:
    limits = last_days_of(booking, profile)
    if not limits or booking.late_reason.strip():
        return
    last = min(limits)
    if local_day(booking.starts_at) > last.day:
        refusal = _TOO_LATE.get(booking.kind, TooLate)
        raise refusal(limit=say_day(last.day), counted=last.counted)


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
