# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables as RDF: one graph for each source, bodies apart from territories."""

from pathlib import Path

import pytest
from rdflib import BNode, Dataset, Graph, Literal, URIRef

from graph.model.namespaces import GRAPH, prefix_lines
from graph.register import quads, read_table

REGISTER = GRAPH["register/gv-2026"]


def _loaded(folder: Path) -> Dataset:
    dataset = Dataset(default_union=True)
    for subject, predicate, value, graph in quads(read_table(folder)):
        dataset.graph(graph).add((subject, predicate, value))
    return dataset


@pytest.fixture
def dataset(folder: Path) -> Dataset:
    """The small register, loaded."""
    return _loaded(folder)


def _asks(graph: Dataset | Graph, pattern: str) -> bool:
    return bool(graph.query(f"{prefix_lines()} ASK {{ {pattern} }}").askAnswer)


@pytest.mark.parametrize(
    "pattern",
    [
        (
            "municipality:08135021 a mpsc:Municipality ; skos:prefLabel 'Hermaringen'@de ; "
            "rdfs:label 'Hermaringen'@de ; mpsc:municipalityType at:municipality ; "
            "dcterms:spatial area:08135021"
        ),
        "municipality:01051011 skos:prefLabel 'Brunsbüttel'@de ; skos:altLabel 'Brunsbüttel, Stadt'@de",
        "municipality:01051011 mpsc:municipalityType at:town",
        "municipality:08135019 mpsc:municipalityType at:town",
        "municipality:08111000 mpsc:municipalityType at:district-free-city",
        "municipality:01001000 mpsc:municipalityType at:district-free-city",
        "municipality:09273159 mpsc:municipalityType at:municipality",
        "municipality:08135021 adms:identifier identifier:ags-08135021 , identifier:ars-081355001021",
        "identifier:ags-08135021 a adms:Identifier ; skos:notation '08135021' ; dcterms:type idtype:ags",
        "identifier:ars-081355001021 a adms:Identifier ; skos:notation '081355001021'",
        "identifier:ars-081355001021 dcterms:type idtype:ars",
        (
            "area:08135021 a cv:AdminUnit , dcterms:Location ; rdfs:label 'Hermaringen'@de ; "
            "cv:level at:municipality ; dcterms:isPartOf area:08135"
        ),
        "area:08135 cv:level at:district ; dcterms:isPartOf area:08",
        (
            "area:08 rdfs:label 'Baden-Württemberg'@de ; cv:level at:land ; dcterms:identifier 'DE-BW' ; "
            "dcterms:isPartOf <http://publications.europa.eu/resource/authority/country/DEU>"
        ),
        "area:08135021 skos:exactMatch <http://dcat-ap.de/def/politicalGeocoding/municipalityKey/08135021>",
        "area:08135 skos:exactMatch <http://dcat-ap.de/def/politicalGeocoding/districtKey/08135>",
        "area:08 skos:exactMatch <http://dcat-ap.de/def/politicalGeocoding/stateKey/08>",
        "area:01001 cv:level at:district-free-city",
        (
            "district:08135 a mpsc:District ; skos:prefLabel 'Landkreis Heidenheim'@de ; "
            "skos:altLabel 'Heidenheim'@de ; mpsc:municipalityType at:district ; "
            "dcterms:spatial area:08135 ; "
            "adms:identifier identifier:district-key-08135"
        ),
        "identifier:district-key-08135 skos:notation '08135' ; dcterms:type idtype:district-key",
        (
            "observation:population-08135021-2024 a qb:Observation ; qb:dataSet dataset:population ; "
            "sdmx-dimension:refArea area:08135021 ; sdmx-dimension:timePeriod '2024-12-31'^^xsd:date ; "
            "sdmx-measure:obsValue 2341"
        ),
        "observation:population-08135-2024 sdmx-measure:obsValue 81802",
    ],
)
def test_register_graph_says(dataset: Dataset, pattern: str) -> None:
    """Names, kinds, keys, territories and population stand in the graph of the official list."""
    assert _asks(dataset.graph(REGISTER), pattern)


