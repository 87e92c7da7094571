# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""/validate: a file in, a report out, for people and programs, nothing is kept; templates to fill in."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, render_template, request
from rdflib import URIRef
from rdflib.term import Node

from graph.check import Evaluation, Received, Verdict
from graph.check.formats import as_workbook, write_reports
from graph.check.forms import restore_statements
from graph.check.policy import accepted_classes
from graph.check.received import CSV, JSON, XLSX
from graph.check.templates import csv_template, workbook_template
from graph.model.formats import JSON_LD, TURTLE
from graph.model.namespaces import namespaces
from graph.model.shapes import shapes_by_slug
from graph.store import serialise
from graph.store.terms import BLANK, IRI, Term, from_json
from graph.web.contribute import services
from graph.web.contribute.choices import is_editable, kinds_to_describe, template_options
from graph.web.contribute.reports import apply_proposal, load_signed, report_page
from graph.web.contribute.upload import SARIF, check_for_caller, read_upload, report_format, report_response
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language

blueprint = Blueprint("validate", __name__)
blueprint.after_request(services.keep_private)
blueprint.add_app_template_test(is_editable, "editable")

_REPORTS = {"csv": CSV, "json": JSON, "ttl": TURTLE, "jsonld": JSON_LD, "sarif": SARIF}


@blueprint.get("/validate")
def index() -> str:
    """Show where to put a file or a text."""
    return render_template("validate.html", kinds=kinds_to_describe())


@blueprint.post("/validate")
def validate() -> Response | str:
    """Return the report of a file; to browsers as a page."""
    received = read_upload()
    if not request.args.get("format") and wants_page():
        return report_page(received, check_for_caller(received))
    chosen, found = report_format(), check_for_caller(received)
    is_strict = request.args.get("strict", "") not in {"", "0", "false"}
    is_refused = is_strict and found.verdict != Verdict.VALID
    return report_response(received, found, chosen, HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK)


@blueprint.post("/validate/shown")
def translate() -> str:
    """Show the report that the page carries again, in the language that the address names."""
    return report_page(*_carried())


@blueprint.post("/validate/proposal")
def apply() -> str:
    """Apply a proposal to the file that the page carries, and check the result."""
    changed = apply_proposal(*_carried(), request.form.get("apply", ""))
    return report_page(changed, check_for_caller(changed))


@blueprint.post("/validate/report/<name>")
def download(name: str) -> Response:
    """Return the report that the page carries, or the statements that were accepted, as a file."""
    received, evaluation = _carried()
    stem = received.name.rpartition(".")[0] or received.name or "report"
    if name == "xlsx" and received.written_in == XLSX:
        content = as_workbook(received.content, evaluation.report, language())
        return _file(content, XLSX.media_type, f"{stem}.xlsx")
    if name == "data":
        return _file(_turtle(evaluation.statements), TURTLE.content_type, f"{stem}.ttl")
    if name not in _REPORTS:
        abort(404, f"Reports are {', '.join(_REPORTS)}.")
    text = write_reports([evaluation.report], name, language())
    return _file(text.encode(), f"{_REPORTS[name].media_type}; charset=utf-8", f"{stem}-report.{name}")


@blueprint.get("/templates/<slug>.<any(xlsx, csv):suffix>")
def template(slug: str, suffix: str) -> Response:
    """Return an empty table to fill in."""
    shape = shapes_by_slug().get(slug)
    if shape is None or shape.target not in accepted_classes():
        abort(404, f"There is no template for {slug[:60]!r}. All templates are linked from /validate.")
    if suffix == "csv":
        return _file(csv_template(slug), CSV.media_type + "; charset=utf-8", f"{slug}.csv")
    return _file(workbook_template([slug], template_options([shape])), XLSX.media_type, f"{slug}.xlsx")


def _carried() -> tuple[Received, Evaluation]:
    return load_signed(request.form.get("signed", ""))


def _turtle(statements: str) -> bytes:
    """Return canonical N-Quads as Turtle."""
    quads = [
        (_node(quad.subject), URIRef(quad.predicate), _node(quad.object), None)
        for quad in restore_statements(statements)
    ]
    return serialise(quads, TURTLE, {prefix: str(base) for prefix, base in namespaces().items()})


def _node(term: Term) -> Node:
    kind = {IRI: "uri", BLANK: "bnode"}.get(term.kind, "literal")
    return from_json({"type": kind, "value": term.value, "xml:lang": term.language, "datatype": term.datatype})


def _file(content: bytes, content_type: str, name: str) -> Response:
    answer = Response(content, content_type=content_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
