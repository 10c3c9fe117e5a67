"""Handing a child over to another council: offered, answered, acknowledged, and told when it ends.

A handover is taken in once, within its time, and only as an answer to what was asked. What it says stands in
`messages`, how it is sealed is no matter of the field.

Rules: MOV-01, MOV-04..08, MOV-10.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from cppm.errors import CPPMError
from cppm.moves import moves
from cppm.moves.messages import LONGEST, Content, EndTold, Message, Offer, Receipt, Reply
from cppm.moves.move_records import (
    Assessed,
    Direction,
    FamilyMove,
    Handover,
    Passed,
    Step,
    StepDone,
)
from cppm.moves.moves import Reported
from cppm.people import Person
from cppm.records import FactKind
from cppm.timing.timescales import local_day

if TYPE_CHECKING:
    from cppm.moves.whereabouts import Whereabouts

SEALED = "a sealed handover"


class HandoverReplayed(CPPMError):
    """This handover has been taken in before, so nothing was recorded a second time. Type moves to see where
    the move stands."""

    rule = "MOV-05"


class HandoverUnasked(CPPMError):
    """This answers a handover that was not sent to {council} from here, or was sent anew since. Nothing was
    recorded. Ask them which one they answer."""

    rule = "MOV-05"


class OfferedAlready(CPPMError):
    """{council} has accepted this move already. What has changed since, tell them as people do, and record
    it in the move."""

    rule = "MOV-01"


class NothingOffered(CPPMError):
    """The other council has sent no handover of this move that waits for an answer. Open the move to see
    where it stands."""

    rule = "MOV-01"


class HandoverUnexplained(CPPMError):
    """Please say why you refuse, in a sentence. The other council stays responsible and has to know why."""

    rule = "MOV-08"


class NothingEnded(CPPMError):
    """This move has not ended here, so there is no end to tell the other council of."""

    rule = "MOV-08"


# The originating council


def offer(
    where: Whereabouts, actor: Person, move_id: str, council: str, message_id: str, at: datetime
) -> FamilyMove:
    """Offer a move out to another council; one that was refused may be offered anew (MOV-01)."""
    move = _offerable(where, actor, move_id)
    move.handover = Handover(offered=Passed(message_id, at, actor.id))
    move.council = council
    _record(where, actor, move, at, "offered", message_id)
    return move


def _offerable(where: Whereabouts, actor: Person, move_id: str) -> FamilyMove:
    moves.require_worker(where, actor)
    move = moves.find(where, move_id)
    moves.require_going_on(move)
    if not move.out:
        raise moves.NotNeededHere
    if move.handover and move.handover.accepted:
        raise OfferedAlready(council=move.council)
    return move


def require_offerable(where: Whereabouts, actor: Person, move_id: str) -> FamilyMove:
    """The move, if it may be offered now. Raises NoSuchMove, MoveEnded, NotNeededHere, OfferedAlready."""
    return _offerable(where, actor, move_id)


def _said_of(where: Whereabouts, move: FamilyMove, duty_contact: str) -> Offer:
    """What an offer tells of a move: the least that the other council needs, and no address."""
    lead = where.lead_professional
    ring = f"{lead.name}, {lead.post}"
    return Offer(
        ref=f"{where.id}.{move.id}",
        reference=where.case_ref,
        lasting=move.lasting,
        since=move.since,
        until=move.until,
        children=tuple(child for child in where.children if child.id in move.children),
        risk=move.assessed.risk if move.assessed else None,
        plan_agreed=move.has(Step.PLAN),
        contact=f"{ring}; out of hours {duty_contact}" if duty_contact else ring,
    )


def take_reply(where: Whereabouts, actor: Person, council: str, message: Message, at: datetime) -> FamilyMove:
    """The other council's answer to what was offered last; who leads hears of it (MOV-01, MOV-07)."""
    reply = message.content
    assert isinstance(reply, Reply)
    move = _asked(where, actor, reply.ref, council)
    handover = move.handover
    if not (handover and handover.offered and handover.offered.id == reply.to and move.out):
        raise HandoverUnasked(council=council)
    if handover.answered:
        raise HandoverReplayed
    handover.answered, handover.accepted = Passed(message.id, at, actor.id), reply.accepted
    handover.answer, handover.theirs = reply.words, reply.mine
    on = local_day(message.sent)
    if reply.accepted:
        _done(move, Step.TOLD, council, actor, on, at)
        _done(move, Step.WRITTEN, council, actor, on, at)
    if reply.accepted and reply.placed and move.temporary:
        _done(move, Step.PLACED, council, actor, on, at)
    what = "accepted" if reply.accepted else "refused"
    _record(where, actor, move, at, what, message.id)
    moves.tell(where, actor, move, f"{what}:{message.id}")
    return move


