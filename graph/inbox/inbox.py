# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The inbox: a database, the limits, a clock, and which texts it takes."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import make_url

from graph.errors import InputError
from graph.inbox.database import Database, migrate
from graph.model.namespaces import is_iri, is_web
from graph.settings import Settings


@dataclass(frozen=True)
class Limits:
    """What one organisation may use.

    Attributes:
        submission_bytes: of one version: received bytes, canonical form and report together.
        organisation_bytes: of everything an organisation has in the inbox.
        per_day: versions an organisation may submit within 24 hours.
        per_hour: versions that may come with one token within an hour.
        open: submissions of an organisation that are not decided yet.
        draft_days: after which a draft that nobody saves again is removed.
    """

    submission_bytes: int = 10_000_000
    organisation_bytes: int = 500_000_000
    per_day: int = 100
    per_hour: int = 30
    open: int = 50
    draft_days: int = 90

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the limits that the operator has set."""
        return cls(
            submission_bytes=settings.submission_bytes,
            organisation_bytes=settings.organisation_bytes,
            per_day=settings.submissions_per_day,
            per_hour=settings.token_submissions_per_hour,
            open=settings.open_submissions,
        )


@dataclass(frozen=True)
class Inbox:
    """An open inbox; the functions of this package take it as their first argument.

    Attributes:
        database: SQLite or PostgreSQL, its tables up to date.
        clock: tells the time; tests have clocks of their own.
    """

    database: Database
    limits: Limits = field(default_factory=Limits)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def now(self) -> datetime:
        """Return the present second, UTC."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def in_future(self, span: timedelta) -> datetime:
        """Return the time after `span`."""
        return self.now() + span

    def close(self) -> None:
        """Close the connections to the database."""
        self.database.close()


def open_inbox(settings: Settings) -> Inbox:
    """Open the inbox of `MPSC_DATABASE_URL`, create it if there is none, and bring its tables up to date.

    Raises:
        InboxError: the database cannot be used.
        BusyError: another process changes the tables for longer than `MPSC_INBOX_SECONDS`.
    """
    database = Database(settings.database_url, settings.inbox_seconds)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return Inbox(database, Limits.of(settings))


def inbox_exists(settings: Settings) -> bool:
    """Tell whether there is an inbox: a PostgreSQL database is one, an SQLite file has to be there."""
    url = make_url(settings.database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def clean_line(text: str, name: str, longest: int = 200) -> str:
    """Return one line of text composed (NFC) and trimmed; `name` is what it is called in messages.

    Raises:
        InputError: it is empty, too long, or has control, format or surrogate characters, which could
            hide or turn around what people see.
    """
    cleaned = unicodedata.normalize("NFC", text).strip()
    if not cleaned or len(cleaned) > longest:
        raise InputError(f"The {name} must have 1 to {longest} characters; it has {len(cleaned)}.")
    if bad := next((sign for sign in cleaned if unicodedata.category(sign) in {"Cc", "Cf", "Cs"}), None):
        raise InputError(f"The {name} contains the invisible character U+{ord(bad):04X}. Remove it.")
    return cleaned


def clean_text(text: str, name: str, longest: int = 20_000) -> str:
    """Return text of several lines, each under the rules of `clean_line`; it may be empty."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    if len(text) > longest:
        raise InputError(f"The {name} must have at most {longest} characters; it has {len(text)}.")
    return "\n".join(clean_line(line, name, longest) if line.strip() else "" for line in lines)


def require_iri(text: str, name: str, example: str) -> str:
    """Return an absolute web address in ASCII as it is; raises InputError for anything else."""
    if not (is_web(text) and is_iri(text) and text.isascii() and text.isprintable() and len(text) <= 500):
        raise InputError(f"Invalid IRI of {name}: {text[:500]!r}. An example: {example}")
    return text
