# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Organisations, accounts, links and tokens."""

import sqlalchemy as sa
from alembic import op

revision = "accounts"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    text, instant = sa.String(200), sa.DateTime(timezone=True)
    op.create_table(
        "organisations",
        sa.Column("iri", sa.String(500), nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("iri", name=op.f("pk_organisations")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", text, nullable=False),
        sa.Column("organisation", sa.String(500), nullable=False),
        sa.Column("role", text, nullable=False),
        sa.Column("name", text, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("disabled_at", instant),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.iri"], name=op.f("fk_accounts_organisation")),
    )
    op.create_index(op.f("ix_accounts_organisation"), "accounts", ["organisation"])
    op.create_table(
        "links",
        sa.Column("digest", text, nullable=False),
        sa.Column("account", text, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("used_at", instant),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_links")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_links_account")),
    )
    op.create_index(op.f("ix_links_account"), "links", ["account"])
    op.create_table(
        "tokens",
        sa.Column("id", text, nullable=False),
        sa.Column("account", text, nullable=False),
        sa.Column("digest", text, nullable=False),
        sa.Column("scopes", text, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("expires_at", instant, nullable=False),
        sa.Column("revoked_at", instant),
        sa.Column("last_used_at", instant),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_tokens_account")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    op.create_index(op.f("ix_tokens_account"), "tokens", ["account"])
