# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The web application; the only place that knows Flask."""

from flask import Flask
from werkzeug.wrappers import Response

from graph.publication import current_release
from graph.publication.release import DATASET
from graph.settings import Settings
from graph.store import EmbeddedStore, Store, rdf_files
from graph.vocabulary import namespaces
from graph.web import definitions, home, language, problems, sparql


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Build the application; tests pass their own settings and store.

    Raises:
        InputError: a setting or a file of `MPSC_DATA` cannot be used.
        ReleaseError: there is no release in service, or it is damaged.
    """
    settings = settings or Settings.from_environment()
    app = Flask(__name__)
    app.config["SETTINGS"] = settings
    # A form body is longer than the query in it: every byte may be written as %XX.
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 3 * settings.query_bytes + 10_000
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.extensions["store"] = open_store(settings) if store is None else store
    for part in (home, sparql, definitions):
        app.register_blueprint(part.blueprint)
    language.init_app(app)
    problems.init_app(app)
    app.after_request(_open_to_all)
    return app


def open_store(settings: Settings) -> Store:
    """Return the store to serve: the files of `MPSC_DATA`, or the release in service."""
    if settings.data:
        store = EmbeddedStore()
        for file in rdf_files(settings.data):
            store.load(file)
        store.merge()
        return store
    _, folder = current_release(settings.release_folder)
    store = EmbeddedStore(namespaces())
    store.load(folder / DATASET)
    store.merge()
    return store


def _open_to_all(response: Response) -> Response:
    """Let scripts of any origin read every answer, errors included (Fetch, 3.2.3)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'",
    )
    return response
