"""What is owed, as rows: who owes what by when, and the reminders and escalation still to come.

The rows follow `cppm.timing.clocks`: after every change of a meeting they are made equal to what is owed
now, and only what differs is written. A changed due gets a new id, so that nothing claimed under the
old one can touch it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, or_, select, text, update

from cppm.timing.steps import Step, StepKind, steps_of
from cppm.timing.timescales import Due
from storage import lanes, outbox, reminders
from storage.database import Database
from storage.lanes import Lane
from storage.listed import Listed
from storage.moments import stamp
from storage.outbox import Owed
from storage.reminders import Bundle
from storage.schema import dues, gathered, meetings, owes
from storage.statement import Answer, Statement

LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class DueRow:
    """A due of a meeting with the steps still to come, earliest first."""

    id: str
    meeting_id: str
    due: Due
    steps: tuple[Step, ...]
    reference: str = ""
    """The neutral name of the meeting or core group, where it was asked for."""


@dataclass(frozen=True)
class Fired:
    """A claimed due with every step whose moment has come; several after a time of being down."""

    id: str
    meeting_id: str
    due: Due
    steps: tuple[Step, ...]
    until: datetime


class Kept(NamedTuple):
    """What is needed of a kept due to bring it up to date."""

    id: str
    next_at: int | None
    body: bytes
    steps: bytes


_encoder = msgspec.json.Encoder()
_due = msgspec.json.Decoder(Due)
_steps = msgspec.json.Decoder(tuple[Step, ...])

SHOWN = (dues.c.id, dues.c.meeting_id, dues.c.body, dues.c.steps)
OF_MEETING = Statement(
    select(*SHOWN).where(dues.c.meeting_id == bindparam("meeting")).order_by(dues.c.limit_at, dues.c.key)
)
UNDER = select(*SHOWN).where(dues.c.key == bindparam("key")).order_by(dues.c.limit_at, dues.c.id)
EVERYWHERE = (
    select(*SHOWN, meetings.c.reference)
    .join(meetings, meetings.c.id == dues.c.meeting_id)
    .order_by(dues.c.limit_at, dues.c.key)
)
LATE = EVERYWHERE.where(dues.c.limit_at < bindparam("now"))
OF_PERSON = Statement(
    select(*SHOWN, meetings.c.reference)
    .join(owes, owes.c.due_id == dues.c.id)
    .join(meetings, meetings.c.id == dues.c.meeting_id)
    .where(owes.c.person_id == bindparam("person"))
    .order_by(dues.c.limit_at, dues.c.key)
)
ASKED_TO_HELP = (
    select(*SHOWN, meetings.c.reference)
    .select_from(gathered)
    .join(dues, (dues.c.meeting_id == gathered.c.meeting_id) & (dues.c.key == gathered.c.due_key))
    .join(meetings, meetings.c.id == dues.c.meeting_id)
    .where(gathered.c.person_id == bindparam("person"), text("gathered.step = 'escalation'"))
    .order_by(dues.c.limit_at, dues.c.key)
)
WITH_IDS = "SELECT id, meeting_id, body, steps FROM dues WHERE id {in_ids}"
BY_IDS, LOCKED_BY_IDS = Listed(WITH_IDS), Listed(WITH_IDS, locking=True)
ADD, ADD_OWES = Statement(insert(dues).inline()), Statement(insert(owes).inline())
DROP = Statement(delete(dues).where(dues.c.id == bindparam("due")))
KEPT = Statement(
    select(dues.c.key, dues.c.id, dues.c.next_at, dues.c.body, dues.c.steps).where(
        dues.c.meeting_id == bindparam("meeting")
    )
)
MOVE = Statement(
    update(dues)
    .where(dues.c.id == bindparam("due"))
    .values(
        next_at=bindparam("to_next", type_=dues.c.next_at.type),
        steps=bindparam("to_steps", type_=dues.c.steps.type),
    )
)


def kept(connection: Connection, meeting_id: str) -> Answer:
    """Ask for the rows of a meeting."""
    return KEPT.ask(connection, {"meeting": meeting_id})


def settle(
    connection: Connection,
    meeting_id: str,
    kept: Answer,
    owed: Sequence[Due],
    at: datetime,
    new_id: Callable[[], str],
) -> bool:
    """Make the rows of a meeting equal to what is owed at this moment; write only what differs.

    Returns whether a step that was written is due by then.
    """
    stale, fresh = difference(kept, owed)
    _remove(connection, stale)
    made = [_new_row(new_id(), meeting_id, due, body, old, at) for due, body, old in fresh]
    _insert(connection, made, [due for due, _, _ in fresh])
    return any(row["next_at"] is not None and row["next_at"] <= stamp(at) for row in made)


def difference(kept: Answer, owed: Sequence[Due]) -> tuple[list[Kept], list[tuple[Due, bytes, Kept | None]]]:
    """The rows of a meeting that are no longer owed as they stand, and what is owed and has no row.

    What has changed is in both: its old row, and the new body beside the old row.
    """
    rows = {key: Kept(*rest) for key, *rest in kept.fetchall()}
    wanted = {due.key: (due, _encoder.encode(due)) for due in owed}
    stale = [row for key, row in rows.items() if key not in wanted or wanted[key][1] != row.body]
    changed = [(*pair, rows.get(key)) for key, pair in wanted.items()]
    return stale, [(due, body, old) for due, body, old in changed if old is None or old.body != body]


def steps_ahead(due: Due, before: Sequence[Step] | None, at: datetime) -> list[Step]:
    """The steps to come of a due that is new (`before` is None) or has changed at this moment.

    A reminder that was already past when the due began is left out, but the last one where a guide sets the
    limit and it would be all that comes before it: nobody hears first that they are late. Of a due that
    changed, what has fired does not fire again, and what was still to come is kept even when its moment is
    just past.
    """
    if before is None:
        past = [s for s in steps_of(due) if s.kind is StepKind.REMINDER and s.at <= at]
        rest = [s for s in steps_of(due) if s not in past]
        reminded = any(step.kind is StepKind.REMINDER for step in rest)
        return [*past[-1:], *rest] if due.statutory and at < due.limit and not reminded else rest
    return [step for step in steps_of(due) if step.at > at or step in before]


def _new_row(
    id: str, meeting_id: str, due: Due, body: bytes, old: Kept | None, at: datetime
) -> dict[str, Any]:
    steps = steps_ahead(due, _steps.decode(old.steps) if old else None, at)
    return {
        "id": id, "meeting_id": meeting_id, "key": due.key, "limit_at": stamp(due.limit), "body": body,
        "next_at": stamp(steps[0].at) if steps else None, "steps": _encoder.encode(steps),
    }  # fmt: skip


def _insert(connection: Connection, rows: list[dict[str, Any]], made: list[Due]) -> None:
    if not rows:
        return
    ADD.send_many(connection, rows)
    owing = [
        {"person_id": person, "due_id": row["id"]}
        for row, due in zip(rows, made, strict=True)
        for person in dict.fromkeys(due.owes)
    ]
    ADD_OWES.send_many(connection, owing)
    lanes.put(connection, Lane.CLOCKS, [(r["id"], r["next_at"]) for r in rows if r["next_at"] is not None])


def _remove(connection: Connection, rows: Sequence[Kept]) -> None:
    """Remove dues. An entry that is leased stays in the queue and is cleared when it comes round."""
    if not rows:
        return
    ids = [{"due": row.id} for row in rows]
    lanes.take(connection, Lane.CLOCKS, [(row.id, row.next_at) for row in rows if row.next_at is not None])
    DROP.send_many(connection, ids)


class Dues:
    """Looks up what is owed, and hands out the steps whose moment has come."""

    def __init__(self, database: Database, new_id: Callable[[], str]) -> None:
        self._db = database
        self._new_id = new_id

    async def of_person(self, person_id: str) -> list[DueRow]:
        """What somebody owes, the earliest limit first. Takes `duty:<duty>` too."""
        return await self._db.read(
            lambda c: [_due_row(*row) for row in OF_PERSON.rows(c, {"person": person_id})]
        )

    async def of_meeting(self, meeting_id: str) -> list[DueRow]:
        """What is owed in a meeting, the earliest limit first."""
        return await self._db.read(
            lambda c: [_due_row(*row) for row in OF_MEETING.rows(c, {"meeting": meeting_id})]
        )

    async def under(self, key: str) -> list[DueRow]:
        """What is owed under this key in whatever meeting, the earliest limit first."""
        return await self._db.read(lambda c: [_due_row(*row) for row in c.execute(UNDER, {"key": key})])

    async def under_clocks(self, clocks: Iterable[str]) -> list[DueRow]:
        """What is owed anywhere under these clocks, whoever owes it, the earliest limit first."""
        query = EVERYWHERE.where(or_(*(_under(clock) for clock in sorted(clocks))))
        return await self._db.read(lambda c: [_due_row(*row) for row in c.execute(query)])

    async def late(self, now: datetime) -> list[DueRow]:
        """What is owed anywhere past its limit, the longest overdue first."""
        return await self._db.read(lambda c: [_due_row(*row) for row in c.execute(LATE, {"now": stamp(now)})])

    async def asked_to_help(self, person_id: str) -> list[DueRow]:
        """What others owe and somebody was called on to help with, each once, the earliest limit first."""
        found = await self._db.read(lambda c: c.execute(ASKED_TO_HELP, {"person": person_id}).all())
        return [_due_row(*row) for row in dict.fromkeys(map(tuple, found))]

    async def claim(self, now: datetime, limit: int = 200, lease: timedelta = LEASE) -> list[Fired]:
        """Take the dues with a step due by `now`. What is not passed to `done` in time comes back."""
        return await self._db.write(lambda c: self._claim(c, now, limit, now + lease), repeatable=True)

    async def done(
        self, fired: Iterable[Fired], bundles: Iterable[Bundle], owed: Iterable[Owed], at: datetime
    ) -> list[str]:
        """Their steps are gathered for each person, or have become messages, all in one transaction.

        Returns the ids of new messages.
        """
        handled, gathered, messages = list(fired), list(bundles), list(owed)

        def work(connection: Connection) -> list[str]:
            self._advance(connection, handled)
            return [
                *reminders.gather(connection, gathered, at, self._new_id),
                *outbox.enqueue(connection, messages, at, "quorate", self._new_id),
            ]

        return await self._db.write(work, repeatable=True)

    def _claim(self, connection: Connection, now: datetime, limit: int, until: datetime) -> list[Fired]:
        leases = {lease.id for lease in lanes.claim(connection, Lane.CLOCKS, now, limit, until)}
        found = [_fired_of(_due_row(*row), now, until) for row in BY_IDS.rows(connection, leases)]
        idle = leases - {fired.id for fired in found if fired.steps}
        lanes.take(connection, Lane.CLOCKS, [(id, stamp(until)) for id in idle])
        return sorted((f for f in found if f.steps), key=lambda fired: fired.steps[0].at)

    def _advance(self, connection: Connection, handled: Sequence[Fired]) -> None:
        if not handled:
            return
        lanes.take(connection, Lane.CLOCKS, [(f.id, stamp(f.until)) for f in handled])
        found = (_due_row(*row) for row in LOCKED_BY_IDS.rows(connection, [fired.id for fired in handled]))
        rows = {row.id: row for row in found}
        moves = [_move(rows[fired.id], fired.steps) for fired in handled if fired.id in rows]
        moved = [move for move in moves if move]
        MOVE.send_many(connection, moved)
        ahead = [(move["due"], move["to_next"]) for move in moved if move["to_next"] is not None]
        lanes.put(connection, Lane.CLOCKS, ahead)


def _under(clock: str) -> ColumnElement[bool]:
    """Whether a key is that of a clock: its name, and perhaps what it is about behind a colon."""
    return or_(dues.c.key == clock, dues.c.key.startswith(f"{clock}:", autoescape=True))


def _move(row: DueRow, done: tuple[Step, ...]) -> dict[str, Any] | None:
    """How a due reads without the steps that are done; None where they were not there any more."""
    ahead = [step for step in row.steps if step not in done]
    if len(ahead) == len(row.steps):
        return None
    next_at = stamp(ahead[0].at) if ahead else None
    return {"due": row.id, "to_next": next_at, "to_steps": _encoder.encode(ahead)}


def _fired_of(row: DueRow, now: datetime, until: datetime) -> Fired:
    past = tuple(step for step in row.steps if step.at <= now)
    return Fired(row.id, row.meeting_id, row.due, past, until)


def _due_row(id: str, meeting_id: str, body: bytes, steps: bytes, reference: str = "") -> DueRow:
    return DueRow(id, meeting_id, _due.decode(body), _steps.decode(steps), reference)
