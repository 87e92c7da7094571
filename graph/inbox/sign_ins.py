# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Browsers that are signed in: each has a secret of its own, and ends when its account does."""

from datetime import timedelta

from sqlalchemy import delete, select

from graph.errors import AuthenticationError
from graph.inbox.accounts import Actor
from graph.inbox.inbox import Inbox
from graph.inbox.keys import digest, new_secret
from graph.inbox.schema import Account, SignIn
from graph.inbox.states import Role


def begin(inbox: Inbox, actor: Actor, valid: timedelta) -> str:
    """Return the secret of a new sign-in of an account; it is not kept. What has expired is removed.

    Raises:
        AuthenticationError: the account has been disabled meanwhile.
    """
    secret = new_secret()
    with inbox.database.writing() as session:
        session.execute(delete(SignIn).where(SignIn.expires_at <= inbox.now()))
        account = session.get(Account, actor.account)
        if account is None or account.disabled_at is not None:
            raise AuthenticationError("This account is not active any more. Ask the operator.")
        session.add(
            SignIn(
                digest=digest(secret),
                account=account.id,
                created_at=inbox.now(),
                expires_at=inbox.in_future(valid),
            )
        )
    return secret


def actor(inbox: Inbox, secret: str) -> Actor | None:
    """Return who is signed in with a secret; None where nobody is any more."""
    query = (
        select(Account)
        .join(SignIn, SignIn.account == Account.id)
        .where(
            SignIn.digest == digest(secret), SignIn.expires_at > inbox.now(), Account.disabled_at.is_(None)
        )
    )
    with inbox.database.reading() as session:
        account = session.scalars(query).one_or_none()
    return Actor(account.organisation, account.id, Role(account.role)) if account else None


def end(inbox: Inbox, secret: str) -> None:
    """Sign out."""
    with inbox.database.writing() as session:
        session.execute(delete(SignIn).where(SignIn.digest == digest(secret)))
