"""The outbox: every message owed, once, until it is sent, dropped with a reason, or seen to by a person.

A message is a pointer (meeting, kind, addressee, about); its words are made when it is delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, select, text

from cppm.records import Notice, NoticeKind
from storage import lanes, marks
from storage.bell import Bell
from storage.database import Database
from storage.grouped import Grouped
from storage.lanes import Lane, Lease
from storage.listed import Listed
from storage.marks import Begin, Mark, State
from storage.moments import moment, moment_or_none, stamp
from storage.schema import outbox, queue
from storage.statement import Statement

__all__ = ["Claimed", "Delivery", "Outbox", "Owed", "State"]

LEASE = timedelta(minutes=2)
NO_MEETING = ""
"""The meeting of a message that concerns several, such as a digest."""


@dataclass(frozen=True)
class Claimed:
    """A message to send before `until`. `attempt` counts from 1.

    `unsure` is how many earlier attempts may have arrived: the answer was lost, or the sender with it.
    """

    id: str
    key: str
    meeting_id: str
    kind: NoticeKind
    to: str
    about: str
    caused_by: str
    owed_at: datetime
    attempt: int
    unsure: int
    until: datetime
    due_at: datetime
    """When it was to go out; a message that is sent again is due anew."""


@dataclass(frozen=True)
class Delivery:
    """What became of a message. `why` is the reason it waits, failed or was dropped.

    `unsure` is how often it may have arrived besides: of one that was sent, how often it may have come again.
    """

    id: str
    key: str
    meeting_id: str
    kind: NoticeKind
    to: str
    about: str
    state: State
    owed_at: datetime
    due_at: datetime
    attempts: int
    activity_id: str | None
    sent_at: datetime | None
    why: str
    unsure: int = 0


@dataclass(frozen=True)
class Owed:
    """A notice with the meeting it belongs to, and when to send it if not at once, and why not."""

    notice: Notice
    meeting_id: str = NO_MEETING
    due_at: datetime | None = None
    why: str = ""

    @property
    def key(self) -> str:
        """The business key: what carries it is sent once, ever."""
        return f"{self.meeting_id}:{self.notice.kind}:{self.notice.to}:{self.notice.key}"


KEEP = Statement(
    text(
        "INSERT INTO outbox (id, key, meeting_id, kind, addressee, about, caused_by, state, owed_at, due_at,"
        " attempts, why) VALUES (:id, :key, :meeting_id, :kind, :addressee, :about, :caused_by, 'waiting',"
        " :owed_at, :due_at, 0, :why) ON CONFLICT (key) DO NOTHING"
    )
)
BY_IDS = Listed(
    "SELECT id, key, meeting_id, kind, addressee, about, caused_by, owed_at, attempts, unsure, due_at"
    " FROM outbox WHERE state = 'waiting' AND id {in_ids} ORDER BY due_at, owed_at"
)
UNLEASED = and_(queue.c.lane == 0, queue.c.due_at == outbox.c.due_at, queue.c.id == outbox.c.id)
REPORT = select(outbox, queue.c.leased).select_from(outbox.outerjoin(queue, UNLEASED))
OF_MEETING = REPORT.where(outbox.c.meeting_id == bindparam("meeting")).order_by(outbox.c.owed_at, outbox.c.id)
BY_ID = REPORT.where(outbox.c.id == bindparam("message"))
BY_KEY = REPORT.where(outbox.c.key == bindparam("key"))
PERHAPS_TWICE = select(func.count()).where(outbox.c.state == "sent", outbox.c.unsure > 0)
TROUBLED = REPORT.where(outbox.c.state.in_(["failed", "unknown"])).order_by(outbox.c.owed_at)


def enqueue(
    connection: Connection, owed: Iterable[Owed], at: datetime, caused_by: str, new_id: Callable[[], str]
) -> list[str]:
    """Owe messages in this transaction and return the ids of those that were not owed before."""
    rows = [_outbox_row(item, at, caused_by, new_id()) for item in owed]
    answers = [KEEP.ask(connection, row) for row in rows]
    kept = zip(rows, answers, strict=True)
    fresh = [(row["id"], row["due_at"]) for row, answer in kept if answer.rowcount]
    lanes.put(connection, Lane.MESSAGES, fresh)
    return [id for id, _ in fresh]


def _outbox_row(item: Owed, at: datetime, caused_by: str, id: str) -> dict[str, Any]:
    notice = item.notice
    return {
        "id": id,
        "key": item.key,
        "meeting_id": item.meeting_id,
        "kind": str(notice.kind),
        "addressee": notice.to,
        "about": notice.about,
        "caused_by": caused_by,
        "owed_at": stamp(at),
        "due_at": stamp(item.due_at or at),
        "why": item.why,
    }


class Outbox:
    """Claims, marks and reports. Marks made at the same time share a transaction."""

    def __init__(self, database: Database, new_id: Callable[[], str], bell: Bell) -> None:
        self._db = database
        self._new_id = new_id
        self._bell = bell
        self._leases: dict[str, int] = {}
        self._marks = Grouped(self._write_marks)
        self._begins = Grouped(self._write_begins)

    async def owe(self, owed: Iterable[Owed], at: datetime, by: str = "quorate") -> list[str]:
        """Owe messages that come from no change, for example reminders. Returns the ids of new ones."""
        asked = list(owed)
        found = await self._db.write(lambda c: enqueue(c, asked, at, by, self._new_id), repeatable=True)
        if found:
            self._bell.ring()
        return found

    async def claim(self, now: datetime, limit: int = 100, lease: timedelta = LEASE) -> list[Claimed]:
        """Take what is due by `now`, the longest owed first. Unmarked by the end of the lease it returns."""
        found = await self._db.write(lambda c: self._claim(c, now, limit, now + lease), repeatable=True)
        self._leases = {id: until for id, until in self._leases.items() if until > stamp(now)}
        self._leases |= {message.id: stamp(message.until) for message in found}
        return found

    async def begin(self, message: Claimed, may_show_twice: bool = True) -> bool:
        """It goes out now. False when the lease has passed to another sender, who sends it instead.

        Until it is marked it may have arrived, and stays counted so when this process ends before that;
        not so a message of which a repeat shows nothing new.
        """
        return await self._begins.add(
            Begin(message.id, stamp(message.until), message.unsure + may_show_twice)
        )

    async def sent(self, id: str, activity_id: str, at: datetime, may_show_twice: bool = True) -> None:
        """It went out as this activity, in an attempt that began with the same `may_show_twice`."""
        mark = Mark(id, State.SENT, activity_id=activity_id, sent_at=stamp(at), counted=may_show_twice)
        await self._marks.add(mark)

    async def retry(self, id: str, at: datetime, why: str, unsure: int | None = None) -> None:
        """It may be tried again at a moment. `unsure`, where given, is how often it may have arrived."""
        await self._marks.add(Mark(id, State.WAITING, why, due_at=stamp(at), unsure=unsure))

    async def postpone(self, id: str, at: datetime, why: str) -> None:
        """It was not tried at all, and its turn comes at a moment."""
        await self._marks.add(Mark(id, State.WAITING, why, due_at=stamp(at), tried=False))

    async def unknown(self, id: str, why: str, unsure: int | None = None) -> None:
        """It may or may not have gone out; a person decides. `unsure` as in `retry`."""
        await self._marks.add(Mark(id, State.UNKNOWN, why, unsure=unsure))

    async def failed(self, id: str, why: str) -> None:
        """It can't be delivered; a person must see to it."""
        await self._marks.add(Mark(id, State.FAILED, why, unsure=0))

    async def dropped(self, id: str, why: str) -> None:
        """It is rightly not sent, for example because the addressee may no longer see it."""
        await self._marks.add(Mark(id, State.DROPPED, why))

    async def of_meeting(self, meeting_id: str) -> list[Delivery]:
        """The delivery report of a meeting, in the order in which the messages were owed."""
        return await self._report(OF_MEETING, meeting=meeting_id)

    async def by_id(self, id: str) -> Delivery | None:
        """What became of one message, or None where there is none with this id."""
        return next(iter(await self._report(BY_ID, message=id)), None)

    async def by_key(self, owed: Owed) -> Delivery | None:
        """What became of one message, found by what it is; for example to update its card."""
        return next(iter(await self._report(BY_KEY, key=owed.key)), None)

    async def troubled(self) -> list[Delivery]:
        """Every message that failed or whose outcome is unknown, until somebody has seen to it."""
        return await self._report(TROUBLED)

    async def perhaps_twice(self) -> int:
        """How many messages that were sent may have come a second time, because an answer was lost."""
        return await self._db.read(lambda c: int(c.execute(PERHAPS_TWICE).scalar_one()))

    async def oldest_waiting(self) -> datetime | None:
        """When the unclaimed message that comes first was, or is to be, sent; None when there is none."""
        return await self._db.read(lambda c: lanes.oldest(c, Lane.MESSAGES))

    async def _report(self, query: Any, **asked: str) -> list[Delivery]:
        return await self._db.read(lambda c: report(c, query, **asked))

    def _claim(self, connection: Connection, now: datetime, limit: int, until: datetime) -> list[Claimed]:
        leases = {lease.id: lease for lease in lanes.claim(connection, Lane.MESSAGES, now, limit, until)}
        rows = BY_IDS.rows(connection, leases)
        gone = leases.keys() - {row[0] for row in rows}
        lanes.take(connection, Lane.MESSAGES, [(id, leases[id].until) for id in gone])
        return [_claimed(row, leases[row[0]]) for row in rows]

    async def _write_begins(self, made: list[Begin]) -> list[bool]:
        return await self._db.write(lambda c: marks.begin(c, made), repeatable=True)

    async def _write_marks(self, made: list[Mark]) -> list[None]:
        places = {mark.id: self._leases.get(mark.id) for mark in made}
        await self._db.write(lambda c: marks.write(c, made, places), repeatable=True)
        for mark in made:
            self._leases.pop(mark.id, None)
        return [None] * len(made)


def report(connection: Connection, query: Any, **asked: str) -> list[Delivery]:
    """What became of the messages that a query finds."""
    return [_delivery(row) for row in connection.execute(query, asked)]


def _claimed(row: Sequence[Any], lease: Lease) -> Claimed:
    id, key, meeting_id, kind, addressee, about, caused_by, owed_at, attempts, unsure, due_at = row
    return Claimed(
        id, key, meeting_id, NoticeKind(kind), addressee, about, caused_by, moment(owed_at),
        attempts + lease.leased, unsure, moment(lease.until), moment(due_at),
    )  # fmt: skip


def _delivery(row: Row[Any]) -> Delivery:
    leased = row.state == State.WAITING and row.leased is None
    return Delivery(
        row.id, row.key, row.meeting_id, NoticeKind(row.kind), row.addressee, row.about,
        State.SENDING if leased else State(row.state), moment(row.owed_at), moment(row.due_at), row.attempts,
        row.activity_id, moment_or_none(row.sent_at), row.why, row.unsure,
    )  # fmt: skip
