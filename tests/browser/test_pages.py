# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every page in a real browser: accessible, fits a phone, calls nobody else."""

from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.benchmarks.browser import FIRST_PAINT, SHOWN, first_paint, fresh

Looks = Callable[[Page], None]

PAGES = {
    "home": ["/"],
    "sparql": [
        "/sparql",
        "/sparql?format=html&query=SELECT * { ?project a mpsc:ModelProject ; ?p ?o } LIMIT 20",
        "/sparql?format=html&query=SELECT ?c (COUNT(?p) AS ?n) { ?p mpsc:inCohort ?c } GROUP BY ?c",
        "/sparql?format=html&query=SELEC",
        "/sparql?format=html&query=SELECT * { ?s a mpsc:modelProject ; rdfs:label 'Ulm' }",
        "/sparql?format=html&query=SELECT * { ?area geo:hasCentroid/geo:asWKT ?point } LIMIT 9",
        "/query/bamberg-meeting",
    ],
    "definitions": ["/def"],
    "shapes": ["/shape"],
    "shape": ["/shape/ModelProject", "/shape/any-body"],
    "releases": ["/releases"],
    "map": ["/map", "/map?state=05"],
    "charts": ["/charts"],
    "compare": ["/compare", "/compare?project=bamberg&project=hassfurt&project=suedwestfalen"],
    "search": ["/search", "/search?q=bamberg&cohort=2&state=09", "/search?q=qqqqxxxx"],
    "limits": ["/limits"],
    "service": ["/service"],
    "collection": ["/doc/municipality"],
    "thing": [
        "/doc/project/bamberg",
        "/doc/municipality/09461000",
        "/doc/cohort/1",
        "/doc/event/vernetzungstreffen-bamberg",
        "/doc/measure/bad-belzig-wiesenburg-bad-belzig-app",
        "/doc/partnership/aeg-city-apps",
        "/doc/organisation/bbsr",
        "/doc/training/peer-learning-biletado",
        "/doc/solution/beteiligungstoolbox",
        "/code/topic",
        "/code/topic/mobility",
        "/graph/cohort-2",
    ],
    "problem": ["/doc/project/nothing"],
    "text": ["/imprint", "/accessibility"],
    "sign-in": ["/sign-in"],
    "sign-in-link": ["/sign-in/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    "api": ["/api"],
}
"""What people come to, by template; each further page adds its address here."""

PATHS = [path for paths in PAGES.values() for path in paths]

LANGUAGES = ["de", "en"]


def _in_turn(paths: list[str]) -> list[tuple[str, str]]:
    """Give the addresses of a template the languages in turn, so that it has both; a single one has both."""
    return list(zip(paths if len(paths) > 1 else paths * 2, cycle(LANGUAGES), strict=False))


_KEYS = 10
"""How often Tab is pressed in the content of a page."""

_REACHED = ", ".join(
    f"{part} {element}"
    for part in ("main", "footer")
    for element in ("a[href]", "button", "input:not([type=hidden])", "select", "textarea", "summary", "[tabindex='0']")
)
"""What can be reached with the keyboard, after head and navigation."""

_SEEN = """elements => elements
  .filter(element => element.checkVisibility() && !element.disabled)
  .map(({tagName, href, id, textContent}) => [tagName, `${href}`, id, textContent.slice(0, 40)])"""
"""Which of these are shown, in the order of the document."""

_FOCUSED = f"elements => [({_SEEN})(elements)[0], getComputedStyle(elements[0]).outlineStyle != 'none']"


@pytest.mark.parametrize(("path", "language"), [case for paths in PAGES.values() for case in _in_turn(paths)])
def test_page_is_accessible_and_fits(same_page: Page, looks_right: Looks, path: str, language: str) -> None:
    """Each template in both languages, each address on phone and desk, light and dark."""
    same_page.goto(with_language(path, language))

    assert same_page.get_attribute("html", "lang") == language
    first_key_leads_to_the_content(same_page)
    looks_right(same_page)


def first_key_leads_to_the_content(page: Page) -> None:
    """The first link of the keyboard skips head and navigation."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.fixture(scope="module")
def bare(browser: Browser, server: str) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/sparql?")])
def test_page_works_with_keys_alone_and_without_scripts(bare: Page, path: str) -> None:
    """All is seen, each form has its button, and Tab goes through links and fields in their order."""
    bare.goto(path)

    expect(bare.get_by_role("heading", level=1)).to_be_visible()
    expect(bare.locator("main form:not(:has(button[type=submit], button:not([type])))")).to_have_count(0)
    bare.keyboard.press("Tab")
    bare.keyboard.press("Enter")
    visited = []
    for _ in range(_KEYS):
        bare.keyboard.press("Tab")
        visited.append(bare.locator(":focus").evaluate_all(_FOCUSED))
    order = bare.locator(_REACHED).evaluate_all(_SEEN)
    assert visited == [[element, True] for element in order[:_KEYS]]


def test_home_page_is_light(page: Page) -> None:
    """All that the home page loads is under 100 KB, fonts included."""
    loaded: list[Request] = []
    page.on("requestfinished", lambda request: loaded.append(request))  # noqa: PLW0108 – a built-in is refused

    page.goto("/", wait_until="networkidle")

    sizes = [request.sizes() for request in loaded]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < 100_000


@pytest.mark.pace
@pytest.mark.parametrize("path", SHOWN)
def test_first_content_comes_within_a_second(browser: Browser, server: str, path: str) -> None:
    """On a first visit; the best of three."""
    taken = []
    for _ in range(3):
        with fresh(browser, server) as page:
            taken.append(first_paint(page, path))

    assert min(taken) < FIRST_PAINT


def test_pages_wear_the_design_system(page: Page) -> None:
    """The bundled fonts and tokens of KERN are there and used."""
    page.goto("/", wait_until="networkidle")

    assert page.evaluate("document.fonts.check('600 1rem \"Fira Sans\"')")
    blue = "getComputedStyle(document.body).getPropertyValue('--kern-color-action-default')"
    assert page.evaluate(blue) != ""


def with_language(path: str, language: str) -> str:
    """Return the address of a page in a language."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}"
