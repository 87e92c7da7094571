# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages below /submit: choose what to describe, fill in, check, submit. Each step is kept as a draft."""

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graph.check import Received, Verdict
from graph.check.forms import Form, FormThing
from graph.errors import InputError
from graph.inbox import Actor, Event, State, Step, submissions
from graph.model.shapes import shapes_by_slug
from graph.web.contribute import drafts, services
from graph.web.contribute.choices import find_things, kinds_to_describe
from graph.web.contribute.drafts import Draft
from graph.web.contribute.form_actions import apply_request
from graph.web.contribute.form_page import file_page, form_page
from graph.web.contribute.reports import load_signed
from graph.web.contribute.sign_in import current_actor, require_account
from graph.web.contribute.upload import read_upload
from graph.web.http.pages import language, translate

blueprint = Blueprint("submit", __name__)
blueprint.after_request(services.keep_private)


@blueprint.get("/submit")
def index() -> str:
    """Show what can be described, and what is being prepared."""
    actor, thing = current_actor(), request.args.get("thing", "")
    return render_template(
        "submit.html",
        actor=actor,
        drafts=drafts.list_drafts(actor) if actor else {},
        kinds=kinds_to_describe(),
        thing=thing,
        thing_name=drafts.published_name(thing) if thing else "",
    )


@blueprint.post("/submit")
def begin() -> Response:
    """Begin a draft: an empty form, one about a published thing, or a file."""
    actor = require_account()
    if thing := request.form.get("thing", ""):
        form, revises = drafts.form_of_published(thing, actor)
        name = drafts.create_draft(actor, drafts.form_file(form), drafts.title_of(form), revises)
    elif slug := request.form.get("describe", ""):
        form = _empty_form(slug)
        name = drafts.create_draft(actor, drafts.form_file(form), drafts.title_of(form))
    else:
        signed = request.form.get("signed", "")
        received = load_signed(signed)[0] if signed else read_upload()
        title = drafts.single_line(received.name) or translate("Eingefügter Text", "Pasted text")
        name = drafts.create_draft(actor, received, title)
    return redirect(url_for("submit.edit", name=name, lang=language()), 303)


@blueprint.get("/submit/suggest")
def suggest() -> Response:
    """Return the published things that match what is typed for a field: [IRI, name, what and where it is]."""
    kind = shapes_by_slug().get(request.args.get("kind", ""))
    anchor = request.args.get("field", "").partition(".")[0]
    asked = next((field for field in kind.fields if field.anchor == anchor), None) if kind else None
    return jsonify(find_things(request.args.get("q", ""), asked.classes) if asked else [])


@blueprint.get("/submit/<name>")
def edit(name: str) -> str:
    """Show a draft: the form, or the report of the file."""
    draft = drafts.open_draft(require_account(), name)
    evaluation, form = services.check_file(draft.received), draft.form
    asked = {key: value[:200] for key, value in request.args.items()}
    return form_page(draft, form, evaluation, asked) if form else file_page(draft, evaluation, asked)


@blueprint.post("/submit/<name>")
def change(name: str) -> Response:
    """Do what a button of the page says, save that, and show the result."""
    actor, action = require_account(), request.form.get("action", "")
    if action == "discard":
        submissions.decide(services.inbox(), name, Step(Event.WITHDRAW, actor))
        return redirect(url_for("submit.index", lang=language()), 303)
    draft = drafts.open_draft(actor, name)
    after = apply_request(draft)
    drafts.save_draft(actor, name, after.received, after.title)
    if action == "submit" and (answer := _submit(actor, draft, after.received)):
        return answer
    place = url_for("submit.edit", name=name, _anchor=after.anchor, lang=language(), **after.asked)
    return redirect(place, 303)


def _submit(actor: Actor, draft: Draft, received: Received) -> Response | None:
    """Submit a draft; None if the check found what has to be corrected first.

    Raises:
        TooLargeError, TooManySubmissionsError: as `graph.inbox.submissions.submit` does.
    """
    licence, waiver = request.form.get("licence", ""), request.form.get("waiver", "").strip()
    if licence not in services.LICENCES or request.form.get("consent") != "yes":
        place = url_for("submit.edit", name=draft.name, lang=language(), checked="1", missing="licence")
        return redirect(f"{place}#licence", 303)
    evaluation = services.check_file(received)
    if evaluation.verdict != Verdict.VALID and not (evaluation.verdict == Verdict.ERRORS and waiver):
        return None
    inbox, content = services.inbox(), services.content_of(evaluation, received, licence)
    submissions.submit(inbox, draft.name, actor, content, waiver)
    # Those who submit again have the address already.
    secret = submissions.renew_address(inbox, draft.name, actor) if draft.state == State.DRAFT else ""
    address = services.status_address(secret) if secret else ""
    return make_response(render_template("submitted.html", draft=draft, address=address, secret=secret))


def _empty_form(slug: str) -> Form:
    if slug not in shapes_by_slug():
        raise InputError(f"Unknown kind {slug[:60]!r}. Choose one on the page /submit.")
    return Form(FormThing(shapes_by_slug()[slug]))
