# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page of a draft: a form with findings at its fields, or the report of a file, and what it changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import render_template

from graph.check import Evaluation, Verdict
from graph.check.forms import Entry, Form, FormThing, fill_form, form_subjects, part_of, restore_statements
from graph.check.texts import SEVERITY_NAMES
from graph.model.labels import collation
from graph.model.namespaces import BASE
from graph.model.shapes import CODE, DATE, DECIMAL, INTEGER, LINK, TEXT, THING, Field
from graph.model.vocabulary import code_names
from graph.revision import statements
from graph.store.terms import BLANK
from graph.web.contribute import choices, reports
from graph.web.contribute.difference import ThingsPage, compare_things
from graph.web.contribute.drafts import Draft
from graph.web.contribute.form_actions import blank_entry, typed_value
from graph.web.contribute.preview import Preview, Thing
from graph.web.contribute.reports import Finding
from graph.web.contribute.services import LICENCES, inbox
from graph.web.contribute.submission_view import replaced_by
from graph.web.http.pages import language, translate, wanted_page
from graph.web.services import services

_MAX_SELECT, _MAX_ENTRIES, _MAX_FORMS = 150, 12, 30
"""Things in a list (of more, people type a name), findings in the box at the top, forms of a file."""

_LONG = ("description", "abstract", "comment", "note")

Option = tuple[str, str]
"""Value, and what people read."""


