# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""RDF storage and SPARQL: the only place that knows pyoxigraph."""

from graph.store.base import Answer, Dataset, FormatChoice, Row, Store
from graph.store.documents import Quad, written
from graph.store.embedded import EmbeddedStore, Origin, Statement, load
from graph.store.files import rdf_files

__all__ = [
    "Answer",
    "Dataset",
    "EmbeddedStore",
    "FormatChoice",
    "Origin",
    "Quad",
    "Row",
    "Statement",
    "Store",
    "load",
    "rdf_files",
    "written",
]