def acknowledge(where: Whereabouts, actor: Person, move_id: str, message_id: str, at: datetime) -> FamilyMove:
    """Their answer is acknowledged back. Once is enough."""
    moves.require_worker(where, actor)
    move = moves.find(where, move_id)
    handover = move.handover
    if not (handover and handover.answered and move.out):
        raise NothingOffered
    if handover.acknowledged is None:
        handover.acknowledged = Passed(message_id, at, actor.id)
        _record(where, actor, move, at, "acknowledged", message_id)
    return move


# The receiving council


def take_offer(
    where: Whereabouts, actor: Person, council: str, message: Message, move_id: str, at: datetime
) -> FamilyMove:
    """A move in, as the other council tells it; one that was told by telephone before is the same move."""
    said = message.content
    assert isinstance(said, Offer)
    moves.require_reporter(actor)
    known = next((m for m in where.moves if _is_same(m, council)), None)
    move = known or moves.report(where, actor, _reported(where, council, said), move_id, at)
    move.council = council
    move.handover = Handover(offered=Passed(message.id, at, actor.id), theirs=said.ref)
    on = local_day(message.sent)
    _done(move, Step.TOLD, said.contact, actor, on, at)
    _done(move, Step.WRITTEN, said.contact, actor, on, at)
    if said.risk and not move.temporary:
        move.assessed = Assessed(said.risk, f"As {council} says")
        _done(move, Step.RISK, said.contact, actor, on, at)
    _record(where, actor, move, at, "taken in", message.id)
    if known:  # of a move that was not known before they have just heard
        moves.tell(where, actor, move, f"offered:{message.id}", keepers=True)
    return move


def _is_same(move: FamilyMove, council: str) -> bool:
    """Whether a move that is known here is the one now offered: told before, or refused and offered anew."""
    accepted = move.handover is not None and move.handover.accepted
    return not move.out and not move.ending and not accepted and move.council.casefold() == council.casefold()


def _reported(where: Whereabouts, council: str, said: Offer) -> Reported:
    names = {child.name.casefold() for child in said.children}
    ids = tuple(child.id for child in where.children if child.name.casefold() in names)
    return Reported(
        Direction.IN, said.lasting, council, ids, said.since, said.until, whom=said.contact, how=SEALED
    )


def answer(
    where: Whereabouts,
    actor: Person,
    move_id: str,
    accepted: bool,
    words: str,
    message_id: str,
    at: datetime,
) -> FamilyMove:
    """Accept what the other council offers, naming whom to ring, or refuse it with a reason."""
    move, handover = require_offered(where, actor, move_id)
    if not words.strip():
        raise HandoverUnexplained if not accepted else moves.WithWhom
    handover.answered, handover.accepted = Passed(message_id, at, actor.id), accepted
    handover.answer = words.strip()
    what = "accepted" if accepted else "refused"
    _record(where, actor, move, at, what, message_id)
    moves.tell(where, actor, move, f"{what}:{message_id}")
    return move


def require_offered(where: Whereabouts, actor: Person, move_id: str) -> tuple[FamilyMove, Handover]:
    """The move in and the offer that waits for an answer. Raises NoSuchMove, NothingOffered."""
    moves.require_worker(where, actor)
    move = moves.find(where, move_id)
    handover = move.handover
    if move.out or handover is None or handover.offered is None or handover.answered:
        raise NothingOffered
    return move, handover


