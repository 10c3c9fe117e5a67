"""A transfer meeting: the receiving area holds it when a family with a plan has moved for good.

Both areas must be there, each with its social work and a manager, beside health, education and police.

Rules: GEN-17, MOV-04, MOV-10, MOV-11, QUO-08, TIM-08.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from cppm.errors import CPPMError
from cppm.meetings.kind_records import Move
from cppm.meetings.meeting import Invitee, MeetingKind, NoSuchThing, Phase, PlanningMeeting
from cppm.people import Agency, Duty, Person
from cppm.records import FactKind
from cppm.timing.timescales import local_day

if TYPE_CHECKING:
    from cppm.meetings.booking import Booking


class MoveUnanswered(CPPMError):
    """A transfer meeting needs the area the family left, and the day on which it was confirmed that they
    stay."""

    rule = "GEN-17"


class NotMovedYet(CPPMError):
    """It can't have been confirmed on a day still to come that the family stays. Give the day it was."""

    rule = "TIM-08"


class InterimPlanUnexplained(CPPMError):
    """No interim safety plan is agreed with the area the family left. Agree one first, or say in a sentence
    why it is not there yet and what keeps the child safe meanwhile."""

    rule = "MOV-10"


class NoTransfer(CPPMError):
    """This is not a transfer meeting, so nobody comes to it for another area."""

    rule = "GEN-17"


class NotFromThere(CPPMError):
    """A manager of the area the family left is one of those who come for it. Tick them in the first list too,
    or leave them out of the second."""

    rule = "QUO-08"


MANAGERS = frozenset({Duty.SERVICE_MANAGER, Duty.TEAM_LEADER})
"""The duties of this council's managers; those of another council are named instead (`Move.managers`)."""


def check_move(booking: Booking, at: datetime) -> None:
    """Refuse a transfer without what is known of the move (GEN-17, MOV-10)."""
    if booking.kind is not MeetingKind.TRANSFER:
        return
    move = booking.move
    if move is None or not move.left.strip():
        raise MoveUnanswered
    if move.stays_since > local_day(at):
        raise NotMovedYet
    if not move.interim_agreed and not move.no_interim_because.strip():
        raise InterimPlanUnexplained


def counts_from(move: Move | None) -> date | None:
    """The day from which the limit of a transfer meeting counts (TIM-08)."""
    return move.stays_since if move else None


def name_other_area(
    meeting: PlanningMeeting, actor: Person, people: Iterable[str], at: datetime, managers: Iterable[str] = ()
) -> None:
    """Who on the list comes for the area the family left; the others come for this one (MOV-11).

    `managers` are those of them who are a manager there (QUO-08). Raises NotFromThere.
    """
    meeting.require_keeper_of_list(actor)
    meeting.require_phase("saying who comes from where", Phase.BOOKED, Phase.INVITED, Phase.OPEN)
    if meeting.move is None:
        raise NoTransfer
    chosen = [i.person.id for i in meeting.invitees if i.person.id in set(people)]
    if len(chosen) != len(set(people)):
        raise NoSuchThing(what="person")
    manage = [person for person in chosen if person in set(managers)]
    if len(manage) != len(set(managers)):
        raise NotFromThere
    if (chosen, manage) == (meeting.move.from_there, meeting.move.managers):
        return
    meeting.move.from_there, meeting.move.managers = chosen, manage
    meeting.record(FactKind.OTHER_AREA_NAMED, actor, at, people=chosen, managers=manage)


def missing(meeting: PlanningMeeting, here: Iterable[Invitee]) -> tuple[str, ...]:
    """Who of those that a transfer meeting needs is not among these people, in words (QUO-08)."""
    lines = [line for line in here if line.role.represents_agency]
    there = set(meeting.move.from_there) if meeting.move else set()
    manage = set(meeting.move.managers) if meeting.move else set()
    areas = {
        "the area the family left": [i for i in lines if i.person.id in there],
        "this area": [i for i in lines if i.person.id not in there],
    }
    found = [words for area, those in areas.items() for words in _of_area(area, those, manage)]
    agencies = {line.person.agency for line in lines}
    wanted = (Agency.HEALTH, Agency.EDUCATION, Agency.POLICE)
    return (*found, *(str(agency) for agency in wanted if agency not in agencies))


def _of_area(area: str, lines: list[Invitee], manage: set[str]) -> list[str]:
    social_work = [i.person for i in lines if i.person.agency is Agency.SOCIAL_WORK]
    managers = [p for p in social_work if p.id in manage or not p.duties.isdisjoint(MANAGERS)]
    workers = [person for person in social_work if person not in managers]
    return [
        *([] if workers else [f"social work of {area}"]),
        *([] if managers else [f"a manager of {area}"]),
    ]
