# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The response cache: the same answer, sooner; and never an old one."""

import gzip
from collections.abc import Callable, Iterable
from functools import partial
from io import BytesIO
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from graph.web.endpoint.request import cache_parameters
from graph.web.http.cache import ResponseCache

Coding = tuple[str, Callable[[bytes], bytes]]
LONGEST = 100_000
"""Bytes of a request body that are looked up."""

QUERY = {"query": "SELECT ?l { ?p a mpsc:ModelProject ; rdfs:label ?l } ORDER BY ?l", "format": "csv"}


class Counting:
    """An application that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.version = "1"
        self.status = "200 OK"
        self.headers: list[tuple[str, str]] = []
        self.body = b"x" * 5000

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the body and how often it was asked."""
        self.asked += 1
        body = self.body + str(self.asked).encode() + environ["wsgi.input"].read()
        headers = {"Content-Type": "text/csv", "Content-Length": str(len(body)), **dict(self.headers)}
        start_response(self.status, list(headers.items()))
        return [body]


@pytest.fixture
def app() -> Counting:
    """An application behind the cache."""
    return Counting()


@pytest.fixture
def cached(app: Counting) -> Client:
    """A client in front of the cache."""
    return Client(ResponseCache(app, lambda: app.version, 12_000, partial(cache_parameters, longest_body=LONGEST)))


def test_second_request_is_answered_from_the_cache(app: Counting, cached: Client) -> None:
    """The application is asked once."""
    first, second = cached.get("/sparql?query=a"), cached.get("/sparql?query=a")

    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])
    assert app.asked == 1


def test_all_ways_to_ask_share_an_entry(app: Counting, cached: Client) -> None:
    """The four ways to send a query ask the same question."""
    cached.get("/sparql?query=a%20b")
    cached.post("/sparql", data={"query": "a b"})
    cached.post("/sparql", data=b"a b", content_type="application/sparql-query")
    cached.open("/sparql", method="QUERY", data=b"a b", content_type="application/sparql-query")

    assert app.asked == 1


def test_dataset_is_part_of_the_question(app: Counting, cached: Client) -> None:
    """The body of a QUERY is looked up with the address it is sent to."""
    for address in ("/sparql", "/sparql?default-graph-uri=x:g"):
        cached.open(address, method="QUERY", data=b"a", content_type="application/sparql-query")

    assert app.asked == 2


def test_body_is_still_readable_behind_the_cache(cached: Client) -> None:
    """What was read for the key is read again by the application."""
    assert cached.post("/sparql", data={"query": "a"}).data.endswith(b"1query=a")


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/sparql?query=b"},
        {"path": "/other?query=a"},
        {"path": "/sparql?query=a", "headers": {"Accept": "text/csv"}},
        {"path": "/sparql?query=a", "headers": {"Accept-Encoding": "gzip"}},
    ],
)
def test_another_question_is_another_entry(app: Counting, cached: Client, other: dict[str, dict[str, str]]) -> None:
    """Parameters, path, Accept and encoding each make a difference."""
    first = cached.get("/sparql?query=a")
    second = cached.get(**other)

    assert app.asked == 2
    assert first.headers["ETag"] != second.headers["ETag"]


def test_new_release_ends_every_entry(app: Counting, cached: Client) -> None:
    """The version is part of the key and of the tag."""
    old = cached.get("/").headers["ETag"]
    app.version = "2"
    answer = cached.get("/", headers={"If-None-Match": old})

    assert (answer.status_code, app.asked) == (200, 2)


@pytest.mark.parametrize("header", ["{tag}", "W/{tag}", '"other", {tag}'])
def test_known_answer_is_304_without_asking(app: Counting, cached: Client, header: str) -> None:
    """If-None-Match is a look-up, weak or in a list."""
    tag = cached.get("/").headers["ETag"]
    answer = cached.get("/", headers={"If-None-Match": header.format(tag=tag)})

    assert (answer.status_code, answer.data, app.asked) == (304, b"", 1)


@pytest.mark.parametrize(
    ("status", "headers"), [("503 Service Unavailable", []), ("200 OK", [("Cache-Control", "no-store")])]
)
def test_errors_and_no_store_are_not_kept(
    app: Counting, cached: Client, status: str, headers: list[tuple[str, str]]
) -> None:
    """They carry no tag either."""
    app.status, app.headers = status, headers
    first, _ = cached.get("/"), cached.get("/")

    assert app.asked == 2
    assert "ETag" not in first.headers


def test_what_one_client_has_left_is_told_to_no_other(app: Counting, cached: Client) -> None:
    """The kept answer does not carry the limits of the one who asked first."""
    app.headers = [("RateLimit", '"query-seconds";r=1'), ("Link", "<x:y>")]
    first, second = cached.get("/"), cached.get("/")

    assert "RateLimit" in first.headers
    assert "RateLimit" not in second.headers
    assert first.headers["Link"] == second.headers["Link"]


def test_budget_drops_the_oldest(app: Counting, cached: Client) -> None:
    """Three entries of 5 kB do not fit into 12 kB."""
    for path in ("/a", "/b", "/c", "/a"):
        cached.get(path)

    assert app.asked == 4


def test_long_answers_are_tagged_but_not_kept(app: Counting, cached: Client) -> None:
    """More than two megabytes pass through."""
    app.body = b"x" * 2_000_001
    first, second = cached.get("/"), cached.get("/")

    assert app.asked == 2
    assert first.headers["ETag"] == second.headers["ETag"]
    assert len(second.data) == 2_000_002


