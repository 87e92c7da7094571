# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The account of a request."""

import re

from flask import abort, g, redirect, request, url_for

from graph.errors import AuthenticationError, ForbiddenError
from graph.inbox import Actor, Role, Scope, accounts
from graph.web.desk import inbox
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language
from graph.web.identity import cookies

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_TOKEN = re.compile(rf"{accounts.TOKEN_PREFIX}{_SECRET.pattern}")
"""What cannot be one of ours is refused without a look into the inbox."""


def signed_in() -> Actor | None:
    """Return who has signed in with this browser; None where nobody has, or the account has ended."""
    if "signed_in" not in g:
        secret = cookies.kept()
        g.signed_in = accounts.actor(inbox(), secret) if is_secret(secret) else None
    found: Actor | None = g.signed_in
    return found


def required(role: Role | None = None) -> Actor:
    """Return who has signed in; send a browser to the page where one does.

    Args:
        role: what the account must be for; default: anything.

    Raises:
        AuthenticationError: nobody has, and it is a program that asks.
        ForbiddenError: the account is not for this.
    """
    actor = signed_in()
    if actor is None and wants_page():
        here = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else request.path
        abort(redirect(url_for("identity.sign_in", next=here, lang=language()), 303))
    if actor is None:
        raise AuthenticationError("Sign in, or send a token as `Authorization: Bearer …`.")
    if role is not None and actor.role != role:
        raise ForbiddenError(f"This is for the role {role}. Sign in with another account.")
    return actor


def caller(scope: Scope) -> Actor:
    """Return who asks, a program with a token for `scope` or a browser that has signed in.

    Raises:
        AuthenticationError, ForbiddenError: as `bearer` and `required` do.
    """
    return bearer(scope) or required()


def bearer(scope: Scope) -> Actor | None:
    """Return whom the token of the request speaks for; None where it has none.

    Raises:
        AuthenticationError: the token is not valid (any more).
        ForbiddenError: it is not for this.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    if not _TOKEN.fullmatch(secret.strip()):
        raise AuthenticationError("This is no token of ours. Ask for one.")
    return accounts.authenticate(inbox(), secret.strip(), scope)


def is_secret(text: str) -> bool:
    """Tell whether a text has the form of our secrets."""
    return _SECRET.fullmatch(text) is not None
