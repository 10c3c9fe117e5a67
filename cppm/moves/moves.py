"""Moves between councils: who reports them, who carries them on, and the steps that are said to be done.

Beside it stand `move_safety` (the risk, the plan, the end) and `handshake` (two Quorates hand over).

Rules: MOV-01, MOV-05..07, MOV-11, TIM-19, TIM-20.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cppm.errors import CPPMError
from cppm.meetings.meeting import NotYours
from cppm.moves.move_records import (
    Direction,
    FamilyMove,
    Lasting,
    Step,
    StepDone,
)
from cppm.people import Agency, Duty, Person
from cppm.records import FactKind, NoticeKind, everyone_with
from cppm.timing.timescales import local_day, say_day

if TYPE_CHECKING:
    from cppm.moves.whereabouts import Whereabouts

SAYS_SO = frozenset(
    {Step.TOLD, Step.WRITTEN, Step.PLACED, Step.SUPPORT, Step.REVIEW, Step.TRANSFER, Step.END_TOLD}
)
"""The steps that are simply said to be done, with whom and how; the others have a question of their own."""
KEEPERS = frozenset({Duty.KEEPER, Duty.CP_ADMIN})
WORKERS = frozenset({Duty.QUALIFIED_SOCIAL_WORKER, Duty.TEAM_LEADER})


class NoSuchMove(CPPMError):
    """I can't find that move. Type moves to see those that you have a part in."""

    rule = "MOV-11"


class OtherCouncilUnnamed(CPPMError):
    """Please name the other council, for example Fife, so that everybody knows who is to be told."""

    rule = "MOV-01"


class NobodyMoves(CPPMError):
    """Please say which children move. What is owed is owed for each of them."""

    rule = "MOV-11"


class MoveNotYet(CPPMError):
    """{what} can't have been on a day still to come. Give the day it was."""

    rule = "MOV-01"


class BackBeforeLeaving(CPPMError):
    """The family can't be back before {day}, the day it left. Look at both days again."""

    rule = "MOV-06"


class MovingAlready(CPPMError):
    """A move of this family between here and {council} is under way already. Open it and record there what
    has changed, so that nothing is told or registered twice."""

    rule = "MOV-01"


class WithWhom(CPPMError):
    """Please say with whom at the other council, and how, for example "the keeper of the register, by phone".
    Whoever picks the case up can then ask them."""

    rule = "MOV-01"


class NotNeededHere(CPPMError):
    """This step is not needed for this move now. Open the move to see what is."""

    rule = "MOV-11"


class StepTaken(CPPMError):
    """This is recorded already, by {name} on {day}. If that is not right, say in the move's end what was
    wrong, or record what has changed since."""

    rule = "MOV-11"


class MoveEnded(CPPMError):
    """This move ended on {day}, and what was recorded stays as it is. Nothing was changed."""

    rule = "MOV-08"


@dataclass(frozen=True)
class Reported:
    """What somebody says of a move. `whom` and `how` tell who told or was told, where that has happened."""

    direction: Direction
    lasting: Lasting
    council: str
    children: tuple[str, ...]
    """Their ids."""
    since: date
    until: date | None = None
    whom: str = ""
    how: str = ""


# Who may


def may_work(where: Whereabouts, actor: Person) -> bool:
    """The lead professional, whoever stands in for them, CP Administration and the keeper of the register."""
    return actor.id == where.lead_professional.id or where.manages(actor) or where.administers(actor)


def may_report(actor: Person) -> bool:
    """Whether this person may report a move: a social worker, CP Administration or the keeper."""
    works = actor.agency is Agency.SOCIAL_WORK and not actor.duties.isdisjoint(WORKERS)
    return works or not actor.duties.isdisjoint(KEEPERS)


def require_reporter(actor: Person) -> None:
    """Refuse whoever may not report a move."""
    if not may_report(actor):
        raise NotYours(
            who="a social worker, CP Administration or the keeper of the register",
            next_step="Tell the lead professional at once that the family moves.",
        )


def require_worker(where: Whereabouts, actor: Person) -> None:
    """Refuse whoever has no part in the move; they hear no more than that it can't be found."""
    if not may_work(where, actor):
        raise NoSuchMove


def require_visits(where: Whereabouts, actor: Person, move: FamilyMove) -> None:
    """Refuse everybody but the lead professional and a manager of theirs, and a move that has ended."""
    require_worker(where, actor)
    if actor.id != where.lead_professional.id and not where.manages(actor):
        raise NotYours(
            who="the lead professional or a team leader of social work",
            next_step="They judge what keeps the child safe; ask them to record it.",
        )
    require_going_on(move)


def require_assessor(where: Whereabouts, actor: Person, move: FamilyMove) -> None:
    """The same for what only a move for good needs: its assessment and its interim safety plan."""
    require_visits(where, actor, move)
    if move.temporary:
        raise NotNeededHere


def find(where: Whereabouts, move_id: str) -> FamilyMove:
    """The move with this id. Raises NoSuchMove."""
    for each in where.moves:
        if each.id == move_id:
            return each
    raise NoSuchMove


def going_on(where: Whereabouts) -> list[FamilyMove]:
    """The moves that still need something."""
    return [move for move in where.moves if move.ending is None or move.open_steps]


# What is done


