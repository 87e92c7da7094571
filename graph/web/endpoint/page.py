# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the endpoint: an editor for the query, and its answer as a table, on a map and as code."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template, url_for
from markupsafe import Markup
from rdflib import Literal

from graph.federation import Federated
from graph.maps import COUNTRY, Marker, Place, around, draw, project_point, read_point
from graph.model.formats import CSV, GRAPH_FORMATS, JSON, TSV, TURTLE, XML, Format
from graph.model.labels import choose
from graph.model.namespaces import compact, is_web, namespaces
from graph.model.queries import stored_queries, stored_query
from graph.model.vocabulary import Term, vocabulary
from graph.store import Answer, Dataset, Row
from graph.web.endpoint.answers import find_hints
from graph.web.http.pages import language, local_path, translate
from graph.web.services import public_url, services

blueprint = Blueprint("completion", __name__)

Cell = tuple[str, str | None, str | None]
"""Text, link or None, language or None."""

Offer = dict[str, str | int]
"""`name` as prefixed name or in angle brackets, `label` (empty where there is none), `uses` in the data."""

_MOST_ON_MAP = 500
_LATITUDE = {"lat", "latitude", "breite", "breitengrad"}
_LONGITUDE = {"long", "lon", "lng", "longitude", "laenge", "laengengrad"}
_ZOOMED = 250
"""Kilometres: places that are nearer to each other than this are shown larger."""

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
class Table:
    """Solutions for a page; `most` is the largest number where a bar is drawn for each, else None."""

    columns: list[str]
    rows: list[list[Cell]]
    total: int
    most: float | None = None


def render_page(
    text: str, answer: Answer | None = None, dataset: Dataset | None = None, federated: Federated | None = None
) -> str:
    """Return the page with the query, and with its answer as JSON or Turtle if there is one.

    A query that asked other servers gets no hints, as we do not know their data; those that SERVICE SILENT
    asked in vain are named.
    """
    examples = stored_queries("examples")
    if answer is None:
        return render_template("sparql.html", query=text or _FIRST_QUERY, examples=examples)
    content = answer.whole(_LONGEST_PAGE)
    shown, formats = _present(content, answer.format)
    asked_others = federated and federated.asked
    return render_template(
        "sparql.html",
        query=text,
        hints=[] if asked_others else find_hints(content, answer.format, text, dataset or Dataset()),
        failures=federated.failures if federated else [],
        examples=examples,
        formats=formats,
        snippets=snippets(f"{public_url()}/sparql", text, formats[0]),
        **shown,
    )


def _present(content: bytes, written: Format) -> tuple[dict[str, object], tuple[Format, ...]]:
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


def _cell(term: dict[str, str] | None) -> Cell:
    if term is None:
        return "", None, None
    if term["type"] == "uri":
        link = term["value"] if is_web(term["value"]) else None
        return compact(term["value"]), link and local_path(link), None
    return term["value"], None, term.get("xml:lang")


def result_map(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    """Return a map of the rows that have a point in Germany; nothing where none has."""
    axes = _axes(columns)
    found = [(row, place) for row in rows[:_MOST_ON_MAP] if (place := _place(row, axes))]
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
    east, north = (
        next((number for number, name in enumerate(columns) if name.lower() in names), None)
        for names in (_LONGITUDE, _LATITUDE)
    )
    return None if east is None or north is None else (east, north)


def _place(row: Sequence[Cell], axes: tuple[int, int] | None) -> Place | None:
    points = [read_point(text) for text, _, _ in row]
    if axes:
        points.append(read_point(f"POINT({row[axes[0]][0]} {row[axes[1]][0]})"))
    return next((place for point in points if point and (place := project_point(*point))), None)


def _marker(row: Sequence[Cell], place: Place) -> Marker:
    """Return the marker of a row: named after its first text, and leading to its first thing."""
    texts = [text for text, link, _ in row if text and not link and not _is_figure(text)]
    links = [(text, link) for text, link, _ in row if link]
    name = texts[0] if texts else links[0][0] if links else translate("ohne Namen", "without a name")
    label = name if len(name) < 40 else ""
    return Marker(place, 0, name, label, links[0][1] or "" if links else "")


def _is_figure(text: str) -> bool:
    return read_point(text) is not None or text.replace(".", "").replace("-", "").isdecimal()


@dataclass(frozen=True)
class Snippet:
    """Code that runs a query and prints the answer; `key` identifies it in the page."""

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
    imports, use = ("import csv\nimport io\n", _ROWS) if table else ("", "print(text)")
    r = "print(read.csv(address))" if table else 'cat(readLines(address), sep = "\\n")'
    return (
        Snippet("curl", "curl", _CURL.format(**facts, query=text, end=_unused(text, "SPARQL"))),
        Snippet("python", "Python", _PYTHON.format(**facts, query=_python(text), imports=imports, use=use)),
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


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """Return `prefixes`, and under `class` and `property` the terms in use and those of the vocabulary."""
    rows = services().store.select(stored_query("pages", "terms").text)
    own = {"class": vocabulary().classes, "property": vocabulary().properties}
    offers = {kind: _offers((row for row in rows if str(row["kind"]) == kind), known) for kind, known in own.items()}
    return jsonify({"prefixes": dict(namespaces()), **offers})


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
        name = term.labels[language()]
        offers.setdefault(str(term.iri), {"name": compact(term.iri), "label": name, "uses": 0})
    return list(offers.values())
