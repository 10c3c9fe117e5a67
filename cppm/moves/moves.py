"""Moves between councils: told, assessed, made safe, handed over, and ended with a reason.

Nothing ends before the child is safe at the other side: a stay has its monitoring agreed, a move for good its
interim safety plan, its meeting and its records.

Rules: MOV-01..11, TIM-08, TIM-19, TIM-20.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cppm.errors import CPPMError, ReasonMissing
from cppm.meetings.meeting import NotYours
from cppm.moves.move_records import (
    Assessed,
    Direction,
    Ending,
    EndingKind,
    FamilyMove,
    Lasting,
    Risk,
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


class MoveUnexplained(ReasonMissing):
    """Please give a reason for {what}, in a sentence. {why}"""

    rule = "MOV-08"


class NotSafeYet(CPPMError):
    """This can't end yet: {missing} still to be recorded. Until then the child could fall between two
    councils. Record that first."""

    rule = "MOV-10"


class OtherEnding(CPPMError):
    """A move {lasting} does not end in this way. Choose another way, or record first that the stay has
    changed."""

    rule = "MOV-08"


class TheirAssessment(CPPMError):
    """The council that the family left assesses the risk. Record what they say and from whom you have it."""

    rule = "MOV-02"


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


def _require_social_work(where: Whereabouts, actor: Person, what: str) -> None:
    require_worker(where, actor)
    if actor.id != where.lead_professional.id and not where.manages(actor):
        raise NotYours(
            who="the lead professional or a team leader of social work",
            next_step=f"They {what}; ask them to record it.",
        )


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
        _keep(where, actor, move, Step.TOLD, local_day(at), said.whom, said.how, at)
    tell(where, actor, move, "reported")
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


def tell(where: Whereabouts, actor: Person, move: FamilyMove, what: str) -> None:
    """The lead professional, CP Administration and the keeper hear that a move has news."""
    for to in (where.lead_professional.id, everyone_with(Duty.CP_ADMIN), everyone_with(Duty.KEEPER)):
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
    _keep(where, actor, move, step, on, whom, how, at)
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


def _keep(
    where: Whereabouts,
    actor: Person,
    move: FamilyMove,
    step: Step,
    on: date,
    whom: str,
    how: str,
    at: datetime,
) -> None:
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


def assess(
    where: Whereabouts,
    actor: Person,
    move_id: str,
    assessed: Assessed,
    at: datetime,
    heard_from: str = "",
) -> FamilyMove:
    """What the originating council makes of the risk; it may be assessed anew (MOV-02..04).

    Of a move in it is what the other council says, so `heard_from` names who says it.
    """
    _require_social_work(where, actor, "assess the change")
    move = find(where, move_id)
    require_going_on(move)
    if move.temporary:
        raise NotNeededHere
    if not assessed.reasons.strip():
        raise MoveUnexplained(what="the assessment", why="The other council and the next meeting rest on it.")
    if not move.out and not heard_from.strip():
        raise TheirAssessment
    move.assessed = assessed
    whom = "" if move.out else heard_from.strip()
    move.done[Step.RISK.value] = StepDone(local_day(at), whom, "", actor.id, actor.name, at)
    where.record(
        FactKind.MOVE_ASSESSED,
        actor,
        at,
        move=move.id,
        risk=assessed.risk,
        reasons=assessed.reasons,
        support=assessed.support,
        heard_from=whom,
    )
    tell(where, actor, move, f"assessed:{at.isoformat()}")
    return move


def agree_plan(
    where: Whereabouts, actor: Person, move_id: str, plan: str, whom: str, on: date, at: datetime
) -> FamilyMove:
    """Both councils agree what keeps the child safe until the transfer meeting; it may be renewed (MOV-10)."""
    _require_social_work(where, actor, "agree the interim safety plan")
    move = find(where, move_id)
    require_going_on(move)
    if move.temporary:
        raise NotNeededHere
    if not plan.strip():
        raise MoveUnexplained(what="how the child is kept safe", why="Both councils act by it meanwhile.")
    _keep(where, actor, move, Step.PLAN, on, whom, "agreed between both councils", at)
    move.plan = plan.strip()
    where.record(FactKind.MOVE_PLAN_AGREED, actor, at, move=move.id, plan=move.plan)
    return move


def agree_visits(
    where: Whereabouts, actor: Person, move_id: str, visits: str, whom: str, on: date, at: datetime
) -> FamilyMove:
    """Who sees the child, how often, and who carries on the plan meanwhile; it may be renewed (MOV-09)."""
    _require_social_work(where, actor, "agree monitoring and visits")
    move = find(where, move_id)
    require_going_on(move)
    if not visits.strip():
        raise MoveUnexplained(what="who visits and how often", why="Otherwise nobody knows whose it is.")
    _keep(where, actor, move, Step.VISITS, on, whom, "agreed between both councils", at)
    move.visits = visits.strip()
    where.record(FactKind.MOVE_VISITS_AGREED, actor, at, move=move.id, visits=move.visits)
    return move


def pass_records(
    where: Whereabouts, actor: Person, move_id: str, whom: str, means: str, on: date, at: datetime
) -> FamilyMove:
    """The case records went over, or came in, by secure means; somebody says so (MOV-05)."""
    move = _open(where, actor, move_id, Step.RECORDS)
    _keep(where, actor, move, Step.RECORDS, on, whom, means, at)
    return move


def set_stay(
    where: Whereabouts,
    actor: Person,
    move_id: str,
    at: datetime,
    stays_since: date | None = None,
    until: date | None = None,
) -> FamilyMove:
    """They stay for good, confirmed on a day, or until another day; the 21 working days count from there.

    A stay for a while becomes a move for good in this way too (MOV-06, TIM-08).
    """
    require_worker(where, actor)
    move = find(where, move_id)
    require_going_on(move)
    if stays_since and stays_since > local_day(at):
        raise MoveNotYet(what="The confirmation")
    if until and until < move.since:
        raise BackBeforeLeaving(day=say_day(move.since))
    if stays_since:
        move.lasting, move.until, move.stays_since = Lasting.PERMANENT, None, stays_since
        move.done[Step.STAYS.value] = StepDone(stays_since, "", "", actor.id, actor.name, at)
    else:
        if not move.temporary:
            raise NotNeededHere
        move.until = until
    where.record(
        FactKind.MOVE_STAY_SET,
        actor,
        at,
        move=move.id,
        stays_since=stays_since.isoformat() if stays_since else None,
        until=until.isoformat() if until else None,
    )
    tell(where, actor, move, f"stay:{at.isoformat()}")
    return move


def book_transfer(where: Whereabouts, actor: Person, move_id: str, meeting_id: str, at: datetime) -> None:
    """The transfer meeting of a move in is booked here; from now on its own clock runs (MOV-04)."""
    move = find(where, move_id)
    if move.meeting == meeting_id:
        return
    move.meeting = meeting_id
    move.done[Step.TRANSFER.value] = StepDone(local_day(at), "", "booked here", actor.id, actor.name, at)
    where.record(FactKind.MOVE_TRANSFER_BOOKED, actor, at, move=move.id, meeting=meeting_id)


ENDS: dict[EndingKind, tuple[Lasting | None, frozenset[Step]]] = {
    EndingKind.RETURNED: (None, frozenset()),
    EndingKind.NOT_NEEDED: (Lasting.TEMPORARY, frozenset({Step.VISITS})),
    EndingKind.TRANSFERRED: (
        Lasting.PERMANENT,
        frozenset({Step.RISK, Step.PLAN, Step.TRANSFER, Step.RECORDS}),
    ),
    EndingKind.REMOVED: (Lasting.PERMANENT, frozenset({Step.RISK, Step.RECORDS})),
    EndingKind.MISTAKE: (None, frozenset()),
}
"""How long a stay that may end so lasts, and what must be recorded before."""


def endings(move: FamilyMove) -> list[EndingKind]:
    """The ways in which a move of this length can end."""
    return [kind for kind, (lasting, _) in ENDS.items() if lasting in (None, move.lasting)]


def end(
    where: Whereabouts, actor: Person, move_id: str, kind: EndingKind, reasons: str, at: datetime
) -> FamilyMove:
    """It needs nothing more, and why; the other council is told (MOV-08). Refused before the child is safe."""
    require_worker(where, actor)
    move = find(where, move_id)
    require_going_on(move)
    if kind not in endings(move):
        raise OtherEnding(lasting=move.lasting)
    missing = [step for step in ENDS[kind][1] if not move.has(step)]
    if missing:
        names = " and ".join(f'"{step}"' for step in sorted(missing, key=list(Step).index))
        raise NotSafeYet(missing=f"{names} {'is' if len(missing) == 1 else 'are'}")
    if not reasons.strip():
        raise MoveUnexplained(what="the end", why="The other council hears why.")
    move.ending = Ending(kind, reasons.strip(), actor.id, actor.name, at)
    where.record(FactKind.MOVE_ENDED, actor, at, move=move.id, ending=kind, reasons=reasons.strip())
    tell(where, actor, move, "ended")
    return move


def lower(move: FamilyMove) -> bool:
    """Whether the originating council holds the risk to be lower, so that a review decides (MOV-02)."""
    return move.assessed is not None and move.assessed.risk is Risk.LOWER
