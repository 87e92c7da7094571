# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Findings for people: the field, what was found there, what is expected, how to put it right, and where."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib import RDF, SH, Graph, URIRef

from graph.check.rdf import find_line
from graph.check.received import Place, Received, Submission
from graph.check.shacl import Progress, ValidationResult, compiled_shapes, ignore_progress
from graph.check.texts import NOT_TAKEN, SYNTAX_ERROR_FIX, describe_expected, describe_fault, explain_syntax_error
from graph.check.values import Published, escape_hidden_characters, to_rdflib_term
from graph.model.labels import LABELS, LANGUAGES, Texts, label, same
from graph.model.namespaces import SHAPE, compact
from graph.model.shapes import SEVERITIES, Field, Shape, fields_by_iri, shape_of
from graph.model.vocabulary import code_names
from graph.store.terms import IRI, LITERAL, DocumentError, Statement, Term

Finding = dict[str, Any]
"""One finding as JSON; `graph.check.report` says what it holds."""

_SEVERITIES = {str(iri): word for word, iri in SEVERITIES.items()}
_PREFERRED = ("MinCount", "MaxCount", "In", "Class", "Datatype", "Node", "NodeKind", "Pattern")
"""Components whose results say more than the others about the same fault, the best first."""

_LONGEST = 200
"""Characters of a value that people see."""

_LISTED = 3
"""Values of a property that a text names."""

_SEARCHES = 300
"""How many places are looked for in the text of a file; each look reads it."""

_EXCERPT = 80
"""Characters of a line that cannot be read."""


class SubmittedThings:
    """The things that the statements taken from a submission are about: their kinds, names and values."""

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

    def describe(self, subject: str) -> dict[str, Any]:
        """Return IRI, name and kind of a thing for people."""
        kind = self.kind(subject)
        return {"iri": subject, "label": self.label(subject), "kind": dict(kind.name) if kind else {}}

    def label(self, iri: str) -> str:
        """Return the name of a thing, of the submission or published, else its short IRI."""
        own = label({name: map(to_rdflib_term, self.values(iri, str(name))) for name in LABELS}, "de")
        name = own or self.known.label(iri) or code_names("de").get(iri, "")
        return _shorten(name or self._kind_of_unnamed(iri) or compact(iri).strip("<>"))

    def field(self, subject: str, predicate: str) -> Field | None:
        """Return the field of a thing that a property is."""
        kind = self.kind(subject)
        return next((field for field in kind.fields if field.path == predicate), None) if kind else None

    def place(self, subject: str, predicate: str, value: Term | None) -> Place:
        """Return where something is in the file."""
        exact = self.submission.place(subject, predicate, value or "")
        if exact or not self.submission.text or self._searched >= _SEARCHES:
            return exact
        self._searched += 1
        return find_line(self.submission.text, subject, predicate, value.value if value else "")

    def validate(self, taken: Sequence[Statement], on_progress: Progress = ignore_progress) -> list[ValidationResult]:
        """Return what the shapes find about these things in statements.

        Of published things that are referred to, the shapes see only the classes, and nothing is found about
        them: their faults are not the sender's.
        """
        data = Graph(bind_namespaces="none")
        referred = set()
        for quad in taken:
            data.add((URIRef(quad.subject.value), URIRef(quad.predicate), to_rdflib_term(quad.object)))
            referred.add(quad.object.value)
        for iri in referred - self.subjects.keys():
            for cls in self.known.classes.get(iri, ()):
                data.add((URIRef(iri), RDF.type, URIRef(cls)))
        results = compiled_shapes().validate(data, on_progress)
        return [result for result in results if str(result.focus_node) in self.subjects]

    def _kind_of_unnamed(self, iri: str) -> str:
        kind = self.kind(iri) if iri.startswith(self.submission.own) else None
        return kind.name.get("de", "") if kind else ""


@dataclass(frozen=True)
class _Fault:
    """What a finding is about: a property of a thing, one of its values, and what is known of the field."""

    things: SubmittedThings
    subject: str
    predicate: str
    value: Term | None
    field: Field | None

    def describe(self, component: str, field: Field | None) -> Texts:
        """Return in words what was found, for a field that may be known better than the broken rule."""
        values = self.things.values(self.subject, self.predicate)
        listed = ", ".join(f"„{_shorten(each.value)}“" for each in values[:_LISTED])
        texts = {
            "object": self.things.label(self.subject),
            "value": "" if self.value is None else _value(self.value, self.things)["shown"],
            "values": listed + (" …" if len(values) > _LISTED else ""),
            "count": str(len(values)),
            "languages": ", ".join(field.languages) if field else "",
        }
        facts = {key: same(text) for key, text in texts.items()}
        facts["field"] = field.name if field else same(compact(self.predicate))
        return describe_fault(component, {**facts, "expected": describe_expected(field)})

    def finding(self, rule: str, severity: str, component: str, message: Texts, fix: Texts) -> Finding:
        """Return the finding that breaking a rule gives."""
        value, field = self.value, self.field
        values = [value] if value else self.things.values(self.subject, self.predicate)
        return {
            "id": _digest(rule, component, self.subject, self.predicate, *(value or ())),
            "rule": rule,
            "shape": field.iri if field and not rule.startswith("intake/") else "",
            "component": component,
            "severity": severity,
            "object": self.things.describe(self.subject),
            "field": _field(field, self.predicate),
            "found": [_value(each, self.things) for each in values],
            "expected": dict(describe_expected(field)) if field is None or field.group else {},
            "message": dict(message),
            "fix": dict(fix),
            "proposals": [],
            "location": dict(self.things.place(self.subject, self.predicate, value)),
        }


