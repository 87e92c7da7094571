# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The web application; the only place that knows Flask."""

import functools
import hashlib
import re
from dataclasses import replace

from flask import Flask
from werkzeug.wrappers import Response

from graph.federation import Federation
from graph.model.namespaces import namespaces
from graph.model.paths import PACKAGE, folder
from graph.publication.build import search_entries
from graph.search import CurrentIndex
from graph.settings import Settings
from graph.store import Store
from graph.web.contribute import api, follow, oidc, review, sign_in, submit, validate
from graph.web.contribute.services import SubmissionServices
from graph.web.endpoint import graph_store, page, permalinks, service, sparql
from graph.web.endpoint.request import cache_parameters
from graph.web.http import fair_use, pages, problems, uploads
from graph.web.http.cache import ResponseCache
from graph.web.pages import crawlers, definitions, home, limits, projects, releases, search, shapes, things
from graph.web.services import Services
from graph.workers import PooledStore
from graph.workers.supervisor import start_workers

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What pages may load (CSP 3): our own files only; KERN draws its icons from `data:` addresses."""

_PUBLIC = (
    home.blueprint,
    sparql.blueprint,
    page.blueprint,
    definitions.blueprint,
    service.blueprint,
    graph_store.blueprint,
    limits.blueprint,
    permalinks.blueprint,
    projects.blueprint,
    projects.charts_blueprint,
    projects.comparison_blueprint,
    releases.blueprint,
    search.blueprint,
    things.blueprint,
    shapes.blueprint,
    home.texts_blueprint,
    crawlers.blueprint,
    api.description_blueprint,
)
"""What is the same for everybody."""

_PERSONAL = (
    sign_in.blueprint,
    oidc.blueprint,
    validate.blueprint,
    submit.blueprint,
    api.blueprint,
    review.blueprint,
    follow.blueprint,
)
"""What depends on who asks; no cache keeps its answers."""

_SOFTWARE = re.compile(r"\.(py|html|md|toml|xml|txt|css|js|yaml|svg|woff2|rq|ttl|jsonld)")
"""Suffixes of the files that answers are made with."""


def create_app(settings: Settings | None = None, store: Store | None = None) -> Flask:
    """Build the application; tests pass their own settings and store.

    Raises:
        InputError: a setting or a file of `MPSC_DATA` cannot be used.
        ReleaseError: there is no release in service, or it is damaged.
    """
    settings = settings or Settings.from_environment()
    if store is None:
        folder = settings.worker_folder or start_workers(settings).folder
        settings, store = replace(settings, worker_folder=folder), PooledStore(folder)
    app = Flask(__name__)
    # A form body is longer than the query in it: every byte may be written as %XX.
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 3 * settings.query_bytes + 10_000
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    for blueprint in (*_PUBLIC, *_PERSONAL):
        app.register_blueprint(blueprint)
    pages.init_app(app)
    problems.init_app(app)
    uploads.init_app(app, settings)
    sign_in.init_app(app, frozenset(blueprint.name for blueprint in _PUBLIC))
    app.after_request(fair_use.announce_limits)
    app.after_request(_protect)
    made = _services(app, settings, store)
    app.extensions["services"] = made
    app.wsgi_app = made.cache  # type: ignore[method-assign]  # the way Flask documents
    return app


def _services(app: Flask, settings: Settings, store: Store) -> Services:
    query_seconds, sign_ins = fair_use.open_buckets(settings)
    cache = ResponseCache(
        app.wsgi_app,
        lambda: f"{store.version} {_software()}",
        settings.cache_bytes // settings.processes,
        functools.partial(cache_parameters, longest_body=app.config["MAX_CONTENT_LENGTH"]),
        _personal_paths(app),
    )
    federation = Federation(
        settings.service_allowed,
        namespaces(),
        seconds=settings.query_seconds,
        contact=settings.public_url,
        # Half of the threads stay free for our own data.
        at_once=max(1, settings.threads // settings.processes // 2),
    )
    return Services(
        settings=settings,
        store=store,
        federation=federation,
        search=CurrentIndex(store, functools.partial(search_entries, settings)),
        query_seconds=query_seconds,
        sign_ins=sign_ins,
        permalinks=permalinks.PermalinkStore(settings.permalink_folder),
        archive=permalinks.Archive(settings),
        pages=things.PreparedPages(app, store),
        cache=cache,
        identity_provider=oidc.register_provider(app, settings),
        submissions=SubmissionServices(settings),
    )


def _personal_paths(app: Flask) -> frozenset[str]:
    """Return the first parts of the paths whose answers depend on who asks."""
    names = {blueprint.name for blueprint in _PERSONAL}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in names]
    return frozenset(rule.rule.split("/")[1] for rule in rules)


@functools.cache
def _software() -> str:
    """Return a digest of the code, pages, queries and vocabulary: an answer may change with each."""
    roots = (PACKAGE, *(folder(name) for name in ("queries", "ontology", "shapes")))
    digest = hashlib.sha256()
    for path in sorted(path for root in roots for path in root.rglob("*") if _SOFTWARE.fullmatch(path.suffix)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _protect(response: Response) -> Response:
    """Tell browsers to trust the declared type of an answer, and to load nothing from other sites."""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    return response
