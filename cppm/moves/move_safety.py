"""What keeps a child safe in a move between councils: the risk, the plan, the visits, and no end before that.

A stay has its monitoring agreed, a move for good its interim safety plan, its meeting and its records, before
it ends.

Rules: MOV-02..04, MOV-06, MOV-08..10, TIM-08.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from cppm.errors import CPPMError, ReasonMissing
from cppm.moves.move_records import (
    Assessed,
    Ending,
    EndingKind,
    FamilyMove,
    Lasting,
    Step,
    StepDone,
)
from cppm.moves.moves import (
    BackBeforeLeaving,
    MoveNotYet,
    NotNeededHere,
    find,
    keep,
    require_assessor,
    require_going_on,
    require_visits,
    require_worker,
    tell,
)
from cppm.people import Person
from cppm.records import FactKind
from cppm.timing.timescales import local_day, say_day

if TYPE_CHECKING:
    from cppm.moves.whereabouts import Whereabouts


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
    move = find(where, move_id)
    require_assessor(where, actor, move)
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
    """What both councils agree to keep the child safe until the transfer meeting; it may change (MOV-10)."""
    move = find(where, move_id)
    require_assessor(where, actor, move)
    if not plan.strip():
        raise MoveUnexplained(what="how the child is kept safe", why="Both councils act by it meanwhile.")
    keep(where, actor, move, Step.PLAN, on, whom, "agreed between both councils", at)
    move.plan = plan.strip()
    where.record(FactKind.MOVE_PLAN_AGREED, actor, at, move=move.id, plan=move.plan)
    return move


def agree_visits(
    where: Whereabouts, actor: Person, move_id: str, visits: str, whom: str, on: date, at: datetime
) -> FamilyMove:
    """Who sees the child, how often, and who carries on the plan meanwhile; it may be renewed (MOV-09)."""
    move = find(where, move_id)
    require_visits(where, actor, move)
    if not visits.strip():
        raise MoveUnexplained(what="who visits and how often", why="Otherwise nobody knows whose it is.")
    keep(where, actor, move, Step.VISITS, on, whom, "agreed between both councils", at)
    move.visits = visits.strip()
    where.record(FactKind.MOVE_VISITS_AGREED, actor, at, move=move.id, visits=move.visits)
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
    """It needs nothing more, and why; the other council is told (MOV-08). Not before the child is safe."""
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
    tell(where, actor, move, "ended", keepers=True)
    return move
