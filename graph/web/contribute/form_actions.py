# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the buttons on the page of a draft do to it: each is a submit button, so that no script is needed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask import request

from graph.check import Received
from graph.check.forms import Entry, Form, FormThing, form_from_pairs, part_of, restore_statements
from graph.check.received import FILE_LIMITS
from graph.errors import InputError
from graph.model.shapes import TEXT, Field, shapes_by_slug
from graph.store.terms import n_quads
from graph.web.contribute import services
from graph.web.contribute.drafts import Draft, form_about, form_file, left_out, single_line, title_of
from graph.web.contribute.reports import apply_proposal
from graph.web.contribute.upload import read_upload


@dataclass(frozen=True)
class DraftChange:
    """What to save, with a title ("" to keep the present one), and where to go on: parameters and place."""

    received: Received
    title: str = ""
    asked: dict[str, Any] = field(default_factory=dict)
    anchor: str = "summary"


def apply_request(draft: Draft) -> DraftChange:
    """Return what the request makes of a draft.

    Raises:
        InputError: the page has no such button.
    """
    return _change_form() if draft.form else _change_file(draft)


def _change_form() -> DraftChange:
    form = form_from_pairs([pair for pair in request.form.items(multi=True) if pair[0] not in _BUTTONS])
    asked = {"checked": "1"} if request.form.get("state") == "checked" else {}
    anchor = "content"
    if name := request.form.get("search", ""):
        asked, anchor = {**asked, "search": name}, name
    elif request.form.get("action") in {"check", "submit"}:
        asked, anchor = {"checked": "1"}, "summary"
    elif button := next((name for name in ("edit", "new", "drop") if request.form.get(name)), ""):
        form, asked = _other_form(form, button, request.form[button]), {}
    else:
        for name, act in _ACTS.items():
            if value := request.form.get(name, ""):
                anchor = act(form, value)
    return DraftChange(form_file(form), title_of(form), asked, anchor)


def _change_file(draft: Draft) -> DraftChange:
    evaluation = services.check_file(draft.received)
    if proposal := request.form.get("apply", ""):
        return DraftChange(apply_proposal(draft.received, evaluation, proposal))
    if subject := request.form.get("edit", ""):
        form = form_about(evaluation, subject)
        if form is None:
            raise InputError("The file does not contain this any more. Reload the page, and try again.")
        return DraftChange(form_file(form), title_of(form), {"checked": "1"})
    if request.form.get("action") == "replace":
        received = read_upload()
        return DraftChange(received, single_line(received.name))
    return DraftChange(draft.received)


def _other_form(form: Form, button: str, name: str) -> Form:
    """Return the form about another thing of the same submission, or without that thing."""
    evaluation = services.check_file(form_file(form))
    if button == "edit":
        return form_about(evaluation, name) or form
    if button == "new" and name in shapes_by_slug():
        kept = n_quads(restore_statements(evaluation.statements))
        return Form(FormThing(shapes_by_slug()[name]), kept, left_out(evaluation))
    form.kept = _without(form.kept.splitlines(keepends=True), {f"<{name}>", f"_:{name}"})
    return form


def _without(lines: list[str], gone: set[str]) -> str:
    """Return N-Quads without some subjects, and without unnamed things that only these referred to."""
    while gone:
        dropped = [line for line in lines if line.split(" ", 1)[0] in gone]
        lines = [line for line in lines if line.split(" ", 1)[0] not in gone]
        left = {line.split(" ", 3)[2] for line in lines}
        gone = {term for line in dropped if (term := line.split(" ", 3)[2]).startswith("_:")} - left
    return "".join(lines)


def _add(form: Form, name: str) -> str:
    """Add an empty value to a field."""
    entries, asked = _find_field(form.main, name)
    if not entries:
        # The page shows one empty value if there is none.
        entries.append(blank_entry(asked))
    if len(entries) >= FILE_LIMITS.values:
        raise InputError(f"The field has {FILE_LIMITS.values} values already. Enter only the most important ones.")
    entries.append(blank_entry(asked, _next_language(asked, entries)))
    return f"{name}.{len(entries) - 1}"


def _remove(form: Form, name: str) -> str:
    """Remove a value."""
    field_name, _, number = name.rpartition(".")
    entries, _ = _find_field(form.main, field_name)
    if number.isdecimal() and int(number) < len(entries):
        del entries[int(number)]
    return f"{field_name}.0"


def _choose(form: Form, choice: str) -> str:
    """Put a thing that was found in the place of what was typed: name of the value, a blank, its IRI."""
    name, _, iri = choice.partition(" ")
    field_name, _, number = name.rpartition(".")
    entries, _ = _find_field(form.main, field_name)
    while number.isdecimal() and len(entries) <= int(number) < FILE_LIMITS.values:
        entries.append(Entry())
    entries[_position(number, entries)] = Entry(iri)
    return name


def _apply(form: Form, proposal: str) -> str:
    """Put a proposal in the place of a value: name of the value, its language or "-", what is proposed."""
    place, _, proposed = proposal.partition(" ")
    language, _, text = proposed.partition(" ")
    name, _, number = place.rpartition(".")
    entries, _ = _find_field(form.main, name)
    position = _position(number, entries)
    entries[position] = replace(entries[position], text=text, language=language.strip("-"), was=None)
    return place


_ACTS: Mapping[str, Callable[[Form, str], str]] = {"add": _add, "remove": _remove, "choose": _choose, "apply": _apply}
"""Name of a button → what its value does to a form; returns the name of the field to go on with."""

_BUTTONS = {*_ACTS, "action", "csrf", "consent", "drop", "edit", "licence", "new", "search", "state", "waiver"}
"""Names in the page that are not details of the thing."""


def typed_value(form: Form, name: str) -> tuple[Field, str]:
    """Return the field that a value belongs to, and what was typed for it."""
    field_name, _, number = name.rpartition(".")
    entries, asked = _find_field(form.main, field_name)
    typed = entries[int(number)].text if number.isdecimal() and int(number) < len(entries) else ""
    return asked, typed


def _find_field(filled: FormThing, name: str) -> tuple[list[Entry], Field]:
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
    return _find_field(part, below)


def _position(number: str, entries: list[Entry]) -> int:
    if not number.isdecimal() or int(number) >= len(entries):
        raise InputError("The form does not have this value any more. Reload the page, and try again.")
    return int(number)


def blank_entry(asked: Field, language: str = "de") -> Entry:
    """Return an empty value of a field; only a text has a language."""
    if kind := part_of(asked):
        return Entry(part=FormThing(kind))
    return Entry(language=language if asked.value == TEXT else "")


def _next_language(asked: Field, entries: list[Entry]) -> str:
    """Return the first language of a text that is not there yet."""
    used = {entry.language for entry in entries}
    return next((tag for tag in (asked.languages or ("de", "en")) if tag not in used), "de")
