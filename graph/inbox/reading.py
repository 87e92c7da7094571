# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reading the inbox: lists, versions, the history of a submission."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, inspect, select
from sqlalchemy.orm import aliased

from graph.errors import NotFoundError
from graph.inbox.accounts import Actor
from graph.inbox.inbox import Inbox
from graph.inbox.schema import BRIEF, Base, Comment, Decision, Draft, Organisation, Submission, Version
from graph.inbox.states import State
from graph.inbox.transition import may_see, unknown_submission
from graph.model.paging import Page

PAGE = 50
"""Submissions on one page of a list."""


@dataclass(frozen=True)
class Dossier:
    """A submission with all that belongs to it, oldest first; the versions in brief."""

    submission: Submission
    versions: Sequence[Version]
    decisions: Sequence[Decision]
    comments: Sequence[Comment]


@dataclass(frozen=True)
class Entry:
    """One line of a list of submissions.

    Attributes:
        organisation: name of the organisation that submits it.
        version: the newest version in brief; None where nothing was submitted yet.
    """

    submission: Submission
    organisation: str
    version: Version | None


@dataclass(frozen=True)
class Listing:
    """One page of a list of submissions."""

    entries: Sequence[Entry]
    page: Page


def listing(
    inbox: Inbox,
    states: Collection[State],
    organisation: str | None = None,
    page: int = 1,
    *,
    newest_first: bool = False,
) -> Listing:
    """Return one page of the submissions in some states, those that have waited longest first."""
    wanted: list[ColumnElement[bool]] = [Submission.state.in_(states)]
    if organisation is not None:
        wanted.append(Submission.organisation == organisation)
    each = aliased(Version)
    last = select(func.max(each.number)).where(each.submission == Submission.id).correlate(Submission)
    came = func.coalesce(Version.received_at, Submission.created_at)
    query = (
        select(Submission, Organisation.name, Version)
        .join(Organisation, Submission.organisation == Organisation.iri)
        .outerjoin(Version, and_(Version.submission == Submission.id, Version.number == last.scalar_subquery()))
        .where(*wanted)
        .order_by(*(each.desc() if newest_first else each for each in (came, Version.id)), Submission.id)
        .options(*BRIEF)
    )
    with inbox.database.reading() as session:
        total = session.scalars(select(func.count()).select_from(Submission).where(*wanted)).one()
        shown = Page(page, PAGE, total).existing
        rows = session.execute(query.offset(shown.start).limit(PAGE)).all()
        return Listing([Entry(*row) for row in rows], shown)


def organisations(inbox: Inbox) -> Mapping[str, str]:
    """Return IRI → name of all organisations, sorted by name."""
    query = select(Organisation.iri, Organisation.name).order_by(Organisation.name, Organisation.iri)
    with inbox.database.reading() as session:
        return {row.iri: row.name for row in session.execute(query)}


def submissions(inbox: Inbox, organisation: str | None = None, state: State | None = None) -> list[Submission]:
    """Return the submissions of an organisation, or of all, in a state, or in any; newest first."""
    query = select(Submission).order_by(Submission.created_at.desc(), Submission.id)
    if organisation is not None:
        query = query.where(Submission.organisation == organisation)
    if state is not None:
        query = query.where(Submission.state == state)
    with inbox.database.reading() as session:
        return list(session.scalars(query))


def draft_expiries(inbox: Inbox, organisation: str) -> Mapping[str, datetime]:
    """Return submission → when what an organisation has saved of it expires."""
    query = select(Draft.submission, Draft.expires_at).join(Submission, Draft.submission == Submission.id)
    with inbox.database.reading() as session:
        rows = session.execute(query.where(Submission.organisation == organisation))
        return {row.submission: row.expires_at for row in rows}


def dossier(inbox: Inbox, name: str, actor: Actor | None = None) -> Dossier:
    """Return a submission with all that belongs to it, as `actor` may see it (None: the operator).

    Raises:
        NotFoundError: there is none, or the actor may not know of it; the error does not say which.
    """
    with inbox.database.reading() as session:
        found = session.get(Submission, name)
        if found is None or (actor is not None and not may_see(found, actor)):
            raise unknown_submission(name)
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
        raise NotFoundError(f"There is no version {number or ''} of {name}. `mpsc submissions show` lists them.")
    return found


def columns(row: Base) -> dict[str, Any]:
    """Return the columns of a row that were read, by name."""
    read = inspect(row)
    return {column.key: getattr(row, column.key) for column in read.mapper.column_attrs if column.key in read.dict}
