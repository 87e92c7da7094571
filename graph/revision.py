# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The difference between two states of the same things, in values and not in statements.

Parts without a name of their own, such as a period, get other names in each file, so they are told apart by
what is said of them.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from graph.check.rdf import GENID
from graph.check.values import to_rdflib_term
from graph.describe import Known, known_things
from graph.model.formats import N_QUADS
from graph.model.namespaces import BASE
from graph.model.queries import among, stored_query
from graph.store import Store
from graph.store.terms import read_statements

Statements = Mapping[URIRef, Mapping[URIRef, tuple[Node, ...]]]
"""Thing → property → values, each once, in the order of the file."""

_MOST = 1_000_000

_DEEPEST = 5
"""How deep parts of parts are looked at to tell parts apart; they may form circles."""

_Digests = Mapping[Node, str]
"""Part → digest of what is said of it."""

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
        language: tag of the texts; "" for values without language.
        before: values that are no longer there.
        after: values that are new, and that nobody publishes yet.
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
        types: its classes.
        is_known: whether others publish something about it.
        changes: its properties, sorted by property and language.
    """

    iri: URIRef
    types: tuple[URIRef, ...]
    kind: ChangeType
    is_known: bool
    changes: tuple[Change, ...]

    def of(self, *kinds: ChangeType) -> tuple[Change, ...]:
        """Return the changes of these kinds."""
        return tuple(change for change in self.changes if change.kind in kinds)


def statements(canonical: str) -> Statements:
    """Return what canonical N-Quads say; named graphs do not matter.

    A submission may be handed in with faults. A value that is not written as its datatype demands becomes
    plain text, as some of them take a gigabyte when they are understood.

    Raises:
        InputError: these are no N-Quads.
    """
    return _by_thing(
        (URIRef(each.subject.value), URIRef(each.predicate), to_rdflib_term(each.object))
        for each in read_statements(canonical.encode(), N_QUADS, "", _MOST)
    )


def published_statements(store: Store, things: Collection[URIRef], without: Collection[URIRef] = ()) -> Statements:
    """Return what the store says of some things, save for graphs that are about to be replaced (`without`).

    Raises:
        InputError: an IRI is not valid in a query.
    """
    if not things:
        return {}
    rows = store.select(among(stored_query("revision", "published").text, "thing", sorted(things)))
    return _by_thing(
        (URIRef(str(row["thing"])), URIRef(str(row["property"])), row["value"])
        for row in rows
        if row.get("graph") not in without
    )


def names(store: Store, *said: Statements, things: Iterable[URIRef]) -> Known:
    """Return names and kinds of what some things say and mention.

    Args:
        store: the data in service.
        said: what is said of things; what comes first counts.
        things: those whose values are to be named as well.

    Raises:
        InputError: an IRI is not valid in a query.
    """
    mentioned = {
        value
        for thing in things
        for each in said
        for values in each.get(thing, {}).values()
        for value in values
        if isinstance(value, URIRef) and value.startswith(BASE)
    }
    known = dict(known_things(store, {*mentioned, *things}))
    for each in reversed(said):
        for thing in {*mentioned, *things} & each.keys():
            known[thing] = {**known.get(thing, {}), **each[thing]}
    return known


def _by_thing(triples: Iterable[tuple[URIRef, URIRef, Node]]) -> Statements:
    things: dict[URIRef, dict[URIRef, dict[Node, None]]] = {}
    for thing, name, value in triples:
        things.setdefault(thing, {}).setdefault(name, {})[value] = None
    return {thing: {name: tuple(values) for name, values in properties.items()} for thing, properties in things.items()}


def match_parts(before: Statements, after: Statements) -> Statements:
    """Return `before` with the names that its unnamed parts have in `after`.

    Parts match if they are values of the same property of the same thing and say the same, or if they are the
    only ones left there. The time grows with the number of statements, whatever refers to what.
    """
    digests, names, taken = (_digests(before), _digests(after)), dict[Node, Node](), set[Node]()
    pairs = [(thing, thing) for thing in before if thing in after and not _is_unnamed(thing)]
    while pairs:
        old, new = pairs.pop()
        for name, values in before.get(old, {}).items():
            were = [value for value in values if _is_unnamed(value) and value not in names]
            are = [each for each in after.get(new, {}).get(name, ()) if _is_unnamed(each) and each not in taken]
            for was, now in _pairs(were, are, *digests):
                names[was] = now
                taken.add(now)
                pairs.append((URIRef(str(was)), URIRef(str(now))))
    return {
        URIRef(str(names.get(thing, thing))): {
            name: tuple(names.get(value, value) for value in values) for name, values in properties.items()
        }
        for thing, properties in before.items()
    }


def compare(
    before: Statements, after: Statements, beside: Statements, things: Sequence[URIRef] | None = None
) -> list[Thing]:
    """Return what became of things, in the order of `after`; those that are gone come last.

    Args:
        before: what is to be replaced: the submission in force, or an earlier version; empty for none.
        after: what is submitted.
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


def _by_language(properties: Mapping[URIRef, tuple[Node, ...]]) -> dict[tuple[URIRef, str], list[Node]]:
    values: dict[tuple[URIRef, str], list[Node]] = defaultdict(list)
    for name, all_values in properties.items():
        for value in all_values:
            language = (value.language or "") if isinstance(value, Literal) else ""
            values[name, language].append(value)
    return values


def _pairs(
    were: Iterable[Node], are: Iterable[Node], digests_before: _Digests, digests_after: _Digests
) -> Iterator[tuple[Node, Node]]:
    free: dict[str, list[Node]] = defaultdict(list)
    for now in are:
        free[digests_after.get(now, "")].append(now)
    left = []
    for was in were:
        if same := free.get(digests_before.get(was, "")):
            yield was, same.pop()
        else:
            left.append(was)
    others = [now for same in free.values() for now in same]
    if len(left) == len(others) == 1:
        yield left[0], others[0]


def _digests(statements: Statements) -> _Digests:
    """Return a digest of each part, made with the digests of its own parts in place of their names."""
    parts = {thing: properties for thing, properties in statements.items() if _is_unnamed(thing)}
    digests: dict[Node, str] = {}
    for _ in range(_DEEPEST):
        digests = {part: _digest(properties, digests) for part, properties in parts.items()}
    return digests


def _digest(properties: Mapping[URIRef, tuple[Node, ...]], digests: _Digests) -> str:
    said = sorted(f"{name} {_written(value, digests)}" for name, values in properties.items() for value in values)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _written(value: Node, digests: _Digests) -> str:
    if _is_unnamed(value):
        return digests.get(value, "")
    if isinstance(value, Literal):
        return repr((str(value), value.language, str(value.datatype)))
    return f"<{value}>"


def _is_unnamed(node: Node) -> bool:
    return isinstance(node, URIRef) and node.startswith(GENID)
