# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real server under clients that mean no good: it answers each of them, and everybody else meanwhile."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.pace import PATIENCE, in_time, until

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 50000"
"""More than two megabytes: too long for the cache, and for what the kernel takes off the server's hands."""

QUERY_TYPE = "application/sparql-query"
POST = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {QUERY_TYPE}\r\n"
OK = b"HTTP/1.1 200 OK\r\n"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
Serve = Callable[..., AbstractContextManager[str]]


@dataclass(frozen=True)
class Asked:
    """What a client got: the status (0 where there was no answer), the head and the body."""

    status: int
    head: dict[str, str]
    body: bytes

    @property
    def problem(self) -> str:
        """The last part of the problem type."""
        return str(json.loads(self.body)["type"].rpartition("/")[2])


@pytest.fixture(scope="module")
def address(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over six hundred linked statements, with a second and 300 MB for a query."""
    path = tmp_path_factory.mktemp("data") / "data.ttl"
    lines = (f"<x:s{number}> <x:next> <x:s{(number * 7 + 1) % 600}> ." for number in range(600))
    path.write_text("\n".join(lines), encoding="utf-8")
    limits = {"SECONDS": "1", "MEMORY": "300000000"}
    environment = {f"MPSC_QUERY_{name}": value for name, value in limits.items()}
    # All clients of these tests have one address, but stand for many.
    environment |= {"MPSC_WORKERS": "3", "MPSC_QUEUE_SECONDS": "1", "MPSC_BURST_SECONDS": "0"}
    with serve(environment, "--data", str(path)) as started:
        yield started


def connected(address: str, takes: int | None = None) -> socket.socket:
    """Return a connection of one's own, whose kernel takes `takes` bytes that are not read yet."""
    connection = socket.socket()
    connection.settimeout(PATIENCE)
    if takes:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
    connection.connect((urlsplit(address).hostname, urlsplit(address).port))
    return connection


def ask(address: str, query: str, method: str = "POST") -> Asked:
    """Ask as a decent client does."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    body = query.encode() if method == "POST" else None
    path = "/sparql" if method == "POST" else f"/sparql?query={quote(query)}"
    try:
        connection.request(method, path, body, {"Content-Type": QUERY_TYPE, "Accept": "text/csv"})
        answer = connection.getresponse()
        head = {name.lower(): value for name, value in answer.getheaders()}
        return Asked(answer.status, head, answer.read())
    except (OSError, HTTPException):
        return Asked(0, {}, b"")
    finally:
        connection.close()


def counted(address: str, comment: object = "") -> Asked:
    """Ask something small; a comment of its own keeps the answer from coming out of the cache."""
    return ask(address, f"{COUNT} # {comment}")


def right(asked: Asked) -> bool:
    """Tell whether the client got the answer to what is small."""
    return (asked.status, asked.body) == (200, b"n\r\n600\r\n")


def first_line(address: str, request: bytes) -> bytes:
    """Send raw bytes and return the first line of what comes back."""
    with connected(address) as connection:
        with suppress(OSError):
            connection.sendall(request)
        with suppress(ConnectionError):
            return connection.makefile("rb").readline()
    return b""


def family(address: str) -> dict[int, int]:
    """Return the processes of the server, each with the number of its open descriptors."""
    port = str(urlsplit(address).port).encode()
    parents: dict[int, int] = {}
    servers = set()
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (path / "cmdline").read_bytes().split(b"\0")
            parents[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if b"--port" in words and port in words:
                servers.add(int(path.name))
    while below := {pid for pid, parent in parents.items() if parent in servers} - servers:
        servers |= below
    held: dict[int, int] = {}
    for pid in servers:
        # A worker that a vanished client leaves behind ends while we look.
        with suppress(FileNotFoundError):
            held[pid] = len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - only counted
    return held


@contextmanager
def unharmed(address: str) -> Iterator[None]:
    """Let something be done to the server; then it must answer, and hold no more than it held before."""
    assert until(lambda: right(counted(address, "before")))
    before = family(address)

    yield

    assert until(lambda: right(counted(address, time.monotonic())))
    assert until(lambda: len(family(address)) == len(before))
    # A few descriptors come and go with connections; the clients of a test are many more.
    assert until(lambda: sum(family(address).values()) <= sum(before.values()) + 5)


@pytest.mark.parametrize(
    ("request_line", "fields", "statuses"),
    [
        ("GET /", "".join(f"X-{number}: a\r\n" for number in range(5_000)), {431}),
        ("GET /", f"X-Long: {'a' * 1_000_000}\r\n", {431}),
        (f"GET /sparql?query={'a' * 100_000}", "", {414}),
        (f"GET /{'a' * 1_000_000}", "", {414, 431}),
        ("GET /sparql?query=ASK {}", "", {400}),
        ("POST /sparql", "Content-Length: many\r\n", {400}),
        ("POST /sparql", "Content-Length: 1\r\nContent-Length: 2\r\n", {400}),
        ("POST /sparql", f"Content-Length: 4000000\r\nContent-Type: {QUERY_TYPE}\r\n", {413}),
        ("POST /sparql", f"Content-Length: {10**15}\r\nContent-Type: {QUERY_TYPE}\r\n", {413}),
    ],
)
def test_flood_in_the_head_is_refused(address: str, request_line: str, fields: str, statuses: set[int]) -> None:
    """Nothing more is read, and the next client is answered."""
    line = first_line(address, f"{request_line} HTTP/1.1\r\nHost: a\r\n{fields}\r\n".encode())

    assert int(line.split()[1]) in statuses
    assert right(counted(address, request_line[:20]))


def test_endless_body_is_refused(address: str) -> None:
    """A chunked body that never ends is read up to the limit, then it is 413."""
    chunk = b"186a0\r\n" + b"#" * 100_000 + b"\r\n"
    line = first_line(address, f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode() + chunk * 60)
    # A client that goes on sending may find the connection closed before it reads why.
    assert line.split()[1:2] in ([b"413"], [])
    assert right(counted(address, "after endless body"))


def test_query_of_a_megabyte_is_answered(address: str) -> None:
    """What is allowed works, with and without a length."""
    query = f"{COUNT} #".ljust(1_000_000, "x")
    chunks = f"Transfer-Encoding: chunked\r\n\r\n{len(query):x}\r\n{query}\r\n0\r\n\r\n"

    assert right(ask(address, query))
    assert first_line(address, (POST + chunks).encode()) == OK


@pytest.mark.parametrize(
    ("query", "problems"),
    [
        (f"SELECT * {{ FILTER({'(' * 10_000}1{')' * 10_000}) }}", {"query-memory", "query-syntax"}),
        (f"SELECT * {'{' * 10_000}{'}' * 10_000}", {"query-memory", "query-syntax"}),
        (f"SELECT * {{ ?s {'<x:next>/' * 100_000}<x:next> ?o }}", {"query-memory", "query-timeout"}),
        ("SELECT (COUNT(*) AS ?n) { ?a (<x:next>|!<x:next>)* ?b . ?c <x:next>* ?d }", {"query-timeout"}),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", {"query-memory", "query-timeout"}),
        ("SELECT (GROUP_CONCAT(STR(?a)) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {"query-memory", "query-timeout"}),
        (f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('x' AS ?x0) {DOUBLED} }}", {"query-memory", "query-timeout"}),
        ("LOAD <http://127.0.0.1:1/>", {"update-refused"}),
        ("SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }", {"service-forbidden"}),
    ],
    ids=["parentheses", "braces", "long path", "all pairs", "ORDER BY", "GROUP_CONCAT", "CONCAT", "LOAD", "SERVICE"],
)
def test_bomb_is_answered_with_a_problem(address: str, query: str, problems: set[str]) -> None:
    """In time, with what to do; the next query is answered."""
    answer = in_time(5, lambda: ask(address, query))

    assert answer.problem in problems
    assert json.loads(answer.body)["detail"]
    assert right(counted(address, query[:40].replace("\n", " ")))


def test_endless_query_is_answered_with_a_problem(address: str) -> None:
    """503 and what to do, a little after the deadline; never a hanging client."""
    answer = in_time(1.5, lambda: ask(address, ENDLESS))

    assert (answer.status, answer.problem) == (503, "query-timeout")


def test_answer_that_cannot_be_finished_is_a_problem(address: str) -> None:
    """However much of it there was: nobody gets a short answer that looks whole."""
    answer = ask(address, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")

    assert (answer.status, answer.problem) == (503, "query-timeout")


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_no_file_is_read_for_a_query(address: str, clause: str) -> None:
    """A graph that is not in the store is empty, whatever its IRI (SPARQL 1.1 Query, 13.2)."""
    query = f"SELECT * {clause} <file:///etc/passwd> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    answer = ask(address, query)

    assert (answer.status, answer.body.count(b"\n")) == (200, 1)


def test_slow_senders_keep_nobody_waiting(address: str) -> None:
    """Forty clients that send their request byte by byte; one of them is answered in the end."""
    head = f"{POST}Content-Length: {len(COUNT)}\r\n\r\n"
    with unharmed(address), ExitStack() as stack:
        slow = [stack.enter_context(connected(address)) for _ in range(40)]
        for connection in slow:
            connection.sendall(head.encode())
        for letter in COUNT[:-1]:
            for connection in slow:
                connection.sendall(letter.encode())
        assert right(in_time(1, lambda: counted(address, f"beside slow senders {time.monotonic()}")))

        slow[0].sendall(COUNT[-1:].encode())
        assert slow[0].makefile("rb").readline() == OK


def test_slow_readers_keep_nobody_waiting(address: str) -> None:
    """Forty clients that take the beginning of a long answer; one of them gets all of it in the end."""
    request = f"{POST}Accept: text/csv\r\nConnection: close\r\nContent-Length: {len(LONG)}\r\n\r\n{LONG}"
    with unharmed(address), ExitStack() as stack:
        for _ in range(5):  # A busy machine may not have one answer within its second.
            slow = [stack.enter_context(connected(address, takes=4096)) for _ in range(40)]
            for connection in slow:
                connection.sendall(request.encode())
            readers = [stack.enter_context(connection.makefile("rb", 1)) for connection in slow]
            lines = [reader.readline() for reader in readers]
            if OK in lines:
                break
        assert OK in lines
        assert right(in_time(1, lambda: counted(address, f"beside slow readers {time.monotonic()}")))

        whole = readers[lines.index(OK)].read()
        assert whole.partition(b"\r\n\r\n")[2].count(b"\n") == 50_001


@pytest.mark.parametrize(
    "request_text",
    [
        f"{POST}Content-Length: 1000\r\n\r\nSELECT",
        f"{POST}Content-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}",
        f"{POST}Content-Length: {len(LONG)}\r\n\r\n{LONG}",
        "GET / HTTP/1.1\r\nHost",
    ],
    ids=["in the body", "while it waits", "in the answer", "in the head"],
)
def test_vanished_clients_leave_nothing_behind(address: str, request_text: str) -> None:
    """Twelve clients go away in the middle."""
    with unharmed(address):
        for _ in range(12):
            with connected(address) as connection:
                connection.sendall(request_text.encode())
                time.sleep(0.02)


def test_endless_queries_of_many_leave_room_for_others(address: str) -> None:
    """Two hundred at once: each gets its problem, a normal client an answer or the time to try again."""
    answers: list[Asked] = []
    with unharmed(address):
        many = [
            threading.Thread(target=lambda n=number: answers.append(ask(address, f"{ENDLESS} # {n}")))
            for number in range(200)
        ]
        for thread in many:
            thread.start()
        normal = [counted(address, f"beside {number}") for number in range(5)]
        for thread in many:
            thread.join()

    assert len(answers) == 200
    assert {answer.status for answer in answers} == {503}
    assert any(answer.problem == "query-timeout" for answer in answers)
    for answer in normal:
        assert right(answer) or (answer.status == 503 and int(answer.head["retry-after"]) > 0)
    for answer in answers:
        assert answer.problem in {"query-timeout", "query-memory"} or int(answer.head["retry-after"]) > 0
