# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the endpoint says about itself: SPARQL 1.1 Service Description and VoID."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import DCTERMS, FOAF, RDF, RDFS, SH, VOID, BNode, Graph, Literal, URIRef

from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS
from graph.model.namespaces import BASE, namespace, namespaces
from graph.publication.queries import Triple, published_queries, query_iri
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.endpoint.service import answer, description

PUBLIC = "https://graph.example.org"
ENDPOINT = URIRef(f"{PUBLIC}/sparql")
DATASET = URIRef(f"{BASE}dataset/graph")
SD = namespace("sd")


def as_graph(triples: Iterable[Triple]) -> Graph:
    """Return the triples to look into."""
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


@pytest.fixture(scope="module")
def app(graph_store: EmbeddedStore) -> Flask:
    """The application under a public address that is not its own."""
    return create_app(Settings(public_url=PUBLIC), graph_store)


@pytest.fixture(scope="module")
def described(graph_store: EmbeddedStore) -> Graph:
    """The service description."""
    return as_graph(description(PUBLIC, graph_store))


@pytest.fixture
def foreign(tmp_path: Path) -> EmbeddedStore:
    """A store of other data, as `mpsc serve --data` makes it."""
    path = tmp_path / "other.ttl"
    path.write_text("<https://example.org/a> a <https://example.org/B> .", encoding="utf-8")
    store = EmbeddedStore(namespaces())
    store.load(path)
    store.merge()
    return store


def test_service_has_its_public_address(described: Graph) -> None:
    """Service Description, 3.2: the endpoint comes from the settings, not from the request."""
    assert set(described.subjects(RDF.type, SD.Service)) == {ENDPOINT}
    assert set(described.objects(None, SD.endpoint)) == {ENDPOINT}
    assert set(described.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}


