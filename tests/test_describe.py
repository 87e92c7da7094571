# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is known of a thing: names, sources, addresses, documents, and queries with one thing put in."""

import pytest
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from graph import describe
from graph.describe import field, name
from graph.errors import InputError
from graph.model.formats import GRAPH_FORMATS, JSON_LD
from graph.model.kinds import lists
from graph.model.labels import choose
from graph.model.namespaces import BASE, GRAPH, namespaces
from graph.model.queries import about, among, stored_query
from graph.store import EmbeddedStore, serialise

A, B = URIRef(f"{BASE}id/project/a"), URIRef(f"{BASE}id/project/b")


@pytest.mark.parametrize(
    ("language", "texts", "best"),
    [
        ("de", {"de": "Stadt", "en": "town", None: "x"}, "Stadt"),
        ("de", {"en": "town", None: "x", "fr": "ville"}, "town"),
        ("en", {"de": "Stadt", None: "x"}, "Stadt"),
        ("en", {"fr": "ville", None: "x"}, "x"),
        ("de", {"pl": "miasto", "fr": "ville"}, "miasto"),
    ],
)
def test_fallback_of_languages_is_fixed(language: str, texts: dict[str | None, str], best: str) -> None:
    """The language asked for, the other of the two, none, then any in order of the alphabet."""
    found = choose([Literal(text, lang=tag) for tag, text in texts.items()], language)

    assert str(found) == best


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("http://www.wikidata.org/entity/Q3936", "Wikidata Q3936"),
        ("https://sws.geonames.org/2952984/", "GeoNames 2952984"),
        ("http://publications.europa.eu/resource/authority/data-theme/TRAN", "EU: data-theme/TRAN"),
        ("https://www.example.org/a/b/", "example.org/a/b"),
        ("https://sws.geonames.org/", "sws.geonames.org"),
        ("http://www.w3.org/ns/dcat#Catalog", "dcat:Catalog"),
        ("urn:isbn:3-16-148410-0", "urn:isbn:3-16-148410-0"),
    ],
)
def test_iris_of_others_are_short(iri: str, shown: str) -> None:
    """Whose key it is, a prefixed name, or the address without its head."""
    assert str(name({}, URIRef(iri), "de")) == shown


@pytest.mark.parametrize(
    ("path", "german", "english"),
    [
        ("project/bamberg", "Bamberg", "Bamberg"),
        ("cohort/2", "Staffel 2", "Cohort 2"),
        ("identifier/ags-09461000", "Amtlicher Gemeindeschlüssel (AGS) 09461000", "09461000"),
        ("membership/bamberg-09461000", "Bamberg (Federführende Kommune)", "Bamberg (Lead municipality)"),
        ("status/bamberg-phase", "Bamberg: Umsetzungsphase", "Bamberg: Implementation phase"),
        ("geometry/09461000", "Geometrie 09461000", "09461000"),
        ("course-instance/smart-city-manager-2024", "2024", "2024"),
    ],
)
def test_everything_has_a_name(graph_store: EmbeddedStore, path: str, german: str, english: str) -> None:
    """Labels where there are some; else what the thing connects, else class and address."""
    iri = URIRef(f"{BASE}id/{path}")
    found = describe.describe(graph_store, iri)

    assert found is not None
    assert german in name(found.known, iri, "de")
    assert english in name(found.known, iri, "en")


def test_every_property_and_kind_in_use_is_named(graph_store: EmbeddedStore) -> None:
    """No page shows a bare name such as `dcterms:subject` for what the data say of things."""
    rows = graph_store.select(
        f"SELECT DISTINCT ?p ?class ?kind {{ ?s a ?class ; ?p ?o . FILTER(STRSTARTS(STR(?s), '{BASE}id/'))"
        f" BIND(REPLACE(STR(?s), '^{BASE}id/([^/]+)/.*$', '$1') AS ?kind) }}"
    )
    bare = {str(row["p"]) for row in rows if ":" in field(URIRef(str(row["p"]))).name["de"]}

    assert bare == set()
    assert {str(row["kind"]) for row in rows} <= lists().keys()
    assert all(":" not in describe.class_name(URIRef(str(row["class"])))["de"] for row in rows)


