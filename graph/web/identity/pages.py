# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How an organisation signs in, by a link that works once, and out."""

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request, url_for

from graph.errors import AuthenticationError
from graph.inbox import Actor, Role, accounts
from graph.web.desk import inbox, private
from graph.web.http.fair_use import count_try
from graph.web.http.pages import language
from graph.web.identity import cookies, csrf
from graph.web.identity.who import is_secret, signed_in

blueprint = Blueprint("identity", __name__)
blueprint.after_request(private)


@blueprint.get("/sign-in")
def sign_in() -> str:
    """Say how one signs in, and who is signed in."""
    actor = signed_in()
    who = accounts.named(inbox(), actor) if actor else ""
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
    csrf.refuse_foreign()
    count_try()
    if not is_secret(secret):
        raise AuthenticationError("This link is not whole. Copy all of it from the message.")
    return admitted(accounts.redeem_link(inbox(), secret), local(request.args.get("next", "")))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out; the cookie is worth nothing any more, whoever has a copy of it."""
    if secret := cookies.kept():
        accounts.end(inbox(), secret)
    response = _sent_to(url_for("home.index", lang=language()))
    cookies.forget(response)
    return response


def admitted(actor: Actor, onward: str = "") -> Response:
    """Sign in an account under a new secret, and send the browser on."""
    hours: int = current_app.config["SETTINGS"].sign_in_hours
    if before := cookies.kept():
        accounts.end(inbox(), before)
    secret = accounts.begin(inbox(), actor, timedelta(hours=hours))
    response = _sent_to(onward or _first_page(actor))
    cookies.keep(response, secret, hours)
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
