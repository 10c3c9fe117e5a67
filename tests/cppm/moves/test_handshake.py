"""The handshake of two councils: what passes between them, in which order, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cppm.errors import CPPMError
from cppm.moves import handshake, messages, move_safety, moves
from cppm.moves.handshake import (
    HandoverReplayed,
    HandoverUnasked,
    HandoverUnexplained,
    NothingEnded,
    NothingOffered,
    OfferedAlready,
)
from cppm.moves.messages import (
    AHEAD,
    LIFE,
    HandoverAhead,
    HandoverExpired,
    HandoverUnreadable,
    Kind,
    Message,
    Offer,
    Receipt,
    Reply,
)
from cppm.moves.move_records import Assessed, EndingKind, FamilyMove, Lasting, Risk, Step
from cppm.moves.moves import MoveEnded, NoSuchMove, WithWhom
from cppm.moves.whereabouts import Whereabouts
from cppm.people import Duty
from storage.store import KEEP_KEYS
from tests.builders import ADMIN, LEAD, OUTSIDER
from tests.cppm.moves.a_move import AT, KEEPER, here, moved, there

PERTH, FIFE = "Perth and Kinross", "Fife"
LATER = AT + timedelta(hours=2)
RING = "Nora Hay, social worker, 01592 000000"


def passed(where: Whereabouts, council: str) -> Message:
    """What this council sends now, after a journey as bytes."""
    message = handshake.outgoing(where, where.moves[0], "01738 000000")
    assert message is not None
    return messages.read(message.content.kind, messages.written(message), council, LATER)


def offered(lasting: Lasting = Lasting.PERMANENT) -> tuple[Whereabouts, Whereabouts]:
    """Both councils, after the offer was taken in."""
    ours, theirs = here(), there()
    moved(ours, lasting)
    handshake.offer(ours, LEAD, "z_1", FIFE, "e_1", AT)
    handshake.take_offer(theirs, KEEPER, PERTH, passed(ours, PERTH), "z_1", LATER)
    return ours, theirs


def answered(accepted: bool = True) -> tuple[Whereabouts, Whereabouts]:
    """Both councils, after the answer was taken in."""
    ours, theirs = offered()
    handshake.answer(theirs, KEEPER, "z_1", accepted, RING, "e_2", LATER)
    handshake.take_reply(ours, LEAD, FIFE, passed(theirs, FIFE), LATER)
    return ours, theirs


def test_an_offer_tells_the_least_that_the_other_council_needs() -> None:
    """MOV-01 MOV-06: no address, no reasons, nobody but the children and whom to ring."""
    ours = here()
    move = moved(ours)
    move_safety.assess(ours, LEAD, "z_1", Assessed(Risk.NOT_LOWER, "A secret reason"), AT)
    move_safety.agree_plan(ours, LEAD, "z_1", "A secret plan", "Ann Gow", AT.date(), AT)
    handshake.offer(ours, LEAD, "z_1", FIFE, "e_1", AT)
    message = handshake.outgoing(ours, move, "01738 000000")
    assert message is not None
    plain = json.loads(messages.written(message))
    assert set(plain) == {
        "id", "sent", "ref", "reference", "lasting", "since", "until", "children", "risk", "plan_agreed",
        "contact",
    }  # fmt: skip
    assert "secret" not in json.dumps(plain)
    assert plain["contact"] == f"{LEAD.name}, {LEAD.post}; out of hours 01738 000000"


def test_the_receiving_council_has_the_move_with_what_was_told() -> None:
    """MOV-01 MOV-11"""
    _, theirs = offered()
    move = theirs.moves[0]
    assert (move.out, move.council, theirs.names(move.children)) == (False, PERTH, "Kay")
    assert move.has(Step.TOLD)
    assert move.has(Step.WRITTEN)
    assert move.handover is not None
    assert move.handover.theirs == "j_here.z_1"
    told = [notice.to for notice in theirs.notices]
    assert len(told) == len(set(told))


def test_what_was_told_by_telephone_before_is_the_same_move() -> None:
    """MOV-01"""
    ours, theirs = here(), there()
    moved(ours)
    moves.report(theirs, KEEPER, handshake._reported(theirs, PERTH, _offer(ours)), "z_7", AT)
    handshake.take_offer(theirs, KEEPER, PERTH, passed(ours, PERTH), "z_8", LATER)
    assert [move.id for move in theirs.moves] == ["z_7"]


def _offer(ours: Whereabouts) -> Offer:
    handshake.offer(ours, LEAD, "z_1", FIFE, "e_1", AT)
    message = handshake.outgoing(ours, ours.moves[0], "")
    assert message is not None
    assert isinstance(message.content, Offer)
    return message.content


def test_accepted_it_counts_as_told_in_writing_and_is_acknowledged_back() -> None:
    """MOV-01"""
    ours, theirs = answered()
    move = ours.moves[0]
    assert move.handover is not None
    assert (move.handover.accepted, move.handover.answer) == (True, RING)
    assert move.has(Step.TOLD)
    assert move.has(Step.WRITTEN)
    handshake.acknowledge(ours, LEAD, "z_1", "e_3", LATER)
    handshake.take_receipt(theirs, KEEPER, PERTH, passed(ours, PERTH), LATER)
    assert theirs.moves[0].handover is not None
    assert theirs.moves[0].handover.acknowledged is not None
    with pytest.raises(OfferedAlready, match="Fife has accepted"):
        handshake.offer(ours, LEAD, "z_1", FIFE, "e_4", LATER)


def test_refused_with_a_reason_it_stays_here_and_may_be_offered_anew() -> None:
    """MOV-01"""
    ours, _ = answered(accepted=False)
    move = ours.moves[0]
    assert move.handover is not None
    assert (move.handover.accepted, move.handover.answer) == (False, RING)
    assert not move.has(Step.WRITTEN)
    handshake.offer(ours, LEAD, "z_1", FIFE, "e_4", LATER)
    assert move.handover is not None
    assert move.handover.answered is None


def test_that_the_name_is_placed_over_there_comes_with_the_answer() -> None:
    """MOV-07 TIM-20"""
    ours, theirs = offered(Lasting.TEMPORARY)
    moves.note(theirs, KEEPER, "z_1", Step.PLACED, AT.date(), "Ann Gow", "on our register", LATER)
    handshake.answer(theirs, KEEPER, "z_1", True, RING, "e_2", LATER)
    handshake.take_reply(ours, LEAD, FIFE, passed(theirs, FIFE), LATER)
    assert ours.moves[0].has(Step.PLACED)


def test_each_tells_the_other_that_it_has_ended_and_why() -> None:
    """MOV-08"""
    ours, theirs = answered()
    handshake.acknowledge(ours, LEAD, "z_1", "e_3", LATER)
    with pytest.raises(NothingEnded):
        handshake.tell_end(theirs, KEEPER, "z_1", "e_5", LATER)
    move_safety.end(theirs, LEAD, "z_1", EndingKind.RETURNED, "Home since Sunday", LATER)
    handshake.tell_end(theirs, KEEPER, "z_1", "e_5", LATER)
    assert theirs.moves[0].open_steps == []
    handshake.take_end(ours, LEAD, FIFE, passed(theirs, FIFE), LATER)
    move = ours.moves[0]
    assert move.handover is not None
    assert "Home since Sunday" in move.handover.ended_there
    assert move.ending is None


def test_what_is_sent_again_is_the_same_handover() -> None:
    """MOV-05"""
    ours, theirs = offered()
    again = handshake.outgoing(ours, ours.moves[0], "")
    assert again is not None
    assert (again.id, again.sent) == ("e_1", AT)
    assert handshake.outgoing(theirs, theirs.moves[0], "") is None


def test_an_answer_is_taken_once() -> None:
    """MOV-05"""
    ours, theirs = answered()
    with pytest.raises(HandoverReplayed):
        handshake.take_reply(ours, LEAD, FIFE, passed(theirs, FIFE), LATER)
    handshake.acknowledge(ours, LEAD, "z_1", "e_3", LATER)
    handshake.take_receipt(theirs, KEEPER, PERTH, passed(ours, PERTH), LATER)
    with pytest.raises(HandoverReplayed):
        handshake.take_receipt(theirs, KEEPER, PERTH, passed(ours, PERTH), LATER)


def test_an_answer_to_what_was_not_asked_is_refused() -> None:
    """MOV-05"""
    ours, theirs = offered()
    handshake.answer(theirs, KEEPER, "z_1", True, RING, "e_2", LATER)
    reply = passed(theirs, FIFE)
    with pytest.raises(HandoverUnasked, match="Angus"):
        handshake.take_reply(ours, LEAD, "Angus", reply, LATER)
    handshake.offer(ours, LEAD, "z_1", FIFE, "e_9", LATER)
    with pytest.raises(HandoverUnasked, match="sent anew since"):
        handshake.take_reply(ours, LEAD, FIFE, reply, LATER)
    assert isinstance(reply.content, Reply)
    with pytest.raises(HandoverUnasked):
        handshake.take_receipt(ours, LEAD, FIFE, Message("e_7", AT, Receipt("e_2", "j_here.z_1")), AT)


@pytest.mark.parametrize(
    ("after", "refusal"),
    [(LIFE + timedelta(seconds=1), HandoverExpired), (-timedelta(days=1), HandoverAhead)],
)
def test_a_handover_out_of_its_time_is_refused(after: timedelta, refusal: type[CPPMError]) -> None:
    """MOV-05"""
    ours = here()
    moved(ours)
    plain = messages.written(Message("e_1", AT, _offer(ours)))
    messages.read(Kind.OFFER, plain, FIFE, AT + LIFE)
    with pytest.raises(refusal, match="Fife"):
        messages.read(Kind.OFFER, plain, FIFE, AT + after)


def test_what_was_read_is_remembered_for_longer_than_it_can_be_read() -> None:
    """MOV-05: so none is read twice."""
    assert LIFE + AHEAD < KEEP_KEYS


@pytest.mark.parametrize(
    "spoil",
    [
        lambda plain: plain.pop("since"),
        lambda plain: plain.update(since="yesterday"),
        lambda plain: plain.update(children=[]),
        lambda plain: plain.update(children=["Kay"]),
        lambda plain: plain.update(children=plain["children"] * 13),
        lambda plain: plain["children"][0].update(age=99),
        lambda plain: plain["children"][0].update(age=True),
        lambda plain: plain["children"][0].update(name="x" * 2000),
        lambda plain: plain.update(contact=" "),
        lambda plain: plain.update(lasting="for ever"),
        lambda plain: plain.update(risk="high"),
        lambda plain: plain.update(plan_agreed="yes"),
        lambda plain: plain.update(sent="2027-01-12T10:00:00"),
        lambda plain: plain.update(id=7),
    ],
)
def test_what_is_not_shaped_like_a_handover_is_refused(spoil: Callable[[dict[str, Any]], object]) -> None:
    """MOV-05: nothing in it is believed because its seal is right."""
    ours = here()
    moved(ours)
    plain = json.loads(messages.written(Message("e_1", AT, _offer(ours))))
    spoil(plain)
    with pytest.raises(HandoverUnreadable):
        messages.read(Kind.OFFER, json.dumps(plain).encode(), FIFE, AT)


@pytest.mark.parametrize("plain", [b"", b"[]", b"null", b"\xff", b'{"id": "e_1"}'])
@pytest.mark.parametrize("kind", ["OFFER", "ANSWER", "RECEIPT", "ENDING", "SOMETHING"])
def test_any_bytes_at_all_are_refused_with_a_sentence(kind: str, plain: bytes) -> None:
    """MOV-05"""
    with pytest.raises(HandoverUnreadable):
        messages.read(kind, plain, FIFE, AT)


def test_only_those_who_work_with_the_move_hand_it_over() -> None:
    """CHR-01"""
    ours, theirs = offered()
    handshake.answer(theirs, KEEPER, "z_1", True, RING, "e_2", LATER)
    reply = passed(theirs, FIFE)
    tried: list[Callable[[], object]] = [
        lambda: handshake.offer(ours, OUTSIDER, "z_1", FIFE, "e_9", LATER),
        lambda: handshake.take_reply(ours, OUTSIDER, FIFE, reply, LATER),
        lambda: handshake.acknowledge(ours, OUTSIDER, "z_1", "e_9", LATER),
        lambda: handshake.answer(theirs, OUTSIDER, "z_1", True, RING, "e_9", LATER),
        lambda: handshake.tell_end(theirs, OUTSIDER, "z_1", "e_9", LATER),
    ]
    for each in tried:
        with pytest.raises(NoSuchMove):
            each()
    assert not OUTSIDER.has(Duty.CP_ADMIN)


def test_an_answer_says_whom_to_ring_or_why_not() -> None:
    """MOV-01 MOV-08"""
    _, theirs = offered()
    with pytest.raises(WithWhom):
        handshake.answer(theirs, KEEPER, "z_1", True, " ", "e_2", LATER)
    with pytest.raises(HandoverUnexplained):
        handshake.answer(theirs, KEEPER, "z_1", False, "", "e_2", LATER)
    handshake.answer(theirs, KEEPER, "z_1", False, "They never came", "e_2", LATER)
    with pytest.raises(NothingOffered):
        handshake.answer(theirs, KEEPER, "z_1", True, RING, "e_3", LATER)


def test_what_has_ended_is_not_offered() -> None:
    """MOV-08"""
    ours = here()
    move: FamilyMove = moved(ours)
    move_safety.end(ours, ADMIN, "z_1", EndingKind.MISTAKE, "Another family", LATER)
    with pytest.raises(MoveEnded):
        handshake.offer(ours, LEAD, "z_1", FIFE, "e_1", LATER)
    assert handshake.outgoing(ours, move, "") is None
