# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SPARQL endpoint: SPARQL 1.1 Protocol, query operation."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, request

from graph.federation import Failure, Federation
from graph.model.formats import JSON, TURTLE
from graph.store import Scope, Store, Wanted
from graph.store.sparql_text import words
from graph.web.endpoint import service
from graph.web.endpoint.answers import sent
from graph.web.endpoint.page import page
from graph.web.hinting import add_hints
from graph.web.http.fair_use import metered
from graph.web.http.negotiation import wanted, wants_page
from graph.web.request import FORM_TYPE, QUERY_TYPE, question

blueprint = Blueprint("sparql", __name__)

_METHODS = ["GET", "HEAD", "POST", "QUERY", "OPTIONS"]
_CHANGING = {"now", "rand", "uuid", "struuid", "bnode"}
"""Functions that give another value each time, so that their answers are not kept."""
_HTML = "text/html; charset=utf-8"


@blueprint.route("/sparql", methods=_METHODS, strict_slashes=False, provide_automatic_options=False)
def endpoint() -> Response:
    """Answer a query; without one, tell what the endpoint is, to people and to programs."""
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ", ".join(_METHODS)})
    store: Store = current_app.extensions["store"]
    asked = question()
    if asked.query is None:
        return Response(page(""), content_type=_HTML) if wants_page() else service.answer(store)
    response = answered(store, asked.query, asked.scope)
    if request.method == "HEAD":
        # The server does not touch the body, so nothing else would close it.
        response.close()
    return response


@blueprint.after_app_request
def _announce(response: Response) -> Response:
    """Tell what can be sent here; also with errors."""
    if request.path.rstrip("/") == "/sparql":
        response.headers["Accept-Post"] = f"{QUERY_TYPE}, {FORM_TYPE}"
        response.headers["Accept-Query"] = QUERY_TYPE
        response.vary.add("Accept")
    return response


def answered(store: Store, query: str, scope: Scope) -> Response:
    """Return the answer to `query` as the request wants it, at the expense of the client's bucket.

    Raises:
        GraphError: as `Store.answer` does, or the client has used up its query seconds.
    """
    federation: Federation = current_app.extensions["federation"]
    as_page = wants_page()
    with metered():
        federated = federation.answered(query)
        answer = store.answer(federated.query, Wanted(JSON, TURTLE) if as_page else wanted(), scope)
        if as_page:
            response = Response(page(query, answer, scope, federated), content_type=_HTML)
        else:
            response = sent(answer)
    if not (as_page or federated.asked):
        add_hints(response, answer.format, query, scope)
    if federated.asked or is_changing(query):
        response.headers["Cache-Control"] = "no-store"
    if federated.failures:
        response.headers["Proxy-Status"] = _proxy_status(federated.failures)
    return response


def is_changing(query: str) -> bool:
    """Tell whether the answer may be another one each time."""
    lowered = query.lower()
    return any(name in lowered for name in _CHANGING) and not _CHANGING.isdisjoint(
        word.lower() for word in words(query)
    )


def _proxy_status(failures: Sequence[Failure]) -> str:
    """Return what became of the servers that SERVICE SILENT asked in vain (RFC 9209, 2.1)."""
    return ", ".join(f'mpsc-graph; next-hop="{failure.host}"; error={failure.cause}' for failure in failures)
