# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How the endpoint reads a request: the query, its dataset, and what is refused."""

import json
from urllib.parse import quote, unquote_plus

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, URIRef

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.endpoint.request import unquote_strictly

COUNT = "SELECT (COUNT(?p) AS ?n) WHERE { ?p a mpsc:ModelProject }"


def test_dataset_of_the_request_wins(client: FlaskClient) -> None:
    """2.1.4: default-graph-uri narrows the default graph to one cohort."""
    asked = {"query": COUNT, "default-graph-uri": "https://w3id.org/mpsc/graph/cohort-1", "format": "csv"}

    assert client.get("/sparql", query_string=asked).text == "n\r\n13\r\n"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("update=DELETE+WHERE+%7B%3Fs+%3Fp+%3Fo%7D", "application/x-www-form-urlencoded"),
        ("DELETE WHERE { ?s ?p ?o }", "application/sparql-update"),
        ("DELETE WHERE { ?s ?p ?o }", "application/sparql-query"),
        ("query=CLEAR+ALL", "application/x-www-form-urlencoded"),
    ],
)
def test_update_is_refused(client: FlaskClient, body: str, content_type: str) -> None:
    """Whatever way it comes, an update is 403 and changes nothing."""
    answer = client.post("/sparql", data=body, content_type=content_type)

    assert answer.status_code == 403
    assert client.get("/sparql", query_string={"query": COUNT, "format": "csv"}).text == "n\r\n73\r\n"


@pytest.mark.parametrize(
    ("body", "content_type", "status", "detail"),
    [
        (COUNT, "text/plain", 415, "application/sparql-query"),
        (b"ASK { ?s ?p '\xff' }", "application/sparql-query", 400, "not UTF-8"),
        ("", "application/sparql-query", 400, "empty"),
        ("", "application/x-www-form-urlencoded", 400, "no parameter"),
        ("query=ASK{}&query=ASK{}", "application/x-www-form-urlencoded", 400, "exactly one"),
        ("ASK {} #" + "x" * 1_000_000, "application/sparql-query", 413, "Shorten"),
        ("x" * 4_000_000, "application/sparql-query", 413, "Shorten"),
        ("ASK { SERVICE <http://127.0.0.1/> {} }", "application/sparql-query", 403, "SERVICE"),
    ],
)
def test_bad_request_is_told(
    client: FlaskClient, body: str | bytes, content_type: str, status: int, detail: str
) -> None:
    """Each mistake has its status and a sentence that says what to do."""
    answer = client.post("/sparql", data=body, content_type=content_type)

    assert answer.status_code == status
    assert detail in json.loads(answer.data)["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("address", "body", "content_type", "status", "detail"),
    [
        ("?query=ASK%7B%7D", "query=ASK%7B%7D", "application/x-www-form-urlencoded", 400, "in the address"),
        ("?query=ASK%7B%7D", "ASK {}", "application/sparql-query", 400, "in the address"),
        ("", "query=%FF", "application/x-www-form-urlencoded", 400, "percent-encoded"),
        ("", b"query=\xff", "application/x-www-form-urlencoded", 400, "not UTF-8"),
        ("?x=%FF", "ASK {}", "application/sparql-query", 400, "percent-encoded"),
        ("", "a&" * 1001, "application/x-www-form-urlencoded", 400, "parameters"),
        ("", "ASK {}", "application/sparql-query; charset=latin1", 415, "UTF-8 only"),
        ("", "query=ASK%7B%7D", "application/x-www-form-urlencoded; charset=utf-16", 415, "UTF-8 only"),
        ("?default-graph-uri=cohort-1", "ASK {}", "application/sparql-query", 400, "default-graph-uri"),
        ("?named-graph-uri=x:%3E", "ASK {}", "application/sparql-query", 400, "named-graph-uri"),
    ],
)
def test_request_is_read_strictly(  # noqa: PLR0913, PLR0917 - the parts of a request and of its answer
    client: FlaskClient, address: str, body: str | bytes, content_type: str, status: int, detail: str
) -> None:
    """What is ambiguous or broken is refused with the reason, never guessed."""
    answer = client.post(f"/sparql{address}", data=body, content_type=content_type)

    assert answer.status_code == status
    assert detail in json.loads(answer.data)["detail"]


