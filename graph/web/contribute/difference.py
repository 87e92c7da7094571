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
from graph.revision import Change, ChangeType, Statements, Thing, compare, match_parts, names, published_statements
from graph.store import Store
from graph.web.contribute.choices import language_name
from graph.web.http.pages import language, translate
from graph.web.pages.thing_page import Section, outline
from graph.web.pages.values import Value, value

_PAGE = 20
"""Things on one page."""

_CHANGES = {
    ChangeType.ADDED: ("neu eingereicht", "new", "success"),
    ChangeType.CHANGED: ("geändert", "changed", "warning"),
    ChangeType.REMOVED: ("entfällt", "removed", "danger"),
    ChangeType.SAME: ("unverändert", "unchanged", "info"),
}
"""What became of a thing or a value, in German and English, and how its badge looks."""


@dataclass(frozen=True)
class Line:
    """What becomes of one property: its values before and after, and what others publish."""

    name: str
    kind: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]
    kept: tuple[Value, ...]
    beside: tuple[Value, ...]


@dataclass(frozen=True)
class ThingView:
    """One thing.

    Attributes:
        number: its place in the submission, from 1.
        title: its name, with a link if it is published.
        change: what becomes of it, in words.
        badge: how the badge with these words looks.
        is_known: whether others publish something about it.
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
class ThingsPage:
    """One page of the things of a submission; `totals` maps what becomes of things, in words, to how many."""

    things: Sequence[ThingView]
    totals: Mapping[str, int]
    page: Page


@dataclass(frozen=True)
class Comparison:
    """What is compared.

    Attributes:
        before: what the submission replaces; empty for nothing.
        after: what was submitted.
        without: named graphs that do not count as published by others: its own, and what it replaces.
        is_replacing: whether `before` is published.
    """

    before: Statements
    after: Statements
    without: tuple[URIRef, ...] = ()
    is_replacing: bool = False


def compare_things(store: Store, compared: Comparison, page: int) -> ThingsPage:
    """Return one page of the things, compared also with what others publish about them."""
    compared = replace(compared, before=match_parts(compared.before, compared.after))
    everything = compare(compared.before, compared.after, {})
    shown = Page(page, _PAGE, len(everything)).existing
    chosen = [thing.iri for thing in shown.of(everything)]
    beside = published_statements(store, chosen, compared.without)
    known = names(store, compared.after, compared.before, beside, things=chosen)
    found = compare(compared.before, compared.after, beside, chosen)
    counts = Counter(thing.kind for thing in everything)
    return ThingsPage(
        [_thing_view(number, thing, compared, known) for number, thing in enumerate(found, shown.start + 1)],
        {_change_name(kind): counts[kind] for kind in ChangeType if counts[kind]},
        shown,
    )


def _change_name(kind: ChangeType) -> str:
    german, english, _ = _CHANGES[kind]
    return translate(german, english)


def _thing_view(number: int, thing: Thing, compared: Comparison, known: Known) -> ThingView:
    described = _description(thing.iri, compared.after.get(thing.iri) or compared.before[thing.iri], known)
    title = value(described, thing.iri)
    is_public = thing.is_known or (compared.is_replacing and thing.iri in compared.before)
    is_addition = thing.is_known and thing.kind == ChangeType.ADDED
    lead, sections = outline(described)
    classes = ", ".join(class_name(each)[language()] for each in thing.types)
    return ThingView(
        number,
        Value(title.text, title.language, title.link if is_public else None),
        lead,
        classes or translate("ohne Angabe der Art", "kind not stated"),
        translate("ergänzt", "added to") if is_addition else _change_name(thing.kind),
        _CHANGES[ChangeType.CHANGED if is_addition else thing.kind][2],
        thing.is_known,
        _lines(thing, described),
        len(thing.of(ChangeType.SAME)),
        sections,
    )


def _description(iri: URIRef, properties: Mapping[URIRef, tuple[Node, ...]], known: Known) -> Description:
    found = (Statement(name, node, None) for name, nodes in properties.items() for node in nodes)
    return Description(iri, tuple(found), (), known)


def _lines(thing: Thing, described: Description) -> tuple[Line, ...]:
    """Return what changes, in the order of the form."""
    fields = {change.name: describe.field(change.name, thing.types) for change in thing.changes}
    ordered = sorted(
        (change for change in thing.changes if change.kind != ChangeType.SAME and change.name != RDF.type),
        key=lambda change: (fields[change.name].order, change.name, change.language != "de"),
    )
    return tuple(_line(change, fields[change.name].name[language()], described) for change in ordered)


def _line(change: Change, name: str, described: Description) -> Line:
    if change.language:
        name = f"{name} ({language_name(change.language)})"

    def views(nodes: Iterable[Node]) -> tuple[Value, ...]:
        return tuple(value(described, node) for node in nodes)

    beside = [node for node in change.beside if node not in (*change.after, *change.kept)]
    return Line(
        name, _change_name(change.kind), views(change.before), views(change.after), views(change.kept), views(beside)
    )
