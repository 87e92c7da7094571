# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of things as values: kept as long as their release is served, those of the projects made ahead.

Reading what the page of a project shows takes three queries and some hundred rows, many times what its own
statements take. A release does not change, so this is done once, for all projects before they are asked for.
"""

import threading
from collections import OrderedDict
from dataclasses import replace

from flask import Flask
from rdflib import URIRef

from graph import describe
from graph.errors import GraphError
from graph.web.http.pages import LANGUAGES, language, local_path
from graph.web.pages.thing_page import ThingPage, prepare, render

MOST = 500
"""Pages that are kept: some tens of thousands of bytes each, those of the projects and what was read last."""

_AHEAD = "project"
"""The kind of things whose pages are prepared before anybody asks."""

Key = tuple[URIRef, str]
"""A thing and a language."""


class PreparedPages:
    """The pages about things as values, ready for the template.

    A store without versions may change at any time: nothing of it is kept.

    Args:
        app: the application; its store has the data.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._store = app.extensions["store"]
        self._kept: OrderedDict[Key, ThingPage] = OrderedDict()
        self._version = ""
        self._lock = threading.Lock()

    def get(self, iri: URIRef, collection: str) -> ThingPage | None:
        """Return the page about `iri` in the language of the request; None where nothing is said of it.

        Args:
            iri: the thing.
            collection: path of the list that it belongs to, or nothing.

        Raises:
            GraphError: the store cannot be asked.
        """
        self.read_ahead()
        with self._lock:
            found = self._kept.get((iri, language()))
            if found is not None:
                self._kept.move_to_end((iri, language()))
                return found
        description = describe.describe(self._store, iri, for_page=True)
        return self._keep(prepare(description, local_path(iri), collection)) if description else None

    def read_ahead(self) -> threading.Thread | None:
        """Begin to prepare the projects of a release that is new; return the thread that does it."""
        version = str(getattr(self._store, "version", ""))
        with self._lock:
            if version == self._version:
                return None
            self._version = version
            self._kept.clear()
        reader = threading.Thread(target=self._prepare_all, args=(version,), daemon=True)
        reader.start()
        return reader

    def _prepare_all(self, version: str) -> None:
        try:
            for iri in describe.members(self._store, f"id/{_AHEAD}", LANGUAGES[0])[: MOST // len(LANGUAGES)]:
                if self._version != version:
                    return
                self._prepare(iri)
        except GraphError:
            # No worker is free, or the release was replaced: what is missing is read when it is asked for.
            return

    def _prepare(self, iri: URIRef) -> None:
        description = describe.describe(self._store, iri, for_page=True)
        if description is None:
            return
        for tag in LANGUAGES:
            with self._app.test_request_context(local_path(iri), query_string={"lang": tag}):
                made = prepare(description, local_path(iri), f"/doc/{_AHEAD}")
                self._keep(replace(made, html=render(made)))

    def _keep(self, made: ThingPage) -> ThingPage:
        with self._lock:
            if made.description.version and made.description.version == self._version:
                self._kept[made.description.iri, language()] = made
                if len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        return made
