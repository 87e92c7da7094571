# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of one thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import DCTERMS, PROV, RDF, Literal, URIRef
from rdflib.term import Node

from graph.describe.sections import Sections

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
