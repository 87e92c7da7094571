# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What search engines and agents look for: robots.txt, sitemaps, llms.txt, OpenSearch."""

from flask import Blueprint, Response, abort, render_template

from graph import describe
from graph.model.kinds import lists
from graph.model.queries import stored_queries
from graph.web.http.pages import local_path
from graph.web.services import public_url, services

blueprint = Blueprint("crawlers", __name__)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Return what robots should leave alone: answers without end, and what costs much (RFC 9309)."""
    closed = ("/sparql", "/search", "/compare", "/data", "/linkset/", "/*?property=")
    rules = "".join(f"Disallow: {path}\n" for path in closed)
    # The rule for /data would close /dataset/, too.
    text = f"User-agent: *\nAllow: /dataset/\n{rules}\nSitemap: {public_url()}/sitemap.xml\n"
    return Response(text, content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """Return the list of sitemaps, one per kind of thing (sitemaps.org)."""
    places = [f"{public_url()}/sitemap/{kind}.xml" for kind in ("pages", *_kinds())]
    return _xml(render_template("sitemap-index.xml", places=places, modified=_modified()))


@blueprint.get("/sitemap/<kind>.xml")
def sitemap(kind: str) -> Response:
    """Return every page of things of a kind, in German with its English counterpart."""
    if kind == "pages":
        paths = [
            "/",
            "/def",
            "/shape",
            "/code",
            *(f"/doc/{each}" for each in _kinds()),
            "/releases",
            "/licence",
            "/cite",
        ]
    elif kind in _kinds():
        paths = [local_path(iri) for iri in describe.members(services().store, f"id/{kind}", "de")]
    else:
        abort(404, f"There is no sitemap {kind!r}. All of them are listed at /sitemap.xml.")
    return _xml(render_template("sitemap.xml", paths=paths, public=public_url(), modified=_modified()))


@blueprint.get("/llms.txt")
def llms() -> Response:
    """Return where a language model finds what it needs (llmstxt.org)."""
    body = render_template("llms.txt", public=public_url(), examples=stored_queries("examples"))
    return Response(body, content_type="text/plain; charset=utf-8")


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Return how browsers search here (OpenSearch 1.1, description document)."""
    body = render_template("opensearch.xml", public=public_url())
    return Response(body, content_type="application/opensearchdescription+xml")


def _kinds() -> list[str]:
    """Return the types of things whose pages are for people to find."""
    return [slug for slug, each in lists().items() if each.is_main]


def _xml(body: str) -> Response:
    return Response(body, content_type="application/xml; charset=utf-8")


def _modified() -> str:
    """Return the date of the release in service; empty for data of another origin."""
    store = services().store
    return store.version[:10] if store.is_release else ""
