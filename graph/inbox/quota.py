# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The limits of an organisation and a token, checked while nobody else of the organisation writes."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from graph.errors import NotFoundError, TooLargeError, TooManySubmissionsError
from graph.inbox.accounts import Actor
from graph.inbox.inbox import Limits
from graph.inbox.schema import Draft, Organisation, Submission, Version
from graph.inbox.states import State

_OPEN = (State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED)


def lock_organisation(session: Session, organisation: str) -> None:
    """Wait until nobody else of the organisation writes, so that two at once cannot both pass a limit."""
    query = select(Organisation).where(Organisation.iri == organisation).with_for_update()
    if session.scalars(query).one_or_none() is None:
        raise NotFoundError(f"There is no organisation {organisation} in the inbox.")


def refuse_too_many_open(session: Session, organisation: str, limits: Limits) -> None:
    """Raise where an organisation has as many undecided submissions as it may."""
    query = select(func.count()).where(Submission.organisation == organisation, Submission.state.in_(_OPEN))
    if session.scalars(query).one() >= limits.open:
        raise TooManySubmissionsError(
            f"{limits.open} submissions of your organisation are open. Submit, finish or withdraw one first.",
            retry_after=3600,
        )


def refuse_too_often(session: Session, actor: Actor, limits: Limits, now: datetime) -> None:
    """Raise where the organisation or the token has submitted as much as it may for now."""
    mine = select(Submission.id).where(Submission.organisation == actor.organisation)
    rates: list[tuple[str, ColumnElement[bool], int, timedelta]] = [
        ("Your organisation", Version.submission.in_(mine), limits.per_day, timedelta(days=1))
    ]
    if actor.token:
        rates.append(("This token", Version.token == actor.token, limits.per_hour, timedelta(hours=1)))
    for who, whose, most, span in rates:
        query = select(Version.received_at).where(whose, Version.received_at > now - span)
        times = session.scalars(query.order_by(Version.received_at.desc()).limit(most)).all()
        if len(times) >= most:
            wait = int((times[-1] + span - now).total_seconds()) + 1
            raise TooManySubmissionsError(
                f"{who} has submitted {most} times within {span.total_seconds() / 3600:g} hours, which is the"
                f" limit. Try again in {wait} seconds.",
                retry_after=wait,
            )


def refuse_too_large(session: Session, organisation: str, size: int, limits: Limits, instead_of: int = 0) -> None:
    """Raise where `size` bytes, which replace `instead_of`, are too many at once or in all."""
    if size > limits.submission_bytes:
        raise TooLargeError(f"This submission needs {size:,} bytes; {limits.submission_bytes:,} are allowed. Split it.")
    stored = sum(
        session.scalars(
            select(func.coalesce(func.sum(table.stored_bytes), 0))
            .join(Submission, table.submission == Submission.id)
            .where(Submission.organisation == organisation)
        ).one()
        for table in (Version, Draft)
    )
    if stored - instead_of + size > limits.organisation_bytes:
        raise TooLargeError(
            f"Your organisation uses {stored:,} of {limits.organisation_bytes:,} bytes in the inbox, and this"
            f" needs {size:,} more. Ask the operator for more space."
        )
