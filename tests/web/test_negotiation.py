# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which format a client gets from the endpoint (RFC 9110, 12.5.1)."""

import json

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

COUNT = "SELECT (COUNT(?p) AS ?n) WHERE { ?p a mpsc:ModelProject }"
TRIPLES = "CONSTRUCT { ?p a mpsc:ModelProject } WHERE { ?p a mpsc:ModelProject }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml, application/rdf+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("application/n-quads,application/ld+json;q=0.9,text/html;q=0.2,*/*;q=0.1", "application/sparql-results+json"),
    ],
)
def test_results_are_negotiated(client: FlaskClient, accept: str | None, content_type: str) -> None:
    """Accept chooses among the result formats, by quality; JSON is the default."""
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/sparql", query_string={"query": COUNT}, headers=headers)

    assert answer.status_code == 200
    assert answer.content_type == content_type
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "content_type", "rdflib_name"),
    [
        ("*/*", "text/turtle; charset=utf-8", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/trig", "application/trig", "trig"),
        ("application/n-quads", "application/n-quads", "nquads"),
        ("application/json", "application/ld+json", "json-ld"),
        ("text/plain", "application/n-triples", "nt"),
    ],
)
def test_graphs_are_negotiated(client: FlaskClient, accept: str, content_type: str, rdflib_name: str) -> None:
    """Accept chooses among the graph formats, and each parses to the same triples."""
    answer = client.get("/sparql", query_string={"query": TRIPLES}, headers={"Accept": accept})

    assert answer.content_type == content_type
    assert len(Graph().parse(data=answer.data, format=rdflib_name)) == 73


def test_parameter_format_wins_over_accept(client: FlaskClient) -> None:
    """`?format=csv` works from any browser; what SPARQLWrapper adds is understood."""
    asked = {"query": COUNT, "format": "csv", "output": "csv", "results": "csv"}
    answer = client.get("/sparql", query_string=asked, headers={"Accept": BROWSER})

    assert answer.text == "n\r\n73\r\n"


def test_nothing_acceptable_is_406_with_the_offers(client: FlaskClient) -> None:
    """The answer lists what could be had."""
    answer = client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": "application/pdf"})

    assert answer.status_code == 406
    assert "text/csv" in json.loads(answer.data)["detail"]


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        # SPARQLWrapper 2.0: JSON, XML, Turtle, N3
        (
            "application/sparql-results+json,application/json,text/javascript,application/javascript",
            "sparql-results+json",
            "ld+json",
        ),
        ("application/turtle,text/turtle", None, "turtle"),
        ("application/turtle,text/turtle,text/rdf+n3,application/n-triples,application/n3,text/n3", None, "turtle"),
        # rdflib 7.6: SPARQLStore, Graph.parse
        ("application/sparql-results+xml, application/rdf+xml", "sparql-results+xml", "rdf+xml"),
        ("application/rdf+xml, */*;q=0.1", "sparql-results+json", "rdf+xml"),
        ("text/n3, */*;q=0.1", "sparql-results+json", "turtle"),
        # Comunica 5.3, looking at a source
        (
            "application/n-quads,application/trig;q=0.95,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/html;q=0.2",
            None,
            "n-quads",
        ),
        # pyoxigraph 0.5 for SERVICE
        ("application/sparql-results+json, application/sparql-results+xml", "sparql-results+json", None),
        # Java's HttpURLConnection, without the text/html it begins with
        ("image/gif, image/jpeg, *; q=.2, */*; q=.2", "sparql-results+json", "turtle"),
    ],
)
def test_real_clients_get_what_they_read(
    client: FlaskClient, accept: str, table: str | None, graph: str | None
) -> None:
    """Accept headers as they were caught on the line; None is a 406."""
    for query, expected in ((COUNT, table), (TRIPLES, graph)):
        answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})

        assert answer.status_code == (200 if expected else 406)
        assert expected is None or str(answer.mimetype).endswith(f"/{expected}")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/sparql-results+json"),
        ("nonsense", "application/sparql-results+json"),
        ("text/csv;q=much, /;;,,", "application/sparql-results+json"),
        ("application/*", "application/sparql-results+json"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/*, text/csv;q=0", "text/tab-separated-values; charset=utf-8"),
        ("*/*, application/sparql-results+json;q=0.2", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/csv;header=present;q=0.3, application/xml;q=0.2", "text/csv; charset=utf-8"),
        ("text/csv, */*", "text/csv; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
    ],
)
def test_most_precise_range_decides(client: FlaskClient, accept: str, content_type: str) -> None:
    """RFC 9110, 12.5.1; what cannot be read is passed over."""
    answer = client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": accept})

    assert answer.content_type == content_type


@pytest.mark.parametrize("accept", ["application/*;q=0, text/*;q=0", "*/*;q=0", "text/turtle", "image/png"])
def test_what_is_excluded_is_not_sent(client: FlaskClient, accept: str) -> None:
    """A quality of 0 is a refusal."""
    answer = client.get("/sparql", query_string={"query": COUNT}, headers={"Accept": accept})

    assert answer.status_code == 406


def test_profile_of_json_ld_excludes_nothing(client: FlaskClient) -> None:
    """Parameters of a media range are not looked at."""
    accept = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, a"'
    answer = client.get("/sparql", query_string={"query": TRIPLES}, headers={"Accept": accept})

    assert answer.mimetype == "application/ld+json"


@pytest.mark.parametrize(
    ("query", "name", "content_type"),
    [
        (TRIPLES, "xml", "application/rdf+xml"),
        (TRIPLES, "json", "application/ld+json"),
        (TRIPLES, "csv", "text/turtle; charset=utf-8"),
        (TRIPLES, "nquads", "application/n-quads"),
        (COUNT, "application/sparql-results xml", "application/sparql-results+xml"),
        (COUNT, "xlsx", "text/csv; charset=utf-8"),
        (COUNT, "turtle", "application/sparql-results+json"),
    ],
)
def test_names_of_formats_are_understood(client: FlaskClient, query: str, name: str, content_type: str) -> None:
    """A name of the other kind means its counterpart; an unknown one is ignored, as other parameters are."""
    asked = {"query": query, "format": name, "output": name, "debug": "on"}
    answer = client.get("/sparql", query_string=asked, headers={"Accept": "text/csv, text/turtle;q=0.5"})

    assert answer.content_type == content_type
