# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""RDF storage and SPARQL: the only place that knows pyoxigraph."""

from graph.store.base import Answer, Dataset, FormatChoice, Row, Store
from graph.store.documents import serialise
from graph.store.embedded import EmbeddedStore, Origin, load, load_default_graph, load_for
from graph.store.files import rdf_files
from graph.store.terms import Quad

__all__ = [
    "Answer",
    "Dataset",
    "EmbeddedStore",
    "FormatChoice",
    "Origin",
    "Quad",
    "Row",
    "Store",
    "load",
    "load_default_graph",
    "load_for",
    "rdf_files",
    "serialise",
]
