# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every thing at its address: 303 from the thing to the document about it, which is a page or RDF.

Pages of things as values: kept as long as their release is served, those of the projects made ahead.

Reading what the page of a project shows takes three queries and some hundred rows, many times what its own
statements take. A release does not change, so this is done once, for all projects before they are asked for.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import NoReturn

from flask import Blueprint, Flask, Response, abort, json, render_template, request
from rdflib import URIRef

from graph import describe
from graph.describe import Description, Part
from graph.errors import GraphError
from graph.model.formats import GRAPH_FORMATS, Format
from graph.model.kinds import lists
from graph.model.namespaces import namespaces
from graph.model.shapes import shapes_by_class
from graph.store import Quad, Store, serialise
from graph.web.http.cache import FRESH
from graph.web.http.negotiation import wanted_document, wants_page
from graph.web.http.pages import LANGUAGES, language, local_path, wanted_page
from graph.web.http.signposting import LINKSET_TYPE, Link, header, links, linkset
from graph.web.pages.thing_page import ThingPage, prepare, render
from graph.web.pages.values import cited
from graph.web.services import public_url, services

MOST = 500
"""Pages that are kept: some tens of thousands of bytes each, those of the projects and what was read last."""

_AHEAD = "project"
"""The kind of things whose pages are prepared before anybody asks."""

Key = tuple[URIRef, str]
"""A thing and a language."""


class PreparedPages:
    """The pages about things as values, ready for the template.

    A store without versions may change at any time: nothing of it is kept.
    """

    def __init__(self, app: Flask, store: Store) -> None:
        self._app = app
        self._store = store
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
        version = self._store.version
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


blueprint = Blueprint("things", __name__)
blueprint.add_app_template_global(cited)

_HTML = "text/html; charset=utf-8"
SUFFIXES = {suffix.removeprefix("."): offer for offer in GRAPH_FORMATS for suffix in offer.suffixes}
"""File suffix, without the dot → format."""


@dataclass(frozen=True)
class Address:
    """Where a document stands.

    Attributes:
        iri: what it is about.
        path: its path, without the suffix of a format.
        collection: path of the list that the thing belongs to; empty where there is none.
    """

    iri: URIRef
    path: str
    collection: str = ""


@blueprint.get("/id/<kind>/<path:slug>")
def thing(kind: str, slug: str) -> Response:
    """Send from a thing to the document about it (Cool URIs for the Semantic Web, 4.2)."""
    address = _address(f"doc/{kind}/{slug}")
    if not describe.exists(services().store, address.iri):
        _unknown(address.iri)
    place = f"{address.path}?lang={language()}" if "lang" in request.args else address.path
    link = header([Link("describedby", f"{public_url()}{address.path}")])
    headers = {"Location": place, "Link": link, "Cache-Control": FRESH}
    return Response(f"{place}\n", status=303, headers=headers, content_type="text/plain; charset=utf-8")


@blueprint.get("/doc/<kind>/<path:path>")
@blueprint.get("/code/<path:path>")
@blueprint.get("/dataset/<path:path>")
@blueprint.get("/.well-known/genid/<path:path>")
@blueprint.get("/prefixes")
@blueprint.get("/alignments")
@blueprint.get("/prefixes.<suffix>")
@blueprint.get("/alignments.<suffix>")
def document(**_: str) -> Response:
    """Return the document about a thing: a page, or RDF in the format asked for, also by its suffix.

    Code lists, descriptions of the data and parts of the vocabulary are documents themselves.

    Raises:
        NotAcceptableError: the client accepts none of the formats.
    """
    return answer(request.path.removeprefix("/"))


