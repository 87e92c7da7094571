# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Organisations, their accounts, links that sign in once, tokens for programs, and browsers signed in.

Secrets are made at random, shown once, and kept as digests only.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from graph.errors import AuthenticationError, ForbiddenError, InputError, NotFoundError
from graph.inbox.inbox import Inbox, clean_line, require_iri
from graph.inbox.schema import Account, Link, Organisation, SignIn, Token
from graph.inbox.states import Role, Scope


def new_secret() -> str:
    """Return 256 random bits for an address, a link or a token."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a secret; 256 random bits need no salt."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def new_name() -> str:
    """Return an unguessable name that may be shown: 80 random bits, safe in addresses and file names."""
    return secrets.token_hex(10)


_USE = timedelta(minutes=1)
"""How exactly the last use of a token is known."""

TOKEN_PREFIX = "mpsc_"  # noqa: S105 - not a secret: it lets scanners of source code find leaked ones


@dataclass(frozen=True)
class Actor:
    """Who does something.

    Attributes:
        organisation: IRI of the organisation.
        account: its account; None for the holder of the address of a submission.
        token: id of the token that was used, if one was.
    """

    organisation: str
    account: str | None
    role: Role
    token: str | None = None


def create(inbox: Inbox, organisation: str, name: str, role: Role = Role.SUBMITTER, office: str = "") -> Account:
    """Create an account; an organisation that is not known yet is added.

    The IRI of the organisation is that of the graph; `office` says which of its offices uses the account,
    and is never a person.

    Raises:
        InputError: a text cannot be used.
    """
    require_iri(organisation, "organisation", "https://w3id.org/mpsc/id/municipality/09461000")
    name = clean_line(name, "name")
    office = clean_line(office, "office") if office else name
    with inbox.database.writing() as session:
        if session.get(Organisation, organisation) is None:
            session.add(Organisation(iri=organisation, name=name, created_at=inbox.now()))
            session.flush()
        account = Account(id=new_name(), organisation=organisation, role=role, name=office, created_at=inbox.now())
        session.add(account)
    return account


def list_accounts(inbox: Inbox) -> list[tuple[Account, Organisation]]:
    """Return all accounts with their organisations, sorted by organisation and time."""
    query = select(Account, Organisation).join(Organisation, Account.organisation == Organisation.iri)
    with inbox.database.reading() as session:
        rows = session.execute(query.order_by(Account.organisation, Account.created_at, Account.id))
        return [(account, organisation) for account, organisation in rows]


def display_name(inbox: Inbox, actor: Actor) -> str:
    """Return the name of the organisation, with that of its office if it has another one."""
    query = select(Account.name, Organisation.name).join(Organisation, Account.organisation == Organisation.iri)
    with inbox.database.reading() as session:
        office, organisation = session.execute(query.where(Account.id == actor.account)).one()
    return organisation if office == organisation else f"{organisation}, {office}"


def find_accounts(inbox: Inbox, names: Collection[str]) -> list[Actor]:
    """Return the active accounts that have one of these ids, or belong to one of these organisations."""
    query = select(Account).where(
        Account.disabled_at.is_(None), Account.id.in_(names) | Account.organisation.in_(names)
    )
    with inbox.database.reading() as session:
        return [Actor(each.organisation, each.id, Role(each.role)) for each in session.scalars(query)]


def tokens(inbox: Inbox, account: str) -> list[Token]:
    """Return the tokens of an account, oldest first, without their secrets."""
    query = select(Token).where(Token.account == account).order_by(Token.created_at, Token.id)
    with inbox.database.reading() as session:
        return list(session.scalars(query))


def create_link(inbox: Inbox, account: str, valid: timedelta = timedelta(hours=72)) -> str:
    """Return the secret of a link that signs in once, for the mailbox of the office.

    Raises:
        NotFoundError: there is no such account, or it is disabled.
    """
    secret = new_secret()
    with inbox.database.writing() as session:
        _active_account(session, account)
        session.add(
            Link(digest=digest(secret), account=account, created_at=inbox.now(), expires_at=inbox.in_future(valid))
        )
    return secret


def redeem_link(inbox: Inbox, secret: str) -> Actor:
    """Sign in with a link; of several who try at once, one succeeds.

    Raises:
        AuthenticationError: the link is unknown, expired or used; the error does not say which.
    """
    with inbox.database.writing() as session:
        used = session.execute(
            update(Link)
            .where(Link.digest == digest(secret), Link.used_at.is_(None), Link.expires_at > inbox.now())
            .values(used_at=inbox.now())
            .returning(Link.account)
        ).scalar_one_or_none()
        account = session.get(Account, used) if used else None
        if account is None or account.disabled_at is not None:
            raise AuthenticationError("This link is not valid, or was used before. Ask for a new one.")
        return Actor(account.organisation, account.id, Role(account.role))


def create_token(inbox: Inbox, account: str, scopes: Collection[Scope], valid: timedelta) -> tuple[str, Token]:
    """Return the secret of a new token, which is not kept, and what is kept of it.

    Raises:
        NotFoundError: there is no such account, or it is disabled.
        InputError: no scope is given.
    """
    if not scopes:
        raise InputError("A token needs at least one scope.")
    secret = TOKEN_PREFIX + new_secret()
    with inbox.database.writing() as session:
        _active_account(session, account)
        token = Token(
            id=new_name(),
            account=account,
            digest=digest(secret),
            scopes=" ".join(sorted(set(scopes))),
            created_at=inbox.now(),
            expires_at=inbox.in_future(valid),
        )
        session.add(token)
    return secret, token


def authenticate(inbox: Inbox, secret: str, scope: Scope) -> Actor:
    """Return whom a token stands for, and note that it was used.

    Raises:
        AuthenticationError: the token is unknown, expired or revoked; the error does not say which.
        ForbiddenError: the token lacks the scope.
    """
    query = (
        select(Token, Account)
        .join(Account, Token.account == Account.id)
        .where(
            Token.digest == digest(secret),
            Token.revoked_at.is_(None),
            Token.expires_at > inbox.now(),
            Account.disabled_at.is_(None),
        )
    )
    with inbox.database.reading() as session:
        found = session.execute(query).one_or_none()
    if found is None:
        raise AuthenticationError("The token is not valid, or no longer. Ask for a new one.")
    token, account = found
    if scope not in token.scopes.split():
        raise ForbiddenError(f"The token is for {token.scopes}, not for {scope}. Ask for another one.")
    _note_use(inbox, token)
    return Actor(account.organisation, account.id, Role(account.role), token.id)


def revoke(inbox: Inbox, name: str) -> str:
    """End a token, or an account with all its tokens and links; return which it was.

    Raises:
        NotFoundError: neither has this id.
    """
    with inbox.database.writing() as session:
        if token := session.get(Token, name):
            token.revoked_at = token.revoked_at or inbox.now()
            return "token"
        if account := session.get(Account, name):
            account.disabled_at = account.disabled_at or inbox.now()
            return "account"
    raise NotFoundError(f"There is no token and no account {name}. `mpsc account list` shows them.")


def _note_use(inbox: Inbox, token: Token) -> None:
    """Note that a token was used, once a minute: requests that only read should not wait for writers."""
    now = inbox.now()
    if token.last_used_at is None or now - token.last_used_at >= _USE:
        with inbox.database.writing() as session:
            session.execute(update(Token).where(Token.id == token.id).values(last_used_at=now))


def _active_account(session: Session, name: str) -> Account:
    account = session.get(Account, name)
    if account is None or account.disabled_at is not None:
        raise NotFoundError(f"There is no active account {name}. `mpsc account list` shows them.")
    return account


def begin_sign_in(inbox: Inbox, actor: Actor, valid: timedelta) -> str:
    """Return the secret of a new sign-in of an account; it is not kept. Expired ones are removed.

    Raises:
        AuthenticationError: the account has been disabled in the meantime.
    """
    secret = new_secret()
    with inbox.database.writing() as session:
        session.execute(delete(SignIn).where(SignIn.expires_at <= inbox.now()))
        account = session.get(Account, actor.account)
        if account is None or account.disabled_at is not None:
            raise AuthenticationError("This account is no longer active. Ask the operator.")
        session.add(
            SignIn(digest=digest(secret), account=account.id, created_at=inbox.now(), expires_at=inbox.in_future(valid))
        )
    return secret


def signed_in_actor(inbox: Inbox, secret: str) -> Actor | None:
    """Return who is signed in with a secret, or None."""
    query = (
        select(Account)
        .join(SignIn, SignIn.account == Account.id)
        .where(SignIn.digest == digest(secret), SignIn.expires_at > inbox.now(), Account.disabled_at.is_(None))
    )
    with inbox.database.reading() as session:
        account = session.scalars(query).one_or_none()
    return Actor(account.organisation, account.id, Role(account.role)) if account else None


def end_sign_in(inbox: Inbox, secret: str) -> None:
    """Sign out."""
    with inbox.database.writing() as session:
        session.execute(delete(SignIn).where(SignIn.digest == digest(secret)))
