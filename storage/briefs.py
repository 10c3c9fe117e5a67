"""What a batch of messages needs to be made, looked up together and as of one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from cppm.records import NoticeKind
from cppm.roots import Root
from cppm.timing.steps import StepKind
from storage.addresses import Address
from storage.database import Database
from storage.documents import open_root
from storage.errors import NoSuchMeeting
from storage.listed import Listed
from storage.moments import moment
from storage.outbox import Claimed
from storage.reminders import Item, Wishes
from storage.secrets import Cipher, Secrets

REMINDING = frozenset({NoticeKind.REMINDER, NoticeKind.ESCALATION})

MOST_OPEN = 200
"""Documents that stay open from one batch of many to the next, while they have not changed."""
MANY = 20

REVISIONS = Listed("SELECT id, revision FROM meetings WHERE id {in_ids}")
ROOTS = Listed("SELECT id, revision, kind, document, shape FROM meetings WHERE id {in_ids}")
CHATS = Listed(
    "SELECT people.id, people.left_at, addresses.inactive_why, addresses.service_url, addresses.tenant,"
    " addresses.conversation, addresses.kind, addresses.aad_id, addresses.member_id, addresses.bot_id,"
    " addresses.zone FROM people JOIN addresses ON addresses.tenant = people.tenant"
    " AND addresses.aad_id = people.aad_id AND addresses.kind = 'personal'"
    " WHERE people.id {in_ids} ORDER BY addresses.seen_at"
)
ITEMS = Listed(
    "SELECT message_id, meeting_id, due_key, step, at, why FROM gathered WHERE message_id {in_ids}"
    " ORDER BY at, meeting_id, due_key"
)
MUTED = Listed("SELECT person_id, meeting_id FROM mutes WHERE person_id {in_ids}")
SNOOZED = Listed("SELECT person_id, meeting_id, due_key, until FROM snoozes WHERE person_id {in_ids}")


class Closed(NamedTuple):
    """A document as it is kept."""

    revision: int
    kind: str
    document: bytes
    shape: int


class Opened(NamedTuple):
    """The same, to be read."""

    revision: int
    root: Root


@dataclass
class Brief:
    """What was found. `chats` and `zones` (IANA names) are by person; whoever is not in them has none.

    `items` are what each reminder message holds, `wishes` what the readers of those asked for.
    """

    chats: dict[str, Address] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[Item]] = field(default_factory=dict)
    wishes: dict[str, Wishes] = field(default_factory=dict)
    _cipher: Cipher | None = None
    _closed: dict[str, Closed] = field(default_factory=dict)
    _opened: dict[str, Opened] = field(default_factory=dict)

    def root(self, id: str) -> Root:
        """The meeting, core group, request or whereabouts with this id, whole: only to be read.

        It is opened once, when it is first asked for, so that one which can't be opened holds up no message
        but its own. Raises NoSuchMeeting, WrongKey.
        """
        if id not in self._opened:
            if id not in self._closed or self._cipher is None:
                raise NoSuchMeeting
            revision, kind, document, shape = self._closed[id]
            self._opened[id] = Opened(revision, open_root(kind, document, shape, self._cipher))
        return self._opened[id].root


class Briefs:
    """Looks up everything for a batch in one transaction, so that a message costs no reads of its own."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._db, self._cipher = database, secrets.documents
        self._open: dict[str, Opened] = {}

    async def of(self, messages: Sequence[Claimed]) -> Brief:
        """The brief of these messages. Raises StorageDown."""
        before = self._open
        brief = await self._db.read(lambda c: self._of(c, messages, before))
        # When much goes out, the next batch is often about the same meetings; otherwise nothing is held.
        self._open = brief._opened if len(messages) >= MANY and len(before) < MOST_OPEN else {}
        return brief

    def _of(self, connection: Connection, messages: Sequence[Claimed], before: Mapping[str, Opened]) -> Brief:
        brief = Brief(_cipher=self._cipher, _opened=dict(before))
        reminding = [message for message in messages if message.kind in REMINDING]
        brief.items = _items(connection, [message.id for message in reminding])
        roots = {message.meeting_id for message in messages}
        roots |= {item.meeting_id for items in brief.items.values() for item in items}
        _add_roots(connection, brief, roots)
        _add_chats(connection, brief, {message.to for message in messages})
        brief.wishes = _wishes(connection, {message.to for message in reminding})
        return brief


def _add_roots(connection: Connection, brief: Brief, ids: set[str]) -> None:
    """The documents, but of those that are open and have not changed since."""
    known = {id: opened.revision for id, opened in brief._opened.items() if id in ids}
    now = {id: revision for id, revision in REVISIONS.rows(connection, known)}
    for id in [id for id, revision in known.items() if now.get(id) != revision]:
        del brief._opened[id]
    wanted = ids - brief._opened.keys()
    brief._closed = {id: Closed(*rest) for id, *rest in ROOTS.rows(connection, wanted)}


def _items(connection: Connection, messages: Sequence[str]) -> dict[str, list[Item]]:
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for message, meeting, due_key, step, at, why in ITEMS.rows(connection, messages):
        found[message].append(Item(meeting, due_key, StepKind(step), moment(at), why))
    return dict(found)


def _add_chats(connection: Connection, brief: Brief, people: Iterable[str]) -> None:
    """The latest chat of each that may be written to, and the latest zone that Teams told of them."""
    for person, left_at, inactive, *rest in CHATS.rows(connection, people):
        address = Address(*rest)
        if address.zone:
            brief.zones[person] = address.zone
        if inactive is None and left_at is None:
            brief.chats[person] = address


def _wishes(connection: Connection, people: Iterable[str]) -> dict[str, Wishes]:
    asked = list(people)
    muted = {(person, meeting) for person, meeting in MUTED.rows(connection, asked)}
    snoozed = SNOOZED.rows(connection, asked)
    return {
        each: Wishes(
            frozenset(meeting for person, meeting in muted if person == each),
            {(meeting, key): moment(until) for person, meeting, key, until in snoozed if person == each},
        )
        for each in asked
    }
