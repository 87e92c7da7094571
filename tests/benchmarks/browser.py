# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a headless browser loads for a page, and when it first shows something of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from playwright.sync_api import Browser, Page, Request, sync_playwright

SHOWN = {
    "/": "home",
    "/doc/project/bamberg": "a project",
    "/map": "map",
    "/search?q=mobilität": "search",
    "/sparql": "query editor",
}
"""The pages that are looked at: address → name."""

FIRST_PAINT = 1000
"""Milliseconds within which a page shows its first content."""

_TRIES = 5
_PAINT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName('first-contentful-paint')) resolve(entry.startTime);
  }).observe({type: 'paint', buffered: true});
})"""


@dataclass(frozen=True)
class Weight:
    """What a browser loads for a page whose parts it does not have yet.

    Attributes:
        packed: bytes that are sent, heads included.
        unpacked: bytes of the bodies after unpacking.
        requests: how many there are.
    """

    packed: int
    unpacked: int
    requests: int


@contextmanager
def running() -> Iterator[Browser]:
    """Run Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise click.ClickException("No Chromium is installed. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        # As root in a container its own sandbox cannot start; only our pages are shown.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def fresh(browser: Browser, address: str) -> Iterator[Page]:
    """Open a page of a browser that has nothing of the server in its cache."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def first_paint(page: Page, path: str) -> float:
    """Return the milliseconds from the start of the navigation to the first content (Paint Timing, 4.1)."""
    page.goto(path)
    taken: float = page.evaluate(_PAINT)
    return taken


def first_paints(browser: Browser, address: str, path: str) -> list[float]:
    """Return the first contentful paint of a few first visits."""
    taken = []
    for _ in range(_TRIES):
        with fresh(browser, address) as page:
            taken.append(first_paint(page, path))
    return taken


def weight(browser: Browser, address: str, path: str) -> Weight:
    """Return what is loaded for a page."""
    loaded: list[Request] = []
    with fresh(browser, address) as page:
        page.on("requestfinished", lambda request: loaded.append(request))  # noqa: PLW0108 - a built-in is refused
        page.goto(path, wait_until="networkidle")
        sizes = [request.sizes() for request in loaded]
        bodies = [response.body() for request in loaded if (response := request.response())]
    packed = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    return Weight(packed, sum(map(len, bodies)), len(loaded))
