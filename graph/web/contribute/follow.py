# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What those who submit see and do: their list, the page of a submission, and its unguessable address."""

from http import HTTPStatus

from flask import Blueprint, Response, render_template, url_for

from graph.errors import ConflictError, InputError
from graph.inbox import Actor, Event, State, Step, reading, submissions
from graph.web.contribute.review import conflict
from graph.web.contribute.services import inbox, private
from graph.web.contribute.sign_in import required
from graph.web.contribute.submission_view import address, case, file_of, moment, number, sent, things, view
from graph.web.contribute.words import BADGES, STATES, said
from graph.web.http.pages import language, served_store, translate, wanted_page

blueprint = Blueprint("followed", __name__)
blueprint.after_request(private)

_CLOSED = {State.DRAFT, State.REJECTED, State.WITHDRAWN, State.SUPERSEDED, State.RETRACTED}
"""Where nobody reads a comment any more, or nobody yet."""


def listed() -> str:
    """Return the page with the submissions of the organisation that is signed in, the newest first."""
    actor = required()
    found = reading.listing(inbox(), tuple(State), actor.organisation, wanted_page(), newest_first=True)
    return render_template(
        "review/list.html",
        found=found,
        name=reading.organisations(inbox()).get(actor.organisation, actor.organisation),
        states={state: said(STATES, state) for state in State},
        badges=BADGES,
        moment=moment,
    )


def submission(name: str) -> str:
    """Return the page of a submission for an account of the organisation that submits it."""
    return _page(name, required(), _account_addresses(name))


@blueprint.post("/submissions/<name>/steps")
def step(name: str) -> Response:
    """Withdraw, or retract what is published, as an account of the organisation that submits."""
    return _step(name, required(), _account_addresses(name), {Event.WITHDRAW, Event.RETRACT})


@blueprint.post("/submissions/<name>/comments")
def comment(name: str) -> Response:
    """Answer, as an account of the organisation that submits."""
    return _comment(name, required(), _account_addresses(name))


@blueprint.get("/submissions/<name>/versions/<int:version>/<part>")
def file(name: str, version: int, part: str) -> Response:
    """Give out a version to the organisation that submitted it."""
    return file_of(inbox(), name, required(), version, part)


@blueprint.get("/status/<secret>")
def status(secret: str) -> str:
    """Show a submission to whoever holds its address."""
    found, actor = submissions.by_address(inbox(), secret)
    return _page(found.id, actor, _secret_addresses(secret))


@blueprint.post("/status/<secret>/steps")
def status_step(secret: str) -> Response:
    """Withdraw, as whoever holds the address."""
    found, actor = submissions.by_address(inbox(), secret)
    return _step(found.id, actor, _secret_addresses(secret), {Event.WITHDRAW})


@blueprint.post("/status/<secret>/comments")
def status_comment(secret: str) -> Response:
    """Answer, as whoever holds the address."""
    found, actor = submissions.by_address(inbox(), secret)
    return _comment(found.id, actor, _secret_addresses(secret))


@blueprint.get("/status/<secret>/versions/<int:version>/<part>")
def status_file(secret: str, version: int, part: str) -> Response:
    """Give out a version to whoever holds the address."""
    found, actor = submissions.by_address(inbox(), secret)
    return file_of(inbox(), found.id, actor, version, part)


Addresses = dict[str, str]
"""What a page of a submission links to: itself ("page"), "steps", "comments", "files", and "edit"."""


def _account_addresses(name: str) -> Addresses:
    tag = language()
    return {
        "page": f"/submissions/{name}?lang={tag}",
        "steps": url_for("followed.step", name=name, lang=tag),
        "comments": url_for("followed.comment", name=name, lang=tag),
        "files": f"/submissions/{name}/versions",
        "edit": f"/submit/{name}?lang={tag}",
    }


def _secret_addresses(secret: str) -> Addresses:
    tag = language()
    return {
        "page": url_for("followed.status", secret=secret, lang=tag),
        "steps": url_for("followed.status_step", secret=secret, lang=tag),
        "comments": url_for("followed.status_comment", secret=secret, lang=tag),
        "files": f"/status/{secret}/versions",
        "edit": "",
    }


def _page(name: str, actor: Actor, addresses: Addresses, problem: str = "") -> str:
    asked = view()
    found = case(inbox(), name, actor, asked)
    return render_template(
        "review/status.html",
        case=found,
        view=asked,
        contents=things(inbox(), served_store(), found, asked),
        addresses=addresses,
        can_withdraw=Event.WITHDRAW in found.possible,
        can_retract=Event.RETRACT in found.possible and actor.account is not None,
        can_comment=found.submission.state not in _CLOSED,
        is_own=actor.organisation == found.submission.organisation,
        problem=problem,
        moment=moment,
    )


def _step(name: str, actor: Actor, addresses: Addresses, allowed: set[Event]) -> Response:
    event = sent("event")
    if event not in allowed:
        return _again(name, actor, addresses, translate("Das geht hier nicht.", "This is not possible here."))
    taken = Step(Event(event), actor, number("seen", of_form=True), reason=sent("reason"))
    try:
        submissions.decide(inbox(), name, taken)
    except InputError as error:
        why = translate("Sagen Sie, warum; alle können es lesen.", "Say why; everybody can read it.")
        return _again(name, actor, addresses, str(error) if taken.reason.strip() else why)
    except ConflictError as error:
        return conflict(name, actor, taken, str(error), addresses["page"])
    return address(addresses["page"])


def _comment(name: str, actor: Actor, addresses: Addresses) -> Response:
    try:
        submissions.comment(inbox(), name, actor, sent("text"))
    except InputError as error:
        return _again(name, actor, addresses, str(error))
    return address(f"{addresses['page']}#comments")


def _again(name: str, actor: Actor, addresses: Addresses, problem: str) -> Response:
    page = _page(name, actor, addresses, problem)
    return Response(page, HTTPStatus.UNPROCESSABLE_ENTITY, content_type="text/html; charset=utf-8")
