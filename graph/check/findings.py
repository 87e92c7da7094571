# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Findings for people: field, what was found, what is expected, how to put it right, and where it stands.

The likely cause of a syntax error, from what the parser expected and what stands there.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rdflib import RDF, SH

from graph.check.policy import REASONS
from graph.check.rdf import find_line
from graph.check.received import Place, Received, Submission
from graph.check.shacl import ValidationResult
from graph.check.texts import LANGUAGES, describe_expected, describe_fault
from graph.check.values import Published, escape_hidden_characters, to_rdflib_term
from graph.model.labels import LABELS, Texts, label
from graph.model.namespaces import SHAPE, compact
from graph.model.shapes import SEVERITIES, Field, Shape, fields_by_iri, shape_of
from graph.model.vocabulary import code_names
from graph.store.terms import LITERAL, Statement, Term

Finding = dict[str, Any]
"""One finding as JSON; `graph.check.report` says what it holds."""

_SEVERITIES = {str(iri): word for word, iri in SEVERITIES.items()}
_TELLING = ("MinCount", "MaxCount", "In", "Class", "Datatype", "Node", "NodeKind", "Pattern")
"""Components of which one result tells more than the others of the same fault."""

_SHOWN = 200
_VALUES = 3
_SEARCHES = 300
"""How many places are looked for in the text of a file; each look reads it."""


class SubmittedThings:
    """The things of a submission: their kinds, names and values.

    Args:
        submission: the file, read.
        taken: the statements that would be published.
        known: what is published already.
    """

    def __init__(self, submission: Submission, taken: Iterable[Statement], known: Published) -> None:
        self.submission = submission
        self.known = known
        self._values: dict[tuple[str, str], list[Term]] = defaultdict(list)
        self.subjects: dict[str, None] = {}
        self._searched = 0
        for quad in taken:
            self._values[quad.subject.value, quad.predicate].append(quad.object)
            self.subjects[quad.subject.value] = None

    def values(self, subject: str, predicate: str) -> list[Term]:
        """Return the values of a property in the order of the file."""
        return self._values.get((subject, predicate), [])

    def kind(self, subject: str) -> Shape | None:
        """Return the kind of a thing."""
        return shape_of(value.value for value in self.values(subject, str(RDF.type)))

    def described(self, subject: str) -> dict[str, Any]:
        """Return IRI, name and kind of a thing for people."""
        kind = self.kind(subject)
        return {"iri": subject, "label": self.label(subject), "kind": dict(kind.name) if kind else {}}

    def label(self, iri: str) -> str:
        """Return the name of a thing, of the submission or published, else its short IRI."""
        own = label({name: map(to_rdflib_term, self.values(iri, str(name))) for name in LABELS}, "de")
        shown = own or self.known.label(iri) or code_names("de").get(iri, "")
        return escape_hidden_characters((shown or self._unnamed(iri) or compact(iri).strip("<>"))[:_SHOWN])

    def _unnamed(self, iri: str) -> str:
        """Return what kind of thing an unnamed thing of the submission is, or ""."""
        kind = self.kind(iri) if iri.startswith(self.submission.own) else None
        return kind.name.get("de", "") if kind else ""

    def place(self, subject: str, predicate: str, value: Term | None) -> Place:
        """Return where something stands."""
        exact = self.submission.place(subject, predicate, value or "")
        if exact or not self.submission.text or self._searched >= _SEARCHES:
            return exact
        self._searched += 1
        text = value.value if value else ""
        return find_line(self.submission.text, subject, predicate, self.label(text) if not value else text)


