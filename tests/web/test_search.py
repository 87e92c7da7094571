# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search page, its JSON, and the suggestions."""

import html
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, RDFS, Literal, URIRef

from graph.model.kinds import search_types
from graph.model.namespaces import GRAPH
from graph.publication.build import SEARCH
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app
from tests.pace import PATIENCE, in_time

PAGE = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def searching(graph_store: EmbeddedStore) -> FlaskClient:
    """One application for all tests here: its index is made once."""
    return create_app(Settings(cache_bytes=1), graph_store).test_client()


def found(client: FlaskClient, **parameters: str) -> dict[str, Any]:
    """Return the answer for programs."""
    answer = client.get("/search", query_string=parameters, headers=JSON)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.get_json()
    return document


def results(page: str) -> list[str]:
    """Return the labels on a page."""
    return [
        html.unescape(re.sub(r"<[^>]+>", "", heading)).strip() for heading in re.findall(r"<h3><a[^>]*>(.*?)</a>", page)
    ]


def links(page: str) -> Iterator[str]:
    """Yield the addresses of searches on a page."""
    return (html.unescape(link) for link in re.findall(r'href="(/search[^"]*)"', page))


def test_page_lists_what_was_found_with_links(searching: FlaskClient) -> None:
    """Label, kind, place, population and key; the link leads to the page of the thing."""
    page = searching.get("/search?q=bamberg", headers=PAGE).text

    assert results(page)[:2] == ["Bamberg", "Bamberg"]
    assert 'href="/doc/project/bamberg"' in page
    assert "<strong>Modellprojekt</strong> · Staffel 2 · Bayern" in page
    assert "<strong>Stadt oder Gemeinde</strong> · Bayern · 77.150 Einwohner · Schlüssel 09461000" in page
    assert 'value="bamberg"' in page


@pytest.mark.parametrize("kind", sorted(set(search_types()) - {"other"}))
def test_what_is_found_has_a_page(searching: FlaskClient, kind: str) -> None:
    """The links to our own things answer, for every kind."""
    page = searching.get(f"/search?type={kind}", headers=PAGE).text
    addresses = [html.unescape(link) for link in re.findall(r'<h3><a href="(/[^"]+)"', page)]

    assert addresses
    assert [searching.get(link, headers=PAGE).status_code for link in addresses[:2]] == [200] * len(addresses[:2])


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Muehlhausen", "/doc/project/muehlhausen"),
        ("mühlhausen/th", "/doc/project/muehlhausen"),
        ("09461000", "/doc/municipality/09461000"),
        ("Betreibermodell", "/def#operatingModel"),
    ],
)
def test_what_people_type_is_on_the_page(searching: FlaskClient, text: str, link: str) -> None:
    """Umlauts written out, names cut short, official keys, words of the code lists."""
    page = searching.get("/search", query_string={"q": text}, headers={"Accept": "text/html"}).text

    assert f'<a href="{link}"' in page.partition('class="finds"')[2]


def test_page_is_there_in_english(searching: FlaskClient) -> None:
    """Texts, kinds and numbers; German labels are marked as such."""
    page = searching.get("/search?q=bamberg&lang=en", headers=PAGE).text

    assert '<html lang="en">' in page
    assert "77,150 inhabitants" in page
    assert '<span lang="de">Bamberg</span>' in page
    assert all("lang=en" in link for link in links(page) if "lang=de" not in link and link != "/search")


def test_filters_can_be_chosen_and_removed_by_links(searching: FlaskClient) -> None:
    """Each value is a link that leaves as many as it says; chosen, it is a link that takes it away."""
    page = searching.get("/search?type=project", headers=PAGE).text
    (address, count) = re.findall(r'href="([^"]+cohort=3[^"]*)">Staffel 3</a> <span class="count">(\d+)', page)[0]
    narrowed = searching.get(html.unescape(address), headers=PAGE).text

    assert f"{count} Treffer" in narrowed
    assert "Staffel: Staffel 3" in narrowed
    (back,) = re.findall(r'<li><a rel="nofollow" href="([^"]+)"><span class="unseen">[^<]*</span> Staffel:', narrowed)
    assert html.unescape(back) == "/search?type=project"


def test_form_keeps_filters_order_and_language(searching: FlaskClient) -> None:
    """Another text is looked for among the same things."""
    page = searching.get("/search?q=a&type=project&cohort=1&cohort=2&sort=name&lang=en", headers=PAGE).text
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)

    assert hidden == [("type", "project"), ("cohort", "1"), ("cohort", "2"), ("sort", "name"), ("lang", "en")]


