"""Reminders gathered: what one person is to hear at one moment is one message, whatever it is about.

A message of the outbox holds items, a step of something owed each. An item that is left out of the
message when it is made keeps the reason. Snoozes and mutes, which the readers ask for, stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, text, update

from cppm.records import Notice, NoticeKind
from cppm.timing.steps import StepKind
from storage import outbox
from storage.database import Database, doing
from storage.moments import moment, moment_or_none, stamp
from storage.outbox import NO_MEETING, Owed, State
from storage.schema import gathered, mutes, snoozes
from storage.schema import outbox as messages


@dataclass(frozen=True)
class Item:
    """A step of something owed in a meeting or core group, as one person hears of it.

    `why` is the reason where it was left out of its message.
    """

    meeting_id: str
    due_key: str
    step: StepKind
    at: datetime
    why: str = ""


@dataclass(frozen=True)
class Bundle:
    """What one person is to hear at a moment. `why` says why it is not now, for example quiet hours."""

    person_id: str
    moment: datetime
    items: tuple[Item, ...]
    why: str = ""


@dataclass(frozen=True)
class Told:
    """An item in the report of a meeting: to whom, in which message, and what became of both."""

    item: Item
    person_id: str
    message_id: str
    state: State
    due_at: datetime
    sent_at: datetime | None
    why: str


@dataclass(frozen=True)
class Wishes:
    """What somebody asked for: meetings they muted, and until when each thing is snoozed."""

    muted: frozenset[str]
    snoozed: Mapping[tuple[str, str], datetime]


WAITING = text(
    "SELECT outbox.id FROM outbox JOIN queue ON queue.lane = 0 AND queue.due_at = outbox.due_at"
    " AND queue.id = outbox.id WHERE outbox.state = 'waiting' AND outbox.kind = 'reminder'"
    " AND outbox.addressee = :person AND outbox.meeting_id = '' AND outbox.attempts = 0 AND queue.leased = 0"
    " AND (outbox.due_at = :moment OR outbox.due_at <= :now) ORDER BY outbox.due_at LIMIT 1"
)
LOCKED = text(f"{WAITING.text} FOR UPDATE OF queue")
LATELY = timedelta(minutes=30)
"""Within this time nobody is told of one thing twice. A process that dies leaves two steps of it apart."""
TOLD_LATELY = text(
    "SELECT gathered.message_id FROM gathered JOIN outbox ON outbox.id = gathered.message_id"
    " WHERE gathered.meeting_id = :meeting AND gathered.due_key = :due AND gathered.person_id = :person"
    " AND gathered.why = '' AND (gathered.step = 'escalation') = :helps"
    " AND outbox.state IN ('waiting', 'sent') AND outbox.due_at BETWEEN :lately AND :moment"
    " ORDER BY outbox.due_at DESC LIMIT 1"
)
SAME = (
    gathered.c.meeting_id == bindparam("meeting"),
    gathered.c.due_key == bindparam("due"),
    gathered.c.person_id == bindparam("person"),
    gathered.c.step == bindparam("which"),
    gathered.c.at == bindparam("moment"),
)
KNOWN = select(gathered.c.at).where(*SAME)
OF_MESSAGE = (
    select(gathered)
    .where(gathered.c.message_id == bindparam("message"))
    .order_by(gathered.c.at, gathered.c.meeting_id, gathered.c.due_key)
)
LEAVE_OUT = update(gathered).where(*SAME).values(why=bindparam("because"))
OF_ROOT = (
    select(
        gathered, messages.c.state, messages.c.due_at, messages.c.sent_at, messages.c.why.label("message_why")
    )
    .join(messages, messages.c.id == gathered.c.message_id)
    .where(gathered.c.meeting_id == bindparam("meeting"))
    .order_by(gathered.c.at, gathered.c.person_id, gathered.c.due_key)
)
SNOOZE = text(
    "INSERT INTO snoozes (person_id, meeting_id, due_key, until) VALUES (:person, :meeting, :due, :until)"
    " ON CONFLICT (person_id, meeting_id, due_key) DO UPDATE SET until = excluded.until"
)
SNOOZED = select(snoozes).where(snoozes.c.person_id == bindparam("person"))
PAST = delete(snoozes).where(snoozes.c.until < bindparam("before"))
MUTE = text(
    "INSERT INTO mutes (person_id, meeting_id, at) VALUES (:person, :meeting, :at) ON CONFLICT DO NOTHING"
)
UNMUTE = delete(mutes).where(
    mutes.c.person_id == bindparam("person"), mutes.c.meeting_id == bindparam("meeting")
)
MUTED = select(mutes.c.meeting_id).where(mutes.c.person_id == bindparam("person"))


class Reminders:
    """What reminder messages hold, and what their readers asked of them."""

    def __init__(self, database: Database, new_id: Callable[[], str]) -> None:
        self._db, self._new_id = database, new_id

    async def of_message(self, message_id: str) -> list[Item]:
        """Everything a message holds, the earliest first."""
        rows = await self._db.read(lambda c: c.execute(OF_MESSAGE, {"message": message_id}).all())
        return [_item(row) for row in rows]

    async def of_root(self, root_id: str) -> list[Told]:
        """Every reminder and escalation of a meeting or core group, the earliest first."""
        rows = await self._db.read(lambda c: c.execute(OF_ROOT, {"meeting": root_id}).all())
        return [_told(row) for row in rows]

    async def left_out(self, person_id: str, why: Sequence[tuple[Item, str]]) -> None:
        """Keep why these are not in the message that was made."""
        rows = [_same(person_id, item) | {"because": because} for item, because in why]
        if rows:
            await self._db.write(lambda c: _each(c, LEAVE_OUT, rows), repeatable=True)

    async def snooze(self, person_id: str, root_id: str, due_key: str, until: datetime, at: datetime) -> None:
        """Say nothing of one thing until a moment, and remind of it then."""
        asked = {"person": person_id, "meeting": root_id, "due": due_key, "until": stamp(until)}
        again = Bundle(person_id, until, (Item(root_id, due_key, StepKind.SNOOZED, until),), "snoozed")

        def work(connection: Connection) -> None:
            connection.execute(SNOOZE, asked)
            gather(connection, [again], at, self._new_id)

        await self._db.write(work, repeatable=True)

    async def mute(self, person_id: str, root_id: str, at: datetime) -> None:
        """Send this person no more reminders of a meeting or core group, but of limits they owe by law."""
        asked = {"person": person_id, "meeting": root_id, "at": stamp(at)}
        await self._db.write(lambda c: c.execute(MUTE, asked), repeatable=True)

    async def unmute(self, person_id: str, root_id: str) -> None:
        """Send them again."""
        await self._db.write(doing(UNMUTE, {"person": person_id, "meeting": root_id}), repeatable=True)

    async def wishes(self, person_id: str) -> Wishes:
        """What somebody has muted and snoozed."""

        def work(connection: Connection) -> Wishes:
            asked = {"person": person_id}
            snoozed = connection.execute(SNOOZED, asked)
            return Wishes(
                frozenset(connection.execute(MUTED, asked).scalars()),
                {(row.meeting_id, row.due_key): moment(row.until) for row in snoozed},
            )

        return await self._db.read(work)

    @staticmethod
    def forget_snoozes(connection: Connection, before: datetime) -> None:
        """Forget snoozes that ended before a moment."""
        connection.execute(PAST, {"before": stamp(before)})


def gather(
    connection: Connection, bundles: Iterable[Bundle], at: datetime, new_id: Callable[[], str]
) -> list[str]:
    """Put each bundle into the person's message of that moment, or a new one; returns the ids of new ones.

    A step is told to a person once: what is gathered already is left alone, so this may run twice. A step
    of what they were told of just now goes with that message.
    """
    fresh: list[str] = []
    for bundle in sorted(bundles, key=lambda each: each.person_id):  # in one order, so that none block
        items = [item for item in bundle.items if not _known(connection, bundle.person_id, item)]
        told = {item: _told_lately(connection, bundle, item) for item in items}
        message, is_new = "", False
        if not all(told.values()):
            message, is_new = _message(connection, bundle, at, new_id)
        fresh += [message] * is_new
        rows = [_row(bundle.person_id, item, told[item] or message) for item in items]
        if rows:
            connection.execute(insert(gathered), rows)
    return fresh


def _told_lately(connection: Connection, bundle: Bundle, item: Item) -> str | None:
    """The id of the message that tells the person of the same thing just now, sent or on its way."""
    asked = _same(bundle.person_id, item) | {
        "helps": item.step is StepKind.ESCALATION,
        "lately": stamp(bundle.moment - LATELY),
        "moment": stamp(bundle.moment),
    }
    return connection.execute(TOLD_LATELY, asked).scalar()


def _known(connection: Connection, person_id: str, item: Item) -> bool:
    return connection.execute(KNOWN, _same(person_id, item)).first() is not None


def _message(
    connection: Connection, bundle: Bundle, at: datetime, new_id: Callable[[], str]
) -> tuple[str, bool]:
    """The id of the message to put a bundle into, and whether it had to be made."""
    for _ in range(2):
        if found := _waiting(connection, bundle, at):
            return found, False
        key = str(stamp(bundle.moment))
        if made := _enqueue(connection, bundle, key, at, new_id):
            return made[0], True
        # Another process was quicker: its message is there to be found, or already on its way.
    return _enqueue(connection, bundle, f"{key}:{new_id()}", at, new_id)[0], True


def _waiting(connection: Connection, bundle: Bundle, at: datetime) -> str | None:
    """The person's unclaimed message of the same moment, locked; one that is overdue will do as well."""
    query = WAITING if connection.dialect.name == "sqlite" else LOCKED
    asked = {"person": bundle.person_id, "moment": stamp(bundle.moment), "now": stamp(at)}
    return connection.execute(query, asked).scalar()


