# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""/submissions: programs submit, follow, withdraw, and get back what they sent; described in OpenAPI."""

import io
import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Response, jsonify, render_template, request, send_file

from graph import __version__
from graph.check import Evaluation, Received, Verdict
from graph.check.received import XLSX
from graph.errors import InputError, NotAcceptableError
from graph.inbox import Actor, Event, Scope, Step, SubmissionReceipt, hand_in, hand_in_again, reading, submissions
from graph.inbox.reading import columns
from graph.inbox.schema import Base, Submission, Version
from graph.web.contribute import follow, services
from graph.web.contribute.sign_in import require_caller
from graph.web.contribute.submission_view import number_parameter
from graph.web.contribute.upload import (
    VERDICT,
    parameter,
    read_upload,
    report_format,
    report_response,
    stored_report_response,
)
from graph.web.http.negotiation import wants_page
from graph.web.services import public_url

blueprint = Blueprint("submissions", __name__)
blueprint.after_request(services.keep_private)

description_blueprint = Blueprint("openapi", __name__)

_SUBMISSION = ("id", "title", "state", "revision", "organisation", "revises", "created_at")
_VERSION = (
    "number",
    "received_hash",
    "media_type",
    "file_name",
    "content_hash",
    "errors",
    "shapes_version",
    "licence",
    "stored_bytes",
    "received_at",
)
_DECISION = ("event", "before", "after", "organisation", "content_hash", "reason", "at")
_COMMENT = ("number", "organisation", "field", "text", "at")


@blueprint.post("/submissions")
def begin() -> Response:
    """Submit a file as a new submission."""
    return _submit(require_caller(Scope.SUBMIT))


@blueprint.post("/submissions/<name>/versions")
def begin_again(name: str) -> Response:
    """Submit another version, after changes were requested."""
    actor = require_caller(Scope.SUBMIT)
    reading.dossier(services.inbox(), name, actor)
    return _submit(actor, name)


@blueprint.get("/submissions")
def index() -> Response | str:
    """Return the submissions of the organisation in brief, newest first; to browsers as a page."""
    if wants_page():
        return follow.list_page()
    actor = require_caller(Scope.READ)
    found = reading.submissions(services.inbox(), actor.organisation)
    return jsonify(submissions=[_brief(each) for each in found])


@blueprint.get("/submissions/<name>")
def show(name: str) -> Response | str:
    """Return a submission with its versions, decisions and comments; to browsers as a page."""
    if wants_page():
        return follow.submission_page(name)
    return jsonify(_whole(name, require_caller(Scope.READ)))


@blueprint.post("/submissions/<name>/withdraw")
def withdraw(name: str) -> Response:
    """Withdraw a submission."""
    actor = require_caller(Scope.SUBMIT)
    submissions.decide(services.inbox(), name, Step(Event.WITHDRAW, actor, reason=parameter("reason")))
    return jsonify(_whole(name, actor))


@blueprint.get("/submissions/<name>/received")
def get_back(name: str) -> Response:
    """Return the bytes as they were received, which no browser shows or runs."""
    version = _version(name)
    answer = send_file(
        io.BytesIO(version.received),
        "application/octet-stream",
        as_attachment=True,
        download_name=version.file_name,
        etag=False,
    )
    answer.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(version.received_hash)).decode()}:"
    return answer


@blueprint.get("/submissions/<name>/report")
def report(name: str) -> Response:
    """Return the report that was made when a version was received."""
    version, chosen = _version(name), report_format()
    if chosen == XLSX:
        raise NotAcceptableError("Stored reports are not written into workbooks. POST the file to /validate.")
    return stored_report_response(json.loads(version.report), chosen)


