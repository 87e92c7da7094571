# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Another server: real, on this machine, and as badly behaved as its path says."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

JSON = "application/sparql-results+json"
ROWS = [
    {"s": {"type": "uri", "value": "https://example.org/a"}, "n": {"type": "literal", "value": 'say "{SERVICE}"\n'}},
    {"s": {"type": "bnode", "value": "b 1"}, "n": {"type": "literal", "value": "Käse", "xml:lang": "de"}},
    {
        "s": {"type": "uri", "value": "https://example.org/c"},
        "n": {"type": "literal", "value": "01", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
    },
    {"s": {"type": "uri", "value": "https://example.org/d"}},
]
TABLE = json.dumps({"head": {"vars": ["s", "n"]}, "results": {"bindings": ROWS}}).encode()


class Remote(ThreadingHTTPServer):
    """A server that keeps what it was asked.

    Attributes:
        asked: path, headers and query of each request, in order.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str], str]] = []

    def address(self, path: str) -> str:
        """Return the address of `path` here."""
        return f"http://127.0.0.1:{self.server_port}{path}"


@pytest.fixture(scope="session")
def remote() -> Iterator[Remote]:
    """The other server."""
    with Remote() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """`/good` answers; other paths answer in the way of their name."""

    server: Remote

    def do_POST(self) -> None:
        """Answer a query."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append((self.path, dict(self.headers), form["query"][0]))
        name = self.path.partition("?")[0].strip("/")
        try:
            getattr(self, f"_{name}")()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def _good(self) -> None:
        self._send(TABLE)

    def _html(self) -> None:
        self._send(b"<p>Hello", "text/html")

    def _broken(self) -> None:
        self._send(TABLE[:-9])

    def _boolean(self) -> None:
        self._send(b'{"head": {}, "boolean": true}')

    def _many(self) -> None:
        row = {"s": {"type": "literal", "value": "x"}}
        self._send(json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": [row] * 10_001}}).encode())

    def _failing(self) -> None:
        self._send(b"no", "text/plain", 500)

    def _moved(self) -> None:
        self.send_response(307)
        self.send_header("Location", self.server.address("/good"))
        self.end_headers()

    def _endless(self) -> None:
        self._begin()
        while True:
            self.wfile.write(b" " * 100_000)

    def _dripping(self) -> None:
        self._begin()
        self._drip(b" ")

    def _shy(self) -> None:
        """Never come to the end of the head."""
        self._drip(b"H")

    def _silent(self) -> None:
        time.sleep(3)

    def _gone(self) -> None:
        """Hang up in the middle."""
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(TABLE[:100])

    def _drip(self, byte: bytes) -> None:
        for _ in range(50):
            self.wfile.write(byte)
            self.wfile.flush()
            time.sleep(0.1)

    def _begin(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()

    def _send(self, body: bytes, kind: str = JSON, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
