# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""YASGUI as others run it: on a page of another origin, with our endpoint as the one it asks."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

BUILD = Path(__file__).parents[1] / "clients" / "node_modules" / "@zazuko" / "yasgui" / "build"
QUERY = (
    "PREFIX mpsc: <https://w3id.org/mpsc/def#> "
    "SELECT ?c (COUNT(?p) AS ?n) WHERE { ?p mpsc:inCohort ?c } GROUP BY ?c ORDER BY ?c"
)
PAGE = """<!doctype html><title>YASGUI</title><link rel="stylesheet" href="yasgui.min.css"><div id="y"></div>
<script src="yasgui.min.js"></script>"""


class _Quiet(SimpleHTTPRequestHandler):
    """Serves the page and the build, and writes no log."""

    def do_GET(self) -> None:
        """Give the page at the root, else a file."""
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The address of another origin that has YASGUI."""
    if not BUILD.is_dir():
        pytest.fail("YASGUI is missing. Install npm, then run make test again.", pytrace=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(BUILD))) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}/"
        other.shutdown()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_yasgui_of_another_origin_shows_our_answer(browser: Browser, elsewhere: str, server: str, method: str) -> None:
    """Its own Accept header, across origins: three rows with the right numbers."""
    page = browser.new_page()
    page.goto(elsewhere)
    page.evaluate(
        """([endpoint, query, method]) => {
            const yasgui = new Yasgui(document.getElementById("y"), {requestConfig: {endpoint, method}});
            const tab = yasgui.getTab();
            tab.setQuery(query);
            tab.query();
        }""",
        [f"{server}/sparql", QUERY, method],
    )

    cells = page.locator(".yasr table tbody tr")
    expect(cells).to_have_count(3, timeout=15_000)
    assert [row.split()[-1].partition("^^")[0].strip('"') for row in cells.all_inner_texts()] == ["13", "32", "28"]
    page.close()