def _submit(actor: Actor, name: str = "") -> Response:
    """Check a file and submit it, as another version if the submission is named.

    Returns:
        201 with the submission; 200 if it was there already; 422 with the report if it is not accepted.
    """
    received, chosen, inbox = read_upload(), report_format(), services.inbox()
    licence, waiver = parameter("licence"), parameter("waiver")
    if licence not in services.LICENCES:
        # Nobody releases something under a licence by leaving it out.
        known = " ".join(services.LICENCES)
        raise InputError(f"State the licence of the data: licence= one of {known}")
    found = services.check_file(received)
    if found.verdict != Verdict.VALID and not (found.verdict == Verdict.ERRORS and waiver.strip()):
        return report_response(received, found, chosen, HTTPStatus.UNPROCESSABLE_ENTITY)
    content = services.content_of(found, received, licence)
    if name:
        receipt = hand_in_again(inbox, name, actor, content, waiver)
    else:
        title, revises = parameter("title") or _title(found, received), parameter("revises") or None
        receipt = hand_in(inbox, actor, title, content, waiver, revises)
    return _receipt(receipt, actor, found)


def _title(found: Evaluation, received: Received) -> str:
    """Return what a submission is about: its first thing, else the name of the file."""
    labels = (thing["label"] for thing in found.report["things"] if thing["label"])
    title: str = next(labels, received.name or "–")
    return title[:200]


def _receipt(receipt: SubmissionReceipt, actor: Actor, found: Evaluation) -> Response:
    shown = _whole(receipt.name, actor)
    if receipt.secret:
        shown["status"] = services.status_address(receipt.secret)
    answer = jsonify(shown)
    answer.status_code = HTTPStatus.CREATED if receipt.is_new else HTTPStatus.OK
    answer.headers["Location"] = f"/submissions/{receipt.name}"
    answer.headers[VERDICT] = str(found.verdict)
    return answer


def _version(name: str) -> Version:
    """Return the version that is asked for, by default the newest.

    Raises:
        NotFoundError: there is none, or the caller may not know of the submission.
    """
    reading.dossier(services.inbox(), name, require_caller(Scope.READ))
    number = number_parameter("version", least=0) if request.args.get("version") else None
    return reading.version(services.inbox(), name, number)


def _brief(submission: Submission) -> dict[str, Any]:
    """Return what a list says of a submission; the digest of its address is left out."""
    here = f"{public_url()}/submissions/{submission.id}"
    return {**_columns(submission, _SUBMISSION), "url": here}


def _whole(name: str, actor: Actor) -> dict[str, Any]:
    """Return all there is to say about a submission, as `actor` may see it."""
    found = reading.dossier(services.inbox(), name, actor)
    shown = _brief(found.submission)
    return {
        **shown,
        "versions": [
            {
                **_columns(version, _VERSION),
                "received": f"{shown['url']}/received?version={version.number}",
                "report": f"{shown['url']}/report?version={version.number}",
            }
            for version in found.versions
        ],
        "decisions": [_columns(each, _DECISION) for each in found.decisions],
        "comments": [_columns(each, _COMMENT) for each in found.comments],
    }


def _columns(row: Base, names: Sequence[str]) -> dict[str, Any]:
    values = columns(row)
    return {
        name: f"{values[name]:%Y-%m-%dT%H:%M:%SZ}" if isinstance(values[name], datetime) else values[name]
        for name in names
    }


@description_blueprint.get("/openapi.json")
def document() -> Response:
    """Return the OpenAPI 3.1 document with the public address of this server."""
    answer = jsonify(openapi_document(public_url()))
    answer.content_type = "application/vnd.oai.openapi+json;version=3.1"
    return answer


@description_blueprint.get("/api")
def page() -> str:
    """Show the same to people."""
    address = public_url()
    found = openapi_document(address)
    operations = [
        (method.upper(), path, parts[method])
        for path, parts in found["paths"].items()
        for method in ("get", "post")
        if method in parts
    ]
    return render_template("api.html", operations=operations, tags=found["tags"], address=address)


def openapi_document(public_url: str) -> dict[str, Any]:
    """Return the document for a server."""
    text = _read_openapi()
    return {**text, "info": {**text["info"], "version": __version__}, "servers": [{"url": public_url}]}


@cache
def _read_openapi() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text("utf-8"))
    return found
