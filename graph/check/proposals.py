# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody probably meant.

Each proposal was tried: with it in place the finding is gone and no other comes. None is applied by itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from graph.check.findings import Finding, SubmittedThings
from graph.check.values import (
    NameIndex,
    codes_by_word,
    is_well_formed,
    literal,
    parse_date,
    parse_iri,
    parse_number,
    read_value,
)
from graph.model.shapes import CODE, DATE, DECIMAL, INTEGER, LINK, TEXT, THING, Field
from graph.model.vocabulary import code_names, code_words
from graph.store.terms import IRI, LITERAL, Statement, Term

_MOST = 3
_CLOSE_ENOUGH = 85
_TRIED = 200
"""How many findings get proposals; more than that is not a matter of single values."""


class _Attempt(NamedTuple):
    """A statement that is at fault, and what might take the place of its value."""

    finding: Finding
    quad: Statement
    candidates: list[Term]


def add_proposals(findings: Iterable[Finding], taken: Sequence[Statement], things: SubmittedThings) -> None:
    """Add proposals to the findings about the statements taken that are about one value."""
    names = NameIndex(things.known)
    attempts = [attempt for each in findings if (attempt := _attempt(each, things, names))][:_TRIED]
    for position in range(_MOST):
        now = [attempt for attempt in attempts if len(attempt.candidates) > position]
        if not now:
            return
        changed = {each.quad: each.quad._replace(object=each.candidates[position]) for each in now}
        results = things.validate([changed.get(quad, quad) for quad in taken])
        faults = {
            (str(result.focus_node), str(about), str(result.value))
            for result in results
            if result.value is not None
            for about in (result.source_shape, result.path)
        }
        for attempt in now:
            new = changed[attempt.quad]
            subject, value = new.subject.value, new.object.value
            if faults.isdisjoint({(subject, attempt.finding["shape"], value), (subject, new.predicate, value)}):
                attempt.finding["proposals"].append(_proposal(new.object, things))


def _attempt(finding: Finding, things: SubmittedThings, names: NameIndex) -> _Attempt | None:
    if len(finding["found"]) != 1 or not finding["field"].get("path") or finding["severity"] != "error":
        return None
    subject, predicate, found = finding["object"]["iri"], finding["field"]["path"], finding["found"][0]
    value = Term(found["kind"], found["value"], found["datatype"], found["language"])
    field = things.field(subject, predicate)
    if field is None or value not in things.values(subject, predicate):
        return None
    candidates = [each for each in dict.fromkeys(_candidates(value, field, names)) if each != value]
    quad = Statement(Term(IRI, subject), predicate, value)
    return _Attempt(finding, quad, candidates[:_MOST]) if candidates else None


def _candidates(value: Term, field: Field, names: NameIndex) -> list[Term]:
    """Return what may have been meant, the likeliest first."""
    text = value.value.strip()
    readers: Mapping[str, Callable[[], list[Term]]] = {
        CODE: lambda: _codes(text, field),
        THING: lambda: _things(text, field, names),
        DATE: lambda: [date] if (date := parse_date(text)) else [],
        INTEGER: lambda: _numbers(text, "integer"),
        DECIMAL: lambda: _numbers(text, "decimal"),
        LINK: lambda: [read_value(text, field, names).term, *_addresses(text)],
        TEXT: lambda: [Term(LITERAL, text, "", tag) for tag in field.languages[:1] or ("de",)],
    }
    return readers.get(field.value, list)() if value.kind == LITERAL or field.value in {CODE, THING} else []


def _numbers(text: str, datatype: str) -> list[Term]:
    forms = (form for form in (text, parse_number(text)) if form)
    return [term for form in forms if is_well_formed(term := literal(form, datatype))]


def _addresses(text: str) -> list[Term]:
    """Return the web address of a name such as bamberg.de/klima."""
    is_name = re.fullmatch(r"(?:[\w-]+\.)+[a-z]{2,20}(?:/[\w./~-]*)?", text[:500], re.ASCII)
    return [Term(IRI, f"https://{text}")] if is_name else []


def _codes(text: str, field: Field) -> list[Term]:
    word = _word(text)
    exact = [code for code in codes_by_word().get(word.casefold(), ()) if code in field.codes]
    return _near(word, exact, {code: (*code_words()[code], code.rsplit("/", 1)[-1]) for code in field.codes})


def _things(text: str, field: Field, names: NameIndex) -> list[Term]:
    word, known = _word(text), names.known
    called = {iri: known.names.get(iri, ()) for iri in known.of_classes(field.classes)}
    return _near(word, names.find(word, field.classes), called)


def _word(text: str) -> str:
    """Return the name to look for: of an address, its last part."""
    return text.rsplit("/", 1)[-1].replace("-", " ") if parse_iri(text) else text


def _near(word: str, exact: list[str], called: Mapping[str, Iterable[str]]) -> list[Term]:
    """Return what has exactly this name, and then what has nearly this name."""
    iris = {name.casefold(): iri for iri, names in called.items() for name in names}
    near = process.extract(
        word.casefold()[:100], list(iris), scorer=fuzz.ratio, limit=_MOST, score_cutoff=_CLOSE_ENOUGH
    )
    return [Term(IRI, iri) for iri in (*exact, *(iris[name] for name, _, _ in near))]


def _proposal(term: Term, things: SubmittedThings) -> dict[str, Any]:
    label = code_names("de").get(term.value) or things.label(term.value) if term.kind == IRI else term.value
    return {"action": "replace", "label": label, **term._asdict()}
