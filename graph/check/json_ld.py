# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON and JSON-LD → submissions; every value of the file is a statement, or is told to be none.

A JSON-LD processor leaves out keys and addresses that it does not understand without a word. So the document
is walked through beside it, and each value is looked for among the statements.

The JSON-LD contexts of a document: ours from our own copy, those in the document itself, no other.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from rapidfuzz import process
from rdflib import RDF

from graph.check.rdf import skolem_base, skolem_iris
from graph.check.received import FILE_LIMITS, Ignored, Place, Received, Submission, check_text
from graph.model.formats import JSON_LD, Format
from graph.model.namespaces import BASE
from graph.model.paths import folder
from graph.store.terms import DocumentError, Statement, read_statements, replace_blank_nodes

CONTEXT_IRI = BASE + "context.jsonld"
"""Where our context is published."""

_OURS = {CONTEXT_IRI, "context.jsonld", "/context.jsonld", "./context.jsonld"}


@cache
def own_context() -> Mapping[str, Any]:
    """Return our context."""
    text = (folder("ontology") / "context.jsonld").read_text(encoding="utf-8")
    context: dict[str, Any] = json.loads(text)["@context"]
    return context


class Context:
    """What the names of a document stand for.

    Args:
        given: the value of `@context`, or None where there is none.

    Raises:
        DocumentError: it names a context that is not ours; nothing is fetched.
    """

    def __init__(self, given: Any) -> None:
        self.parts = [_resolved(part) for part in (given if isinstance(given, list) else [given])]
        self.terms: dict[str, Any] = {}
        for part in self.parts:
            self.terms |= part

    def is_known(self, key: str) -> bool:
        """Tell whether a key gives a statement: it is a term, a keyword or an IRI."""
        return key.startswith("@") or key in self.terms or bool(self.terms.get("@vocab")) or ":" in key

    def keyword(self, key: str) -> str:
        """Return the keyword that a key stands for, or the key."""
        definition = self.terms.get(key)
        target = definition.get("@id") if isinstance(definition, dict) else definition
        return target if isinstance(target, str) and target.startswith("@") else key

    def is_language_map(self, key: str) -> bool:
        """Tell whether the values of a key are texts by language."""
        definition = self.terms.get(key)
        return isinstance(definition, dict) and "@language" in _listed(definition.get("@container"))

    def expanded(self, name: str, base: str = "") -> str:
        """Return the IRI of a term, a prefixed name or an IRI (JSON-LD 1.1 API, 5.2)."""
        definition = None if base else self.terms.get(name)
        target = definition.get("@id", name) if isinstance(definition, dict) else definition or name
        if target != name:
            return self.expanded(str(target))
        prefix, colon, rest = name.partition(":")
        if not colon:
            return (base or str(self.terms.get("@vocab") or "")) + name
        if rest.startswith("//") or prefix == "_" or not isinstance(self.terms.get(prefix), str):
            return name
        return self.expanded(self.terms[prefix]) + rest


