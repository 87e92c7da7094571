# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The index of what is served now."""

import gc
import threading
from collections.abc import Callable

from graph.search.entries import Entry, entries
from graph.search.index import Index
from graph.store import Store


class CurrentIndex:
    """The search index of a store; it follows the store to each new release.

    Args:
        store: what is searched.
        prepared: returns the entries that were made when a version was built; None where there are none, and
            the store is asked.
    """

    def __init__(self, store: Store, prepared: Callable[[str], list[Entry] | None]) -> None:
        self._store = store
        self._prepared = prepared
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._version = ""

    def get(self) -> Index:
        """Return the index of what the store holds now; whoever asks first after a change waits for it.

        Raises:
            GraphError: the store cannot be asked.
        """
        with self._lock:
            # A release that comes in while the data are read would be half in the index: look again.
            while self._index is None or self._version != self._now():
                version = self._now()
                found = self._prepared(version)
                self._index = Index(entries(self._store) if found is None else found)
                self._version = version
                # Else each full collection walks through all entries and holds up a request for 100 ms.
                gc.freeze()
            return self._index

    def _now(self) -> str:
        """Return the version of what is served; a store in this process does not change."""
        return str(getattr(self._store, "version", ""))
