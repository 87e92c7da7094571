# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Errors as RFC 9457 problems, or as a page for a browser."""

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from graph.errors import BusyError, GraphError, QueryError, TooLargeError
from graph.web.language import translate
from graph.web.negotiation import wants_page

logger = logging.getLogger(__name__)

_GERMAN = {
    "input": "Die Eingabe ist nicht verwendbar",
    "query-syntax": "Die Abfrage ist kein gültiges SPARQL",
    "update-refused": "Dieser Endpunkt ist nur zum Lesen da",
    "not-acceptable": "Kein passendes Format",
    "unsupported-media-type": "Der Medientyp der Anfrage wird nicht unterstützt",
    "too-large": "Die Eingabe ist zu groß",
    "query-timeout": "Die Abfrage dauert zu lange",
    "query-memory": "Die Abfrage braucht zu viel Speicher",
    "busy": "Der Dienst ist gerade ausgelastet",
    "http-404": "Diese Seite gibt es nicht",
    "http-405": "Diese Methode ist hier nicht erlaubt",
    "internal": "Der Dienst hat versagt",
}


def init_app(app: Flask) -> None:
    """Answer every error of `app` as a problem."""
    app.register_error_handler(GraphError, _graph_error)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _graph_error(error: GraphError) -> Response:
    place = {"line": error.line, "column": error.column} if isinstance(error, QueryError) else {}
    answer = _problem(error.slug, error.title, error.status, str(error), **place)
    if isinstance(error, BusyError):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _too_large(_: RequestEntityTooLarge) -> Response:
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
        heading = translate(_GERMAN.get(slug, title), title)
        page = render_template("problem.html", heading=heading, detail=detail, status=status)
        return make_response(page, status)
    known = {name: value for name, value in more.items() if value is not None}
    body = {"type": f"/problems/{slug}", "title": title, "status": status.value, "detail": detail, **known}
    return Response(
        json.dumps(body) + "\n", status=status, content_type="application/problem+json; charset=utf-8"
    )