def take_receipt(
    where: Whereabouts, actor: Person, council: str, message: Message, at: datetime
) -> FamilyMove:
    """The other council has our answer."""
    receipt = message.content
    assert isinstance(receipt, Receipt)
    move = _asked(where, actor, receipt.ref, council)
    handover = move.handover
    if not (handover and handover.answered and handover.answered.id == receipt.to and not move.out):
        raise HandoverUnasked(council=council)
    if handover.acknowledged:
        raise HandoverReplayed
    handover.acknowledged = Passed(message.id, at, actor.id)
    _record(where, actor, move, at, "acknowledged", message.id)
    return move


# Both


def tell_end(where: Whereabouts, actor: Person, move_id: str, message_id: str, at: datetime) -> FamilyMove:
    """Tell the other council that the move has ended here, and why (MOV-08). Once is enough."""
    moves.require_worker(where, actor)
    move = moves.find(where, move_id)
    handover = move.handover
    if move.ending is None or handover is None or not handover.theirs:
        raise NothingEnded
    if handover.end_told is None:
        handover.end_told = Passed(message_id, at, actor.id)
        _done(move, Step.END_TOLD, move.council, actor, local_day(at), at)
        _record(where, actor, move, at, "end told", message_id)
    return move


def outgoing(where: Whereabouts, move: FamilyMove, duty_contact: str) -> Message | None:
    """What this council has to send of a move now, or sent last; None where there is nothing.

    It keeps its id and its day, so that sending it a second time is noticed over there.
    """
    handover = move.handover
    if handover is None:
        return None
    if handover.end_told and move.ending:
        why = f"{move.ending.kind}. {move.ending.reasons}"[:LONGEST]
        return _sent(handover.end_told, EndTold(handover.theirs, why))
    if not move.out:
        return _reply(where, move, handover)
    if handover.acknowledged and handover.answered:
        return _sent(handover.acknowledged, Receipt(handover.answered.id, handover.theirs))
    if handover.offered and not handover.answered:
        return _sent(handover.offered, _said_of(where, move, duty_contact))
    return None


def _reply(where: Whereabouts, move: FamilyMove, handover: Handover) -> Message | None:
    if handover.answered is None or handover.offered is None:
        return None
    placed, mine = move.has(Step.PLACED), f"{where.id}.{move.id}"
    words = Reply(handover.offered.id, handover.theirs, mine, handover.accepted, placed, handover.answer)
    return _sent(handover.answered, words)


def _sent(passed: Passed, content: Content) -> Message:
    return Message(passed.id, passed.at, content)


def take_end(where: Whereabouts, actor: Person, council: str, message: Message, at: datetime) -> FamilyMove:
    """The other council needs nothing more. Who leads here hears it, and judges whether it ends here too."""
    told = message.content
    assert isinstance(told, EndTold)
    move = _asked(where, actor, told.ref, council)
    if move.handover is None or not move.handover.offered:
        raise HandoverUnasked(council=council)
    move.handover.ended_there = told.why
    _record(where, actor, move, at, "ended there", message.id)
    moves.tell(where, actor, move, f"ended there:{message.id}", keepers=True)
    return move


def place_of(ref: str) -> tuple[str, str]:
    """The ids of the whereabouts and of the move that a `ref` of ours names; empty where it names none."""
    where, _, move = ref.partition(".")
    return where, move


def _asked(where: Whereabouts, actor: Person, ref: str, council: str) -> FamilyMove:
    """The move that a handover speaks of, which was in the hands of that council."""
    moves.require_worker(where, actor)
    move = moves.find(where, place_of(ref)[1])
    if move.council.casefold() != council.casefold():
        raise HandoverUnasked(council=council)
    return move


def _done(move: FamilyMove, step: Step, whom: str, actor: Person, on: date, at: datetime) -> None:
    if not move.has(step):
        move.done[step.value] = StepDone(on, whom, SEALED, actor.id, actor.name, at)


def _record(where: Whereabouts, actor: Person, move: FamilyMove, at: datetime, what: str, id: str) -> None:
    where.record(FactKind.MOVE_HANDED_OVER, actor, at, move=move.id, what=what, handover=id)
