# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Queries with SERVICE at the endpoint: what comes back, and what is told."""

import json
import threading
import time
from typing import Protocol

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.model.namespaces import namespaces
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

HTML = {"Accept": "text/html"}


class Remote(Protocol):
    """The other server of conftest.py."""

    asked: list[tuple[str, dict[str, str], str]]

    def address(self, path: str) -> str:
        """Return the address of `path` there."""
        ...


@pytest.fixture
def client(remote: Remote) -> FlaskClient:
    """An endpoint with an empty store that may ask the other server for anything but `/secret`."""
    paths = ("good", "html", "broken", "boolean", "many", "failing", "moved", "silent", "gone", "dripping")
    allowed = tuple(remote.address(f"/{path}") for path in paths)
    settings = Settings(service_allowed=allowed, query_seconds=1, threads=2)
    return create_app(settings, EmbeddedStore(namespaces())).test_client()


def ask(client: FlaskClient, query: str) -> TestResponse:
    """Send a query, and take the answer as CSV."""
    return client.post("/sparql?format=csv", data=query, content_type="application/sparql-query")


def test_solutions_are_joined_with_the_rest(client: FlaskClient, remote: Remote) -> None:
    """Federated Query, 4: the group is evaluated there, the rest here."""
    query = f"""SELECT ?n (LANG(?n) AS ?l) {{
        VALUES ?s {{ <https://example.org/a> <https://example.org/c> <https://example.org/d> <x:> }}
        SERVICE <{remote.address("/good")}> {{ ?s rdfs:label ?n }}
        FILTER(isNumeric(?n) || !BOUND(?n)) }}"""

    answer = ask(client, query)
    assert answer.text == "n,l\r\n1,\r\n,\r\n"
    assert remote.asked[-1][2] == (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nSELECT * WHERE { ?s rdfs:label ?n } LIMIT 10001"
    )


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("{ SELECT ?s { SERVICE <%s> { ?s ?p ?n } } ORDER BY ?s LIMIT 1 }", "https://example.org/a"),
        ("VALUES ?s { <x:> } OPTIONAL { SERVICE <%s> { ?s ?p ?n } }", "x:"),
        ("VALUES ?s { <x:> <https://example.org/a> } MINUS { SERVICE <%s> { ?s ?p ?n } }", "x:"),
        (
            "VALUES ?s { <x:> <https://example.org/c> } FILTER EXISTS { SERVICE <%s> { ?s ?p ?n } }",
            "https://example.org/c",
        ),
        ("{ VALUES ?s { <x:> } } UNION { SERVICE <%s> { ?s ?p ?n } FILTER(isIRI(?n)) }", "x:"),
    ],
)
def test_service_works_in_every_part_of_a_query(client: FlaskClient, remote: Remote, group: str, expected: str) -> None:
    """Sub-select, OPTIONAL, MINUS, EXISTS, UNION."""
    answer = ask(client, f"SELECT ?s {{ {group % remote.address('/good')} }}")

    assert answer.text == f"s\r\n{expected}\r\n"


def test_blank_nodes_of_two_answers_are_not_the_same(client: FlaskClient, remote: Remote) -> None:
    """Labels mean nothing beyond their answer; within it they do."""
    one = f"SERVICE <{remote.address('/good')}> {{ ?s ?p ?n }}"
    answer = ask(client, f"SELECT ?s {{ {one} FILTER(LANG(?n) = 'de') }}")
    both = ask(client, f"SELECT ?s {{ {one} {one} FILTER(LANG(?n) = 'de') }}")

    assert answer.text.startswith("s\r\nhttps://w3id.org/mpsc/.well-known/genid/")
    assert answer.text.endswith("/b%201\r\n")
    assert both.text == "s\r\n"


@pytest.mark.parametrize(
    ("path", "status", "slug", "detail"),
    [
        ("html", 502, "service-failed", "text/html"),
        ("broken", 502, "service-failed", "cannot be used"),
        ("boolean", 502, "service-failed", "cannot be used"),
        ("gone", 502, "service-failed", "cannot be used"),
        ("many", 502, "service-failed", "more than 10000 solutions"),
        ("failing", 502, "service-failed", "status 500"),
        ("moved", 502, "service-failed", "Redirects are not followed"),
        ("silent", 504, "service-timeout", "in time"),
        ("dripping", 504, "service-timeout", "in time"),
        ("secret", 403, "service-forbidden", "Allowed are"),
    ],
)
def test_failure_is_a_problem_that_names_the_host(  # noqa: PLR0913, PLR0917 - a fault and all it shows in
    client: FlaskClient, remote: Remote, path: str, status: int, slug: str, detail: str
) -> None:
    """RFC 9457: 502 for a bad answer, 504 for none in time, 403 for an endpoint that is not allowed."""
    answer = ask(client, f"SELECT * {{ SERVICE <{remote.address(f'/{path}')}> {{ ?s ?p ?n }} }}")

    problem = json.loads(answer.text)
    assert (answer.status_code, problem["type"]) == (status, f"/problems/{slug}")
    assert detail in problem["detail"]
    assert "127.0.0.1" in problem["detail"]


