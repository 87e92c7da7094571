# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody may use, and what each problem means: the pages that answers point to."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, jsonify, render_template, request

from graph import errors, federation
from graph.errors import GraphError
from graph.settings import Settings
from graph.web.http.fair_use import LONGEST_ADDRESS
from graph.web.http.pages import translate
from graph.web.http.problems import PROBLEMS
from graph.web.services import services

blueprint = Blueprint("limits", __name__)


_SET = (
    (
        "query_seconds",
        "seconds",
        "Zeit einer Abfrage, mit dem Schreiben der Antwort",
        "time of one query, writing the answer included",
        "query-timeout",
    ),
    ("query_memory", "bytes", "Arbeitsspeicher einer Abfrage", "memory of one query", "query-memory"),
    ("query_bytes", "bytes", "Länge einer Abfrage", "length of a query", "too-large"),
    ("answer_bytes", "bytes", "Länge einer Antwort", "length of an answer", "too-large"),
    ("queue_seconds", "seconds", "Wartezeit auf einen freien Platz", "time a query may wait for its turn", "busy"),
    (
        "workers",
        "queries",
        "Abfragen aller zusammen zur gleichen Zeit",
        "queries of all clients at the same time",
        "busy",
    ),
    (
        "burst_seconds",
        "seconds",
        "Abfragesekunden auf Vorrat je Client",
        "query seconds in store for each client",
        "rate-limited",
    ),
    (
        "refill_seconds",
        "seconds",
        "Abfragesekunden, die je Sekunde nachfließen",
        "query seconds that flow back each second",
        "rate-limited",
    ),
    (
        "submission_bytes",
        "bytes",
        "Größe einer Datei, die geprüft oder eingereicht wird",
        "size of a file that is checked or handed in",
        "too-large",
    ),
)
"""Setting, unit, what it limits in German and English, and the type of problem beyond it."""

_FIXED = (
    (
        "address_bytes",
        LONGEST_ADDRESS,
        "bytes",
        "Länge einer Adresse nach dem Fragezeichen",
        "length of an address after the question mark",
        "address-too-long",
    ),
    (
        "service_clauses",
        federation.MOST_CLAUSES,
        "clauses",
        "SERVICE-Klauseln einer Abfrage",
        "SERVICE clauses of one query",
        "service-forbidden",
    ),
    (
        "service_query_characters",
        federation.LONGEST_QUERY,
        "characters",
        "Länge einer Abfrage mit SERVICE",
        "length of a query with SERVICE",
        "service-forbidden",
    ),
    (
        "service_solutions",
        federation.MOST_SOLUTIONS,
        "rows",
        "Zeilen aus einer SERVICE-Klausel",
        "rows from one SERVICE clause",
        "service-failed",
    ),
    (
        "service_answer_bytes",
        federation.LONGEST_ANSWER,
        "bytes",
        "Länge der Antwort auf eine SERVICE-Klausel",
        "length of the answer to one SERVICE clause",
        "service-failed",
    ),
)
"""The same with the number instead of the setting, for limits that cannot be set."""


@dataclass(frozen=True)
class Limit:
    """One limit. `unit` is seconds, bytes, queries, clauses, characters or rows; `slug` names the problem."""

    key: str
    value: float
    unit: str
    german: str
    english: str
    slug: str


def limits(settings: Settings) -> list[Limit]:
    """Return the limits of the endpoint as they are set."""
    return [
        *(Limit(name, getattr(settings, name), *texts) for name, *texts in _SET),
        *(Limit(*fixed) for fixed in _FIXED),
    ]


@blueprint.get("/limits")
def index() -> Response:
    """Return the limits: a page, or JSON for a client that prefers it."""
    found = limits(services().settings)
    if request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "text/html":
        response = Response(render_template("limits.html", limits=found), content_type="text/html; charset=utf-8")
    else:
        response = jsonify({limit.key: limit.value for limit in found})
    response.vary.add("Accept")
    return response


@blueprint.get("/problems/<slug>")
def problem(slug: str) -> str:
    """Explain one type of problem (RFC 9457, 3.1.1)."""
    kinds = {
        kind.slug: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, GraphError)
    }
    if slug not in kinds:
        abort(404, f"There is no problem type {slug!r} here.")
    kind, texts = kinds[slug], PROBLEMS[slug]
    return render_template(
        "problem_type.html",
        heading=translate(texts["title"], kind.title),
        advice=translate(texts["de"], texts["en"]),
        status=kind.status,
        slug=slug,
    )
