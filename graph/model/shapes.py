# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes as values: which fields the data of a class have, and what each must look like."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.model.namespaces import SHAPE, compact
from graph.model.paths import folder
from graph.model.vocabulary import Texts

Triple = tuple[Node, URIRef, Node]

_LAST = 1_000
_LIMITS = (SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive)
_NEAR = (SH.property, SH.node, SH.sparql, SH.qualifiedValueShape, SH.group)
"""What leads from a shape to the shapes that its document has, too."""


@dataclass(frozen=True)
class Field:
    """A property shape: one field of a form, or a rule about one.

    Attributes:
        iri: its name.
        path: the property that it is about; several where one of them will do, none where it has no name.
        names: language → name.
        descriptions: language → what belongs there.
        messages: language → what somebody is told whose data break it, with an example.
        group: language → heading it stands under; empty for a rule.
        order: place on the page: (of the group, within the group).
        severity: local name of `sh:Violation`, `sh:Warning` or `sh:Info`.
        least: fewest values, or 0.
        most: most values, or None.
        is_unique: there may be one text for each language.
        classes: classes of its values.
        datatypes: datatypes of its values.
        lists: code lists that its values are from.
        shapes: other shapes that its values must fit.
        pattern: regular expression, or nothing.
        limits: of numbers and days, as `sh:minInclusive` → value.
        languages: of texts.
    """

    iri: URIRef
    path: tuple[URIRef, ...]
    names: Texts
    descriptions: Texts
    messages: Texts
    group: Texts
    order: tuple[int, int]
    severity: str
    least: int
    most: int | None
    is_unique: bool
    classes: tuple[URIRef, ...]
    datatypes: tuple[URIRef, ...]
    lists: tuple[URIRef, ...]
    shapes: tuple[URIRef, ...]
    pattern: str
    limits: Mapping[str, str]
    languages: tuple[str, ...]

    @property
    def name(self) -> str:
        """The local name; also the fragment that leads to it on a page."""
        return local_name(self.iri)


@dataclass(frozen=True)
class Shape:
    """Anything with an address below `shape/`.

    Attributes:
        iri: its name.
        type: its class, such as `sh:NodeShape`.
        names: language → name; the local name where it has none.
        descriptions: language → what it asks for.
        targets: classes whose things it is about.
        fields: its property shapes, as a form has them; a property shape has itself.
        choices: shapes one of which will do.
        users: shapes that use it.
    """

    iri: URIRef
    type: URIRef
    names: Texts
    descriptions: Texts
    targets: tuple[URIRef, ...]
    fields: tuple[Field, ...]
    choices: tuple[URIRef, ...]
    users: tuple[URIRef, ...]

    @property
    def kind(self) -> str:
        """The local name of its class."""
        return self.type.rpartition("#")[2]

    @property
    def form(self) -> list[tuple[Texts, list[Field]]]:
        """The fields by heading; those without one, which are rules, are left out."""
        groups: dict[str, tuple[Texts, list[Field]]] = {}
        for field in self.fields:
            if field.group:
                groups.setdefault(field.group["en"], (field.group, []))[1].append(field)
        return list(groups.values())

    @property
    def rules(self) -> list[Field]:
        """The property shapes that are no field of a form: recommendations, and rules over several fields."""
        return [field for field in self.fields if not field.group]


def local_name(iri: str) -> str:
    """Return the part of the IRI of a shape after the namespace."""
    return iri.removeprefix(SHAPE)


@cache
def shapes() -> Mapping[URIRef, Shape]:
    """Return every shape, group and rule by its IRI, sorted by name."""
    graph = _graph()
    named = {s for s in graph.subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(SHAPE)}
    return {iri: _shape(graph, iri) for iri in sorted(named)}


@cache
def targets() -> Mapping[URIRef, URIRef]:
    """Return class → the shape of its things."""
    return {target: shape.iri for shape in shapes().values() for target in shape.targets}


