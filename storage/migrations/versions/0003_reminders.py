"""What reminder messages hold, what people asked of them, and the threads of channels.

Only adds, so the release before goes on working meanwhile.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-22
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting' AND kind = 'reminder'")


def upgrade() -> None:
    _gathered()
    _wishes()
    op.create_table("threads", _key("root_id"), _key("about"), _text("conversation"), _text("activity_id"))
    op.add_column("addresses", sa.Column("zone", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")


def _gathered() -> None:
    op.create_table(
        "gathered",
        *(_key(name) for name in ("meeting_id", "due_key", "person_id", "step")),
        sa.Column("at", sa.BigInteger(), primary_key=True, autoincrement=False),
        _text("message_id"),
        _text("why"),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name="fk_gathered_message_id"),
    )
    op.create_index("ix_gathered_message_id", "gathered", ["message_id"])
    op.create_index(
        "ix_outbox_waiting", "outbox", ["addressee"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def _wishes() -> None:
    op.create_table("snoozes", _key("person_id"), _key("meeting_id"), _key("due_key"), _big("until"))
    op.create_table("mutes", _key("person_id"), _key("meeting_id"), _big("at"))
    op.create_table("preferences", _key("person_id"), _small("begins"), _small("ends"), _text("days"))


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), primary_key=True)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _big(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _small(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)