def _resolved(part: Any) -> Mapping[str, Any]:
    if part is None or (isinstance(part, str) and part in _OURS):
        return own_context()
    if isinstance(part, dict) and "@import" not in part:
        return part
    shown = part.get("@import") if isinstance(part, dict) else part
    raise DocumentError(
        f"The context {str(shown)[:200]!r} is not fetched. Use {CONTEXT_IRI}, or put the terms into the file."
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_CLOSE_ENOUGH = 75
_CONTAINERS = {"@graph", "@included", "@list", "@set"}
_UNREAD = {"@reverse", "@nest", "@index"}
_Pairs = list[tuple[str, Any]]


class _Leaf(NamedTuple):
    """A value of the document: where it stands, of which node and key, and what may have become of it."""

    pointer: str
    subject: str
    predicate: str
    value: Any
    forms: frozenset[str]


def read_objects(received: Received, written_in: Format) -> Submission:
    """Read JSON or JSON-LD; without a `@context`, JSON is read with ours.

    Raises:
        DocumentError: the file cannot be read, or names a context that is not ours.
        TooLargeError: it has too many statements.
    """
    content = check_text(received.content, written_in)
    doubled: list[Ignored] = []
    document = _parsed(content, doubled)
    own = skolem_base(received)
    walk = _Walk(Context(_context_of(document)), own)
    walk.ignored += doubled
    nodes = walk.document(document)
    complete = json.dumps({"@context": walk.context.parts, "@graph": nodes}).encode()
    found = read_statements(complete, JSON_LD, own, FILE_LIMITS.statements)
    names = skolem_iris(found, own)
    quads = replace_blank_nodes(found, names)
    walk.account(quads, names)
    places = {(names.get(s, s), p, names.get(v, v)): place for (s, p, v), place in walk.places.items()}
    return Submission(written_in, quads, own, places, [], walk.ignored, walk.parts)


def _parsed(content: bytes, doubled: list[Ignored]) -> Any:
    def once(pairs: _Pairs) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in pairs:
            if key in result:
                shown = json.dumps(result[key], ensure_ascii=False)[:200]
                doubled.append(Ignored(shown, "doubled-key", name=key))
            result[key] = value
        return result

    def finite(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            raise DocumentError(f"The number {text[:40]} is too large. Write a smaller one.")
        return number

    def refused(name: str) -> Any:
        raise DocumentError(f"{name} is no JSON value. Leave it out.")

    try:
        document = json.loads(content, object_pairs_hook=once, parse_float=finite, parse_constant=refused)
        json.dumps(
            document, ensure_ascii=False
        ).encode()  # Half a character (a lone surrogate) is found here.
    except json.JSONDecodeError as error:
        raise DocumentError(error.msg, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"The file cannot be read as JSON: {error}") from error
    return document


def _context_of(document: Any) -> Any:
    """Return the context of the document; in an array, that of its first object that has one."""
    candidates = document if isinstance(document, list) else [document]
    return next(
        (each["@context"] for each in candidates if isinstance(each, dict) and "@context" in each), None
    )


class _Walk:
    """Walks through a document, gives each unnamed node a name, and notes where everything stands.

    Attributes:
        context: what the names stand for.
        ignored: what gives no statement.
        places: (subject, predicate, value) → where it stands.
        parts: how many values there are.
    """

    def __init__(self, context: Context, own: str) -> None:
        self.context = context
        self.ignored: list[Ignored] = []
        self.places: dict[tuple[str, str, str], Place] = {}
        self.parts = 0
        self._own = own
        self._leaves: list[_Leaf] = []
        self._unnamed = 0

    def document(self, document: Any) -> list[Any]:
        """Return the nodes of the document, without its context."""
        if not isinstance(document, dict | list):
            raise DocumentError("The file holds no object. It begins with { or [.")
        nodes = document if isinstance(document, list) else [document]
        several = nodes is document
        found = [
            self._node(node, f"/{number}" if several else "", top=True)[0]
            for number, node in enumerate(nodes)
            if isinstance(node, dict) or self._lose(node, f"/{number}", "lost")
        ]
        return [part for node in found for part in _parts(node)]

    def account(self, quads: list[Statement], names: dict[str, str]) -> None:
        """Note each value of which no statement came."""
        made = {(q.subject.value, q.predicate, q.object.value) for q in quads}
        pairs = {(subject, predicate) for subject, predicate, _ in made}
        nodes = {term for subject, _, value in made for term in (subject, value)}
        for leaf in self._leaves:
            subject = names.get(leaf.subject, leaf.subject)
            forms = {names.get(form, form) for form in leaf.forms}
            if not leaf.predicate:
                kept = subject in nodes
            elif isinstance(leaf.value, int | float):
                kept = (subject, leaf.predicate) in pairs
            else:
                kept = any((subject, leaf.predicate, form) in made for form in forms)
            if not kept:
                self.ignored.append(_lost(leaf.value, leaf.pointer, "lost"))

    def _node(self, node: dict[str, Any], pointer: str, *, top: bool = False) -> tuple[dict[str, Any], str]:
        """Return a node with its parts named, and its IRI or the label that it got."""
        result, name = {}, self._name(node)
        self.places.setdefault((name, "", ""), _place(pointer))
        for key, value in node.items():
            here = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            keyword = self.context.keyword(key)
            if keyword == "@context" and not top:
                raise DocumentError(f"A context inside the document is not read ({here}). Put it at the top.")
            if keyword in _UNREAD:
                raise DocumentError(f"{key} is not read ({here}). Write the statements the plain way.")
            if keyword != "@context":
                result[key] = self._member(name, key, value, here)
        if "@id" not in {self.context.keyword(key) for key in node} and set(node) - {"@graph", "@context"}:
            result["@id"] = f"_:{name}"
        return {key: value for key, value in result.items() if value is not None}, name

    def _name(self, node: dict[str, Any]) -> str:
        given = next((value for key, value in node.items() if self.context.keyword(key) == "@id"), None)
        if isinstance(given, str):
            return given[2:] if given.startswith("_:") else self.context.expanded(given, self._own)
        self._unnamed += 1
        return f"unnamed-{self._own[-9:-1]}-{self._unnamed}"

    def _member(self, subject: str, key: str, value: Any, pointer: str) -> Any:
        keyword = self.context.keyword(key)
        if not self.context.is_known(key):
            self._lose(value, pointer, "unknown-key", key)
            return None
        if keyword == "@id":
            self._leaf(pointer, subject, "", value, set())
            return value
        predicate = str(RDF.type) if keyword == "@type" else self.context.expanded(key)
        self.places.setdefault((subject, "" if keyword in _CONTAINERS else predicate, ""), _place(pointer))
        if self.context.is_language_map(key) and isinstance(value, dict) and "@context" not in value:
            for language, text in value.items():
                self._each(subject, predicate, text, f"{pointer}/{language}")
            return value
        return self._each(subject, predicate, value, pointer)

    def _each(self, subject: str, predicate: str, value: Any, pointer: str) -> Any:
        """Take one value of a key, or several; return them with their nodes named."""
        if isinstance(value, list):
            return [self._each(subject, predicate, part, f"{pointer}/{n}") for n, part in enumerate(value)]
        if isinstance(value, dict):
            return self._object(subject, predicate, value, pointer)
        forms = {str(value), self.context.expanded(str(value)), self.context.expanded(str(value), self._own)}
        self._leaf(pointer, subject, predicate, value, forms)
        return value

    def _object(self, subject: str, predicate: str, value: dict[str, Any], pointer: str) -> Any:
        keywords = {self.context.keyword(key): key for key in value}
        if "@value" in keywords:
            self._each(subject, predicate, value[keywords["@value"]], f"{pointer}/{keywords['@value']}")
            return value
        if listed := next((key for word, key in keywords.items() if word in {"@list", "@set"}), None):
            return {**value, listed: self._each(subject, predicate, value[listed], f"{pointer}/{listed}")}
        node, name = self._node(value, pointer)
        if not predicate.startswith("@"):
            self.places.setdefault((subject, predicate, name), _place(pointer))
        return node

    def _leaf(self, pointer: str, subject: str, predicate: str, value: Any, forms: set[str]) -> None:
        if value is None:
            self._lose(value, pointer, "empty")
            return
        self.parts += 1
        text = (
            {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        )
        self._leaves.append(_Leaf(pointer, subject, predicate, value, frozenset({*forms, text})))
        self.places.setdefault((subject, predicate, text), _place(pointer))

    def _lose(self, value: Any, pointer: str, reason: str, key: str = "") -> bool:
        """Note all values below as ignored."""
        below = list(_scalars(value, pointer)) or [(pointer, value)]
        self.parts += len(below)
        near = process.extractOne(key[:100], [t for t in self.context.terms if t[0] != "@"]) if key else None
        proposal = near[0] if near and near[1] >= _CLOSE_ENOUGH else ""
        self.ignored += [_lost(scalar, where, reason, key, proposal) for where, scalar in below]
        return False


def _parts(node: dict[str, Any]) -> list[Any]:
    """Return the nodes of an object that holds nothing but `@graph`: at the top, that names no graph."""
    if set(node) != {"@graph"}:
        return [node]
    parts = node["@graph"]
    return parts if isinstance(parts, list) else [parts]


def _scalars(value: Any, pointer: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [pair for key, part in value.items() for pair in _scalars(part, f"{pointer}/{key}")]
    if isinstance(value, list):
        return [pair for n, part in enumerate(value) for pair in _scalars(part, f"{pointer}/{n}")]
    return [(pointer, value)]


def _lost(value: Any, pointer: str, reason: str, key: str = "", proposal: str = "") -> Ignored:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Ignored(shown[:1000], reason, _place(pointer), key, proposal)


def _place(pointer: str) -> Place:
    return {"kind": "json", "pointer": pointer or "/"}
