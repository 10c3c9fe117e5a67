"""What went out lately, so that several processes keep to Teams' limits together.

Only adds, so the release before goes on working meanwhile.

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sends",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_sends_tenant_at", "sends", ["tenant", "at"])
    op.create_index("ix_sends_conversation_at", "sends", ["conversation", "at"])


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")
