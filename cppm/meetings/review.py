"""A review planning meeting: what it is booked from, and by when it is held.

Rules: GEN-14..16, CON-06, TIM-05..07.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from cppm.councils.profile import Profile
from cppm.errors import CPPMError, ReasonMissing
from cppm.groups.core_group import CoreGroup
from cppm.meetings.another_meeting import OTHER_CHAIR_BECAUSE, must_change_chair
from cppm.meetings.meeting import MeetingKind, PlanningMeeting
from cppm.meetings.quorum import inquorate
from cppm.timing.timescales import local_day, morning_of

if TYPE_CHECKING:
    from cppm.meetings.booking import Booking


class NothingToReview(CPPMError):
    """As far as I know, no name in this case is on the register now, so there is nothing to review. Book an
    initial or a pre-birth meeting."""

    rule = "GEN-14"


class NotForReview(CPPMError):
    """As far as I know, the name of {name} is not on the register, so a review can't be about them. Leave
    them out, or book an initial or a pre-birth meeting for them."""

    rule = "GEN-14"


class OnRegisterAlready(CPPMError):
    """The name of {name} is on the register already, so what comes next is a review. Book a review, or leave
    them out."""

    rule = "GEN-14"


class OtherChair(ReasonMissing):
    """{name} chaired the meeting before, and the same person chairs the review wherever possible. Choose
    {name}, or say why somebody else chairs."""

    rule = "CON-06"


def checked(booking: Booking, group: CoreGroup | None, before: PlanningMeeting | None) -> Booking:
    """A booking with what the case's core group and its last meeting say about it; or a refusal.

    Without a core group, as for a family registered before Quorate was used, nothing is known to check.
    """
    if before and inquorate(before):
        booking = replace(booking, after_inquorate=True)
    names = {child.id for child in group.registered} if group else set()
    if booking.kind is not MeetingKind.REVIEW:
        _refuse(OnRegisterAlready, [c.name for c in booking.children if c.id in names])
        return booking
    if group is None:
        return booking
    if not names:
        raise NothingToReview
    _refuse(NotForReview, [c.name for c in booking.children if c.id not in names])
    if booking.chair.id == group.planning_chair.id:
        booking = replace(booking, other_chair_because="")
    elif not booking.other_chair_because.strip():
        if before is None or not must_change_chair(before):
            raise OtherChair(name=group.planning_chair.name)
        booking = replace(booking, other_chair_because=OTHER_CHAIR_BECAUSE)
    return replace(booking, review_by=group.review.by if group.review else booking.review_by)


def _refuse(refusal: type[CPPMError], names: list[str]) -> None:
    if names:
        raise refusal(name=" and ".join(names))


def last_day(held_on: date, profile: Profile) -> date | None:
    """The last day for a review after a meeting held on this day, where the guide says one (TIM-05, 06)."""
    limit = profile.limit("review")
    return local_day(limit.after(morning_of(held_on), profile.rest_day)) if limit else None
