"""Core groups beside planning meetings, and at most one that goes on for a case.

Only adds, so the release before goes on reading and writing its planning meetings meanwhile.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ONE_A_CASE = sa.text("kind = 'core group' AND phase <> 'ended'")


def upgrade() -> None:
    op.add_column("meetings", sa.Column("kind", sa.Text(), nullable=False, server_default="planning"))
    op.create_index(
        "ix_meetings_one_core_group",
        "meetings",
        ["case_ref"],
        unique=True,
        sqlite_where=ONE_A_CASE,
        postgresql_where=ONE_A_CASE,
    )


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")
