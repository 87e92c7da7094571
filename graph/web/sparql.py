# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The SPARQL endpoint: SPARQL 1.1 Protocol, query operation."""

import json
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, render_template, request
from rdflib import URIRef

from graph.errors import InputError, TooLargeError, UnsupportedMediaTypeError, UpdateRefusedError
from graph.formats import JSON, TURTLE
from graph.store import Answer, Scope, Store, Wanted
from graph.stored_queries import stored_queries
from graph.vocabulary import compact, prefix_lines
from graph.web.negotiation import wanted, wants_page

blueprint = Blueprint("sparql", __name__)

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
_ROWS_ON_PAGE = 1000
_FIRST_QUERY = """SELECT ?project ?label WHERE {
  ?project a mpsc:ModelProject ;
    rdfs:label ?label .
}
ORDER BY ?label
"""


@blueprint.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
def endpoint() -> Response:
    """Answer a query; without one, show the page that takes one."""
    text = _query_text()
    if text is None:
        return Response(_page(""), content_type="text/html; charset=utf-8")
    store: Store = current_app.extensions["store"]
    if wants_page():
        answer = store.answer(text, Wanted(JSON, TURTLE), _scope())
        return Response(_page(text, answer), content_type="text/html; charset=utf-8")
    answer = store.answer(text, wanted(), _scope())
    return Response(answer.body, content_type=answer.format.content_type, headers={"Vary": "Accept"})


@blueprint.after_request
def _announce(response: Response) -> Response:
    response.headers["Accept-Post"] = f"{QUERY_TYPE}, {FORM_TYPE}"
    return response


def _query_text() -> str | None:
    """Return the query (SPARQL 1.1 Protocol, 2.1.1–2.1.3), or None for a GET without one."""
    if "update" in request.values or request.mimetype == UPDATE_TYPE:
        raise UpdateRefusedError("This endpoint is read-only. Send a query instead of an update.")
    if request.method == "POST" and request.mimetype == QUERY_TYPE:
        return _limited(_decoded(request.get_data()))
    if request.method == "POST" and request.mimetype != FORM_TYPE:
        raise UnsupportedMediaTypeError(
            f"A query is posted as {QUERY_TYPE} or as {FORM_TYPE}; this is {request.mimetype or 'not named'}."
        )
    texts = [*request.args.getlist("query"), *request.form.getlist("query")]
    if len(texts) > 1:
        raise InputError(f"There are {len(texts)} parameters `query`. Send exactly one.")
    if not texts:
        if request.method == "POST":
            raise InputError("The form has no parameter `query`. Send the query in it.")
        return None
    return _limited(texts[0])


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"The query is not UTF-8: byte {error.start} does not fit.") from error


def _limited(text: str) -> str:
    limit: int = current_app.config["SETTINGS"].query_bytes
    if len(text.encode("utf-8", "surrogatepass")) > limit:
        raise TooLargeError(f"The query is longer than {limit} bytes. Shorten it.")
    return text


def _scope() -> Scope:
    return Scope(
        [URIRef(iri) for iri in request.values.getlist("default-graph-uri")],
        [URIRef(iri) for iri in request.values.getlist("named-graph-uri")],
    )


@dataclass(frozen=True)
class Table:
    """Solutions for a page: column names, and rows of (text, link or None, language or None)."""

    columns: list[str]
    rows: list[list[tuple[str, str | None, str | None]]]
    total: int


def _page(text: str, answer: Answer | None = None) -> str:
    if answer is None or answer.format is TURTLE:
        turtle = answer.body.decode() if answer else None
        return render_template("sparql.html", query=text or _template(), turtle=turtle, examples=_examples())
    document = json.loads(answer.body)
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
