# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whole graphs over HTTP (SPARQL 1.1 Graph Store HTTP Protocol, what reads)."""

import json

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, URIRef

from graph.model.namespaces import GRAPH
from graph.store import EmbeddedStore

MEETING = GRAPH["bamberg-meeting"]


@pytest.mark.parametrize(
    ("accept", "content_type", "parser"),
    [
        (None, "text/turtle; charset=utf-8", "turtle"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/turtle; charset=utf-8", "turtle"),
        ("application/rdf+xml, text/n3;q=0.9", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/trig", "application/trig", "trig"),
        ("application/n-quads", "application/n-quads", "nquads"),
    ],
)
def test_named_graph_in_every_format(
    client: FlaskClient, graph_store: EmbeddedStore, accept: str | None, content_type: str, parser: str
) -> None:
    """4.2 and 5.2: the graph of the parameter, as the Accept header asks."""
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/data", query_string={"graph": MEETING}, headers=headers)

    assert (answer.status_code, answer.content_type) == (200, content_type)
    assert "Accept" in answer.vary
    found = Graph().parse(data=answer.text, format={"trig": "turtle", "nquads": "nt"}.get(parser, parser))
    # Reading, rdflib writes some values in its own way.
    expected = Graph().parse(data=graph_store.graph(MEETING).serialize(format="nt"), format="nt")
    assert set(found) == set(expected)


@pytest.mark.parametrize("name", ["turtle", "nt", "jsonld", "rdfxml", "trig", "nquads"])
def test_format_by_parameter(client: FlaskClient, name: str) -> None:
    """The address alone can ask for a format; it wins over Accept."""
    answer = client.get("/data", query_string={"graph": MEETING, "format": name}, headers={"Accept": "text/csv"})

    assert answer.status_code == 200


def test_default_graph_is_the_merge(client: FlaskClient, graph_store: EmbeddedStore) -> None:
    """4.2: `?default` has each statement once, whatever graphs it stands in."""
    (row,) = graph_store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")

    lines = client.get("/data?default&format=ntriples", buffered=True).data.splitlines()

    assert len(lines) == len(set(lines)) == int(str(row["n"]))


def test_our_graphs_have_addresses_of_their_own(client: FlaskClient) -> None:
    """4.1: where the IRI of a graph leads."""
    direct = client.get("/graph/codelists/topic?format=nt")
    indirect = client.get("/data", query_string={"graph": GRAPH["codelists/topic"], "format": "nt"})

    assert direct.status_code == 200
    assert sorted(direct.data.splitlines()) == sorted(indirect.data.splitlines())


@pytest.mark.parametrize("path", ["/data?default", "/graph/bamberg-meeting"])
def test_head_has_no_body(client: FlaskClient, path: str) -> None:
    """5.7: the same head, nothing more."""
    answer = client.head(path)

    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_type == "text/turtle; charset=utf-8"
    assert "Accept" in answer.vary
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize(
    "address",
    [
        "/data",
        f"/data?default&graph={MEETING}",
        f"/data?graph={MEETING}&graph={MEETING}",
        "/data?default&default",
        "/data?graph=",
        "/data?graph=bamberg-meeting",
        "/data?graph=https://example.org/a%20b",
        "/data?graph=https://example.org/%3E%7B%3Fs%20%3Fp",
    ],
)
def test_anything_but_one_graph_is_refused(client: FlaskClient, address: str) -> None:
    """4.2: exactly one graph, by an absolute IRI."""
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("path", ["/data?graph=https://example.org/none", "/graph/none", "/graph/a%3E%20b"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_unknown_graph_is_not_found(client: FlaskClient, path: str, method: str) -> None:
    """5.2: 404, with the place that lists the graphs."""
    answer = client.open(path, method=method)

    assert answer.status_code == 404
    assert method == "HEAD" or "/service" in json.loads(answer.text)["detail"]


def test_format_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    """5.2: 406, with what is offered."""
    answer = client.get("/data?default", headers={"Accept": "image/png"})

    assert answer.status_code == 406
    assert "application/trig" in json.loads(answer.text)["detail"]


@pytest.mark.parametrize("path", ["/data?default", "/graph/bamberg-meeting"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graphs_cannot_be_changed(client: FlaskClient, path: str, method: str) -> None:
    """5.1: 405 with what is allowed, and why."""
    answer = client.open(path, method=method, data="<a> <b> <c> .", content_type="text/turtle")

    assert answer.status_code == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    assert "read" in json.loads(answer.text)["detail"]


def test_options_tells_what_is_allowed(client: FlaskClient) -> None:
    """Only what reads."""
    answer = client.options("/data")

    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_graphs_of_the_description_can_be_fetched(client: FlaskClient, graph_store: EmbeddedStore) -> None:
    """Every graph that is listed has an address that answers."""
    names: list[URIRef] = list(graph_store.named_graphs())

    statuses = {client.head("/data", query_string={"graph": name}).status_code for name in names}

    assert statuses == {200}
