# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of the inbox. Organisations have accounts; persons do not appear."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, ForeignKey, LargeBinary, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, defer, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A point in time in UTC; SQLite itself keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC."""
        del dialect
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time with its zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share: constraints have names, so that migrations can refer to them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant, str: String(200)}  # noqa: RUF012 - as SQLAlchemy documents


class Organisation(Base):
    """A body that submits or reviews, by its IRI."""

    __tablename__ = "organisations"

    iri: Mapped[str] = mapped_column(String(500), primary_key=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class Account(Base):
    """A way for an organisation to sign in; `name` says which of its offices uses it."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisations.iri"), index=True)
    role: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Link(Base):
    """A link that signs in once; only the digest of its secret is kept."""

    __tablename__ = "links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A browser that is signed in; only the digest of the secret in its cookie is kept."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Token(Base):
    """A key for programs; only the digest of its secret is kept. `scopes` are separated by blanks."""

    __tablename__ = "tokens"

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class Submission(Base):
    """What an organisation wants to have published.

    Attributes:
        id: unguessable; names the graph once it is published.
        state: one of `graph.inbox.states.State`.
        revision: counts the changes; a decision names the one that was looked at.
        address: digest of the secret in the address of its status page.
        revises: the published submission that this one is to take the place of.
    """

    __tablename__ = "submissions"

    id: Mapped[str] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisations.iri"), index=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    title: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    address: Mapped[str] = mapped_column(unique=True)
    revises: Mapped[str | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    created_at: Mapped[datetime]


class Version(Base):
    """What was submitted at one time; a row is never changed.

    Attributes:
        number: 1 and following within the submission.
        received: the bytes as they came.
        canonical: what is to be published, as canonical N-Quads.
        content_hash: SHA-256 of `canonical` in UTF-8; what a reviewer accepts.
        report: what validation found, JSON.
        errors: how many of the findings are errors.
        stored_bytes: what the row takes of the organisation's share.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("submission", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submissions.id"))
    number: Mapped[int]
    received: Mapped[bytes] = mapped_column(LargeBinary)
    received_hash: Mapped[str]
    media_type: Mapped[str]
    file_name: Mapped[str]
    canonical: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]
    report: Mapped[str] = mapped_column(Text)
    errors: Mapped[int]
    shapes_version: Mapped[str]
    licence: Mapped[str]
    token: Mapped[str | None] = mapped_column(ForeignKey("tokens.id"), index=True)
    stored_bytes: Mapped[int]
    received_at: Mapped[datetime]


BRIEF = (defer(Version.received), defer(Version.canonical), defer(Version.report))
"""Leaves out of a version what can be long; to ask for it then raises."""


class Decision(Base):
    """One change of state: what, by whom, when, why. All of them together give the state.

    Attributes:
        organisation: who decided; empty for the build of a release.
        account: None for the build, and for the holder of the address.
        content_hash: the content that was looked at.
        release: the release that published it, for a publication.
    """

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submissions.id"), index=True)
    event: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    organisation: Mapped[str] = mapped_column(String(500))
    account: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    content_hash: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    release: Mapped[str]
    at: Mapped[datetime]


class Comment(Base):
    """A remark of a reviewer to the submitter, on a field of a version or on the whole."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submissions.id"), index=True)
    number: Mapped[int]
    organisation: Mapped[str] = mapped_column(String(500))
    field: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Draft(Base):
    """What somebody has filled in so far; replaced at each saving, gone when submitted or expired."""

    __tablename__ = "drafts"

    submission: Mapped[str] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    media_type: Mapped[str]
    stored_bytes: Mapped[int]
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
