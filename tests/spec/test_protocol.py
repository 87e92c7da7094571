# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The W3C test suite of the SPARQL 1.1 Protocol, restated: one test for each of the suite, by its name.

The query side as it stands there; the update side against an endpoint that is read-only, so that whatever
the suite sends is refused with 4xx and changes nothing.
"""

import json
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import FOAF
from werkzeug.test import TestResponse

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

DATA = "http://example.org/data/"
ONE, TWO, THREE = (URIRef(f"{DATA}{name}") for name in ("one", "two", "three"))
QUERY, UPDATE, FORM = ("application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded")


@pytest.fixture
def suite() -> FlaskClient:
    """An endpoint with three documents, each in a named graph of its own that says what it is."""
    store = EmbeddedStore()
    store.add((document, RDF.type, FOAF.Document, document) for document in (ONE, TWO, THREE))
    store.merge()
    return create_app(Settings(), store).test_client()


def direct(suite: FlaskClient, query: str, *dataset: tuple[str, URIRef], accept: str = "*/*") -> TestResponse:
    """Post a query as the body, with the dataset in the address."""
    address = f"/sparql/?{urlencode(dataset)}" if dataset else "/sparql/"
    return suite.post(address, data=query, content_type=QUERY, headers={"Accept": accept})


def asked(answer: TestResponse) -> bool:
    """Return what an ASK was answered with."""
    assert answer.status_code == 200
    assert answer.mimetype == "application/sparql-results+json"
    truth: bool = json.loads(answer.data)["boolean"]
    return truth


def rows(answer: TestResponse) -> list[dict[str, str]]:
    """Return the solutions of a SELECT as variable → value."""
    assert answer.status_code == 200
    found = json.loads(answer.data)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def refused(answer: TestResponse) -> bool:
    """Tell whether the status is a 4xx."""
    return 400 <= answer.status_code < 500


def test_query_get(suite: FlaskClient) -> None:
    """A query in the address of a GET is answered."""
    assert asked(suite.get("/sparql?query=ASK%20%7B%7D"))


def test_query_post_form(suite: FlaskClient) -> None:
    """A query in a form is answered, with the dataset in the address or in the form."""
    form = {"query": f"ASK {{ <{ONE}> a ?type }}"}

    assert asked(suite.post("/sparql/", data=form))
    assert asked(suite.post(f"/sparql/?{urlencode({'default-graph-uri': ONE})}", data=form))
    assert not asked(suite.post(f"/sparql/?{urlencode({'default-graph-uri': TWO})}", data=form))
    assert not asked(suite.post("/sparql/", data={**form, "default-graph-uri": TWO}))


def test_query_post_direct(suite: FlaskClient) -> None:
    """A query that is the body is answered."""
    assert asked(direct(suite, "ASK {}"))


def test_query_dataset_default_graph(suite: FlaskClient) -> None:
    """One default-graph-uri is the default graph, and nothing else is in it."""
    assert asked(direct(suite, f"ASK {{ <{ONE}> ?p ?o }}", ("default-graph-uri", ONE)))
    assert not asked(direct(suite, f"ASK {{ <{TWO}> ?p ?o }}", ("default-graph-uri", ONE)))


def test_query_dataset_default_graphs_get(suite: FlaskClient) -> None:
    """Two default-graph-uri in the address of a GET are one default graph."""
    pairs = [
        ("query", f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type FILTER NOT EXISTS {{ <{THREE}> ?p ?o }} }}"),
        ("default-graph-uri", ONE),
        ("default-graph-uri", TWO),
    ]

    assert asked(suite.get(f"/sparql?{urlencode(pairs)}"))


def test_query_dataset_default_graphs_post(suite: FlaskClient) -> None:
    """Two default-graph-uri in the address of a POST are one default graph."""
    both = [("default-graph-uri", ONE), ("default-graph-uri", TWO)]

    assert asked(direct(suite, f"ASK {{ <{ONE}> ?p ?o . <{TWO}> ?p ?o }}", *both))
    assert not asked(direct(suite, f"ASK {{ <{THREE}> ?p ?o }}", *both))


def test_query_dataset_named_graphs_get(suite: FlaskClient) -> None:
    """Two named-graph-uri in the address of a GET are the named graphs."""
    pairs = [
        ("query", f"ASK {{ GRAPH ?a {{ <{ONE}> a ?type }} GRAPH ?b {{ <{TWO}> a ?type }} }}"),
        ("named-graph-uri", ONE),
        ("named-graph-uri", TWO),
    ]

    assert asked(suite.get(f"/sparql?{urlencode(pairs)}"))


def test_query_dataset_named_graphs_post(suite: FlaskClient) -> None:
    """Two named-graph-uri in the address of a POST are all named graphs; the default graph is empty."""
    both = [("named-graph-uri", ONE), ("named-graph-uri", TWO)]

    assert asked(direct(suite, "ASK { GRAPH ?g { ?s ?p ?o } }", *both))
    assert not asked(direct(suite, f"ASK {{ GRAPH <{THREE}> {{ ?s ?p ?o }} }}", *both))
    assert not asked(direct(suite, "ASK { ?s ?p ?o }", *both))


def test_query_dataset_full(suite: FlaskClient) -> None:
    """Default graph and named graphs together are the whole dataset."""
    dataset = [("default-graph-uri", THREE), ("named-graph-uri", ONE), ("named-graph-uri", TWO)]
    answer = direct(suite, "SELECT ?g ?x ?s { ?x ?y ?o GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", *dataset)

    assert rows(answer) == [{"g": str(name), "x": str(THREE), "s": str(name)} for name in (ONE, TWO)]


def test_query_multiple_dataset(suite: FlaskClient) -> None:
    """The dataset of the request wins over FROM."""
    query = f"ASK FROM <{ONE}> {{ <{TWO}> ?p ?o FILTER NOT EXISTS {{ <{ONE}> ?p ?o }} }}"

    assert asked(direct(suite, query, ("default-graph-uri", TWO)))


@pytest.mark.parametrize(
    "accept",
    ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
)
def test_query_content_type_select(suite: FlaskClient, accept: str) -> None:
    """SELECT is answered in a result format, the one that was asked for."""
    assert direct(suite, "SELECT (1 AS ?value) {}", accept=accept).mimetype == accept


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "application/sparql-results+xml"])
def test_query_content_type_ask(suite: FlaskClient, accept: str) -> None:
    """ASK is answered in a result format, the one that was asked for."""
    assert direct(suite, "ASK {}", accept=accept).mimetype == accept


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml"])
def test_query_content_type_describe(suite: FlaskClient, accept: str) -> None:
    """DESCRIBE is answered in an RDF format, the one that was asked for."""
    answer = direct(suite, "DESCRIBE <http://example.org/>", accept=accept)

    assert (answer.status_code, answer.mimetype) == (200, accept)


@pytest.mark.parametrize(("accept", "parser"), [("text/turtle", "turtle"), ("application/rdf+xml", "xml")])
def test_query_content_type_construct(suite: FlaskClient, accept: str, parser: str) -> None:
    """CONSTRUCT is answered in an RDF format, the one that was asked for."""
    answer = direct(suite, "CONSTRUCT { <http://e.org/s> <http://e.org/p> 1 } WHERE {}", accept=accept)

    assert answer.mimetype == accept
    assert len(Graph().parse(data=answer.data, format=parser)) == 1


def test_bad_query_method(suite: FlaskClient) -> None:
    """PUT is no way to ask."""
    assert suite.put("/sparql?query=ASK%20%7B%7D").status_code == 405


def test_bad_multiple_queries(suite: FlaskClient) -> None:
    """Two queries are one too many."""
    assert suite.get("/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D").status_code == 400


def test_bad_query_wrong_media_type(suite: FlaskClient) -> None:
    """A query is not text/plain."""
    assert suite.post("/sparql/", data="ASK {}", content_type="text/plain").status_code == 415


def test_bad_query_missing_form_type(suite: FlaskClient) -> None:
    """A form has to say that it is one."""
    assert suite.post("/sparql/", data="query=ASK%20%7B%7D").status_code == 415


def test_bad_query_missing_direct_type(suite: FlaskClient) -> None:
    """A query that is the body has to say so."""
    assert suite.post("/sparql/", data="ASK {}").status_code == 415


def test_bad_query_non_utf8(suite: FlaskClient) -> None:
    """A query is UTF-8, whatever it says it is."""
    body = "ASK {}".encode("utf-16")

    assert suite.post("/sparql/", data=body, content_type=f"{QUERY}; charset=UTF-16").status_code == 415
    assert suite.post("/sparql/", data=body, content_type=QUERY).status_code == 400


def test_bad_query_syntax(suite: FlaskClient) -> None:
    """Half a query is a bad request."""
    assert suite.get("/sparql?query=ASK%20%7B").status_code == 400


INSERT = f"INSERT DATA {{ GRAPH <{DATA}new> {{ <{ONE}> a <{FOAF.Person}> }} }}"
REBUILT = f"CLEAR ALL ; {INSERT} ; INSERT {{ ?s a <{FOAF.Agent}> }} WHERE {{ ?s a <{FOAF.Document}> }}"
RELATIVE = "CLEAR GRAPH <http://example.org/base> ; INSERT DATA { <http://e.org/s> <http://e.org/p> <test> }"
CONFLICT = urlencode({"using-named-graph-uri": ONE, "update": "WITH <x:y> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"})
UPDATES = {
    "update_dataset_default_graph": (f"?using-graph-uri={ONE}", REBUILT, UPDATE),
    "update_dataset_default_graphs": (f"?using-graph-uri={ONE}&using-graph-uri={TWO}", REBUILT, UPDATE),
    "update_dataset_named_graphs": (f"?using-named-graph-uri={ONE}&using-named-graph-uri={TWO}", REBUILT, UPDATE),
    "update_dataset_full": (f"?using-graph-uri={ONE}&using-named-graph-uri={TWO}", REBUILT, UPDATE),
    "update_post_form": ("", "update=CLEAR%20ALL", FORM),
    "update_post_direct": ("", "CLEAR ALL", UPDATE),
    "update_base_uri": ("", RELATIVE, UPDATE),
    "bad_multiple_updates": ("", "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM),
    "bad_update_wrong_media_type": ("", "CLEAR NAMED", "text/plain"),
    "bad_update_missing_form_type": ("", "update=CLEAR%20NAMED", None),
    "bad_update_non_utf8": ("", "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16"),
    "bad_update_syntax": ("", "update=CLEAR%20XYZ", FORM),
    "bad_update_dataset_conflict": ("", CONFLICT, FORM),
}


@pytest.mark.parametrize("name", UPDATES)
def test_update(suite: FlaskClient, name: str) -> None:
    """Each update of the suite, good or bad, is refused with 4xx, and all graphs are as they were."""
    parameters, body, content_type = UPDATES[name]
    answer = suite.post(f"/sparql{parameters}", data=body, content_type=content_type)

    assert refused(answer)
    assert rows(direct(suite, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")) == [{"n": "3"}]


def test_bad_update_get(suite: FlaskClient) -> None:
    """An update by GET is refused."""
    assert refused(suite.get("/sparql?update=CLEAR%20ALL"))
