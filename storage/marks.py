"""What becomes of a message, written down: that an attempt begins, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    func,
    text,
    update,
)

from storage import lanes
from storage.lanes import Lane
from storage.schema import outbox
from storage.statement import Statement


class State(StrEnum):
    """Where a message stands. `SENDING` is waiting, with a lease on it."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Mark:
    """What became of one attempt; `due_at` when it is to be tried again, `tried` whether it counts.

    `unsure` is how often it may have arrived by now, where that is known better than before. `counted` says
    whether `Begin` counted this attempt.
    """

    id: str
    state: State
    why: str = ""
    activity_id: str | None = None
    sent_at: int | None = None
    due_at: int | None = None
    tried: bool = True
    unsure: int | None = None
    counted: bool = True


@dataclass(frozen=True)
class Begin:
    """An attempt that goes out now, under a lease until a stamp. `unsure` counts it, until it is marked."""

    id: str
    until: int
    unsure: int


BEGIN = Statement(
    text(
        "UPDATE outbox SET unsure = :unsure WHERE id = :id AND state = 'waiting' AND EXISTS (SELECT 1 FROM"
        " queue WHERE queue.lane = 0 AND queue.due_at = :until AND queue.id = :id)"
    )
)
to_state: ColumnElement[str] = bindparam("to_state", type_=Text)
MARK = Statement(
    update(outbox)
    .where(outbox.c.id == bindparam("message"), outbox.c.state != State.SENT.value)
    .values(
        state=to_state,
        why=bindparam("to_why", type_=Text),
        activity_id=func.coalesce(bindparam("to_activity", type_=Text), outbox.c.activity_id),
        sent_at=bindparam("to_sent", type_=BigInteger),
        due_at=func.coalesce(bindparam("to_due", type_=BigInteger), outbox.c.due_at),
        attempts=outbox.c.attempts + bindparam("tried", type_=Integer),
        unsure=case(
            (
                and_(to_state == State.SENT.value, outbox.c.unsure > 0),
                outbox.c.unsure - bindparam("counted", type_=Integer),
            ),
            else_=func.coalesce(bindparam("to_unsure", type_=Integer), outbox.c.unsure),
        ),
    )
)
QUEUE_AGAIN = text(
    "INSERT INTO queue (lane, due_at, id, leased) SELECT 0, due_at, id, 0 FROM outbox"
    " WHERE id = :id AND state = 'waiting' AND due_at = :due_at ON CONFLICT DO NOTHING"
)


def begin(connection: Connection, attempts: Sequence[Begin]) -> list[bool]:
    """Note of each message that it goes out now, if its lease is still held. Says whether it is."""
    answers = [BEGIN.ask(connection, vars(attempt)) for attempt in attempts]
    return [answer.rowcount == 1 for answer in answers]


def write(connection: Connection, made: Sequence[Mark], places: Mapping[str, int | None]) -> None:
    """Note what became of messages. To have been sent outweighs every other mark.

    The attempt that was sent is certain from then on; what stays `unsure` are the others.
    """
    sent = [mark for mark in made if mark.state is State.SENT]
    if sent:
        lanes.take(connection, Lane.MESSAGES, [(mark.id, places[mark.id]) for mark in sent])
        MARK.send_many(connection, [_row(mark) for mark in sent])
    for mark in made:
        if mark.state is not State.SENT:
            _write_other(connection, mark, places[mark.id])


def _write_other(connection: Connection, mark: Mark, place: int | None) -> None:
    """Note a message that did not go out, unless the lease has passed to another sender meanwhile."""
    held = lanes.took(connection, Lane.MESSAGES, mark.id, place)
    if place is not None and not held:
        return
    MARK.ask(connection, _row(mark))
    if mark.state is State.WAITING:
        connection.execute(QUEUE_AGAIN, {"id": mark.id, "due_at": mark.due_at})


def _row(mark: Mark) -> dict[str, Any]:
    return {
        "message": mark.id, "to_state": str(mark.state), "to_why": mark.why, "to_activity": mark.activity_id,
        "to_sent": mark.sent_at, "to_due": mark.due_at, "to_unsure": mark.unsure,
        "counted": int(mark.counted), "tried": int(mark.tried and mark.state is not State.DROPPED),
    }  # fmt: skip
