# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The vocabulary at its own address: a page for people, RDF for programs, and the JSON-LD context."""

from functools import cache

from flask import Blueprint, Response, abort, render_template
from markupsafe import Markup
from rdflib import URIRef

from graph.errors import NotAcceptableError
from graph.model.formats import GRAPH_FORMATS, JSON_LD, Format, written_as
from graph.model.namespaces import MPSC, compact
from graph.model.paths import folder
from graph.model.shapes import shapes_by_class
from graph.model.vocabulary import document, is_own, local_name, vocabulary
from graph.web.http.negotiation import negotiate_request, wants_page
from graph.web.http.pages import language

blueprint = Blueprint("definitions", __name__)


@blueprint.get("/def")
def index() -> Response:
    """Return the vocabulary: to browsers as a page, to programs in the format they ask for.

    Raises:
        NotAcceptableError: the client accepts none of the formats.
    """
    if wants_page():
        answer = Response(_page(), content_type="text/html; charset=utf-8")
    elif offer := negotiate_request().formats.graph:
        answer = _file(offer)
        answer.headers["Content-Location"] = f"/def{offer.suffixes[0]}"
    else:
        names = ", ".join(offer.media_type for offer in GRAPH_FORMATS)
        raise NotAcceptableError(f"The vocabulary comes as text/html, {names}. Ask for one of them.")
    answer.vary.add("Accept")
    return answer


@blueprint.get("/def/<version>")
def edition(version: str) -> Response:
    """Return one version of the vocabulary; only the present one is kept here."""
    if version != vocabulary().version:
        abort(404, f"Version {version!r} is not here; the present version is {vocabulary().version}.")
    return index()


@blueprint.get("/def.<suffix>")
def download(suffix: str) -> Response:
    """Return the vocabulary in the format with this file suffix."""
    offers = {ending: offer for offer in GRAPH_FORMATS for ending in offer.suffixes}
    if f".{suffix}" not in offers:
        abort(404, f"The vocabulary has no file with the suffix .{suffix}.")
    return _file(offers[f".{suffix}"])


@blueprint.get("/def/diagram.svg")
def diagram() -> Response:
    """Return the class diagram alone; its classes and properties link to the page."""
    return Response(_diagram(language(), f"/def?lang={language()}"), content_type="image/svg+xml")


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Return the JSON-LD context, the file as it is."""
    body = (folder("ontology") / "context.jsonld").read_bytes()
    return Response(body, content_type=JSON_LD.content_type)


def _file(offer: Format) -> Response:
    return Response(document(written_as(offer)), content_type=offer.content_type)


def _page() -> str:
    return render_template(
        "definitions.html",
        vocabulary=vocabulary(),
        diagram=Markup(_diagram(language(), "")),  # noqa: S704 – our own file
        shapes={URIRef(cls): shape.iri for cls, shape in shapes_by_class().items()},
        formats=GRAPH_FORMATS,
        address=_address,
        compact=compact,
    )


@cache
def _diagram(tag: str, page: str) -> str:
    """Return what `npm run diagram` drew, its links on `page`; an empty `page` is the document around it."""
    drawn = (folder("ontology") / f"diagram.{tag}.svg").read_text(encoding="utf-8")
    return drawn.replace(f'href="{MPSC}', f'href="{page}#')


def _address(iri: URIRef) -> str:
    """Return where a term is explained: further down on the page, or at its own address."""
    return f"#{local_name(iri)}" if is_own(iri) else str(iri)
