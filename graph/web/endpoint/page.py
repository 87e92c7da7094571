# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the endpoint: a form for the query, and its answer for people.

A query as code to copy: for curl, Python and R, each with what comes with the language.

Solutions of a query on a map of Germany, where they have points: as WKT, or as latitude and longitude.

What the query editor offers while somebody types: prefixes, and classes and properties of the graph.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for
from markupsafe import Markup
from rdflib import Literal

from graph.federation import Federated
from graph.maps import COUNTRY, Marker, Place, around, draw, project_point, read_point
from graph.model.formats import CSV, GRAPH_FORMATS, JSON, TSV, TURTLE, XML, Format
from graph.model.labels import choose
from graph.model.namespaces import compact, is_web, namespaces
from graph.model.queries import stored_queries, stored_query
from graph.model.vocabulary import Term, vocabulary
from graph.store import Answer, Row, Scope, Store
from graph.web.endpoint.answers import hints_on
from graph.web.http.pages import language, local_path, translate

_CURL = """curl '{endpoint}' -H 'Accept: {media_type}' --data-urlencode query@- <<'{end}'
{query}
{end}
"""
_PYTHON = """{imports}from urllib.parse import urlencode
from urllib.request import urlopen

query = {query}
body = urlencode({{"query": query, "format": "{name}"}}).encode()
with urlopen("{endpoint}", body) as answer:
    text = answer.read().decode()
{use}
"""
_ROWS = """for row in csv.DictReader(io.StringIO(text, newline="")):
    print(row)"""
_R = """query <- {query}
address <- paste0("{endpoint}?format={name}&query=", URLencode(query, reserved = TRUE))
{use}
"""


@dataclass(frozen=True)
class Snippet:
    """Code that runs a query and prints the answer.

    Attributes:
        key: an identifier for the page.
        language: the name people know.
        code: the code, ready to run.
    """

    key: str
    language: str
    code: str


def snippets(endpoint: str, query: str, wanted: Format) -> tuple[Snippet, ...]:
    """Return the code that asks `endpoint` for the answer as `wanted`; a table is read as one.

    Each language quotes the query as a raw text, so that people can read and change it.
    """
    text = query.replace("\r\n", "\n").strip("\n")
    table = wanted is CSV
    facts = {"endpoint": endpoint, "name": wanted.name, "media_type": wanted.media_type}
    python = (
        {"imports": "import csv\nimport io\n", "use": _ROWS}
        if table
        else {"imports": "", "use": "print(text)"}
    )
    r = "print(read.csv(address))" if table else 'cat(readLines(address), sep = "\\n")'
    return (
        Snippet("curl", "curl", _CURL.format(**facts, query=text, end=_unused(text, "SPARQL"))),
        Snippet("python", "Python", _PYTHON.format(**facts, query=_python(text), **python)),
        Snippet("r", "R", _R.format(**facts, query=_r(text), use=r)),
    )


def _python(text: str) -> str:
    return repr(text) if "'''" in text else f"r'''\n{text}\n'''"


def _r(text: str) -> str:
    """Return a raw string (R 4.0, `?Quotes`) with as many dashes as the text needs."""
    dashes = "-" * (1 + max(map(len, re.findall(r"\)(-*)\"", text)), default=0))
    return f'r"{dashes}(\n{text}\n){dashes}"'


def _unused(text: str, word: str) -> str:
    """Return a word that is no line of the text, to end a here document with."""
    while word in text.splitlines():
        word += "_"
    return word


Cell = tuple[str, str | None, str | None]
"""Text, link or None, language or None."""

_MOST = 500
_LATITUDE = {"lat", "latitude", "breite", "breitengrad"}
_LONGITUDE = {"long", "lon", "lng", "longitude", "laenge", "laengengrad"}
_ZOOMED = 250
"""Kilometres: places that are nearer to each other than this are shown larger."""