@pytest.mark.parametrize(("path", "cause"), [("html", "http_protocol_error"), ("silent", "http_response_timeout")])
def test_silent_failure_is_one_solution_and_is_told(client: FlaskClient, remote: Remote, path: str, cause: str) -> None:
    """Federated Query, 2.3.1: one empty solution; which server failed stands in a header (RFC 9209)."""
    query = f"SELECT ?x ?s {{ VALUES ?x {{ 1 }} SERVICE SILENT <{remote.address(f'/{path}')}> {{ ?s ?p ?n }} }}"

    answer = ask(client, query)
    host = remote.address("").removeprefix("http://")
    assert answer.text == "x,s\r\n1,\r\n"
    assert answer.headers["Proxy-Status"] == f'mpsc-graph; next-hop="{host}"; error={cause}'
    assert "Proxy-Status" in answer.headers["Access-Control-Expose-Headers"]


def test_page_tells_what_is_missing(client: FlaskClient, remote: Remote) -> None:
    """People do not see headers."""
    query = f"SELECT * {{ VALUES ?x {{ 1 }} SERVICE SILENT <{remote.address('/html')}> {{ ?s ?p ?n }} }}"
    answer = client.get("/sparql", query_string={"query": query}, headers=HTML)

    assert f"Ohne {remote.address('').removeprefix('http://')}: " in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_silent_does_not_open_the_list(client: FlaskClient, remote: Remote) -> None:
    """What is forbidden is refused, not passed over."""
    count = len(remote.asked)
    answer = ask(client, f"SELECT * {{ SERVICE SILENT <{remote.address('/secret')}> {{ ?s ?p ?n }} }}")

    assert answer.status_code == 403
    assert len(remote.asked) == count


def test_answers_are_never_kept(client: FlaskClient, remote: Remote) -> None:
    """The other server is asked each time, and no cache may keep what it said."""
    query = f"SELECT ?s {{ SERVICE <{remote.address('/good')}> {{ ?s ?p ?n }} }}"
    count = len(remote.asked)
    answers = [ask(client, query) for _ in "ab"]

    assert len(remote.asked) == count + 2
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)
    assert not any("ETag" in answer.headers for answer in answers)


def test_rest_of_a_query_keeps_its_lines(client: FlaskClient, remote: Remote) -> None:
    """A fault that the engine finds behind the clause is told with its own line."""
    query = f"SELECT * {{\nSERVICE <{remote.address('/good')}> {{\n?s ?p ?n\n}}\nBIND(1 AS ?n)\n}}"
    answer = ask(client, query)

    assert answer.status_code == 400
    assert json.loads(answer.text)["line"] in {5, 6, None}


def test_too_many_at_once_are_told_to_come_back(client: FlaskClient, remote: Remote) -> None:
    """Slow servers hold up half of the threads at most; queries over our own data go on."""
    query = f"SELECT * {{ SERVICE <{remote.address('/silent')}> {{ ?s ?p ?n }} }}"
    count = len(remote.asked)
    first = threading.Thread(target=ask, args=(client.application.test_client(), query))
    first.start()
    while len(remote.asked) == count:
        time.sleep(0.01)
    second, other = ask(client, query), ask(client, "SELECT ('service' AS ?x) {}")
    first.join()

    assert (second.status_code, second.headers["Retry-After"]) == (503, "5")
    assert other.text == "x\r\nservice\r\n"


def test_long_query_is_left_to_the_store(client: FlaskClient, remote: Remote) -> None:
    """Which refuses the clause, and takes the word elsewhere."""
    count = len(remote.asked)
    long = f"SELECT * {{ SERVICE <{remote.address('/good')}> {{ ?s ?p ?n }} }} #{'x' * 20_000}"

    assert ask(client, long).status_code == 403
    assert ask(client, f"SELECT ('service' AS ?x) {{}} #{'x' * 20_000}").text == "x\r\nservice\r\n"
    assert len(remote.asked) == count


def test_nothing_is_allowed_by_default(remote: Remote) -> None:
    """Without the setting the endpoint asks nobody, and says so."""
    client = create_app(Settings(), EmbeddedStore()).test_client()
    answer = ask(client, f"SELECT * {{ SERVICE <{remote.address('/good')}> {{ ?s ?p ?n }} }}")

    assert answer.status_code == 403
    assert "MPSC_SERVICE_ALLOWED" in json.loads(answer.text)["detail"]
