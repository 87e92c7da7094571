# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signing in with the identity provider of the operator (OpenID Connect Core 1.0, code flow with PKCE).

A claim names the account or the organisation; persons do not appear here. Only these two routes use Flask's
session, for the few minutes between them, in a cookie that no other route gets.
"""

from datetime import timedelta
from importlib import import_module
from typing import Any

from flask import Blueprint, Flask, Request, abort, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.wrappers import Response

from graph.errors import AuthenticationError, BusyError, InputError
from graph.inbox import Actor, accounts
from graph.settings import Settings
from graph.web.contribute.services import inbox, keep_private
from graph.web.contribute.sign_in import local_address, secret_key, start_session
from graph.web.http.fair_use import count_sign_in
from graph.web.services import public_url, services

blueprint = Blueprint("oidc", __name__)
blueprint.after_request(keep_private)

_PATH = "/sign-in/oidc"
_SECONDS = 10.0
"""Time that the provider may take to answer."""

_MAX_CLAIM_VALUES = 100


@blueprint.get(_PATH)
def begin() -> Response:
    """Send the browser to the provider."""
    count_sign_in()
    provider = _provider()
    session["next"] = local_address(request.args.get("next", ""))
    try:
        answer: Response = provider.authorize_redirect(f"{public_url()}{_PATH}/back")
    except OSError as error:
        raise _no_answer() from error
    answer.status_code = 303
    return answer


@blueprint.get(f"{_PATH}/back")
def back() -> Response:
    """Sign in the account that the provider names."""
    count_sign_in()
    claims, onward = _claims(_provider()), local_address(session.get("next", ""))
    session.clear()
    claim = services().settings.oidc_claim
    return start_session(_actor(claims.get(claim), claim), onward)


def register_provider(app: Flask, settings: Settings) -> Any:
    """Return the provider, if one is set; it is asked when somebody signs in.

    Raises:
        InputError: the library for it is not installed.
    """
    if not settings.oidc_issuer:
        return None
    try:
        oauth = import_module("authlib.integrations.flask_client").OAuth(app)
    except ModuleNotFoundError as error:
        raise InputError(
            f"MPSC_OIDC_ISSUER needs a library that is not installed ({error.name}). Run"
            " `pip install 'mpsc-graph[oidc]'`."
        ) from error
    provider = oauth.register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": settings.oidc_scope, "code_challenge_method": "S256", "default_timeout": _SECONDS},
    )
    app.config.update(
        SESSION_COOKIE_NAME="mpsc-oidc",
        SESSION_COOKIE_PATH=_PATH,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=10),
    )
    app.session_interface = _Session()
    return provider


class _Session(SecureCookieSessionInterface):
    """Flask's session for the two routes here; others have none, and pay nothing."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request to these routes."""
        return super().open_session(app, request) if request.path.startswith(_PATH) else None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookie, with the key that all web processes share."""
        app.secret_key = app.secret_key or secret_key()
        return super().get_signing_serializer(app)


def _provider() -> Any:
    if services().identity_provider is None:
        abort(404, "This server has no identity provider. Sign in with a link.")
    return services().identity_provider


def _claims(provider: Any) -> dict[str, Any]:
    """Return the claims of the provider, after checks of state, nonce, issuer, expiry and signature."""
    failures = (import_module("authlib.integrations.base_client").OAuthError, import_module("joserfc.errors").JoseError)
    issuer = {"essential": True, "values": [services().settings.oidc_issuer]}
    try:
        token = provider.authorize_access_token(claims_options={"iss": issuer, "exp": {"essential": True}})
    except failures as error:
        raise AuthenticationError("The sign-in was cancelled or has expired. Start again at /sign-in.") from error
    except OSError as error:
        raise _no_answer() from error
    if not token.get("userinfo"):
        raise AuthenticationError("The identity provider did not say who signed in. Contact the operator.")
    return dict(token["userinfo"])


def _actor(value: object, claim: str) -> Actor:
    """Return the account that a claim names, by its id or by the IRI of its organisation."""
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    names = [each for each in values[:_MAX_CLAIM_VALUES] if isinstance(each, str)]
    found = accounts.find_accounts(inbox(), names)
    if len(found) != 1:
        raise AuthenticationError(
            f"The claim {claim!r} of the identity provider names {len(found) or 'no'} accounts here; it has"
            " to name exactly one. Contact the operator."
        )
    return found[0]


def _no_answer() -> BusyError:
    return BusyError("The identity provider does not answer. Try again in a moment, or sign in with a link.", 30)
