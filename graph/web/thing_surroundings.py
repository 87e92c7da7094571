# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the page about a thing lists around it: things further away, and what refers to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import RDF, VOID, URIRef
from rdflib.term import Node

from graph import describe
from graph.describe import Description, class_name
from graph.describe.description import Line
from graph.model.kinds import SECTIONS
from graph.model.namespaces import BASE
from graph.web.http.pages import language, translate
from graph.web.pages.values import Value, value

_NOT_LISTED = {VOID.exampleResource}
"""References that tell nothing about the thing."""


@dataclass(frozen=True)
class Listing:
    """Things of one kind that refer to the thing, with the property they do it with.

    Attributes:
        heading: the kind.
        property: name of the property.
        iri: the property.
        things: the first of them, or those of this part.
        total: how many there are with this property, of all kinds.
    """

    heading: str
    property: str
    iri: URIRef
    things: tuple[Value, ...]
    total: int


@dataclass(frozen=True)
class Table:
    """Things further away.

    Attributes:
        name: of the section, as the query has it.
        heading: what they are.
        columns: headings of the columns that have something in them; the first is that of the things.
        rows: one per thing: the thing, and the values of each other column.
    """

    name: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, tuple[tuple[Value, ...], ...]], ...]


def tables_of(description: Description) -> list[Table]:
    """Return the sections that suit the kind of thing, in the order of `SECTIONS`."""
    lines = description.sections.lines
    return [_table(description, section, lines[section]) for section in SECTIONS if section in lines]


def _table(description: Description, section: str, lines: Sequence[Line]) -> Table:
    heading, *columns = (text for text in SECTIONS[section][language()].split("|"))
    used = [any(line.first for line in lines), any(line.second for line in lines)]
    rows = [
        (
            value(description, line.thing),
            tuple(
                _shown(description, nodes)
                for nodes, use in zip((line.first, line.second), used, strict=True)
                if use
            ),
        )
        for line in lines
    ]
    if section not in {"similar", "agenda"}:
        rows.sort(key=lambda row: row[0].text.casefold())
    if section == "agenda":
        rows.sort(key=lambda row: [value.text for values in row[1] for value in values])
    titles = [columns[0], *(title for title, use in zip(columns[1:], used, strict=False) if use)]
    return Table(section, heading, tuple(titles), tuple(rows))


def _shown(description: Description, nodes: Sequence[Node]) -> tuple[Value, ...]:
    return tuple(sorted((value(description, node) for node in nodes), key=lambda each: each.text.casefold()))


def listings_of(description: Description) -> list[Listing]:
    """Return what refers to the thing, by kind and property, and stands in no table."""
    more = description.sections
    elsewhere = {line.thing for lines in more.lines.values() for line in lines} | more.through
    found: dict[tuple[str, URIRef], list[Value]] = {}
    names: dict[tuple[str, URIRef], str] = {}
    totals = {each.property: each.total for each in description.references}
    for each in (each for each in description.references if each.property not in _NOT_LISTED):
        for thing in (thing for thing in each.things if thing not in elsewhere):
            key = (_kind_of(description, thing), each.property)
            found.setdefault(key, []).append(value(description, thing))
            types = [t for t in description.known.get(thing, {}).get(RDF.type, ()) if isinstance(t, URIRef)]
            names[key] = describe.field(each.property, types).names[language()]
    return [
        Listing(
            key[0],
            names[key],
            key[1],
            tuple(sorted(found[key], key=lambda v: v.text.casefold())),
            totals[key[1]],
        )
        for key in sorted(found)
    ]


def _kind_of(description: Description, iri: URIRef) -> str:
    """Return the name of the kind that a thing belongs to."""
    kind = iri.removeprefix(f"{BASE}id/").partition("/")[0]
    if kind in describe.KINDS:
        return describe.KINDS[kind].names[language()]
    types = [t for t in description.known.get(iri, {}).get(RDF.type, ()) if isinstance(t, URIRef)]
    return class_name(types[0])[language()] if types else translate("Weiteres", "Other")
