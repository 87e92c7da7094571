# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""JSON and JSON-LD → statements; every value of the file gives one, or is reported as ignored.

A JSON-LD processor silently leaves out keys and addresses that it does not understand. So the document is
walked through beside it, and each value is looked for among the statements. Of contexts, only our own and
those in the document itself are used; none is fetched.
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

_CONTEXT = BASE + "context.jsonld"
_OWN_CONTEXT = {_CONTEXT, "context.jsonld", "/context.jsonld", "./context.jsonld"}
_CONTAINERS = {"@graph", "@included", "@list", "@set"}
_UNREAD = {"@reverse", "@nest", "@index"}
_CLOSE_ENOUGH = 75


def read_objects(received: Received, written_in: Format) -> Submission:
    """Read JSON or JSON-LD; without a `@context`, JSON is read with ours.

    Raises:
        DocumentError: the file cannot be read, or names a context that is not ours.
        TooLargeError: it has too many statements.
    """
    content = check_text(received.content, written_in)
    document, doubled = _parse(content)
    own = skolem_base(received)
    walk = _Walk(_Context(_context_of(document)), own, doubled)
    nodes = walk.name_nodes(document)
    complete = json.dumps({"@context": walk.context.parts, "@graph": nodes}).encode()
    with_labels = read_statements(complete, JSON_LD, own, FILE_LIMITS.statements)
    names = skolem_iris(with_labels, own)
    quads = replace_blank_nodes(with_labels, names)
    walk.report_lost_values(quads, names)
    places = {(names.get(s, s), p, names.get(v, v)): place for (s, p, v), place in walk.places.items()}
    return Submission(written_in, quads, own, places, [], walk.ignored, walk.parts)


