# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What reviewers see and do: the queue, the page of one submission, decisions and comments."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, request, url_for

from graph.errors import ConflictError, InputError
from graph.inbox import Actor, Event, Role, State, Step, reading, submissions
from graph.web.contribute.services import inbox, private
from graph.web.contribute.sign_in import required
from graph.web.contribute.submission_view import (
    address,
    age,
    case,
    fields,
    file_of,
    moment,
    number,
    sent,
    things,
    view,
)
from graph.web.contribute.words import BADGES, CHOICES, STATES, said
from graph.web.http.pages import language, served_store, translate, wanted_page

blueprint = Blueprint("review", __name__)
blueprint.after_request(private)

OPEN = (State.SUBMITTED, State.IN_REVIEW)
"""What waits for a reviewer."""

_VISIBLE = tuple(state for state in State if state != State.DRAFT)
DECISIONS = (Event.ACCEPT, Event.REQUEST_CHANGES, Event.REJECT)


@blueprint.get("/review")
def queue() -> str:
    """Show what waits for a decision, what waits longest first; other states on request."""
    required(Role.REVIEWER)
    asked, organisation = request.args.get("state", ""), request.args.get("organisation", "")
    states = (State(asked),) if asked in _VISIBLE else _VISIBLE if asked == "all" else OPEN
    found = reading.listing(inbox(), states, organisation or None, wanted_page(), newest_first=states != OPEN)
    return render_template(
        "review/queue.html",
        found=found,
        asked=asked,
        organisation=organisation,
        organisations=reading.organisations(inbox()),
        states={state: said(STATES, state) for state in _VISIBLE},
        badges=BADGES,
        age=lambda at: age(at, inbox().now()),
    )


@blueprint.get("/review/<name>")
def submission(name: str) -> str:
    """Show one submission with all that a decision needs."""
    return _page(name, required(Role.REVIEWER))


@blueprint.post("/review/<name>/decisions")
def decide(name: str) -> Response:
    """Let a decision happen, on exactly what the reviewer had on the screen."""
    actor = required(Role.REVIEWER)
    event = sent("event")
    if event not in CHOICES:
        return _again(name, actor, translate("Wählen Sie eine Entscheidung.", "Choose a decision."))
    step = Step(Event(event), actor, number("seen", of_form=True), sent("content"), sent("reason"))
    try:
        submissions.decide(inbox(), name, step)
    except InputError as error:
        why = translate("Sagen Sie, warum; die Einreichenden lesen es.", "Say why; those who submit read it.")
        return _again(name, actor, str(error) if step.reason.strip() else why)
    except ConflictError as error:
        onward = url_for(".submission", name=name, lang=language())
        return conflict(name, actor, step, str(error), onward)
    return address(url_for(".submission", name=name, lang=language(), _anchor="decision"))


@blueprint.post("/review/<name>/comments")
def comment(name: str) -> Response:
    """Leave a remark for those who submit."""
    actor = required(Role.REVIEWER)
    try:
        submissions.comment(inbox(), name, actor, sent("text"), sent("field"))
    except InputError as error:
        return _again(name, actor, str(error))
    return address(url_for(".submission", name=name, lang=language(), _anchor="comments"))


@blueprint.get("/review/<name>/versions/<int:version>/<part>")
def file(name: str, version: int, part: str) -> Response:
    """Give out a version as it came, what would be published, or the report."""
    actor = required(Role.REVIEWER)
    return file_of(inbox(), name, actor, version, part)


def conflict(name: str, actor: Actor, step: Step, detail: str, onward: str) -> Response:
    """Return the page that says what has changed since the reviewer looked; what was typed is kept on it."""
    found = case(inbox(), name, actor)
    page = render_template(
        "review/conflict.html",
        case=found,
        step=step,
        choice=said(CHOICES, step.event),
        detail=detail,
        onward=onward,
        moment=moment,
        is_other_content=bool(found.version and step.content_hash not in {"", found.version.content_hash}),
    )
    return Response(page, HTTPStatus.CONFLICT, content_type="text/html; charset=utf-8")


def _again(name: str, actor: Actor, problem: str) -> Response:
    page = _page(name, actor, problem)
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY, content_type="text/html; charset=utf-8")


def _page(name: str, actor: Actor, problem: str = "") -> str:
    asked = view()
    found = case(inbox(), name, actor, asked)
    return render_template(
        "review/submission.html",
        case=found,
        view=asked,
        contents=things(inbox(), served_store(), found, asked),
        fields=fields(found),
        choices=[(event, said(CHOICES, event)) for event in DECISIONS if event in found.possible],
        others=[(event, said(CHOICES, event)) for event in (Event.REVIEW,) if event in found.possible],
        can_retract=Event.RETRACT in found.possible,
        is_own=actor.organisation == found.submission.organisation,
        problem=problem,
        moment=moment,
    )