def test_pages_lead_on_and_back(searching: FlaskClient) -> None:
    """73 projects on four pages, each project once."""
    seen, address = [], "/search?type=project&sort=name"
    while address:
        page = searching.get(address, headers=PAGE).text
        seen += results(page)
        following = re.findall(r'<a rel="next" href="([^"]+)"', page)
        address = html.unescape(following[0]) if following else ""

    assert len(seen) == len(set(seen)) == 73
    assert "Seite 4 von 4" in page
    assert 'rel="prev"' in page


def test_page_beyond_the_last_leads_back(searching: FlaskClient) -> None:
    """It is empty, and says where the last one is."""
    page = searching.get("/search?type=project&page=999999999", headers=PAGE)

    assert page.status_code == 200
    assert 'href="/search?type=project&amp;page=4"' in page.text
    assert found(searching, type="project", page="999999999")["hint"] == "The last page is 4."


def test_nothing_found_is_helped_on(searching: FlaskClient) -> None:
    """The words that are found by themselves, and what else may help."""
    page = searching.get("/search?q=M%C3%BChlhausen+qqqqxxxx", headers=PAGE).text

    assert "0 Treffer" in page
    assert 'href="/search?q=M%C3%BChlhausen"' in page
    assert "Gemeindeschlüssel" in page
    assert "Eingrenzen" not in page


def test_typo_is_understood_or_asked_about(searching: FlaskClient) -> None:
    """Nothing is called Mülhausn; something is called Kasel."""
    similar = searching.get("/search?q=M%C3%BChlhausn", headers=PAGE).text
    meant = searching.get("/search?q=Kasel", headers=PAGE).text

    assert "ähnlich geschrieben" in similar
    assert results(similar)[0] == "Mühlhausen/Thüringen"
    assert re.search(r'Meinten Sie <a href="/search\?q=Kassel">', meant)


def test_json_has_the_documented_fields(searching: FlaskClient) -> None:
    """Those of the README, for results, facets and pages."""
    document = found(searching, q="bamberg", type="project")
    (project,) = (each for each in document["results"] if each["label"] == "Bamberg")

    assert set(document) == {
        *("query", "filters", "sort", "total", "page", "pages", "next", "similar", "did_you_mean"),
        *("single_words", "hint", "results", "facets"),
    }
    assert project == {
        "iri": "https://w3id.org/mpsc/id/project/bamberg",
        "url": "http://localhost:8000/doc/project/bamberg",
        "label": "Bamberg",
        "labels": {"de": "Bamberg"},
        "names": ["Smart City Bamberg"],
        "type": "project",
        "context": [],
        "keys": [],
        "population": None,
        "cohort": ["2"],
        "state": ["09"],
        "size": ["50000-99999"],
        "topic": project["topic"],
        "status": [],
    }
    assert {"value": "2", "label": "Staffel 2", "count": 1, "selected": False} in document["facets"]["cohort"]


def test_json_pages_by_its_own_links(searching: FlaskClient) -> None:
    """`next` is the whole address of the next page, None at the end."""
    first = found(searching, type="project")
    last = found(searching, type="project", page="4")

    assert first["next"] == "http://localhost:8000/search?type=project&page=2"
    assert (last["next"], len(last["results"])) == (None, 13)


def test_a_program_that_names_no_format_gets_json(searching: FlaskClient) -> None:
    """As everywhere here; `format=html` asks for the page."""
    assert searching.get("/search").content_type == "application/json; charset=utf-8"
    assert searching.get("/search?format=html").mimetype == "text/html"


def test_suggestions_are_those_of_opensearch(searching: FlaskClient) -> None:
    """Four lists: text, completions, descriptions, addresses."""
    answer = searching.get("/search/suggest?q=muehlh")
    typed, labels, descriptions, addresses = answer.get_json(force=True)

    assert answer.content_type == "application/x-suggestions+json; charset=utf-8"
    assert (typed, labels[0]) == ("muehlh", "Mühlhausen/Thüringen")
    assert descriptions[1] == "Stadt oder Gemeinde · Unstrut-Hainich-Kreis · Thüringen"
    assert addresses[0] == "http://localhost:8000/doc/project/muehlhausen"
    assert len(labels) == len(descriptions) == len(addresses) <= 8


def test_suggestions_for_nothing_are_none(searching: FlaskClient) -> None:
    """An empty text, or none."""
    for address in ("/search/suggest", "/search/suggest?q=", "/search/suggest?q=%22*"):
        assert searching.get(address).get_json(force=True)[1:] == [[], [], []]


def test_search_engines_index_the_empty_search_only(searching: FlaskClient) -> None:
    """Combinations of facets are without end."""
    plain = searching.get("/search", headers=PAGE)
    faceted = searching.get("/search?cohort=2", headers=PAGE)

    assert "X-Robots-Tag" not in plain.headers
    assert "noindex" not in plain.text
    assert faceted.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in faceted.text


def test_page_works_without_scripts_and_forbids_inline_ones(searching: FlaskClient) -> None:
    """The one script is a file of ours; the form is a plain GET."""
    answer = searching.get("/search?q=a", headers=PAGE)

    assert re.findall(r"<script[^>]*>", answer.text) == ['<script type="module" src="/static/search.js">']
    assert " style=" not in answer.text
    assert " onclick" not in answer.text
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert re.search(r'<form role="search" action="/search" method="get"', answer.text)


@pytest.mark.parametrize("headers", [PAGE, JSON])
@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "x" * 10_000},
        {"q": "ä" * 201},
        {"page": "-1"},
        {"page": "0"},
        {"page": "1e9"},
        {"page": "٣"},
        {"page": "9" * 400},
        {"sort": "price"},
        {"state": "0" * 101},
        [("q", "a"), ("q", "b")],
        [("page", "1"), ("page", "2")],
        [("cohort", str(number)) for number in range(51)],
    ],
)
def test_what_cannot_be_meant_is_a_problem(searching: FlaskClient, parameters: Any, headers: dict[str, str]) -> None:
    """400, naming the parameter and what to do."""
    answer = searching.get(f"/search?{urlencode(parameters)}", headers=headers)
    name = next(iter(dict(parameters)))

    assert answer.status_code == 400
    assert re.search(rf"\b{name}\b", answer.text)


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": '"'},
        {"q": "*"},
        {"q": "NEAR(a b"},
        {"q": "-"},
        {"q": "' OR 1=1 --"},
        {"q": '"><script>alert(1)</script>'},
        {"q": "{{ 7*7 }}{% raw %}"},
        {"q": "(a+)+$"},
        {"q": "\x00\x08\x1b"},
        {"q": "\u202e\u2066abc"},
        {"q": "🙂"},
        {"q": "<%00>"},
        {"q": "x" * 200},
        {"q": "a " * 99},
        {"type": "city"},
        {"type": "__proto__"},
        {"cohort": "99"},
        {"state": "<script>"},
        {"topic": "../../etc/passwd"},
        {"status": "' OR '1'='1"},
        {"size": "\x00"},
        [("cohort", "1"), ("cohort", "1"), ("cohort", "no")],
        {"endpoint": "x", "_external": "1", "_scheme": "javascript", "_anchor": "a", "_method": "POST"},
        {"lang": "fr"},
        {"page": "999999999"},
    ],
)
def test_absurd_input_is_answered_cleanly(searching: FlaskClient, parameters: Any) -> None:
    """200 as page, JSON and suggestion; nothing of it becomes markup; in time."""
    query = urlencode(parameters)
    page, document, suggested = in_time(
        1,
        lambda: (
            searching.get(f"/search?{query}", headers=PAGE),
            searching.get(f"/search?{query}", headers=JSON),
            searching.get(f"/search/suggest?{query}"),
        ),
        time.process_time,
    )

    assert {answer.status_code for answer in (page, document, suggested)} == {200}
    assert document.get_json()["results"] or document.get_json()["hint"]
    assert "<script>" not in page.text
    assert "49" not in results(page.text)


def test_text_that_is_not_utf8_is_answered(searching: FlaskClient) -> None:
    """Bytes that fit no character are not found."""
    assert searching.get("/search?q=%ff%fe%c3", headers=PAGE).status_code == 200


def test_dangerous_iri_is_no_link() -> None:
    """What a foreign dataset calls itself runs in no browser."""
    store = EmbeddedStore()
    bad = URIRef("javascript:alert(1)")
    store.add([(bad, RDF.type, URIRef("x:C"), GRAPH.x), (bad, RDFS.label, Literal("Bad"), GRAPH.x)])
    store.merge()
    client = create_app(Settings(), store).test_client()
    page = client.get("/search?q=bad", headers=PAGE).text

    assert "<h3><span>Bad</span>" in page
    assert "javascript:" not in page


def test_real_server_searches_what_the_release_has_for_it(server: str, release_folder: Path) -> None:
    """Through the web processes, over the file of the release in service."""
    with urlopen(Request(f"{server}/search?q=09461000", headers=JSON), timeout=PATIENCE) as answer:
        document = json.load(answer)

    assert (release_folder / "current" / SEARCH).exists()
    assert [each["label"] for each in document["results"]] == ["Bamberg"]
