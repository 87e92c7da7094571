# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Projects side by side."""

import html
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.describe.names import Named
from graph.projects.comparison import ASPECTS, compare
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

_ODD = """@prefix mpsc: <https://w3id.org/mpsc/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
GRAPH <urn:g> {
<https://w3id.org/mpsc/id/project/a> a mpsc:ModelProject ; rdfs:label "A"@de , "A"@en ; mpsc:inCohort _:none ;
    foaf:homepage <javascript:alert(1)> , "no address" ; prov:hadPrimarySource <javascript:alert(2)> .
<https://w3id.org/mpsc/id/project/b> a mpsc:ModelProject ; mpsc:inCohort <urn:cohort> .
}
"""
_BROWSER = {"Accept": "text/html"}


def _project(key: str) -> Named:
    return Named(key, f"https://w3id.org/mpsc/id/project/{key}")


def test_form_offers_every_project(client: FlaskClient) -> None:
    """Four lists of 73 projects, and nothing else, until some are chosen."""
    page = client.get("/compare").text

    assert page.count('<select id="project-') == 4
    assert len(set(re.findall(r'<option value="([^"]+)"', page))) == 73
    assert "<table" not in page


def test_form_leads_to_the_comparison(client: FlaskClient) -> None:
    """What a browser sends, empty fields included; the form keeps the choice."""
    page = client.get("/compare?project=bamberg&project=hassfurt&project=&project=&lang=en").text

    assert re.findall(r'<th scope="col"><a href="([^"]+)"', page) == ["/doc/project/bamberg", "/doc/project/hassfurt"]
    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["bamberg", "hassfurt"]
    assert len(re.findall(r"<tr><th scope=\"row\">", page)) == len(ASPECTS)
    assert "Approved awards" in page
    assert "not known" in page


def test_values_are_those_of_the_data(graph_store: EmbeddedStore) -> None:
    """Cohort, lead, population, awards and sources of two projects whose data are known."""
    found = compare(graph_store, [_project("hassfurt"), _project("bamberg")], "de")

    def values(aspect: str) -> list[list[str]]:
        return [[fact.value.label for fact in facts] for facts in found.lines[aspect]]

    assert values("cohort") == [["Staffel 1"], ["Staffel 2"]]
    assert values("lead") == [["Haßfurt"], ["Bamberg"]]
    assert values("population") == [["13867"], ["77150"]]
    assert len(values("award")[0]) == 2
    assert values("award")[1] == []
    (award, _) = found.lines["award"][0]
    assert [found.sources[number - 1] for number in award.sources] == [
        "https://www.infranken.de/regional/artikel_fuer_gemeinden/auf-dem-weg-zur-smart-city;art154303,4447651"
    ]


def test_measures_are_counted_once_a_topic(graph_store: EmbeddedStore) -> None:
    """The measures under the statuses are those the graph has of the project."""
    found = compare(graph_store, [_project("jena"), _project("bamberg")], "en")
    query = """PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX mpsc: <https://w3id.org/mpsc/def#>
    SELECT ?m WHERE { ?m a mpsc:Measure ; dcterms:isPartOf <https://w3id.org/mpsc/id/project/jena> }"""

    listed = [detail.iri for fact in found.lines["status"][0] for detail in fact.details]

    assert sorted(listed) == sorted(str(row["m"]) for row in graph_store.select(query))
    assert len(listed) == len(set(listed)) > 2


def test_shared_values_are_marked(client: FlaskClient) -> None:
    """Shared by all, or by how many of them."""
    page = client.get("/compare?project=bamberg&project=hassfurt&project=suedwestfalen").text

    assert re.search(r'>Bayern</a> <span class="shared">bei 2 von 3<', page)
    assert re.search(r'>Datenplattformen und Datenräume</a> <span class="shared">gemeinsam<', page)
    assert not re.search(r'>Nordrhein-Westfalen</a> <span class="shared">', page)


def test_sources_are_linked(client: FlaskClient) -> None:
    """Every number leads to a source at the foot of the page, and each source is cited."""
    page = client.get("/compare?project=bamberg&project=jena").text

    cited = set(re.findall(r'href="#(source-\d+)"', page))
    listed = re.findall(r'<li id="(source-\d+)"><a href="(?:https?://|/doc/source/)', page)
    assert cited == set(listed)
    assert len(listed) > 5


def test_query_of_the_comparison_runs(client: FlaskClient) -> None:
    """The CSV of the page has the projects that were chosen, and no other."""
    page = client.get("/compare?project=bamberg&project=jena").text
    (link,) = re.findall(r'<a href="(/sparql[^"]+format=csv)"', page)

    projects = {line.partition(",")[0] for line in client.get(html.unescape(link)).text.splitlines()[1:]}

    assert projects == {f"https://w3id.org/mpsc/id/project/{key}" for key in ("bamberg", "jena")}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("project=bamberg", "1 projects were named"),
        ("&".join(f"project=p{number}" for number in range(9)), "9 projects were named"),
        ("project=bamberg&project=atlantis", "There is no project 'atlantis'"),
        ("project=bamberg&project=bamberg", "named 2 times"),
        ("project=bamberg&project=%3Cscript%3E", "There is no project '<script>'"),
        ("project=bamberg&project=" + "x" * 3000, "There is no project 'xxx"),
    ],
)
def test_bad_choices_are_told(client: FlaskClient, query: str, told: str) -> None:
    """A program gets a problem; a browser the form again, with what is wrong and what was chosen."""
    problem = client.get(f"/compare?{query}")
    page = client.get(f"/compare?{query}", headers=_BROWSER)

    assert (problem.status_code, page.status_code) == (400, 400)
    assert told in problem.json["detail"]  # type: ignore[index]
    assert told in html.unescape(page.text)
    assert "zwei bis vier verschiedene Projekte" in page.text
    assert page.text.count('<select id="project-') == 4
    assert "<script>" not in page.text


def test_odd_data_are_shown_and_not_linked(tmp_path: Path) -> None:
    """Blank nodes, missing names, addresses that run a script: pages stay whole and link none of them."""
    file = tmp_path / "odd.trig"
    file.write_text(_ODD, encoding="utf-8")
    store = EmbeddedStore()
    store.load(file)
    store.merge()
    client = create_app(Settings(), store).test_client()

    pages = [client.get(path) for path in ("/map", "/charts", "/compare?project=a&project=b")]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert not any(re.search(r'href="(?:javascript|urn)', page.text) for page in pages)
    assert "javascript:alert(1)" in pages[2].text
    assert "javascript:alert(2)" in pages[2].text


@pytest.mark.parametrize("path", ["/map", "/charts", "/compare?project=bamberg&project=jena"])
@pytest.mark.parametrize(("language", "word"), [("de", "Staffel"), ("en", "Cohort")])
def test_pages_speak_both_languages(client: FlaskClient, path: str, language: str, word: str) -> None:
    """Code list entries follow the language; our texts stand in one language a page."""
    page = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}").text

    assert f'<html lang="{language}">' in page
    assert f"{word} 2" in page


@pytest.mark.parametrize("path", ["/map", "/charts", "/compare?project=bamberg&project=jena"])
def test_pages_need_nothing_the_policy_forbids(client: FlaskClient, path: str) -> None:
    """No inline script, no inline style, nothing from elsewhere."""
    page = client.get(path).text

    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page)
    assert not re.search(r"<script(?![^>]* src=)", page)
    loaded = re.findall(r'(?:src|<link (?!rel="canonical")[^>]+href|<image href)="([^"]+)"', page)
    assert all(address.startswith("/") for address in loaded)