def test_update_by_get_is_refused(client: FlaskClient) -> None:
    """As by POST."""
    assert client.get("/sparql?update=CLEAR%20ALL").status_code == 403


@pytest.mark.parametrize("content_type", ['application/sparql-query; charset="UTF-8"', "application/sparql-query"])
def test_byte_order_mark_is_no_part_of_the_query(client: FlaskClient, content_type: str) -> None:
    """As some editors write it in front of a text."""
    answer = client.post("/sparql", data=b"\xef\xbb\xbf" + COUNT.encode(), content_type=content_type)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "iri",
    [
        "urn:x-rdflib:default",
        "http://www.openrdf.org/schema/sesame#nil",
        "urn:x-arq:DefaultGraph",
        "urn:x-arq:UnionGraph",
        "",
    ],
)
def test_names_of_the_default_graph_mean_ours(client: FlaskClient, iri: str) -> None:
    """What rdflib, RDF4J and Jena send for it does not narrow the dataset."""
    asked = {"query": COUNT, "default-graph-uri": iri, "format": "csv"}

    assert client.get("/sparql", query_string=asked).text == "n\r\n73\r\n"


def test_default_graph_stays_whole_beside_named_graphs(client: FlaskClient) -> None:
    """Our default graph can be named together with single named graphs."""
    query = """SELECT ?in (COUNT(DISTINCT ?p) AS ?n) {
        { ?p a mpsc:ModelProject BIND("default" AS ?in) } UNION { GRAPH ?in { ?p a mpsc:ModelProject } }
    } GROUP BY ?in ORDER BY ?in"""
    named = "https://w3id.org/mpsc/graph/cohort-1"
    asked = {"query": query, "default-graph-uri": "urn:x-rdflib:default", "named-graph-uri": named}

    answer = client.get("/sparql", query_string={**asked, "format": "csv"})
    assert answer.text.splitlines()[1:] == [f"{named},13", "default,73"]


def test_query_that_is_too_long_for_an_address_goes_by_post(client: FlaskClient) -> None:
    """414 says so, and the same query by POST is answered."""
    query = f"ASK {{}} # {'x' * 33_000}"
    refused = client.get("/sparql", query_string={"query": query})

    assert refused.status_code == 414
    assert json.loads(refused.data)["type"] == "/problems/address-too-long"
    assert "by POST" in json.loads(refused.data)["detail"]
    assert client.post("/sparql", data={"query": query}).status_code == 200
    assert client.get("/sparql", query_string={"query": query[:30_000]}).status_code == 200


def test_named_graphs_alone_leave_the_default_graph_empty(client: FlaskClient) -> None:
    """2.1.4: the dataset is what was named, and nothing else."""
    query = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?p a mpsc:ModelProject } } }"
    asked = {"query": query, "named-graph-uri": "https://w3id.org/mpsc/graph/cohort-1", "format": "csv"}

    assert client.get("/sparql", query_string=asked).text == "n\r\n13\r\n"


@pytest.mark.parametrize("by_request", [True, False])
def test_graphs_are_merged(by_request: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A triple that stands in two default graphs is counted once (RDF 1.1 Semantics, 4.1: merge)."""
    store = EmbeddedStore()
    subject, one, two = URIRef("x:s"), URIRef("x:one"), URIRef("x:two")
    store.add((subject, RDF.type, RDFS.Resource, graph) for graph in (one, two))
    store.merge()
    query = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
    clauses = "" if by_request else f"FROM <{one}> FROM <{two}>"
    asked = {"query": query.format(clauses), "format": "csv"}
    if by_request:
        asked["default-graph-uri"] = [one, two]  # type: ignore[assignment]  # several values of one name

    answer = create_app(Settings(), store).test_client().get("/sparql", query_string=asked)
    assert answer.text == "n\r\n1\r\n"


@given(text=st.text(alphabet="%+=&aF09 é~", max_size=20) | st.text(max_size=20).map(quote))
def test_decoding_is_that_of_the_library(text: str) -> None:
    """Also of what is no percent-encoding, or not UTF-8."""
    try:
        expected = unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            unquote_strictly(text)
    else:
        assert unquote_strictly(text) == expected
