"""The first tables, and the triggers that keep facts and reads as they were written.

Revision ID: 0001
Revises:
Create Date: 2026-11-22
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("facts", "reads")
TROUBLED = sa.text("state IN ('failed', 'unknown')")
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _once_and_versions()
    _people_and_cases()
    _meetings()
    _facts_and_reads()
    _outbox_and_queue()
    _dues()
    _conversations()
    _restricted("restricted", "restricted_readers")
    _restricted("safe_addresses", "safe_address_readers")
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), primary_key=True)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _big(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _small(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _bytes(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _maybe(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _once_and_versions() -> None:
    op.create_table("done", _key("key"), _big("at"), sqlite_with_rowid=False)
    op.create_table("versions", _key("name"), _big("n"))
    op.create_table("clock", _key("name"), _big("offset"))


def _people_and_cases() -> None:
    op.create_table(
        "people",
        _key("id"),
        _text("tenant"),
        _text("aad_id"),
        _big("version"),
        _maybe("left_at", sa.BigInteger()),
        _bytes("body"),
        sa.UniqueConstraint("tenant", "aad_id", name="uq_people_tenant_aad_id"),
    )
    _index("people", "version")
    op.create_table("cases", _key("case_ref"), _maybe("lead_professional", sa.Text()), _bytes("body"))


def _meetings() -> None:
    op.create_table(
        "meetings",
        _key("id"),
        _text("case_ref"),
        _text("reference"),
        _big("revision"),
        _text("phase"),
        _big("starts_at"),
        _small("shape"),
        _bytes("document"),
    )
    _index("meetings", "case_ref")
    _index("meetings", "phase")
    op.create_table(
        "takes_part",
        _key("person_id"),
        _key("meeting_id"),
        _text("role"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_takes_part_meeting_id"),
    )
    _index("takes_part", "meeting_id")


def _facts_and_reads() -> None:
    op.create_table("chains", _key("case_ref"), _big("n"), _bytes("hash"), _bytes("seal"))
    op.create_table(
        "facts",
        sa.Column("seq", SEQUENCE, primary_key=True),
        _text("case_ref"),
        _big("n"),
        _big("at"),
        _text("kind"),
        _text("actor"),
        _maybe("meeting_id", sa.Text()),
        _bytes("body"),
        _bytes("prev"),
        _bytes("hash"),
        sa.UniqueConstraint("case_ref", "n", name="uq_facts_case_ref_n"),
    )
    _index("facts", "meeting_id")
    op.create_table(
        "reads",
        sa.Column("seq", SEQUENCE, primary_key=True),
        _text("who"),
        _text("role"),
        _text("case_ref"),
        _text("what"),
        _bytes("why"),
        _big("at"),
    )
    _index("reads", "case_ref")


def _outbox_and_queue() -> None:
    op.create_table(
        "outbox",
        _key("id"),
        _text("key"),
        _text("meeting_id"),
        _text("kind"),
        _text("addressee"),
        _text("about"),
        _text("caused_by"),
        _text("state"),
        _big("owed_at"),
        _big("due_at"),
        _small("attempts"),
        _maybe("activity_id", sa.Text()),
        _maybe("sent_at", sa.BigInteger()),
        _text("why"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    _index("outbox", "meeting_id")
    op.create_index(
        "ix_outbox_troubled", "outbox", ["state"], sqlite_where=TROUBLED, postgresql_where=TROUBLED
    )
    op.create_table(
        "queue",
        sa.Column("lane", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("due_at", sa.BigInteger(), primary_key=True, autoincrement=False),
        _key("id"),
        _small("leased"),
        sqlite_with_rowid=False,
    )


def _dues() -> None:
    op.create_table(
        "dues",
        _key("id"),
        _text("meeting_id"),
        _text("key"),
        _big("limit_at"),
        _maybe("next_at", sa.BigInteger()),
        _bytes("body"),
        _bytes("steps"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_dues_meeting_id"),
        sa.UniqueConstraint("meeting_id", "key", name="uq_dues_meeting_id_key"),
    )
    op.create_table(
        "owes",
        _key("person_id"),
        _key("due_id"),
        sa.ForeignKeyConstraint(["due_id"], ["dues.id"], name="fk_owes_due_id", ondelete="CASCADE"),
    )
    _index("owes", "due_id")


def _conversations() -> None:
    op.create_table(
        "positions",
        _key("person_key"),
        _key("place"),
        _big("revision"),
        _big("expires_at"),
        _bytes("body"),
    )
    _index("positions", "expires_at")
    op.create_table(
        "addresses",
        _key("conversation"),
        *(_text(name) for name in ("kind", "tenant", "aad_id", "service_url", "member_id", "bot_id")),
        _big("seen_at"),
        _maybe("inactive_why", sa.Text()),
    )
    _index("addresses", "tenant", "aad_id")
    op.create_table(
        "channels",
        _key("case_ref"),
        _text("conversation"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["addresses.conversation"], name="fk_channels_conversation"
        ),
    )


def _restricted(items: str, readers: str) -> None:
    op.create_table(items, _key("id"), _text("case_ref"), _big("at"), _bytes("body"))
    _index(items, "case_ref")
    op.create_table(
        readers,
        _key("item_id"),
        _key("person_id"),
        sa.ForeignKeyConstraint(["item_id"], [f"{items}.id"], name=f"fk_{readers}_item_id"),
    )


def _refuse_changes(table: str) -> None:
    if op.get_context().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )
