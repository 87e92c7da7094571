# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who asks: browsers that signed in with a link, programs with a token, and what each may do.

who        the account of a request
csrf       forms that only our own pages can send
cookies    the cookie that a signed-in browser keeps
secret     the key that signs what else a browser keeps
pages      how an organisation signs in and out
oidc       the same with an identity provider
"""

from flask import Flask

from graph.settings import Settings
from graph.web.identity import csrf, oidc
from graph.web.identity.csrf import csrf_field
from graph.web.identity.pages import blueprint
from graph.web.identity.secret import secret_key
from graph.web.identity.who import bearer, caller, required, signed_in

__all__ = [
    "bearer",
    "blueprint",
    "caller",
    "csrf_field",
    "init_app",
    "oidc",
    "required",
    "secret_key",
    "signed_in",
]


def init_app(app: Flask, settings: Settings, public: frozenset[str]) -> None:
    """Give `app` its guard against forged forms, and templates `csrf_field()`.

    Args:
        app: the application.
        settings: of the application.
        public: names of the blueprints that are the same for everybody.
    """
    csrf.init_app(app, public)
    oidc.init_app(app, settings)
