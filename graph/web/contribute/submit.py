# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages below /submit: choose what to describe, fill in, check, hand in. Each step is kept as a draft.

A draft is handed in: consent, a last check, and the address where it can be followed.
"""

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graph.check import Received, Verdict
from graph.check.forms import Form, FormThing
from graph.errors import InputError
from graph.inbox import Actor, Event, State, Step, submissions
from graph.model.shapes import shapes_by_slug
from graph.web.contribute import drafts, services
from graph.web.contribute.drafts import Draft, as_received, of_thing, published_name, title_of
from graph.web.contribute.form_actions import changed
from graph.web.contribute.form_page import file_page, form_page
from graph.web.contribute.kinds_offered import offered
from graph.web.contribute.preview import things_named
from graph.web.contribute.reports import opened
from graph.web.contribute.sign_in import required, signed_in
from graph.web.contribute.upload import received
from graph.web.http.pages import language, translate
from graph.web.services import public_url


def hand_in(actor: Actor, draft: Draft, received: Received) -> Response | None:
    """Hand in a draft; None where the check found what has to be put right first.

    Raises:
        TooLargeError, TooManySubmissionsError: as `graph.inbox.submissions.submit` does.
    """
    licence, waiver = request.form.get("licence", ""), request.form.get("waiver", "").strip()
    if licence not in services.LICENCES or request.form.get("consent") != "yes":
        place = url_for("submitting.edit", name=draft.name, lang=language(), checked="1", missing="licence")
        return redirect(f"{place}#licence", 303)
    evaluation = services.examine(received)
    is_taken = evaluation.verdict == Verdict.VALID or (evaluation.verdict == Verdict.ERRORS and waiver)
    if not is_taken:
        return None
    content = services.content_of(evaluation, received, licence)
    submissions.submit(services.inbox(), draft.name, actor, content, waiver)
    # Who hands in again has the address already.
    secret = (
        submissions.renew_address(services.inbox(), draft.name, actor) if draft.state == State.DRAFT else ""
    )
    address = f"{public_url()}/status/{secret}" if secret else ""
    page = render_template("submitted.html", draft=draft, address=address, secret=secret)
    return make_response(page)


blueprint = Blueprint("submitting", __name__)
blueprint.after_request(services.private)


@blueprint.get("/submit")
def index() -> str:
    """Show what can be described, and what is being prepared."""
    actor, thing = signed_in(), request.args.get("thing", "")
    return render_template(
        "submit.html",
        actor=actor,
        drafts=drafts.listed(actor) if actor else [],
        kinds=offered(),
        thing=thing,
        thing_name=published_name(thing) if thing else "",
    )


@blueprint.post("/submit")
def begin() -> Response:
    """Begin a draft: an empty form, one about a published thing, or a file."""
    actor = required()
    if thing := request.form.get("thing", ""):
        found = of_thing(thing, actor)
        name = drafts.begin(actor, as_received(found.form), title_of(found.form), found.revises)
    elif slug := request.form.get("describe", ""):
        form = _empty(slug)
        name = drafts.begin(actor, as_received(form), title_of(form))
    else:
        sealed = request.form.get("sealed", "")
        sent = opened(sealed)[0] if sealed else received()
        pasted = translate("Eingefügter Text", "Pasted text")
        name = drafts.begin(actor, sent, drafts.legible(sent.name) or pasted)
    return redirect(url_for("submitting.edit", name=name, lang=language()), 303)


@blueprint.get("/submit/suggest")
def suggest() -> Response:
    """Return the published things that fit what is typed for a field: [IRI, name, what and where it is]."""
    kind = shapes_by_slug().get(request.args.get("kind", ""))
    anchor = request.args.get("field", "").partition(".")[0]
    asked = next((field for field in kind.fields if field.anchor == anchor), None) if kind else None
    found = things_named(request.args.get("q", ""), asked.classes) if asked else []
    return jsonify(found)


@blueprint.get("/submit/<name>")
def edit(name: str) -> str:
    """Show a draft: the form, or the report of the file."""
    draft = drafts.opened(required(), name)
    evaluation, form = services.examine(draft.received), draft.form
    asked = {key: value[:200] for key, value in request.args.items()}
    return form_page(draft, form, evaluation, asked) if form else file_page(draft, evaluation, asked)


@blueprint.post("/submit/<name>")
def change(name: str) -> Response:
    """Do what a button of the page says, keep that, and show what came of it."""
    actor, action = required(), request.form.get("action", "")
    if action == "discard":
        submissions.decide(services.inbox(), name, Step(Event.WITHDRAW, actor))
        return redirect(url_for("submitting.index", lang=language()), 303)
    draft = drafts.opened(actor, name)
    after = changed(draft)
    drafts.keep(actor, name, after.received, after.title)
    if action == "submit" and (answer := hand_in(actor, draft, after.received)):
        return answer
    place: str = url_for("submitting.edit", name=name, _anchor=after.anchor, lang=language(), **after.asked)
    return redirect(place, 303)


def _empty(slug: str) -> Form:
    if slug not in shapes_by_slug():
        raise InputError(f"There is no kind {slug[:60]!r}. Choose one on the page /submit.")
    return Form(FormThing(shapes_by_slug()[slug]))
