# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What scripts of other web pages may do (Fetch, 3.2: the CORS protocol)."""

import re

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

RULES = create_app(Settings(), EmbeddedStore()).url_map.iter_rules()
EXAMPLES = {"int": "1", "any": "csv"}
ROUTES = sorted({re.sub(r"<(?:(int|any)\b[^>]*|[^>]*)>", lambda m: EXAMPLES.get(m[1], "x"), r.rule) for r in RULES})


@pytest.mark.parametrize("route", ROUTES)
def test_preflight_is_answered_on_every_route(client: FlaskClient, route: str) -> None:
    """3.2.2: the methods of the route, any header, for a day."""
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "content-type, queryid",
    }
    answer = client.options(route, headers=headers)

    assert answer.status_code in {200, 204}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type, queryid"
    assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"]
    assert {"OPTIONS"} < set(answer.headers["Allow"].split(", "))
    assert answer.headers["Access-Control-Max-Age"] == "86400"
    assert "Access-Control-Request-Headers" in answer.headers["Vary"]


def test_preflight_allows_all_ways_to_ask(client: FlaskClient) -> None:
    """POST and QUERY too, which browsers ask about first."""
    allowed = client.options("/sparql").headers["Access-Control-Allow-Methods"]

    assert set(allowed.split(", ")) == {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/sparql?query=ASK%7B%7D", 200),
        ("GET", "/sparql/?query=ASK%7B", 400),
        ("PUT", "/sparql", 405),
        ("POST", "/sparql/", 415),
        ("GET", "/", 200),
        ("GET", "/def", 200),
        ("GET", "/data?graph=x:none", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/", 405),
    ],
)
def test_scripts_see_the_headers_they_need(client: FlaskClient, method: str, address: str, status: int) -> None:
    """Of every answer, errors included."""
    answer = client.open(address, method=method)

    exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Link", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy"} <= exposed
    assert {"Content-Disposition", "Location", "Query-Hint"} <= exposed
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_revalidated_answer_exposes_the_same(client: FlaskClient) -> None:
    """A 304 comes from the cache, not from the application."""
    first = client.get("/def")
    again = client.get("/def", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    name = "Access-Control-Expose-Headers"
    assert again.headers[name] == first.headers[name]
