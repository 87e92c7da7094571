# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cookie of a browser that is signed in: a secret of which the inbox keeps the digest."""

from flask import Response, current_app, request


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
    public_url: str = current_app.config["SETTINGS"].public_url
    return public_url.startswith("https:")
