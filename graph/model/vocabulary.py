# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The vocabulary as values: its header, its classes and properties, its alignments, and the code lists."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, URIRef
from rdflib.term import Node

from graph.model.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from graph.model.labels import Texts, choose, texts
from graph.model.namespaces import MPSC, namespace
from graph.model.paths import folder

_SERIALIZERS = {N_TRIPLES: "nt", RDF_XML: "xml"}
_DEFINITIONS = re.compile(r"(?:^    skos:definition .* ;\n)+", re.MULTILINE)
_MAPPINGS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)


class TermType(Enum):
    """What a term is; the value is its OWL type."""

    CLASS = OWL.Class
    OBJECT_PROPERTY = OWL.ObjectProperty
    DATATYPE_PROPERTY = OWL.DatatypeProperty


@dataclass(frozen=True)
class Term:
    """An own class or property.

    Attributes:
        notes: language → scope note; empty where there is none.
        examples: Turtle or plain sentences, each with its language.
        parents: superclasses or super-properties, own and foreign.
        domains: classes where a property is at home (`schema:domainIncludes`).
        ranges: classes and datatypes of its values (`schema:rangeIncludes`).
        inverse: the property of the opposite direction.
    """

    iri: URIRef
    kind: TermType
    labels: Texts
    definitions: Texts
    notes: Texts = field(default_factory=dict)
    examples: tuple[Literal, ...] = ()
    parents: tuple[URIRef, ...] = ()
    domains: tuple[URIRef, ...] = ()
    ranges: tuple[URIRef, ...] = ()
    inverse: URIRef | None = None

    @property
    def name(self) -> str:
        """The local name; also the fragment that leads to the term."""
        return local_name(self.iri)


@dataclass(frozen=True)
class Alignment:
    """A SKOS mapping from an own class to a class of another vocabulary."""

    term: URIRef
    relation: URIRef
    other: URIRef


@dataclass(frozen=True)
class Vocabulary:
    """The header of `ontology/mpsc.ttl` with all terms, each list sorted by name."""

    iri: URIRef
    version: str
    version_iri: URIRef
    modified: str
    titles: Texts
    descriptions: Texts
    citation: str
    licence: URIRef
    status: URIRef
    prefix: str
    namespace: str
    extends: tuple[URIRef, ...]
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    alignments: tuple[Alignment, ...]

    def uses(self, iri: URIRef) -> tuple[Term, ...]:
        """Return the properties that are at home in the class `iri`."""
        return tuple(term for term in self.properties if iri in term.domains)

    def used_by(self, iri: URIRef) -> tuple[Term, ...]:
        """Return the properties that lead to the class `iri`."""
        return tuple(term for term in self.properties if iri in term.ranges)

    def below(self, iri: URIRef) -> tuple[Term, ...]:
        """Return the own terms directly below `iri`."""
        return tuple(term for term in (*self.classes, *self.properties) if iri in term.parents)

    def mappings(self, iri: URIRef) -> tuple[Alignment, ...]:
        """Return the alignments of the class `iri`."""
        return tuple(alignment for alignment in self.alignments if alignment.term == iri)


def local_name(iri: URIRef) -> str:
    """Return the part of an own term's IRI after the namespace."""
    return str(iri).removeprefix(MPSC)


def is_own(iri: Node | None) -> bool:
    """Tell whether `iri` is a term of this vocabulary."""
    return isinstance(iri, URIRef) and iri.startswith(MPSC)


@cache
def turtle() -> bytes:
    """Return the vocabulary file with each definition as `rdfs:comment` as well; its layout is kept.

    The same is done by `queries/derive/comments.rq` to the graph of the vocabulary.
    """
    text = (folder("ontology") / "mpsc.ttl").read_text(encoding="utf-8")
    return _DEFINITIONS.sub(
        lambda lines: lines[0] + lines[0].replace("    skos:definition ", "    rdfs:comment "), text
    ).encode()


