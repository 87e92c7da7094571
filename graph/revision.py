# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The difference between two states of the same things, told in values and not in statements.

What was handed in, as things with properties.

Parts without a name of their own, such as a period: each file names them anew, so names tell nothing.

What a release says of the things of a submission already.

Names for all that a submission mentions: its own things by what it says, the others by the release.

What a submission changes, thing by thing and value by value, for those who decide on it.

statements   canonical N-Quads → thing → property → values
published    what a release says of the same things already
changes      the difference, as people think of it: added, removed, changed, the same
naming       names for everything that is mentioned
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from graph.check.rdf import GENID
from graph.check.values import node
from graph.describe import Known, known_things
from graph.model.formats import N_QUADS
from graph.model.namespaces import BASE
from graph.model.queries import among, stored_query
from graph.store import Store
from graph.store.terms import read_statements

Statements = Mapping[URIRef, Mapping[URIRef, tuple[Node, ...]]]
"""Thing → property → values, each once, in the order of the file."""

_MOST = 1_000_000


def statements(canonical: str) -> Statements:
    """Return what canonical N-Quads say; named graphs do not matter.

    A submission may be handed in with faults. A value that is not written as its datatype demands becomes
    plain text, as some of them take a gigabyte when they are understood.

    Raises:
        InputError: these are no N-Quads.
    """
    found: dict[URIRef, dict[URIRef, dict[Node, None]]] = {}
    for quad in read_statements(canonical.encode(), N_QUADS, "", _MOST):
        of_thing = found.setdefault(URIRef(quad.subject.value), {})
        of_thing.setdefault(URIRef(quad.predicate), {})[node(quad.object)] = None
    return {
        thing: {name: tuple(values) for name, values in properties.items()}
        for thing, properties in found.items()
    }


_NOTHING: Mapping[URIRef, tuple[Node, ...]] = {}


