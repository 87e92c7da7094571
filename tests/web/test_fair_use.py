# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fair use: query seconds per client, told before and when they are used up."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient

from graph import errors
from graph.errors import GraphError, QueryError
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.http.fair_use import Buckets, client_of
from graph.web.http.problems import PROBLEMS
from tests.pace import PATIENCE

SLUGS = sorted({kind.slug for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, GraphError)})


def test_bucket_empties_and_fills(tmp_path: Path) -> None:
    """What is taken comes back at the pace of the refill, and never more than there was."""
    slow, quick = Buckets(tmp_path, 10.0, refill=0.001), Buckets(tmp_path, 10.0, refill=1e9)

    slow.take("198.51.100.7", 9.0)
    assert slow.left("198.51.100.7") < 5
    assert slow.left("198.51.100.8") == 10
    assert quick.left("198.51.100.7") == 10


def test_buckets_are_shared_through_their_file(tmp_path: Path) -> None:
    """Two web processes see the same bucket; the file holds no address."""
    one, other = Buckets(tmp_path, 10.0, 0.001), Buckets(tmp_path, 10.0, 0.001)

    one.take("198.51.100.7", 4.0)

    assert other.left("198.51.100.7") == pytest.approx(6.0, abs=0.01)
    assert b"198.51" not in (tmp_path / "fair-use").read_bytes()


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("somewhere", "somewhere"),
    ],
)
def test_client_is_an_address_or_a_network(address: str, client: str) -> None:
    """A network of IPv6 belongs to one customer, so it counts as one client."""
    assert client_of(address) == client


class SlowStore(EmbeddedStore):
    """The real store, after a pause."""

    def answer(self, *arguments: Any) -> Any:
        """Answer after a fifth of a second."""
        time.sleep(0.2)
        return super().answer(*arguments)


@pytest.fixture
def slow(tmp_path: Path) -> FlaskClient:
    """An application whose clients have a tenth of a query second, behind one proxy."""
    (tmp_path / "a.ttl").write_text("<x:s> <x:p> 1 .", encoding="utf-8")
    store = SlowStore()
    store.load(tmp_path / "a.ttl")
    settings = Settings(burst_seconds=0.1, refill_seconds=0.01, trusted_proxies=1)
    return create_app(settings, store).test_client()


def ask(client: FlaskClient, query: str, address: str = "198.51.100.7") -> Any:
    """Return the answer for a client behind the proxy."""
    return client.get("/sparql", query_string={"query": query}, headers={"X-Forwarded-For": address})


def test_client_who_used_up_its_seconds_is_told_when_to_come_back(slow: FlaskClient) -> None:
    """429, Retry-After and RateLimit; others and cached answers go on; syntax errors are free of surprise."""
    first, second = ask(slow, "ASK {}"), ask(slow, "ASK { ?s ?p ?o }")

    assert first.status_code == 200
    assert first.headers["RateLimit-Policy"] == '"query-seconds";q=0;w=10'
    assert second.status_code == 429
    assert 1 <= int(second.headers["Retry-After"]) <= 200
    assert second.headers["RateLimit"].startswith('"query-seconds";r=0;t=')
    assert second.headers["Access-Control-Allow-Origin"] == "*"
    assert second.json["type"] == "/problems/rate-limited"
    assert ask(slow, "ASK {}").status_code == 200
    assert ask(slow, "ASK { ?s ?p ?o }", "198.51.100.8").status_code == 200


def test_forwarded_address_counts_only_behind_a_trusted_proxy() -> None:
    """Without a proxy in the settings the header is anybody's invention."""
    store = SlowStore()
    client = create_app(Settings(burst_seconds=0.1, refill_seconds=0.01), store).test_client()

    assert ask(client, "ASK {}", "198.51.100.7").status_code == 200
    assert ask(client, "ASK { ?s ?p ?o }", "198.51.100.8").status_code == 429


def test_no_limit_when_the_operator_sets_none() -> None:
    """A burst of 0 switches it off, headers included."""
    client = create_app(Settings(burst_seconds=0.0), SlowStore()).test_client()

    assert "RateLimit" not in ask(client, "ASK {}").headers


def test_web_processes_count_together(serve: Callable[..., AbstractContextManager[str]], tmp_path: Path) -> None:
    """A client that opens a new connection for each query meets one limit, whichever process answers.

    A quick query that nobody has asked before is refused like the others, though the event loop answers it.
    """
    (tmp_path / "a.ttl").write_text("".join(f"<x:s{n}> <x:p> {n} ." for n in range(300)), encoding="utf-8")
    environment = {"MPSC_BURST_SECONDS": "3", "MPSC_REFILL_SECONDS": "0.01", "MPSC_QUERY_SECONDS": "0.5"}
    statuses = []
    with serve(environment, "--data", str(tmp_path / "a.ttl")) as address:
        for number in range(10):
            query = f"SELECT(COUNT(*)AS?n{number}){{?a?b?c.?d?e?f.?g?h?i.?j?k?l}}"
            statuses.append(status(f"{address}/sparql?query={query}"))
        quick = status(f"{address}/sparql?query=ASK{{?a?b?c}}")

    assert statuses[0] == 503
    assert (statuses[-1], quick) == (429, 429)
    assert 2 <= statuses.count(503) <= 8


def status(address: str) -> int:
    """Return the status of a GET."""
    try:
        with urlopen(Request(address.replace("?n", "%3Fn")), timeout=PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_limits_are_those_of_the_settings() -> None:
    """For people with units, for programs as numbers."""
    client = create_app(Settings(query_seconds=7.5, burst_seconds=90.0), EmbeddedStore()).test_client()

    assert json.loads(client.get("/limits", headers={"Accept": "application/json"}).data)["query_seconds"] == 7.5
    assert json.loads(client.get("/limits", headers={"Accept": "application/json"}).data)["service_clauses"] == 5
    page = client.get("/limits").text
    assert "7.5 Sekunden" in page
    assert "90 Sekunden" in page
    assert "query seconds" in client.get("/limits?lang=en").text


@pytest.mark.parametrize("slug", SLUGS)
def test_each_problem_type_has_a_page_in_both_languages(client: FlaskClient, slug: str) -> None:
    """The address in `type` answers."""
    assert PROBLEMS[slug]["title"] in client.get(f"/problems/{slug}").text
    assert f"/problems/{slug}" in client.get(f"/problems/{slug}?lang=en").text


def test_problem_types_are_explained_without_docstrings() -> None:
    """`python -OO` strips docstrings; what people read is data."""
    code = (
        "from graph.settings import Settings; from graph.store import EmbeddedStore;"
        " from graph.web import create_app;"
        " client = create_app(Settings(), EmbeddedStore()).test_client();"
        " print(client.get('/problems/query-memory?lang=en').text)"
    )
    done = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, text=True, check=True)

    assert PROBLEMS["query-memory"]["en"] in done.stdout


def test_unknown_problem_type_is_not_found(client: FlaskClient) -> None:
    """404, not an empty page."""
    assert client.get("/problems/nothing").status_code == 404


def test_problem_is_german_where_the_address_asks_for_it(client: FlaskClient) -> None:
    """A page says what to do; the title of a problem document changes too."""
    page = client.get("/sparql?query=SELECT&format=html").text
    document = json.loads(client.get("/sparql?query=SELECT&lang=de").data)

    assert PROBLEMS[QueryError.slug]["de"] in page
    assert document["title"] == PROBLEMS[QueryError.slug]["title"]
