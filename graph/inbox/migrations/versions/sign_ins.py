# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Browsers that are signed in."""

import sqlalchemy as sa
from alembic import op

revision = "sign_ins"
down_revision = "submissions"

_NAME = sa.String(200)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sign_ins",
        sa.Column("digest", _NAME, nullable=False),
        sa.Column("account", _NAME, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_sign_ins_account"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_account", "sign_ins", ["account"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])
