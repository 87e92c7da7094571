# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a button of a draft's page makes of the draft."""

from dataclasses import dataclass, field
from typing import Any

from flask import request

from graph.check import Received
from graph.check.forms import Filled, Form, of_pairs, statements_of
from graph.errors import InputError
from graph.model.fields import kinds
from graph.store.terms import n_quads
from graph.web import desk
from graph.web.submissions.body import received
from graph.web.submit.buttons import ACTS
from graph.web.submit.drafts import Draft, as_received, form_about, left_out, legible, title_of
from graph.web.submit.proposals import applied

_BUTTONS = {
    *ACTS,
    "action",
    "csrf",
    "consent",
    "drop",
    "edit",
    "licence",
    "new",
    "search",
    "state",
    "waiver",
}
"""Names in the page that are no details of the thing."""


@dataclass(frozen=True)
class Changed:
    """What to keep, and where to go on.

    Attributes:
        received: the form or the file.
        title: what it is about; "" for what it is called already.
        asked: parameters of the address of the page.
        anchor: place in the page.
    """

    received: Received
    title: str = ""
    asked: dict[str, Any] = field(default_factory=dict)
    anchor: str = "summary"


def changed(draft: Draft) -> Changed:
    """Return what the request makes of a draft.

    Raises:
        InputError: the page has no such button.
    """
    return _form() if draft.form else _file(draft)


def _form() -> Changed:
    form = of_pairs([pair for pair in request.form.items(multi=True) if pair[0] not in _BUTTONS])
    asked = {"checked": "1"} if request.form.get("state") == "checked" else {}
    anchor = "content"
    if name := request.form.get("search", ""):
        asked, anchor = {**asked, "search": name}, name
    elif request.form.get("action") in {"check", "submit"}:
        asked, anchor = {"checked": "1"}, "summary"
    elif button := next((name for name in ("edit", "new", "drop") if request.form.get(name)), ""):
        form, asked = _other(form, button, request.form[button]), {}
    else:
        for name, act in ACTS.items():
            if value := request.form.get(name, ""):
                anchor = act(form, value)
    return Changed(as_received(form), title_of(form), asked, anchor)


def _other(form: Form, button: str, name: str) -> Form:
    """Return the form about another thing of the same submission, or without that thing."""
    evaluation = desk.examine(as_received(form))
    if button == "edit":
        return form_about(evaluation, name) or form
    quads = statements_of(evaluation.statements)
    if button == "new" and name in kinds():
        return Form(Filled(kinds()[name]), n_quads(quads), left_out(evaluation))
    form.kept = _without(form.kept.splitlines(keepends=True), {f"<{name}>", f"_:{name}"})
    return form


def _without(lines: list[str], gone: set[str]) -> str:
    """Return N-Quads without some subjects, and without unnamed things that only these referred to."""
    while gone:
        dropped = [line for line in lines if line.split(" ", 1)[0] in gone]
        lines = [line for line in lines if line.split(" ", 1)[0] not in gone]
        left = {line.split(" ", 3)[2] for line in lines}
        gone = {line.split(" ", 3)[2] for line in dropped} - left
        gone = {term for term in gone if term.startswith("_:")}
    return "".join(lines)


def _file(draft: Draft) -> Changed:
    evaluation = desk.examine(draft.received)
    if choice := request.form.get("apply", ""):
        return Changed(applied(draft.received, evaluation, choice))
    if subject := request.form.get("edit", ""):
        form = form_about(evaluation, subject)
        if form is None:
            raise InputError("The file has no such thing (any more). Load the page, and try again.")
        return Changed(as_received(form), title_of(form), {"checked": "1"})
    if request.form.get("action") == "replace":
        sent = received()
        return Changed(sent, legible(sent.name))
    return Changed(draft.received)
