# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""/submissions: programs hand in, hand in again, follow, withdraw, and get back what they sent."""

import io
import json
from base64 import b64encode
from http import HTTPStatus

from flask import Blueprint, Response, current_app, jsonify, request, send_file

from graph.check import Evaluation, Received, Verdict
from graph.check.received import XLSX
from graph.errors import InputError, NotAcceptableError
from graph.inbox import (
    Actor,
    Content,
    Event,
    Handed,
    Scope,
    Step,
    hand_in,
    hand_in_again,
    reading,
    submissions,
)
from graph.web import desk
from graph.web.http.negotiation import wants_page
from graph.web.identity import caller
from graph.web.review import followed
from graph.web.submissions.body import received, text
from graph.web.submissions.reports import VERDICT, report_of, wanted, written
from graph.web.submissions.shown import brief, whole

blueprint = Blueprint("handing", __name__)
blueprint.after_request(desk.private)


@blueprint.post("/submissions")
def begin() -> Response:
    """Hand in a file as a new submission."""
    actor, sent, form = caller(Scope.SUBMIT), received(), wanted()
    licence, waiver = _licence(), text("waiver")
    found = desk.examine(sent)
    if not _is_taken(found, waiver):
        return report_of(sent, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    content = desk.content_of(found, sent, licence)
    title = text("title") or _title(found, sent)
    handed = hand_in(desk.inbox(), actor, title, content, waiver, text("revises") or None)
    return _handed(handed, actor, found)


@blueprint.post("/submissions/<name>/versions")
def begin_again(name: str) -> Response:
    """Hand in another version of a submission, after changes were asked for."""
    actor = caller(Scope.SUBMIT)
    reading.dossier(desk.inbox(), name, actor)
    sent, form = received(), wanted()
    licence, waiver = _licence(), text("waiver")
    found = desk.examine(sent)
    if not _is_taken(found, waiver):
        return report_of(sent, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    content: Content = desk.content_of(found, sent, licence)
    return _handed(hand_in_again(desk.inbox(), name, actor, content, waiver), actor, found)


@blueprint.get("/submissions")
def index() -> Response | str:
    """Return the submissions of the organisation, in brief, the newest first; to browsers as a page."""
    if wants_page():
        return followed.listed()
    actor = caller(Scope.READ)
    found = reading.submissions(desk.inbox(), actor.organisation)
    return jsonify(submissions=[brief(each) for each in found])


@blueprint.get("/submissions/<name>")
def show(name: str) -> Response | str:
    """Return a submission with its versions, decisions and comments; to browsers as a page."""
    if wants_page():
        return followed.submission(name)
    return jsonify(whole(reading.dossier(desk.inbox(), name, caller(Scope.READ))))


@blueprint.post("/submissions/<name>/withdraw")
def withdraw(name: str) -> Response:
    """Take a submission back."""
    actor = caller(Scope.SUBMIT)
    submissions.decide(desk.inbox(), name, Step(Event.WITHDRAW, actor, reason=text("reason")))
    return jsonify(whole(reading.dossier(desk.inbox(), name, actor)))


@blueprint.get("/submissions/<name>/received")
def get_back(name: str) -> Response:
    """Return the bytes as they came, which no browser shows or runs."""
    version = reading.version(desk.inbox(), _seen(name), _number())
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
    version = reading.version(desk.inbox(), _seen(name), _number())
    form = wanted()
    if form == XLSX:
        raise NotAcceptableError("Kept reports are not written into workbooks. POST the file to /validate.")
    return written(json.loads(version.report), form)


def _seen(name: str) -> str:
    """Return the name of a submission that the caller may know of; raises NotFoundError for all others."""
    reading.dossier(desk.inbox(), name, caller(Scope.READ))
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
    if licence not in desk.LICENCES:
        raise InputError(
            f"Say under which licence you give the data: licence= one of {' '.join(desk.LICENCES)}"
        )
    return licence


def _is_taken(found: Evaluation, waiver: str) -> bool:
    return found.verdict == Verdict.VALID or (found.verdict == Verdict.ERRORS and bool(waiver.strip()))


def _title(found: Evaluation, sent: Received) -> str:
    """Return what a submission is about: its first thing, else the name of the file."""
    labels = [thing["label"] for thing in found.report["things"] if thing["label"]]
    return (labels[0] if labels else sent.name or "–")[:200]


def _handed(handed: Handed, actor: Actor, found: Evaluation) -> Response:
    """Return the submission: 201 where something was added, 200 where all of it was there already."""
    shown = whole(reading.dossier(desk.inbox(), handed.name, actor))
    if handed.secret:
        shown["status"] = f"{current_app.config['SETTINGS'].public_url}/status/{handed.secret}"
    answer = jsonify(shown)
    answer.status_code = HTTPStatus.CREATED if handed.is_new else HTTPStatus.OK
    answer.headers["Location"] = f"/submissions/{handed.name}"
    answer.headers[VERDICT] = str(found.verdict)
    return answer
