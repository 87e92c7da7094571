# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers of queries on a map: rows with WKT, or with latitude and longitude."""

import re

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html"}
PLACES = """SELECT ?project ?name ?point WHERE {
  ?project a mpsc:ModelProject ;
    rdfs:label ?name ;
    mpsc:leadMunicipality/dcterms:spatial/geo:hasCentroid/geo:asWKT ?point .
}"""


def answer(client: FlaskClient, query: str, lang: str = "de") -> str:
    """Return the page with the answer."""
    return client.get("/sparql", query_string={"query": query, "lang": lang}, headers=BROWSER).text


def test_points_of_an_answer_are_drawn(client: FlaskClient) -> None:
    """A marker for each row, with its name and the way to the thing; the table stays."""
    page = answer(client, PLACES)
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>")
    drawn = page.partition('<svg class="map"')[2].partition("</svg>")[0]

    assert rows > 50
    assert drawn.count("<a ") == rows
    assert 'href="/doc/project/bamberg"' in drawn
    assert 'aria-label="Bamberg"' in drawn
    assert "Map of the result" in answer(client, PLACES, "en")


@pytest.mark.parametrize(
    "values",
    ["?lat ?long { 49.89 10.89 }", "?Latitude ?lon { '49.89' '10.89' }", "?x ?wkt { 1 'POINT (10.89 49.89)' }"],
)
def test_coordinates_are_understood(client: FlaskClient, values: str) -> None:
    """As two columns with the usual names, or as a point in WKT."""
    names, _, cells = values.partition("{")
    page = answer(client, f"SELECT * {{ VALUES ({names}) {{ ({cells.rstrip('} ')}) }} }}")

    assert page.count('<svg class="map"') == 1


@pytest.mark.parametrize(
    "values",
    [
        "?lat ?long { 40.7 -74.0 }",
        "?lat ?long { 'x' 'y' }",
        "?lat ?other { 49.89 10.89 }",
        "?lat ?long { 1e400 10.89 }",
        "?x ?wkt { 1 'LINESTRING (10 50, 11 51)' }",
        "?lat ?long { UNDEF 10.89 }",
    ],
)
def test_what_is_no_point_in_germany_is_not_drawn(client: FlaskClient, values: str) -> None:
    """The table alone; no error."""
    names, _, cells = values.partition("{")
    page = answer(client, f"SELECT * {{ VALUES ({names}) {{ ({cells.rstrip('} ')}) }} }}")

    assert "<tbody>" in page
    assert '<svg class="map"' not in page


def test_names_on_the_map_are_text(client: FlaskClient) -> None:
    """Markup in a name is escaped, and no address but one of the web becomes a link."""
    name = "<script>alert(1)</script>"
    page = answer(
        client, f"SELECT * {{ VALUES (?n ?a ?w) {{ ('{name}' <javascript:alert(1)> 'POINT(10.89 49.89)') }} }}"
    )
    drawn = page.partition('<svg class="map"')[2].partition("</svg>")[0]

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in drawn
    assert "<script>alert" not in page
    assert not re.search(r'href="javascript', page)


def test_many_points_are_not_all_drawn(client: FlaskClient) -> None:
    """A map of ten thousand markers would be no use and no page."""
    query = PLACES.replace("mpsc:ModelProject", "mpsc:Municipality").replace("mpsc:leadMunicipality/", "")
    page = answer(client, f"{query} LIMIT 900")

    assert page.partition('<svg class="map"')[2].partition("</svg>")[0].count("<a ") == 500
