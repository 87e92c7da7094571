# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Forms that only our own pages can send: whoever is signed in proves that the form came from us.

The proof is bound to the sign-in and different in each page, so that compression cannot give it away.
"""

import hmac
import secrets

from flask import Flask, request
from markupsafe import Markup

from graph.errors import ForbiddenError
from graph.web.identity import cookies

_FIELD, _HEADER = "csrf", "X-CSRF-Token"
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_SAFE = {"GET", "HEAD", "OPTIONS", "QUERY"}


def csrf_field() -> Markup:
    """Return the hidden field for a form of ours; nothing where nobody is signed in."""
    secret = cookies.kept()
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
        if request.method in _SAFE or request.blueprint in public or not cookies.kept():
            return
        if request.headers.get("Authorization", "").lower().startswith("bearer "):
            return
        refuse_foreign()
        if not _is_proof(_sent(), cookies.kept()):
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
