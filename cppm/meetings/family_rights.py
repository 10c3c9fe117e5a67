"""The end of a meeting: the family hears how to ask for a review and how to complain (CHR-20).

Whoever was there hears it from the chair; whoever was not hears it with the outcome, from whoever tells them.
"""

from __future__ import annotations

from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import FamilyLine, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind
from cppm.rights import taking_part


class RightsAfterDecision(CPPMError):
    """The family hears how to ask for a review and how to complain once every decision is made. Decide first,
    then record it."""

    rule = "CHR-20"


class NobodyHeardRights(CPPMError):
    """None of the family was there to the end. Whoever tells them the outcome also tells them how to ask for
    a review and how to complain."""

    rule = "CHR-20"


def hearers(meeting: PlanningMeeting) -> list[FamilyLine]:
    """Who of the family is there at the end, and can be told; nobody tells an unborn baby."""
    unborn = {child.id for child in meeting.children if child.unborn}
    return [
        line
        for line in meeting.family
        if line.present and line.child not in unborn and not taking_part.left_early(meeting, line)
    ]


def to_tell(meeting: PlanningMeeting) -> bool:
    """Whether that is still to be said, or recorded."""
    decided = len(meeting.decisions) == len(meeting.children)
    held = meeting.phase in (Phase.OPEN, Phase.CLOSED)
    return held and decided and meeting.outcome.rights_told_at is None and bool(hearers(meeting))


def told(meeting: PlanningMeeting, actor: Person, at: datetime) -> None:
    """The chair has told them. Saying it twice changes nothing."""
    meeting.require_chair(actor)
    meeting.require_phase("recording what the family was told", Phase.OPEN, Phase.CLOSED)
    if meeting.outcome.rights_told_at:
        return
    if len(meeting.decisions) < len(meeting.children):
        raise RightsAfterDecision
    heard = hearers(meeting)
    if not heard:
        raise NobodyHeardRights
    meeting.outcome.rights_told_at = at
    meeting.record(FactKind.RIGHTS_TOLD, actor, at, who=[line.id for line in heard])