def _enqueue(
    connection: Connection, bundle: Bundle, key: str, at: datetime, new_id: Callable[[], str]
) -> list[str]:
    notice = Notice(NoticeKind.REMINDER, bundle.person_id, key)
    owed = Owed(notice, NO_MEETING, bundle.moment, bundle.why)
    return outbox.enqueue(connection, [owed], at, "quorate", new_id)


def _each(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        connection.execute(statement, row)


def _same(person_id: str, item: Item) -> dict[str, Any]:
    return {
        "meeting": item.meeting_id, "due": item.due_key, "person": person_id, "which": str(item.step),
        "moment": stamp(item.at),
    }  # fmt: skip


def _row(person_id: str, item: Item, message_id: str) -> dict[str, Any]:
    return {
        "meeting_id": item.meeting_id, "due_key": item.due_key, "person_id": person_id,
        "step": str(item.step), "at": stamp(item.at), "message_id": message_id, "why": "",
    }  # fmt: skip


def _item(row: Row[Any]) -> Item:
    return Item(row.meeting_id, row.due_key, StepKind(row.step), moment(row.at), row.why)


def _told(row: Row[Any]) -> Told:
    return Told(
        _item(row), row.person_id, row.message_id, State(row.state), moment(row.due_at),
        moment_or_none(row.sent_at), row.why or row.message_why,
    )  # fmt: skip
