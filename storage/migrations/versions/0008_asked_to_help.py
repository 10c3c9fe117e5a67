"""Whose help was asked for is looked up by person.

Only adds, so the release before goes on working meanwhile.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

HELP = sa.text("step = 'escalation'")


def upgrade() -> None:
    op.create_index("ix_gathered_help", "gathered", ["person_id"], sqlite_where=HELP, postgresql_where=HELP)


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")
