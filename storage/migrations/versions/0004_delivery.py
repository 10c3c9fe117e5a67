"""How often a message may have arrived while nobody knows, and who just posts in a channel.

Only adds, so the release before goes on working meanwhile.

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PERHAPS = sa.text("unsure > 0")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("unsure", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_outbox_unsure", "outbox", ["state"], sqlite_where=PERHAPS, postgresql_where=PERHAPS)
    op.create_table(
        "holds",
        sa.Column("root_id", sa.Text(), primary_key=True),
        sa.Column("about", sa.Text(), primary_key=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")
