# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SPARQL endpoint: SPARQL 1.1 Protocol, query operation."""

from collections.abc import Sequence

from flask import Blueprint, Response, request

from graph.federation import Failure
from graph.model.formats import JSON, TURTLE
from graph.store import Dataset, FormatChoice, Store
from graph.web.endpoint import service
from graph.web.endpoint.answers import add_hints, stream_response
from graph.web.endpoint.page import render_page
from graph.web.endpoint.request import (
    FORM_TYPE,
    METHODS,
    PATH,
    QUERY_TYPE,
    SparqlRequest,
    is_changing,
    parse_sparql_request,
)
from graph.web.http.fair_use import charge_client
from graph.web.http.negotiation import Choice
from graph.web.services import services

blueprint = Blueprint("sparql", __name__)

_HTML = "text/html; charset=utf-8"


@blueprint.route(PATH, methods=METHODS, strict_slashes=False, provide_automatic_options=False)
def endpoint() -> Response:
    """Answer a query; without one, describe the endpoint, to people and to programs."""
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ", ".join(METHODS)})
    store, asked = services().store, read_request()
    if asked.query is None:
        return Response(render_page(""), content_type=_HTML) if asked.choice.page else service.answer(store)
    response = answer_query(store, asked.query, asked.dataset, asked.choice)
    if request.method == "HEAD":
        # The server does not touch the body, so nothing else would close it.
        response.close()
    return response


@blueprint.after_app_request
def _announce(response: Response) -> Response:
    """Say what can be sent here; also with errors."""
    if request.path.rstrip("/") == PATH:
        response.headers["Accept-Post"] = f"{QUERY_TYPE}, {FORM_TYPE}"
        response.headers["Accept-Query"] = QUERY_TYPE
        response.vary.add("Accept")
    return response


def read_request() -> SparqlRequest:
    """Return what the request of Flask asks; raises as `parse_sparql_request` does."""
    return parse_sparql_request(
        request.method,
        request.query_string,
        request.headers.get("Accept", ""),
        services().settings.query_bytes,
        request.headers.get("Content-Type", ""),
        # Read before anything asks for the form, which would use the bytes up.
        request.get_data,
    )


def answer_query(store: Store, query: str, dataset: Dataset, choice: Choice) -> Response:
    """Return the answer to `query` in the chosen format, at the expense of the client's bucket.

    Raises:
        GraphError: as `Store.answer` does, or the client has used up its query seconds.
    """
    formats = FormatChoice(JSON, TURTLE) if choice.page else choice.formats
    with charge_client():
        federated = services().federation.answer_services(query)
        answer = store.answer(federated.query, formats, dataset)
        if choice.page:
            response = Response(render_page(query, answer, dataset, federated), content_type=_HTML)
        else:
            response = stream_response(answer)
    if not (choice.page or federated.asked):
        add_hints(response, answer.format, query, dataset)
    if federated.asked or is_changing(query):
        response.headers["Cache-Control"] = "no-store"
    if federated.failures:
        response.headers["Proxy-Status"] = _proxy_status(federated.failures)
    return response


def _proxy_status(failures: Sequence[Failure]) -> str:
    """Return what became of the servers that SERVICE SILENT asked in vain (RFC 9209, 2.1)."""
    return ", ".join(f'mpsc-graph; next-hop="{failure.host}"; error={failure.cause}' for failure in failures)
