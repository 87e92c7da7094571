# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real browser on the pages of a real server; what a page must never do fails the test at its end."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect, sync_playwright

from tests.pace import PATIENCE

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

Axe = Callable[[Page], list[str]]
Looks = Callable[[Page], None]

SIZES: list[tuple[int, Literal["light", "dark"]]] = [(320, "light"), (1280, "dark")]
"""Width of a phone and of a desk, each in one of the two colour schemes."""

_VIOLATIONS = """() => axe.run({
  preload: false,
  resultTypes: ['violations'],
  rules: Object.fromEntries(
    axe._audit.rules.filter(({impact}) => ['minor', 'moderate'].includes(impact))
      .map(({id}) => [id, {enabled: false}])),
}).then(({violations}) => violations)"""
"""Without what takes a third of the time: rules of less weight, and style sheets that only they look at."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("No Chromium is installed. On Debian: apt-get install chromium", pytrace=False)
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        # CI runs as root in a container, where Chromium's own sandbox cannot start; only our pages are shown.
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@dataclass(frozen=True)
class Tab:
    """A page of 1280 × 900 pixels, and what it did that a page must never do.

    Attributes:
        page: the page.
        faults: requests to other hosts and errors; violations of the content security policy are errors on
            the console.
    """

    page: Page
    faults: list[str]


@contextmanager
def watched(browser: Browser, server: str) -> Iterator[Tab]:
    """Give a tab of a browser that has nothing of the server yet."""
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE * 1000)
    tab = Tab(context.new_page(), [])
    tab.page.on("request", lambda request: tab.faults.extend(_foreign(request, server)))
    tab.page.on("console", lambda message: tab.faults.extend(_errors(message, tab.page)))
    tab.page.on("pageerror", lambda error: tab.faults.append(_thrown(error)))
    yield tab
    context.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page that fails the test if it calls another host or writes an error."""
    with watched(browser, server) as tab:
        yield tab.page
    assert tab.faults == []


@pytest.fixture(scope="module")
def tab(browser: Browser, server: str) -> Iterator[Tab]:
    """A tab for all tests of a module that do not mind what others have loaded: it takes half the time."""
    with watched(browser, server) as made:
        yield made


@pytest.fixture
def same_page(tab: Tab) -> Iterator[Page]:
    """The page of that tab; as `page`, it fails the test for what it must not do."""
    tab.faults.clear()
    yield tab.page
    assert tab.faults == []


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Return what checks a page with axe-core: its serious and critical violations, each with the place."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing. Install npm, then run make test again.", pytrace=False)
    program = AXE.read_text(encoding="utf-8")

    def check(shown: Page) -> list[str]:
        if not shown.evaluate("'axe' in window"):
            shown.evaluate(program)
        violations = shown.evaluate(_VIOLATIONS)
        return [
            f"{violation['id']}: {node['html'][:200]}"
            for violation in violations
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]

    return check


@pytest.fixture(scope="session")
def looks_right(axe: Axe) -> Looks:
    """Return what checks that a page fits phone and desk and has no serious violation that axe sees.

    Wide tables scroll, never the page (WCAG 2.1, 1.4.10).
    """

    def check(shown: Page) -> None:
        for width, scheme in SIZES:
            shown.set_viewport_size({"width": width, "height": 900})
            shown.emulate_media(color_scheme=scheme)
            assert shown.evaluate("document.documentElement.scrollWidth") <= width, shown.url
            assert axe(shown) == [], shown.url

    return check


def _foreign(request: Request, server: str) -> list[str]:
    address = urlsplit(request.url)
    known = address.scheme in {"data", "blob"} or address.netloc == urlsplit(server).netloc
    return [] if known else [f"request to {request.url}"]


def _errors(message: ConsoleMessage, shown: Page) -> list[str]:
    """Return what the browser complains of, but for the status of a page that tells an error."""
    if message.type != "error" or urlsplit(message.location.get("url", "")).path == urlsplit(shown.url).path:
        return []
    return [f"console: {message.text}"]


def _thrown(error: Error) -> str:
    return f"script: {error.message}"
