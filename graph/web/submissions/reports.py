# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report of a check in the form that a request wants, by `format` or by Accept."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Response, request

from graph.check import Evaluation, Received, Report, Verdict
from graph.check.formats import as_workbook, written_as
from graph.check.received import CSV, JSON, XLSX
from graph.errors import NotAcceptableError
from graph.model.formats import JSON_LD, TURTLE, Format, by_name
from graph.web.http.negotiation import REFUSED, Rank, accepted, rank
from graph.web.http.pages import language

VERDICT = "Validation-Verdict"
"""Header with the verdict: `valid`, `errors`, `nothing` or `unfinished`."""

SARIF = Format("sarif", "application/sarif+json", (".sarif",), label="SARIF")
TEXT = Format("text", "text/plain", (".txt",), charset=True, label="Text")
_NAMES = {TURTLE: "ttl"}
"""What `graph.check.formats` calls a form that has another name here."""

FORMS = (JSON, SARIF, TURTLE, JSON_LD, CSV, TEXT, XLSX)
"""What a report can be sent in, the default first."""


def wanted() -> Format:
    """Return the form of a report that the request wants.

    Raises:
        NotAcceptableError: there is no such form.
    """
    asked = request.args.get("format", "").strip().lower()
    if asked:
        if found := by_name(asked, FORMS):
            return found
        raise NotAcceptableError(f"There is no report as {asked[:60]!r}. Reports are {_names()}.")
    ranges = accepted(request.headers.get("Accept", ""))
    best = max(FORMS, key=lambda form: _rank(form, ranges))
    if _rank(best, ranges) == REFUSED:
        raise NotAcceptableError(f"None of the formats asked for is offered here. Reports are {_names()}.")
    return best


def report_of(received: Received, found: Evaluation, form: Format, status: int = HTTPStatus.OK) -> Response:
    """Return the report of a file, in one of `FORMS`.

    Raises:
        NotAcceptableError: a workbook is wanted, and none was sent that could be read.
    """
    if form == XLSX:
        if received.written_in != XLSX or found.verdict == Verdict.UNFINISHED:
            raise NotAcceptableError("Findings can be written into a readable workbook (.xlsx) only.")
        content = as_workbook(received.content, found.report, language())
        return _sent(content, form, found.report, status)
    return written(found.report, form, status)


def written(report: Report, form: Format, status: int = HTTPStatus.OK) -> Response:
    """Return a report in one of `FORMS` that needs no file for it."""
    return _sent(written_as([report], _NAMES.get(form, form.name), language()).encode(), form, report, status)


def _sent(content: bytes, form: Format, report: Report, status: int) -> Response:
    kind = form.media_type
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    answer = Response(content, status, {VERDICT: report["verdict"]}, content_type=kind + charset)
    if form in {CSV, XLSX, SARIF}:
        name = f"report{form.suffixes[0]}"
        answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _rank(form: Format, ranges: Mapping[str, float]) -> Rank:
    return rank([name for name in (form.media_type, *form.aliases) if "/" in name], ranges)


def _names() -> str:
    return ", ".join(f"{form.name} ({form.media_type})" for form in FORMS)
