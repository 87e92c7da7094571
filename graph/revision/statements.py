# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was handed in, as things with properties."""

from collections.abc import Mapping

from rdflib import URIRef
from rdflib.term import Node

from graph.check.values import node
from graph.model.formats import N_QUADS
from graph.store.terms import read

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
    for quad in read(canonical.encode(), N_QUADS, "", _MOST):
        of_thing = found.setdefault(URIRef(quad.subject.value), {})
        of_thing.setdefault(URIRef(quad.predicate), {})[node(quad.object)] = None
    return {
        thing: {name: tuple(values) for name, values in properties.items()}
        for thing, properties in found.items()
    }