@cache
def document(wanted: Format) -> bytes:
    """Return the vocabulary in a graph format; Turtle is laid out as its file.

    Raises:
        KeyError: `wanted` is no graph format.
    """
    if wanted == TURTLE:
        return turtle()
    graph = _graph()
    if wanted == JSON_LD:
        prefixes = {prefix: str(base) for prefix, base in graph.namespaces()}
        return graph.serialize(format="json-ld", encoding="utf-8", context=prefixes)
    return graph.serialize(format=_SERIALIZERS[wanted], encoding="utf-8")


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, read from `ontology/mpsc.ttl` and `ontology/alignments.ttl`."""
    graph = _graph()
    head = URIRef(str(MPSC).rstrip("#"))
    bibo, voaf = namespace("bibo"), namespace("voaf")
    return Vocabulary(
        iri=head,
        version=str(graph.value(head, OWL.versionInfo)),
        version_iri=_iri(graph.value(head, OWL.versionIRI)),
        modified=str(graph.value(head, DCTERMS.modified)),
        titles=texts(graph.objects(head, DCTERMS.title)),
        descriptions=texts(graph.objects(head, DCTERMS.description)),
        citation=str(graph.value(head, DCTERMS.bibliographicCitation)),
        licence=_iri(graph.value(head, DCTERMS.license)),
        status=_iri(graph.value(head, bibo.status)),
        prefix=str(graph.value(head, VANN.preferredNamespacePrefix)),
        namespace=str(graph.value(head, VANN.preferredNamespaceUri)),
        extends=_iris(graph.objects(head, voaf.extends)),
        classes=_terms(graph, TermType.CLASS),
        properties=_terms(graph, TermType.OBJECT_PROPERTY, TermType.DATATYPE_PROPERTY),
        alignments=_alignments(),
    )


@cache
def _graph() -> Graph:
    # Only the prefixes of the file itself: they become the context of the JSON-LD.
    return Graph(bind_namespaces="none").parse(data=turtle(), format="turtle")


def _terms(graph: Graph, *kinds: TermType) -> tuple[Term, ...]:
    """Return the own terms of some kinds; capitals do not matter for the order."""
    found = [
        _term(graph, subject, kind)
        for kind in kinds
        for subject in graph.subjects(RDF.type, kind.value)
        if isinstance(subject, URIRef) and is_own(subject)
    ]
    return tuple(sorted(found, key=lambda term: term.name.lower()))


def _term(graph: Graph, iri: URIRef, kind: TermType) -> Term:
    schema = namespace("schema")
    above = RDFS.subClassOf if kind is TermType.CLASS else RDFS.subPropertyOf
    opposite = graph.value(iri, OWL.inverseOf) or graph.value(predicate=OWL.inverseOf, object=iri)
    return Term(
        iri=iri,
        kind=kind,
        labels=texts(graph.objects(iri, RDFS.label)),
        definitions=texts(graph.objects(iri, SKOS.definition)),
        notes=texts(graph.objects(iri, SKOS.scopeNote)),
        examples=tuple(sorted(text for text in graph.objects(iri, SKOS.example) if isinstance(text, Literal))),
        parents=_iris(graph.objects(iri, above)),
        domains=_iris(graph.objects(iri, schema.domainIncludes)),
        ranges=_iris(graph.objects(iri, schema.rangeIncludes)),
        inverse=opposite if isinstance(opposite, URIRef) else None,
    )


def _alignments() -> tuple[Alignment, ...]:
    graph = Graph().parse(folder("ontology") / "alignments.ttl")
    found = [
        Alignment(term, relation, other)
        for relation in _MAPPINGS
        for term, other in graph.subject_objects(relation)
        if isinstance(term, URIRef) and isinstance(other, URIRef)
    ]
    order = {relation: position for position, relation in enumerate(_MAPPINGS)}
    return tuple(sorted(found, key=lambda each: (each.term, order[each.relation], each.other)))


def _iris(values: Iterable[Node]) -> tuple[URIRef, ...]:
    return tuple(sorted(value for value in values if isinstance(value, URIRef)))


def _iri(value: Node | None) -> URIRef:
    return URIRef(str(value))


@cache
def code_lists() -> Graph:
    """Return all code lists as one graph."""
    lists = Graph()
    for path in sorted((folder("ontology") / "codelists").glob("*.ttl")):
        lists.parse(path)
    return lists


@cache
def code_entries(scheme: str) -> tuple[str, ...]:
    """Return the IRIs of the entries of a code list, sorted."""
    return tuple(sorted(map(str, code_lists().subjects(SKOS.inScheme, URIRef(scheme)))))


@cache
def code_names(language: str) -> Mapping[str, str]:
    """Return IRI of an entry of a code list → its name in the best language."""
    lists = code_lists()
    return {
        str(code): str(choose(lists.objects(code, SKOS.prefLabel), language) or "")
        for code in lists.subjects(SKOS.inScheme)
    }


@cache
def code_words() -> Mapping[str, tuple[str, ...]]:
    """Return IRI of an entry of a code list → all it can be called: names, other names, notations."""
    lists, called = code_lists(), (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel, SKOS.notation)
    return {
        str(code): tuple(sorted({str(word) for way in called for word in lists.objects(code, way)}))
        for code in lists.subjects(SKOS.inScheme)
    }