def result_map(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    """Return a map of the rows that have a point in Germany; nothing where none has."""
    axes = _axes(columns)
    found = [(row, place) for row in rows[:_MOST] if (place := _place(row, axes))]
    if not found:
        return Markup()
    markers = [_marker(row, place) for row, place in found]
    frame = around(place for _, place in found)
    frame = frame if max(frame.width, frame.height) < _ZOOMED else COUNTRY
    title = translate("Karte des Ergebnisses", "Map of the result")
    picture = draw(markers, url_for("project_map.country"), title, frame=frame)
    return Markup(picture)  # noqa: S704 - built of escaped elements


def _axes(columns: Sequence[str]) -> tuple[int, int] | None:
    """Return the numbers of the columns with longitude and latitude, as their names say."""
    found = [
        next((number for number, name in enumerate(columns) if name.lower() in names), None)
        for names in (_LONGITUDE, _LATITUDE)
    ]
    east, north = found
    return None if east is None or north is None else (east, north)


def _place(row: Sequence[Cell], axes: tuple[int, int] | None) -> Place | None:
    for point in _points(row, axes):
        if place := project_point(*point):
            return place
    return None


def _points(row: Sequence[Cell], axes: tuple[int, int] | None) -> Iterator[tuple[float, float]]:
    yield from (point for text, _, _ in row if (point := read_point(text)))
    if axes and (point := read_point(f"POINT({row[axes[0]][0]} {row[axes[1]][0]})")):
        yield point


def _marker(row: Sequence[Cell], place: Place) -> Marker:
    """Return the marker of a row: named after its first text, and leading to its first thing."""
    texts = [text for text, link, _ in row if text and not link and not _is_figure(text)]
    links = [(text, link) for text, link, _ in row if link]
    name = texts[0] if texts else links[0][0] if links else translate("ohne Namen", "without a name")
    label = name if len(name) < 40 else ""
    return Marker(place, 0, name, label, links[0][1] or "" if links else "")


def _is_figure(text: str) -> bool:
    return read_point(text) is not None or text.replace(".", "").replace("-", "").isdecimal()


_ROWS_ON_PAGE = 1000
_MOST_BARS = 60
_LONGEST_PAGE = 20_000_000
_FIRST_QUERY = """PREFIX mpsc: <https://w3id.org/mpsc/def#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?project ?label WHERE {
  ?project a mpsc:ModelProject ;
    rdfs:label ?label .
}
ORDER BY ?label
"""


@dataclass(frozen=True)
class Table:
    """Solutions for a page.

    Attributes:
        columns: names of the variables.
        rows: for each cell text, link or None, language or None.
        total: how many solutions there are; not all of them may be shown.
        most: the largest number, where the table is names with a number each, to draw bars; else None.
    """

    columns: list[str]
    rows: list[list[tuple[str, str | None, str | None]]]
    total: int
    most: float | None = None


def page(
    text: str, answer: Answer | None = None, scope: Scope | None = None, federated: Federated | None = None
) -> str:
    """Return the page with the query, and with its answer as JSON or Turtle if there is one.

    What other servers were asked gets no hints, as we do not know their data; those that SERVICE SILENT
    asked in vain are named.
    """
    if answer is None:
        return render_template("sparql.html", query=text or _FIRST_QUERY, examples=_examples())
    content = answer.whole(_LONGEST_PAGE)
    alone = federated is None or not federated.asked
    shown, formats = _shown(content, answer.format)
    return render_template(
        "sparql.html",
        query=text,
        hints=hints_on(content, answer.format, text, scope or Scope()) if alone else [],
        failures=federated.failures if federated else [],
        examples=_examples(),
        formats=formats,
        snippets=snippets(f"{current_app.config['SETTINGS'].public_url}/sparql", text, formats[0]),
        **shown,
    )


def _shown(content: bytes, written: Format) -> tuple[dict[str, object], tuple[Format, ...]]:
    """Return what the template shows of an answer, and the formats it can be fetched in, the best first."""
    if written is TURTLE:
        return {"turtle": content.decode()}, GRAPH_FORMATS
    document = json.loads(content)
    if "boolean" in document:
        return {"boolean": document["boolean"]}, (JSON, XML)
    table = _table(document)
    return {"table": table, "map": result_map(table.columns, table.rows)}, (CSV, TSV, JSON, XML)


def _table(document: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> Table:
    columns: list[str] = list(document["head"]["vars"])  # type: ignore[arg-type]  # a list of names
    bindings = document["results"]["bindings"]
    rows = [[_cell(row.get(column)) for column in columns] for row in bindings[:_ROWS_ON_PAGE]]
    return Table(columns, rows, len(bindings), _most([[cell[0] for cell in row] for row in rows]))


def _most(rows: list[list[str]]) -> float | None:
    """Return the largest number of the second column of two, if all of them are numbers from 0."""
    if not 1 < len(rows) <= _MOST_BARS or len(rows[0]) != 2:
        return None
    try:
        numbers = [float(number) for _, number in rows]
    except ValueError:
        return None
    return max(numbers) if min(numbers) >= 0 and max(numbers) > 0 else None


def _cell(term: dict[str, str] | None) -> tuple[str, str | None, str | None]:
    if term is None:
        return "", None, None
    if term["type"] == "uri":
        link = term["value"] if is_web(term["value"]) else None
        return compact(term["value"]), link and local_path(link), None
    return term["value"], None, term.get("xml:lang")


def _examples() -> tuple[object, ...]:
    return stored_queries("examples")


blueprint = Blueprint("completion", __name__)

Offer = dict[str, str | int]
"""`name` as prefixed name or in angle brackets, `label` (empty where there is none), `uses` in the data."""


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """Return `prefixes`, and under `class` and `property` the terms in use and those of the vocabulary."""
    store: Store = current_app.extensions["store"]
    rows = store.select(stored_query("pages", "terms").text)
    return jsonify(
        {
            "prefixes": dict(namespaces()),
            "class": _offers([row for row in rows if str(row["kind"]) == "class"], vocabulary().classes),
            "property": _offers(
                [row for row in rows if str(row["kind"]) == "property"], vocabulary().properties
            ),
        }
    )


def _offers(rows: Iterable[Row], own: Iterable[Term]) -> list[Offer]:
    """Return the terms of the rows in their order, then what the vocabulary has and nobody used yet."""
    offers: dict[str, Offer] = {}
    labels: defaultdict[str, list[Literal]] = defaultdict(list)
    for row in rows:
        iri = str(row["term"])
        offers.setdefault(iri, {"name": compact(iri), "label": "", "uses": int(str(row["uses"]))})
        if isinstance(label := row.get("label"), Literal):
            labels[iri].append(label)
    for iri, found in labels.items():
        offers[iri]["label"] = str(choose(found, language()) or "")
    for term in own:
        offers.setdefault(
            str(term.iri), {"name": compact(term.iri), "label": term.labels[language()], "uses": 0}
        )
    return list(offers.values())
