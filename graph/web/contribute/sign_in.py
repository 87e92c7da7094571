# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an organisation signs in, by a link that works once, and out.

The cookie of a browser that is signed in: a secret of which the inbox keeps the digest.

The account of a request.

Forms that only our own pages can send: whoever is signed in proves that the form came from us.

The proof is bound to the sign-in and different in each page, so that compression cannot give it away.

The key that signs what a browser keeps for us: random, in a file, the same for all processes.
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

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup

from graph.errors import AuthenticationError, ForbiddenError, ServerError
from graph.inbox import Actor, Role, Scope, accounts
from graph.web.contribute.services import inbox, private
from graph.web.http.fair_use import count_sign_in
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language
from graph.web.services import public_url, services


def kept() -> str:
    """Return the secret that the browser sent; "" where it sent none."""
    return request.cookies.get(_name(), "")


def keep(response: Response, secret: str, hours: int) -> None:
    """Let the browser keep a secret, out of reach of scripts and of forms of other sites."""
    response.set_cookie(
        _name(), secret, max_age=hours * 3600, secure=_is_secure(), httponly=True, samesite="Lax"
    )


def forget(response: Response) -> None:
    """Let the browser forget its secret."""
    response.delete_cookie(_name(), secure=_is_secure(), httponly=True, samesite="Lax")


def _name() -> str:
    """Return the name; with the prefix it has to be Secure, of this host and of the path / (RFC 6265bis)."""
    return "__Host-mpsc" if _is_secure() else "mpsc"


def _is_secure() -> bool:
    return public_url().startswith("https:")


_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_TOKEN = re.compile(rf"{accounts.TOKEN_PREFIX}{_SECRET.pattern}")
"""What cannot be one of ours is refused without a look into the inbox."""


def signed_in() -> Actor | None:
    """Return who has signed in with this browser; None where nobody has, or the account has ended."""
    if "signed_in" not in g:
        secret = kept()
        g.signed_in = accounts.signed_in_actor(inbox(), secret) if is_secret(secret) else None
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


_FIELD, _HEADER = "csrf", "X-CSRF-Token"
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_SAFE = {"GET", "HEAD", "OPTIONS", "QUERY"}


def csrf_field() -> Markup:
    """Return the hidden field for a form of ours; nothing where nobody is signed in."""
    secret = kept()
    return (
        Markup('<input type="hidden" name="{}" value="{}">').format(_FIELD, _proof(secret))
        if secret
        else Markup()
    )


def refuse_foreign() -> None:
    """Refuse a form that a browser sends from a page of another site (Fetch Metadata, 2.3).

    Raises:
        ForbiddenError: it is one.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        raise ForbiddenError(
            "This form was sent by a page of another site. Open our page, and send it from there."
        )


def init_app(app: Flask, public: frozenset[str]) -> None:
    """Refuse what comes with our cookie but not from our pages; `public` routes do not look at the cookie."""

    def guard() -> None:
        if request.method in _SAFE or request.blueprint in public or not kept():
            return
        if request.headers.get("Authorization", "").lower().startswith("bearer "):
            return
        refuse_foreign()
        if not _is_proof(_sent(), kept()):
            raise ForbiddenError(
                "The form is too old, or did not come from our page. Load the page, and send it again."
            )

    app.before_request(guard)
    app.jinja_env.globals["csrf_field"] = csrf_field


def _sent() -> str:
    if sent := request.headers.get(_HEADER, ""):
        return sent
    return request.form.get(_FIELD, "") if request.mimetype in _FORMS else ""


def _proof(secret: str, nonce: str = "") -> str:
    nonce = nonce or secrets.token_urlsafe(16)
    return f"{nonce}.{hmac.new(secret.encode(), nonce.encode(), 'sha256').hexdigest()}"


def _is_proof(text: str, secret: str) -> bool:
    nonce = text.partition(".")[0]
    return bool(nonce) and hmac.compare_digest(_proof(secret, nonce).encode(), text.encode())


blueprint = Blueprint("identity", __name__)
blueprint.after_request(private)


@blueprint.get("/sign-in")
def sign_in() -> str:
    """Say how one signs in, and who is signed in."""
    actor = signed_in()
    who = accounts.display_name(inbox(), actor) if actor else ""
    onward, is_reviewer = (
        local(request.args.get("next", "")),
        actor is not None and actor.role == Role.REVIEWER,
    )
    return render_template("sign-in.html", who=who, onward=onward, is_reviewer=is_reviewer)


@blueprint.get("/sign-in/<secret>")
def link(secret: str) -> str:
    """Show a button: programs that look through mail follow links, but press no buttons."""
    return render_template("sign-in-link.html", secret=secret, is_whole=is_secret(secret))


@blueprint.post("/sign-in/<secret>")
def redeem(secret: str) -> Response:
    """Sign in with a link, in place of whoever was signed in with this browser."""
    refuse_foreign()
    count_sign_in()
    if not is_secret(secret):
        raise AuthenticationError("This link is not whole. Copy all of it from the message.")
    return admitted(accounts.redeem_link(inbox(), secret), local(request.args.get("next", "")))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out; the cookie is worth nothing any more, whoever has a copy of it."""
    if secret := kept():
        accounts.end_sign_in(inbox(), secret)
    response = _sent_to(url_for("home.index", lang=language()))
    forget(response)
    return response


def admitted(actor: Actor, onward: str = "") -> Response:
    """Sign in an account under a new secret, and send the browser on."""
    hours = services().settings.sign_in_hours
    if before := kept():
        accounts.end_sign_in(inbox(), before)
    secret = accounts.begin_sign_in(inbox(), actor, timedelta(hours=hours))
    response = _sent_to(onward or _first_page(actor))
    keep(response, secret, hours)
    return response


def local(address: str) -> str:
    """Return an address if it is a path on this server; "" for all others, which could lead anywhere."""
    parts = urlsplit(address)
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_plain = address.isprintable() and address.isascii() and len(address) <= 2000
    return address if is_path and is_plain and not parts.scheme and not parts.netloc else ""


def _first_page(actor: Actor) -> str:
    """Return where an account has its work, as far as this application has such pages."""
    wished = "/review" if actor.role == Role.REVIEWER else "/submit"
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    return f"{wished}?lang={language()}" if wished in known else url_for("identity.sign_in", lang=language())


def _sent_to(address: str) -> Response:
    return Response(status=303, headers={"Location": address})


_BYTES = 32


def secret_key() -> bytes:
    """Return the key of this application.

    Raises:
        ServerError: its file cannot be made or read; only what needs the key fails.
    """
    return kept_secret(services().settings.secret_file)


@cache
def kept_secret(path: Path) -> bytes:
    """Return the key in a file; make one where there is none. All who try at once get the same.

    Raises:
        ServerError: the file cannot be made or read, or is too short.
    """
    try:
        if not path.exists():
            _make(path)
        key = path.read_bytes()
    except OSError as error:
        raise ServerError(
            f"{path}: the key cannot be read or written ({error.strerror}). Set MPSC_SECRET_FILE to a"
            " place where you may write."
        ) from error
    if len(key) < _BYTES:
        raise ServerError(
            f"{path}: the key has fewer than {_BYTES} bytes. Remove the file; a new one is made."
        )
    return key


def _make(path: Path) -> None:
    """Write a key for nobody else to read; it appears as a whole, and never in place of another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:
        file.write(secrets.token_bytes(_BYTES))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(file.name)
