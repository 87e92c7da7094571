# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the graph says about itself: its size and parts, counted with `queries/catalog/*.rq`."""

from graph.model.namespaces import GRAPH
from graph.model.queries import stored_queries
from graph.publication.progress import Progress, counted, silent
from graph.store import EmbeddedStore

STATISTICS = GRAPH.statistics
"""The named graph of the VoID description."""

_ALL = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{STATISTICS}> {{ ?s ?p ?o }} }}"


def add_statistics(store: EmbeddedStore, progress: Progress = silent) -> None:
    """Add the VoID description (W3C Note, 3 March 2011) of all that `store` holds so far.

    Everything is counted before anything is added, so the figures are those of the data alone.
    """
    queries = stored_queries("catalog")
    found = [store.construct(query.text) for query in counted("Counting", queries, progress)]
    store.add((*triple, STATISTICS) for triples in found for triple in triples)
    # The default graph is a merge that was made before; this takes the new statements into it.
    store.add_constructed(_ALL, STATISTICS)
