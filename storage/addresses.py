"""Where people and channels can be reached in Teams. Opaque ids of Entra and Teams only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, func, select, text, update

from cppm.people import Person
from cppm.records import Fact, FactKind
from storage.bell import Bell
from storage.database import Database, doing
from storage.facts import Facts
from storage.moments import stamp
from storage.schema import addresses, channels, people
from storage.secrets import Secrets
from storage.statement import Statement
from storage.undelivered import send_again

Kind = Literal["personal", "channel"]


@dataclass(frozen=True)
class Address:
    """A conversation to send to. `member_id` is the person's or the bot's roster id where known.

    `zone` is the IANA time zone in which Teams last saw the person; empty where it did not say.
    """

    service_url: str
    tenant: str
    conversation: str
    kind: Kind
    aad_id: str = ""
    member_id: str = ""
    bot_id: str = ""
    zone: str = ""


class Known(NamedTuple):
    """A row of the table, in its order."""

    conversation: str
    kind: Kind
    tenant: str
    aad_id: str
    service_url: str
    member_id: str
    bot_id: str
    seen_at: int
    inactive_why: str | None
    zone: str


SEEN_WITHIN = timedelta(hours=1)
"""What is known and was seen this recently is not written again for every word."""
REMEMBER = text(
    "INSERT INTO addresses (conversation, kind, tenant, aad_id, service_url, member_id, bot_id, seen_at,"
    " zone) VALUES (:conversation, :kind, :tenant, :aad_id, :service_url, :member_id, :bot_id, :seen_at,"
    " :zone)"
    " ON CONFLICT (conversation) DO UPDATE SET kind = excluded.kind, tenant = excluded.tenant,"
    " aad_id = excluded.aad_id, service_url = excluded.service_url, member_id = excluded.member_id,"
    " bot_id = excluded.bot_id, seen_at = excluded.seen_at, inactive_why = NULL,"
    " zone = COALESCE(NULLIF(excluded.zone, ''), addresses.zone)"
)
LINK = text(
    "INSERT INTO channels (case_ref, conversation) VALUES (:case_ref, :conversation)"
    " ON CONFLICT (case_ref) DO UPDATE SET conversation = excluded.conversation"
)
GONE = (
    update(addresses)
    .where(addresses.c.conversation == bindparam("gone"))
    .values(inactive_why=bindparam("because"))
)
REACHABLE = select(addresses).where(addresses.c.inactive_why.is_(None)).order_by(addresses.c.seen_at.desc())
PERSONAL = REACHABLE.where(addresses.c.kind == "personal").limit(1)
SHARED = REACHABLE.where(addresses.c.kind == "channel", addresses.c.tenant == bindparam("in_tenant"))
OF_IDENTITY = Statement(
    PERSONAL.where(addresses.c.tenant == bindparam("in_tenant"), addresses.c.aad_id == bindparam("entra"))
)
SAME = and_(people.c.tenant == addresses.c.tenant, people.c.aad_id == addresses.c.aad_id)
OF_PERSON = Statement(
    PERSONAL.join(people, SAME).where(people.c.id == bindparam("person"), people.c.left_at.is_(None))
)
ONE = Statement(select(addresses).where(addresses.c.conversation == bindparam("place")))
CHANNEL = Statement(
    REACHABLE.join(channels, channels.c.conversation == addresses.c.conversation).where(
        channels.c.case_ref == bindparam("case")
    )
)

SILENT = (
    select(addresses.c.inactive_why)
    .join(channels, channels.c.conversation == addresses.c.conversation)
    .where(channels.c.case_ref == bindparam("case"))
)
LATEST = (
    select(people.c.id, addresses.c.inactive_why)
    .join(addresses, SAME)
    .where(people.c.id.in_(bindparam("ids", expanding=True)), addresses.c.kind == "personal")
    .order_by(addresses.c.seen_at)
)
SILENT_PEOPLE = (
    select(people.c.id, func.max(addresses.c.inactive_why).label("why"))
    .join(addresses, SAME)
    .where(people.c.left_at.is_(None), addresses.c.kind == "personal")
    .group_by(people.c.id)
    .having(func.count(addresses.c.inactive_why) == func.count())
)


class Addresses:
    """Remembers conversations as they are seen, and forgets those that refuse messages."""

    def __init__(self, database: Database, secrets: Secrets, now: Callable[[], datetime], bell: Bell) -> None:
        self._db = database
        self._facts = Facts(secrets)
        self._now = now
        self._bell = bell

    async def remember(self, address: Address) -> None:
        """Keep the latest of a conversation; a conversation that is heard of again is active again.

        What could not be delivered to somebody goes out once more when they come back.
        """
        if await self._db.write(lambda c: self._remember(c, address), repeatable=True):
            self._bell.ring()

    def _remember(self, connection: Connection, address: Address) -> bool:
        known = _known(connection, address.conversation)
        keep_address(connection, address, self._now())
        returns = address.kind == "personal" and (known is None or known.inactive_why is not None)
        return returns and send_again(connection, address.tenant, address.aad_id, self._now())

    async def heard(self, address: Address) -> None:
        """Somebody wrote from here, so messages arrive here again. An unknown channel is left unknown."""
        known = await self._db.glance(lambda c: _known(c, address.conversation))
        if address.kind == "channel" and (known is None or known.inactive_why is None):
            return
        if known is None or known.inactive_why is not None or self._differs(known, address):
            await self.remember(address)

    def _differs(self, known: Known, address: Address) -> bool:
        """Whether there is something new to keep; a zone that was not told is not new."""
        told = replace(address, zone=address.zone or known.zone)
        return told != _address_of(known) or known.seen_at < stamp(self._now() - SEEN_WITHIN)

    async def of_person(self, person_id: str) -> Address | None:
        """The 1:1 chat of somebody enrolled, or None when there is none to send to."""
        return await self._one(OF_PERSON, person=person_id)

    async def refusing(self, person_ids: Sequence[str]) -> dict[str, str]:
        """Who of these can't be written to since their chat refused or the app was removed, and why."""
        if not person_ids:
            return {}
        rows = await self._db.read(lambda c: c.execute(LATEST, {"ids": list(person_ids)}).all())
        reachable = {row.id for row in rows if row.inactive_why is None}
        return {row.id: row.inactive_why for row in rows if row.id not in reachable}

    async def silent(self) -> dict[str, str]:
        """Everybody enrolled who can't be written to since their chat refused or lost the app, and why."""
        rows = await self._db.read(lambda c: c.execute(SILENT_PEOPLE).all())
        return {row.id: row.why for row in rows}

    async def of_identity(self, tenant: str, aad_id: str) -> Address | None:
        """The 1:1 chat of an Entra identity, or None."""
        return await self._one(OF_IDENTITY, in_tenant=tenant, entra=aad_id)

    async def shared(self, tenant: str) -> list[Address]:
        """The channels known in a tenant, whose rosters may name somebody never heard from."""
        rows = await self._db.read(lambda c: c.execute(SHARED, {"in_tenant": tenant}).all())
        return [_address_of(row) for row in rows]

    async def channel(self, case_ref: str) -> Address | None:
        """The core group's channel of a case, or None when none is linked or it refuses messages."""
        return await self._one(CHANNEL, case=case_ref)

    async def channel_refuses(self, case_ref: str) -> str:
        """Why nothing can be sent to the channel of a case; empty where it can, or where none is linked."""
        return await self._db.read(lambda c: c.execute(SILENT, {"case": case_ref}).scalar()) or ""

    async def link_channel(self, case_ref: str, address: Address, by: Person, at: datetime) -> None:
        """Make this the channel of a case, and keep the fact."""
        fact = Fact(FactKind.CHANNEL_LINKED, at, by.id, {"conversation": address.conversation})

        def work(connection: Connection) -> None:
            keep_address(connection, address, self._now())
            connection.execute(LINK, {"case_ref": case_ref, "conversation": address.conversation})
            self._facts.append(connection, case_ref, [fact])

        await self._db.write(work)

    async def inactive(self, conversation: str, why: str) -> None:
        """Send nothing more to a conversation until it is heard of again."""
        asked = {"gone": conversation, "because": why}
        await self._db.write(doing(GONE, asked), repeatable=True)

    async def _one(self, query: Statement, **asked: str) -> Address | None:
        row = await self._db.glance(lambda c: query.first(c, asked))
        return _address_of(Known(*row)) if row else None


def _known(connection: Connection, conversation: str) -> Known | None:
    row = ONE.first(connection, {"place": conversation})
    return Known(*row) if row else None


def keep_address(connection: Connection, address: Address, now: datetime) -> None:
    """`remember`, within a transaction."""
    connection.execute(REMEMBER, {**vars(address), "seen_at": stamp(now)})


def _address_of(row: Known | Row[Any]) -> Address:
    return Address(
        row.service_url,
        row.tenant,
        row.conversation,
        row.kind,
        row.aad_id,
        row.member_id,
        row.bot_id,
        row.zone,
    )