def test_every_thing_fits_its_address(graph_store: EmbeddedStore) -> None:
    """The strict pattern of addresses shuts out nothing that is published."""
    rows = graph_store.select(f"SELECT DISTINCT ?s {{ ?s a ?c . FILTER(STRSTARTS(STR(?s), '{BASE}id/')) }}")
    parts = [str(row["s"]).removeprefix(f"{BASE}id/").split("/", 1) for row in rows]

    assert [part for part in parts if describe.thing(*part) is None] == []
    assert len(parts) > 60_000


def test_lists_of_kinds_miss_nothing(graph_store: EmbeddedStore) -> None:
    """The classes in the table of kinds find every thing that the beginning of the IRI finds."""
    counted = graph_store.select(
        "SELECT ?kind (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c "
        f"FILTER(STRSTARTS(STR(?s), '{BASE}id/'))"
        f" BIND(REPLACE(STR(?s), '^{BASE}id/([^/]+)/.*$', '$1') AS ?kind) }}"
        " GROUP BY ?kind"
    )
    small = {str(row["kind"]): int(str(row["n"])) for row in counted if int(str(row["n"])) < 400}

    assert len(small) > 25
    for kind, count in small.items():
        assert len(describe.members(graph_store, f"id/{kind}", "de")) == count, kind


def test_source_is_that_of_the_subject_or_of_the_graph() -> None:
    """README: the subject's own source in the same graph, else that of the graph, else the graph itself."""
    prov = namespaces()["prov"]
    own, common = URIRef("https://example.org/own"), URIRef("https://example.org/common")
    store = EmbeddedStore(namespaces())
    store.add(
        [
            (A, RDFS.label, Literal("a"), GRAPH.one),
            (A, prov.hadPrimarySource, own, GRAPH.one),
            (A, RDF.type, RDFS.Resource, GRAPH.two),
            (GRAPH.two, prov.hadPrimarySource, common, GRAPH.two),
            (A, SKOS.notation, Literal("n"), GRAPH.three),
        ]
    )
    store.merge()
    found = describe.describe(store, A)

    assert found is not None
    assert found.sources(GRAPH.one) == (own,)
    assert found.sources(GRAPH.two) == (common,)
    assert found.sources(GRAPH.three) == (GRAPH.three,)


def test_unknown_thing_has_no_description(graph_store: EmbeddedStore) -> None:
    """None, not an empty page."""
    assert describe.describe(graph_store, A) is None
    assert not describe.exists(graph_store, A)


@pytest.mark.parametrize(
    "bad", ["https://e.org/> ?p ?o } #", "https://e.org/a b", "bamberg", "https://e.org/\n", "x:{"]
)
def test_only_iris_get_into_a_query(bad: str) -> None:
    """Nothing that could end the angle brackets."""
    with pytest.raises(InputError, match="no absolute IRI"):
        about(stored_query("describe", "exists"), URIRef(bad))
    with pytest.raises(InputError, match="no absolute IRI"):
        among("VALUES ?node { }", "node", [URIRef(bad)])


def test_query_without_a_place_for_the_thing_is_told() -> None:
    """A file that lost its `this:` would answer for the example for ever."""
    with pytest.raises(InputError, match="PREFIX this:"):
        about(stored_query("pages", "projects-by-state"), A)
    with pytest.raises(InputError, match=r"VALUES \?thing"):
        among("SELECT * {}", "thing", [A])


@pytest.mark.parametrize("offer", GRAPH_FORMATS, ids=lambda offer: offer.name)
def test_documents_are_repeatable_and_complete(offer: object) -> None:
    """The same bytes each time; the merge where a format knows no graphs; markup and quotes survive."""
    chosen_format = next(each for each in GRAPH_FORMATS if each is offer)
    text = Literal('"<&>\n\\ ü', lang="de")
    quads = [(A, RDFS.label, text, GRAPH.one), (A, RDFS.label, text, GRAPH.two), (B, RDFS.seeAlso, A, None)]
    documents = {serialise(order, chosen_format, namespaces()) for order in (quads, quads[::-1])}
    parser = {"trig": "trig", "nquads": "nquads", "ntriples": "nt", "jsonld": "json-ld", "rdfxml": "xml"}

    assert len(documents) == 1
    (document,) = documents
    if chosen_format.name in {"trig", "nquads"}:
        assert document.count(b"graph:one" if chosen_format.name == "trig" else b"graph/one>") >= 1
    else:
        graph = Graph().parse(data=document, format=parser.get(chosen_format.name, "turtle"))
        assert set(graph) == {(A, RDFS.label, text), (B, RDFS.seeAlso, A)}
    assert (chosen_format == JSON_LD) == (b"@context" in document)
