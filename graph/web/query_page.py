# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the endpoint: a form for the query, and its answer for people."""

import json
from dataclasses import dataclass

from flask import render_template

from graph.federation import Federated
from graph.formats import TURTLE, Format
from graph.store import Answer, Scope
from graph.stored_queries import stored_queries
from graph.vocabulary import compact, prefix_lines
from graph.web.hinting import hints_on

_ROWS_ON_PAGE = 1000
_LONGEST_PAGE = 20_000_000
_FIRST_QUERY = """SELECT ?project ?label WHERE {
  ?project a mpsc:ModelProject ;
    rdfs:label ?label .
}
ORDER BY ?label
"""


@dataclass(frozen=True)
class Table:
    """Solutions for a page: column names, and rows of (text, link or None, language or None)."""

    columns: list[str]
    rows: list[list[tuple[str, str | None, str | None]]]
    total: int


def page(
    text: str, answer: Answer | None = None, scope: Scope | None = None, federated: Federated | None = None
) -> str:
    """Return the page with the query, and with its answer as JSON or Turtle if there is one.

    What other servers were asked gets no hints, as we do not know their data; those that SERVICE SILENT
    asked in vain are named.
    """
    if answer is None:
        return render_template("sparql.html", query=text or _template(), examples=_examples())
    content = answer.whole(_LONGEST_PAGE)
    alone = federated is None or not federated.asked
    return render_template(
        "sparql.html",
        query=text,
        hints=hints_on(content, answer.format, text, scope or Scope()) if alone else [],
        failures=federated.failures if federated else [],
        examples=_examples(),
        **_shown(content, answer.format),
    )


def _shown(content: bytes, written: Format) -> dict[str, object]:
    """Return the part of the page that shows the answer: Turtle, yes or no, or a table."""
    if written is TURTLE:
        return {"turtle": content.decode()}
    document = json.loads(content)
    return {"boolean": document["boolean"]} if "boolean" in document else {"table": _table(document)}


def _table(document: dict[str, dict[str, list[dict[str, dict[str, str]]]]]) -> Table:
    columns: list[str] = list(document["head"]["vars"])  # type: ignore[arg-type]  # a list of names
    bindings = document["results"]["bindings"]
    rows = [[_cell(row.get(column)) for column in columns] for row in bindings[:_ROWS_ON_PAGE]]
    return Table(columns, rows, len(bindings))


def _cell(term: dict[str, str] | None) -> tuple[str, str | None, str | None]:
    if term is None:
        return "", None, None
    if term["type"] == "uri":
        link = term["value"] if term["value"].startswith(("http://", "https://")) else None
        return compact(term["value"]), link, None
    return term["value"], None, term.get("xml:lang")


def _template() -> str:
    return f"{prefix_lines()}\n{_FIRST_QUERY}"


def _examples() -> tuple[object, ...]:
    return stored_queries("examples")
