# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the graph says about its own size is true: every figure is counted again another way."""

import pytest
from rdflib import DCTERMS, RDF, SKOS, VOID, Graph, Literal, URIRef

from graph.model.namespaces import BASE, GRAPH, namespace
from graph.publication.sources import STATISTICS, Sources, assemble
from graph.store import EmbeddedStore

DATASET = URIRef(f"{BASE}dataset/graph")
ELSEWHERE = f"GRAPH ?graph {{ ?s ?p ?o }} FILTER(?graph != <{STATISTICS}>)"
"""Every statement but those that count the others."""


@pytest.fixture(scope="module")
def figures(graph_store: EmbeddedStore) -> Graph:
    """The named graph of the figures."""
    return graph_store.graph(STATISTICS)


def counts(store: EmbeddedStore, query: str, key: str) -> dict[str, int]:
    """Return the column `key` with the column `n`."""
    return {str(row[key]): int(str(row["n"])) for row in store.select(query)}


def stated(figures: Graph, link: URIRef, key: URIRef, figure: URIRef) -> dict[str, int]:
    """Return what the parts of the dataset are named after, with their figure."""
    return {
        str(figures.value(part, key)): int(str(figures.value(part, figure))) for part in figures.objects(DATASET, link)
    }


@pytest.mark.parametrize(
    ("figure", "counted"),
    [
        (VOID.triples, "*"),
        (VOID.distinctSubjects, "DISTINCT ?s"),
        (VOID.distinctObjects, "DISTINCT ?o"),
        (VOID.properties, "DISTINCT ?p"),
        (VOID.classes, "DISTINCT ?class"),
        (VOID.entities, "DISTINCT ?entity"),
    ],
    ids=lambda value: str(value).rpartition("#")[2],
)
def test_size_is_that_of_all_graphs_merged(
    graph_store: EmbeddedStore, figures: Graph, figure: URIRef, counted: str
) -> None:
    """A statement of two graphs counts once."""
    (row,) = graph_store.select(
        f"""SELECT (COUNT({counted}) AS ?n) {{
        {{ SELECT DISTINCT ?s ?p ?o {{ {ELSEWHERE} }} }}
        BIND(IF(?p = rdf:type, ?o, ?none) AS ?class)
        BIND(IF(CONTAINS(STR(?s), "//w3id.org/mpsc/id/"), ?s, ?none) AS ?entity) }}"""
    )

    assert figures.value(DATASET, figure) == row["n"]


def test_each_class_has_a_partition(graph_store: EmbeddedStore, figures: Graph) -> None:
    """One node for each class, with the number of its instances."""
    query = f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {{ {ELSEWHERE} FILTER(?p = rdf:type) }} GROUP BY ?o"

    found = stated(figures, VOID.classPartition, VOID["class"], VOID.entities)

    assert found == counts(graph_store, query, "o")
    assert found[f"{BASE}def#ModelProject"] == 73


@pytest.mark.parametrize(
    ("figure", "counted"), [(VOID.triples, "*"), (VOID.distinctSubjects, "DISTINCT ?s")], ids=["all", "subjects"]
)
def test_each_property_has_a_partition(
    graph_store: EmbeddedStore, figures: Graph, figure: URIRef, counted: str
) -> None:
    """One node for each property, with the number of its statements and subjects."""
    query = f"""SELECT ?p (COUNT({counted}) AS ?n)
    {{ {{ SELECT DISTINCT ?s ?p ?o {{ {ELSEWHERE} }} }} }} GROUP BY ?p"""

    assert stated(figures, VOID.propertyPartition, VOID.property, figure) == counts(graph_store, query, "p")


def test_parts_have_one_figure_each(figures: Graph) -> None:
    """No two classes or properties share a node."""
    parts = [part for link in (VOID.classPartition, VOID.propertyPartition) for part in figures.objects(DATASET, link)]

    assert all(len(set(figures.objects(part, VOID["class"] | VOID.property))) == 1 for part in parts)


def test_each_named_graph_is_listed_with_its_size(graph_store: EmbeddedStore, figures: Graph) -> None:
    """The graph of figures is listed too, without a figure of its own."""
    sd = namespace("sd")
    names = {figures.value(entry, sd.name) for entry in figures.subjects(RDF.type, sd.NamedGraph)}
    sizes = {name: figures.value(name, VOID.triples) for name in names if isinstance(name, URIRef)}

    expected = {name: Literal(size) for name, size in graph_store.named_graphs().items()}
    assert sizes == {**expected, STATISTICS: None}


@pytest.mark.parametrize("target", ["wikidata", "geonames", "political-geocoding"])
def test_links_are_counted(graph_store: EmbeddedStore, figures: Graph, target: str) -> None:
    """As many as there are pairs."""
    dataset = URIRef(f"{BASE}dataset/{target}")
    (linkset,) = figures.subjects(VOID.objectsTarget, dataset)
    space = str(figures.value(dataset, VOID.uriSpace))
    pairs = graph_store.select(
        f"""SELECT DISTINCT ?a ?b {{ GRAPH ?g {{ ?a skos:exactMatch ?b }}
        FILTER(CONTAINS(STR(?b), "{space}")) }}"""
    )

    assert len(pairs) > 3000
    assert figures.value(linkset, VOID.triples) == Literal(len(pairs))
    assert figures.value(linkset, VOID.linkPredicate) == SKOS.exactMatch


def test_used_vocabularies_are_listed(figures: Graph) -> None:
    """Ours by the IRI of the vocabulary, others by their namespace."""
    found = {str(value) for value in figures.objects(DATASET, VOID.vocabulary)}

    assert {f"{BASE}def", str(SKOS), str(DCTERMS), "https://schema.org/"} <= found
    assert len(found) == 22


def test_examples_are_described(graph_store: EmbeddedStore, figures: Graph) -> None:
    """All the things to begin with are there; one that is renamed would be missing here."""
    examples = set(figures.objects(DATASET, VOID.exampleResource))

    assert len(examples) == 5
    assert all(graph_store.graphs_about(example) for example in examples)


def test_figures_are_repeatable(small: Sources) -> None:
    """The same sources give the same figures, of a small dataset too."""
    one, other = assemble(small), assemble(small)

    assert one.n_quads() == other.n_quads()
    triples = one.graph(STATISTICS).value(GRAPH.towns, VOID.triples)
    assert triples == Literal(len(one.graph(GRAPH.towns)))


def test_figures_are_part_of_the_merge(graph_store: EmbeddedStore) -> None:
    """A query without GRAPH finds them, and the length of the store counts them."""
    rows = graph_store.select("SELECT ?n { dataset:graph void:triples ?n }")

    assert len(rows) == 1
    assert len(graph_store) == sum(graph_store.named_graphs().values())
