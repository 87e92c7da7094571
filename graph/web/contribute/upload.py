# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file that a request brings, as its body or as a part of a form, and the report that it gets back."""

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
from graph.web.contribute.sign_in import current_actor, token_actor
from graph.web.http.fair_use import charge_client
from graph.web.http.negotiation import REFUSED, Rank, parse_accept, rank
from graph.web.http.pages import language

_FORM = "application/x-www-form-urlencoded"
_FIELDS = re.compile(rb"(?:text|file|kind|lang|csrf|format|homepage)=")
"""How a form begins; curl declares any body to be a form unless told otherwise."""

_TRAP = "homepage"
"""A field that people do not see, so only programs fill it in; unlike a captcha it bothers nobody."""

VERDICT = "Validation-Verdict"
"""Header with the verdict: `valid`, `errors`, `nothing` or `unfinished`."""

SARIF = Format("sarif", "application/sarif+json", (".sarif",), label="SARIF")
TEXT = Format("text", "text/plain", (".txt",), charset=True, label="Text")
_NAMES = {TURTLE: "ttl"}
"""What `graph.check.formats` calls a format that has another name here."""

REPORT_FORMATS = (JSON, SARIF, TURTLE, JSON_LD, CSV, TEXT, XLSX)
"""The default first."""


def read_upload() -> Received:
    """Return the file of the request.

    Raises:
        ForbiddenError: a field is filled in that people do not see.
        InputError: there is no file, or there are several.
        TooLargeError: it is larger than a file may be.
    """
    found = _form_file() if request.mimetype == "multipart/form-data" else _body()
    if not found.content.strip():
        raise InputError("There is no file. Send it as the body, or as the part `file` of a form.")
    if len(found.content) > FILE_LIMITS.bytes:
        raise TooLargeError(f"The file has more than {FILE_LIMITS.bytes:,} bytes. Send it in parts.")
    return found


def parameter(name: str) -> str:
    """Return a parameter of the address or of the form; "" if there is none."""
    return request.args.get(name) or request.form.get(name, "")


def _form_file() -> Received:
    _refuse_programs()
    files = [file for file in request.files.getlist("file") if file.filename]
    if len(files) > 1:
        raise InputError(f"There are {len(files)} files. Send one at a time.")
    if not files:
        return _form_text()
    declared = files[0].mimetype if files[0].mimetype != "application/octet-stream" else ""
    return Received(files[0].read(), files[0].filename or "", declared, parameter("kind"))


def _body() -> Received:
    # Read before anything asks for the form, which would use up the bytes.
    content = request.get_data(parse_form_data=False)
    if request.mimetype == _FORM and _FIELDS.match(content):
        _refuse_programs()
        return _form_text()
    declared = "" if request.mimetype == _FORM else request.headers.get("Content-Type", "")
    return Received(content, request.args.get("name", ""), declared, request.args.get("kind", ""))


def _form_text() -> Received:
    text = request.form.get("text", "").encode("utf-8", "surrogatepass")
    return Received(text, "", "", parameter("kind"))


def _refuse_programs() -> None:
    if request.form.get(_TRAP):
        raise ForbiddenError(f"The field {_TRAP!r} of the form must stay empty. Empty it, and send again.")


def check_for_caller(received: Received) -> Evaluation:
    """Return the result of checking a file; callers without an account pay with their query seconds.

    Raises:
        RateLimitedError: the client has used up its query seconds.
        BusyError: too many files are being checked.
    """
    is_known = token_actor(Scope.SUBMIT) or current_actor()
    with nullcontext() if is_known else charge_client():
        return services.check_file(received)


def report_format() -> Format:
    """Return the format that the request asks for, by `format` or by Accept (RFC 9110, 12.5.1).

    Raises:
        NotAcceptableError: reports do not come in it.
    """
    asked = request.args.get("format", "").strip().lower()
    if asked:
        if found := by_name(asked, REPORT_FORMATS):
            return found
        raise NotAcceptableError(f"Unknown report format {asked[:60]!r}. Reports come as {_names()}.")
    ranges = parse_accept(request.headers.get("Accept", ""))
    best = max(REPORT_FORMATS, key=lambda form: _rank(form, ranges))
    if _rank(best, ranges) == REFUSED:
        raise NotAcceptableError(f"None of the requested formats is available. Reports come as {_names()}.")
    return best


def report_response(
    received: Received, evaluation: Evaluation, chosen: Format, status: int = HTTPStatus.OK
) -> Response:
    """Return the report of a file, in one of `REPORT_FORMATS`.

    Raises:
        NotAcceptableError: a workbook is asked for, but no readable one was sent.
    """
    if chosen != XLSX:
        return stored_report_response(evaluation.report, chosen, status)
    if received.written_in != XLSX or evaluation.verdict == Verdict.UNFINISHED:
        raise NotAcceptableError("Findings can be written into a readable workbook (.xlsx) only.")
    content = as_workbook(received.content, evaluation.report, language())
    return _response(content, chosen, evaluation.report, status)


def stored_report_response(report: Report, chosen: Format, status: int = HTTPStatus.OK) -> Response:
    """Return a report in a format other than a workbook, for which the file is needed."""
    text = write_reports([report], _NAMES.get(chosen, chosen.name), language())
    return _response(text.encode(), chosen, report, status)


def _response(content: bytes, chosen: Format, report: Report, status: int) -> Response:
    charset = "; charset=utf-8" if chosen.media_type.startswith("text/") else ""
    headers = {VERDICT: report["verdict"]}
    answer = Response(content, status, headers, content_type=chosen.media_type + charset)
    if chosen in {CSV, XLSX, SARIF}:
        name = f"report{chosen.suffixes[0]}"
        answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _rank(form: Format, ranges: Mapping[str, float]) -> Rank:
    return rank([name for name in (form.media_type, *form.aliases) if "/" in name], ranges)


def _names() -> str:
    return ", ".join(f"{form.name} ({form.media_type})" for form in REPORT_FORMATS)
