"""When the clocks of preparing a meeting run: from the invitations to the meeting itself.

Rules: LPP-01..18, CHR-01..04, INV-07, REP-14.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cppm.councils.profile import Profile
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.rights import checklists
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of, evening_of, local_day

CHAIR_PREPARES = timedelta(days=4)
WARNED = timedelta(days=2)
"""How long before the day of the meeting a thing is first shown: on the evening so many days before."""


def _asked_at(meeting: PlanningMeeting) -> datetime | None:
    """When preparing for the present date began: with the agreed list, or when the meeting was moved."""
    if meeting.phase is not Phase.INVITED or meeting.approved_at is None:
        return None
    return max([meeting.approved_at, *(p.at for p in meeting.postponements)])


def _shown_from(meeting: PlanningMeeting, asked: datetime, before: timedelta) -> datetime:
    """Nothing of it is on anybody's home earlier than the evening so long before the day."""
    return max(asked, evening_of(local_day(meeting.starts_at) - before))


def _lead_prepares(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    asked = _asked_at(meeting)
    if asked and checklists.lead_waits(meeting):
        yield Occasion(asked, by=checklists.ready_by(meeting, asked))


def _chair_prepares(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    asked = _asked_at(meeting)
    if asked and checklists.chair_waits(meeting):
        started = _shown_from(meeting, asked, CHAIR_PREPARES)
        yield Occasion(started, by=checklists.ready_by(meeting, asked))


def _unshared(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Lead professional and chair are warned: families hear nothing for the first time there (LPP-18)."""
    asked = _asked_at(meeting)
    if asked and checklists.unshared(meeting):
        both = (meeting.lead_professional.id, meeting.chair.id)
        yield Occasion(_shown_from(meeting, asked, WARNED), owes=both, by=meeting.starts_at)


def _briefings(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    asked = _asked_at(meeting)
    for each in meeting.briefings if asked else []:
        if asked and each.done_at is None:
            by = min(end_of(each.by), meeting.starts_at)
            yield Occasion(max(asked, each.named_at), each.id, owes=(each.briefer,), by=by)


OCCASIONS: dict[str, Occasions] = {
    "preparation": _lead_prepares,
    "chair_preparation": _chair_prepares,
    "unshared": _unshared,
    "briefing": _briefings,
}
