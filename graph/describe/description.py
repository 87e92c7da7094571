# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of one thing.

What a page adds to the statements of a thing: things further away, in sections that suit its kind.

Each file of `queries/page-sections/` serves the `paths` in its head and gives rows of `?section`,
`?thing` and what to say of it (`?first`, `?second`).

Read what is known of a thing: two queries for most, a few more where very many things refer to it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

from rdflib import DCTERMS, PROV, RDF, Literal, URIRef
from rdflib.term import Node

from graph.errors import BusyError
from graph.model.namespaces import BASE
from graph.model.queries import StoredQuery, about, among, stored_queries, stored_query
from graph.store import Row, Store

_SIMILAR = "similar"
_MOST_SIMILAR = 6


@dataclass(frozen=True)
class Line:
    """A thing of a section, and what is said of it: two columns of values."""

    thing: URIRef
    first: tuple[Node, ...]
    second: tuple[Node, ...]


@dataclass(frozen=True)
class Sections:
    """The sections of a page.

    Attributes:
        lines: name of the section → its lines, in the order of the IRIs; the similar ones most alike first.
        through: things that the lines go through, such as memberships.
    """

    lines: dict[str, tuple[Line, ...]] = field(default_factory=dict)
    through: frozenset[Node] = frozenset()

    @property
    def mentioned(self) -> set[URIRef]:
        """Everything that needs a name."""
        nodes = (
            node for lines in self.lines.values() for each in lines for node in (each.thing, *each.first, *each.second)
        )
        return {node for node in nodes if isinstance(node, URIRef)}


@cache
def _queries() -> Mapping[str, StoredQuery]:
    """Return the beginning of IRIs, without base and slug → the query for their sections."""
    return {path: query for query in stored_queries("page-sections") for path in query.head["paths"]}


def sections(store: Store, iri: URIRef) -> Sections:
    """Return the sections for the page about `iri`; none for kinds that need none."""
    path = iri.removeprefix(BASE)
    query = _queries().get("graph" if path.startswith("graph/") else path.rpartition("/")[0])
    if query is None:
        return Sections()
    found: dict[str, dict[URIRef, tuple[dict[Node, None], dict[Node, None]]]] = defaultdict(dict)
    through: set[Node] = set()
    for row in store.select(about(query, iri)):
        thing = row.get("thing")
        through.add(row.get("via", iri))
        if isinstance(thing, URIRef):
            columns = found[str(row["section"])].setdefault(thing, ({}, {}))
            for column, variable in zip(columns, ("first", "second"), strict=True):
                if variable in row:
                    column[row[variable]] = None
    lines = {
        section: tuple(Line(thing, tuple(a), tuple(b)) for thing, (a, b) in sorted(things.items()))
        for section, things in found.items()
    }
    if _SIMILAR in lines:
        alike = sorted(lines[_SIMILAR], key=lambda line: -len(line.first))
        lines[_SIMILAR] = tuple(alike[:_MOST_SIMILAR])
    return Sections(lines, frozenset(through))


Known = Mapping[URIRef, Mapping[URIRef, tuple[Node, ...]]]
"""Thing → property → values: the few statements from which names are made."""

SOURCES = (PROV.hadPrimarySource, DCTERMS.source)
"""How a subject names its source: entities by the first, activities by the second."""


@dataclass(frozen=True)
class Statement:
    """What one named graph says of the thing; `graph` is None where the data have no named graphs."""

    property: URIRef
    value: Node
    graph: URIRef | None


@dataclass(frozen=True)
class References:
    """Statements of one property that lead to the thing.

    Attributes:
        property: how they refer to it.
        things: the subjects, sorted; the first ones where there are many.
        total: how many there are.
    """

    property: URIRef
    things: tuple[URIRef, ...]
    total: int


@dataclass(frozen=True)
class Description:
    """All that a page or an RDF document says about one thing, from one version of the data.

    Attributes:
        iri: the thing.
        statements: what is said of it, sorted by property, value and graph.
        references: what refers to it, sorted by property.
        known: names and kinds of everything that is mentioned, the thing itself included.
        version: of the data; empty where the store has none.
        sections: things further away that belong on the page.
    """

    iri: URIRef
    statements: tuple[Statement, ...]
    references: tuple[References, ...]
    known: Known
    version: str = ""
    sections: Sections = field(default_factory=Sections)

    def values(self, *properties: URIRef) -> tuple[Node, ...]:
        """Return the values of some properties, each once."""
        # A set finds by hash: comparing IRIs one by one would take most of the time of a page.
        wanted = frozenset(properties)
        return tuple(dict.fromkeys(s.value for s in self.statements if s.property in wanted))

    @property
    def types(self) -> tuple[URIRef, ...]:
        """The classes of the thing."""
        return tuple(value for value in self.values(RDF.type) if isinstance(value, URIRef))

    @property
    def graphs(self) -> tuple[URIRef, ...]:
        """The named graphs that speak of the thing, sorted."""
        return tuple(sorted({s.graph for s in self.statements if s.graph is not None}))

    @property
    def withdrawn(self) -> Literal | None:
        """When the thing was withdrawn (`prov:invalidatedAtTime`), or None."""
        times = [value for value in self.values(PROV.invalidatedAtTime) if isinstance(value, Literal)]
        return min(times, key=str, default=None)

    def sources(self, graph: URIRef | None) -> tuple[URIRef, ...]:
        """Return where the statements of `graph` come from.

        That is what the thing names as its source in this graph, else what the graph names, else the graph
        itself, which then describes how it came about.
        """
        own = tuple(
            s.value
            for s in self.statements
            if s.graph == graph and s.property in SOURCES and isinstance(s.value, URIRef)
        )
        if own or graph is None:
            return own
        common = self.known.get(graph, {}).get(PROV.hadPrimarySource, ())
        return tuple(value for value in common if isinstance(value, URIRef)) or (graph,)


