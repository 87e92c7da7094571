# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Plain queries, which the event loop answers: nobody can tell them from the others."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from tests.pace import PATIENCE, in_time, until

NUMBERS = count()
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def address(
    serve: Callable[..., AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server over six hundred statements, with one worker and a second for a query."""
    path = tmp_path_factory.mktemp("data") / "a.ttl"
    path.write_text("".join(f"<x:s{number}> <x:p> {number} ." for number in range(600)), encoding="utf-8")
    environment = {"MPSC_QUERY_SECONDS": "1", "MPSC_WORKERS": "1", "MPSC_PROCESSES": "1"}
    with serve(environment, "--data", str(path)) as started:
        yield started


def get(address: str, query: str, accept: str = "", **more: str) -> tuple[HTTPResponse, bytes]:
    """Return the answer to a query nobody has sent before."""
    parts = urlsplit(address)
    parameters = urlencode({"query": f"{query} # {next(NUMBERS)}", **more})
    with closing(HTTPConnection(parts.hostname or "", parts.port or 0, timeout=PATIENCE)) as connection:
        connection.request("GET", f"/sparql?{parameters}", headers={"Accept": accept} if accept else {})
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize("accept", ["", "text/csv", "application/sparql-results+xml;q=0.9, text/plain;q=0.1"])
@pytest.mark.parametrize("query", ["SELECT * { ?s ?p 7 }", "ASK { ?s ?p 7 }", "DESCRIBE <x:s7>"])
def test_head_and_body_are_those_of_the_application(address: str, query: str, accept: str) -> None:
    """A parameter that nobody knows takes a request off the fast way; all else stays the same."""
    fast, body = get(address, query, accept)
    slow, other = get(address, query, accept, unknown="1")

    assert body == other
    assert head(fast) == head(slow)
    assert fast.headers["RateLimit"].startswith('"query-seconds";r=')
    assert fast.status == 406 or fast.headers["ETag"] != slow.headers["ETag"]


def head(answer: HTTPResponse) -> dict[str, str]:
    """Return the headers, but for those that differ from answer to answer."""
    named = {name.lower(): value for name, value in answer.getheaders()}
    return {name: value for name, value in named.items() if name not in {"date", "etag", "ratelimit"}}


def test_answer_without_rows_has_its_hint(address: str) -> None:
    """The application looks for what may be wrong."""
    answer, _ = get(address, "SELECT * { ?s <x:q> ?o }")

    assert "x:q" in answer.headers["Query-Hint"]


@pytest.mark.parametrize(
    ("query", "status", "problem"),
    [
        ("SELECT * {", 400, "query-syntax"),
        ("CLEAR ALL", 403, "update-refused"),
        (ENDLESS, 503, "query-timeout"),
        ("SELECT * { SERVICE <x:y> { ?s ?p ?o } }", 403, "service-forbidden"),
    ],
)
def test_errors_are_the_usual_problems(address: str, query: str, status: int, problem: str) -> None:
    """And the next query is answered."""
    answer, body = get(address, query)

    assert (answer.status, problem in body.decode()) == (status, True)
    assert get(address, "ASK { ?s ?p 7 }")[0].status == 200


def test_what_the_loop_asked_is_not_asked_again(address: str) -> None:
    """A query that ends at its deadline takes one deadline, not a second one for the application."""
    assert in_time(1.8, lambda: get(address, ENDLESS))[0].status == 503


def test_changing_answers_are_not_kept(address: str) -> None:
    """Twice the same address, two answers."""
    query = f"{address}/sparql?query={quote('SELECT (UUID() AS ?u) {}')}"
    first, second = (subprocess.run(["curl", "-sS", query], capture_output=True, check=True).stdout for _ in "ab")

    assert first != second


def test_two_queries_are_refused(address: str) -> None:
    """Nobody knows which one is meant (SPARQL 1.1 Protocol, 2.1.4)."""
    parts = urlsplit(address)
    with closing(HTTPConnection(parts.hostname or "", parts.port or 0, timeout=PATIENCE)) as connection:
        connection.request("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D")

        assert connection.getresponse().status == 400


def test_long_answer_goes_on_in_a_thread(address: str) -> None:
    """More than the loop takes in, whole."""
    _, body = get(address, "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 100000", "text/csv")

    assert body.count(b"\r\n") == 100_001


def test_client_that_goes_away_frees_the_only_worker(
    serve: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> None:
    """Its query would have gone on for a long time."""
    (tmp_path / "a.ttl").write_text("".join(f"<x:s{n}> <x:p> {n} ." for n in range(600)), encoding="utf-8")
    settings = {"MPSC_WORKERS": "1", "MPSC_PROCESSES": "1", "MPSC_QUERY_SECONDS": f"{2 * PATIENCE}"}
    with serve(settings, "--data", str(tmp_path / "a.ttl")) as address:
        subprocess.run(
            ["curl", "-sS", "--max-time", "1", f"{address}/sparql?query={quote(ENDLESS)}"],
            capture_output=True,
            check=False,
        )

        assert until(lambda: get(address, "ASK { ?s ?p 7 }")[0].status == 200)
