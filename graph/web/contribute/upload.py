# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The file that a request brings: as its body, or as the part `file` of a form.

The report of a check in the form that a request wants, by `format` or by Accept.

The check of a file for anybody: whoever is not known pays with the time that everybody has.
"""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from http import HTTPStatus

from flask import Response, request

from graph.check import FILE_LIMITS, Evaluation, Received, Report, Verdict
from graph.check.formats import as_workbook, write_reports
from graph.check.received import CSV, JSON, XLSX
from graph.errors import ForbiddenError, InputError, NotAcceptableError, TooLargeError
from graph.inbox import Scope
from graph.model.formats import JSON_LD, TURTLE, Format, by_name
from graph.web.contribute import services
from graph.web.contribute.sign_in import bearer, signed_in
from graph.web.http.fair_use import charge_client
from graph.web.http.negotiation import REFUSED, Rank, parse_accept, rank
from graph.web.http.pages import language

_FORM = "application/x-www-form-urlencoded"
_FIELDS = re.compile(rb"(?:text|file|kind|lang|csrf|format|homepage)=")
"""How a form begins; curl calls any body a form that nobody calls otherwise."""

_TRAP = "homepage"
"""A field that people do not see: only programs fill it in. It bothers nobody, as a captcha would."""


def received() -> Received:
    """Return the file.

    Raises:
        ForbiddenError: a field is filled in that people do not see.
        InputError: there is none, or there are several.
        TooLargeError: it is larger than a file may be.
    """
    found = _uploaded() if request.mimetype == "multipart/form-data" else _body()
    if not found.content.strip():
        raise InputError("There is no file. Send it as the body, or as the part `file` of a form.")
    if len(found.content) > FILE_LIMITS.bytes:
        raise TooLargeError(f"The file has more than {FILE_LIMITS.bytes:,} bytes. Send it in parts.")
    return found


def text(name: str) -> str:
    """Return a parameter of the address or of the form; "" where it is not there."""
    return request.args.get(name) or request.form.get(name, "")


def _uploaded() -> Received:
    _refuse_programs()
    files = [file for file in request.files.getlist("file") if file.filename]
    if len(files) > 1:
        raise InputError(f"There are {len(files)} files. Send one at a time.")
    if files:
        said = files[0].mimetype if files[0].mimetype != "application/octet-stream" else ""
        return Received(files[0].read(), files[0].filename or "", said, text("kind"))
    return Received(request.form.get("text", "").encode("utf-8", "surrogatepass"), "", "", text("kind"))


def _body() -> Received:
    # Read before anything asks for the form, which would use the bytes up.
    content = request.get_data(parse_form_data=False)
    if request.mimetype == _FORM and _FIELDS.match(content):
        _refuse_programs()
        return Received(request.form.get("text", "").encode("utf-8", "surrogatepass"), "", "", text("kind"))
    said = "" if request.mimetype == _FORM else request.headers.get("Content-Type", "")
    return Received(content, request.args.get("name", ""), said, request.args.get("kind", ""))


def _refuse_programs() -> None:
    if request.form.get(_TRAP):
        raise ForbiddenError(f"The field {_TRAP!r} of the form has to stay empty. Empty it, and send again.")


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
    ranges = parse_accept(request.headers.get("Accept", ""))
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
    return _sent(
        write_reports([report], _NAMES.get(form, form.name), language()).encode(), form, report, status
    )


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


def examined(sent: Received) -> Evaluation:
    """Return what came of a file.

    Raises:
        RateLimitedError: the client has used up its time.
        BusyError: too many files are being checked.
    """
    known = bearer(Scope.SUBMIT) or signed_in()
    with nullcontext() if known else charge_client():
        return services.examine(sent)
