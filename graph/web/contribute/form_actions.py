# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the buttons of a form do to it: each is a submit button, so that no script is needed.

What a button of a draft's page makes of the draft.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request

from graph.check import Received
from graph.check.forms import Entry, Form, FormThing, form_from_pairs, part_of, restore_statements
from graph.check.received import FILE_LIMITS
from graph.errors import InputError
from graph.model.shapes import TEXT, Field, Shape, shapes_by_slug
from graph.store.terms import n_quads
from graph.web.contribute import services
from graph.web.contribute.drafts import Draft, as_received, form_about, left_out, legible, title_of
from graph.web.contribute.reports import applied
from graph.web.contribute.upload import received

Act = Callable[[Form, str], str]
"""Changes a form as the value of a button says; returns the name of the field to go on with."""


def add(form: Form, name: str) -> str:
    """Add an empty value to a field."""
    entries, asked = _field(form.main, name)
    kind = part_of(asked)
    if not entries:
        # The page shows one empty value where there is none.
        entries.append(_blank(kind, "de" if asked.value == TEXT else ""))
    if len(entries) >= FILE_LIMITS.values:
        raise InputError(f"The field has {FILE_LIMITS.values} values already. Name the most important ones.")
    entries.append(_blank(kind, _next_language(asked, entries)))
    return f"{name}.{len(entries) - 1}"


def remove(form: Form, name: str) -> str:
    """Take a value away."""
    field_name, _, number = name.rpartition(".")
    entries, _ = _field(form.main, field_name)
    if number.isdecimal() and int(number) < len(entries):
        del entries[int(number)]
    return f"{field_name}.0"


def choose(form: Form, choice: str) -> str:
    """Put a thing that was found in the place of what was typed: name of the value, a blank, its IRI."""
    name, _, iri = choice.partition(" ")
    field_name, _, number = name.rpartition(".")
    entries, _ = _field(form.main, field_name)
    while number.isdecimal() and len(entries) <= int(number) < FILE_LIMITS.values:
        entries.append(Entry())
    entries[_position(number, entries)] = Entry(iri)
    return name


def take(form: Form, proposal: str) -> str:
    """Put a proposal in the place of a value: name of the value, its language or "-", what is proposed."""
    place, _, proposed = proposal.partition(" ")
    language, _, text = proposed.partition(" ")
    name, _, number = place.rpartition(".")
    entries, _ = _field(form.main, name)
    position = _position(number, entries)
    entries[position] = replace(entries[position], text=text, language=language.strip("-"), was=None)
    return place


ACTS: Mapping[str, Act] = {"add": add, "remove": remove, "choose": choose, "apply": take}
"""Name of a button → what it does."""


def asked_at(form: Form, name: str) -> tuple[Field, str]:
    """Return the field that a value belongs to, and what was typed for it."""
    field_name, _, number = name.rpartition(".")
    entries, asked = _field(form.main, field_name)
    typed = entries[int(number)].text if number.isdecimal() and int(number) < len(entries) else ""
    return asked, typed


def _field(filled: FormThing, name: str) -> tuple[list[Entry], Field]:
    """Return the values of the field of that name, which may belong to a part.

    Raises:
        InputError: there is no such field.
    """
    anchor, _, rest = name.partition(".")
    asked = next((each for each in filled.kind.fields if each.anchor == anchor), None)
    if asked is None:
        raise InputError(f"The form has no field {name[:80]!r}.")
    entries = filled.entries.setdefault(anchor, [])
    if not rest:
        return entries, asked
    number, _, below = rest.partition(".")
    kind = part_of(asked)
    if kind is not None and not entries:
        entries.append(Entry(part=FormThing(kind)))
    part = entries[_position(number, entries)].part
    if part is None:
        raise InputError(f"The form has no field {name[:80]!r}.")
    return _field(part, below)


def _position(number: str, entries: list[Entry]) -> int:
    if not number.isdecimal() or int(number) >= len(entries):
        raise InputError("The form has no such value (any more). Load the page, and try again.")
    return int(number)


def _blank(kind: Shape | None, language: str) -> Entry:
    return Entry(part=FormThing(kind)) if kind else Entry(language=language)


def _next_language(asked: Field, entries: list[Entry]) -> str:
    """Return the first language of a text that is not there yet."""
    if asked.value != TEXT:
        return ""
    used = {entry.language for entry in entries}
    return next((tag for tag in (asked.languages or ("de", "en")) if tag not in used), "de")


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
    form = form_from_pairs([pair for pair in request.form.items(multi=True) if pair[0] not in _BUTTONS])
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
    evaluation = services.examine(as_received(form))
    if button == "edit":
        return form_about(evaluation, name) or form
    quads = restore_statements(evaluation.statements)
    if button == "new" and name in shapes_by_slug():
        return Form(FormThing(shapes_by_slug()[name]), n_quads(quads), left_out(evaluation))
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
    evaluation = services.examine(draft.received)
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
