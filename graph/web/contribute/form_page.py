# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page with a form: fields, findings at their fields, and everything that goes along with it.

What a draft would change of what is published, as the reviewers will see it.

The page with a file that is to be handed in: its report, and what can be done with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import render_template

from graph.check import Evaluation, Verdict
from graph.check.forms import Form, fill_form, form_subjects, restore_statements
from graph.check.texts import SEVERITY_NAMES
from graph.model.shapes import Shape
from graph.revision import statements
from graph.store.terms import BLANK, Statement
from graph.web.contribute import reports, services
from graph.web.contribute.difference import Contents, contents
from graph.web.contribute.drafts import Draft
from graph.web.contribute.form_actions import asked_at
from graph.web.contribute.form_fields import Control, field_of, sections, shown_with
from graph.web.contribute.kinds_offered import offered
from graph.web.contribute.preview import Found, Preview, Thing, things_named
from graph.web.contribute.reports import WORDS, report_page, worst
from graph.web.contribute.services import inbox
from graph.web.contribute.submission_view import replacing
from graph.web.http.pages import language, served_store, translate, wanted_page


def changes(draft: Draft, evaluation: Evaluation) -> Contents | None:
    """Return the values before and after; None where nothing is published about any of it, or it is unread.

    Args:
        draft: what is being prepared.
        evaluation: what came of its check.
    """
    if evaluation.verdict not in {Verdict.VALID, Verdict.ERRORS}:
        return None
    states = replacing(inbox(), draft.name, draft.revises, statements(evaluation.statements))
    found = contents(served_store(), states, wanted_page("things"))
    is_revision = draft.revises is not None or any(thing.is_known for thing in found.things)
    return found if is_revision else None


Groups = Sequence[tuple[str, list[Control]]]
"""Heading and fields."""

_ENTRIES = 12


@dataclass(frozen=True)
class Companions:
    """What goes along with the thing of a form.

    Attributes:
        subject: IRI of the thing of the form.
        things: the other things and statements, to be shown.
        total: how many other things there are.
        editable: (IRI, name) of those that have a form of their own.
        own: (IRI, name, class) of those that fields can refer to.
    """

    subject: str
    things: Sequence[Thing] = ()
    total: int = 0
    editable: Sequence[tuple[str, str]] = ()
    own: Sequence[tuple[str, str, str]] = field(default=())


def form_page(draft: Draft, form: Form, evaluation: Evaluation, asked: dict[str, str]) -> str:
    """Return the page.

    Args:
        draft: what is being prepared.
        form: the form in it.
        evaluation: of the form.
        asked: what the address says: `checked`, `search` and `missing`.
    """
    is_checked = "checked" in asked or "missing" in asked
    report = evaluation.report
    found = report["findings"] if is_checked else []
    beside = companions(form, evaluation)
    shown = shown_with(form.main, found, beside.own)
    groups = sections(form.main, shown)
    ranked = reports.ranked(found)
    context = {
        "draft": draft,
        "form": form,
        "heading": heading(form),
        "report": report,
        "is_checked": is_checked,
        "groups": groups,
        "verdict": reports.verdict_line(report),
        "worst": worst(report) if is_checked else "",
        "entries": _entries(ranked, groups)[:_ENTRIES],
        "more": max(0, len(ranked) - _ENTRIES),
        "stray": shown.findings.get("thing", []) + shown.findings.get("kept", []),
        "can_apply": True,
        "beside": beside,
        "changes": changes(draft, evaluation) if is_checked else None,
        "kinds": offered(),
        "licences": services.LICENCES,
        "missing": asked.get("missing", ""),
        "search": asked.get("search", ""),
        "results": search_results(form, asked.get("search", "")),
    }
    return render_template("form.html", **WORDS, **context)


def companions(form: Form, evaluation: Evaluation) -> Companions:
    """Return what the form does not show of what would be handed in."""
    subject = evaluation.report["file"]["details"].get("thing", "")
    quads = restore_statements(evaluation.statements)
    main = next((name for name in form_subjects(quads) if name in {subject, "bthing"}), "")
    kept = _kept(quads, main, form.main.kind)
    preview = Preview(kept)
    others = {iri: kind for iri, kind in form_subjects(kept).items() if iri != main}
    nameless = {quad.subject.value for quad in kept if quad.subject.kind == BLANK}
    own = [(iri, preview.name(iri), kind.target) for iri, kind in others.items() if iri not in nameless]
    return Companions(
        subject,
        preview.things(),
        preview.total,
        [(iri, preview.name(iri)) for iri in others],
        own,
    )


def search_results(form: Form, name: str) -> list[Found]:
    """Return the things that may be meant by what was typed for a value."""
    if not name:
        return []
    asked, text = asked_at(form, name)
    return things_named(text, asked.classes)


def _kept(quads: list[Statement], main: str, kind: Shape) -> list[Statement]:
    """Return the statements that the form about the thing does not show."""
    if not main:
        return quads
    return restore_statements(fill_form(quads, main, kind).kept)


def _entries(found: Sequence[reports.Finding], groups: Groups) -> list[tuple[str, str]]:
    """Return (place in the page, text) of each finding, in the order of the fields; errors come first.

    A list of ticks has its place at its first one.
    """
    kinds = {control.name: control.kind for control in _all(groups)}
    order = {name: position for position, name in enumerate(kinds)}
    entries = []
    for each in found:
        place: str = each["location"].get("name", "thing")
        name = field_of(place)
        anchor = f"{name}.0" if kinds.get(name) == "checks" else place
        rank = (list(SEVERITY_NAMES).index(each["severity"]), order.get(name, len(order)))
        entries.append((rank, anchor, each["message"][language()]))
    return [(anchor, text) for _, anchor, text in sorted(entries, key=lambda entry: entry[0])]


def _all(groups: Groups) -> list[Control]:
    """Return all fields as they stand in the page, those of a part behind it."""
    controls: list[Control] = []
    for _, group in groups:
        for control in group:
            controls += [control, *(below for row in control.rows for below in row.sections)]
    return controls


def heading(form: Form) -> str:
    """Return what the page is called."""
    name = form.main.kind.name[language()]
    return (
        translate(f"{name} bearbeiten", f"Edit: {name}")
        if form.main.iri
        else translate(f"{name} beschreiben", f"Describe: {name}")
    )


_FORMS = 30


def file_page(draft: Draft, evaluation: Evaluation, asked: dict[str, str]) -> str:
    """Return the page.

    Args:
        draft: what is being prepared.
        evaluation: of the file in it.
        asked: what the address says: `missing`.
    """
    quads = restore_statements(evaluation.statements)
    preview = Preview(quads)
    return report_page(
        draft.received,
        evaluation,
        "submit_file.html",
        draft=draft,
        editable=[(iri, preview.name(iri)) for iri in form_subjects(quads)][:_FORMS],
        kinds=offered(),
        licences=services.LICENCES,
        missing=asked.get("missing", ""),
        is_checked=True,
        changes=changes(draft, evaluation),
    )