def describe_results(results: Sequence[ValidationResult], things: SubmittedThings) -> list[Finding]:
    """Return the findings of a validation, in the order of the things and of their fields.

    Two results for one fault of one field are one finding: the one that says most.
    """
    best: dict[tuple[int, tuple[int, int], str, str], ValidationResult] = {}
    order = {subject: position for position, subject in enumerate(things.subjects)}
    for result in sorted(results, key=_rank):
        subject, shape = str(result.focus_node), str(result.source_shape)
        field = fields_by_iri().get(shape)
        # Rules have no place in a form; what breaks them comes first.
        spot = field.order if field and field.group else (0, 0)
        best.setdefault((order.get(subject, len(order)), spot, shape, repr(result.value)), result)
    return [_describe_result(best[place], things) for place in sorted(best)]


def describe_refused_value(quad: Statement, reason: str, things: SubmittedThings) -> Finding:
    """Return the finding for a value that is not taken because it is unsafe to handle."""
    fault = _fault_of(quad, things)
    fix = fault.field.message if fault.field else NOT_TAKEN[reason]
    return fault.finding(f"intake/{reason}", "error", "", NOT_TAKEN[reason], fix)


def describe_malformed_value(quad: Statement, things: SubmittedThings) -> Finding:
    """Return the finding for a value that does not have the form of its datatype."""
    fault = _fault_of(quad, things)
    fix = fault.field.message if fault.field else describe_expected(None)
    message = fault.describe("Datatype", fault.field)
    return fault.finding("intake/malformed", "error", "Datatype", message, fix)


def describe_unreadable_file(received: Received, error: Exception) -> Finding:
    """Return the finding for a file that cannot be read."""
    message, line, column = str(error), None, None
    if isinstance(error, DocumentError):
        line, column = error.line, error.column
    excerpt = _excerpt(received.content, line, column or 1) if line else ""
    where = {"de": f"Zeile {line}, Spalte {column or 1}: ", "en": f"Line {line}, column {column or 1}: "}
    cause = explain_syntax_error(message, has_line=bool(line))
    return {
        "id": _digest("intake/unreadable", message, str(line)),
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
        "fix": dict(SYNTAX_ERROR_FIX),
        "proposals": [],
        "location": {"kind": "line", "line": line, "column": column, "exact": True} if line else {},
    }


def _fault_of(quad: Statement, things: SubmittedThings) -> _Fault:
    subject = quad.subject.value
    return _Fault(things, subject, quad.predicate, quad.object, things.field(subject, quad.predicate))


def _describe_result(result: ValidationResult, things: SubmittedThings) -> Finding:
    subject, shape = str(result.focus_node), str(result.source_shape)
    broken = fields_by_iri().get(shape)
    predicate = str(result.path) if broken is None or broken.path else ""
    value = _submitted_value(result, subject, predicate, things)
    # Of a rule, the field that it is about says more.
    is_field = broken is None or broken.group or not predicate
    field = broken if is_field else things.field(subject, predicate) or broken
    component = _component(result)
    if component in {"Node", "Or", "Xone"} and field is not None and value is not None:
        # These are choices of classes, or of datatypes.
        component = "Class" if field.classes else "Datatype"
    fault = _Fault(things, subject, predicate, value, broken)
    severity = _SEVERITIES.get(str(result.severity), "error")
    message = fault.describe(component, field)
    return fault.finding(shape.removeprefix(SHAPE), severity, component, message, result.messages)


def _rank(result: ValidationResult) -> tuple[int, str]:
    name = _component(result)
    return _PREFERRED.index(name) if name in _PREFERRED else len(_PREFERRED), name


def _component(result: ValidationResult) -> str:
    return str(result.component).removeprefix(str(SH)).removesuffix("ConstraintComponent")


def _submitted_value(result: ValidationResult, subject: str, predicate: str, things: SubmittedThings) -> Term | None:
    """Return the value of a result as it was written."""
    if result.value is None:
        return None
    text, language = str(result.value), getattr(result.value, "language", None) or ""
    for value in things.values(subject, predicate):
        if value.value == text and value.language == language:
            return value
    return Term(LITERAL if hasattr(result.value, "datatype") else IRI, text, "", language)


def _field(field: Field | None, predicate: str) -> dict[str, Any]:
    if field is None:
        return {"path": predicate, "name": same(compact(predicate))} if predicate else {}
    return {
        "path": field.path,
        "name": dict(field.name),
        "group": dict(field.group),
        "help": dict(field.description),
        "anchor": field.anchor,
    }


def _value(value: Term, things: SubmittedThings) -> dict[str, str]:
    return {
        "value": value.value[:1000],
        "kind": value.kind,
        "datatype": value.datatype,
        "language": value.language,
        "shown": _shorten(value.value) if value.kind == LITERAL else things.label(value.value),
    }


def _shorten(text: str) -> str:
    return escape_hidden_characters(text[:_LONGEST])


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:16]


def _excerpt(content: bytes, line: int, column: int) -> str:
    """Return the text at a fault, with a mark in front of it."""
    lines = content.split(b"\n", line)
    text = lines[line - 1].decode("utf-8", "replace").rstrip("\r") if len(lines) >= line else ""
    spot = max(column - 1, 0)
    start = max(spot - _EXCERPT // 2, 0)
    return f"{text[start:spot]}⟨!⟩{text[spot : spot + _EXCERPT // 2]}"
