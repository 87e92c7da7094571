# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The difference between two states of the same things, told in values and not in statements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from graph.revision.statements import Statements

_NOTHING: Mapping[URIRef, tuple[Node, ...]] = {}


class Kind(StrEnum):
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
    def kind(self) -> Kind:
        """What became of it as a whole."""
        if self.before and self.after:
            return Kind.CHANGED
        if self.after:
            return Kind.CHANGED if self.kept else Kind.ADDED
        if self.before:
            return Kind.CHANGED if self.kept else Kind.REMOVED
        return Kind.SAME


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
    kind: Kind
    is_known: bool
    changes: tuple[Change, ...]

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
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
    if new and all(change.kind == Kind.SAME for change in changes):
        kind = Kind.SAME
    elif old and new:
        kind = Kind.CHANGED
    else:
        kind = Kind.ADDED if new else Kind.REMOVED
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
