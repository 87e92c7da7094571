# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A real browser on the pages of a real server; what a page must never do fails the test at its end."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, sync_playwright

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

Axe = Callable[[Page], list[str]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("No Chromium is installed. On Debian: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        # CI runs as root in a container, where Chromium's own sandbox cannot start; only our pages are shown.
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A page of 1280 × 900 pixels that fails the test if it calls another host or writes an error.

    Violations of the content security policy are errors on the console.
    """
    faults: list[str] = []
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    shown = context.new_page()
    shown.on("request", lambda request: faults.extend(_foreign(request, server)))
    shown.on("console", lambda message: faults.extend(_errors(message, shown)))
    shown.on("pageerror", lambda error: faults.append(_thrown(error)))
    yield shown
    context.close()
    assert faults == []


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Return what checks a page with axe-core: its serious and critical violations, each with the place."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing. Install npm, then run make test again.", pytrace=False)
    program = AXE.read_text(encoding="utf-8")

    def check(shown: Page) -> list[str]:
        shown.evaluate(program)
        violations = shown.evaluate("axe.run().then(found => found.violations)")
        return [
            f"{violation['id']}: {node['html'][:200]}"
            for violation in violations
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]

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
