# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The RDF document about a thing: its statements, what refers to it, names, and what the document is.

From a part of an address to the IRI it stands for; what could be no IRI of ours is none.
"""

import re
from collections.abc import Iterable, Iterator

from rdflib import DCTERMS, FOAF, RDF, XSD, Literal, Namespace, URIRef

from graph.describe.collection import Collection
from graph.describe.description import Description, Known
from graph.model.labels import LABELS
from graph.model.namespaces import BASE
from graph.store import Quad

LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
"""CC BY 4.0, the licence of data and vocabulary (LICENSE)."""

_HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")


def document(description: Description, address: str) -> list[Quad]:
    """Return the document about a thing that stands at `address`.

    What the thing says stands in its named graphs. The default graph has the rest: statements that refer to
    the thing, names of what is mentioned, and licence, topic, release and sources of the document.
    """
    iri, page = description.iri, URIRef(address)
    return [
        *((iri, s.property, s.value, s.graph) for s in description.statements),
        *((t, each.property, iri, None) for each in description.references for t in each.things),
        *_names(description.known, {iri}),
        *_about_document(page, description.version),
        (page, FOAF.primaryTopic, iri, None),
        *((page, DCTERMS.source, source, None) for source in _sources(description)),
    ]


def of_collection(found: Collection, address: str) -> list[Quad]:
    """Return one page of a list of things as RDF (Hydra Core Vocabulary, 5.4), at `address`."""
    whole = URIRef(address)
    view = URIRef(f"{address}?page={found.page.number}")
    quads: list[Quad] = [
        *_about_document(whole, found.version),
        (whole, RDF.type, _HYDRA.Collection, None),
        (whole, _HYDRA.totalItems, Literal(found.page.total, datatype=XSD.integer), None),
        *((whole, _HYDRA.member, entry.iri, None) for entry in found.entries),
        (whole, _HYDRA.view, view, None),
        (view, RDF.type, _HYDRA.PartialCollectionView, None),
        *_names(found.known, set()),
    ]
    number = found.page.number
    for relation, page in (("first", 1), ("previous", number - 1), ("next", number + 1)):
        if 1 <= page <= found.page.pages:
            quads.append((view, _HYDRA[relation], URIRef(f"{address}?page={page}"), None))
    return quads


def _about_document(page: URIRef, version: str) -> Iterator[Quad]:
    yield page, RDF.type, FOAF.Document, None
    yield page, DCTERMS.license, LICENCE, None
    if version[:4].isdecimal() and version[4:5] == "-":
        yield page, DCTERMS.isPartOf, URIRef(f"{BASE}release/{version}"), None


def _names(known: Known, without: set[URIRef]) -> Iterator[Quad]:
    for thing, facts in known.items():
        if thing not in without:
            for name in LABELS & facts.keys():
                yield from ((thing, name, value, None) for value in facts[name])


def _sources(description: Description) -> Iterable[URIRef]:
    """Yield where the statements come from, each once; what is derived has no source of its own."""
    own = {source for graph in description.graphs for source in description.sources(graph)}
    return sorted(own - set(description.graphs))


_LONGEST = 300
_KIND = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9_-]+(?:[./]+?[A-Za-z0-9_-]+)*", re.ASCII)


def thing(kind: str, slug: str) -> URIRef | None:
    """Return the IRI `id/<kind>/<slug>`, or None where it could not be one (DESIGN: lower case, hyphens)."""
    return _iri(f"id/{kind}/{slug}") if _KIND.fullmatch(kind) and _fits(_SLUG, slug) else None


def code(path: str) -> URIRef | None:
    """Return the IRI of a code list (`<scheme>`) or of an entry (`<scheme>/<key>`), or None."""
    return _iri(f"code/{path}") if _fits(_SLUG, path) and path.count("/") < 2 else None


def other(path: str) -> URIRef | None:
    """Return the IRI of another document of ours, such as `dataset/graph` or `graph/cohort-1`, or None."""
    return _iri(path) if _fits(_PATH, path.removeprefix(".well-known/")) else None


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LONGEST and pattern.fullmatch(text) is not None


def _iri(path: str) -> URIRef:
    return URIRef(BASE + path)
