# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page /validate: a file or a text in, a report out; nothing is kept. Templates to fill in.

Statements that were taken, as a document for people who go on with them elsewhere.

POST /validate: a file in, a report out; nothing is kept.
"""

from http import HTTPStatus

from flask import Blueprint, Response, abort, make_response, render_template, request
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from graph.check import Evaluation, Received, Verdict
from graph.check.formats import as_workbook, write_reports
from graph.check.forms import restore_statements
from graph.check.policy import accepted_classes
from graph.check.received import CSV, XLSX
from graph.check.templates import csv_template, workbook_template
from graph.model.formats import TURTLE, Format
from graph.model.namespaces import namespaces
from graph.model.shapes import shapes_by_slug
from graph.store import serialise
from graph.store.terms import BLANK, IRI, XSD_STRING, Term
from graph.web.contribute import services
from graph.web.contribute.kinds_offered import is_editable, offered
from graph.web.contribute.preview import small_published
from graph.web.contribute.reports import applied, opened, report_page
from graph.web.contribute.upload import examined, received, report_of, wanted
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language


def as_document(statements: str, chosen: Format) -> bytes:
    """Return canonical N-Quads in another format."""
    quads = [
        (_node(quad.subject), URIRef(quad.predicate), _node(quad.object), None)
        for quad in restore_statements(statements)
    ]
    return serialise(quads, chosen, {prefix: str(base) for prefix, base in namespaces().items()})


def _node(term: Term) -> Node:
    if term.kind == IRI:
        return URIRef(term.value)
    if term.kind == BLANK:
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype in {"", XSD_STRING}
    datatype = None if plain else URIRef(term.datatype)
    return Literal(term.value, datatype=datatype, normalize=False)


blueprint = Blueprint("checking", __name__)
blueprint.after_request(services.private)
blueprint.add_app_template_test(is_editable, "editable")

_REPORTS = {
    "csv": "text/csv",
    "json": "application/json",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "sarif": "application/sarif+json",
}


@blueprint.get("/validate")
def index() -> str:
    """Show where to put a file or a text."""
    return render_template("validate.html", kinds=offered())


def checked_page(received: Received, evaluation: Evaluation) -> Response:
    """Return the report of a file for a browser."""
    return make_response(report_page(received, evaluation))


@blueprint.post("/validate/shown")
def shown() -> Response:
    """Show the report that the page carries once more, in the language that the address names."""
    return checked_page(*opened(request.form.get("sealed", "")))


@blueprint.post("/validate/proposal")
def apply() -> Response:
    """Take a proposal, and check what comes of it."""
    received, evaluation = opened(request.form.get("sealed", ""))
    changed = applied(received, evaluation, request.form.get("apply", ""))
    return checked_page(changed, examined(changed))


@blueprint.post("/validate/report/<name>")
def download(name: str) -> Response:
    """Return the report that the page carries, or the statements taken, as a file."""
    received, evaluation = opened(request.form.get("sealed", ""))
    stem = received.name.rpartition(".")[0] or received.name or "report"
    if name == "xlsx" and received.written_in == XLSX:
        return _file(
            as_workbook(received.content, evaluation.report, language()), XLSX.media_type, f"{stem}.xlsx"
        )
    if name == "data":
        return _file(as_document(evaluation.statements, TURTLE), TURTLE.content_type, f"{stem}.ttl")
    if name not in _REPORTS:
        abort(404, f"Reports are {', '.join(_REPORTS)}.")
    content = write_reports([evaluation.report], name, language()).encode()
    return _file(content, f"{_REPORTS[name]}; charset=utf-8", f"{stem}-report.{name}")


@blueprint.get("/templates/<slug>.<any(xlsx, csv):suffix>")
def template(slug: str, suffix: str) -> Response:
    """Return an empty table to fill in."""
    kind = shapes_by_slug().get(slug)
    if kind is None or kind.target not in accepted_classes():
        abort(404, f"There is no template for {slug[:60]!r}. They are linked from /validate.")
    if suffix == "csv":
        return _file(csv_template(slug), CSV.media_type + "; charset=utf-8", f"{slug}.csv")
    return _file(workbook_template([slug], small_published([kind])), XLSX.media_type, f"{slug}.xlsx")


def _file(content: bytes, content_type: str, name: str) -> Response:
    answer = Response(content, content_type=content_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


check_blueprint = Blueprint("checks", __name__)
check_blueprint.after_request(services.private)


@check_blueprint.post("/validate")
def validate() -> Response:
    """Return the report of a file; to browsers as a page."""
    sent = received()
    if not request.args.get("format") and wants_page():
        return checked_page(sent, examined(sent))
    form, found = wanted(), examined(sent)
    is_strict = request.args.get("strict", "") not in {"", "0", "false"}
    bad = is_strict and found.verdict != Verdict.VALID
    return report_of(sent, found, form, HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK)
