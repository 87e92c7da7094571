# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a store is filled from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.model.namespaces import namespaces
from graph.store.embedded import EmbeddedStore


@dataclass(frozen=True)
class Origin:
    """The files of a dataset.

    Attributes:
        version: changes when the files do; part of every ETag.
        files: RDF files, read in this order.
        prefixes: prefix → namespace for queries that declare none.
    """

    version: str
    files: tuple[Path, ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)


def load(origin: Origin) -> EmbeddedStore:
    """Return a store in this process with all that `origin` names.

    Raises:
        InputError: a file cannot be read; names line and column.
    """
    # A query worker that is forked from here can open no file when it has to tell about an unknown prefix.
    namespaces()
    store = EmbeddedStore(origin.prefixes)
    for file in origin.files:
        store.load(file)
    store.merge()
    return store