def describe_results(findings: Sequence[ValidationResult], things: SubmittedThings) -> list[Finding]:
    """Return the findings for people, in the order of the things and of their fields.

    Two results for one fault of one field are one finding: the one that says most.
    """
    best: dict[tuple[int, tuple[int, int], str, str], ValidationResult] = {}
    order = {subject: position for position, subject in enumerate(things.subjects)}
    for finding in sorted(findings, key=_rank):
        subject, shape = str(finding.focus_node), str(finding.source_shape)
        field = fields_by_iri().get(shape)
        # Rules have no place in a form; what breaks them comes first.
        spot = field.order if field and field.group else (0, 0)
        place = (order.get(subject, len(order)), spot, shape, repr(finding.value))
        best.setdefault(place, finding)
    return [_issue(best[place], things) for place in sorted(best)]


def describe_refused_value(quad: Statement, reason: str, things: SubmittedThings) -> Finding:
    """Return the finding for a value that is not taken because it is unsafe to handle."""
    field = find_field(quad.subject.value, quad.predicate, things)
    return _assembled(
        rule=f"intake/{reason}",
        severity="error",
        subject=quad.subject.value,
        predicate=quad.predicate,
        field=field,
        value=quad.object,
        component="",
        message=REASONS[reason],
        fix=field.message if field else REASONS[reason],
        things=things,
    )


def describe_malformed_value(quad: Statement, things: SubmittedThings) -> Finding:
    """Return the finding for a value that is not written as its datatype demands."""
    field = find_field(quad.subject.value, quad.predicate, things)
    facts = _facts(quad.subject.value, field, quad.predicate, quad.object, things)
    return _assembled(
        rule="intake/malformed",
        severity="error",
        subject=quad.subject.value,
        predicate=quad.predicate,
        field=field,
        value=quad.object,
        component="Datatype",
        message=describe_fault("Datatype", facts),
        fix=field.message if field else describe_expected(None),
        things=things,
    )


def describe_unreadable_file(
    message: str, line: int | None, column: int | None, excerpt: str, cause: Texts
) -> Finding:
    """Return the finding for a file that cannot be read."""
    place = {"kind": "line", "line": line, "column": column, "exact": True} if line else {}
    where = {"de": f"Zeile {line}, Spalte {column or 1}: ", "en": f"Line {line}, column {column or 1}: "}
    return {
        "id": _identity("intake/unreadable", message, str(line)),
        "rule": "intake/unreadable",
        "shape": "",
        "component": "",
        "severity": "error",
        "object": {},
        "field": {},
        "found": [{"value": excerpt, "shown": excerpt}] if excerpt else [],
        "expected": {},
        "message": {tag: (where[tag] if line else "") + cause[tag] for tag in LANGUAGES},
        "detail": message,
        "fix": {
            "de": "Korrigieren Sie die Datei und prüfen Sie sie noch einmal; nichts wurde übernommen.",
            "en": "Correct the file and check it again; nothing was taken over.",
        },
        "proposals": [],
        "location": place,
    }


def find_field(subject: str, predicate: str, things: SubmittedThings) -> Field | None:
    """Return the field of a thing that a property is."""
    kind = things.kind(subject)
    return next((f for f in kind.fields if f.path == predicate), None) if kind else None


def _rank(finding: ValidationResult) -> tuple[int, str]:
    name = _component(finding)
    return _TELLING.index(name) if name in _TELLING else len(_TELLING), name


def _component(finding: ValidationResult) -> str:
    return str(finding.component).removeprefix(str(SH)).removesuffix("ConstraintComponent")


def _issue(finding: ValidationResult, things: SubmittedThings) -> Finding:
    subject, shape = str(finding.focus_node), str(finding.source_shape)
    field = fields_by_iri().get(shape)
    predicate = str(finding.path) if field is None or field.path else ""
    value = _raw(finding, subject, predicate, things)
    component = _component(finding)
    asked = (
        field
        if field is None or field.group or not predicate
        else find_field(subject, predicate, things) or field
    )
    component = _sharper(component, value, asked)
    return _assembled(
        rule=shape.removeprefix(SHAPE),
        severity=_SEVERITIES.get(str(finding.severity), "error"),
        subject=subject,
        predicate=predicate,
        field=field,
        value=value,
        component=component,
        message=describe_fault(component, _facts(subject, asked, predicate, value, things)),
        fix=finding.messages,
        things=things,
    )


