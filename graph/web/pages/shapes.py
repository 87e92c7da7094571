# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes at their own addresses: a page that explains the fields of a form, RDF for programs."""

from collections.abc import Iterator
from typing import NoReturn

from flask import Blueprint, Response, abort, current_app, render_template
from rdflib import DCTERMS, FOAF, RDF, RDFS, SH, Literal, URIRef

from graph import __version__, describe
from graph.describe import KINDS, LICENCE
from graph.model.formats import GRAPH_FORMATS
from graph.model.namespaces import SHAPE, compact, namespace, namespaces
from graph.model.shapes import Shape, document, shapes
from graph.model.vocabulary import is_own
from graph.store import Quad, serialise
from graph.web.http.negotiation import wanted_document, wants_page
from graph.web.http.pages import local_path
from graph.web.http.signposting import general, header
from graph.web.pages.things import SUFFIXES, split

blueprint = Blueprint("shapes", __name__)

_INDEX = "/shape"


@blueprint.get("/shape")
@blueprint.get("/shape/<path:path>")
def shape(path: str = "") -> Response:
    """Return the document about a shape, or the list of all: a page, or RDF, also by its suffix.

    Raises:
        NotAcceptableError: the client accepts none of the formats.
    """
    stem, suffix = split(path)
    found = shapes().get(URIRef(f"{SHAPE}{stem}"))
    if stem and found is None:
        _unknown(stem)
    made = _document(found, suffix)
    if found:
        page = f"{_public()}{_path(found)}"
        made.headers["Link"] = header(general(found.iri, [found.type], page, f"{_public()}{_INDEX}"))
    made.vary.add("Accept")
    return made


@blueprint.get("/shape/version/<version>")
def edition(version: str) -> Response:
    """Return one version of the shapes, which accepted submissions name; only the present one is kept."""
    if version != __version__:
        abort(
            404,
            f"The shapes of version {version[:200]!r} are not here; the present version is {__version__}.",
        )
    return shape()


def _document(found: Shape | None, suffix: str) -> Response:
    if suffix == "html" or (not suffix and wants_page()):
        made, shown = Response(_page(found), content_type="text/html; charset=utf-8"), ".html"
    else:
        offer = SUFFIXES.get(suffix) or wanted_document()
        made = Response(serialise(_quads(found), offer, namespaces()), content_type=offer.content_type)
        shown = offer.suffixes[0]
    if found and not suffix:
        made.headers["Content-Location"] = f"{_path(found)}{shown}"
    return made


def _page(found: Shape | None) -> str:
    return render_template(
        "shape.html" if found else "shapes.html",
        shape=found,
        shapes=shapes(),
        kinds={namespace(pair[0])[pair[1]]: kind for pair, kind in _kinds()},
        formats=GRAPH_FORMATS,
        address=_address,
        compact=compact,
        class_name=describe.class_name,
        path=_path(found),
    )


def _kinds() -> Iterator[tuple[list[str], str]]:
    """Yield class and kind: where the things of a class are listed. A kind of its own comes first."""
    for kind, each in sorted(KINDS.items(), key=lambda pair: -len(pair[1].classes)):
        for name in each.classes:
            yield name.split(":"), kind


def _path(found: Shape | None) -> str:
    return local_path(found.iri) if found else _INDEX


def _quads(found: Shape | None) -> list[Quad]:
    """Return the statements of a document, and what it is."""
    page = URIRef(f"{_public()}{_path(found)}")
    quads: list[Quad] = [(page, RDF.type, FOAF.Document, None), (page, DCTERMS.license, LICENCE, None)]
    if found:
        return [
            *quads,
            (page, FOAF.primaryTopic, found.iri, None),
            *((*t, None) for t in document(found.iri)),
        ]
    for each in shapes().values():
        quads += [(page, DCTERMS.hasPart, each.iri, None), (each.iri, RDF.type, each.type, None)]
        quads += [(each.iri, RDFS.label, Literal(text, lang=tag), None) for tag, text in each.names.items()]
        quads += [(each.iri, SH.targetClass, target, None) for target in each.targets]
    return quads


def _address(iri: str) -> str:
    """Return where a term of a shape is explained."""
    if is_own(URIRef(iri)):
        return f"/def#{iri.rpartition('#')[2]}"
    return local_path(iri)


def _unknown(name: str) -> NoReturn:
    abort(404, f"There is no shape {name[:200]!r}. All of them are listed at {_INDEX}.")


def _public() -> str:
    url: str = current_app.config["SETTINGS"].public_url
    return url
