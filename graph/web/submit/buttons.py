# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the buttons of a form do to it: each is a submit button, so that no script is needed."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from graph.check.forms import Entry, Filled, Form, part_of
from graph.check.received import CAPS
from graph.errors import InputError
from graph.model.fields import TEXT, Field, Kind

Act = Callable[[Form, str], str]
"""Changes a form as the value of a button says; returns the name of the field to go on with."""


def add(form: Form, name: str) -> str:
    """Add an empty value to a field."""
    entries, asked = _field(form.main, name)
    kind = part_of(asked)
    if not entries:
        # The page shows one empty value where there is none.
        entries.append(_blank(kind, "de" if asked.value == TEXT else ""))
    if len(entries) >= CAPS.values:
        raise InputError(f"The field has {CAPS.values} values already. Name the most important ones.")
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
    while number.isdecimal() and len(entries) <= int(number) < CAPS.values:
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


def _field(filled: Filled, name: str) -> tuple[list[Entry], Field]:
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
        entries.append(Entry(part=Filled(kind)))
    part = entries[_position(number, entries)].part
    if part is None:
        raise InputError(f"The form has no field {name[:80]!r}.")
    return _field(part, below)


def _position(number: str, entries: list[Entry]) -> int:
    if not number.isdecimal() or int(number) >= len(entries):
        raise InputError("The form has no such value (any more). Load the page, and try again.")
    return int(number)


def _blank(kind: Kind | None, language: str) -> Entry:
    return Entry(part=Filled(kind)) if kind else Entry(language=language)


def _next_language(asked: Field, entries: list[Entry]) -> str:
    """Return the first language of a text that is not there yet."""
    if asked.value != TEXT:
        return ""
    used = {entry.language for entry in entries}
    return next((tag for tag in (asked.languages or ("de", "en")) if tag not in used), "de")
