# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The types of things, from `graph/display/kinds.ttl`: lists, search types, and what people can submit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from rdflib import DCTERMS, RDF, SKOS, VOID, Graph, Namespace, URIRef
from rdflib.collection import Collection

from graph.model.labels import Texts, texts
from graph.model.namespaces import BASE
from graph.model.paths import PACKAGE

_KIND = Namespace(BASE + "kind/")


@dataclass(frozen=True)
class ThingType:
    """A type of thing.

    Attributes:
        slug: the part after `id/` in the IRIs of its things; value of the facet `type` in the search.
        name: language → what one of them is called; empty where the search finds it as another type.
        title: language → heading of the list of all; empty where there is none.
        classes: IRIs of the classes that its things have, sorted.
        group: slug of the type that the search finds it as, often its own; "" where that is "other" or none.
        is_main: its pages are for people to find; the others are parts of these.
    """

    slug: str
    name: Texts
    title: Texts
    classes: tuple[str, ...]
    group: str
    is_main: bool


@cache
def thing_types() -> Mapping[str, ThingType]:
    """Return slug → type, sorted."""
    graph, search, main = _graph(), members("search"), members("main")
    found = {}
    for iri in sorted(graph.subjects(RDF.type, SKOS.Concept), key=str):
        slug, broader = str(iri).removeprefix(_KIND), graph.value(iri, SKOS.broader)
        found[slug] = ThingType(
            slug,
            texts(graph.objects(iri, SKOS.prefLabel)),
            texts(graph.objects(iri, DCTERMS.title)),
            tuple(sorted(map(str, graph.objects(iri, VOID["class"])))),
            str(broader).removeprefix(_KIND) if broader else slug if str(iri) in search else "",
            str(iri) in main,
        )
    return MappingProxyType(found)


@cache
def lists() -> Mapping[str, ThingType]:
    """Return slug → type for those whose things are listed."""
    return {slug: each for slug, each in thing_types().items() if each.title}


@cache
def list_of(cls: str) -> ThingType | None:
    """Return the type in whose list the things of a class are, the main one where there are several."""
    found = (each for each in lists().values() if cls in each.classes)
    return min(found, key=lambda each: not each.is_main, default=None)


@cache
def search_types() -> Mapping[str, ThingType]:
    """Return slug → type for those that the search tells apart, the more important first."""
    slugs = (iri.removeprefix(_KIND) for iri in members("search"))
    return {slug: thing_types()[slug] for slug in slugs}


def search_type(classes: Iterable[str]) -> ThingType | None:
    """Return the type of a thing by the IRIs of its classes; None where it is not to be found by itself."""
    iris, types = set(classes), list(search_types().values())
    ranks = [_search_ranks()[iri] for iri in iris if iri in _search_ranks()]
    if ranks:
        return types[min(ranks)]
    return types[-1] if iris.isdisjoint(members("hidden")) else None


@cache
def schema_type(classes: tuple[URIRef, ...]) -> str | None:
    """Return the local name of the type of schema.org for a thing of these classes, if it has one."""
    found = (_graph().value(cls, SKOS.closeMatch) for cls in classes)
    return next((str(iri).rpartition("/")[2] for iri in found if iri), None)


@cache
def members(name: str) -> tuple[str, ...]:
    """Return the IRIs in a collection of the table, in its order if it has one.

    Args:
        name: "search" or "main" (types); "hidden", "offered", "part" or "official" (classes); "anything"
            (properties).
    """
    graph, iri = _graph(), _KIND[name]
    if head := graph.value(iri, SKOS.memberList):
        return tuple(map(str, Collection(graph, head)))
    return tuple(sorted(map(str, graph.objects(iri, SKOS.member))))


@cache
def _search_ranks() -> Mapping[str, int]:
    """Return IRI of a class → place of the type that the search finds its things as."""
    ranks = {slug: place for place, slug in enumerate(search_types())}
    return {cls: ranks[each.group] for each in thing_types().values() if each.group for cls in each.classes}


@cache
def _graph() -> Graph:
    return Graph().parse(PACKAGE / "display" / "kinds.ttl")
