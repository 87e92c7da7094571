# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whole graphs over HTTP: SPARQL 1.1 Graph Store HTTP Protocol, the part that reads."""

from flask import Blueprint, Response, abort, request
from rdflib import URIRef
from werkzeug.exceptions import MethodNotAllowed

from graph.errors import InputError
from graph.model.formats import Format, written_as
from graph.model.namespaces import GRAPH
from graph.store import Dataset, FormatChoice
from graph.web.endpoint.answers import stream_response
from graph.web.endpoint.request import absolute_iri
from graph.web.http.fair_use import charge_client
from graph.web.http.negotiation import wanted_document, wants_page
from graph.web.pages import things
from graph.web.services import services

blueprint = Blueprint("graph_store", __name__)

_READING = ["GET", "HEAD", "OPTIONS"]
_METHODS = [*_READING, "PUT", "POST", "DELETE", "PATCH"]
_TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NAMES = "SELECT ?graph WHERE { GRAPH ?graph {} }"


@blueprint.before_request
def _read_only() -> Response | None:
    """Say what can be done with a graph, and refuse to change one (Graph Store Protocol, 5.1)."""
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ", ".join(_READING)})
    if request.method not in _READING:
        raise MethodNotAllowed(
            _READING, "Graphs can only be read here: the published data change with a release. Use GET or HEAD."
        )
    return None


@blueprint.route("/data", methods=_METHODS, provide_automatic_options=False)
def indirect() -> Response:
    """Return the graph named by `?graph=<IRI>`, or the default graph for `?default` (4.2).

    Raises:
        InputError: the address names no graph, or several, or one by a relative IRI.
        NotAcceptableError: the client accepts none of the formats.
    """
    names = request.args.getlist("graph")
    if len(names) + len(request.args.getlist("default")) != 1:
        raise InputError("Name one graph: either ?graph= with its IRI, or ?default for all graphs merged.")
    return _named(absolute_iri(names[0], "graph")) if names else _graph(Dataset())


@blueprint.route("/graph/<path:path>", methods=_METHODS, provide_automatic_options=False)
def direct(path: str) -> Response:
    """Return one of our own graphs, whose IRIs lead here (4.1); to a browser what the graph is.

    Raises:
        NotAcceptableError: the client accepts none of the formats.
    """
    stem, suffix = things.split(path)
    if suffix == "html" or (not suffix and wants_page()):
        return things.answer(f"graph/{path}")
    return _named(GRAPH[stem], things.SUFFIXES.get(suffix))


def _named(name: URIRef, offer: Format | None = None) -> Response:
    if all(row["graph"] != name for row in services().store.select(_NAMES)):
        abort(404, f"There is no graph <{name}>. The list of all graphs is at /service.")
    # The name travels as the dataset of the query, so no part of the address gets into its text.
    return _graph(Dataset(default=[name]), offer)


def _graph(dataset: Dataset, offer: Format | None = None) -> Response:
    """Return the default graph of `dataset`; to HEAD without asking the store, so without a length."""
    offer = offer or wanted_document()
    if request.method == "HEAD":
        return Response(iter(()), content_type=offer.content_type, headers={"Vary": "Accept"})
    with charge_client():
        answer = services().store.answer(_TRIPLES, FormatChoice(None, written_as(offer)), dataset)
        return stream_response(answer, offer)
