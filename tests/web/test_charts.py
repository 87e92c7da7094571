# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The charts page: its tables say what the queries answer."""

import csv
import html
import io
import re
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from graph.model.queries import stored_query
from graph.store import EmbeddedStore


def _table(page: str, name: str) -> ET.Element:
    start = page.index(f'id="{name}-table"')
    text = page[page.rindex("<table", 0, start) : page.index("</table>", start) + 8]
    return ET.fromstring(re.sub(r"\sdata-series(?=>)", "", text))  # noqa: S314 - our own


def _cells(row: ET.Element) -> list[str]:
    return [" ".join("".join(cell.itertext()).split()) for cell in row]


def _column(table: ET.Element, number: int) -> list[str]:
    return [_cells(row)[number] for row in table.iterfind("tbody/tr")]


@pytest.mark.parametrize(
    ("name", "query"), [("states", "projects-by-state-and-cohort"), ("topics", "measures-by-topic-and-status")]
)
def test_tables_say_what_the_query_answers(
    client: FlaskClient, graph_store: EmbeddedStore, name: str, query: str
) -> None:
    """Every count of the answer stands in the table, and the bars are as long as the counts."""
    rows = graph_store.select(stored_query("pages", query).text)
    table = _table(client.get("/charts").text, name)
    counts = sorted(int(cell) for row in table.iterfind("tbody/tr") for cell in _cells(row)[1:-1] if cell != "0")
    bars = sorted(int(str(bar.get("width"))) for bar in table.iterfind("tbody//rect"))

    assert counts == bars == sorted(int(str(row["count"])) for row in rows)
    assert len(table.findall("tbody/tr")) == len({row["row"] for row in rows})


def test_known_counts(client: FlaskClient) -> None:
    """Cohort 2 has nine projects in North Rhine-Westphalia; 143 measures count once each."""
    page = client.get("/charts?lang=en").text
    states, topics = _table(page, "states"), _table(page, "topics")

    assert _cells(states.find("thead/tr"))[1:4] == ["Cohort 1", "Cohort 2", "Cohort 3"]  # type: ignore[arg-type]
    assert _cells(states.find("tbody/tr")) == ["Nordrhein-Westfalen", "2", "9", "6", "17"]  # type: ignore[arg-type]
    assert sum(map(int, _column(topics, -1))) == 143


def test_network_is_map_and_table(client: FlaskClient, graph_store: EmbeddedStore) -> None:
    """As many lines as rows, and each pair of projects once."""
    page = client.get("/charts").text
    answered = graph_store.select(stored_query("pages", "project-partnerships").text)
    picture = ET.fromstring(page[page.index('<svg class="map"') : page.index("</figure>")])  # noqa: S314
    table = _table(page, "partners")
    pairs = list(zip(_column(table, 0), _column(table, 1), strict=True))

    assert len(pairs) == len(set(pairs)) == len({(row["one"], row["other"]) for row in answered})
    assert len(picture.findall("path")) == len(pairs)
    assert {str(link.get("aria-label")).rpartition(", mit ")[0] for link in picture.findall("a")} == {
        name for pair in pairs for name in pair
    }


def test_queries_and_downloads_work(client: FlaskClient) -> None:
    """Each chart links its query as a page and its data as CSV."""
    page = client.get("/charts").text
    links = [
        html.unescape(link) for link in re.findall(r'<a href="(/sparql\?query=[^"]+|/sparql[^"]+query=[^"]+)"', page)
    ]
    tables = [link for link in links if "format=csv" in link]

    assert (len(links), len(tables)) == (6, 3)
    for link in links:
        assert client.get(link).status_code == 200
    (states, _, _) = (list(csv.DictReader(io.StringIO(client.get(link).text))) for link in tables)
    assert {"row", "column", "count"} == set(states[0])


def test_pages_without_data_are_whole() -> None:
    """Data of another origin have neither projects nor measures."""
    from graph.settings import Settings
    from graph.web import create_app

    client = create_app(Settings(), EmbeddedStore()).test_client()

    assert [client.get(path).status_code for path in ("/charts", "/map", "/compare", "/map/germany.svg")] == [200] * 4
