# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Terms as people read them: things by name and as links, dates and numbers in the language of the page.

What search engines read in a page: schema.org as JSON-LD.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from rdflib import DCTERMS, FOAF, SKOS, XSD, Literal, URIRef
from rdflib.term import Node

from graph import describe
from graph.describe import LICENCE, Description, class_name, name
from graph.model.kinds import schema_type
from graph.model.labels import choose
from graph.model.namespaces import BASE, is_web, namespace
from graph.model.shapes import shapes_by_class
from graph.web.http.pages import language, local_path, translate
from graph.web.pages.releases import dump_address
from graph.web.services import public_url, services

_DATES = {XSD.date, XSD.dateTime}
_FRACTIONS = {XSD.decimal, XSD.double}
_OWN_TERM = f"{BASE}def#"


@dataclass(frozen=True)
class Value:
    """A value as it is shown.

    Attributes:
        text: what is read.
        language: its language, where it differs from that of the page.
        link: where it leads; None for plain text.
        sources: numbers of the sources that say it.
    """

    text: str
    language: str | None
    link: str | None
    sources: tuple[int, ...] = ()

    def __html__(self) -> str:
        """Return the value as templates show it, a link where it leads somewhere (protocol of MarkupSafe)."""
        text = escape(self.text)
        tagged = f' lang="{escape(self.language)}"' if self.language else ""
        if self.link:
            return f'<a href="{escape(self.link)}"{tagged}>{text}</a>'
        return f"<span{tagged}>{text}</span>" if tagged else text


def cited(sources: Sequence[int]) -> Markup:
    """Return links to the numbers of sources, further down on the page."""
    if not sources:
        return Markup()
    links = ", ".join(f'<a href="#source-{number:d}">{number:d}</a>' for number in sources)
    return Markup(f' <span class="cited">{translate("Quelle", "Source")} {links}</span>')  # noqa: S704 - numbers


def value(description: Description, node: Node, sources: tuple[int, ...] = ()) -> Value:
    """Return how a term is shown: things by name and as links, dates and numbers as people write them."""
    tag = language()
    if isinstance(node, URIRef):
        named = class_text(node, tag) or name(description.known, node, tag)
        return Value(str(named), _other(named, tag), link_of(node, tag), sources)
    literal = node if isinstance(node, Literal) else Literal(str(node))
    link = str(literal) if literal.datatype == XSD.anyURI and is_web(str(literal)) else None
    return Value(_text(literal, tag), _other(literal, tag), link, sources)


def class_text(iri: URIRef, tag: str) -> Literal | None:
    """Return the name of a class or property that vocabulary or shapes have, not the data."""
    if str(iri) not in shapes_by_class() and not iri.startswith(_OWN_TERM):
        return None
    return Literal(class_name(iri)[tag], lang=tag)


def _text(literal: Literal, tag: str) -> str:
    text, datatype = str(literal), literal.datatype
    if datatype is None:
        return text
    if datatype in _DATES:
        return describe.day(literal, tag)
    if datatype == XSD.boolean:
        return translate("ja", "yes") if text in {"true", "1"} else translate("nein", "no")
    if datatype == XSD.integer:
        return describe.number(literal, tag)
    if datatype in _FRACTIONS and tag == "de":
        return text.replace(".", ",")
    return text


def _other(literal: Literal, tag: str) -> str | None:
    return literal.language if literal.language != tag else None


def link_of(iri: URIRef, tag: str) -> str | None:
    """Return where a thing leads in a language; None where that is not the web."""
    path = local_path(iri)
    if path.startswith("/"):
        # The fragment stays last.
        head, hash_sign, fragment = path.partition("#")
        return f"{head}?lang=en{hash_sign}{fragment}" if tag == "en" else path
    return path if is_web(path) else None


_CONTEXT = "https://schema.org"
_CREATOR = {"@type": "Organization", "name": "MPSC graph contributors", "url": "https://w3id.org/mpsc/dataset/graph"}
_FIRST_CALL = "2019-07-10"
"""Day on which the projects of the first cohort were announced (graph/data/cohort-1.ttl)."""

_SCHEMA = namespace("schema")