def _sharper(component: str, value: Term | None, field: Field | None) -> str:
    """Return the component that tells most: `sh:node` with a choice of dates means a datatype."""
    if component in {"Node", "Or", "Xone"} and field is not None and value is not None:
        return "Class" if field.classes else "Datatype"
    return component


def _assembled(  # noqa: PLR0913 - the parts of a finding
    *,
    rule: str,
    severity: str,
    subject: str,
    predicate: str,
    field: Field | None,
    value: Term | None,
    component: str,
    message: Texts,
    fix: Texts,
    things: SubmittedThings,
) -> Finding:
    return {
        "id": _identity(rule, component, subject, predicate, "" if value is None else repr(value)),
        "rule": rule,
        "shape": field.iri if field and not rule.startswith("intake/") else "",
        "component": component,
        "severity": severity,
        "object": things.described(subject),
        "field": _shown_field(field, predicate),
        "found": [_shown(value, things)]
        if value
        else [_shown(v, things) for v in things.values(subject, predicate)],
        "expected": dict(describe_expected(field)) if field is None or field.group else {},
        "message": dict(message),
        "fix": dict(fix),
        "proposals": [],
        "location": dict(things.place(subject, predicate, value)),
    }


def _facts(
    subject: str, field: Field | None, predicate: str, value: Term | None, things: SubmittedThings
) -> Mapping[str, Texts]:
    values = things.values(subject, predicate)
    shown = ", ".join(f"„{escape_hidden_characters(v.value[:_SHOWN])}“" for v in values[:_VALUES]) + (
        " …" if len(values) > _VALUES else ""
    )
    name = field.name if field else dict.fromkeys(LANGUAGES, compact(predicate))
    languages = ", ".join(field.languages) if field else ""
    text = "" if value is None else _shown(value, things)["shown"]
    plain = {"object": things.label(subject), "value": text, "values": shown, "count": str(len(values))}
    return {
        "field": name,
        "expected": describe_expected(field),
        "languages": dict.fromkeys(LANGUAGES, languages),
        **{key: dict.fromkeys(LANGUAGES, part) for key, part in plain.items()},
    }


def _raw(finding: ValidationResult, subject: str, predicate: str, things: SubmittedThings) -> Term | None:
    """Return the value of a finding as it was written."""
    if finding.value is None:
        return None
    text, language = str(finding.value), getattr(finding.value, "language", None) or ""
    for value in things.values(subject, predicate):
        if value.value == text and value.language == language:
            return value
    return Term(LITERAL if hasattr(finding.value, "datatype") else "iri", text, "", language)


def _shown_field(field: Field | None, predicate: str) -> dict[str, Any]:
    if field is None:
        return {"path": predicate, "name": dict.fromkeys(LANGUAGES, compact(predicate))} if predicate else {}
    return {
        "path": field.path,
        "name": dict(field.name),
        "group": dict(field.group),
        "help": dict(field.description),
        "anchor": field.anchor,
    }


def _shown(value: Term, things: SubmittedThings) -> dict[str, str]:
    return {
        "value": value.value[:1000],
        "kind": value.kind,
        "datatype": value.datatype,
        "language": value.language,
        "shown": escape_hidden_characters(value.value[:_SHOWN])
        if value.kind == LITERAL
        else things.label(value.value),
    }


def _identity(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:16]


