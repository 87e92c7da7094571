# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks: links that sign in once, the cookie, tokens, and forms that only our pages can send.

The cookie holds a random secret of which the inbox keeps the digest. Each form of a signed-in browser carries
a proof that it came from our page; it is bound to the sign-in and different in each page, so that compression
cannot give it away (BREACH).
"""

import hmac
import os
import re
import secrets
import tempfile
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from graph.errors import AuthenticationError, ForbiddenError, ServerError
from graph.inbox import Actor, Role, Scope, accounts
from graph.web.contribute.services import inbox, keep_private
from graph.web.http.fair_use import count_sign_in
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language
from graph.web.services import public_url, services

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_TOKEN = re.compile(rf"{accounts.TOKEN_PREFIX}{_SECRET.pattern}")
"""What cannot be one of ours is refused without a look into the inbox."""

_FIELD, _HEADER = "csrf", "X-CSRF-Token"
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_SAFE = {"GET", "HEAD", "OPTIONS", "QUERY"}
_KEY_BYTES = 32

blueprint = Blueprint("sign_in", __name__)
blueprint.after_request(keep_private)


@blueprint.get("/sign-in")
def index() -> str:
    """Show how to sign in, or who is signed in."""
    actor = current_actor()
    return render_template(
        "sign-in.html",
        who=accounts.display_name(inbox(), actor) if actor else "",
        onward=local_address(request.args.get("next", "")),
        is_reviewer=actor is not None and actor.role == Role.REVIEWER,
    )


@blueprint.get("/sign-in/<secret>")
def link(secret: str) -> str:
    """Show a button: programs that scan mail follow links, but press no buttons."""
    return render_template("sign-in-link.html", secret=secret, is_whole=_is_secret(secret))


@blueprint.post("/sign-in/<secret>")
def redeem(secret: str) -> Response:
    """Sign in with a link; any earlier sign-in of this browser ends."""
    refuse_cross_site()
    count_sign_in()
    if not _is_secret(secret):
        raise AuthenticationError("The link is incomplete. Copy all of it from the message.")
    return start_session(accounts.redeem_link(inbox(), secret), local_address(request.args.get("next", "")))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out; copies of the cookie become worthless too."""
    if secret := _cookie():
        accounts.end_sign_in(inbox(), secret)
    response = redirect(url_for("home.index", lang=language()), 303)
    response.delete_cookie(_cookie_name(), secure=_is_secure(), httponly=True, samesite="Lax")
    return response


def start_session(actor: Actor, onward: str = "") -> Response:
    """Sign in an account under a new secret, and redirect to `onward` or to the first page of its role."""
    hours = services().settings.sign_in_hours
    if before := _cookie():
        accounts.end_sign_in(inbox(), before)
    secret = accounts.begin_sign_in(inbox(), actor, timedelta(hours=hours))
    first_page = "review.queue" if actor.role == Role.REVIEWER else "submit.index"
    response = redirect(onward or url_for(first_page, lang=language()), 303)
    response.set_cookie(
        _cookie_name(), secret, max_age=hours * 3600, secure=_is_secure(), httponly=True, samesite="Lax"
    )
    return response


def current_actor() -> Actor | None:
    """Return who is signed in with this browser; None if nobody is, or the account was disabled."""
    if "actor" not in g:
        secret = _cookie()
        g.actor = accounts.signed_in_actor(inbox(), secret) if _is_secret(secret) else None
    found: Actor | None = g.actor
    return found


def require_account(role: Role | None = None) -> Actor:
    """Return who is signed in; redirect a browser to the page where one signs in.

    Raises:
        AuthenticationError: nobody is, and it is a program that asks.
        ForbiddenError: the account does not have the role.
    """
    actor = current_actor()
    if actor is None and wants_page():
        here = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else request.path
        abort(redirect(url_for("sign_in.index", next=here, lang=language()), 303))
    if actor is None:
        raise AuthenticationError("Sign in, or send a token as `Authorization: Bearer …`.")
    if role is not None and actor.role != role:
        raise ForbiddenError(f"Only accounts with the role {role} may do this. Sign in with another account.")
    return actor


