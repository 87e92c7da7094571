# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The web application; the only place that knows Flask."""

import functools
import hashlib
from dataclasses import replace

from flask import Flask
from werkzeug.wrappers import Response

from graph.federation import Federation
from graph.model.namespaces import namespaces
from graph.model.paths import PACKAGE, folder
from graph.settings import Settings
from graph.store import Store
from graph.web.contribute import init_app as init_identity
from graph.web.contribute.api import blueprint as handing_pages
from graph.web.contribute.api import description_blueprint as described_pages
from graph.web.contribute.follow import blueprint as followed_pages
from graph.web.contribute.oidc import blueprint as oidc_pages
from graph.web.contribute.review import blueprint as office_pages
from graph.web.contribute.services import init_app as init_desk
from graph.web.contribute.services import init_uploads as init_uploads
from graph.web.contribute.sign_in import blueprint as identity_pages
from graph.web.contribute.submit import blueprint as submitting_pages
from graph.web.contribute.validate import blueprint as checking_pages
from graph.web.contribute.validate import check_blueprint as checks_pages
from graph.web.endpoint.graph_store import blueprint as graph_store_pages
from graph.web.endpoint.page import blueprint as completion_pages
from graph.web.endpoint.permalinks import blueprint as permalinks_pages
from graph.web.endpoint.permalinks import init_app as init_permalinks
from graph.web.endpoint.service import blueprint as service_pages
from graph.web.endpoint.sparql import blueprint as sparql_pages
from graph.web.http.cache import ResponseCache
from graph.web.http.fair_use import init_app as init_fair_use
from graph.web.http.pages import init_app as init_layout
from graph.web.http.pages import init_cors as init_cors
from graph.web.http.pages import init_language as init_language
from graph.web.http.problems import init_app as init_problems
from graph.web.pages.crawlers import blueprint as crawlers_pages
from graph.web.pages.definitions import blueprint as definitions_pages
from graph.web.pages.home import blueprint as home_pages
from graph.web.pages.home import texts_blueprint as texts_pages
from graph.web.pages.limits import blueprint as limits_pages
from graph.web.pages.projects import blueprint as project_map_pages
from graph.web.pages.projects import charts_blueprint as charts_pages
from graph.web.pages.projects import comparison_blueprint as comparison_pages
from graph.web.pages.releases import blueprint as releases_pages
from graph.web.pages.search import blueprint as search_pages
from graph.web.pages.search import init_app as init_search
from graph.web.pages.shapes import blueprint as shapes_pages
from graph.web.pages.things import blueprint as things_pages
from graph.web.pages.things import init_app as init_things
from graph.web.server.express import Express
from graph.workers import PooledStore
from graph.workers.supervisor import start_workers

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What pages may load (CSP 3): our own files only; KERN draws its icons from `data:` addresses."""

_PUBLIC = (
    home_pages,
    sparql_pages,
    completion_pages,
    definitions_pages,
    service_pages,
    graph_store_pages,
    limits_pages,
    permalinks_pages,
    project_map_pages,
    charts_pages,
    comparison_pages,
    releases_pages,
    search_pages,
    things_pages,
    shapes_pages,
    texts_pages,
    crawlers_pages,
    described_pages,
)
"""What is the same for everybody."""

_PERSONAL = (
    identity_pages,
    oidc_pages,
    checks_pages,
    handing_pages,
    checking_pages,
    submitting_pages,
    office_pages,
    followed_pages,
)
"""What depends on who asks; no cache keeps its answers."""


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
    app.config["SETTINGS"] = settings
    # A form body is longer than the query in it: every byte may be written as %XX.
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = 3 * settings.query_bytes + 10_000
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    app.extensions["store"] = store
    app.extensions["federation"] = _federation(settings)
    for blueprint in (*_PUBLIC, *_PERSONAL):
        app.register_blueprint(blueprint)
    init_language(app)
    init_layout(app)
    init_problems(app)
    init_fair_use(app, settings)
    init_permalinks(app, settings)
    init_uploads(app, settings)
    init_desk(app, settings)
    init_identity(app, settings, frozenset(blueprint.name for blueprint in _PUBLIC))
    init_cors(app)
    app.after_request(_protect)
    init_search(app, settings)
    init_things(app)
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
    names = {blueprint.name for blueprint in _PERSONAL}
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
