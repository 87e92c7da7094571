# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes as values: which fields the data of a class have, and what each must look like.

Forms, templates, checks and pages all draw on this one reading. IRIs are plain strings.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from types import MappingProxyType

from rdflib import RDF, RDFS, SH, SKOS, XSD, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.errors import GraphError
from graph.model.labels import Texts, same, texts
from graph.model.namespaces import SHAPE, compact
from graph.model.paths import folder
from graph.model.vocabulary import code_entries, code_lists

Triple = tuple[Node, URIRef, Node]

_KINDS = "text words date integer decimal link code thing other"
TEXT, WORDS, DATE, INTEGER, DECIMAL, LINK, CODE, THING, OTHER = _KINDS.split()
"""Kinds of value: text with a language, words without, date of any length, numbers, web address, entry of a
code list, another thing, anything else."""

SEVERITIES = {"error": SH.Violation, "warning": SH.Warning, "hint": SH.Info}
"""The severities by the words of reports, the worst first."""

_BY_SEVERITY: Mapping[Node, str] = {iri: word for word, iri in SEVERITIES.items()}
_LAST = (1_000, 1_000)
_DATES = {XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dateTime}
_LIMITS = (SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive)
_NEAR = (SH.property, SH.node, SH.sparql, SH.qualifiedValueShape, SH.group)
"""What leads from a shape to the shapes that its document has, too."""


@dataclass(frozen=True)
class Field:
    """A property shape: one field of a form, or a rule about some.

    Attributes:
        iri: that of the property shape; "" for a property that no shape has.
        paths: the property that it is about; several where one of them will do, none where it has no name.
        name: language → name.
        description: language → what belongs there.
        message: language → what to do when it is not right, with an example.
        group: language → heading; empty for a rule.
        order: place on the page: (of the group, within the group); rules come last.
        severity: a key of `SEVERITIES`.
        most: most values, or None for any number.
        is_unique: there may be one text for each language.
        classes: of which a value must have one, by `sh:class` or by a choice among `shapes`.
        lists: code lists that its values are from.
        shapes: other shapes that its values must fit.
        limits: of numbers and days, as `sh:minInclusive` → value.
        languages: of texts.
    """

    iri: str
    paths: tuple[str, ...]
    name: Texts
    description: Texts = field(default_factory=dict)
    message: Texts = field(default_factory=dict)
    group: Texts = field(default_factory=dict)
    order: tuple[int, int] = _LAST
    value: str = OTHER
    severity: str = "error"
    least: int = 0
    most: int | None = None
    is_unique: bool = False
    classes: tuple[str, ...] = ()
    datatype: str = ""
    lists: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    pattern: str = ""
    limits: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The property; "" where it is about several."""
        return self.paths[0] if len(self.paths) == 1 else ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The entries of its code list."""
        return tuple(code for scheme in self.lists for code in code_entries(scheme))

    @property
    def anchor(self) -> str:
        """The last part of its IRI: its name in forms, and the fragment that leads to it on a page."""
        return local_name(self.iri)