def require_caller(scope: Scope) -> Actor:
    """Return who asks, by a token for `scope` or as a signed-in browser; raises as both functions do."""
    return token_actor(scope) or require_account()


def token_actor(scope: Scope) -> Actor | None:
    """Return the account of the token that the request has; None if it has none.

    Raises:
        AuthenticationError: the token is not valid (any more).
        ForbiddenError: it does not have the scope.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return None
    if not _TOKEN.fullmatch(secret.strip()):
        raise AuthenticationError("This is not one of our tokens. Ask the coordination office for one.")
    return accounts.authenticate(inbox(), secret.strip(), scope)


def local_address(address: str) -> str:
    """Return an address if it is a path on this server; "" for all others, which could lead anywhere."""
    parts = urlsplit(address)
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_plain = address.isprintable() and address.isascii() and len(address) <= 2000
    return address if is_path and is_plain and not parts.scheme and not parts.netloc else ""


def init_app(app: Flask, public: frozenset[str]) -> None:
    """Guard `app` against forged forms, except the `public` blueprints, which do not look at the cookie."""

    def guard() -> None:
        if request.method in _SAFE or request.blueprint in public or not _cookie():
            return
        if request.headers.get("Authorization", "").lower().startswith("bearer "):
            return
        refuse_cross_site()
        if not _is_proof(_sent_proof(), _cookie()):
            raise ForbiddenError(
                "The form has expired, or did not come from our page. Reload the page, and send it again."
            )

    app.before_request(guard)
    app.jinja_env.globals["csrf_field"] = csrf_field


def csrf_field() -> Markup:
    """Return the hidden field for a form of ours; nothing if nobody is signed in."""
    secret = _cookie()
    if not secret:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(_FIELD, _proof(secret))


def refuse_cross_site() -> None:
    """Refuse a form that a browser sends from a page of another site (Fetch Metadata, 2.3)."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        raise ForbiddenError("The form was sent from another website. Open our page, and send it from there.")


def _sent_proof() -> str:
    if sent := request.headers.get(_HEADER, ""):
        return sent
    return request.form.get(_FIELD, "") if request.mimetype in _FORMS else ""


def _proof(secret: str, nonce: str = "") -> str:
    nonce = nonce or secrets.token_urlsafe(16)
    return f"{nonce}.{hmac.new(secret.encode(), nonce.encode(), 'sha256').hexdigest()}"


def _is_proof(text: str, secret: str) -> bool:
    nonce = text.partition(".")[0]
    return bool(nonce) and hmac.compare_digest(_proof(secret, nonce).encode(), text.encode())


def _cookie() -> str:
    return request.cookies.get(_cookie_name(), "")


def _cookie_name() -> str:
    """Return the name; the prefix demands Secure, this host only and the path / (RFC 6265bis)."""
    return "__Host-mpsc" if _is_secure() else "mpsc"


def _is_secure() -> bool:
    return public_url().startswith("https:")


def _is_secret(text: str) -> bool:
    return _SECRET.fullmatch(text) is not None


def secret_key() -> bytes:
    """Return the key that signs what browsers keep for us, the same in all processes.

    Raises:
        ServerError: as `read_or_create_key` does; only what needs the key fails.
    """
    return read_or_create_key(services().settings.secret_file)


@cache
def read_or_create_key(path: Path) -> bytes:
    """Return the key in a file, which is created if need be; all who try at once get the same.

    Raises:
        ServerError: the file cannot be created or read, or is too short.
    """
    try:
        if not path.exists():
            _create_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise ServerError(
            f"{path}: the key cannot be read or written ({error.strerror}). Set MPSC_SECRET_FILE to a"
            " file that can be written."
        ) from error
    if len(key) < _KEY_BYTES:
        raise ServerError(
            f"{path}: the key has fewer than {_KEY_BYTES} bytes. Remove the file; a new key will be created."
        )
    return key


def _create_key(path: Path) -> None:
    """Write a key that nobody else can read; the file appears complete, and never replaces another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(file.name)