SHOWN = 25
"""References shown at once for each property where there are more than `_MOST` in all."""

PART = 100
"""References in one part of a long list."""

_MOST = 250
"""References read at once; one more is asked for, to see whether there are more."""

_ATTEMPTS = 3

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """A part of the references to a thing: those with one property, number `first` (from 0) and following."""

    property: URIRef
    first: int
    count: int = PART


def describe(store: Store, iri: URIRef, part: Part | None = None, *, for_page: bool = False) -> Description | None:
    """Return what the store says about `iri`, all from one version of the data; None where it says nothing.

    Args:
        store: the data.
        iri: the thing.
        part: the references to read; default: all, or the first of each property where there are many.
        for_page: whether to read also what a page for people shows of things further away.

    Raises:
        InputError: the property of `part` could not stand in a query.
        BusyError: the data changed again and again while they were read.
    """
    return consistent(store, lambda version: _described(store, iri, part, version, for_page=for_page))


def exists(store: Store, iri: URIRef) -> bool:
    """Tell whether the store says anything about `iri`."""
    return bool(store.select(about(stored_query("describe", "exists"), iri)))


def consistent(store: Store, read: Callable[[str], T]) -> T:
    """Return what `read(version)` gives, read anew if the release was replaced meanwhile.

    Raises:
        BusyError: the data changed at each attempt.
    """
    for _ in range(_ATTEMPTS):
        before = store.version
        result = read(before)
        if store.version == before:
            return result
    raise BusyError("The data changed several times while they were read. Try again in a moment.")


def known_things(store: Store, iris: Iterable[URIRef], graphs: Iterable[URIRef] = ()) -> Known:
    """Return names and kinds of `iris`, of what their names are made of, and of the sources of `graphs`."""
    text = stored_query("describe", "names").text
    listed = sorted(set(iris))
    for variable, values in (("node", listed), ("near", listed), ("graph", sorted(set(graphs)))):
        text = among(text, variable, values)
    found: dict[URIRef, dict[URIRef, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for row in store.select(text):
        if isinstance(row["node"], URIRef):
            found[row["node"]][URIRef(str(row["property"]))].append(row["value"])
    return {node: {name: tuple(values) for name, values in properties.items()} for node, properties in found.items()}


def _described(store: Store, iri: URIRef, part: Part | None, version: str, *, for_page: bool) -> Description | None:
    rows = store.select(about(stored_query("describe", "statements"), iri))
    if not any(_is(row, "out") for row in rows):
        rows = store.select(about(stored_query("describe", "statements-of-default-graph"), iri))
    statements = _statements(rows)
    if not statements:
        return None
    if part is None:
        found = _references(store, iri, [row for row in rows if _is(row, "in")])
    else:
        found = _counted(store, iri, [part])
    mentioned = {s.value for s in statements if isinstance(s.value, URIRef)}
    graphs = {s.graph for s in statements if s.graph is not None}
    more = sections(store, iri) if for_page and part is None else Sections()
    things = mentioned | graphs | {thing for each in found for thing in each.things} | {iri} | more.mentioned
    return Description(iri, statements, found, known_things(store, things, graphs), version, more)


def _statements(rows: Iterable[Row]) -> tuple[Statement, ...]:
    found = [Statement(URIRef(str(row["property"])), row["node"], _graph(row)) for row in rows if _is(row, "out")]
    return tuple(sorted(found, key=lambda s: (s.property, s.value.n3(), s.graph or "")))


def _is(row: Row, direction: str) -> bool:
    return str(row["direction"]) == direction


def _graph(row: Row) -> URIRef | None:
    graph = row.get("graph")
    return graph if isinstance(graph, URIRef) else None


def _references(store: Store, iri: URIRef, rows: list[Row]) -> tuple[References, ...]:
    """Group the references by property; where not all were read, read the first of each instead."""
    if len(rows) > _MOST:
        names = sorted({URIRef(str(row["property"])) for row in _counts(store, iri)})
        return _counted(store, iri, [Part(name, 0, SHOWN) for name in names])
    found: dict[URIRef, set[URIRef]] = defaultdict(set)
    for row in rows:
        if isinstance(row["node"], URIRef):
            found[URIRef(str(row["property"]))].add(row["node"])
    return tuple(References(name, tuple(sorted(found[name])), len(found[name])) for name in sorted(found))


def _counted(store: Store, iri: URIRef, parts: Iterable[Part]) -> tuple[References, ...]:
    """Return parts of the references, each with the number there are in all."""
    counts = {row["property"]: int(str(row["count"])) for row in _counts(store, iri)}
    return tuple(
        References(part.property, tuple(_part(store, iri, part)), counts.get(part.property, 0)) for part in parts
    )


def _counts(store: Store, iri: URIRef) -> list[Row]:
    return store.select(about(stored_query("describe", "reference-counts"), iri))


def _part(store: Store, iri: URIRef, part: Part) -> list[URIRef]:
    text = among(about(stored_query("describe", "references"), iri), "property", [part.property])
    rows = store.select(f"{text}LIMIT {part.count:d} OFFSET {part.first:d}")
    return [row["node"] for row in rows if isinstance(row["node"], URIRef)]
