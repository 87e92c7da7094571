# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes as kinds of things with fields: for forms, for the columns of tables, for findings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from rdflib import DCTERMS, FOAF, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.model.namespaces import SHAPE
from graph.model.shapes_graph import code_lists, shapes_graph
from graph.model.vocabulary import vocabulary

Texts = Mapping[str, str]
"""Language → text."""

TEXT, WORDS, DATE, INTEGER, DECIMAL, LINK, CODE, THING, OTHER = (
    "text",
    "words",
    "date",
    "integer",
    "decimal",
    "link",
    "code",
    "thing",
    "other",
)
"""Kinds of value: text with a language, words without, date of any length, numbers, web address, entry of a
code list, another thing, anything else."""

_DATES = {XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dateTime}
_ANYWHERE = (
    RDF.type,
    RDFS.label,
    RDFS.comment,
    SKOS.altLabel,
    SKOS.note,
    SKOS.editorialNote,
    SKOS.scopeNote,
    SKOS.changeNote,
    DCTERMS.abstract,
    DCTERMS.alternative,
    DCTERMS.conformsTo,
    DCTERMS.created,
    DCTERMS.hasPart,
    DCTERMS.isReplacedBy,
    DCTERMS.modified,
    DCTERMS.references,
    DCTERMS.replaces,
    FOAF.name,
    RDFS.seeAlso,
)
"""What any thing may have beside the properties of its shape."""

_OURS = {
    "admin-unit",
    "change-event",
    "concept",
    "concept-scheme",
    "data-set",
    "district",
    "entity",
    "municipality",
}
"""Kinds that come from the official register or describe our own data; nobody else sends them in."""


@dataclass(frozen=True)
class Field:
    """One property of one kind of thing, or a rule about some.

    Attributes:
        shape: IRI of the property shape.
        path: IRI of the property; "" where the rule is about several.
        name: language → name.
        help: language → what belongs there.
        message: language → what to do when it is not right.
        group: language → heading; empty where it is a rule.
        order: place in its group.
        value: kind of value.
        datatype: IRI of the datatype; "" where it has none or several.
        codes: IRIs of the entries of the code list.
        classes: IRIs of the classes of which a value must be one.
        languages: language tags that a text may have.
        least: how many values there must be.
        most: how many values there may be; None where any number.
        pattern: regular expression a value must match; "" where there is none.
    """

    shape: str
    path: str
    name: Texts
    help: Texts
    message: Texts
    group: Texts
    order: int
    value: str
    datatype: str
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    languages: tuple[str, ...]
    least: int
    most: int | None
    pattern: str

    @property
    def anchor(self) -> str:
        """The name of the field in a form: the last part of the IRI of its shape."""
        return self.shape.removeprefix(SHAPE)


@dataclass(frozen=True)
class Kind:
    """One kind of thing.

    Attributes:
        slug: short name, as in `mpsc template --kind`.
        shape: IRI of the node shape.
        iri: IRI of the class.
        name: language → name.
        fields: what a form asks for, in its order.
        rules: property shapes that are no fields.
    """

    slug: str
    shape: str
    iri: str
    name: Texts
    fields: tuple[Field, ...]
    rules: tuple[Field, ...]


@cache
def kinds() -> Mapping[str, Kind]:
    """Return slug → kind, for every class that has a shape."""
    graph = shapes_graph()
    found = [_kind(graph, shape) for shape in set(graph.subjects(SH.targetClass))]
    return MappingProxyType({kind.slug: kind for kind in sorted(found, key=lambda kind: kind.slug)})


@cache
def kinds_by_class() -> Mapping[str, Kind]:
    """Return IRI of a class → kind."""
    return MappingProxyType({kind.iri: kind for kind in kinds().values()})


@cache
def fields_by_shape() -> Mapping[str, Field]:
    """Return IRI of a property shape → field or rule; a rule on one property has what the field of it has."""
    return MappingProxyType(
        {field.shape: field for kind in kinds().values() for field in (*kind.rules, *kind.fields)}
    )


@cache
def classes_taken() -> frozenset[str]:
    """Return the IRIs of the classes whose things may be sent in."""
    return frozenset(kind.iri for kind in kinds().values() if kind.slug not in _OURS)


@cache
def properties_taken(classes: frozenset[str]) -> frozenset[str]:
    """Return the IRIs of all properties that a thing of these classes may have when it is sent in.

    Args:
        classes: IRIs; those that nobody sends in count for nothing.
    """
    graph = shapes_graph()
    paths = {
        str(step)
        for cls in classes & classes_taken()
        for part in graph.objects(URIRef(kinds_by_class()[cls].shape), SH.property)
        for path in graph.objects(part, SH.path)
        for step in _properties(graph, path)
    }
    own = {str(term.iri) for term in vocabulary().properties}
    return frozenset({*paths, *own, *(str(note) for note in _ANYWHERE)})