class ChangeType(StrEnum):
    """What became of a thing or of a property of it."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """What became of one property of one thing; texts of each language are told apart.

    Attributes:
        name: the property.
        language: tag of the texts; "" for values without language.
        before: values that were there and are not any more.
        after: values that were not there before, and that nobody publishes yet.
        kept: values that were there, or that others publish, and still are.
        beside: what others publish for the same property, and will go on publishing.
    """

    name: URIRef
    language: str
    before: tuple[Node, ...] = ()
    after: tuple[Node, ...] = ()
    kept: tuple[Node, ...] = ()
    beside: tuple[Node, ...] = ()

    @property
    def kind(self) -> ChangeType:
        """What became of it as a whole."""
        if self.before and self.after:
            return ChangeType.CHANGED
        if self.after:
            return ChangeType.CHANGED if self.kept else ChangeType.ADDED
        if self.before:
            return ChangeType.CHANGED if self.kept else ChangeType.REMOVED
        return ChangeType.SAME


@dataclass(frozen=True)
class Thing:
    """What became of one thing.

    Attributes:
        iri: the thing.
        types: its classes.
        kind: what became of it as a whole.
        is_known: whether others publish something about it.
        changes: its properties, sorted by property and language.
    """

    iri: URIRef
    types: tuple[URIRef, ...]
    kind: ChangeType
    is_known: bool
    changes: tuple[Change, ...]

    def of(self, *kinds: ChangeType) -> tuple[Change, ...]:
        """Return the properties of which this became."""
        return tuple(change for change in self.changes if change.kind in kinds)


def compare(
    before: Statements, after: Statements, beside: Statements, things: Sequence[URIRef] | None = None
) -> list[Thing]:
    """Return what became of things, in the order of `after`; those that are gone come last.

    Args:
        before: what is to be replaced: the submission in force, or an earlier version; empty for none.
        after: what is handed in.
        beside: what others publish about the same things.
        things: which ones; default: all.
    """
    chosen = [*after, *(thing for thing in before if thing not in after)] if things is None else things
    return [_thing(thing, before, after, beside) for thing in chosen]


def _thing(iri: URIRef, before: Statements, after: Statements, beside: Statements) -> Thing:
    old, new, other = (each.get(iri, _NOTHING) for each in (before, after, beside))
    changes = tuple(_changes(old, new, other))
    types = tuple(value for value in (new or old).get(RDF.type, ()) if isinstance(value, URIRef))
    if new and all(change.kind == ChangeType.SAME for change in changes):
        kind = ChangeType.SAME
    elif old and new:
        kind = ChangeType.CHANGED
    else:
        kind = ChangeType.ADDED if new else ChangeType.REMOVED
    return Thing(iri, types, kind, bool(other), changes)


def _changes(
    old: Mapping[URIRef, tuple[Node, ...]],
    new: Mapping[URIRef, tuple[Node, ...]],
    other: Mapping[URIRef, tuple[Node, ...]],
) -> Iterator[Change]:
    sides = [_by_language(side) for side in (old, new, other)]
    for key in sorted({*sides[0], *sides[1]}):
        was, now, beside = (side.get(key, ()) for side in sides)
        still, known = {*now}, {*was, *beside}
        yield Change(
            *key,
            before=tuple(value for value in was if value not in still),
            after=tuple(value for value in now if value not in known),
            kept=tuple(value for value in now if value in known),
            beside=tuple(beside),
        )


def _by_language(
    properties: Mapping[URIRef, tuple[Node, ...]],
) -> dict[tuple[URIRef, str], list[Node]]:
    found: dict[tuple[URIRef, str], list[Node]] = {}
    for name, values in properties.items():
        for value in values:
            language = (value.language or "") if isinstance(value, Literal) else ""
            found.setdefault((name, language), []).append(value)
    return found


_DEEPEST = 5
"""Parts of parts that tell parts apart; they may go round in circles."""

PartDigests = Mapping[Node, str]
"""Part → digest of what is said of it."""


def match_parts(before: Statements, after: Statements) -> Statements:
    """Return `before` with the names that its unnamed parts have in `after`.

    Parts belong together if they stand at the same property of the same thing and say the same, or if they
    are the only ones left there. The time grows with the number of statements, whoever refers to whom.
    """
    told, names, taken = (_told(before), _told(after)), dict[Node, Node](), set[Node]()
    found = [(thing, thing) for thing in before if thing in after and not _is_unnamed(thing)]
    while found:
        old, new = found.pop()
        for name, values in before.get(old, {}).items():
            were = [value for value in values if _is_unnamed(value) and value not in names]
            are = [
                each for each in after.get(new, {}).get(name, ()) if _is_unnamed(each) and each not in taken
            ]
            for was, now in _pairs(were, are, *told):
                names[was] = now
                taken.add(now)
                found.append((URIRef(str(was)), URIRef(str(now))))
    return {
        URIRef(str(names.get(thing, thing))): {
            name: tuple(names.get(value, value) for value in values) for name, values in properties.items()
        }
        for thing, properties in before.items()
    }


def _pairs(
    were: Iterable[Node], are: Iterable[Node], told_before: PartDigests, told_after: PartDigests
) -> Iterator[tuple[Node, Node]]:
    free: dict[str, list[Node]] = defaultdict(list)
    for now in are:
        free[told_after.get(now, "")].append(now)
    left = []
    for was in were:
        if same := free.get(told_before.get(was, "")):
            yield was, same.pop()
        else:
            left.append(was)
    others = [now for same in free.values() for now in same]
    if len(left) == len(others) == 1:
        yield left[0], others[0]


def _told(statements: Statements) -> PartDigests:
    """Return what is said of each part, with what its own parts say in place of their names."""
    parts = {thing: properties for thing, properties in statements.items() if _is_unnamed(thing)}
    told: dict[Node, str] = {}
    for _ in range(_DEEPEST):
        told = {part: _digest(properties, told) for part, properties in parts.items()}
    return told


def _digest(properties: Mapping[URIRef, tuple[Node, ...]], told: PartDigests) -> str:
    said = sorted(
        f"{name} {_written(value, told)}" for name, values in properties.items() for value in values
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _written(value: Node, told: PartDigests) -> str:
    if _is_unnamed(value):
        return told.get(value, "")
    if isinstance(value, Literal):
        return repr((str(value), value.language, str(value.datatype)))
    return f"<{value}>"


def _is_unnamed(node: Node) -> bool:
    return isinstance(node, URIRef) and node.startswith(GENID)


def published_statements(
    store: Store, things: Collection[URIRef], without: Collection[URIRef] = ()
) -> Statements:
    """Return what the store says of some things.

    Args:
        store: the data in service.
        things: their IRIs.
        without: named graphs that do not count, as they are about to be replaced.

    Raises:
        InputError: something could not stand in a query.
    """
    if not things:
        return {}
    rows = store.select(among(stored_query("revision", "published").text, "thing", sorted(things)))
    found: dict[URIRef, dict[URIRef, dict[Node, None]]] = {}
    for row in rows:
        if row.get("graph") not in without:
            of_thing = found.setdefault(URIRef(str(row["thing"])), {})
            of_thing.setdefault(URIRef(str(row["property"])), {})[row["value"]] = None
    return {
        thing: {name: tuple(values) for name, values in properties.items()}
        for thing, properties in found.items()
    }


def names(store: Store, *said: Statements, things: Iterable[URIRef]) -> Known:
    """Return names and kinds of what some things say and mention.

    Args:
        store: the data in service.
        said: what is said of things; what comes first counts.
        things: those whose values are to be named as well.

    Raises:
        InputError: something could not stand in a query.
    """
    mentioned = {
        value
        for thing in things
        for each in said
        for values in each.get(thing, {}).values()
        for value in values
        if isinstance(value, URIRef) and value.startswith(BASE)
    }
    found = dict(known_things(store, {*mentioned, *things}))
    for each in reversed(said):
        for thing in {*mentioned, *things} & each.keys():
            found[thing] = {**found.get(thing, {}), **each[thing]}
    return found
