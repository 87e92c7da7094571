# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a page adds to the statements of a thing: things further away, in sections that suit its kind.

Each file of `queries/page-sections/` serves the kinds that `_QUERIES` names and gives rows of `?section`,
`?thing` and what to say of it (`?first`, `?second`).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from rdflib import URIRef
from rdflib.term import Node

from graph.model.namespaces import BASE
from graph.model.queries import about, stored_query
from graph.store import Store

_QUERIES = {
    "id/project": "project",
    "id/municipality": "body",
    "id/district": "body",
    "id/association": "body",
    "id/organisation": "body",
    "id/consortium": "consortium",
    "id/partnership": "consortium",
    "id/cohort": "cohort",
    "id/event": "event",
    "code/topic": "topic",
    "id/training": "training",
    "id/area": "area",
    "graph": "graph",
}
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
            node
            for lines in self.lines.values()
            for each in lines
            for node in (each.thing, *each.first, *each.second)
        )
        return {node for node in nodes if isinstance(node, URIRef)}


def sections(store: Store, iri: URIRef) -> Sections:
    """Return the sections for the page about `iri`; none for kinds that need none."""
    path = iri.removeprefix(BASE)
    name = _QUERIES.get("graph" if path.startswith("graph/") else path.rpartition("/")[0])
    if name is None:
        return Sections()
    found: dict[str, dict[URIRef, tuple[dict[Node, None], dict[Node, None]]]] = defaultdict(dict)
    through: set[Node] = set()
    for row in store.select(about(stored_query("page-sections", name), iri)):
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
