# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""POST /validate: a file in, a report out; nothing is kept."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from graph.check import Verdict
from graph.web import desk
from graph.web.examining import examined
from graph.web.http.negotiation import wants_page
from graph.web.submissions.body import received
from graph.web.submissions.reports import report_of, wanted
from graph.web.submit.checking import checked_page

check_blueprint = Blueprint("checks", __name__)
check_blueprint.after_request(desk.private)


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
