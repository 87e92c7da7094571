# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A form as a page shows it: groups of fields, each with its control, its values and its findings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from graph.check.forms import Entry, FormThing, part_of
from graph.model.labels import collation
from graph.model.namespaces import is_iri
from graph.model.shapes import CODE, DATE, DECIMAL, INTEGER, LINK, TEXT, THING, Field, Shape
from graph.model.vocabulary import code_names
from graph.web.contribute.preview import choices, names_of
from graph.web.contribute.reports import Finding
from graph.web.http.pages import language, translate

SELECTED = 150
"""Things in a list to choose from; where there are more, people type a name."""

_LONG = ("description", "abstract", "comment", "note")
_LANGUAGES = {"de": ("Deutsch", "German"), "en": ("Englisch", "English"), "": ("ohne Angabe", "not given")}

Option = tuple[str, str]
"""Value, and what is read."""


@dataclass(frozen=True)
class Row:
    """One value.

    Attributes:
        name: of its control.
        entry: what was filled in.
        label: what is read in place of an address that was chosen; "" where the value is typed.
        languages: to choose from; empty where the value is no text.
        sections: the fields of a part.
    """

    name: str
    entry: Entry
    label: str = ""
    languages: Sequence[Option] = ()
    sections: Sequence["Control"] = ()


@dataclass(frozen=True)
class Control:
    """One field.

    Attributes:
        asked: the field.
        name: of the field in the form; its rows add a number.
        kind: "select", "checks", "search", "part", "area", "url", "number", "date" or "text".
        rows: its values, at least one.
        options: to choose from.
        findings: what is wrong with it.
        is_open: another value may be added.
    """

    asked: Field
    name: str
    kind: str
    rows: Sequence[Row]
    options: Sequence[Option] = ()
    findings: Sequence[Finding] = ()
    is_open: bool = False

    @property
    def chosen(self) -> set[str]:
        """What is ticked in a list."""
        return {row.entry.text for row in self.rows}

    @property
    def strays(self) -> list[Row]:
        """Values of a list that the list does not have."""
        known = {value for value, _ in self.options}
        return [row for row in self.rows if row.entry.text and row.entry.text not in known]


@dataclass
class Shown:
    """What is needed beside the form itself.

    Attributes:
        findings: by the place of the field they are about.
        own: (IRI, name, class) of the things that go along with the form, to choose from.
        names: names of published things that were chosen.
    """

    findings: Mapping[str, list[Finding]] = field(default_factory=dict)
    own: Sequence[tuple[str, str, str]] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def sections(filled: FormThing, shown: Shown) -> list[tuple[str, list[Control]]]:
    """Return the fields of a thing under their headings, in the order of the shapes."""
    controls = [_control(asked, filled, "", shown) for asked in filled.kind.fields]
    return [
        (heading, list(group))
        for heading, group in groupby(controls, key=lambda control: control.asked.group[language()])
    ]


def shown_with(filled: FormThing, found: Iterable[Finding], own: Sequence[tuple[str, str, str]]) -> Shown:
    """Return what the form needs: findings by field, and names of what was chosen."""
    by_place: dict[str, list[Finding]] = defaultdict(list)
    for each in found:
        if each["location"].get("kind") == "field":
            by_place[field_of(each["location"]["name"])].append(each)
    chosen = {entry.text for entry in _entries(filled) if entry.text.startswith("https://w3id.org/mpsc/id/")}
    return Shown(by_place, own, names_of(iri for iri in chosen if is_iri(iri)))


def field_of(place: str) -> str:
    """Return the name of the field that a value belongs to; that of the form itself for "thing"."""
    head, dot, number = place.rpartition(".")
    return head if dot and number.isdecimal() else place


def _entries(filled: FormThing) -> Iterator[Entry]:
    for entries in filled.entries.values():
        for entry in entries:
            yield entry
            if entry.part is not None:
                yield from _entries(entry.part)


def _control(asked: Field, filled: FormThing, before: str, shown: Shown) -> Control:
    name = f"{before}{asked.anchor}"
    entries = filled.entries.get(asked.anchor) or [_blank(asked)]
    options = _options(asked, shown)
    kind = _kind(asked, options)
    rows = [_row(f"{name}.{n}", entry, asked, options, shown) for n, entry in enumerate(entries)]
    is_open = kind != "checks" and (asked.most is None or len(rows) < asked.most)
    return Control(asked, name, kind, rows, options, shown.findings.get(name, ()), is_open)


def _blank(asked: Field) -> Entry:
    kind: Shape | None = part_of(asked)
    if kind is not None:
        return Entry(part=FormThing(kind))
    return Entry(language="de" if asked.value == TEXT else "")


def _row(name: str, entry: Entry, asked: Field, options: Sequence[Option], shown: Shown) -> Row:
    if entry.part is not None:
        parts = [_control(each, entry.part, f"{name}.", shown) for each in entry.part.kind.fields]
        return Row(name, entry, sections=parts)
    languages = _languages(asked, entry) if asked.value == TEXT else ()
    label = ""
    if asked.value == THING and entry.text and entry.text not in dict(options):
        own = {iri: called for iri, called, _ in shown.own}
        label = shown.names.get(entry.text) or own.get(entry.text, "")
    return Row(name, entry, label, languages)


def _kind(asked: Field, options: Sequence[Option]) -> str:
    """Return the control that fits what a field asks for."""
    if part_of(asked):
        return "part"
    if asked.value == CODE and asked.most != 1:
        return "checks"
    if asked.value == CODE or (asked.value == THING and 0 < len(options) <= SELECTED):
        return "select"
    if asked.value == TEXT and asked.path.rpartition("/")[2].rpartition("#")[2] in _LONG:
        return "area"
    kinds = {THING: "search", DATE: "date", INTEGER: "number", DECIMAL: "number", LINK: "url"}
    return kinds.get(asked.value, "text")


def _options(asked: Field, shown: Shown) -> list[Option]:
    if asked.value == CODE:
        names = code_names(language())
        return sorted(((code, names[code] or code) for code in asked.codes), key=lambda o: collation(o[1]))
    if asked.value != THING or part_of(asked):
        return []
    own = [
        (iri, f"{called} ({translate('in dieser Einreichung', 'in this submission')})")
        for iri, called, cls in shown.own
        if cls in asked.classes
    ]
    return [*own, *choices(asked)]


def _languages(asked: Field, entry: Entry) -> list[Option]:
    tags = list(dict.fromkeys([*(asked.languages or ("de", "en")), entry.language]))
    return [(tag, translate(*_LANGUAGES[tag]) if tag in _LANGUAGES else tag) for tag in tags]
