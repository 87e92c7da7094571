# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The clients that load a server: wrk for many short requests, one plain connection for long ones."""

import json
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click

from tests.benchmarks.questions import ACCEPT

HOST = "127.0.0.1"
_SCRIPT = Path(__file__).with_name("rotate.lua")
_PATIENCE = 300


@dataclass(frozen=True)
class Load:
    """What a client saw.

    Attributes:
        requests: how many were answered.
        seconds: how long that took.
        p50: median milliseconds from request to the whole answer.
        p99: of a hundred requests, one took longer than these milliseconds.
    """

    requests: int
    seconds: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Reply:
    """An answer: HTTP status, media type, body."""

    status: int
    media_type: str
    body: bytes


def get(port: int, path: str) -> Reply:
    """Return the whole answer.

    Raises:
        click.ClickException: there was none.
    """
    return _whole(_connected(port), path)


def timed(port: int, path: str) -> Load:
    """Send one request, and time it from the open connection to the whole answer.

    Raises:
        click.ClickException: it failed.
    """
    connection = _connected(port)
    start = time.perf_counter()
    reply = _whole(connection, path)
    seconds = time.perf_counter() - start
    if reply.status != 200:
        raise click.ClickException(f"{reply.status} for {path[:200]}: {reply.body[:500].decode()}")
    return Load(1, seconds, 1000 * seconds, 1000 * seconds)


def occurrences(port: int, path: str, mark: bytes) -> int:
    """Return how often `mark` stands in an answer that may be longer than memory."""
    connection = _connected(port)
    connection.request("GET", path, headers={"Accept": ACCEPT})
    response = connection.getresponse()
    found, end = 0, b""
    while part := response.read(1 << 20):
        found += (end + part).count(mark)
        end = (end + part)[1 - len(mark) :]
    connection.close()
    return found


def _connected(port: int) -> HTTPConnection:
    connection = HTTPConnection(HOST, port, timeout=_PATIENCE)
    connection.connect()
    return connection


def _whole(connection: HTTPConnection, path: str) -> Reply:
    try:
        connection.request("GET", path, headers={"Accept": ACCEPT})
        response = connection.getresponse()
        return Reply(response.status, response.headers.get_content_type(), response.read())
    except (OSError, HTTPException) as error:
        raise click.ClickException(f"No answer to {path[:200]}: {error!r}") from error
    finally:
        connection.close()


def require_wrk() -> None:
    """Refuse to go on without wrk.

    Raises:
        click.ClickException: it is not installed; says how to.
    """
    if shutil.which("wrk") is None:
        raise click.ClickException(
            "wrk is not installed; it sends the short requests. Install it (Debian, Ubuntu: apt install wrk;"
            " Fedora: dnf install wrk) and run this again."
        )


def many(port: int, paths: Path, clients: int, seconds: float, begin: int | None) -> Load:
    """Send the requests of a list over and over with wrk.

    Args:
        port: of the server.
        paths: file with one path and query string a line.
        clients: connections that are used at the same time.
        seconds: how long; wrk takes whole ones.
        begin: number of the first request, which ends its query as a comment; None: requests stay as listed.

    Raises:
        click.ClickException: a request failed.
    """
    said = subprocess.run(
        [
            *("wrk", "--threads", "1", "--connections", str(clients), "--duration", f"{seconds:.0f}s"),
            *("--timeout", "10s", "--header", f"Accept: {ACCEPT}", "--script", str(_SCRIPT)),
            *(f"http://{HOST}:{port}", "--", str(paths), str(begin or 0), "same" if begin is None else "new"),
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = json.loads(said.splitlines()[-1])
    if found.pop("failed"):
        raise click.ClickException(f"Requests failed, so the figures would mean nothing. wrk says:\n{said}")
    return Load(**found)


def stream(port: int, path: str) -> Load:
    """Read a long answer as fast as it comes.

    A plain socket keeps the client's own work small: it takes the bytes until the server closes, and looks
    only at the end, which in SPARQL JSON is that of the outermost object, chunked or not.

    Raises:
        click.ClickException: the answer was cut off.
    """
    start, end = time.perf_counter(), b""
    with socket.create_connection((HOST, port), timeout=_PATIENCE) as connection:
        lines = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nAccept: {ACCEPT}\r\nConnection: close\r\n\r\n"
        connection.sendall(lines.encode("ascii"))
        while part := connection.recv(1 << 20):
            end = (end + part)[-100:]
    seconds = time.perf_counter() - start
    if not end.removesuffix(b"\r\n0\r\n\r\n").endswith(b"]}}"):
        raise click.ClickException(f"The answer to {path[:200]} was cut off: {end!r}")
    return Load(1, seconds, 1000 * seconds, 1000 * seconds)