@dataclass(frozen=True)
class Row:
    """One value of a field.

    Attributes:
        label: what people read in place of an address that was chosen; "" if the value is typed.
        languages: to choose from; empty if the value is not a text.
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
        name: of the field in the form; its rows add a number.
        kind: "select", "checks", "search", "part", "area", "url", "number", "date" or "text".
        rows: its values, at least one.
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
        """Values that are not in the list."""
        known = {value for value, _ in self.options}
        return [row for row in self.rows if row.entry.text and row.entry.text not in known]


Groups = Sequence[tuple[str, list[Control]]]
"""Heading and fields."""


@dataclass(frozen=True)
class Companions:
    """What is submitted along with the thing of a form.

    Attributes:
        things: the other things and statements, to be shown.
        total: how many other things there are.
        editable: (IRI, name) of those that have a form of their own.
        own: (IRI, name, class) of those that fields can refer to.
    """

    things: Sequence[Thing]
    total: int
    editable: Sequence[tuple[str, str]]
    own: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class FormContext:
    """What controls need besides the form.

    Attributes:
        findings: by the name of the field that they are about.
        own: as in `Companions`.
        names: IRI → name of the published things that were chosen.
    """

    findings: Mapping[str, list[Finding]]
    own: Sequence[tuple[str, str, str]]
    names: Mapping[str, str]


def form_page(draft: Draft, form: Form, evaluation: Evaluation, asked: Mapping[str, str]) -> str:
    """Return the page with the form of a draft; `asked` may have `checked`, `search` and `missing`."""
    is_checked = "checked" in asked or "missing" in asked
    report = evaluation.report
    ranked = reports.sort_by_severity(report["findings"]) if is_checked else []
    companions = _companions(form, evaluation)
    context = _context(form.main, ranked, companions.own)
    groups = form_groups(form.main, context)
    return render_template(
        "form.html",
        **reports.TEMPLATE_HELPERS,
        **_submitting(draft, evaluation, asked, is_checked=is_checked),
        form=form,
        heading=_heading(form),
        report=report,
        groups=groups,
        verdict=reports.verdict_line(report),
        worst=reports.page_severity(report) if is_checked else "",
        entries=_entries(ranked, groups)[:_MAX_ENTRIES],
        more=max(0, len(ranked) - _MAX_ENTRIES),
        stray=context.findings.get("thing", []) + context.findings.get("kept", []),
        can_apply=True,
        beside=companions,
        search=asked.get("search", ""),
        results=_search_results(form, asked.get("search", "")),
    )


def file_page(draft: Draft, evaluation: Evaluation, asked: Mapping[str, str]) -> str:
    """Return the page with the report of the file of a draft; `asked` may have `missing`."""
    quads = restore_statements(evaluation.statements)
    preview = Preview(quads)
    return reports.report_page(
        draft.received,
        evaluation,
        "submit_file.html",
        editable=[(iri, preview.name(iri)) for iri in form_subjects(quads)][:_MAX_FORMS],
        **_submitting(draft, evaluation, asked, is_checked=True),
    )


def _submitting(
    draft: Draft, evaluation: Evaluation, asked: Mapping[str, str], *, is_checked: bool
) -> dict[str, object]:
    """Return what both pages need to submit the draft."""
    return {
        "draft": draft,
        "is_checked": is_checked,
        "changes": _changes(draft, evaluation) if is_checked else None,
        "kinds": choices.kinds_to_describe(),
        "licences": LICENCES,
        "missing": asked.get("missing", ""),
    }


def _changes(draft: Draft, evaluation: Evaluation) -> ThingsPage | None:
    """Return what is compared; None if nothing is published about any of it, or it was not read."""
    if evaluation.verdict not in {Verdict.VALID, Verdict.ERRORS}:
        return None
    compared = replaced_by(inbox(), draft.name, draft.revises, statements(evaluation.statements))
    found = compare_things(services().store, compared, wanted_page("things"))
    is_revision = draft.revises is not None or any(thing.is_known for thing in found.things)
    return found if is_revision else None


def _companions(form: Form, evaluation: Evaluation) -> Companions:
    """Return what the form does not show of what would be submitted."""
    subject = evaluation.report["file"]["details"].get("thing", "")
    quads = kept = restore_statements(evaluation.statements)
    main = next((name for name in form_subjects(quads) if name in {subject, "bthing"}), "")
    if main:
        kept = restore_statements(fill_form(quads, main, form.main.kind).kept)
    preview = Preview(kept)
    others = {iri: kind for iri, kind in form_subjects(kept).items() if iri != main}
    nameless = {quad.subject.value for quad in kept if quad.subject.kind == BLANK}
    return Companions(
        preview.things(),
        preview.total,
        [(iri, preview.name(iri)) for iri in others],
        [(iri, preview.name(iri), kind.target) for iri, kind in others.items() if iri not in nameless],
    )


def _search_results(form: Form, name: str) -> list[choices.Match]:
    """Return the things that may be meant by what was typed for a value."""
    if not name:
        return []
    asked, text = typed_value(form, name)
    return choices.find_things(text, asked.classes)


def _heading(form: Form) -> str:
    name = form.main.kind.name[language()]
    if form.main.iri:
        return translate(f"{name} bearbeiten", f"Edit: {name}")
    return translate(f"{name} beschreiben", f"Describe: {name}")


def _entries(ranked: Sequence[Finding], groups: Groups) -> list[tuple[str, str]]:
    """Return (place in the page, text) of each finding, errors first, then in the order of the fields.

    A list of ticks has its place at its first one.
    """
    kinds = {control.name: control.kind for control in _all_controls(groups)}
    order = {name: position for position, name in enumerate(kinds)}
    entries = []
    for each in ranked:
        place: str = each["location"].get("name", "thing")
        name = _field_of(place)
        anchor = f"{name}.0" if kinds.get(name) == "checks" else place
        rank = (list(SEVERITY_NAMES).index(each["severity"]), order.get(name, len(order)))
        entries.append((rank, anchor, each["message"][language()]))
    return [(anchor, text) for _, anchor, text in sorted(entries, key=lambda entry: entry[0])]


def _all_controls(groups: Groups) -> Iterator[Control]:
    """Yield all fields in the order of the page, those of a part after it."""
    for _, controls in groups:
        for control in controls:
            yield control
            for row in control.rows:
                yield from row.sections


def form_groups(filled: FormThing, context: FormContext) -> Groups:
    """Return the fields of a thing under their headings, in the order of the shapes."""
    controls = [_control(asked, filled, "", context) for asked in filled.kind.fields]
    return [
        (heading, list(group))
        for heading, group in groupby(controls, key=lambda control: control.asked.group[language()])
    ]


def _context(filled: FormThing, found: Iterable[Finding], own: Sequence[tuple[str, str, str]]) -> FormContext:
    by_field: dict[str, list[Finding]] = defaultdict(list)
    for each in found:
        if each["location"].get("kind") == "field":
            by_field[_field_of(each["location"]["name"])].append(each)
    chosen = {entry.text for entry in _all_entries(filled) if entry.text.startswith(f"{BASE}id/")}
    return FormContext(by_field, own, choices.names_of(chosen))


def _field_of(place: str) -> str:
    """Return the name of the field that a value belongs to; that of the form itself for "thing"."""
    head, dot, number = place.rpartition(".")
    return head if dot and number.isdecimal() else place


def _all_entries(filled: FormThing) -> Iterator[Entry]:
    for entries in filled.entries.values():
        for entry in entries:
            yield entry
            if entry.part is not None:
                yield from _all_entries(entry.part)


def _control(asked: Field, filled: FormThing, prefix: str, context: FormContext) -> Control:
    name = f"{prefix}{asked.anchor}"
    entries = filled.entries.get(asked.anchor) or [blank_entry(asked)]
    options = _options(asked, context)
    kind = _control_kind(asked, options)
    rows = [_row(f"{name}.{n}", entry, asked, options, context) for n, entry in enumerate(entries)]
    is_open = kind != "checks" and (asked.most is None or len(rows) < asked.most)
    return Control(asked, name, kind, rows, options, context.findings.get(name, ()), is_open)


def _row(name: str, entry: Entry, asked: Field, options: Sequence[Option], context: FormContext) -> Row:
    if entry.part is not None:
        parts = [_control(each, entry.part, f"{name}.", context) for each in entry.part.kind.fields]
        return Row(name, entry, sections=parts)
    label = ""
    if asked.value == THING and entry.text and entry.text not in dict(options):
        own = {iri: called for iri, called, _ in context.own}
        label = context.names.get(entry.text) or own.get(entry.text, "")
    return Row(name, entry, label, _languages(asked, entry) if asked.value == TEXT else ())


def _control_kind(asked: Field, options: Sequence[Option]) -> str:
    """Return the control that fits what a field asks for."""
    if part_of(asked):
        return "part"
    if asked.value == CODE and asked.most != 1:
        return "checks"
    if asked.value == CODE or (asked.value == THING and 0 < len(options) <= _MAX_SELECT):
        return "select"
    if asked.value == TEXT and asked.path.rpartition("/")[2].rpartition("#")[2] in _LONG:
        return "area"
    kinds = {THING: "search", DATE: "date", INTEGER: "number", DECIMAL: "number", LINK: "url"}
    return kinds.get(asked.value, "text")


def _options(asked: Field, context: FormContext) -> list[Option]:
    if asked.value == CODE:
        names = code_names(language())
        return sorted(((code, names[code] or code) for code in asked.codes), key=lambda o: collation(o[1]))
    if asked.value != THING or part_of(asked):
        return []
    own = [
        (iri, f"{called} ({translate('in dieser Einreichung', 'in this submission')})")
        for iri, called, cls in context.own
        if cls in asked.classes
    ]
    return [*own, *choices.options(asked)]


def _languages(asked: Field, entry: Entry) -> list[Option]:
    tags = list(dict.fromkeys([*(asked.languages or ("de", "en")), entry.language]))
    return [(tag, choices.language_name(tag)) for tag in tags]
