"""Every table. Moments are microseconds since 1970 (storage.moments); bytes columns are ciphertext.

What is searched stands in narrow tables of opaque ids beside the encrypted documents.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)
SEQUENCE = BigInteger().with_variant(Integer, "sqlite")

done = Table(
    "done",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Keys of what may take effect once only, for example the id of a turn."""

versions = Table(
    "versions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
)
"""Counters by which another process notices that its memory of the people is out of date."""

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("aad_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False, index=True),
    Column("left_at", BigInteger),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("tenant", "aad_id"),
)

cases = Table(
    "cases",
    metadata,
    Column("case_ref", Text, primary_key=True),
    Column("lead_professional", Text),
    Column("body", LargeBinary, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_ref", Text, nullable=False, index=True),
    Column("reference", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("phase", Text, nullable=False, index=True),
    Column("starts_at", BigInteger, nullable=False),
    Column("shape", Integer, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False, server_default="planning"),
)
"""Planning meetings and core groups. A core group starts at its next meeting, or at 0 with none arranged."""
GOING_ON = text("kind = 'core group' AND phase <> 'ended'")
Index(
    "ix_meetings_one_core_group",
    meetings.c.case_ref,
    unique=True,
    sqlite_where=GOING_ON,
    postgresql_where=GOING_ON,
)

takes_part = Table(
    "takes_part",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("meeting_id", Text, ForeignKey("meetings.id"), primary_key=True, index=True),
    Column("role", Text, nullable=False),
)

chains = Table(
    "chains",
    metadata,
    Column("case_ref", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
"""The expected head of each chain of facts, so that rows cut off its end are missed."""

facts = Table(
    "facts",
    metadata,
    Column("seq", SEQUENCE, primary_key=True),
    Column("case_ref", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("meeting_id", Text, index=True),
    Column("body", LargeBinary, nullable=False),
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("case_ref", "n"),
)
"""Append-only: triggers refuse every change, and nothing may write to it but storage.facts."""

reads = Table(
    "reads",
    metadata,
    Column("seq", SEQUENCE, primary_key=True),
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("case_ref", Text, nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("why", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Append-only: who read personal details, restricted items or safe addresses, and why."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("meeting_id", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("caused_by", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("owed_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("activity_id", Text),
    Column("sent_at", BigInteger),
    Column("why", Text, nullable=False),
    Column("unsure", Integer, nullable=False, server_default="0"),
)
"""`unsure` counts the attempts that may have arrived, while nobody knows."""
TROUBLED = text("state IN ('failed', 'unknown')")
Index("ix_outbox_troubled", outbox.c.state, sqlite_where=TROUBLED, postgresql_where=TROUBLED)
PERHAPS = text("unsure > 0")
Index("ix_outbox_unsure", outbox.c.state, sqlite_where=PERHAPS, postgresql_where=PERHAPS)
GATHERING = text("state = 'waiting' AND kind = 'reminder'")
Index("ix_outbox_waiting", outbox.c.addressee, sqlite_where=GATHERING, postgresql_where=GATHERING)

gathered = Table(
    "gathered",
    metadata,
    Column("meeting_id", Text, primary_key=True),
    Column("due_key", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", Text, ForeignKey("outbox.id"), nullable=False, index=True),
    Column("why", Text, nullable=False),
)
"""What each reminder message holds. `why` is the reason where a step was left out of it."""
HELP = text("step = 'escalation'")
Index("ix_gathered_help", gathered.c.person_id, sqlite_where=HELP, postgresql_where=HELP)

queue = Table(
    "queue",
    metadata,
    Column("lane", SmallInteger, primary_key=True, autoincrement=False),
    Column("due_at", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("leased", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""What comes due, in order of time: messages in one lane, clocks in the other. A lease is a later time."""

dues = Table(
    "dues",
    metadata,
    Column("id", Text, primary_key=True),
    Column("meeting_id", Text, ForeignKey("meetings.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("limit_at", BigInteger, nullable=False),
    Column("next_at", BigInteger),
    Column("body", LargeBinary, nullable=False),
    Column("steps", LargeBinary, nullable=False),
    UniqueConstraint("meeting_id", "key"),
)
"""What is owed. `body` and `steps` are plain JSON: codes, moments and opaque ids only."""

owes = Table(
    "owes",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("due_id", Text, ForeignKey("dues.id", ondelete="CASCADE"), primary_key=True, index=True),
)

positions = Table(
    "positions",
    metadata,
    Column("person_key", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("conversation", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("aad_id", Text, nullable=False),
    Column("service_url", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("bot_id", Text, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("inactive_why", Text),
    Column("zone", Text, nullable=False, server_default=""),
    Index(None, "tenant", "aad_id"),
)

channels = Table(
    "channels",
    metadata,
    Column("case_ref", Text, primary_key=True),
    Column("conversation", Text, ForeignKey("addresses.conversation"), nullable=False),
)

restricted = Table(
    "restricted",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_ref", Text, nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
restricted_readers = Table(
    "restricted_readers",
    metadata,
    Column("item_id", Text, ForeignKey("restricted.id"), primary_key=True),
    Column("person_id", Text, primary_key=True),
)

restricted_drafts = Table(
    "restricted_drafts",
    metadata,
    Column("person_key", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["person_key", "place"], ["positions.person_key", "positions.place"], ondelete="CASCADE"
    ),
)
"""Half-finished answers that hold restricted information, under its key; they go with their position."""

safe_addresses = Table(
    "safe_addresses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_ref", Text, nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
safe_address_readers = Table(
    "safe_address_readers",
    metadata,
    Column("item_id", Text, ForeignKey("safe_addresses.id"), primary_key=True),
    Column("person_id", Text, primary_key=True),
)

clock = Table(
    "clock",
    metadata,
    Column("name", Text, primary_key=True),
    Column("offset", BigInteger, nullable=False),
)
"""How far the rehearsal clock has been moved on, in microseconds."""

snoozes = Table(
    "snoozes",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("meeting_id", Text, primary_key=True),
    Column("due_key", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("meeting_id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("days", Text, nullable=False),
)
"""Quiet hours as minutes of the day, and working days as digits, Monday being 0."""

threads = Table(
    "threads",
    metadata,
    Column("root_id", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("conversation", Text, nullable=False),
    Column("activity_id", Text, nullable=False),
)
"""The first post about something in a channel, which is brought up to date in its place."""

holds = Table(
    "holds",
    metadata,
    Column("root_id", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("message_id", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)
"""Which message just posts about something in a channel, so that no second post begins beside it."""

sends = Table(
    "sends",
    metadata,
    Column("seq", SEQUENCE, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "tenant", "at"),
    Index(None, "conversation", "at"),
)
"""What went out within the last hour, where several processes send: they keep to Teams' limits together."""

pauses = Table(
    "pauses",
    metadata,
    Column("conversation", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
"""Until when Teams asked for nothing more in a conversation (Retry-After), for all processes that send."""
