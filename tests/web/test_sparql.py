# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SPARQL endpoint over HTTP (SPARQL 1.1 Protocol, query operation)."""

import json

import pytest
from flask.testing import FlaskClient

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
                {"n": {"type": "literal", "value": "73", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}
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
    answer = client.post("/sparql", data=query.encode(), content_type="application/sparql-query; charset=utf-8")

    assert answer.json == {"head": {}, "boolean": True}


def test_describe_speaks_about_the_thing(client: FlaskClient) -> None:
    """DESCRIBE gives the triples of its subject."""
    answer = client.get("/sparql", query_string={"query": "DESCRIBE project:bamberg"})

    assert b"mpsc/def#inCohort" in answer.data or b"inCohort" in answer.data


def test_syntax_error_is_a_problem_with_line_and_column(client: FlaskClient) -> None:
    """RFC 9457, with the place of the fault as numbers too."""
    answer = client.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?s ?p ] }"})

    problem = json.loads(answer.data)
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json; charset=utf-8"
    assert (problem["line"], problem["column"]) == (2, 15)
    assert problem["type"] == "/problems/query-syntax"


def test_browser_gets_a_page_with_links(client: FlaskClient) -> None:
    """A browser that follows an example sees a table with short names."""
    query = "SELECT ?project ?label { ?project a mpsc:ModelProject ; rdfs:label ?label } ORDER BY ?label"
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})

    assert answer.content_type == "text/html; charset=utf-8"
    assert '<td><a href="/doc/project/bamberg">project:bamberg</a></td>' in answer.text
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

    content, _, _ = answer.text.partition("</main>")
    assert shown in content
    assert "<script" not in content


def test_endpoint_without_query_is_a_form(client: FlaskClient) -> None:
    """The form holds our prefixes and a first query."""
    answer = client.get("/sparql/", headers={"Accept": BROWSER})

    assert answer.status_code == 200
    assert "PREFIX mpsc: &lt;https://w3id.org/mpsc/def#&gt;" in answer.text


@pytest.mark.parametrize("query", [COUNT, TRIPLES, "SELECT * { ?s ?p ?o } LIMIT 20000", None])
def test_head_is_a_get_without_body(client: FlaskClient, query: str | None) -> None:
    """The same status and headers, the length included, also for a long answer."""
    asked = {"query": query} if query else {}
    head, get = client.head("/sparql", query_string=asked), client.get("/sparql", query_string=asked)

    assert head.data == b""
    assert head.content_length == len(get.data)
    assert head.status_code == get.status_code == 200
    names = ("Content-Type", "Vary", "Accept-Post", "Access-Control-Allow-Origin")
    assert [head.headers.get(name) for name in names] == [get.headers.get(name) for name in names]
    get.close()


def test_query_method(client: FlaskClient) -> None:
    """HTTP QUERY (RFC 10008): safe as a GET, with the query as the body."""
    address = "/sparql?default-graph-uri=https://w3id.org/mpsc/graph/cohort-1&format=csv"
    answer = client.open(address, method="QUERY", data=COUNT, content_type="application/sparql-query")

    assert answer.text == "n\r\n13\r\n"
    assert answer.headers["Accept-Query"] == "application/sparql-query"
    assert client.open("/sparql", method="QUERY", data={"query": COUNT}).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    """405 names all methods there are."""
    answer = client.open("/sparql", method=method)

    assert answer.status_code == 405
    named = {name.strip() for name in answer.headers["Allow"].split(",")}
    assert named == {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}


def test_select_star_keeps_the_order_of_the_query(client: FlaskClient) -> None:
    """The columns of a table stand as the query names them."""
    asked = {"query": "SELECT * { ?project a ?class ; rdfs:label ?a } LIMIT 1", "format": "csv"}

    assert client.get("/sparql", query_string=asked).text.startswith("project,class,a\r\n")


@pytest.mark.parametrize("accept", [None, "*/*", "text/turtle"])
def test_program_without_query_gets_the_service_description(client: FlaskClient, accept: str | None) -> None:
    """SPARQL 1.1 Service Description, 2: at the endpoint itself."""
    answer = client.get("/sparql", headers={"Accept": accept} if accept else {})

    assert answer.mimetype == "text/turtle"
    assert answer.data == client.get("/service").data


def test_empty_answer_carries_hints(client: FlaskClient) -> None:
    """JSON strings in ASCII, short, and readable for scripts of other sites."""
    query = "SELECT * { ?s a mpsc:modelProject ; rdfs:label 'Köln' }"
    answered = client.get("/sparql", query_string={"query": query, "format": "csv"})

    values = answered.headers.getlist("Query-Hint")
    assert [json.loads(value) for value in values] == [
        "mpsc:modelProject does not occur in the data. Did you mean mpsc:ModelProject?",
        'The data have "Köln"@de, not "Köln".',
    ]
    assert all(value.isascii() for value in values)
    assert "Query-Hint" in answered.headers["Access-Control-Expose-Headers"]


def test_hints_stay_below_a_kilobyte(client: FlaskClient) -> None:
    """Servers in between refuse a head that is too large."""
    names = " ".join(f"?s <https://example.org/{'x' * 300}{number}> ?o{number} ." for number in range(9))
    answered = client.get("/sparql", query_string={"query": f"ASK {{ {names} }}"})

    values = answered.headers.getlist("Query-Hint")
    assert values
    assert sum(len(f"Query-Hint: {value}\r\n") for value in values) < 1000


def test_answer_with_rows_carries_no_hint(client: FlaskClient) -> None:
    """Even where a part of the query names nothing."""
    query = "SELECT * { ?s a mpsc:Cohort OPTIONAL { ?s mpsc:nothing ?o } }"

    assert "Query-Hint" not in client.get("/sparql", query_string={"query": query}).headers


@pytest.mark.parametrize("form", ["SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o } WHERE"])
def test_page_shows_hints_in_its_language(client: FlaskClient, form: str) -> None:
    """For every form of query."""
    arguments = {"query": f"{form} {{ ?s a mpsc:modelProject ; ?p ?o }}", "format": "html"}
    german = client.get("/sparql", query_string=arguments).text
    english = client.get("/sparql", query_string={**arguments, "lang": "en"}).text

    assert "Meinten Sie mpsc:ModelProject?" in german
    assert "Did you mean mpsc:ModelProject?" in english
