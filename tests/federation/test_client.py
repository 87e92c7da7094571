# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One question to another endpoint, and every way in which it can go wrong."""

import socket
import time
from typing import Any, Protocol

import pytest

from graph.errors import ServiceFailedError, ServiceTimeoutError
from graph.federation.client import LONGEST, ask
from tests.pace import in_time

CONTACT = "https://graph.example.org"


class Remote(Protocol):
    """The other server of conftest.py."""

    asked: list[tuple[str, dict[str, str], str]]

    def address(self, path: str) -> str:
        """Return the address of `path` there."""
        ...


def soon(seconds: float = 5.0) -> float:
    """Return a deadline."""
    return time.monotonic() + seconds


def test_question_is_sent_as_the_protocol_has_it(remote: Remote) -> None:
    """SPARQL 1.1 Protocol, 2.1.2, with who asks; the address keeps its parameters."""
    content = ask(remote.address("/good?x=1"), "SELECT * WHERE { ?s ?p 'ä&+' }", soon(), CONTACT)

    path, headers, query = remote.asked[-1]
    assert content.startswith(b'{"head"')
    assert (path, query) == ("/good?x=1", "SELECT * WHERE { ?s ?p 'ä&+' }")
    assert headers["Accept"] == "application/sparql-results+json"
    assert headers["Host"] == remote.address("").removeprefix("http://")
    assert headers["User-Agent"].endswith(f"(+{CONTACT})")


@pytest.mark.parametrize(
    ("path", "message", "cause"),
    [
        ("/moved", "status 307. Redirects are not followed", "http_protocol_error"),
        ("/failing", "status 500", "http_protocol_error"),
        ("/html", "text/html where application/sparql-results", "http_protocol_error"),
        ("/endless", f"more than {LONGEST} bytes", "http_response_body_size"),
    ],
)
def test_answer_that_is_not_taken(remote: Remote, path: str, message: str, cause: str) -> None:
    """Redirects, errors, other formats and floods end here, and name the host."""
    with pytest.raises(ServiceFailedError, match=message) as caught:
        ask(remote.address(path), "SELECT * {}", soon(10), CONTACT)

    assert "127.0.0.1:" in str(caught.value)
    assert caught.value.cause == cause
    assert remote.asked[-1][0] == path


@pytest.mark.parametrize("path", ["/dripping", "/shy", "/silent"])
def test_slow_server_is_left_at_the_deadline(remote: Remote, path: str) -> None:
    """However it is slow: a byte now and then, a head without an end, or nothing at all."""

    def left() -> None:
        started = time.monotonic()
        with pytest.raises(ServiceTimeoutError, match="in time"):
            ask(remote.address(path), "SELECT * {}", soon(0.5), CONTACT)
        assert time.monotonic() - started > 0.4

    in_time(2, left)


def test_no_time_is_no_question(remote: Remote) -> None:
    """A second SERVICE whose time the first one has used up."""
    count = len(remote.asked)
    with pytest.raises(ServiceTimeoutError):
        ask(remote.address("/good"), "SELECT * {}", soon(-1), CONTACT)

    assert len(remote.asked) == count


def test_refused_connection_is_told() -> None:
    """A port where nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{closed.getsockname()[1]}/sparql"

        with pytest.raises(ServiceFailedError, match=r"failed: .*refused") as caught:
            ask(endpoint, "SELECT * {}", soon(), CONTACT)
    assert caught.value.cause == "connection_refused"


def test_other_protocol_is_told(remote: Remote) -> None:
    """TLS where the other side speaks plain HTTP."""
    endpoint = remote.address("/good").replace("http:", "https:")

    with pytest.raises(ServiceFailedError, match="failed") as caught:
        ask(endpoint, "SELECT * {}", soon(), CONTACT)
    assert caught.value.cause == "tls_protocol_error"


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f000001"])
def test_name_that_leads_inside_is_not_connected(remote: Remote, host: str) -> None:
    """The server listens, but gets no request."""
    count = len(remote.asked)
    with pytest.raises(ServiceFailedError, match="not public"):
        ask(remote.address("/good").replace("127.0.0.1", host), "SELECT * {}", soon(), CONTACT)

    assert len(remote.asked) == count


def test_name_is_looked_up_once(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was checked: a name server cannot change it in between."""
    lookups: list[str] = []
    look_up = socket.getaddrinfo

    def counted(host: str, *arguments: Any, **more: Any) -> Any:
        lookups.append(host)
        return look_up(host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    ask(remote.address("/good"), "SELECT * {}", soon(), CONTACT)

    assert lookups == ["127.0.0.1"]
