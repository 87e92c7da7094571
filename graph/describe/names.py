# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names for people: of properties and classes as the shapes have them, of things by label or connections."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from rdflib import DCAT, DCTERMS, ORG, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Node

from graph.describe.description import Known, known_things
from graph.model.labels import Texts, choose, collation, foreign_labels, label, same
from graph.model.namespaces import BASE, MPSC, compact, is_web, namespace
from graph.model.shapes import Field, fields_by_property, shapes_by_class
from graph.model.vocabulary import vocabulary
from graph.store import Store


def field(name: URIRef, types: Iterable[URIRef] = ()) -> Field:
    """Return how the property `name` appears on the page of a thing of some classes: name, group and order.

    The shape of its class says so, else the vocabulary, our own words, or any other shape that has it.
    """
    path = str(name)
    for cls in types:
        if found := fields_by_property().get((str(cls), path)):
            return found
    other = _other_names().get(path)
    return Field("", (path,), _terms().get(path) or foreign_labels().get(path) or other or same(compact(path)))


def class_name(iri: URIRef) -> Texts:
    """Return language → name of a class."""
    shape = shapes_by_class().get(str(iri))
    names = shape.name if shape else _terms().get(str(iri)) or foreign_labels().get(str(iri))
    return names or same(compact(iri))


@cache
def _terms() -> Mapping[str, Texts]:
    terms = vocabulary()
    return {str(term.iri): term.labels for term in (*terms.classes, *terms.properties)}


@cache
def _other_names() -> Mapping[str, Texts]:
    return {path: each.name for (_, path), each in fields_by_property().items()}


_KEYS = (
    ("http://www.wikidata.org/entity/", "Wikidata"),
    ("https://www.wikidata.org/entity/", "Wikidata"),
    ("https://sws.geonames.org/", "GeoNames"),
    ("http://publications.europa.eu/resource/authority/", "EU:"),
    ("https://metadata.un.org/sdg/", "SDG"),
)
"""How the IRIs of well-known sources begin → whose keys they are."""

_HEAD = re.compile(r"^https?://(?:www\.)?")

Facts = Mapping[URIRef, tuple[Node, ...]]


def name(known: Known, iri: URIRef, language: str) -> Literal:
    """Return the name of `iri` with its language.

    The order is fixed: the language asked for, the other of German and English, no language, any. A thing
    without a label is named after what it connects, else after its class and its address.
    """
    facts = known.get(iri, {})
    if found := label(facts, language):
        return found
    for compose in (_identifier, _period, _membership, _status, _observation, _run):
        if text := compose(known, facts, language):
            return Literal(text, lang=language)
    return _by_address(facts, iri, language)


def _by_address(facts: Facts, iri: URIRef, language: str) -> Literal:
    classes = [value for value in facts.get(RDF.type, ()) if isinstance(value, URIRef)]
    slug = iri.removeprefix(BASE).rpartition("/")[2]
    if iri.startswith(BASE) and classes and slug:
        return Literal(f"{class_name(classes[0])[language]} {slug}", lang=language)
    return Literal(_elsewhere(iri))


def _elsewhere(iri: URIRef) -> str:
    """Return what people read in place of an IRI of others: whose key it is, or a short address."""
    for start, whose in _KEYS:
        if iri.startswith(start) and (key := iri.removeprefix(start).strip("/")):
            return f"{whose} {key}"
    short = compact(iri)
    if not short.startswith("<"):
        return short
    return _HEAD.sub("", iri).removesuffix("/")


def _named(known: Known, facts: Facts, language: str, *properties: URIRef) -> str:
    """Return the names of the values of the properties, with commas."""
    texts = (
        label(known.get(value, {}), language)
        for each in properties
        for value in facts.get(each, ())
        if isinstance(value, URIRef)
    )
    return ", ".join(dict.fromkeys(str(text) for text in texts if text))


def _identifier(known: Known, facts: Facts, language: str) -> str:
    notation = ", ".join(map(str, facts.get(SKOS.notation, ())))
    kind = _named(known, facts, language, DCTERMS.type)
    return f"{kind} {notation}".strip() if notation else ""


def _period(_: Known, facts: Facts, language: str) -> str:
    start, end = (_day(facts.get(each, ()), language) for each in (DCAT.startDate, DCAT.endDate))
    return f"{start} – {end}".strip() if start or end else ""


def _membership(known: Known, facts: Facts, language: str) -> str:
    cv = namespace("cv")
    member = _named(known, facts, language, ORG.member, cv.hasParticipant)
    role = _named(known, facts, language, ORG.role, cv.role)
    return f"{member} ({role})" if member and role else member


def _status(known: Known, facts: Facts, language: str) -> str:
    if MPSC.statusOf not in facts:
        return ""
    about = _named(known, facts, language, MPSC.statusOf)
    said = _named(known, facts, language, namespace("adms").status) or choose(facts.get(RDFS.comment, ()), language)
    return ": ".join(str(part) for part in (about, said) if part)


def _observation(_: Known, facts: Facts, language: str) -> str:
    value = next(iter(facts.get(namespace("sdmx-measure").obsValue, ())), None)
    time = next(iter(facts.get(namespace("sdmx-dimension").timePeriod, ())), None)
    if not isinstance(value, Literal) or not isinstance(time, Literal):
        return ""
    return f"{number(value, language)} ({day(time, language)})"


def _run(_: Known, facts: Facts, language: str) -> str:
    return _day(facts.get(namespace("schema").startDate, ()), language)


def number(value: Literal, language: str) -> str:
    """Return a whole number with separators of thousands, anything else as it is written."""
    text = str(value)
    if not text.lstrip("-").isdecimal() or text.startswith("0"):
        return text
    return f"{int(text):,}".replace(",", "." if language == "de" else ",")


def day(value: Literal, language: str) -> str:
    """Return an ISO date as it is written in German, else as it is."""
    text = str(value)[:10]
    parts = text.split("-")
    return ".".join(reversed(parts)) if language == "de" and len(parts) == 3 else text


def _day(values: Iterable[Node], language: str) -> str:
    found = min((value for value in values if isinstance(value, Literal)), default=None)
    return day(found, language) if found is not None else ""


@dataclass(frozen=True)
class Named:
    """A thing with its name; things sort by name.

    Attributes:
        label: in the language asked for, else in German or any other.
        iri: of the thing; empty where there is nothing to link.
    """

    label: str
    iri: str

    @property
    def key(self) -> str:
        """Return the last part of the IRI, short enough for an address."""
        return self.iri.rstrip("/").rpartition("/")[2]

    def __lt__(self, other: Self) -> bool:
        return (collation(self.label), self.iri) < (collation(other.label), other.iri)


def named(store: Store, terms: Iterable[Node | None], language: str) -> dict[Node, Named]:
    """Return each term with its name; one without a name is called by its prefixed name or its own text.

    Only what a browser can follow keeps its IRI, since pages link it. None is passed over, as for an unbound
    variable.
    """
    wanted = {term for term in terms if term is not None}
    iris = {term for term in wanted if isinstance(term, URIRef)}
    known = known_things(store, iris) if iris else {}
    return {
        term: Named(str(label(known.get(term, {}), language) or compact(term)), str(term) if is_web(term) else "")
        if isinstance(term, URIRef)
        else Named(str(term), "")
        for term in wanted
    }