@cache
def code_names(language: str) -> Mapping[str, str]:
    """Return IRI of an entry of a code list → its name in the language, German where there is none."""
    lists = code_lists()
    return MappingProxyType(
        {
            str(code): _texts(lists, code, SKOS.prefLabel).get(language, "")
            for code in lists.subjects(SKOS.inScheme)
        }
    )


@cache
def code_words() -> Mapping[str, tuple[str, ...]]:
    """Return IRI of an entry of a code list → all it can be called: names, other names, notations."""
    lists, called = code_lists(), (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)
    return MappingProxyType(
        {
            str(code): tuple(sorted({str(word) for way in called for word in lists.objects(code, way)}))
            for code in set(lists.subjects(SKOS.inScheme))
        }
    )


def _kind(graph: Graph, shape: Node) -> Kind:
    slug = re.sub(r"(?<!^)(?=[A-Z])", "-", str(shape).removeprefix(SHAPE)).lower()
    fields = [_field(graph, part) for part in graph.objects(shape, SH.property)]
    in_form = sorted((f for f in fields if f.group), key=lambda f: (f.order, f.shape))
    return Kind(
        slug,
        str(shape),
        str(graph.value(shape, SH.targetClass)),
        _texts(graph, shape, SH.name),
        tuple(in_form),
        tuple(sorted((f for f in fields if not f.group), key=lambda f: f.shape)),
    )


def _field(graph: Graph, shape: Node) -> Field:
    path, group = graph.value(shape, SH.path), graph.value(shape, SH.group)
    datatype, pattern = graph.value(shape, SH.datatype), graph.value(shape, SH.pattern)
    most = graph.value(shape, SH.maxCount)
    return Field(
        shape=str(shape),
        path=str(path) if isinstance(path, URIRef) else "",
        name=_texts(graph, shape, SH.name),
        help=_texts(graph, shape, SH.description),
        message=_texts(graph, shape, SH.message),
        group=_texts(graph, group, RDFS.label) if group else {},
        order=_number(graph.value(group, SH.order)) * 1000 + _number(graph.value(shape, SH.order)),
        value=_value(graph, shape),
        datatype=str(datatype or ""),
        codes=tuple(str(code) for code in _members(graph, graph.value(shape, SH["in"]))),
        classes=_classes(graph, shape),
        languages=tuple(str(tag) for tag in _members(graph, graph.value(shape, SH.languageIn))),
        least=_number(graph.value(shape, SH.minCount)),
        most=None if most is None else _number(most),
        pattern=str(pattern or ""),
    )


def _value(graph: Graph, shape: Node) -> str:
    """Return the kind of value that a shape asks for."""
    datatype, node = graph.value(shape, SH.datatype), graph.value(shape, SH.node)
    answers = (
        (CODE, graph.value(shape, SH["in"]) is not None),
        (DATE, datatype in _DATES or node == SHAPE["any-date"]),
        (INTEGER, datatype == XSD.integer),
        (DECIMAL, datatype == XSD.decimal or node == SHAPE["any-number"]),
        (TEXT, datatype == RDF.langString or graph.value(shape, SH.languageIn) is not None),
        (THING, bool(_classes(graph, shape))),
        (LINK, graph.value(shape, SH.nodeKind) == SH.IRI),
        (WORDS, datatype in {None, XSD.string}),
    )
    return next((kind for kind, fits in answers if fits), OTHER)


def _classes(graph: Graph, shape: Node) -> tuple[str, ...]:
    """Return the classes that a value may have: `sh:class`, or a choice of shapes that ask for one each."""
    own = {str(cls) for cls in graph.objects(shape, SH["class"])}
    for node in graph.objects(shape, SH.node):
        for choice in graph.objects(node, SH["or"]):
            own |= {str(c) for member in _members(graph, choice) for c in graph.objects(member, SH["class"])}
    return tuple(sorted(own))


def _properties(graph: Graph, path: Node) -> Iterator[Node]:
    if isinstance(path, URIRef):
        yield path
        return
    for part in graph.objects(path):
        if part != RDF.nil:
            yield from _properties(graph, part)


def _members(graph: Graph, head: Node | None) -> list[Node]:
    return list(Collection(graph, head)) if head is not None else []


def _texts(graph: Graph, subject: Node | None, predicate: URIRef) -> dict[str, str]:
    texts = graph.objects(subject, predicate)
    return {text.language or "": str(text) for text in texts if isinstance(text, Literal)}


def _number(value: Node | None) -> int:
    return int(value) if isinstance(value, Literal) else 0