@cache
def document(iri: URIRef) -> tuple[Triple, ...]:
    """Return what the shape files say about a shape and about the fields, groups and rules that it has."""
    graph, names = _graph(), count(1)
    found: list[Triple] = []
    near = {iri, *_iris(o for p in _NEAR for o in graph.objects(iri, p))}
    for subject in sorted({*near, *_iris(o for each in near for o in graph.objects(each, SH.group))}):
        found += _described(graph, subject, subject, names)
    found += [(user, SH.property, iri) for user in _iris(graph.subjects(SH.property, iri))]
    return tuple(found)


@cache
def _graph() -> Graph:
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


def _shape(graph: Graph, iri: URIRef) -> Shape:
    properties = _iris(graph.objects(iri, SH.property))
    kind = URIRef(str(graph.value(iri, RDF.type)))
    if kind == SH.PropertyShape:
        properties = (iri,)
    fields = sorted((_field(graph, each) for each in properties), key=lambda field: field.order)
    users = [s for p in (*_NEAR, SH["or"]) for s in graph.subjects(p, iri)]
    return Shape(
        iri,
        kind,
        _texts(graph, iri, SH.name) or _texts(graph, iri, RDFS.label) or _same(local_name(iri)),
        _texts(graph, iri, SH.description) or _texts(graph, iri, RDFS.comment),
        _iris(graph.objects(iri, SH.targetClass)),
        tuple(fields),
        _choices(graph, iri),
        _iris(users),
    )


def _field(graph: Graph, iri: URIRef) -> Field:
    group, order = graph.value(iri, SH.group), graph.value(iri, SH.order)
    texts = {name: _texts(graph, iri, SH[name]) for name in ("name", "description", "message")}
    path = _path(graph, iri)
    own = _same(", ".join(map(compact, path)) or local_name(iri))
    most = graph.value(iri, SH.maxCount)
    languages = graph.value(iri, SH.languageIn)
    return Field(
        iri,
        path,
        texts["name"] or own,
        texts["description"],
        texts["message"],
        _texts(graph, group, RDFS.label) if group else {},
        (_number(graph.value(group, SH.order) if group else None), _number(order)),
        str(graph.value(iri, SH.severity) or SH.Violation).rpartition("#")[2],
        int(str(graph.value(iri, SH.minCount) or 0)),
        None if most is None else int(str(most)),
        str(graph.value(iri, SH.uniqueLang)) == "true",
        _iris(graph.objects(iri, SH["class"])),
        _iris(graph.objects(iri, SH.datatype)),
        _iris(graph.objects(iri, SHAPE.codeList)),
        _iris([*graph.objects(iri, SH.node), *graph.objects(iri, SH.sparql), *_choices(graph, iri)]),
        str(graph.value(iri, SH.pattern) or ""),
        {compact(each): str(value) for each in _LIMITS for value in graph.objects(iri, each)},
        tuple(str(each) for each in Collection(graph, languages)) if languages else (),
    )


def _path(graph: Graph, iri: URIRef) -> tuple[URIRef, ...]:
    """Return the properties of a path: one, or the alternatives."""
    path = graph.value(iri, SH.path)
    if isinstance(path, URIRef):
        return (path,)
    alternatives = graph.value(path, SH.alternativePath) if path else None
    return _iris(Collection(graph, alternatives)) if alternatives else ()


def _choices(graph: Graph, iri: URIRef) -> tuple[URIRef, ...]:
    return _iris(each for head in graph.objects(iri, SH["or"]) for each in Collection(graph, head))


def _number(value: Node | None) -> int:
    return _LAST if value is None else int(str(value))


def _iris(nodes: Iterable[Node]) -> tuple[URIRef, ...]:
    return tuple(sorted({node for node in nodes if isinstance(node, URIRef)}))


def _texts(graph: Graph, iri: Node, name: URIRef) -> Texts:
    found: dict[str, list[str]] = defaultdict(list)
    for value in graph.objects(iri, name):
        if isinstance(value, Literal) and value.language:
            found[value.language].append(str(value))
    return {language: min(texts) for language, texts in found.items()}


def _same(text: str) -> Texts:
    return {"de": text, "en": text}
