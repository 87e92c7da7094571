# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The dataset of a query: that of the request, else that of its FROM clauses (SPARQL 1.1 Query, 13.2)."""

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from graph.store.base import Scope
from graph.store.prologue import prologue
from graph.store.sparql_text import significant


def dataset_of(query: str, scope: Scope, prefixes: Mapping[str, str]) -> Scope:
    """Return the graphs the query runs over; both lists empty where neither request nor query says any."""
    if scope.default or scope.named:
        return scope
    declared = prologue(query, prefixes)
    clauses = [(is_named, declared.resolved(token)) for is_named, token in _clauses(query)]
    return Scope(
        [iri for is_named, iri in clauses if not is_named], [iri for is_named, iri in clauses if is_named]
    )


def merged(store: ox.Store, scope: Scope) -> ox.Store:
    """Return a store whose default graph is the RDF merge of the default graphs of `scope`.

    The engine (pyoxigraph 0.5) would give a triple that stands in two of them twice.
    """
    result = ox.Store()
    for iri in scope.default:
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        result.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for iri in scope.named:
        result.bulk_extend(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return result


def _clauses(query: str) -> Iterator[tuple[bool, str]]:
    """Yield (whether it is FROM NAMED, the IRI as it is written) of each dataset clause."""
    tokens = significant(query)
    for place, token in enumerate(tokens[:-1]):
        if (token["word"] or "").upper() == "FROM":
            is_named = (tokens[place + 1]["word"] or "").upper() == "NAMED"
            yield is_named, tokens[min(place + 1 + is_named, len(tokens) - 1)][0]
