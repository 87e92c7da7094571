# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What reviewers see and do: the queue, the page of one submission, decisions and comments."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import ConflictError, InputError
from graph.inbox import Actor, Event, Role, State, Step, reading, submissions
from graph.web.contribute import submission_view as view
from graph.web.contribute.services import inbox, keep_private
from graph.web.contribute.sign_in import require_account
from graph.web.http.pages import language, translate, wanted_page
from graph.web.services import services

blueprint = Blueprint("review", __name__)
blueprint.after_request(keep_private)

_OPEN = (State.SUBMITTED, State.IN_REVIEW)
"""What waits for a reviewer."""

_VISIBLE = tuple(state for state in State if state != State.DRAFT)
_DECISIONS = (Event.ACCEPT, Event.REQUEST_CHANGES, Event.REJECT)


@blueprint.get("/review")
def queue() -> str:
    """Show what waits for a decision, what waits longest first; other states on request."""
    require_account(Role.REVIEWER)
    asked, organisation = request.args.get("state", ""), request.args.get("organisation", "")
    states = (State(asked),) if asked in _VISIBLE else _VISIBLE if asked == "all" else _OPEN
    found = reading.listing(inbox(), states, organisation or None, wanted_page(), newest_first=states != _OPEN)
    return render_template(
        "review/queue.html",
        found=found,
        asked=asked,
        organisation=organisation,
        organisations=reading.organisations(inbox()),
        states={state: view.text_of(view.STATES, state) for state in _VISIBLE},
        badges=view.BADGES,
        age=lambda at: view.waiting_time(at, inbox().now()),
    )


@blueprint.get("/review/<name>")
def submission(name: str) -> str:
    """Show one submission with all that a decision needs."""
    return _page(name, require_account(Role.REVIEWER))


@blueprint.post("/review/<name>/decisions")
def decide(name: str) -> BaseResponse:
    """Record a decision on exactly what the reviewer had on the screen."""
    actor, form = require_account(Role.REVIEWER), request.form
    if form.get("event") not in view.CHOICES:
        return _page_again(name, actor, translate("Wählen Sie eine Entscheidung.", "Choose a decision."))
    seen = view.number_parameter("seen", of_form=True)
    step = Step(Event(form["event"]), actor, seen, form.get("content", ""), form.get("reason", ""))
    here = url_for(".submission", name=name, lang=language())
    try:
        submissions.decide(inbox(), name, step)
    except InputError as error:
        missing = translate(
            "Geben Sie einen Grund an; die Einreichenden lesen ihn.", "Give a reason; the submitter will read it."
        )
        return _page_again(name, actor, str(error) if step.reason.strip() else missing)
    except ConflictError as error:
        return conflict_page(name, actor, step, str(error), here)
    return redirect(f"{here}#decision", 303)


@blueprint.post("/review/<name>/comments")
def comment(name: str) -> BaseResponse:
    """Leave a comment for those who submit."""
    actor, form = require_account(Role.REVIEWER), request.form
    try:
        submissions.comment(inbox(), name, actor, form.get("text", ""), form.get("field", ""))
    except InputError as error:
        return _page_again(name, actor, str(error))
    return redirect(url_for(".submission", name=name, lang=language(), _anchor="comments"), 303)


@blueprint.get("/review/<name>/versions/<int:version>/<part>")
def file(name: str, version: int, part: str) -> Response:
    """Return a version as it was received, what would be published, or the report."""
    return view.version_file(inbox(), name, require_account(Role.REVIEWER), version, part)


def conflict_page(name: str, actor: Actor, step: Step, detail: str, onward: str) -> Response:
    """Return the page that says what has changed meanwhile; it repeats what was typed."""
    found = view.submission_page(inbox(), name, actor)
    page = render_template(
        "review/conflict.html",
        page=found,
        step=step,
        choice=view.text_of(view.CHOICES, step.event),
        detail=detail,
        onward=onward,
        moment=view.format_time,
        is_other_content=bool(found.version and step.content_hash not in {"", found.version.content_hash}),
    )
    return Response(page, HTTPStatus.CONFLICT)


def _page_again(name: str, actor: Actor, problem: str) -> Response:
    return Response(_page(name, actor, problem), HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(name: str, actor: Actor, problem: str = "") -> str:
    selected = view.selection()
    found = view.submission_page(inbox(), name, actor, selected)
    choices = {event: view.text_of(view.CHOICES, event) for event in found.possible if event in view.CHOICES}
    return render_template(
        "review/submission.html",
        page=found,
        selected=selected,
        contents=view.version_things(inbox(), services().store, found, selected),
        fields=view.commentable_fields(found),
        choices=[(event, choices[event]) for event in _DECISIONS if event in choices],
        start=choices.get(Event.REVIEW, ""),
        can_retract=Event.RETRACT in choices,
        is_own=actor.organisation == found.submission.organisation,
        problem=problem,
        moment=view.format_time,
    )
