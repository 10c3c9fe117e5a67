"""When the clocks of a move between councils run: one for each step that is still open (MOV-01..10).

The steps themselves are read from the move; a council's limits for them stand in its profile.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cppm.councils.profile import Profile
from cppm.moves.move_records import EndingKind, FamilyMove, Step
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty
from cppm.records import everyone_with
from cppm.timing.occasion import Occasion, Occasions
from cppm.timing.timescales import end_of, morning_of

ADMINISTRATION = (everyone_with(Duty.KEEPER), everyone_with(Duty.CP_ADMIN))


def _step(step: Step) -> Occasions:
    """The occasions of one step, of every move that still needs it."""

    def occasions(where: Whereabouts, _: Profile) -> Iterator[Occasion]:
        for move in where.moves:
            if step in move.open_steps:
                yield Occasion(_since(move, step), about=move.id, owes=_owing(where, move, step))

    return occasions


def _said(step: Step) -> Occasions:
    """The same of a step that a guide limits: done late, it still wants its reason."""
    still = _step(step)

    def occasions(where: Whereabouts, profile: Profile) -> Iterator[Occasion]:
        yield from still(where, profile)
        for move in where.moves:
            done = move.done.get(step.value)
            entered = move.ending is None or move.ending.kind is not EndingKind.MISTAKE
            if done and entered:
                when, owes = min(done.at, end_of(done.on)), _owing(where, move, step)
                yield Occasion(move.reported_at, about=move.id, owes=owes, done_at=when)

    return occasions


def _since(move: FamilyMove, step: Step) -> datetime:
    """From when a step is owed: the end, the assessment that calls for it, or the report of the move."""
    if move.ending:
        return move.ending.at
    assessed = move.done.get(Step.RISK.value)
    follows = step in (Step.REVIEW, Step.SUPPORT, Step.PLAN, Step.STAYS)
    return max(move.reported_at, assessed.at) if follows and assessed else move.reported_at


def _owing(where: Whereabouts, move: FamilyMove, step: Step) -> tuple[str, ...]:
    """Placing a name here is for who keeps the register; all else is the lead professional's."""
    return ADMINISTRATION if step is Step.PLACED and not move.out else (where.lead_professional.id,)


def _transfer(where: Whereabouts, _: Profile) -> Iterator[Occasion]:
    """The transfer meeting, from the day on which it was confirmed that they stay (TIM-08)."""
    for move in where.moves:
        if move.stays_since and Step.TRANSFER in move.open_steps:
            started = move.done[Step.STAYS.value].at
            yield Occasion(started, about=move.id, counts_from=morning_of(move.stays_since))


def _return(where: Whereabouts, _: Profile) -> Iterator[Occasion]:
    """A stay for a while: on its last day, or after a time, somebody looks whether they are back (MOV-06)."""
    for move in where.moves:
        if move.temporary and move.ending is None:
            day = move.until.isoformat() if move.until else ""
            by = end_of(move.until) if move.until else None
            yield Occasion(move.reported_at, about=move.id, whose=day, by=by)


def _over(where: Whereabouts, _: Profile) -> Iterator[Occasion]:
    """A move for good with every step done goes on until somebody says why it needs nothing more (MOV-08)."""
    for move in where.moves:
        if not move.temporary and move.ending is None and not move.open_steps:
            yield Occasion(max(each.at for each in move.done.values()), about=move.id)


def _offer(where: Whereabouts, _: Profile) -> Iterator[Occasion]:
    """Another council's handover waits for its answer (MOV-01)."""
    for move in where.moves:
        handover = move.handover
        if not move.out and handover and handover.offered and not handover.answered and not move.ending:
            yield Occasion(handover.offered.at, about=move.id, whose=handover.offered.id, owes=ADMINISTRATION)


OCCASIONS: dict[str, Occasions] = {
    "move_told": _said(Step.TOLD),
    "move_written": _said(Step.WRITTEN),
    "move_placed": _said(Step.PLACED),
    "move_risk": _step(Step.RISK),
    "move_review": _step(Step.REVIEW),
    "move_support": _step(Step.SUPPORT),
    "move_stays": _step(Step.STAYS),
    "move_plan": _step(Step.PLAN),
    "move_visits": _step(Step.VISITS),
    "move_records": _step(Step.RECORDS),
    "move_end_told": _step(Step.END_TOLD),
    "move_transfer": _transfer,
    "move_return": _return,
    "move_over": _over,
    "move_offer": _offer,
}
"""The occasions of moves, by the name under which the catalogue knows them."""
