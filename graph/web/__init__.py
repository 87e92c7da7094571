# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The web application; the only place that knows Flask."""

import functools
import hashlib

from flask import Flask
from werkzeug.wrappers import Response

from graph.artefacts import PACKAGE, folder
from graph.federation import Federation
from graph.publication import origin
from graph.settings import Settings
from graph.store import Store
from graph.store.pool import Engine, Limits, PooledStore
from graph.vocabulary import namespaces
from graph.web import (
    charts,
    comparison,
    completion,
    cors,
    crawlers,
    definitions,
    desk,
    fair_use,
    graph_store,
    home,
    identity,
    language,
    layout,
    limits,
    permalinks,
    problems,
    project_map,
    releases,
    search,
    service,
    shapes,
    sparql,
    submissions,
    texts,
    things,
    uploads,
)
from graph.web.cache import ResponseCache
from graph.web.express import Express
from graph.web.review import followed, office
from graph.web.submit import checking, submitting

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What pages may load (CSP 3): our own files only; KERN draws its icons from `data:` addresses."""

_PARTS = (
    home,
    sparql,
    completion,
    definitions,
    service,
    graph_store,
    limits,
    permalinks,
    project_map,
    charts,
    comparison,
    releases,
    search,
    things,
    shapes,
    texts,
    crawlers,
    submissions.described,
)
"""What has routes, and is the same for everybody."""

_PERSONAL = (identity, identity.oidc, *submissions.parts, checking, submitting, office, followed)
"""What has routes whose answers depend on who asks; none of them is kept by a cache."""


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
    app.extensions["federation"] = _federation(settings)
    for part in (*_PARTS, *_PERSONAL):
        app.register_blueprint(part.blueprint)
    language.init_app(app)
    layout.init_app(app)
    problems.init_app(app)
    fair_use.init_app(app, settings)
    permalinks.init_app(app, settings)
    uploads.init_app(app, settings)
    desk.init_app(app, settings)
    identity.init_app(app, settings, frozenset(part.blueprint.name for part in _PARTS))
    cors.init_app(app)
    app.after_request(_protect)
    search.init_app(app, settings)
    things.init_app(app)
    answers = ResponseCache(
        app.wsgi_app,
        functools.partial(_version, app),
        settings.cache_bytes // settings.processes,
        app.config["MAX_CONTENT_LENGTH"],
        _personal_paths(app),
    )
    app.extensions["cache"] = answers
    app.wsgi_app = answers  # type: ignore[method-assign]  # the way Flask documents
    app.extensions["express"] = Express(app, answers)
    return app


def _personal_paths(app: Flask) -> frozenset[str]:
    """Return the first parts of the paths whose answers depend on who asks."""
    names = {part.blueprint.name for part in _PERSONAL}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in names]
    return frozenset(rule.rule.split("/")[1] for rule in rules)


def _version(app: Flask) -> str:
    """Return the version of what is served now: the data, and what makes pages of them."""
    return f"{getattr(app.extensions['store'], 'version', '')} {_software()}"


@functools.cache
def _software() -> str:
    """Return a digest of the code, pages, queries and vocabulary: an answer may change with each."""
    roots = (PACKAGE, *(folder(name) for name in ("queries", "ontology", "shapes")))
    kinds = {
        ".py",
        ".html",
        ".md",
        ".xml",
        ".txt",
        ".css",
        ".js",
        ".yaml",
        ".svg",
        ".woff2",
        ".rq",
        ".ttl",
        ".jsonld",
    }
    digest = hashlib.sha256()
    for path in sorted(path for root in roots for path in root.rglob("*") if path.suffix in kinds):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def open_store(settings: Settings) -> Store:
    """Return the store of the query workers that `MPSC_ENGINE` names, or of workers of our own."""
    return PooledStore(settings.engine or start_engine(settings).folder)


def start_engine(settings: Settings) -> Engine:
    """Start the query workers over the files of `MPSC_DATA`, or over the release in service.

    They end with this process, and change to a new release by themselves.

    Raises:
        GraphError: what is to be served cannot be loaded.
    """
    limits = Limits(settings.query_seconds, settings.query_memory, settings.workers, settings.queue_seconds)
    engine = Engine(lambda: origin(settings), limits)
    engine.start()
    return engine


def _federation(settings: Settings) -> Federation:
    """Return the endpoints that queries may ask; half of the threads stay free for our own data."""
    return Federation(
        settings.service_allowed,
        namespaces(),
        seconds=settings.query_seconds,
        contact=settings.public_url,
        at_once=max(1, settings.threads // settings.processes // 2),
    )


def _protect(response: Response) -> Response:
    """Tell browsers to take an answer for what it says it is, and a page to load nothing from elsewhere."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    return response
