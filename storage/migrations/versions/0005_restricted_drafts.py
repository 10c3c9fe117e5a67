"""Half-finished answers that hold restricted information, apart from other conversations.

Only adds, so the release before goes on working meanwhile.

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-22
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "restricted_drafts",
        sa.Column("person_key", sa.Text(), primary_key=True),
        sa.Column("place", sa.Text(), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_key", "place"],
            ["positions.person_key", "positions.place"],
            name="fk_restricted_drafts_person_key_place",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("The audit trail can't be taken away. Restore a backup instead.")
