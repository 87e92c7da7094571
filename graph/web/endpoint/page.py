# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the endpoint: a form for the query, and its answer for people."""

import json
from dataclasses import dataclass

from flask import current_app, render_template

from graph.federation import Federated
from graph.model.formats import CSV, GRAPH_FORMATS, JSON, TSV, TURTLE, XML, Format
from graph.model.namespaces import compact
from graph.model.queries import stored_queries
from graph.store import Answer, Scope
from graph.web.hinting import hints_on
from graph.web.http.pages import local_path
from graph.web.result_map import result_map
from graph.web.snippets import snippets

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
        link = term["value"] if term["value"].startswith(("http://", "https://")) else None
        return compact(term["value"]), link and local_path(link), None
    return term["value"], None, term.get("xml:lang")


def _examples() -> tuple[object, ...]:
    return stored_queries("examples")
