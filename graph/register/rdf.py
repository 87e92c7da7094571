# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Register rows → RDF: bodies, identifiers, territories, population and links, graph by graph."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from rdflib import DCTERMS, QB, RDF, RDFS, SKOS, XSD, Literal, URIRef

from graph.model.namespaces import MPSC, namespace
from graph.register.changes import change_quads
from graph.register.rows import MUNICIPALITY_KINDS, DistrictRow, MunicipalityRow, StateRow, Table
from graph.register.sources import (
    COORDINATES,
    DISTRICT_COORDINATES,
    DISTRICT_GEONAMES,
    GEONAMES,
    Quad,
    Source,
    description,
    register_source,
    wikidata_source,
)

Triple = tuple[URIRef, URIRef, URIRef | Literal]
Progress = Callable[[int, int], None]

_GERMANY = URIRef("http://publications.europa.eu/resource/authority/country/DEU")
_GEOCODING = "http://dcat-ap.de/def/politicalGeocoding/"
_WIKIDATA = "http://www.wikidata.org/entity/"
_GEONAMES = "http://sws.geonames.org/"
_STEP = 500


def quads(table: Table, progress: Progress | None = None) -> Iterator[Quad]:
    """Yield the quads of all register graphs; about a second for the whole of Germany.

    Every graph describes itself. No blank nodes. `progress` is called with rows done and rows in all.
    """
    source = register_source(table.edition)
    yield from description(source, table.edition.written)
    total = len(table.municipalities)
    rows = _Rows(table)
    yield from _in(source, rows.territories())
    for done, row in enumerate(table.municipalities):
        if progress and done % _STEP == 0:
            progress(done, total)
        yield from _in(source, rows.municipality(row))
    for written, triples in rows.links():
        yield from description(written, table.edition.written)
        yield from _in(written, triples)
    yield from change_quads(table)
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
                wikidata_source(code),
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
