# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a store is to the rest of the code: queries in, terms or finished documents out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rdflib import Graph, URIRef
from rdflib.term import Node

from graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format

Row = Mapping[str, Node]
"""One solution: variable name without `?` → rdflib term; unbound variables are absent."""


@dataclass(frozen=True)
class Wanted:
    """The format to answer in, chosen before the query form is known.

    Attributes:
        result: format for SELECT and ASK; None when the client accepts none that is offered.
        graph: format for CONSTRUCT and DESCRIBE; None as above.
    """

    result: Format | None = RESULT_FORMATS[0]
    graph: Format | None = GRAPH_FORMATS[0]


@dataclass(frozen=True)
class Scope:
    """The RDF dataset a query runs over (SPARQL 1.1 Protocol, 2.1.4); empty means the store's own.

    Attributes:
        default: IRIs of the graphs that are merged into the default graph.
        named: IRIs of the named graphs.
    """

    default: Sequence[URIRef] = ()
    named: Sequence[URIRef] = ()


@dataclass(frozen=True)
class Answer:
    """A finished query result.

    Attributes:
        format: the serialisation of `body`.
        body: the whole document.
    """

    format: Format
    body: bytes


class Store(Protocol):
    """A read-only RDF dataset that answers SPARQL 1.1 queries."""

    def answer(self, query: str, wanted: Wanted, scope: Scope) -> Answer:
        """Return the answer to `query` as a document in the wanted format.

        Raises:
            QueryError: the text is no legal query, or uses what this store refuses.
            NotAcceptableError: the wanted format for this query form is None.
        """
        ...

    def select(self, query: str) -> list[Row]:
        """Return the solutions of a SELECT query in order; blank nodes keep their identity."""
        ...

    def construct(self, query: str) -> Graph:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def __len__(self) -> int:
        """Return the number of quads."""
        ...
