# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages: home, languages, errors."""

import html
import logging
import re

import pytest
from flask.testing import FlaskClient

from graph.model.queries import stored_queries
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from graph.web.http import pages


def test_home_is_german_with_live_counts(client: FlaskClient) -> None:
    """The counts come from the graph; German is the default whatever the browser prefers."""
    page = client.get("/", headers={"Accept-Language": "en"}).text

    assert '<html lang="de">' in page
    assert re.search(r'Staffel 2</th><td class="number">32<', page)
    assert re.search(r'Nordrhein-Westfalen</th><td class="number">\d+<', page)


def test_home_has_an_english_switch(client: FlaskClient) -> None:
    """The switch keeps the page and changes the language."""
    german = client.get("/").text
    (address,) = re.findall(r'<a href="([^"]+)" lang="en"', german)
    english = client.get(html.unescape(address)).text

    assert '<html lang="en">' in english
    assert re.search(r'Cohort 2</th><td class="number">32<', english)


def test_every_example_runs_on_a_click(client: FlaskClient) -> None:
    """Each example is a link whose page has rows."""
    links = re.findall(r'<li><a href="(/sparql[^"]+)"', client.get("/").text)

    assert len(links) == len(stored_queries("examples")) >= 5
    for link in links:
        page = client.get(html.unescape(link), headers={"Accept": "text/html"}).text
        assert re.search(r"Ergebnis: [1-9]\d* Zeile", page), link


def test_pages_call_no_third_party(client: FlaskClient) -> None:
    """Nothing is loaded from another host, and the policy forbids it."""
    answer = client.get("/")

    loaded = re.findall(r'(?:src|<link (?!rel="canonical")[^>]+href)="([^"]+)"', answer.text)
    assert loaded
    assert all(address.startswith("/") for address in loaded)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_unknown_page_is_a_page_for_a_browser(client: FlaskClient) -> None:
    """A browser gets a German page, a program a problem."""
    page = client.get("/nirgendwo", headers={"Accept": "text/html"})
    problem = client.get("/nirgendwo")

    assert "Diese Seite gibt es nicht" in page.text
    assert (page.status_code, problem.status_code) == (404, 404)
    assert problem.content_type == "application/problem+json; charset=utf-8"


def test_names_with_a_number_each_get_bars(client: FlaskClient) -> None:
    """A chart that needs no script; other tables have none."""
    counted = "SELECT ?c (COUNT(?p) AS ?n) { ?p mpsc:inCohort ?c } GROUP BY ?c"
    named = "SELECT ?p ?c { ?p mpsc:inCohort ?c } LIMIT 3"
    pages = [client.get("/sparql", query_string={"query": text, "format": "html"}).text for text in (counted, named)]

    assert re.findall(r'<meter aria-hidden="true" min="0" max="32.0" value="(\d+)">', pages[0]) != []
    assert "<meter" not in pages[1]


def test_results_link_to_our_own_pages(client: FlaskClient) -> None:
    """Our IRIs lead to this server, others to their own."""
    query = "SELECT ?x { VALUES ?x { <https://w3id.org/mpsc/id/cohort/1> <http://example.org/1> } }"
    page = client.get("/sparql", query_string={"query": query, "format": "html"}).text

    assert '<a href="/doc/cohort/1">' in page
    assert '<a href="http://example.org/1">' in page


def test_navigation_names_only_what_is_there(client: FlaskClient) -> None:
    """Every link of head and foot answers; the page shown is marked."""
    page = client.get("/sparql", headers={"Accept": "text/html"}).text
    frame = page.partition("<main")[0] + page.partition("</main>")[2]

    addresses = [html.unescape(address) for address in re.findall(r'<a href="(/[^"]*)"', frame)]
    assert len(addresses) >= 5
    browser = {"Accept": "text/html,*/*;q=0.8"}
    assert {client.get(address, headers=browser).status_code for address in addresses} == {200}
    assert re.search(r'<a href="/sparql\?lang=de" aria-current="page">', page)


class _Broken(EmbeddedStore):
    """A store with a fault nobody foresaw."""

    def __len__(self) -> int:
        raise RuntimeError("/secret/path is broken")


def test_unexpected_error_tells_nothing_of_the_inside(caplog: pytest.LogCaptureFixture) -> None:
    """The answer is a bare 500; what happened is in the log."""
    client = create_app(Settings(), _Broken()).test_client()

    with caplog.at_level(logging.ERROR):
        answer = client.get("/")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "request failed method=GET path=/" in caplog.text


def test_each_link_of_the_frame_leads_to_its_own_page(client: FlaskClient) -> None:
    """Head and foot: no two names for one page, and each page answers."""
    page = client.get("/").text
    frame = page[page.index('<nav class="main"') : page.index("</header>")] + page[page.index("<footer>") :]
    links = re.findall(r'<a href="(/[^"?]*)\?lang=de"[^>]*>([^<]+)</a>', frame)

    assert len(links) > 10
    assert len({path for path, _ in links}) == len(links)
    assert all(client.get(path).status_code == 200 for path, _ in links)


@pytest.mark.parametrize("path", ["/", "/sparql", "/map", "/charts", "/doc/project/bamberg", "/search?q=ulm"])
def test_pages_work_where_nothing_was_bundled(
    graph_store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Without node there is neither design system nor editor; pages ask for nothing that is missing."""
    monkeypatch.setattr(pages, "_has_asset", lambda _: False)
    # The shared application may have kept the page with its assets.
    client = create_app(Settings(), graph_store).test_client()

    page = client.get(path, headers={"Accept": "text/html"})

    assert page.status_code == 200
    assert "vendor" not in page.text
    loaded = re.findall(r'(?:<script[^>]+src|<link rel="stylesheet" href)="(/static/[^"]+)"', page.text)
    assert loaded
    assert {client.get(address).status_code for address in loaded} == {200}
