# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the endpoint says about itself: SPARQL 1.1 Service Description and VoID, and the same as a page."""

from collections.abc import Iterable, Iterator, Sequence

from flask import Blueprint, Response, abort, render_template, url_for
from rdflib import DCTERMS, FOAF, RDF, SH, VOID, XSD, Literal, URIRef

from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS
from graph.model.namespaces import BASE, namespace, namespaces
from graph.publication.queries import PREFIXES, Triple, executable, published_queries, query_iri
from graph.store import Store, serialise
from graph.web.http.negotiation import wanted_document, wants_page
from graph.web.http.pages import language
from graph.web.pages.releases import dump_address
from graph.web.services import public_url, services

blueprint = Blueprint("service", __name__)

_DATASET = URIRef(f"{BASE}dataset/graph")
_GRAPHS = URIRef(f"{BASE}dataset/graph/graphs")
_FIGURES = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{BASE}graph/statistics> {{ ?s ?p ?o }} }}"


@blueprint.get("/service")
def index() -> Response:
    """Return the service description, as `/sparql` without a query does; to browsers as a page."""
    if not wants_page():
        return answer(services().store)
    page = render_template(
        "service.html",
        address=public_url(),
        federated=services().federation.allowed,
        results=RESULT_FORMATS,
        graphs=GRAPH_FORMATS,
        prefixes=namespaces(),
        queries=published_queries(),
    )
    return Response(page, content_type="text/html; charset=utf-8", headers={"Vary": "Accept"})


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """Return the VoID description (Describing Linked Datasets with the VoID Vocabulary, 7.2)."""
    figures = _figures(services().store)
    if not figures:
        abort(404, "There is no VoID description of the data on this server. Its endpoint is described at /service.")
    return _document([*figures, *_access(public_url(), dump_address())])


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
    return _document(executable(found))


def answer(store: Store) -> Response:
    """Return the service description in the format that the request asks for.

    Raises:
        NotAcceptableError: the client accepts none of the formats.
    """
    return _document(description(public_url(), store, dump_address(), services().federation.allowed))


def description(address: str, store: Store, dump: str | None = None, federated: Sequence[str] = ()) -> list[Triple]:
    """Return what the endpoint of the server at `address` is: SPARQL 1.1 Service Description.

    With the figures that the build counted (VoID), the published queries in the form that the SPARQL
    editors of SIB read, every prefix, the address of the dataset as a file (`dump`), and the endpoints that
    SERVICE may ask (`federated`). No blank nodes.
    """
    endpoint = URIRef(f"{address}/sparql")
    figures = _figures(store)
    return [
        *_service(endpoint, f"{address}/service", described=bool(figures)),
        *figures,
        *(_access(address, dump) if figures else ()),
        *_federation(endpoint, federated),
        *_prefixes(),
        *(triple for query in published_queries() for triple in executable(query)),
        *((query_iri(query), namespace("schema").target, endpoint) for query in published_queries()),
    ]


def _document(triples: Iterable[Triple]) -> Response:
    offer = wanted_document()
    document = serialise(((s, URIRef(str(p)), o, None) for s, p, o in triples), offer, namespaces())
    return Response(document, content_type=offer.content_type, headers={"Vary": "Accept"})


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


def _access(address: str, dump: str | None) -> Iterator[Triple]:
    """Yield how to reach the dataset, and the document that describes it (VoID, 3.2, 3.4 and 6)."""
    document = URIRef(f"{address}/.well-known/void")
    yield _DATASET, VOID.sparqlEndpoint, URIRef(f"{address}/sparql")
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
