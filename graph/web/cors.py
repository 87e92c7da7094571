# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scripts of any web page may ask, and read every answer (Fetch, 3.2: the CORS protocol)."""

from flask import Flask, Response, request

EXPOSED = (
    "Content-Disposition, ETag, Link, Location, Proxy-Status, Query-Hint, RateLimit, RateLimit-Policy,"
    " Repr-Digest, Retry-After, Validation-Verdict"
)
"""Headers of an answer that scripts may read, besides those that Fetch, 2.2.2, allows anyway."""

_DAY = 86_400


def init_cors(app: Flask) -> None:
    """Open every answer of `app`, errors included, to scripts of any origin."""
    app.after_request(_open)


def _open(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        return _preflight(response)
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    return response


def _preflight(response: Response) -> Response:
    """Allow the methods of the route, with any header (Fetch, 3.2.2)."""
    wished = request.headers.get("Access-Control-Request-Headers", "*")
    response.headers["Access-Control-Allow-Headers"] = wished
    response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
    response.headers["Access-Control-Max-Age"] = str(_DAY)
    response.vary.add("Access-Control-Request-Headers")
    return response
