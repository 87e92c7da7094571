# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages below /submit: choose what to describe, fill in, check, hand in. Each step is kept as a draft."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graph.check.forms import Filled, Form
from graph.errors import InputError
from graph.inbox import Event, Step, submissions
from graph.model.fields import kinds
from graph.web import desk
from graph.web.http.pages import language, translate
from graph.web.identity import required, signed_in
from graph.web.submissions.body import received
from graph.web.submit import drafts
from graph.web.submit.changes import changed
from graph.web.submit.choices import things_named
from graph.web.submit.drafts import as_received, title_of
from graph.web.submit.file_page import file_page
from graph.web.submit.form_page import form_page
from graph.web.submit.hand_in import hand_in
from graph.web.submit.kinds_offered import offered
from graph.web.submit.published_things import of_thing, published_name
from graph.web.submit.sealed import opened

blueprint = Blueprint("submitting", __name__)
blueprint.after_request(desk.private)


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
    kind = kinds().get(request.args.get("kind", ""))
    anchor = request.args.get("field", "").partition(".")[0]
    asked = next((field for field in kind.fields if field.anchor == anchor), None) if kind else None
    found = things_named(request.args.get("q", ""), asked.classes) if asked else []
    return jsonify(found)


@blueprint.get("/submit/<name>")
def edit(name: str) -> str:
    """Show a draft: the form, or the report of the file."""
    draft = drafts.opened(required(), name)
    evaluation, form = desk.examine(draft.received), draft.form
    asked = {key: value[:200] for key, value in request.args.items()}
    return form_page(draft, form, evaluation, asked) if form else file_page(draft, evaluation, asked)


@blueprint.post("/submit/<name>")
def change(name: str) -> Response:
    """Do what a button of the page says, keep that, and show what came of it."""
    actor, action = required(), request.form.get("action", "")
    if action == "discard":
        submissions.decide(desk.inbox(), name, Step(Event.WITHDRAW, actor))
        return redirect(url_for("submitting.index", lang=language()), 303)
    draft = drafts.opened(actor, name)
    after = changed(draft)
    drafts.keep(actor, name, after.received, after.title)
    if action == "submit" and (answer := hand_in(actor, draft, after.received)):
        return answer
    place: str = url_for("submitting.edit", name=name, _anchor=after.anchor, lang=language(), **after.asked)
    return redirect(place, 303)


def _empty(slug: str) -> Form:
    if slug not in kinds():
        raise InputError(f"There is no kind {slug[:60]!r}. Choose one on the page /submit.")
    return Form(Filled(kinds()[slug]))