@blueprint.get("/doc/<kind>", defaults={"of": "id"})
@blueprint.get("/code", defaults={"of": "", "kind": "code"})
def listing(of: str, kind: str) -> Response:
    """Return all things of a kind, or all code lists, in the order of the alphabet, page by page."""
    path = f"{of}/{kind}".strip("/")
    if describe.code(kind) is None or "/" in kind:
        _unknown(kind)
    number = wanted_page()
    found = describe.collection(services().store, path, number, language())
    if found is None:
        abort(404, f"There is no page {number} of /{path}. The kinds of things are linked from /.")
    if _wants_page(""):
        listed = lists().get(kind)
        body = render_template(
            "collection.html",
            found=found,
            kind=kind,
            title=listed.title if listed else {},
            path=request.path,
            local_path=local_path,
            shapes=[shapes_by_class()[cls] for cls in listed.classes if cls in shapes_by_class()] if listed else [],
        )
        return _sent(Response(body, content_type=_HTML))
    return _rdf(describe.of_collection(found, f"{public_url()}{request.path}"), "")


@blueprint.get("/linkset/<path:path>")
def typed_links(path: str) -> Response:
    """Return the typed links of a document as a linkset (RFC 9264)."""
    address = _address(path)
    found = linkset(_links(address, _described(address.iri)), f"{public_url()}{address.path}")
    return Response(json.dumps(found), content_type=LINKSET_TYPE)


def answer(path: str) -> Response:
    """Return the document at `path`; 410 with what is left where the thing was withdrawn."""
    path, suffix = split(path)
    address = _address(path)
    part = _part()
    if _wants_page(suffix):
        shown_page = _page(address, part)
        found = shown_page.description
        made = Response(render(shown_page), content_type=_HTML)
        shown = "html"
    else:
        found = _described(address.iri, part)
        made = _rdf(describe.document(found, f"{public_url()}{address.path}"), suffix)
        shown = (SUFFIXES.get(suffix) or wanted_document()).suffixes[0].removeprefix(".")
    if not suffix:
        made.headers["Content-Location"] = f"{address.path}.{shown}"
    made.headers["Link"] = header(_links(address, found))
    if found.withdrawn is not None:
        made.status_code = 410
    return _sent(made)


def _rdf(quads: list[Quad], suffix: str) -> Response:
    offer: Format = SUFFIXES.get(suffix) or wanted_document()
    return _sent(Response(serialise(quads, offer, namespaces()), content_type=offer.content_type))


def _sent(answer: Response) -> Response:
    answer.vary.add("Accept")
    return answer


def _described(iri: URIRef, part: Part | None = None) -> Description:
    return describe.describe(services().store, iri, part) or _unknown(iri)


def _page(address: Address, part: Part | None) -> ThingPage:
    """Return the page about a thing; a part of a long list is read anew."""
    if part is not None:
        return prepare(_described(address.iri, part), address.path, address.collection, part)
    return services().pages.get(address.iri, address.collection) or _unknown(address.iri)


def _part() -> Part | None:
    """Return which references the address asks for: `?property=<IRI>&page=<number>`."""
    name = request.args.get("property", "")
    if not name:
        return None
    return Part(URIRef(name), (wanted_page() - 1) * describe.PART)


def _address(path: str) -> Address:
    """Return what the document at a path is about, and which list that belongs to."""
    first, _, rest = path.partition("/")
    if first == "doc":
        kind, _, slug = rest.partition("/")
        iri, collection = describe.thing(kind, slug), f"/doc/{kind}"
    elif first == "code":
        scheme, _, key = rest.partition("/")
        iri, collection = describe.code(rest), f"/code/{scheme}" if key else "/code"
    else:
        iri, collection = describe.other(path), ""
    return Address(iri or _unknown(path), f"/{path}", collection)


def split(path: str) -> tuple[str, str]:
    """Return path and suffix; slugs have no dots, and what follows the last one may be a format."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and (suffix == "html" or suffix in SUFFIXES) else (path, "")


def _wants_page(suffix: str) -> bool:
    return suffix == "html" or (not suffix and wants_page())


def _links(address: Address, found: Description) -> list[Link]:
    return links(found, public_url(), address.path, address.collection)


def _unknown(what: str) -> NoReturn:
    abort(404, f"There is nothing at {what[:200]!r}. Search for it on the home page, or ask /sparql.")
