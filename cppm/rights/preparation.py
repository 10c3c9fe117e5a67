"""Preparing a meeting: whose list is whose, and ticking what only people can know.

Rules: LPP-01..18, CHR-01..04, REP-14, ATT-06..12, GEN-21.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cppm.errors import CPPMError
from cppm.meetings.meeting import NoSuchThing, NotYours, Phase, PlanningMeeting
from cppm.people import Person
from cppm.records import FactKind
from cppm.rights import checklists
from cppm.rights.ticking import Line, attested, name_of
from cppm.timing.clock_records import Attestation

BEFORE = (Phase.BOOKED, Phase.INVITED)


class NothingToTick(CPPMError):
    """Everything that you can tick for this meeting is ticked. Type prepare to see what is left."""

    rule = "GEN-21"


class NothingTicked(CPPMError):
    """You have ticked nothing for this meeting yet, so there is nothing to take back."""

    rule = "GEN-21"


class TickMissing(CPPMError):
    """Please choose at least one line, so that I know what is meant."""

    rule = "GEN-21"


def prepares(meeting: PlanningMeeting, person: Person) -> bool:
    """Whether somebody has a list here: the chair, the lead professional, and those who write a report."""
    role = meeting.participants().get(person.id)
    return person.id == meeting.chair.id or (role is not None and role.owes_report)


def require_preparer(meeting: PlanningMeeting, actor: Person) -> None:
    """Refuse everybody without a list, and all once the meeting is open. Raises NotInvited, NotYours."""
    meeting.role_of(actor)
    if not prepares(meeting, actor):
        raise NotYours(
            who="the chair, the lead professional and those who write a report",
            next_step="Nothing is asked of you beforehand but your answer.",
        )
    meeting.require_phase("preparing it", *BEFORE)


def list_of(meeting: PlanningMeeting, person: Person) -> list[Line]:
    """What somebody prepares for this meeting, done and open. Raises NotInvited, NotYours, WrongPhase."""
    require_preparer(meeting, person)
    if person.id == meeting.chair.id:
        return checklists.of_chair(meeting)
    if person.id == meeting.lead_professional.id:
        return _also(meeting, person) + checklists.of_lead(meeting)
    return checklists.of_practitioner(meeting, person)


def _also(meeting: PlanningMeeting, person: Person) -> list[Line]:
    """What the lead professional prepares as everybody does, beside their own list."""
    own = ("answer", "records", "not_there", "restricted", "overview")
    found = checklists.of_practitioner(meeting, person)
    return [line for line in found if line.key in own or line.opens == "briefed.open"]


def open_still(meeting: PlanningMeeting, person: Person) -> list[Line]:
    """What of somebody's list is not done. Raises NotInvited, NotYours, WrongPhase."""
    return [line for line in list_of(meeting, person) if not line.done]


def to_tick(meeting: PlanningMeeting, person: Person) -> list[Line]:
    """The open lines that somebody can tick. Raises NothingToTick, and what `list_of` raises."""
    found = [line for line in open_still(meeting, person) if line.ticked]
    if not found:
        raise NothingToTick
    return found


def ticked(meeting: PlanningMeeting, person: Person) -> list[Line]:
    """The lines that somebody has ticked. Raises NothingTicked, and what `list_of` raises."""
    found = [
        line for line in list_of(meeting, person) if line.ticked and attested(meeting, line.key, person.id)
    ]
    if not found:
        raise NothingTicked
    return found


def tick(meeting: PlanningMeeting, actor: Person, keys: Sequence[str], at: datetime) -> None:
    """These lines of the actor's own list are done. What is ticked already changes nothing."""
    lines = {line.key: line for line in list_of(meeting, actor) if line.ticked}
    _require_known(keys, lines)
    for key in keys:
        if not lines[key].done:
            meeting.attested[name_of(key, actor.id)] = Attestation(actor.id, at)
            meeting.record(FactKind.TASK_DONE, actor, at, key=name_of(key, actor.id))


def take_back(meeting: PlanningMeeting, actor: Person, keys: Sequence[str], at: datetime) -> None:
    """These lines were ticked too early and are open again. What is open already changes nothing."""
    lines = {line.key: line for line in list_of(meeting, actor) if line.ticked}
    _require_known(keys, lines)
    for key in keys:
        if meeting.attested.pop(name_of(key, actor.id), None):
            meeting.record(FactKind.TASK_REOPENED, actor, at, key=name_of(key, actor.id))


def _require_known(keys: Sequence[str], lines: dict[str, Line]) -> None:
    if not keys:
        raise TickMissing
    if any(key not in lines for key in keys):
        raise NoSuchThing(what="line of your list")
