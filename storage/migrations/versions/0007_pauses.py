"""Which conversations Teams asked to leave alone for a while, so that several processes do.

Only adds, so the release before goes on working meanwhile.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pauses",
        sa.Column("conversation", sa.Text(), primary_key=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")
