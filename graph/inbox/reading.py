# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the inbox has: lists, versions, the history of a submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select

from graph.errors import NotFoundError
from graph.inbox.accounts import Actor
from graph.inbox.inbox import Inbox
from graph.inbox.schema import BRIEF, Base, Comment, Decision, Submission, Version
from graph.inbox.states import State
from graph.inbox.transition import may_see, unknown


@dataclass(frozen=True)
class Dossier:
    """A submission with all that belongs to it, oldest first; the versions in brief."""

    submission: Submission
    versions: Sequence[Version]
    decisions: Sequence[Decision]
    comments: Sequence[Comment]


def submissions(
    inbox: Inbox, organisation: str | None = None, state: State | None = None
) -> list[Submission]:
    """Return the submissions of an organisation, or of all, in a state, or in any; newest first."""
    query = select(Submission).order_by(Submission.created_at.desc(), Submission.id)
    if organisation is not None:
        query = query.where(Submission.organisation == organisation)
    if state is not None:
        query = query.where(Submission.state == state)
    with inbox.database.reading() as session:
        return list(session.scalars(query))


def dossier(inbox: Inbox, name: str, actor: Actor | None = None) -> Dossier:
    """Return a submission with all that belongs to it, as `actor` may see it (None: the operator).

    Raises:
        NotFoundError: there is none, or the actor may not know of it; which of these is not told.
    """
    with inbox.database.reading() as session:
        found = session.get(Submission, name)
        if found is None or (actor is not None and not may_see(found, actor)):
            raise unknown(name)
        return Dossier(
            found,
            session.scalars(
                select(Version).where(Version.submission == name).order_by(Version.number).options(*BRIEF)
            ).all(),
            session.scalars(select(Decision).where(Decision.submission == name).order_by(Decision.id)).all(),
            session.scalars(select(Comment).where(Comment.submission == name).order_by(Comment.id)).all(),
        )


def version(inbox: Inbox, name: str, number: int | None = None) -> Version:
    """Return one version of a submission; default: the newest.

    Raises:
        NotFoundError: there is none.
    """
    query = select(Version).where(Version.submission == name).order_by(Version.number.desc()).limit(1)
    if number is not None:
        query = query.where(Version.number == number)
    with inbox.database.reading() as session:
        found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(
            f"There is no version {number or ''} of {name}. `mpsc submissions show` lists them."
        )
    return found


def columns(row: Base) -> dict[str, Any]:
    """Return what was read of a row, column by column."""
    read = inspect(row)
    return {
        column.key: getattr(row, column.key) for column in read.mapper.column_attrs if column.key in read.dict
    }
