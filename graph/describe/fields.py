# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names of properties and classes, and the order in which a page shows them: as the shapes have it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import URIRef

from graph.model.kinds import CLASSES, PROPERTIES
from graph.model.namespaces import compact, namespaces
from graph.model.paths import folder
from graph.model.queries import stored_query
from graph.model.vocabulary import Texts, vocabulary
from graph.store import EmbeddedStore, rdf_files

_LAST = 1_000


@dataclass(frozen=True)
class Field:
    """How a property appears on a page.

    Attributes:
        names: language → name.
        group: language → heading it stands under; empty where no shape gives one.
        order: place on the page: (of the group, within the group).
    """

    names: Texts
    group: Texts
    order: tuple[int, int]


@dataclass(frozen=True)
class _Shapes:
    fields: Mapping[tuple[URIRef, URIRef], Field]
    paths: Mapping[URIRef, Field]
    classes: Mapping[URIRef, Texts]


def field(name: URIRef, types: Iterable[URIRef] = ()) -> Field:
    """Return how the property `name` appears on the page of a thing of some classes.

    The shape of its class says so, else the vocabulary, our own words, or any other shape that has it.
    """
    shapes = _shapes()
    for kind in types:
        if (kind, name) in shapes.fields:
            return shapes.fields[kind, name]
    other = shapes.paths.get(name)
    names = _terms().get(name) or PROPERTIES.get(compact(name)) or (other.names if other else None)
    return Field(names or dict.fromkeys(("de", "en"), compact(name)), {}, (_LAST, _LAST))


def class_name(iri: URIRef) -> Texts:
    """Return language → name of a class."""
    found = _shapes().classes.get(iri) or _terms().get(iri) or CLASSES.get(compact(iri))
    return found or dict.fromkeys(("de", "en"), compact(iri))


@cache
def _terms() -> Mapping[URIRef, Texts]:
    terms = vocabulary()
    return {term.iri: term.labels for term in (*terms.classes, *terms.properties)}


@cache
def _shapes() -> _Shapes:
    """Read names, groups and order from the shape files."""
    store = EmbeddedStore(namespaces())
    for path in rdf_files([folder("shapes")]):
        store.load(path)
    fields: dict[tuple[URIRef, URIRef], Field] = {}
    classes: dict[URIRef, Texts] = {}
    for row in store.select(stored_query("describe", "fields").text):
        key = (URIRef(str(row["class"])), URIRef(str(row["path"])))
        german, english = str(row["german"]), str(row["english"])
        group = (
            {"de": str(row["groupGerman"]), "en": str(row["groupEnglish"])} if "groupGerman" in row else {}
        )
        order = (int(str(row.get("groupOrder", _LAST))), int(str(row.get("order", _LAST))))
        made = Field({"de": german, "en": english}, group, order)
        if key not in fields or made.order < fields[key].order:
            fields[key] = made
        classes[key[0]] = {"de": str(row["classGerman"]), "en": str(row["classEnglish"])}
    return _Shapes(fields, {path: made for (_, path), made in fields.items()}, classes)