@pytest.mark.parametrize(
    ("graph", "pattern"),
    [
        (
            "register/coordinates-2020",
            (
                "area:08135021 geo:hasCentroid geometry:08135021 . geometry:08135021 a geo:Geometry ; "
                "geo:asWKT 'POINT(10.26164 48.59608)'^^geo:wktLiteral"
            ),
        ),
        ("register/coordinates-districts", "area:08135 geo:hasCentroid geometry:08135"),
        ("register/geonames", "area:08135021 skos:exactMatch <http://sws.geonames.org/2905954/>"),
        ("register/geonames-districts", "area:08135 skos:exactMatch <http://sws.geonames.org/3220738/>"),
        ("register/wikidata/gw-lk", "municipality:08135019 skos:exactMatch <http://www.wikidata.org/entity/Q6869>"),
        ("register/wikidata/ft-kreise", "municipality:01001000 skos:exactMatch <http://www.wikidata.org/entity/Q3798>"),
        ("register/wikidata/gw-kf", "municipality:01001000 skos:exactMatch <http://www.wikidata.org/entity/Q3798>"),
        ("register/wikidata/ft-kreise", "district:08135 skos:exactMatch <http://www.wikidata.org/entity/Q8523>"),
        ("register/wikidata/okf", "municipality:09273159 skos:exactMatch <http://www.wikidata.org/entity/Q503579>"),
    ],
)
def test_link_stands_in_the_graph_of_its_source(dataset: Dataset, graph: str, pattern: str) -> None:
    """So the source of each link can be named."""
    assert _asks(dataset.graph(GRAPH[graph]), pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "?thing owl:sameAs ?other",
        "district:01001 ?property ?value",
        "observation:population-01001-2024 ?property ?value",
        "area:01001 geo:hasCentroid ?point",
        "?area a cv:AdminUnit FILTER NOT EXISTS { ?area dcterms:isPartOf ?above }",
        (
            "?area dcterms:isPartOf ?above FILTER (STRSTARTS(STR(?above), STR(area:)) && "
            "NOT EXISTS { ?above a cv:AdminUnit })"
        ),
    ],
)
def test_register_does_not_say(dataset: Dataset, pattern: str) -> None:
    """A kreisfreie Stadt is one body with one population; no chain of territories has a gap."""
    assert not _asks(dataset, pattern)


def test_unincorporated_area_is_a_territory_without_a_body(folder: Path) -> None:
    """A gemeindefreies Gebiet has keys but is no municipality in law."""
    path = folder / "municipalities.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("Hermaringen,Gemeinde", "Hermaringen,gemeindefreies Gebiet (bewohnt)"), encoding="utf-8"
    )

    dataset = _loaded(folder)

    assert _asks(dataset, "area:08135021 cv:level at:unincorporated-area ; adms:identifier identifier:ags-08135021")
    assert not _asks(dataset, "municipality:08135021 ?property ?value")


def test_unknown_population_is_not_published(folder: Path) -> None:
    """Nothing is better than a wrong zero."""
    path = folder / "municipalities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",2341,", ",,"), encoding="utf-8")

    assert not _asks(_loaded(folder), "observation:population-08135021-2024 ?property ?value")


def test_unknown_place_is_not_published(folder: Path) -> None:
    """A new municipality has no coordinates yet."""
    path = folder / "municipalities.csv"
    text = path.read_text(encoding="utf-8").replace("48.59608,10.26164", ",")
    path.write_text(text, encoding="utf-8")

    assert not _asks(_loaded(folder), "geometry:08135021 ?property ?value")


def test_every_graph_describes_itself(dataset: Dataset) -> None:
    """Title and description in two languages, source, day, and how it may be reused."""
    graphs = {graph.identifier for graph in dataset.graphs() if len(graph)}
    described = {
        graph
        for graph in graphs
        if _asks(
            dataset.graph(graph),
            f"<{graph}> a prov:Entity ; dcterms:title ?t , ?u ; dcterms:description ?d , ?e ; "
            "dcterms:rights ?r , ?s ; prov:hadPrimarySource ?source ; prov:generatedAtTime ?day "
            "FILTER (LANG(?t) = 'de' && LANG(?u) = 'en' && LANG(?d) = 'de' && LANG(?e) = 'en' "
            "&& LANG(?r) = 'de' && LANG(?s) = 'en')",
        )
    }

    assert graphs == described


def test_there_are_no_blank_nodes(dataset: Dataset) -> None:
    """Everything can be cited, and two builds are the same."""
    assert not [term for quad in dataset.quads() for term in quad[:3] if isinstance(term, BNode)]


def test_progress_ends_with_all_rows(folder: Path) -> None:
    """Rows done and rows in all."""
    calls: list[tuple[int, int]] = []

    for _ in quads(read_table(folder), lambda done, total: calls.append((done, total))):
        pass

    assert calls == [(0, 10), (10, 10)]


def test_keys_are_plain_strings(dataset: Dataset) -> None:
    """No language, no number type: a key keeps its zeros."""
    notation = dataset.value(
        URIRef("https://w3id.org/mpsc/id/identifier/ags-01001000"),
        URIRef("http://www.w3.org/2004/02/skos/core#notation"),
    )

    assert notation == Literal("01001000")
