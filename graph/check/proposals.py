# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody probably meant.

Each proposal was tried: with it in place the finding is gone and no other comes. None is applied by itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from graph.check.findings import Finding, SubmittedThings, find_field
from graph.check.shacl import ValidationResult
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
_FUZZY = 85
_TRIED = 200
"""How many findings get proposals; more than that is no matter of single values."""

Violations = Callable[[Sequence[Statement], SubmittedThings], list[ValidationResult]]


class _Try(NamedTuple):
    """A statement that is at fault, and what might stand in its place."""

    issue: Finding
    quad: Statement
    candidates: list[Term]


def add_proposals(
    found: Iterable[Finding], taken: Sequence[Statement], things: SubmittedThings, check: Violations
) -> None:
    """Add proposals to the findings that are about one value.

    Args:
        found: the findings; they are changed.
        taken: the statements that were checked.
        things: what they are about.
        check: what the shapes find in statements.
    """
    names = NameIndex(things.known)
    tries = [attempt for issue in found if (attempt := _attempt(issue, things, names))][:_TRIED]
    for position in range(_MOST):
        now = [attempt for attempt in tries if len(attempt.candidates) > position]
        if not now:
            return
        instead = {each.quad: each.quad._replace(object=each.candidates[position]) for each in now}
        left = check([instead.get(quad, quad) for quad in taken], things)
        with_value = [f for f in left if f.value is not None]
        by_shape = {(str(f.focus_node), str(f.source_shape), str(f.value)) for f in with_value}
        by_path = {(str(f.focus_node), str(f.path), str(f.value)) for f in with_value}
        for attempt in now:
            new = instead[attempt.quad]
            subject, value = new.subject.value, new.object.value
            spots = {(subject, attempt.issue["shape"], value), (subject, new.predicate, value)}
            if not spots & (by_shape | by_path):
                attempt.issue["proposals"].append(_shown(new.object, things))


def _attempt(issue: Finding, things: SubmittedThings, names: NameIndex) -> _Try | None:
    if len(issue["found"]) != 1 or not issue["field"].get("path") or issue["severity"] != "error":
        return None
    subject, predicate, shown = issue["object"]["iri"], issue["field"]["path"], issue["found"][0]
    value = Term(shown["kind"], shown["value"], shown["datatype"], shown["language"])
    field = find_field(subject, predicate, things)
    if field is None or value not in things.values(subject, predicate):
        return None
    candidates = [each for each in dict.fromkeys(_candidates(value, field, names)) if each != value]
    quad = Statement(Term(IRI, subject), predicate, value)
    return _Try(issue, quad, candidates[:_MOST]) if candidates else None


def _candidates(value: Term, field: Field, names: NameIndex) -> list[Term]:
    """Return what may have been meant, the likeliest first."""
    text = value.value.strip()
    readers: Mapping[str, Callable[[], list[Term]]] = {
        CODE: lambda: [Term(IRI, code) for code in _codes(text, field)],
        THING: lambda: [Term(IRI, thing) for thing in _things(text, field, names)],
        DATE: lambda: [found] if (found := parse_date(text)) else [],
        INTEGER: lambda: _numbers(text, "integer"),
        DECIMAL: lambda: _numbers(text, "decimal"),
        LINK: lambda: [read_value(text, field, names, is_typed=False).term, *_addresses(text)],
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


def _codes(text: str, field: Field) -> list[str]:
    """Return the entries that are called so, or nearly so; of an address, its last part counts."""
    word = text.rsplit("/", 1)[-1].replace("-", " ") if parse_iri(text) else text
    exact = [code for code in codes_by_word().get(word.casefold(), ()) if code in field.codes]
    called = {code: (*code_words()[code], code.rsplit("/", 1)[-1]) for code in field.codes}
    words = {name.casefold(): code for code, names in called.items() for name in names}
    return [*exact, *_near(word, words)]


def _things(text: str, field: Field, names: NameIndex) -> list[str]:
    word = text.rsplit("/", 1)[-1].replace("-", " ") if parse_iri(text) else text
    exact = names.find(word, field.classes)
    called = {iri: names.known.names.get(iri, ()) for iri in names.known.of_classes(field.classes)}
    words = {name.casefold(): iri for iri, each in called.items() for name in each}
    return [*exact, *_near(word, words)]


def _near(word: str, words: Mapping[str, str]) -> list[str]:
    found = process.extract(
        word.casefold()[:100], list(words), scorer=fuzz.ratio, limit=_MOST, score_cutoff=_FUZZY
    )
    return [words[name] for name, _, _ in found]


def _shown(term: Term, things: SubmittedThings) -> dict[str, Any]:
    label = code_names("de").get(term.value) or things.label(term.value) if term.kind == IRI else term.value
    return {"action": "replace", "label": label, **term._asdict()}