def report(where: Whereabouts, actor: Person, said: Reported, move_id: str, at: datetime) -> FamilyMove:
    """A family moves; whoever keeps order hears of it at once, and the clocks begin (MOV-01, MOV-06)."""
    require_reporter(actor)
    _check(where, said, at)
    move = FamilyMove(
        id=move_id,
        direction=said.direction,
        lasting=said.lasting,
        council=said.council.strip(),
        children=list(said.children),
        since=said.since,
        until=said.until if said.lasting is Lasting.TEMPORARY else None,
        reported_by=actor.id,
        reported_name=actor.name,
        reported_at=at,
    )
    where.moves.append(move)
    where.record(
        FactKind.MOVE_REPORTED,
        actor,
        at,
        move=move.id,
        direction=move.direction,
        lasting=move.lasting,
        council=move.council,
        children=move.children,
        since=move.since.isoformat(),
        until=move.until.isoformat() if move.until else None,
    )
    if said.whom.strip() or not move.out:
        keep(where, actor, move, Step.TOLD, local_day(at), said.whom, said.how, at)
    tell(where, actor, move, "reported", keepers=True)
    return move


def _check(where: Whereabouts, said: Reported, at: datetime) -> None:
    if not said.council.strip():
        raise OtherCouncilUnnamed
    if not said.children:
        raise NobodyMoves
    if said.until and said.until < said.since:
        raise BackBeforeLeaving(day=say_day(said.since))
    if said.direction is Direction.IN and not (said.whom.strip() and said.how.strip()):
        raise WithWhom
    council, ids = said.council.strip().casefold(), set(said.children)
    for each in where.moves:
        same = each.council.casefold() == council and each.direction is said.direction
        if same and each.ending is None and ids & set(each.children):
            raise MovingAlready(council=each.council)


def tell(where: Whereabouts, actor: Person, move: FamilyMove, what: str, keepers: bool = False) -> None:
    """The lead professional hears that a move has news; where the register is concerned, who keeps it too."""
    others = (everyone_with(Duty.CP_ADMIN), everyone_with(Duty.KEEPER)) if keepers else ()
    for to in (where.lead_professional.id, *others):
        if to != actor.id:
            where.owe(NoticeKind.MOVE_NEWS, to, key=f"{move.id}:{what}", about=move.id)


def note(
    where: Whereabouts,
    actor: Person,
    move_id: str,
    step: Step,
    on: date,
    whom: str,
    how: str,
    at: datetime,
) -> FamilyMove:
    """A step is taken, with whom at the other council and how. Said again by the same words it changes
    nothing."""
    move = _open(where, actor, move_id, step)
    if step not in SAYS_SO:
        raise NotNeededHere
    if step is Step.PLACED and not move.out and not where.administers(actor):
        raise NotYours(
            who="the keeper of the register or CP Administration",
            next_step="Ask them to place the name at once.",
        )
    keep(where, actor, move, step, on, whom, how, at)
    return move


def _open(where: Whereabouts, actor: Person, move_id: str, step: Step) -> FamilyMove:
    """The move, if this step is open in it. Raises NoSuchMove, MoveEnded, StepTaken, NotNeededHere."""
    require_worker(where, actor)
    move = find(where, move_id)
    if move.has(step):
        taken = move.done[step.value]
        raise StepTaken(name=taken.by_name, day=say_day(taken.on))
    if step not in move.open_steps:
        require_going_on(move)
        raise NotNeededHere
    return move


def require_going_on(move: FamilyMove) -> None:
    """Refuse a change of a move that has ended."""
    if move.ending:
        raise MoveEnded(day=say_day(local_day(move.ending.at)))


def keep(
    where: Whereabouts,
    actor: Person,
    move: FamilyMove,
    step: Step,
    on: date,
    whom: str,
    how: str,
    at: datetime,
) -> None:
    """Keep that a step was taken. Raises WithWhom, MoveNotYet."""
    if not whom.strip() or not how.strip():
        raise WithWhom
    if on > local_day(at):
        raise MoveNotYet(what="That")
    move.done[step.value] = StepDone(on, whom.strip(), how.strip(), actor.id, actor.name, at)
    where.record(
        FactKind.MOVE_STEP_TAKEN,
        actor,
        at,
        move=move.id,
        step=step.name.lower(),
        on=on.isoformat(),
        whom=whom.strip(),
        how=how.strip(),
    )


def pass_records(
    where: Whereabouts, actor: Person, move_id: str, whom: str, means: str, on: date, at: datetime
) -> FamilyMove:
    """The case records went over, or came in, by secure means; somebody says so (MOV-05)."""
    move = _open(where, actor, move_id, Step.RECORDS)
    keep(where, actor, move, Step.RECORDS, on, whom, means, at)
    return move


def book_transfer(where: Whereabouts, actor: Person, move_id: str, meeting_id: str, at: datetime) -> None:
    """The transfer meeting of a move in is booked here; from now on its own clock runs (MOV-04)."""
    move = find(where, move_id)
    if move.meeting == meeting_id:
        return
    move.meeting = meeting_id
    move.done[Step.TRANSFER.value] = StepDone(local_day(at), "", "booked here", actor.id, actor.name, at)
    where.record(FactKind.MOVE_TRANSFER_BOOKED, actor, at, move=move.id, meeting=meeting_id)