def _parse(content: bytes) -> tuple[Any, list[Ignored]]:
    """Return the document, and the values of keys that come again later."""
    doubled: list[Ignored] = []

    def build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in pairs:
            if key in result:
                doubled.append(Ignored(_text(result[key])[:200], "doubled-key", name=key))
            result[key] = value
        return result

    def parse_number(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            raise DocumentError(f"The number {text[:40]} is too large. Write a smaller one.")
        return number

    def refuse_constant(name: str) -> Any:
        raise DocumentError(f"{name} is not a JSON value. Remove it.")

    try:
        document = json.loads(
            content, object_pairs_hook=build_object, parse_float=parse_number, parse_constant=refuse_constant
        )
        # Half a character (a lone surrogate) fails here.
        json.dumps(document, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise DocumentError(error.msg, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"The file cannot be read as JSON: {error}") from error
    return document, doubled


def _context_of(document: Any) -> Any:
    """Return the context of the document; in an array, that of its first object that has one."""
    objects = [each for each in _listed(document) if isinstance(each, dict) and "@context" in each]
    return objects[0]["@context"] if objects else None


class _Leaf(NamedTuple):
    """A value of the document: where it is, of which node and key, and how a statement may write it."""

    pointer: str
    subject: str
    predicate: str
    value: Any
    forms: frozenset[str]


class _Context:
    """What the names of a document stand for; `given` is the value of `@context`, or None.

    Raises:
        DocumentError: it names a context that is not ours.
    """

    def __init__(self, given: Any) -> None:
        self.parts = [_resolve(part) for part in _listed(given)]
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

    def expand(self, name: str, base: str = "") -> str:
        """Return the IRI of a term, a prefixed name or an IRI (JSON-LD 1.1 API, 5.2)."""
        definition = None if base else self.terms.get(name)
        target = definition.get("@id", name) if isinstance(definition, dict) else definition or name
        if target != name:
            return self.expand(str(target))
        prefix, colon, rest = name.partition(":")
        if not colon:
            return (base or str(self.terms.get("@vocab") or "")) + name
        if rest.startswith("//") or prefix == "_" or not isinstance(self.terms.get(prefix), str):
            return name
        return self.expand(self.terms[prefix]) + rest


def _resolve(part: Any) -> Mapping[str, Any]:
    if part is None or (isinstance(part, str) and part in _OWN_CONTEXT):
        return _own_context()
    if isinstance(part, dict) and "@import" not in part:
        return part
    name = str(part.get("@import") if isinstance(part, dict) else part)[:200]
    raise DocumentError(f"The context {name!r} is not fetched. Use {_CONTEXT}, or put the terms in the file.")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@cache
def _own_context() -> Mapping[str, Any]:
    text = (folder("ontology") / "context.jsonld").read_text(encoding="utf-8")
    return dict(json.loads(text)["@context"])


class _Walk:
    """Walks through a document, gives each unnamed node a name, and notes where everything is.

    The attributes `ignored`, `places` and `parts` are those of a submission.
    """

    def __init__(self, context: _Context, own: str, ignored: list[Ignored]) -> None:
        self.context = context
        self.ignored = ignored
        self.places: dict[tuple[str, str, str], Place] = {}
        self.parts = 0
        self._own = own
        self._leaves: list[_Leaf] = []
        self._unnamed = 0

    def name_nodes(self, document: Any) -> list[Any]:
        """Return the nodes of the document, without its context."""
        if not isinstance(document, dict | list):
            raise DocumentError("The file has no object. It must begin with { or [.")
        named = [
            self._node(node, f"/{number}" if isinstance(document, list) else "", top=True)[0]
            for number, node in enumerate(_listed(document))
            if isinstance(node, dict) or self._ignore(node, f"/{number}", "lost")
        ]
        return [part for node in named for part in _parts(node)]

    def report_lost_values(self, quads: list[Statement], names: dict[str, str]) -> None:
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
                self.ignored.append(_ignored_value(leaf.value, leaf.pointer, "lost"))

    def _node(self, node: dict[str, Any], pointer: str, *, top: bool = False) -> tuple[dict[str, Any], str]:
        """Return a node with its parts named, and its IRI or the label that it got."""
        result, name = {}, self._name(node)
        self.places.setdefault((name, "", ""), _place(pointer))
        for key, value in node.items():
            here = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            keyword = self.context.keyword(key)
            if keyword == "@context" and not top:
                raise DocumentError(f"A context inside the document is not supported ({here}). Put it at the top.")
            if keyword in _UNREAD:
                raise DocumentError(f"{key} is not supported ({here}). Write the statements without it.")
            if keyword != "@context":
                result[key] = self._member(name, key, value, here)
        if "@id" not in {self.context.keyword(key) for key in node} and set(node) - {"@graph", "@context"}:
            result["@id"] = f"_:{name}"
        return {key: value for key, value in result.items() if value is not None}, name

    def _name(self, node: dict[str, Any]) -> str:
        given = next((value for key, value in node.items() if self.context.keyword(key) == "@id"), None)
        if isinstance(given, str):
            return given[2:] if given.startswith("_:") else self.context.expand(given, self._own)
        self._unnamed += 1
        return f"unnamed-{self._own[-9:-1]}-{self._unnamed}"

    def _member(self, subject: str, key: str, value: Any, pointer: str) -> Any:
        keyword = self.context.keyword(key)
        if not self.context.is_known(key):
            self._ignore(value, pointer, "unknown-key", key)
            return None
        if keyword == "@id":
            self._leaf(pointer, subject, "", value, set())
            return value
        predicate = str(RDF.type) if keyword == "@type" else self.context.expand(key)
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
        forms = {str(value), self.context.expand(str(value)), self.context.expand(str(value), self._own)}
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
            self._ignore(value, pointer, "empty")
            return
        self.parts += 1
        text = str(value).lower() if isinstance(value, bool) else str(value)
        self._leaves.append(_Leaf(pointer, subject, predicate, value, frozenset({*forms, text})))
        self.places.setdefault((subject, predicate, text), _place(pointer))

    def _ignore(self, value: Any, pointer: str, reason: str, key: str = "") -> bool:
        """Note all values below as ignored."""
        below = list(_scalars(value, pointer)) or [(pointer, value)]
        self.parts += len(below)
        near = process.extractOne(key[:100], [t for t in self.context.terms if t[0] != "@"]) if key else None
        proposal = near[0] if near and near[1] >= _CLOSE_ENOUGH else ""
        self.ignored += [_ignored_value(scalar, where, reason, key, proposal) for where, scalar in below]
        return False


def _parts(node: dict[str, Any]) -> list[Any]:
    """Return the nodes of an object that holds nothing but `@graph`: at the top, that names no graph."""
    return _listed(node["@graph"]) if set(node) == {"@graph"} else [node]


def _scalars(value: Any, pointer: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [pair for key, part in value.items() for pair in _scalars(part, f"{pointer}/{key}")]
    if isinstance(value, list):
        return [pair for n, part in enumerate(value) for pair in _scalars(part, f"{pointer}/{n}")]
    return [(pointer, value)]


def _ignored_value(value: Any, pointer: str, reason: str, key: str = "", proposal: str = "") -> Ignored:
    text = value if isinstance(value, str) else _text(value)
    return Ignored(text[:1000], reason, _place(pointer), key, proposal)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _place(pointer: str) -> Place:
    return {"kind": "json", "pointer": pointer or "/"}
