# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""/submissions: programs hand in, hand in again, follow, withdraw, and get back what they sent.

A submission as JSON, without what is secret.

What programs can do here: an OpenAPI document, and a page of it.
"""

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
from graph.inbox import (
    Actor,
    Content,
    Event,
    Scope,
    Step,
    SubmissionReceipt,
    hand_in,
    hand_in_again,
    reading,
    submissions,
)
from graph.inbox.reading import Dossier, columns
from graph.inbox.schema import Comment, Decision, Submission, Version
from graph.web.contribute import follow, services
from graph.web.contribute.sign_in import caller
from graph.web.contribute.upload import VERDICT, received, report_of, text, wanted, written
from graph.web.http.negotiation import wants_page
from graph.web.services import public_url

_OF_A_VERSION = (
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


def brief(submission: Submission) -> dict[str, Any]:
    """Return what a list says of a submission."""
    names = ("id", "title", "state", "revision", "organisation", "revises", "created_at")
    here = f"{public_url()}/submissions/{submission.id}"
    return {**_chosen(submission, names), "url": here}


def whole(dossier: Dossier) -> dict[str, Any]:
    """Return all there is to say about a submission."""
    shown = brief(dossier.submission)
    return {
        **shown,
        "versions": [
            {
                **_chosen(version, _OF_A_VERSION),
                "received": f"{shown['url']}/received?version={version.number}",
                "report": f"{shown['url']}/report?version={version.number}",
            }
            for version in dossier.versions
        ],
        "decisions": _rows(
            dossier.decisions, ("event", "before", "after", "organisation", "content_hash", "reason", "at")
        ),
        "comments": _rows(dossier.comments, ("number", "organisation", "field", "text", "at")),
    }


def _rows(rows: Sequence[Decision | Comment], names: Sequence[str]) -> list[dict[str, Any]]:
    return [_chosen(row, names) for row in rows]


def _chosen(row: Submission | Version | Decision | Comment, names: Sequence[str]) -> dict[str, Any]:
    values = columns(row)
    return {name: _plain(values[name]) for name in names}


def _plain(value: Any) -> Any:
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else value


blueprint = Blueprint("handing", __name__)
blueprint.after_request(services.private)


@blueprint.post("/submissions")
def begin() -> Response:
    """Hand in a file as a new submission."""
    actor, sent, form = caller(Scope.SUBMIT), received(), wanted()
    licence, waiver = _licence(), text("waiver")
    found = services.examine(sent)
    if not _is_taken(found, waiver):
        return report_of(sent, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    content = services.content_of(found, sent, licence)
    title = text("title") or _title(found, sent)
    handed = hand_in(services.inbox(), actor, title, content, waiver, text("revises") or None)
    return _handed(handed, actor, found)


@blueprint.post("/submissions/<name>/versions")
def begin_again(name: str) -> Response:
    """Hand in another version of a submission, after changes were asked for."""
    actor = caller(Scope.SUBMIT)
    reading.dossier(services.inbox(), name, actor)
    sent, form = received(), wanted()
    licence, waiver = _licence(), text("waiver")
    found = services.examine(sent)
    if not _is_taken(found, waiver):
        return report_of(sent, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    content: Content = services.content_of(found, sent, licence)
    return _handed(hand_in_again(services.inbox(), name, actor, content, waiver), actor, found)


@blueprint.get("/submissions")
def index() -> Response | str:
    """Return the submissions of the organisation, in brief, the newest first; to browsers as a page."""
    if wants_page():
        return follow.listed()
    actor = caller(Scope.READ)
    found = reading.submissions(services.inbox(), actor.organisation)
    return jsonify(submissions=[brief(each) for each in found])


@blueprint.get("/submissions/<name>")
def show(name: str) -> Response | str:
    """Return a submission with its versions, decisions and comments; to browsers as a page."""
    if wants_page():
        return follow.submission(name)
    return jsonify(whole(reading.dossier(services.inbox(), name, caller(Scope.READ))))


@blueprint.post("/submissions/<name>/withdraw")
def withdraw(name: str) -> Response:
    """Take a submission back."""
    actor = caller(Scope.SUBMIT)
    submissions.decide(services.inbox(), name, Step(Event.WITHDRAW, actor, reason=text("reason")))
    return jsonify(whole(reading.dossier(services.inbox(), name, actor)))


@blueprint.get("/submissions/<name>/received")
def get_back(name: str) -> Response:
    """Return the bytes as they came, which no browser shows or runs."""
    version = reading.version(services.inbox(), _seen(name), _number())
    answer: Response = send_file(
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
    """Return what was found when a version came."""
    version = reading.version(services.inbox(), _seen(name), _number())
    form = wanted()
    if form == XLSX:
        raise NotAcceptableError("Kept reports are not written into workbooks. POST the file to /validate.")
    return written(json.loads(version.report), form)


def _seen(name: str) -> str:
    """Return the name of a submission that the caller may know of; raises NotFoundError for all others."""
    reading.dossier(services.inbox(), name, caller(Scope.READ))
    return name


def _number() -> int | None:
    """Return which version is wanted; None for the newest."""
    asked = request.args.get("version", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) < 7):
        raise InputError(f"{asked[:60]!r} is no number of a version. Leave it out for the newest.")
    return int(asked) if asked else None


def _licence() -> str:
    """Return the licence; nobody gives something under a licence by leaving it out."""
    licence = text("licence")
    if licence not in services.LICENCES:
        raise InputError(
            f"Say under which licence you give the data: licence= one of {' '.join(services.LICENCES)}"
        )
    return licence


def _is_taken(found: Evaluation, waiver: str) -> bool:
    return found.verdict == Verdict.VALID or (found.verdict == Verdict.ERRORS and bool(waiver.strip()))


def _title(found: Evaluation, sent: Received) -> str:
    """Return what a submission is about: its first thing, else the name of the file."""
    labels = [thing["label"] for thing in found.report["things"] if thing["label"]]
    return (labels[0] if labels else sent.name or "–")[:200]


def _handed(handed: SubmissionReceipt, actor: Actor, found: Evaluation) -> Response:
    """Return the submission: 201 where something was added, 200 where all of it was there already."""
    shown = whole(reading.dossier(services.inbox(), handed.name, actor))
    if handed.secret:
        shown["status"] = f"{public_url()}/status/{handed.secret}"
    answer = jsonify(shown)
    answer.status_code = HTTPStatus.CREATED if handed.is_new else HTTPStatus.OK
    answer.headers["Location"] = f"/submissions/{handed.name}"
    answer.headers[VERDICT] = str(found.verdict)
    return answer


description_blueprint = Blueprint("described", __name__)

_METHODS = ("get", "post")


@description_blueprint.get("/openapi.json")
def document() -> Response:
    """Return the document (OpenAPI 3.1) with the public address of this server."""
    answer = jsonify(described(public_url()))
    answer.content_type = "application/vnd.oai.openapi+json;version=3.1"
    return answer


@description_blueprint.get("/api")
def page() -> str:
    """Show the same to people."""
    address = public_url()
    found = described(address)
    operations = [
        (method.upper(), path, parts[method])
        for path, parts in found["paths"].items()
        for method in _METHODS
        if method in parts
    ]
    return render_template("api.html", operations=operations, tags=found["tags"], address=address)


def described(public_url: str) -> dict[str, Any]:
    """Return the document for a server."""
    text = _read()
    return {**text, "info": {**text["info"], "version": __version__}, "servers": [{"url": public_url}]}


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("openapi.yaml").read_text("utf-8"))
    return found
