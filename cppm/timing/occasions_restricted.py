"""When the clocks run of restricted information: the chair decides, its provider answers, its day comes.

Rules: RAI-03, RAI-04, RAI-07.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cppm.councils.profile import Profile
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.rights import restricted
from cppm.rights.restricted_records import RestrictedRequest
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of

SOON = timedelta(hours=1)
"""What comes in when the meeting is near or under way is decided within the hour."""


def _to_decide(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase not in (Phase.INVITED, Phase.OPEN):
        return
    for request in meeting.restricted:
        if request.restricted is None and request.response is None:
            yield Occasion(request.at, request.id, by=max(meeting.starts_at, request.at + SOON))


def _to_answer(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    if meeting.phase is Phase.CANCELLED:
        return
    for request in meeting.restricted:
        since = _asked_since(request)
        if since:
            yield Occasion(since, request.id, owes=(request.provider,))


def _asked_since(request: RestrictedRequest) -> datetime | None:
    """Since when something waits for the provider."""
    if request.restricted is False and request.response is None:
        return request.decided_at
    wish = restricted.asked(request)
    return wish.at if wish and request.response is None else None


def _expiring(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """By the last day on which it is restricted; it goes on until the chair decides anew."""
    if meeting.phase is Phase.CANCELLED:
        return
    for request in meeting.restricted:
        if request.restricted and request.until and request.decided_at and request.information:
            yield Occasion(request.decided_at, request.id, by=end_of(request.until))


OCCASIONS: dict[str, Occasions] = {
    "restricted_decision": _to_decide,
    "restricted_answer": _to_answer,
    "restricted_expiry": _expiring,
}
"""These occasions, by the name under which the catalogue knows them."""