_EXCERPT = 80
_CAUSES: tuple[tuple[str, Texts], ...] = (
    (
        r"prefix .*not.*declared|has not been declared|prefix.*not found",
        {
            "de": "Das Kürzel vor dem Doppelpunkt ist nicht erklärt. Ergänzen Sie am Anfang eine "
            "Zeile @prefix.",
            "en": "The prefix before the colon is not declared. Add a line @prefix at the top.",
        },
    ),
    (
        r"not UTF-8|UTF-8",
        {
            "de": "Die Datei ist nicht als UTF-8 gespeichert. Speichern Sie sie als UTF-8.",
            "en": "The file is not saved as UTF-8. Save it as UTF-8.",
        },
    ),
    (
        r"DOCTYPE",
        {
            "de": "Dokumenttypen und Entitäten (<!DOCTYPE) werden nicht gelesen. Lassen Sie sie weg.",
            "en": "Document types and entities (<!DOCTYPE) are not read. Leave them out.",
        },
    ),
    (
        r"context .*not fetched",
        {
            "de": "Ein fremder Kontext wird nicht geladen. Verwenden Sie https://w3id.org/mpsc/context.jsonld.",
            "en": "A foreign context is not fetched. Use https://w3id.org/mpsc/context.jsonld.",
        },
    ),
    (
        r"nested deeper",
        {
            "de": "Die Datei ist zu tief verschachtelt. Geben Sie den Teilen eigene Adressen.",
            "en": "The file is nested too deeply. Give the parts addresses of their own.",
        },
    ),
    (
        r"bytes; .* may be sent|more than .* (?:statements|rows|cells)",
        {
            "de": "Die Datei ist zu groß. Teilen Sie sie auf.",
            "en": "The file is too large. Send it in parts.",
        },
    ),
    (
        r"RDF 1\.2",
        {
            "de": "Aussagen über Aussagen und Schreibrichtungen (RDF 1.2) werden noch nicht gelesen.",
            "en": "Statements about statements and text directions (RDF 1.2) are not read yet.",
        },
    ),
    (
        r"[Uu]nexpected end|end of file|Unterminated|EOF",
        {
            "de": "Die Datei endet mitten in einer Angabe. Fehlt am Ende ein Punkt, eine Klammer "
            "oder ein Anführungszeichen?",
            "en": "The file ends in the middle of a statement. Is a full stop, bracket or "
            "quotation mark missing?",
        },
    ),
    (
        r"[Ll]ine jump|quote|string",
        {
            "de": "Hier fehlt wahrscheinlich ein Anführungszeichen am Ende eines Textes.",
            "en": "A quotation mark is probably missing at the end of a text.",
        },
    ),
    (
        r"IRI",
        {
            "de": "Hier steht eine Adresse, die so nicht geschrieben werden darf, zum Beispiel "
            "mit Leerzeichen.",
            "en": "There is an address here that cannot be written so, for example with spaces.",
        },
    ),
    (
        r"dot|'\.'|','|';'|comma|delimiter|[Ee]xpecting",
        {
            "de": "Hier oder in der Zeile davor fehlt wahrscheinlich ein Punkt, ein Semikolon "
            "oder ein Komma.",
            "en": "A full stop, semicolon or comma is probably missing here or in the line before.",
        },
    ),
)
_UNKNOWN = {"de": "Hier konnten wir nicht weiterlesen.", "en": "Reading stopped here."}


def explain_syntax_error(
    received: Received, message: str, line: int | None, column: int | None
) -> tuple[str, Texts]:
    """Return the text at the fault with a mark in front of it, and the likely cause."""
    cause = next((texts for pattern, texts in _CAUSES if re.search(pattern, message)), None)
    if cause is None:
        cause = _UNKNOWN if line else {"de": f"Die Datei ließ sich nicht lesen: {message}", "en": message}
    return _excerpt(received.content, line, column), cause


def _excerpt(content: bytes, line: int | None, column: int | None) -> str:
    if line is None:
        return ""
    lines = content.split(b"\n", line)
    text = lines[line - 1].decode("utf-8", "replace").rstrip("\r") if len(lines) >= line else ""
    spot = max((column or 1) - 1, 0)
    start = max(spot - _EXCERPT // 2, 0)
    return f"{text[start:spot]}⟨!⟩{text[spot : spot + _EXCERPT // 2]}"