@dataclass(frozen=True)
class Shape:
    """Anything with an address below `shape/`.

    Attributes:
        type: IRI of its class, such as `sh:NodeShape`.
        name: language → name; the local name where it has none.
        description: language → what it asks for.
        targets: classes whose things it is about.
        fields: what a form asks for, in its order; a property shape has itself.
        rules: property shapes that are no field of a form: recommendations, and rules over several fields.
        choices: shapes one of which will do.
        users: shapes that use it.
    """

    iri: str
    type: str
    name: Texts
    description: Texts
    targets: tuple[str, ...]
    fields: tuple[Field, ...]
    rules: tuple[Field, ...]
    choices: tuple[str, ...]
    users: tuple[str, ...]

    @property
    def target(self) -> str:
        """The class of its things."""
        return self.targets[0]

    @property
    def slug(self) -> str:
        """Its short name, as in `mpsc template --kind`: `reuse-case` for `shape:ReuseCase`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", local_name(self.iri)).lower()

    @property
    def kind(self) -> str:
        """The local name of its class."""
        return self.type.rpartition("#")[2]

    @property
    def form(self) -> list[tuple[Texts, list[Field]]]:
        """The fields by heading."""
        groups: dict[str, tuple[Texts, list[Field]]] = {}
        for each in self.fields:
            groups.setdefault(each.group["en"], (each.group, []))[1].append(each)
        return list(groups.values())


def local_name(iri: str) -> str:
    """Return the part of the IRI of a shape after the namespace."""
    return iri.removeprefix(SHAPE)


@cache
def shapes() -> Mapping[str, Shape]:
    """Return every shape, group and rule by its IRI, sorted by IRI."""
    graph = _graph()
    fields = {iri: _field(graph, iri) for iri in graph.subjects(RDF.type, SH.PropertyShape)}
    named = {s for s in graph.subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(SHAPE)}
    return MappingProxyType({str(iri): _shape(graph, iri, fields) for iri in sorted(named)})


@cache
def shapes_by_class() -> Mapping[str, Shape]:
    """Return IRI of a class → the shape of its things."""
    return MappingProxyType({target: shape for shape in shapes().values() for target in shape.targets})


@cache
def shapes_by_slug() -> Mapping[str, Shape]:
    """Return slug → shape for every class that has one, sorted."""
    return MappingProxyType(dict(sorted((shape.slug, shape) for shape in shapes_by_class().values())))


def shape_of(classes: Iterable[str]) -> Shape | None:
    """Return the shape of a thing by the IRIs of its classes; None where none of them has one."""
    return next((shapes_by_class()[cls] for cls in classes if cls in shapes_by_class()), None)


@cache
def fields_by_iri() -> Mapping[str, Field]:
    """Return IRI of a property shape → the field or rule."""
    every = (each for shape in shapes_by_class().values() for each in (*shape.fields, *shape.rules))
    return MappingProxyType({each.iri: each for each in every})


@cache
def fields_by_property() -> Mapping[tuple[str, str], Field]:
    """Return (class, property) → its field, or a rule where no form asks for it."""
    pairs: dict[tuple[str, str], Field] = {}
    for cls, shape in sorted(shapes_by_class().items()):
        for each in (*shape.fields, *shape.rules):
            if each.path:
                pairs.setdefault((cls, each.path), each)
    return MappingProxyType(pairs)


@cache
def document(iri: str) -> tuple[Triple, ...]:
    """Return what the shape files say about a shape and about the fields, groups and rules that it has."""
    graph, names, shape = _graph(), count(1), URIRef(iri)
    found: list[Triple] = []
    near = {shape, *_iris(o for p in _NEAR for o in graph.objects(shape, p))}
    for subject in sorted({*near, *_iris(o for each in near for o in graph.objects(each, SH.group))}):
        found += _described(graph, subject, subject, names)
    found += [(user, SH.property, shape) for user in _iris(graph.subjects(SH.property, shape))]
    return tuple(found)


@cache
def shapes_graph() -> Graph:
    """Return all shapes for validation: with the prefixes they use, and each code list as `sh:in`.

    A shape says `shape:codeList <scheme>`; the list comes from the scheme's concepts in
    `ontology/codelists/`, never from the data: a triple somebody submits cannot widen it.
    """
    graph = Graph().parse(folder("ontology") / "prefixes.ttl")
    graph += _graph()
    for shape, scheme in list(graph.subject_objects(SHAPE.codeList)):
        members = sorted(code_lists().subjects(SKOS.inScheme, scheme), key=str)
        if not members:
            raise GraphError(f"{shape}: the code list {scheme} has no concept.")
        head = URIRef(f"{shape}-codes")
        Collection(graph, head, members)
        graph.add((shape, SH["in"], head))
        graph.remove((shape, SHAPE.codeList, scheme))
    return graph


@cache
def _graph() -> Graph:
    """Return the shape files as they are, parsed once for all that this process does with them."""
    graph = Graph()
    for path in sorted(folder("shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def _described(graph: Graph, node: Node, name: Node, names: Iterator[int]) -> Iterator[Triple]:
    """Yield the statements about `node` under a name; lists and paths get the same names each time."""
    for predicate, value in sorted(graph.predicate_objects(node), key=lambda pair: (pair[0], pair[1].n3())):
        if isinstance(value, BNode):
            label = BNode(f"b{next(names)}")
            yield name, URIRef(str(predicate)), label
            yield from _described(graph, value, label, names)
        else:
            yield name, URIRef(str(predicate)), value


def _shape(graph: Graph, iri: URIRef, fields: Mapping[Node, Field]) -> Shape:
    properties = [iri] if iri in fields else _iris(graph.objects(iri, SH.property))
    own = sorted((fields[each] for each in properties), key=lambda each: (each.order, each.iri))
    return Shape(
        str(iri),
        str(graph.value(iri, RDF.type)),
        _texts(graph, iri, SH.name) or _texts(graph, iri, RDFS.label) or same(local_name(iri)),
        _texts(graph, iri, SH.description) or _texts(graph, iri, RDFS.comment),
        _names(graph.objects(iri, SH.targetClass)),
        tuple(each for each in own if each.group),
        tuple(each for each in own if not each.group),
        _choices(graph, iri),
        _names(s for p in (*_NEAR, SH["or"]) for s in graph.subjects(p, iri)),
    )


def _field(graph: Graph, iri: Node) -> Field:
    group, most = graph.value(iri, SH.group), graph.value(iri, SH.maxCount)
    paths, name = _paths(graph, iri), local_name(str(iri))
    return Field(
        iri=str(iri),
        paths=paths,
        name=_texts(graph, iri, SH.name) or same(", ".join(map(compact, paths)) or name),
        description=_texts(graph, iri, SH.description),
        message=_texts(graph, iri, SH.message),
        group=_texts(graph, group, RDFS.label) if group else {},
        order=(_int(graph.value(group, SH.order)), _int(graph.value(iri, SH.order))) if group else _LAST,
        value=_value(graph, iri),
        severity=_BY_SEVERITY[graph.value(iri, SH.severity) or SH.Violation],
        least=_int(graph.value(iri, SH.minCount)),
        most=None if most is None else _int(most),
        is_unique=str(graph.value(iri, SH.uniqueLang)) == "true",
        classes=_classes(graph, iri),
        datatype=str(graph.value(iri, SH.datatype) or ""),
        lists=_names(graph.objects(iri, SHAPE.codeList)),
        shapes=_names([*graph.objects(iri, SH.node), *graph.objects(iri, SH.sparql), *_members(graph, iri, SH["or"])]),
        pattern=str(graph.value(iri, SH.pattern) or ""),
        limits={compact(each): str(value) for each in _LIMITS for value in graph.objects(iri, each)},
        languages=tuple(map(str, _members(graph, iri, SH.languageIn))),
    )


def _value(graph: Graph, iri: Node) -> str:
    """Return the kind of value that a property shape asks for."""
    datatype, node = graph.value(iri, SH.datatype), graph.value(iri, SH.node)
    answers = (
        (CODE, graph.value(iri, SHAPE.codeList) is not None),
        (DATE, datatype in _DATES or node == SHAPE["any-date"]),
        (INTEGER, datatype == XSD.integer),
        (DECIMAL, datatype == XSD.decimal or node == SHAPE["any-number"]),
        (TEXT, datatype == RDF.langString or graph.value(iri, SH.languageIn) is not None),
        (THING, bool(_classes(graph, iri))),
        (LINK, graph.value(iri, SH.nodeKind) == SH.IRI),
        (WORDS, datatype in {None, XSD.string}),
    )
    return next((kind for kind, fits in answers if fits), OTHER)


def _classes(graph: Graph, iri: Node) -> tuple[str, ...]:
    """Return the classes that a value may have: `sh:class`, or a choice of shapes that ask for one each."""
    choices = (each for node in graph.objects(iri, SH.node) for each in _members(graph, node, SH["or"]))
    return _names(cls for each in (iri, *choices) for cls in graph.objects(each, SH["class"]))


def _paths(graph: Graph, iri: Node) -> tuple[str, ...]:
    """Return the properties of a path: one, or the alternatives."""
    path = graph.value(iri, SH.path)
    alternatives = _members(graph, path, SH.alternativePath) if isinstance(path, BNode) else [path]
    return _names(each for each in alternatives if each is not None)


def _choices(graph: Graph, iri: Node) -> tuple[str, ...]:
    return _names(_members(graph, iri, SH["or"]))


def _members(graph: Graph, subject: Node, predicate: URIRef) -> list[Node]:
    """Return the members of the lists that are values of a property."""
    return [each for head in graph.objects(subject, predicate) for each in Collection(graph, head)]


def _int(value: Node | None) -> int:
    return 0 if value is None else int(str(value))


def _iris(nodes: Iterable[Node]) -> list[URIRef]:
    return sorted({node for node in nodes if isinstance(node, URIRef)})


def _names(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(map(str, _iris(nodes)))


def _texts(graph: Graph, subject: Node, predicate: URIRef) -> Texts:
    return texts(graph.objects(subject, predicate))
