# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""robots.txt, sitemaps, llms.txt, OpenSearch, canonical links."""

import re
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

PUBLIC = "https://daten.example.org"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Dated(EmbeddedStore):
    """A store that holds a release."""

    version = "2026-11-22-2"
    is_release = True


@pytest.fixture(scope="module")
def site(graph_store: EmbeddedStore) -> FlaskClient:
    """The application at its public address."""
    return create_app(Settings(public_url=PUBLIC), graph_store).test_client()


def locations(client: FlaskClient, path: str) -> list[str]:
    """Return the addresses of a sitemap or of the list of them."""
    answer = client.get(path)
    assert answer.content_type == "application/xml; charset=utf-8"
    return [str(node.text) for node in ET.fromstring(answer.data).iter(f"{SITEMAP}loc")]  # noqa: S314 - our own


def test_robots_are_kept_from_what_has_no_end(site: FlaskClient) -> None:
    """Pages are open, queries and searches are not; the sitemap is named."""
    rules = RobotFileParser()
    rules.parse(site.get("/robots.txt").text.splitlines())

    assert rules.site_maps() == [f"{PUBLIC}/sitemap.xml"]
    assert all(
        rules.can_fetch("any", f"{PUBLIC}{path}")
        for path in ("/", "/doc/project/bamberg", "/def", "/code", "/dataset/graph")
    )
    closed = ("/sparql?query=ASK", "/search?q=x", "/data?default", "/linkset/doc/project/bamberg")
    assert not any(rules.can_fetch("any", f"{PUBLIC}{path}") for path in closed)


def test_robots_are_kept_from_addresses_that_exist(site: FlaskClient) -> None:
    """A rule for a route that is gone, or was never made, helps nobody."""
    routes = [rule.rule for rule in site.application.url_map.iter_rules()]
    closed = re.findall(r"^Disallow: (.+)$", site.get("/robots.txt").text, re.MULTILINE)

    assert len(closed) > 4
    for path in closed:
        beginning = path.partition("?")[0].partition("*")[0]
        assert any(route.startswith(beginning) for route in routes), path


def test_sitemaps_have_every_page_once(site: FlaskClient) -> None:
    """Each list has at most 50,000 addresses (sitemaps.org), and a sample of them answers."""
    maps = locations(site, "/sitemap.xml")
    pages = [place for each in maps for place in locations(site, each.removeprefix(PUBLIC))]

    assert len(pages) == len(set(pages)) > 11_000
    assert f"{PUBLIC}/doc/project/bamberg" in pages
    for place in [*pages[:20], *pages[20::900]]:
        assert site.get(place.removeprefix(PUBLIC)).status_code == 200, place
    assert site.get("/sitemap/geometry.xml").status_code == 404


def test_sitemap_has_the_date_of_the_release() -> None:
    """Only a release has a date; other data have none."""
    store = Dated()
    dated = create_app(Settings(), store).test_client()

    assert "<lastmod>2026-11-22</lastmod>" in dated.get("/sitemap.xml").text
    assert "<lastmod>2026-11-22</lastmod>" in dated.get("/sitemap/pages.xml").text
    assert "lastmod" not in create_app(Settings(), EmbeddedStore()).test_client().get("/sitemap.xml").text


def test_llms_txt_leads_to_what_answers(site: FlaskClient) -> None:
    """A heading, a summary, and links below the public address (llmstxt.org)."""
    text = site.get("/llms.txt").text
    links = re.findall(r"\]\((https?://[^)]+)\)", text)

    assert text.startswith("# MPSC graph\n\n> ")
    assert len(links) > 10
    for link in links:
        if not link.endswith("/releases"):
            assert site.get(link.removeprefix(PUBLIC)).status_code == 200, link


def test_opensearch_names_the_search(site: FlaskClient) -> None:
    """OpenSearch 1.1: short name of at most 16 characters, a template with the terms."""
    answer = site.get("/opensearch.xml")
    found = ET.fromstring(answer.data)  # noqa: S314 - our own
    space = "{http://a9.com/-/spec/opensearch/1.1/}"

    assert answer.content_type == "application/opensearchdescription+xml"
    assert len(found.findtext(f"{space}ShortName") or "") <= 16
    (template, *_) = (url.get("template") for url in found.iter(f"{space}Url"))
    assert template == f"{PUBLIC}/search?q={{searchTerms}}"


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/?x=1", "/"),
        ("/doc/project/bamberg.html", "/doc/project/bamberg"),
        ("/doc/project/bamberg?lang=en", "/doc/project/bamberg?lang=en"),
        ("/doc/municipality?page=2&lang=en", "/doc/municipality?page=2&amp;lang=en"),
        ("/doc/project?page=1", "/doc/project"),
        ("/sparql?query=ASK%20%7B%7D", "/sparql"),
    ],
)
def test_each_page_has_one_canonical_address(site: FlaskClient, path: str, canonical: str) -> None:
    """Parameters that change nothing are left out; each language is a page of its own."""
    page = site.get(path, headers={"Accept": "text/html"}).text

    assert re.findall(r'<link rel="canonical" href="([^"]+)"', page) == [PUBLIC + canonical]