def dataset() -> dict[str, Any]:
    """Return the whole graph as a schema.org Dataset, with what Google Dataset Search asks for."""
    public = public_url()
    store = services().store
    dump = dump_address()
    downloads = [_download("application/sparql-results+json", f"{public}/sparql")]
    if dump:
        downloads.insert(0, _download("application/n-quads", dump))
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "@id": f"{BASE}dataset/graph",
        "identifier": f"{BASE}dataset/graph",
        "url": f"{public}/",
        "name": translate(
            "MPSC-Graph: die Modellprojekte Smart Cities als verknüpfte offene Daten",
            "MPSC graph: the German model projects Smart Cities as linked open data",
        ),
        "description": translate(
            "Die 73 vom Bund geförderten Modellprojekte Smart Cities mit ihren Kommunen, Maßnahmen,"
            " Partnerschaften, Lösungen und Veranstaltungen, dazu alle Städte und Gemeinden mit amtlichen"
            " Schlüsseln. Jede Aussage hat eine Quelle.",
            "The 73 federally funded German model projects Smart Cities with their municipalities, measures,"
            " partnerships, solutions and events, and every German municipality with its official keys. Every"
            " statement has a source.",
        ),
        "license": str(LICENCE),
        "creator": _CREATOR,
        "publisher": _CREATOR,
        "isAccessibleForFree": True,
        "inLanguage": ["de", "en"],
        "keywords": ["Smart City", "Modellprojekte Smart Cities", "MPSC", "Linked Open Data", "Kommunen"],
        "spatialCoverage": {"@type": "Place", "name": translate("Deutschland", "Germany")},
        "temporalCoverage": f"{_FIRST_CALL}/..",
        "distribution": downloads,
        **({"version": store.version, "dateModified": store.version[:10]} if store.is_release else {}),
    }


def of_thing(description: Description, path: str, trail: list[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """Return what a page is about, and the way to it.

    Args:
        description: what is known of the thing.
        path: of the page.
        trail: the steps to it, as the page shows them.
    """
    found = [_breadcrumb(path, trail)]
    if description.iri == URIRef(f"{BASE}dataset/graph"):
        return [dataset(), *found]
    kind = schema_type(description.types)
    if kind is None or (kind == "Event" and not description.values(_SCHEMA.startDate)):
        return found
    return [_thing(description, kind, path), *found]


def _thing(description: Description, kind: str, path: str) -> dict[str, Any]:
    public = public_url()
    pages = _iris(description, FOAF.homepage)
    same = _iris(description, SKOS.exactMatch)
    about = choose(description.values(DCTERMS.description, SKOS.definition), language())
    start, repository = description.values(_SCHEMA.startDate), _iris(description, _SCHEMA.codeRepository)
    places = [_named(description, iri) for iri in _iris(description, _SCHEMA.location)]
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": ["City", "GovernmentOrganization"] if kind == "City" else kind,
        "@id": description.iri,
        "identifier": description.iri,
        "name": _named(description, description.iri),
        "url": pages[0] if pages else f"{public}{path}",
        "mainEntityOfPage": f"{public}{path}",
        "description": str(about) if about else "",
        "sameAs": [*same, *pages],
        "startDate": str(start[0]) if start and kind == "Event" else "",
        "location": [{"@type": "Place", "name": place} for place in places] if kind == "Event" else [],
        "codeRepository": repository[0] if repository else "",
        "inDefinedTermSet": _iris(description, SKOS.inScheme),
    }
    return {key: value for key, value in found.items() if value}


def _breadcrumb(path: str, trail: list[tuple[str, str | None]]) -> dict[str, Any]:
    """Return a BreadcrumbList with the home page first and this page last."""
    public = public_url()
    steps = [(translate("Überblick", "Overview"), "/"), *((text, link or path) for text, link in trail)]
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": text, "item": f"{public}{link}"}
            for position, (text, link) in enumerate(steps, start=1)
        ],
    }


def _download(media_type: str, address: str) -> dict[str, str]:
    return {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": address}


def _iris(description: Description, *properties: URIRef) -> list[str]:
    values = description.values(*properties)
    return [str(value) for value in values if not isinstance(value, Literal) and is_web(str(value))]


def _named(description: Description, iri: URIRef | str) -> str:
    return str(name(description.known, URIRef(iri), language()))
