# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The map page: 73 projects, each a link on the picture and a row of the table."""

import html
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from graph.maps import COUNTRY
from graph.model.queries import stored_query
from graph.settings import Settings
from graph.store import EmbeddedStore
from graph.web import create_app

_PLACE = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")
_COUNT = """SELECT (COUNT(DISTINCT ?project) AS ?count) WHERE { ?project a mpsc:ModelProject . %s }"""


def _picture(page: str) -> ET.Element:
    return ET.fromstring(page[page.index('<svg class="map"') : page.index("</figure>")])  # noqa: S314 - our own


def _markers(page: str) -> dict[str, tuple[str, float, float]]:
    """Return address → (name, x, y) of every marker."""
    found = {}
    for link in _picture(page).findall("a"):
        place = _PLACE.match(str(link.find("path").get("transform")))  # type: ignore[union-attr]
        assert place
        found[str(link.get("href"))] = (str(link.get("aria-label")), float(place[1]), float(place[2]))
    return found


def _rows(page: str) -> dict[str, str]:
    """Return address → name of every row of the table."""
    rows = re.findall(r'<tr><th scope="row"><a href="([^"]+)">([^<]+)</a>', page)
    return {address: html.unescape(name) for address, name in rows}


def _count(store: EmbeddedStore, pattern: str) -> int:
    prefixes = stored_query("pages", "comparison").text.partition("SELECT")[0]
    return int(str(store.select(prefixes + _COUNT % pattern)[0]["count"]))


def test_all_projects_are_on_the_map(client: FlaskClient) -> None:
    """73 links with a name and a cohort, inside the frame, no two on one spot."""
    markers = _markers(client.get("/map").text)

    assert len(markers) == 73
    assert all(address.startswith("/doc/project/") for address in markers)
    assert all(re.fullmatch(r".+, Staffel [123]", name) for name, _, _ in markers.values())
    assert all((x, y) in COUNTRY for _, x, y in markers.values())
    assert len({(x, y) for _, x, y in markers.values()}) == 73


def test_markers_lead_to_pages(client: FlaskClient) -> None:
    """Each address is that of a document for people."""
    addresses = _markers(client.get("/map").text)

    found = {client.get(address, headers={"Accept": "text/html"}).status_code for address in addresses}

    assert found == {200}


def test_projects_are_sorted_as_germans_sort(client: FlaskClient) -> None:
    """An umlaut stands beside its vowel, for the table and for the keyboard."""
    names = list(_rows(client.get("/map").text).values())

    assert [name for name in names if name[:2] in {"Ka", "Kö", "Ko"}] == [
        "Kaiserslautern",
        "Kassel",
        "Köln",
        "Konstanz",
    ]


def test_projects_lie_where_they_are(client: FlaskClient) -> None:
    """Kiel north of Würzburg north of Kempten; Köln west of Kassel west of Cottbus."""
    places = {name.partition(",")[0]: (x, y) for name, x, y in _markers(client.get("/map").text).values()}

    kiel, wuerzburg, kempten = (places[name][1] for name in ("Kiel (KielRegion)", "Würzburg", "Kempten (Allgäu)"))
    koeln, kassel, cottbus = (places[name][0] for name in ("Köln", "Kassel", "Cottbus"))
    assert kiel < wuerzburg < kempten
    assert koeln < kassel < cottbus


@pytest.mark.parametrize("query", ["", "?cohort=2", "?state=09&cohort=1&cohort=3", "?topic=mobility&lang=en"])
def test_table_says_what_the_map_says(client: FlaskClient, query: str) -> None:
    """The same projects with the same names, in the same order."""
    page = client.get(f"/map{query}").text
    markers, rows = _markers(page), _rows(page)

    assert list(markers) == list(rows)
    assert all(markers[address][0].startswith(name) for address, name in rows.items())


@pytest.mark.parametrize(
    ("query", "pattern"),
    [
        ("cohort=2", "?project mpsc:inCohort <https://w3id.org/mpsc/id/cohort/2>"),
        ("state=05", "?project dcterms:spatial <https://w3id.org/mpsc/id/area/05>"),
        (
            "topic=mobility",
            "?m dcterms:isPartOf ?project ; dcterms:subject <https://w3id.org/mpsc/code/topic/mobility>",
        ),
    ],
)
def test_filters_agree_with_the_data(client: FlaskClient, graph_store: EmbeddedStore, query: str, pattern: str) -> None:
    """A filter shows as many projects as a query counts, and the form keeps the choice."""
    page = client.get(f"/map?{query}").text

    assert 0 < len(_markers(page)) == _count(graph_store, pattern) < 73
    assert re.search(rf'<option value="{query.partition("=")[2]}" selected>', page)


