# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Errors as RFC 9457 problems, or as a page for a browser."""

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, json, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from graph.errors import AuthenticationError, GraphError, QueryError, RetryLaterError, TooLargeError
from graph.web.contribute.services import takes_files
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import translate

logger = logging.getLogger(__name__)

GERMAN = {
    "input": ("Die Eingabe ist nicht verwendbar", "Was daran nicht stimmt, steht unten auf Englisch."),
    "page-number": ("Ungültige Seitenzahl", "Die Seiten einer Liste sind ab 1 nummeriert."),
    "query-syntax": (
        "Die Abfrage ist kein gültiges SPARQL",
        "Zeile und Spalte zeigen, wo der Fehler steht. Die Beispiele auf der Abfrageseite laufen alle.",
    ),
    "update-refused": (
        "Dieser Endpunkt ist nur zum Lesen da",
        "Abfragen beginnen mit SELECT, ASK, CONSTRUCT oder DESCRIBE.",
    ),
    "service-forbidden": (
        "Dieser Endpunkt fragt den anderen Server nicht",
        "Stellen Sie die beiden Abfragen einzeln. Welche Server SERVICE fragen darf, steht unter /service.",
    ),
    "service-failed": (
        "Der andere Server gab keine brauchbare Antwort",
        "Versuchen Sie es später, oder fragen Sie ihn mit SERVICE nach weniger.",
    ),
    "service-timeout": (
        "Der andere Server braucht zu lange",
        "Schränken Sie ein, was SERVICE ihn fragt, etwa mit LIMIT in einer Unterabfrage.",
    ),
    "not-acceptable": (
        "Kein passendes Format",
        "Lassen Sie den Accept-Header weg, oder nennen Sie ein Format.",
    ),
    "unsupported-media-type": (
        "Der Medientyp der Anfrage wird nicht unterstützt",
        "Senden Sie die Abfrage als application/sparql-query oder als Formular, in UTF-8.",
    ),
    "address-too-long": (
        "Die Adresse ist zu lang",
        "Senden Sie die Abfrage mit POST, als application/sparql-query oder als Formular.",
    ),
    "too-large": ("Die Eingabe ist zu groß", "Kürzen Sie sie; die Grenzen stehen unter /limits."),
    "query-timeout": (
        "Die Abfrage dauert zu lange",
        "Schränken Sie sie ein: genauere Muster, weniger Zeilen mit LIMIT. Die Zeit steht unter /limits.",
    ),
    "query-memory": (
        "Die Abfrage braucht zu viel Speicher",
        "Verbinden Sie alle Muster über gemeinsame Variablen, und sortieren Sie nicht über alles.",
    ),
    "busy": ("Der Dienst ist gerade ausgelastet", "Versuchen Sie es in einigen Sekunden noch einmal."),
    "rate-limited": (
        "Zu viel auf einmal",
        "Warten Sie einen Moment, und senden Sie dann eines nach dem anderen. Mehr unter /limits.",
    ),
    "too-many-submissions": (
        "Zu viele Einreichungen",
        "Warten Sie so lange, wie Retry-After sagt, oder schließen Sie offene Einreichungen ab.",
    ),
    "authentication": (
        "Der Link oder Schlüssel gilt nicht",
        "Er ist unbekannt, abgelaufen oder verbraucht. Bitten Sie die Redaktion um einen neuen.",
    ),
    "forbidden": (
        "Das ist anderen vorbehalten",
        "Über eine Einreichung entscheidet immer eine andere Stelle als die, von der sie kommt.",
    ),
    "not-found": (
        "Unter diesem Namen ist nichts zu finden",
        "Prüfen Sie die Adresse; was anderen Stellen gehört, wird nicht gezeigt.",
    ),
    "conflict": (
        "Die Einreichung hat sich inzwischen geändert",
        "Sehen Sie sich den neuen Stand an, und entscheiden Sie dann noch einmal.",
    ),
    "inbox": ("Der Posteingang ist nicht verwendbar", "Der Betreiber findet den Grund im Protokoll."),
    "out-of-space": (
        "Der Speicherplatz ist erschöpft",
        "Fragen Sie nach weniger, oder versuchen Sie es später.",
    ),
    "check-failed": ("Die Daten bestehen ihre Prüfungen nicht", "Jeder Befund nennt Datei und Knoten."),
    "release": ("Die Ausgabe ist nicht verwendbar", "Der Betreiber findet den Grund im Protokoll."),
    "server": ("Der Server kann nicht starten", "Der Betreiber findet den Grund im Protokoll."),
    "http-404": (
        "Diese Seite gibt es nicht",
        "Prüfen Sie die Adresse, oder suchen Sie von der Startseite aus.",
    ),
    "http-405": ("Diese Methode ist hier nicht erlaubt", "Die erlaubten Methoden nennt der Header Allow."),
    "internal": ("Der Dienst hat versagt", "Das ist unser Fehler; er wurde protokolliert."),
}
"""Problem type → its title and what to do, in German."""


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
        longest = current_app.config["SETTINGS"].submission_bytes
        return _graph_error(TooLargeError(f"A file may have {longest:,} bytes. Send it in parts."))
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
        german, advice = GERMAN.get(slug, (title, ""))
        heading = translate(german, title)
        page = render_template(
            "problem.html", heading=heading, advice=translate(advice, ""), detail=detail, status=status
        )
        return make_response(page, status)
    known = {name: value for name, value in more.items() if value is not None}
    body = {
        "type": f"/problems/{slug}",
        "title": _title(slug, title),
        "status": status.value,
        "detail": detail,
        **known,
    }
    return Response(
        json.dumps(body) + "\n", status=status, content_type="application/problem+json; charset=utf-8"
    )


def _title(slug: str, title: str) -> str:
    """Return the title for a program: English, but German where the address asks for it."""
    return GERMAN.get(slug, (title, ""))[0] if request.args.get("lang") == "de" else title
