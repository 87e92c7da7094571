# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Handing in by programs: begun and handed in at once, and the same bytes once only.

A program that got no answer sends again. What an organisation has in the inbox already, and has not taken
back, is given back as it is.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from graph.inbox.accounts import Actor
from graph.inbox.content import Content, refuse_unready
from graph.inbox.inbox import Inbox
from graph.inbox.quota import line_up
from graph.inbox.schema import Submission, Version
from graph.inbox.states import State
from graph.inbox.submissions import added, begun
from graph.inbox.transition import locked, may_see, newest, unknown

_OVER = (State.REJECTED, State.WITHDRAWN, State.SUPERSEDED, State.RETRACTED)
"""Where the same bytes may come again."""


@dataclass(frozen=True)
class Handed:
    """What was handed in.

    Attributes:
        name: id of the submission.
        secret: of its address, where it is new; it is not kept.
        is_new: False where it was there already.
    """

    name: str
    secret: str
    is_new: bool


def hand_in(  # noqa: PLR0913, PLR0917 - one parameter for each thing that is told
    inbox: Inbox, actor: Actor, title: str, content: Content, waiver: str = "", revises: str | None = None
) -> Handed:
    """Begin a submission and hand it in, both or neither; raises as `start` and `submit` do."""
    refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        line_up(session, actor.organisation)
        if there := _there(session, actor, content, revises):
            return Handed(there, "", is_new=False)
        submission, secret = begun(session, inbox, actor, title, revises)
        added(session, inbox, submission, actor, content, waiver)
        return Handed(submission.id, secret, is_new=True)


def hand_in_again(inbox: Inbox, name: str, actor: Actor, content: Content, waiver: str = "") -> Handed:
    """Hand in another version of a submission; raises as `submit` does."""
    refuse_unready(content, waiver)
    with inbox.database.writing() as session:
        line_up(session, actor.organisation)
        submission = locked(session, name)
        if not may_see(submission, actor):
            raise unknown(name)
        before = newest(session, name)
        is_same = before is not None and before.received_hash == _hash(content)
        if is_same and submission.state in {State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED}:
            return Handed(name, "", is_new=False)
        added(session, inbox, submission, actor, content, waiver)
        return Handed(name, "", is_new=True)


def _there(session: Session, actor: Actor, content: Content, revises: str | None) -> str | None:
    """Return the submission whose newest version has these bytes, if the organisation has one."""
    each = aliased(Version)
    last = select(func.max(each.number)).where(each.submission == Submission.id).scalar_subquery()
    query = (
        select(Submission.id)
        .join(Version, Version.submission == Submission.id)
        .where(
            Submission.organisation == actor.organisation,
            Submission.state.not_in(_OVER),
            Submission.revises == revises if revises else Submission.revises.is_(None),
            Version.number == last,
            Version.received_hash == _hash(content),
        )
    )
    return session.scalars(query.order_by(Submission.created_at.desc()).limit(1)).one_or_none()


def _hash(content: Content) -> str:
    return hashlib.sha256(content.received).hexdigest()