def test_answers_are_packed_for_those_who_can_unpack(cached: Client, coding: Coding) -> None:
    """With the right length and a tag of its own, and Vary says so."""
    name, decode = coding
    plain = cached.get("/")
    answer = cached.get("/", headers={"Accept-Encoding": f"deflate, {name}"})

    assert answer.headers["Content-Encoding"] == name
    assert int(answer.headers["Content-Length"]) == len(answer.data) < 500
    assert decode(answer.data).startswith(b"xxx")
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("control", ["public", "no-store"])
def test_long_answers_are_packed_as_they_are_sent(app: Counting, cached: Client, coding: Coding, control: str) -> None:
    """They are not kept, and HEAD has the same head."""
    name, decode = coding
    app.body, app.headers = b"x" * 3_000_000, [("Cache-Control", control)]
    answer = cached.get("/", headers={"Accept-Encoding": name})
    head = cached.head("/", headers={"Accept-Encoding": name})

    assert answer.headers["Content-Encoding"] == name
    assert "Content-Length" not in answer.headers
    assert len(answer.data) < 100_000
    assert decode(answer.data) == b"x" * 3_000_000 + b"1"
    assert ("ETag" in answer.headers) == (control == "public")
    assert dict(head.headers) == dict(answer.headers)
    assert app.asked == 2


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", [("Content-Type", "image/png")]),
        ("200 OK", [("ETag", '"own"')]),
        ("200 OK", [("Content-Encoding", "gzip")]),
        ("503 Service Unavailable", []),
    ],
)
def test_some_answers_stay_as_they_are(
    app: Counting, cached: Client, status: str, headers: list[tuple[str, str]]
) -> None:
    """Pictures, what has its own tag or is packed already, and errors."""
    app.status, app.headers = status, headers
    answer = cached.get("/", headers={"Accept-Encoding": "br"})

    assert answer.headers.get("Content-Encoding") != "br"
    assert answer.data == app.body + b"1"


def test_head_has_the_headers_of_get(app: Counting, cached: Client) -> None:
    """No body, the same length."""
    got, head = cached.get("/"), cached.head("/")

    assert head.data == b""
    assert (head.headers["Content-Length"], head.headers["ETag"]) == (
        got.headers["Content-Length"],
        got.headers["ETag"],
    )
    assert app.asked == 1


def test_head_before_get_is_tagged_alike_and_keeps_nothing(app: Counting, cached: Client) -> None:
    """The GET that follows has the same tag, and a body."""
    head = cached.head("/", headers={"Accept-Encoding": "gzip"})
    got = cached.get("/", headers={"Accept-Encoding": "gzip"})

    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Encoding"] == got.headers["Content-Encoding"]
    assert "Content-Length" not in head.headers
    assert (app.asked, gzip.decompress(got.data)[-1:]) == (2, b"2")


def test_what_cannot_be_looked_up_passes_through(app: Counting, cached: Client) -> None:
    """Other methods, other media types and bodies that are too long are the application's own."""
    for request in (
        {"path": "/", "method": "DELETE"},
        {"path": "/sparql", "method": "POST", "data": "x", "content_type": "text/plain"},
        {"path": "/sparql", "method": "POST", "data": b"x" * (LONGEST + 1), "content_type": "application/sparql-query"},
        {"path": "/sparql", "method": "POST", "data": "x", "content_type": "application/sparql-query; charset=utf-16"},
        {"path": "/sparql", "method": "POST", "data": "x", "headers": {"Content-Length": "1 2"}},
        {"path": "/sparql", "method": "QUERY", "data": {"query": "a"}},
        {"path": "/submit", "method": "POST", "data": {"query": "a"}},
    ):
        assert "ETag" not in cached.open(**request).headers

    assert app.asked == 7


class Trickling(BytesIO):
    """A stream that gives less than it is asked for, as a socket does, and counts it."""

    given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Return thirty thousand bytes at most, or all."""
        part = super().read(size if size is None or size < 0 else min(size, 30_000))
        self.given += len(part)
        return part


def chunked(cached: Client, body: BytesIO) -> TestResponse:
    """Send a form without a length, as a chunked body arrives."""
    return cached.post(
        "/sparql",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )


def test_body_without_a_length_is_looked_up(app: Counting, cached: Client) -> None:
    """A chunked body asks the same question as one with a length."""
    cached.get("/sparql?query=a&x=" + "y" * 50_000)
    chunked(cached, Trickling(b"query=a&x=" + b"y" * 50_000))

    assert app.asked == 1


def test_endless_body_is_read_up_to_the_limit(cached: Client) -> None:
    """One byte more is what the application needs to refuse it."""
    body = Trickling(b"query=" + b"a" * 1_000_000)
    answer = chunked(cached, body)

    assert "ETag" not in answer.headers
    assert body.given == LONGEST + 1
    assert answer.data.endswith(b"a" * (LONGEST + 1 - len("query=")))


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_answers_that_change_each_time_are_not_kept(client: FlaskClient, function: str) -> None:
    """They are neither tagged nor stored."""
    answer = client.get("/sparql", query_string={"query": f"SELECT ({function} AS ?x) {{}}"})

    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_real_answers_are_tagged_and_revalidated(client: FlaskClient) -> None:
    """A query, its tag, and the 304."""
    answer = client.get("/sparql", query_string=QUERY)
    again = client.get("/sparql", query_string=QUERY, headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.status_code == 200
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")
    assert "max-age" in answer.headers["Cache-Control"]
