# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SPARQL endpoint over HTTP (SPARQL 1.1 Protocol, query operation)."""

import json

import pytest
from flask.testing import FlaskClient
from rdflib import Graph

COUNT = "SELECT (COUNT(?p) AS ?n) WHERE { ?p a mpsc:ModelProject }"
TRIPLES = "CONSTRUCT { ?p a mpsc:ModelProject } WHERE { ?p a mpsc:ModelProject }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def test_get_with_query(client: FlaskClient) -> None:
    """2.1.1: the query in the address."""
    answer = client.get("/sparql", query_string={"query": COUNT})

    assert answer.json == {
        "head": {"vars": ["n"]},
        "results": {
            "bindings": [
                {
                    "n": {
                        "type": "literal",
                        "value": "73",
                        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                    }
                }
            ]
        },
    }


def test_post_form(client: FlaskClient) -> None:
    """2.1.2: the query in a form, decoded once."""
    answer = client.post("/sparql", data={"query": 'ASK { FILTER("a%2Fb+c" = CONCAT("a%2Fb", "+c")) }'})

    assert answer.json == {"head": {}, "boolean": True}


def test_post_direct(client: FlaskClient) -> None:
    """2.1.3: the query as the body, in UTF-8."""
    query = 'ASK { ?b skos:prefLabel "Würzburg"@de }'
    answer = client.post(
        "/sparql", data=query.encode(), content_type="application/sparql-query; charset=utf-8"
    )

    assert answer.json == {"head": {}, "boolean": True}


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
        (
            "application/n-quads,application/ld+json;q=0.9,text/html;q=0.2,*/*;q=0.1",
            "application/sparql-results+json",
        ),
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
    ],
)
def test_graphs_are_negotiated(client: FlaskClient, accept: str, content_type: str, rdflib_name: str) -> None:
    """Accept chooses among the graph formats, and each parses to the same triples."""
    answer = client.get("/sparql", query_string={"query": TRIPLES}, headers={"Accept": accept})

    assert answer.content_type == content_type
    assert len(Graph().parse(data=answer.data, format=rdflib_name)) == 73


def test_describe_speaks_about_the_thing(client: FlaskClient) -> None:
    """DESCRIBE gives the triples of its subject."""
    answer = client.get("/sparql", query_string={"query": "DESCRIBE project:bamberg"})

    assert b"mpsc/def#inCohort" in answer.data or b"inCohort" in answer.data


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


def test_dataset_of_the_request_wins(client: FlaskClient) -> None:
    """2.1.4: default-graph-uri narrows the default graph to one cohort."""
    asked = {"query": COUNT, "default-graph-uri": "https://w3id.org/mpsc/graph/cohort-1", "format": "csv"}

    assert client.get("/sparql", query_string=asked).text == "n\r\n13\r\n"


def test_syntax_error_is_a_problem_with_line_and_column(client: FlaskClient) -> None:
    """RFC 9457, with the place of the fault as numbers too."""
    answer = client.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?s ?p ] }"})

    problem = json.loads(answer.data)
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json; charset=utf-8"
    assert (problem["line"], problem["column"]) == (2, 15)
    assert problem["type"] == "/problems/query-syntax"


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
        ("ASK { SERVICE <http://127.0.0.1/> {} }", "application/sparql-query", 400, "SERVICE"),
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


def test_other_methods_are_refused(client: FlaskClient) -> None:
    """405 names the methods there are."""
    answer = client.delete("/sparql")

    assert answer.status_code == 405
    assert {"GET", "POST"} <= {name.strip() for name in answer.headers["Allow"].split(",")}


def test_browser_gets_a_page_with_links(client: FlaskClient) -> None:
    """A browser that follows an example sees a table with short names."""
    query = "SELECT ?project ?label { ?project a mpsc:ModelProject ; rdfs:label ?label } ORDER BY ?label"
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})

    assert answer.content_type == "text/html; charset=utf-8"
    assert '<td><a href="https://w3id.org/mpsc/id/project/bamberg">project:bamberg</a></td>' in answer.text
    assert "Ergebnis: 73 Zeilen" in answer.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?p a mpsc:ModelProject }", "<code>true</code>"),
        (TRIPLES, "&lt;https://w3id.org/mpsc/id/project/bamberg&gt;"),
        ("SELECT ?s { ?s mpsc:inChort ?o }", "Nichts gefunden"),
        ("SELECT ?b { ?b a mpsc:Municipality }", "ersten 1000 Zeilen"),
        ('SELECT ("<script>" AS ?x) ?none {}', "&lt;script&gt;"),
        ("SELECT (BNODE() AS ?x) {}", "<td>"),
        ("SELECT (<javascript:alert> AS ?x) {}", "<td>&lt;javascript:alert&gt;</td>"),
        ("SELECT * {", "kein gültiges SPARQL"),
    ],
)
def test_page_shows_every_kind_of_answer(client: FlaskClient, query: str, shown: str) -> None:
    """Booleans, graphs, empty and long tables, hostile values and errors all have their page."""
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})

    assert shown in answer.text
    assert "<script" not in answer.text


def test_endpoint_without_query_is_a_form(client: FlaskClient) -> None:
    """The form holds our prefixes and a first query."""
    answer = client.get("/sparql/")

    assert answer.status_code == 200
    assert "PREFIX mpsc: &lt;https://w3id.org/mpsc/def#&gt;" in answer.text
