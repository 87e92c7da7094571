# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Errors as RFC 9457 problems, or as a page for a browser."""

import logging
import tomllib
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from graph.errors import AuthenticationError, GraphError, QueryError, RetryLaterError, TooLargeError
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import translate
from graph.web.http.uploads import takes_files
from graph.web.services import services

logger = logging.getLogger(__name__)

PROBLEMS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[1] / "texts" / "problems.toml").read_text("utf-8")
)
"""Problem type → `title` in German, and what to do about it: `de` and `en`."""


def init_app(app: Flask) -> None:
    """Answer every error of `app` as a problem."""
    app.register_error_handler(GraphError, _graph_error)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _graph_error(error: GraphError) -> Response:
    place = {"line": error.line, "column": error.column} if isinstance(error, QueryError) else {}
    answer = _problem(error.slug, error.title, error.status, str(error), **place)
    if isinstance(error, RetryLaterError):
        answer.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, AuthenticationError):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="MPSC"'
    return answer


def _too_large(_: RequestEntityTooLarge) -> Response:
    if takes_files(request.method, request.path):
        longest = services().settings.submission_bytes
        return _graph_error(TooLargeError(f"A file may have up to {longest:,} bytes. Send it in parts."))
    return _graph_error(TooLargeError("The request body is too large. Shorten the query."))


def _http_error(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    answer = _problem(f"http-{status.value}", status.phrase, status, error.description or status.phrase)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    return answer


def _unexpected(error: Exception) -> Response:
    logger.error("request failed method=%s path=%s", request.method, request.path, exc_info=error)
    return _problem("internal", GraphError.title, GraphError.status, "An unexpected error; it was logged.")


def _problem(slug: str, title: str, status: HTTPStatus, detail: str, **more: Any) -> Response:
    """Return the answer; `type` is relative, so it points into this server's own pages."""
    if wants_page():
        texts = PROBLEMS.get(slug, {"title": title, "de": ""})
        page = render_template(
            "problem.html",
            heading=translate(texts["title"], title),
            # The detail is English already.
            advice=translate(texts["de"], ""),
            detail=detail,
            status=status,
        )
        return make_response(page, status)
    known = {name: value for name, value in more.items() if value is not None}
    body = {
        "type": f"/problems/{slug}",
        # English for programs, but German where the address asks for it.
        "title": PROBLEMS[slug]["title"] if request.args.get("lang") == "de" and slug in PROBLEMS else title,
        "status": status.value,
        "detail": detail,
        **known,
    }
    return Response(json.dumps(body) + "\n", status=status, content_type="application/problem+json; charset=utf-8")
