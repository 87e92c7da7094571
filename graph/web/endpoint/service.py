# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the endpoint says about itself: SPARQL 1.1 Service Description and VoID, for programs.

The service description for people: address, formats, prefixes and queries of the endpoint.
"""

from collections.abc import Iterable, Iterator, Sequence

from flask import Blueprint, Response, abort, current_app, render_template, url_for
from rdflib import DCTERMS, FOAF, RDF, SH, VOID, XSD, Graph, Literal, URIRef

from graph.model.formats import (
    GRAPH_FORMATS,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULT_FORMATS,
    TURTLE,
    Format,
    written_as,
)
from graph.model.namespaces import BASE, namespace, namespaces
from graph.publication.queries import PREFIXES, Triple, executable, published_queries, query_iri
from graph.store import Store
from graph.web.http.negotiation import wanted_document, wants_page
from graph.web.http.pages import language
from graph.web.pages.releases import dump_address


def service_page() -> str:
    """Return the page; everything on it is in the RDF as well."""
    return render_template(
        "service.html",
        address=current_app.config["SETTINGS"].public_url,
        federated=current_app.extensions["federation"].allowed,
        results=RESULT_FORMATS,
        graphs=GRAPH_FORMATS,
        prefixes=namespaces(),
        queries=published_queries(),
    )


blueprint = Blueprint("service", __name__)

_DATASET = URIRef(f"{BASE}dataset/graph")
_GRAPHS = URIRef(f"{BASE}dataset/graph/graphs")
_FIGURES = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE}graph/statistics> {{ ?s ?p ?o }} }}"
_SERIALIZERS = {TURTLE: "turtle", N_TRIPLES: "nt", JSON_LD: "json-ld", RDF_XML: "xml"}


@blueprint.get("/service")
def index() -> Response:
    """Return the service description, as `/sparql` without a query does; to browsers as a page."""
    if wants_page():
        return Response(service_page(), content_type="text/html; charset=utf-8", headers={"Vary": "Accept"})
    store: Store = current_app.extensions["store"]
    return answer(store)


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """Return the VoID description (Describing Linked Datasets with the VoID Vocabulary, 7.2)."""
    store: Store = current_app.extensions["store"]
    if not _figures(store):
        abort(
            404, "The data served here have no VoID description; see /service for what the endpoint offers."
        )
    return _sent(void_description(_public_url(), store, dump_address()))


@blueprint.get("/query/<name>")
def query(name: str) -> Response:
    """Return a published query: to browsers with its answer, to programs as RDF.

    Raises:
        NotAcceptableError: the client accepts none of the formats.
    """
    found = next((query for query in published_queries() if query.name == name), None)
    if found is None:
        abort(404, f"There is no query {name!r}. All queries are listed at /service.")
    if wants_page():
        address = url_for("sparql.endpoint", query=found.text, lang=language(), format="html")
        return Response(status=303, headers={"Location": address, "Vary": "Accept"})
    return _sent(_graph(executable(found)))


def answer(store: Store) -> Response:
    """Return the service description in the format that the request asks for.

    Raises:
        NotAcceptableError: the client accepts none of the formats.
    """
    federated = current_app.extensions["federation"].allowed
    return _sent(description(_public_url(), store, dump_address(), federated))


def description(
    public_url: str, store: Store, dump: str | None = None, federated: Sequence[str] = ()
) -> Graph:
    """Return what the endpoint at `public_url` is: SPARQL 1.1 Service Description.

    With the figures that the build counted (VoID), the published queries in the form that the SPARQL
    editors of SIB read, and every prefix. No blank nodes; the same store gives the same triples in
    the same order.

    Args:
        public_url: where the public reaches the server.
        store: what it serves.
        dump: address of the whole dataset as a file, where there is one.
        federated: IRIs of the endpoints that a query may ask with SERVICE.
    """
    endpoint = URIRef(f"{public_url}/sparql")
    page = f"{public_url}/service"
    figures = _figures(store)
    return _graph(
        [
            *_service(endpoint, page, described=bool(figures)),
            *figures,
            *(_access(public_url, dump) if figures else ()),
            *_federation(endpoint, federated),
            *_prefixes(),
            *(triple for query in published_queries() for triple in executable(query)),
            *((query_iri(query), namespace("schema").target, endpoint) for query in published_queries()),
        ]
    )


def void_description(public_url: str, store: Store, dump: str | None = None) -> Graph:
    """Return the VoID description of the dataset behind the endpoint; arguments as for `description`.

    Raises:
        NotFound: data of another origin are served, which the build did not count.
    """
    figures = _figures(store)
    if not figures:
        abort(404, "The data served here have no VoID description. What the endpoint offers is at /service.")
    return _graph([*figures, *_access(public_url, dump)])


def _public_url() -> str:
    url: str = current_app.config["SETTINGS"].public_url
    return url


def _sent(graph: Graph) -> Response:
    offer = wanted_document()
    document = _serialised(graph, written_as(offer))
    return Response(document, content_type=offer.content_type, headers={"Vary": "Accept"})


def _serialised(graph: Graph, offer: Format) -> bytes:
    if offer == JSON_LD:
        prefixes = {prefix: str(base) for prefix, base in graph.namespaces()}
        return graph.serialize(format="json-ld", encoding="utf-8", context=prefixes)
    return graph.serialize(format=_SERIALIZERS[offer], encoding="utf-8")


def _graph(triples: Iterable[Triple]) -> Graph:
    """Return the triples as a graph, put in by order, so that every serialisation is repeatable."""
    graph = Graph(bind_namespaces="none")
    for prefix, base in namespaces().items():
        graph.bind(prefix, base)
    for triple in sorted(set(triples)):
        graph.add(triple)
    return graph


def _figures(store: Store) -> list[Triple]:
    """Return what the build counted; empty where other data than a release are served."""
    return list(store.construct(_FIGURES))


def _service(endpoint: URIRef, page: str, *, described: bool) -> Iterator[Triple]:
    """Yield the service itself (SPARQL 1.1 Service Description, 3)."""
    sd = namespace("sd")
    yield endpoint, RDF.type, sd.Service
    yield endpoint, sd.endpoint, endpoint
    yield endpoint, sd.supportedLanguage, sd.SPARQL11Query
    for offer in (*RESULT_FORMATS, *GRAPH_FORMATS):
        yield endpoint, sd.resultFormat, URIRef(offer.iri)
    if described:
        yield endpoint, sd.feature, sd.UnionDefaultGraph
        yield endpoint, sd.defaultDataset, _GRAPHS
        return
    dataset, default = URIRef(f"{page}#dataset"), URIRef(f"{page}#default-graph")
    yield endpoint, sd.defaultDataset, dataset
    yield dataset, RDF.type, sd.Dataset
    yield dataset, sd.defaultGraph, default
    yield default, RDF.type, sd.Graph


def _federation(endpoint: URIRef, others: Sequence[str]) -> Iterator[Triple]:
    """Yield the services that SERVICE may ask.

    The Service Description vocabulary has the feature (3.3) but no term for such a list.
    """
    sd = namespace("sd")
    for other in others:
        yield endpoint, sd.feature, sd.BasicFederatedQuery
        yield endpoint, DCTERMS.relation, URIRef(other)
        yield URIRef(other), RDF.type, sd.Service


def _access(public_url: str, dump: str | None) -> Iterator[Triple]:
    """Yield how to reach the dataset, and the document that describes it (VoID, 3.2, 3.4 and 6)."""
    document = URIRef(f"{public_url}/.well-known/void")
    yield _DATASET, VOID.sparqlEndpoint, URIRef(f"{public_url}/sparql")
    if dump:
        yield _DATASET, VOID.dataDump, URIRef(dump)
    yield document, RDF.type, VOID.DatasetDescription
    yield document, DCTERMS.title, Literal("VoID-Beschreibung des MPSC-Graphen", lang="de")
    yield document, DCTERMS.title, Literal("VoID description of the MPSC graph", lang="en")
    yield document, FOAF.primaryTopic, _DATASET


def _prefixes() -> Iterator[Triple]:
    """Yield the prefixes that queries need not declare (SHACL, 5.2.1)."""
    for prefix, base in namespaces().items():
        node = URIRef(f"{PREFIXES}#{prefix}")
        yield PREFIXES, SH.declare, node
        yield node, RDF.type, SH.PrefixDeclaration
        yield node, SH.prefix, Literal(prefix)
        yield node, SH.namespace, Literal(base, datatype=XSD.anyURI)
