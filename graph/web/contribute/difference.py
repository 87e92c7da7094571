# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The things of a submission as they would be published, and what they change, in words and with links."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdflib import RDF, URIRef
from rdflib.term import Node

from graph import describe
from graph.describe import Description, Known, Statement, class_name
from graph.model.paging import Page
from graph.revision import (
    Change,
    ChangeType,
    Statements,
    Thing,
    compare,
    match_parts,
    names,
    published_statements,
)
from graph.store import Store
from graph.web.contribute.words import KIND_BADGES, KINDS, LANGUAGES, said
from graph.web.http.pages import language, translate
from graph.web.pages.thing_page import Section, outline
from graph.web.pages.values import Value, value

PAGE = 20
"""Things on one page."""


@dataclass(frozen=True)
class Line:
    """What becomes of one property: its values before and after, and what others publish."""

    name: str
    kind: str
    badge: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]
    kept: tuple[Value, ...]
    beside: tuple[Value, ...]


@dataclass(frozen=True)
class Shown:
    """One thing.

    Attributes:
        number: its place in the submission, from 1.
        title: its name, and where it is published, if it is.
        lead: what introduces it.
        kind: what it is.
        change: what becomes of it, in words.
        badge: how the badge with these words looks.
        is_known: whether others publish something about it.
        lines: what changes.
        same: how many properties stay as they are.
        sections: the thing as it would be published.
    """

    number: int
    title: Value
    lead: Value | None
    kind: str
    change: str
    badge: str
    is_known: bool
    lines: tuple[Line, ...]
    same: int
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Contents:
    """A page of the things of a submission.

    Attributes:
        things: those of this page.
        totals: word for what becomes of things → how many.
        page: which one.
    """

    things: Sequence[Shown]
    totals: Mapping[str, int]
    page: Page


@dataclass(frozen=True)
class States:
    """What is compared.

    Attributes:
        before: what it takes the place of; empty for nothing.
        after: what was handed in.
        without: named graphs that do not count as published by others: its own, and what it replaces.
        is_replacing: whether `before` is published.
    """

    before: Statements
    after: Statements
    without: tuple[URIRef, ...] = ()
    is_replacing: bool = False


def contents(store: Store, states: States, page: int) -> Contents:
    """Return one page of the things, those that others publish as well compared with that."""
    states = replace(states, before=match_parts(states.before, states.after))
    everything = compare(states.before, states.after, {})
    shown = Page(page, PAGE, len(everything)).existing
    chosen = [thing.iri for thing in shown.of(everything)]
    beside = published_statements(store, chosen, states.without)
    known = names(store, states.after, states.before, beside, things=chosen)
    found = compare(states.before, states.after, beside, chosen)
    return Contents(
        [_shown(number, thing, states, known) for number, thing in enumerate(found, shown.start + 1)],
        {said(KINDS, kind): count for kind, count in _counted(everything).items()},
        shown,
    )


def _counted(things: Iterable[Thing]) -> Mapping[ChangeType, int]:
    counts = Counter(thing.kind for thing in things)
    return {kind: counts[kind] for kind in ChangeType if counts[kind]}


def _shown(number: int, thing: Thing, states: States, known: Known) -> Shown:
    of_it = states.after.get(thing.iri) or states.before.get(thing.iri, {})
    described = _described(thing.iri, of_it, known)
    title = value(described, thing.iri)
    is_public = thing.is_known or (states.is_replacing and thing.iri in states.before)
    is_more = thing.is_known and thing.kind == ChangeType.ADDED
    lead, sections = outline(described)
    kinds = [class_name(each)[language()] for each in thing.types]
    return Shown(
        number,
        Value(title.text, title.language, title.link if is_public else None),
        lead,
        ", ".join(kinds) or translate("ohne Angabe, was es ist", "not said what it is"),
        translate("ergänzt", "added to") if is_more else said(KINDS, thing.kind),
        KIND_BADGES[ChangeType.CHANGED if is_more else thing.kind],
        thing.is_known,
        tuple(
            _line(change, thing, described)
            for change in _in_order(thing)
            if change.kind != ChangeType.SAME and change.name != RDF.type
        ),
        len(thing.of(ChangeType.SAME)),
        sections,
    )


def _in_order(thing: Thing) -> list[Change]:
    """Return the properties in the order of the form."""
    fields = {change.name: describe.field(change.name, thing.types) for change in thing.changes}
    return sorted(
        thing.changes,
        key=lambda change: (fields[change.name].order, change.name, change.language != "de"),
    )


def _line(change: Change, thing: Thing, described: Description) -> Line:
    name = describe.field(change.name, thing.types).name[language()]
    if change.language:
        name = f"{name} ({said(LANGUAGES, change.language)})"

    def shown(values: Iterable[Node]) -> tuple[Value, ...]:
        return tuple(value(described, node) for node in values)

    beside = [node for node in change.beside if node not in (*change.after, *change.kept)]
    return Line(
        name,
        said(KINDS, change.kind),
        KIND_BADGES[change.kind],
        shown(change.before),
        shown(change.after),
        shown(change.kept),
        shown(beside),
    )


def _described(iri: URIRef, said_of_it: Mapping[URIRef, tuple[Node, ...]], known: Known) -> Description:
    statements = tuple(Statement(name, node, None) for name, nodes in said_of_it.items() for node in nodes)
    return Description(iri, statements, (), known)
