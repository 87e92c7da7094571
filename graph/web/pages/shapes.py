# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes at their own addresses: a page that explains the fields of a form, RDF for programs."""

from typing import NoReturn

from flask import Blueprint, Response, abort, render_template
from rdflib import DCTERMS, FOAF, RDF, RDFS, SH, Literal, URIRef

from graph import __version__, describe
from graph.check.texts import SEVERITY_NAMES
from graph.describe import LICENCE
from graph.model.formats import GRAPH_FORMATS
from graph.model.kinds import list_of
from graph.model.labels import collation
from graph.model.namespaces import SHAPE, compact, namespaces
from graph.model.shapes import Shape, document, shapes, shapes_by_class
from graph.model.vocabulary import is_own
from graph.store import Quad, serialise
from graph.web.http.negotiation import wanted_document, wants_page
from graph.web.http.pages import language, local_path
from graph.web.http.signposting import general, header
from graph.web.pages.things import SUFFIXES, split
from graph.web.services import public_url

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
    found = shapes().get(f"{SHAPE}{stem}")
    if stem and found is None:
        _unknown(stem)
    made = _document(found, suffix)
    if found:
        page = f"{public_url()}{_path(found)}"
        made.headers["Link"] = header(general(URIRef(found.iri), [URIRef(found.type)], page, f"{public_url()}{_INDEX}"))
    made.vary.add("Accept")
    return made


@blueprint.get("/shape/version/<version>")
def edition(version: str) -> Response:
    """Return one version of the shapes, which accepted submissions name; only the present one is kept."""
    if version != __version__:
        abort(404, f"The shapes of version {version[:200]!r} are not here; the present version is {__version__}.")
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
        of_classes=sorted(shapes_by_class().values(), key=lambda each: collation(each.name[language()])),
        list_of=list_of,
        severities=SEVERITY_NAMES,
        formats=GRAPH_FORMATS,
        address=_address,
        compact=compact,
        class_name=describe.class_name,
        path=_path(found),
    )


def _path(found: Shape | None) -> str:
    return local_path(found.iri) if found else _INDEX


def _quads(found: Shape | None) -> list[Quad]:
    """Return the statements of a document, and what it is."""
    page = URIRef(f"{public_url()}{_path(found)}")
    quads: list[Quad] = [(page, RDF.type, FOAF.Document, None), (page, DCTERMS.license, LICENCE, None)]
    if found:
        return [*quads, (page, FOAF.primaryTopic, URIRef(found.iri), None), *((*t, None) for t in document(found.iri))]
    for each in shapes().values():
        iri = URIRef(each.iri)
        quads += [(page, DCTERMS.hasPart, iri, None), (iri, RDF.type, URIRef(each.type), None)]
        quads += [(iri, RDFS.label, Literal(text, lang=tag), None) for tag, text in each.name.items()]
        quads += [(iri, SH.targetClass, URIRef(target), None) for target in each.targets]
    return quads


def _address(iri: str) -> str:
    """Return where a term of a shape is explained."""
    if is_own(URIRef(iri)):
        return f"/def#{iri.rpartition('#')[2]}"
    return local_path(iri)


def _unknown(name: str) -> NoReturn:
    abort(404, f"There is no shape {name[:200]!r}. All of them are listed at {_INDEX}.")
