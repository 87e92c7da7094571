# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the endpoint: a form for the query, and its answer for people."""

import json
from dataclasses import dataclass

from flask import render_template

from graph.formats import TURTLE
from graph.store import Answer
from graph.stored_queries import stored_queries
from graph.vocabulary import compact, prefix_lines

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


def page(text: str, answer: Answer | None = None) -> str:
    """Return the page with the query, and with its answer as JSON or Turtle if there is one."""
    if answer is None or answer.format is TURTLE:
        turtle = answer.whole(_LONGEST_PAGE).decode() if answer else None
        return render_template("sparql.html", query=text or _template(), turtle=turtle, examples=_examples())
    document = json.loads(answer.whole(_LONGEST_PAGE))
    if "boolean" in document:
        return render_template("sparql.html", query=text, boolean=document["boolean"], examples=_examples())
    return render_template("sparql.html", query=text, table=_table(document), examples=_examples())


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
