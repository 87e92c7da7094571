# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions, their versions, decisions, comments and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "submissions"
down_revision = "accounts"

_NAME = sa.String(200)
_IRI = sa.String(500)
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _submissions()
    _versions()
    _decisions()
    _comments()
    _drafts()


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", _NAME, nullable=False),
        sa.Column("organisation", _IRI, nullable=False),
        sa.Column("account", _NAME, nullable=False),
        sa.Column("title", _NAME, nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("address", _NAME, nullable=False),
        sa.Column("revises", _NAME),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        _key("submissions", "organisation", "organisations.iri"),
        _key("submissions", "account", "accounts.id"),
        _key("submissions", "revises", "submissions.id"),
        sa.UniqueConstraint("address", name=op.f("uq_submissions_address")),
    )
    for column in ("organisation", "state", "revises"):
        _index("submissions", column)


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", _NAME, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received", sa.LargeBinary(), nullable=False),
        sa.Column("received_hash", _NAME, nullable=False),
        sa.Column("media_type", _NAME, nullable=False),
        sa.Column("file_name", _NAME, nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("content_hash", _NAME, nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("shapes_version", _NAME, nullable=False),
        sa.Column("licence", _NAME, nullable=False),
        sa.Column("token", _NAME),
        sa.Column("stored_bytes", sa.Integer(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        _key("versions", "submission", "submissions.id"),
        _key("versions", "token", "tokens.id"),
        sa.UniqueConstraint("submission", "number", name=op.f("uq_versions_submission")),
    )
    _index("versions", "token")


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", _NAME, nullable=False),
        sa.Column("event", _NAME, nullable=False),
        sa.Column("before", _NAME, nullable=False),
        sa.Column("after", _NAME, nullable=False),
        sa.Column("organisation", _IRI, nullable=False),
        sa.Column("account", _NAME),
        sa.Column("content_hash", _NAME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("release", _NAME, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        _key("decisions", "submission", "submissions.id"),
        _key("decisions", "account", "accounts.id"),
    )
    _index("decisions", "submission")


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", _NAME, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation", _IRI, nullable=False),
        sa.Column("field", _NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        _key("comments", "submission", "submissions.id"),
    )
    _index("comments", "submission")


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("submission", _NAME, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", _NAME, nullable=False),
        sa.Column("stored_bytes", sa.Integer(), nullable=False),
        sa.Column("saved_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_drafts")),
        _key("drafts", "submission", "submissions.id"),
    )
    _index("drafts", "expires_at")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
