# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the graph promises to hold is there, and what is missing is said."""

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph

from graph.model.namespaces import GRAPH, MPSC, compact
from graph.model.paths import folder
from graph.model.vocabulary import turtle
from graph.publication.sources import Sources
from graph.store import EmbeddedStore

DECISIONS = (Path(__file__).parents[2] / "DECISIONS.md").read_text(encoding="utf-8")
VOCABULARY = Graph().parse(folder("ontology") / "mpsc.ttl")
CLASSES = sorted(str(t) for t in VOCABULARY.subjects(RDF.type, OWL.Class) if str(t).startswith(MPSC))


def number(store: EmbeddedStore, pattern: str) -> int:
    """Return how many different ?x the pattern finds."""
    (row,) = store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    return int(str(row["n"]))


def test_display_is_no_part_of_the_data() -> None:
    """The vocabulary and its code lists are published, names for pages are not."""
    graphs = {str(graph).removeprefix(GRAPH) for _, graph, _ in Sources().files()}

    assert {"mpsc", "alignments", "prefixes", "codelists/topic"} <= graphs
    assert [name for name in graphs if "display" in name] == []


@pytest.mark.parametrize("term", CLASSES, ids=lambda term: term.partition("#")[2])
def test_class_has_instances_or_a_reason(graph_store: EmbeddedStore, term: str) -> None:
    """A class that nothing belongs to is named in DECISIONS with the reason."""
    assert number(graph_store, f"?x a <{term}>") > 0 or f"`{compact(term)}`" in DECISIONS


@pytest.mark.parametrize(
    ("what", "pattern", "expected"),
    [
        ("projects of cohort 1", "?x mpsc:inCohort cohort:1", 13),
        ("large cities of cohort 2", "?x mpsc:inCohort cohort:2 ; dcterms:type category:large-cities", 13),
        ("medium towns of cohort 2", "?x mpsc:inCohort cohort:2 ; dcterms:type category:medium-towns", 3),
        ("small towns of cohort 2", "?x mpsc:inCohort cohort:2 ; dcterms:type category:small-towns-rural", 4),
        ("cooperations of cohort 2", "?x mpsc:inCohort cohort:2 ; dcterms:type category:cooperations-districts", 12),
        ("projects across state borders", "?x a mpsc:ModelProject ; dcterms:spatial ?a , ?b FILTER(?a != ?b)", 2),
        ("projects in Saxony", "?x a mpsc:ModelProject ; dcterms:spatial area:14", 4),
        ("projects in Thuringia", "?x a mpsc:ModelProject ; dcterms:spatial area:16", 3),
        ("measures", "?x a mpsc:Measure", 143),
        ("municipalities", "?x a mpsc:Municipality", 10747),
        ("districts", "?x a mpsc:District", 294),
        ("states", "?x cv:level at:land", 16),
        ("events with the Bamberg meeting", "?x a mpsc:Event", 22),
    ],
)
def test_count_is_that_of_the_sources(graph_store: EmbeddedStore, what: str, pattern: str, expected: int) -> None:
    """The programme's own lists and the official register, counted by hand."""
    assert number(graph_store, pattern) == expected, what


def test_every_carrying_body_stands_in_the_register(graph_store: EmbeddedStore) -> None:
    """Municipalities and districts are described by the register; associations by their own file."""
    strangers = graph_store.select(
        """SELECT DISTINCT ?body { ?project mpsc:participatingMunicipality ?body
        FILTER NOT EXISTS { GRAPH <https://w3id.org/mpsc/graph/register/gv-2026> { ?body a ?class } } }"""
    )

    assert len(strangers) == 11
    assert all("/id/association/" in str(row["body"]) for row in strangers)


def test_all_projects_reach_a_municipality_or_district_of_the_register(graph_store: EmbeddedStore) -> None:
    """Through its bodies, the members of its association, or (Rhein-Neckar) its associated partners."""
    reached = number(
        graph_store,
        """?x a mpsc:ModelProject .
        { ?x mpsc:participatingMunicipality ?body }
        UNION { ?x mpsc:participatingMunicipality ?whole . ?m org:organization ?whole ; org:member ?body }
        UNION { ?c mpsc:consortiumOf ?x . ?m org:organization ?c ; org:member ?body }
        GRAPH <https://w3id.org/mpsc/graph/register/gv-2026> { ?body a ?class }""",
    )

    assert reached == 73


def test_every_key_resolves_to_the_federal_geocoding(graph_store: EmbeddedStore) -> None:
    """All 10,747 municipalities link their area to the key DCAT-AP.de catalogues use."""
    linked = number(
        graph_store,
        """?x a mpsc:Municipality ; adms:identifier ?i ; dcterms:spatial/skos:exactMatch ?link .
        ?i dcterms:type idtype:ags ; skos:notation ?key
        FILTER(?link = IRI(CONCAT("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/", ?key)))""",
    )

    assert linked == 10747


def test_every_measure_has_project_topic_status_and_source(graph_store: EmbeddedStore) -> None:
    """Nothing that is asked about measures is left open."""
    pattern = """?x a mpsc:Measure ; dcterms:isPartOf ?project ; mpsc:mainTopic/skos:inScheme ?topics ;
        adms:status/skos:inScheme ?states ; prov:hadPrimarySource ?source .
        ?project a mpsc:ModelProject"""

    assert number(graph_store, pattern) == 143


def test_conflicting_sources_stand_side_by_side(graph_store: EmbeddedStore) -> None:
    """Sources name 150 and 170 million euro for the first cohort; both are kept, each with its source."""
    rows = graph_store.select(
        """SELECT DISTINCT ?value { GRAPH ?graph { cohort:1 schema:amount ?amount }
        ?amount schema:value ?value } ORDER BY ?value"""
    )

    assert {150_000_000, 170_000_000} <= {int(str(row["value"])) for row in rows}


def test_definitions_are_comments_in_the_graph_of_the_vocabulary(graph_store: EmbeddedStore) -> None:
    """The same comments as in /def.ttl, and no others."""
    published = Graph().parse(data=turtle(), format="turtle")
    found = graph_store.graph(GRAPH.mpsc)

    assert len(published) == len(found)
    assert set(found.subject_objects(RDFS.comment)) == set(published.subject_objects(RDFS.comment))
    assert set(found.subject_objects(RDFS.comment)) == set(found.subject_objects(SKOS.definition))