def test_result_formats_are_those_offered(described: Graph) -> None:
    """By the IRIs that the W3C gave them."""
    names = {
        str(iri).removeprefix("http://www.w3.org/ns/formats/") for iri in described.objects(ENDPOINT, SD.resultFormat)
    }

    results = {f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")}
    assert results | {"Turtle", "N-Triples", "JSON-LD", "RDF_XML"} <= names


def test_default_graph_is_a_union_with_figures(described: Graph, graph_store: EmbeddedStore) -> None:
    """Clients find the size where they look for it: at the default graph of the default dataset."""
    dataset = described.value(ENDPOINT, SD.defaultDataset)
    named = {described.value(entry, SD.name) for entry in described.objects(dataset, SD.namedGraph)}

    assert (ENDPOINT, SD.feature, SD.UnionDefaultGraph) in described
    assert described.value(dataset, SD.defaultGraph) == DATASET
    assert int(str(described.value(DATASET, VOID.triples))) > 300_000
    assert named == set(graph_store.named_graphs())


def test_service_that_asks_nobody_claims_no_federation(described: Graph) -> None:
    """Without an allow list SERVICE is refused."""
    assert (ENDPOINT, SD.feature, SD.BasicFederatedQuery) not in described


def test_endpoints_that_may_be_asked_are_listed(graph_store: EmbeddedStore) -> None:
    """Service Description, 3.3: the feature; and each endpoint as a service that is related."""
    others = ("https://example.org/sparql", "https://example.net/sparql")
    settings = Settings(public_url=PUBLIC, service_allowed=others)
    answered = create_app(settings, graph_store).test_client().get("/service")

    found = Graph().parse(data=answered.text, format="turtle")
    assert (ENDPOINT, SD.feature, SD.BasicFederatedQuery) in found
    assert set(found.objects(ENDPOINT, DCTERMS.relation)) == {URIRef(other) for other in others}
    assert all((URIRef(other), RDF.type, SD.Service) in found for other in others)
    assert set(found.objects(None, SD.endpoint)) == {ENDPOINT}


def test_every_example_is_described(described: Graph) -> None:
    """In the form of the SIB examples: text, both languages, endpoint, prefixes."""
    nodes = set(described.subjects(RDF.type, SH.SPARQLExecutable))

    assert nodes == {query_iri(query) for query in published_queries()}
    for node in nodes:
        languages = {value.language for value in described.objects(node, RDFS.comment) if isinstance(value, Literal)}
        assert languages == {"de", "en"}
        assert described.value(node, namespace("schema").target) == ENDPOINT


def test_every_example_gives_rows(described: Graph, graph_store: EmbeddedStore) -> None:
    """The text in the description is a whole query that finds something."""
    texts = list(described.objects(None, SH.select))

    assert texts
    assert all(graph_store.select(str(text)) for text in texts)


def test_every_prefix_is_declared(described: Graph) -> None:
    """What queries need not declare stands in the description."""
    nodes = described.objects(URIRef(f"{BASE}prefixes"), SH.declare)

    found = {str(described.value(n, SH.prefix)): str(described.value(n, SH.namespace)) for n in nodes}
    assert found == {prefix: str(base) for prefix, base in namespaces().items()}


def test_description_has_no_blank_nodes(described: Graph) -> None:
    """Everything can be linked to."""
    assert not any(isinstance(term, BNode) for triple in described for term in triple)


@pytest.mark.parametrize("path", ["/service", "/.well-known/void"])
@pytest.mark.parametrize(
    ("accept", "content_type", "parser"),
    [
        ("*/*", "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/trig", "application/trig", "turtle"),
        ("application/n-quads,application/trig;q=0.95,text/html;q=0.2", "application/n-quads", "nt"),
    ],
)
def test_formats_say_the_same(app: Flask, path: str, accept: str, content_type: str, parser: str) -> None:
    """Content negotiation, in every RDF format."""
    client = app.test_client()
    answered = client.get(path, headers={"Accept": accept})
    whole = Graph().parse(data=client.get(path).text, format="turtle")

    assert answered.content_type == content_type
    assert "Accept" in answered.vary
    assert set(Graph().parse(data=answered.text, format=parser)) == set(whole)


@pytest.mark.parametrize(("language", "heading"), [("de", "Beschreibung des Endpunkts"), ("en", "Service description")])
def test_people_get_a_page(app: Flask, language: str, heading: str) -> None:
    """Every format, query and prefix of the description, and links to the description itself."""
    client = app.test_client()
    answered = client.get(f"/service?lang={language}", headers={"Accept": "text/html"})
    links = re.findall(r'<a href="(/service\?format=\w+)"', answered.text)
    queries = re.findall(r'<a href="(/query/[^"]+)"', answered.text)

    assert f"<h1>{heading}</h1>" in answered.text
    assert "Accept" in answered.vary
    for offer in (*RESULT_FORMATS, *GRAPH_FORMATS):
        assert f"<code>{offer.media_type}</code>" in answered.text
    assert [client.get(link).content_type for link in links] == [each.content_type for each in GRAPH_FORMATS]
    assert len(queries) == len(published_queries())
    assert {client.get(link).status_code for link in queries} == {200}
    assert str(namespace("mpsc")) in answered.text


def test_format_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    """The refusal lists what is."""
    answered = client.get("/service", headers={"Accept": "image/png"})

    assert answered.status_code == 406
    assert "text/turtle" in json.loads(answered.text)["detail"]


def test_document_is_the_same_every_time(graph_store: EmbeddedStore) -> None:
    """Two servers over one release give the same bytes."""
    one, other = (create_app(Settings(), graph_store).test_client().get("/service?format=rdfxml").data for _ in "ab")

    assert one == other


def test_void_tells_where_the_endpoint_is(app: Flask) -> None:
    """VoID, 6: the document has the dataset as its topic."""
    found = Graph().parse(data=app.test_client().get("/.well-known/void").text, format="turtle")

    assert found.value(DATASET, VOID.sparqlEndpoint) == ENDPOINT
    assert found.value(URIRef(f"{PUBLIC}/.well-known/void"), FOAF.primaryTopic) == DATASET


def test_other_data_have_a_description_without_figures(foreign: EmbeddedStore) -> None:
    """What was not counted by a build is not claimed."""
    found = as_graph(description(PUBLIC, foreign))

    assert (ENDPOINT, RDF.type, SD.Service) in found
    assert found.value(found.value(ENDPOINT, SD.defaultDataset), SD.defaultGraph) is not None
    assert (None, VOID.triples, None) not in found
    assert (ENDPOINT, SD.feature, SD.UnionDefaultGraph) not in found


def test_other_data_have_no_void(foreign: EmbeddedStore) -> None:
    """A problem that says where to look instead."""
    answered = create_app(Settings(), foreign).test_client().get("/.well-known/void")

    assert answered.status_code == 404
    assert "/service" in json.loads(answered.text)["detail"]


def test_answer_can_be_given_from_elsewhere(app: Flask, graph_store: EmbeddedStore) -> None:
    """The endpoint gives the same document when there is no query."""
    with app.test_request_context("/sparql", headers={"Accept": "application/ld+json"}):
        assert answer(graph_store).data == app.test_client().get("/service?format=jsonld").data


def test_query_iri_leads_to_its_description(client: FlaskClient) -> None:
    """To programs as RDF, to browsers as the page with its answer."""
    (query, *_) = published_queries()
    described = Graph().parse(data=client.get(f"/query/{query.name}").text, format="turtle")
    page = client.get(f"/query/{query.name}?lang=en", headers={"Accept": "text/html"}, follow_redirects=True)

    assert (query_iri(query), RDF.type, SH.SPARQLExecutable) in described
    assert 'id="result"' in page.text
    assert query.summary["en"] in page.text


def test_unknown_query_is_told(client: FlaskClient) -> None:
    """With the place of the list."""
    answered = client.get("/query/nothing")

    assert answered.status_code == 404
    assert "/service" in json.loads(answered.text)["detail"]