def test_empty_fields_of_the_form_choose_all(client: FlaskClient) -> None:
    """A form sends every field."""
    assert len(_markers(client.get("/map?cohort=&topic=&state=&lang=en").text)) == 73


def test_a_state_zooms_in(client: FlaskClient) -> None:
    """Only a part of the country is shown, and all markers lie in it."""
    picture = _picture(client.get("/map?state=10").text)
    _, _, width, height = (float(number) for number in str(picture.get("viewBox")).split())

    assert width < COUNTRY.width / 2
    assert height < COUNTRY.height / 2


def test_places_that_are_derived_say_so(client: FlaskClient) -> None:
    """Three projects have no lead body with a point; the table says whose middle is shown."""
    page = client.get("/map").text
    english = client.get("/map?lang=en").text

    assert page.count("Mitte der tragenden Kommunen") == 1
    assert page.count("Mitte der Mitglieder des tragenden Verbands") == 1
    assert page.count("Mitte der assoziierten Partner") == 1
    assert english.count("middle of the") == 3


def test_unknown_choices_are_told(client: FlaskClient) -> None:
    """A key that no project has is an error that names those there are."""
    answer = client.get("/map?cohort=4")
    page = client.get("/map?topic=<script>", headers={"Accept": "text/html"})

    assert (answer.status_code, page.status_code) == (400, 400)
    assert "Choose among: 1, 2, 3." in answer.json["detail"]  # type: ignore[index]
    assert "<script>" not in page.text


def test_country_is_drawn_by_its_municipalities(client: FlaskClient, graph_store: EmbeddedStore) -> None:
    """One dot each, in a picture small enough for a phone, and kept by the client."""
    answer = client.get("/map/germany.svg", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/map/germany.svg").text
    known = len(graph_store.select(stored_query("pages", "municipality-points").text))

    assert answer.content_type == "image/svg+xml"
    assert 0.99 * known < plain.count("h0") <= known > 10_000
    assert len(plain) < 100_000
    assert len(answer.data) < 30_000
    assert "max-age" in answer.headers["Cache-Control"]


def test_projects_without_a_place_are_listed(tmp_path: Path) -> None:
    """Other data may have projects nowhere in Germany: the page says which, and still works."""
    store = EmbeddedStore()
    file = tmp_path / "data.ttl"
    file.write_text(
        """@prefix mpsc: <https://w3id.org/mpsc/def#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <https://w3id.org/mpsc/id/project/x> a mpsc:ModelProject ;
            rdfs:label "Nirgends" ;
            mpsc:inCohort <https://w3id.org/mpsc/id/cohort/1> .
        """,
        encoding="utf-8",
    )
    store.load(file)
    store.merge()

    page = create_app(Settings(), store).test_client().get("/map").text

    assert not _markers(page)
    assert "Nicht auf der Karte" in page
    assert "kein Punkt bekannt" in page


def test_locator_is_there_for_every_template(client: FlaskClient) -> None:
    """Pages of single projects call it with points; what is no point in Germany gives nothing."""
    with client.application.test_request_context("/"):
        locate = client.application.jinja_env.globals["locator"]
        assert 'aria-label="Kiel &amp; mehr"' in locate(["POINT(10.1 54.3)"], "Kiel & mehr")  # type: ignore[operator]
        assert locate(["POINT(0 0)", "nonsense"], "Kiel") == ""  # type: ignore[operator]


def test_page_of_a_project_shows_where_it_lies(client: FlaskClient) -> None:
    """The marker stands where the map of all projects has it; another page has no such picture."""
    page = client.get("/doc/project/kielregion", headers={"Accept": "text/html"}).text
    drawing = re.search(r'<svg class="locator".*?</svg>', page, re.DOTALL)

    assert drawing is not None
    assert 'aria-label="Lage von Kiel' in drawing[0]
    assert drawing[0].count("<path") == 1
    assert "/compare?first=kielregion" in page
    assert 'class="locator"' not in client.get("/doc/cohort/1", headers={"Accept": "text/html"}).text


def test_comparison_begins_with_the_project_one_comes_from(client: FlaskClient) -> None:
    """The form has it chosen; nothing is said to be wrong."""
    answer = client.get("/compare?first=kielregion")

    assert answer.status_code == 200
    assert re.search(r'<option value="kielregion" selected', answer.text)
