# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What submitters see and do: their list, the page of a submission, and its unguessable address."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph.errors import ConflictError, InputError
from graph.inbox import Actor, Event, State, Step, reading, submissions
from graph.web.contribute import submission_view as view
from graph.web.contribute.review import conflict_page
from graph.web.contribute.services import inbox, keep_private
from graph.web.contribute.sign_in import require_account
from graph.web.http.pages import language, translate, wanted_page
from graph.web.services import services

blueprint = Blueprint("follow", __name__)
blueprint.after_request(keep_private)

_CLOSED = {State.DRAFT, State.REJECTED, State.WITHDRAWN, State.SUPERSEDED, State.RETRACTED}
"""Where nobody reads a comment any more, or nobody yet."""


@dataclass(frozen=True)
class _Follower:
    """Who follows a submission, as an account or with its address, and where the page leads.

    Attributes:
        name: of the submission.
        actor: whom the follower stands for.
        page: address of the page.
        path: what the addresses of its forms and files begin with.
        edit: address to edit it; "" if that needs an account.
    """

    name: str
    actor: Actor
    page: str
    path: str
    edit: str = ""


def list_page() -> str:
    """Return the page with the submissions of the organisation that is signed in, newest first."""
    actor = require_account()
    return render_template(
        "review/list.html",
        found=reading.listing(inbox(), tuple(State), actor.organisation, wanted_page(), newest_first=True),
        name=reading.organisations(inbox()).get(actor.organisation, actor.organisation),
        states={state: view.text_of(view.STATES, state) for state in State},
        badges=view.BADGES,
        moment=view.format_time,
    )


def submission_page(name: str) -> str:
    """Return the page of a submission for an account of the organisation that submits it."""
    return _page(_account(name))


@blueprint.post("/submissions/<name>/steps")
def step(name: str) -> BaseResponse:
    """Withdraw, or retract what is published."""
    return _step(_account(name), {Event.WITHDRAW, Event.RETRACT})


@blueprint.post("/submissions/<name>/comments")
def comment(name: str) -> BaseResponse:
    """Reply to the editors."""
    return _comment(_account(name))


@blueprint.get("/submissions/<name>/versions/<int:version>/<part>")
def file(name: str, version: int, part: str) -> Response:
    """Return a part of a version."""
    return view.version_file(inbox(), name, require_account(), version, part)


@blueprint.get("/status/<secret>")
def status(secret: str) -> str:
    """Show a submission to anybody who has its address."""
    return _page(_holder(secret))


@blueprint.post("/status/<secret>/steps")
def status_step(secret: str) -> BaseResponse:
    """Withdraw."""
    return _step(_holder(secret), {Event.WITHDRAW})


@blueprint.post("/status/<secret>/comments")
def status_comment(secret: str) -> BaseResponse:
    """Reply to the editors."""
    return _comment(_holder(secret))


@blueprint.get("/status/<secret>/versions/<int:version>/<part>")
def status_file(secret: str, version: int, part: str) -> Response:
    """Return a part of a version."""
    holder = _holder(secret)
    return view.version_file(inbox(), holder.name, holder.actor, version, part)


def _account(name: str) -> _Follower:
    page = url_for("submissions.show", name=name, lang=language())
    edit = url_for("submit.edit", name=name, lang=language())
    return _Follower(name, require_account(), page, f"/submissions/{name}", edit)


def _holder(secret: str) -> _Follower:
    found, actor = submissions.by_address(inbox(), secret)
    page = url_for("follow.status", secret=secret, lang=language())
    return _Follower(found.id, actor, page, f"/status/{secret}")


def _page(follower: _Follower, problem: str = "") -> str:
    selected, actor = view.selection(), follower.actor
    found = view.submission_page(inbox(), follower.name, actor, selected)
    return render_template(
        "review/status.html",
        page=found,
        contents=view.version_things(inbox(), services().store, found, selected),
        follower=follower,
        can_withdraw=Event.WITHDRAW in found.possible,
        can_retract=Event.RETRACT in found.possible and actor.account is not None,
        can_comment=found.submission.state not in _CLOSED,
        is_own=actor.organisation == found.submission.organisation,
        problem=problem,
        moment=view.format_time,
    )


def _page_again(follower: _Follower, problem: str) -> Response:
    return Response(_page(follower, problem), HTTPStatus.UNPROCESSABLE_ENTITY)


def _step(follower: _Follower, allowed: set[Event]) -> BaseResponse:
    event, reason = request.form.get("event", ""), request.form.get("reason", "")
    if event not in allowed:
        return _page_again(follower, translate("Das ist hier nicht möglich.", "This is not possible here."))
    taken = Step(Event(event), follower.actor, view.number_parameter("seen", of_form=True), reason=reason)
    try:
        submissions.decide(inbox(), follower.name, taken)
    except InputError as error:
        missing = translate("Geben Sie einen Grund an; alle können ihn lesen.", "Give a reason; everybody can read it.")
        return _page_again(follower, str(error) if reason.strip() else missing)
    except ConflictError as error:
        return conflict_page(follower.name, follower.actor, taken, str(error), follower.page)
    return redirect(follower.page, 303)


def _comment(follower: _Follower) -> BaseResponse:
    try:
        submissions.comment(inbox(), follower.name, follower.actor, request.form.get("text", ""))
    except InputError as error:
        return _page_again(follower, str(error))
    return redirect(f"{follower.page}#comments", 303)
