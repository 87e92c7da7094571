# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read what is known of a thing: two queries for most, a few more where very many things refer to it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from rdflib import URIRef

from graph.describe.description import Description, Known, References, Statement
from graph.describe.sections import Sections, sections
from graph.errors import BusyError
from graph.model.queries import about, among, stored_query
from graph.store import Row, Store

if TYPE_CHECKING:
    from rdflib.term import Node

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


def describe(
    store: Store, iri: URIRef, part: Part | None = None, *, for_page: bool = False
) -> Description | None:
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
        before = _version(store)
        result = read(before)
        if _version(store) == before:
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
    return {
        node: {name: tuple(values) for name, values in properties.items()}
        for node, properties in found.items()
    }


def _version(store: Store) -> str:
    return getattr(store, "version", "")


def _described(
    store: Store, iri: URIRef, part: Part | None, version: str, *, for_page: bool
) -> Description | None:
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
    found = [
        Statement(URIRef(str(row["property"])), row["node"], _graph(row)) for row in rows if _is(row, "out")
    ]
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
        References(part.property, tuple(_part(store, iri, part)), counts.get(part.property, 0))
        for part in parts
    )


def _counts(store: Store, iri: URIRef) -> list[Row]:
    return store.select(about(stored_query("describe", "reference-counts"), iri))


def _part(store: Store, iri: URIRef, part: Part) -> list[URIRef]:
    text = among(about(stored_query("describe", "references"), iri), "property", [part.property])
    rows = store.select(f"{text}LIMIT {part.count:d} OFFSET {part.first:d}")
    return [row["node"] for row in rows if isinstance(row["node"], URIRef)]
