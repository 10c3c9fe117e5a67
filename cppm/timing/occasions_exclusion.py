"""When the clocks run of somebody who is not invited or excluded: decided, explained, heard.

Rules: EXC-01, EXC-05..07, EXC-13. The outcome is told like anybody's who was not there: `occasions_after`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cppm.councils.profile import Profile
from cppm.meetings.dates import ends_at
from cppm.meetings.meeting import Phase, PlanningMeeting
from cppm.rights import exclusion
from cppm.rights.exclusion_records import Errand, Exclusion, Legal
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of


def _to_settle(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """The chair, about each person: the decision, the advice that is awaited, and what follows from it."""
    if meeting.phase not in exclusion.DECIDABLE:
        return
    by = _in_time(meeting)
    for line in exclusion.left_out(meeting):
        yield Occasion(exclusion.waits_since(meeting, line), line.id, by=by)
    for each in exclusion.standing(meeting):
        if each.plan is None or each.legal is Legal.WAITING:
            yield Occasion(each.at, each.line, by=by)


def _alerted(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """The chair, about somebody named in an alert: a clock of its own, for nobody else may learn of it."""
    if meeting.phase in exclusion.DECIDABLE:
        for line in exclusion.alerted(meeting):
            yield Occasion(exclusion.waits_since(meeting, line), line.id, by=_in_time(meeting))


def _in_time(meeting: PlanningMeeting) -> datetime:
    return ends_at(meeting) if meeting.phase is Phase.OPEN else meeting.starts_at


def _reasons(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Whoever was named to share the reasons, before or after the meeting."""
    if meeting.phase is not Phase.CANCELLED:
        for each in exclusion.standing(meeting):
            if each.plan:
                yield from _errand(each, each.plan.reasons, each.plan.at)


def _views(meeting: PlanningMeeting, _: Profile) -> Iterator[Occasion]:
    """Whoever was named to obtain the views, as long as they can be shared at the meeting."""
    if meeting.phase in exclusion.DECIDABLE:
        for each in exclusion.standing(meeting):
            if each.plan and each.plan.views:
                yield from _errand(each, each.plan.views, each.plan.at)


def _errand(each: Exclusion, errand: Errand, since: datetime) -> Iterator[Occasion]:
    if errand.done_at is None:
        yield Occasion(since, each.id, owes=(errand.who,), by=end_of(errand.by))


OCCASIONS: dict[str, Occasions] = {
    "exclusion": _to_settle,
    "exclusion_alert": _alerted,
    "exclusion_reasons": _reasons,
    "exclusion_views": _views,
}
"""These occasions, by the name under which the catalogue knows them."""
