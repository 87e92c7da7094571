# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a reasoner (RDFS) concludes from the data: nothing that nobody wanted to say."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import FOAF, ORG, OWL, PROV, RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.model.namespaces import MPSC, namespace

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = namespace("schema")

Types = set[tuple[Node, Node]]

CONCLUDED = {
    *(MPSC.Document, namespace("frapo").FundingProgramme, FOAF.Project, FOAF.Document, PROV.Activity),
    *(namespace("cv").PublicOrganisation, namespace("cv").Participation, ORG.OrganizationalCollaboration),
    *(SCHEMA.Event, SCHEMA.Course, SCHEMA.MonetaryGrant, PROV.Entity),
}
"""The classes that things get from the classes they are said to have; each was wanted as a superclass."""

FOREIGN = """
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .

cv:PublicOrganisation rdfs:subClassOf org:Organization .
org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
org:Organization rdfs:subClassOf foaf:Agent .
org:ChangeEvent rdfs:subClassOf prov:Activity .
org:organization rdfs:range org:Organization .
org:member rdfs:range foaf:Agent .
schema:Project rdfs:subClassOf schema:Organization .
foaf:page rdfs:range foaf:Document .
foaf:homepage rdfs:range foaf:Document .
foaf:Project owl:disjointWith foaf:Document , foaf:Person .
foaf:Organization owl:disjointWith foaf:Document , foaf:Person .
prov:hadPrimarySource rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:wasGeneratedBy rdfs:domain prov:Entity ; rdfs:range prov:Activity .
prov:Entity owl:disjointWith prov:Activity .
"""
"""What the reused vocabularies themselves say, as far as it could turn a thing into something else."""


@cache
def vocabulary() -> Graph:
    """Return ontology/mpsc.ttl."""
    return Graph().parse(ROOT / "ontology" / "mpsc.ttl")


@cache
def curated() -> Graph:
    """Return the curated data and the code lists in one graph."""
    graph = Graph()
    for path in [*(ROOT / "graph/data").rglob("*.ttl"), *(ROOT / "ontology/codelists").glob("*.ttl")]:
        graph.parse(path)
    return graph


def stated() -> Types:
    """Return (thing, class) as the curated data say it."""
    return set(curated().subject_objects(RDF.type))


def by_property(axioms: Graph) -> Types:
    """Return the types that follow from domain and range, of super-properties too (rdfs2, rdfs3, rdfs7)."""
    found: Types = set()
    for subject, predicate, value in curated():
        for relation in axioms.transitive_objects(predicate, RDFS.subPropertyOf):
            found.update((subject, domain) for domain in axioms.objects(relation, RDFS.domain))
            if not isinstance(value, Literal):
                found.update((value, range_) for range_ in axioms.objects(relation, RDFS.range))
    return found


def upwards(types: Types, axioms: Graph) -> Types:
    """Return the types with all superclasses (rdfs9)."""
    above = {name: set(axioms.transitive_objects(name, RDFS.subClassOf)) for _, name in types}
    return {(thing, up) for thing, name in types for up in above[name] if up is not None}


def clashes(types: Types, one: Node, other: Node) -> set[Node]:
    """Return the things that have both classes."""
    members = {name: {thing for thing, type_ in types if type_ == name} for name in (one, other)}
    return members[one] & members[other]


def everything() -> tuple[Types, Graph]:
    """Return all conclusions from our own vocabulary together with what the reused ones say."""
    axioms = vocabulary() + Graph().parse(data=FOREIGN, format="turtle")
    return upwards(stated() | by_property(axioms), axioms), axioms


def test_ranges_conclude_nothing_new() -> None:
    """Every value is said to be what its property asks for; properties as values are declared elsewhere."""
    new = by_property(vocabulary()) - upwards(stated(), vocabulary())
    assert {name for _, name in new} <= {RDF.Property}


def test_superclasses_are_the_wanted_ones() -> None:
    """A new superclass of an own class shows up here."""
    new = upwards(stated(), vocabulary()) - stated()
    assert {name for _, name in new} <= CONCLUDED


def test_nothing_is_in_two_disjoint_classes() -> None:
    """The list of classes without common members holds for the data."""
    (members,) = vocabulary().objects(None, OWL.members)
    disjoint = set(Collection(vocabulary(), members))
    counts = Counter(thing for thing, name in upwards(stated(), vocabulary()) if name in disjoint)
    assert [thing for thing, number in counts.items() if number > 1] == []


@pytest.mark.parametrize("name", [FOAF.Agent, ORG.Organization, SCHEMA.Organization, FOAF.Document])
def test_project_does_not_become(name: URIRef) -> None:
    """No reused vocabulary makes a project a body, an agent or a document."""
    assert clashes(everything()[0], MPSC.ModelProject, name) == set()


@pytest.mark.parametrize("name", [FOAF.Person, SCHEMA.Person])
def test_nothing_becomes_a_person(name: URIRef) -> None:
    """Not even by conclusion."""
    assert [thing for thing, type_ in everything()[0] if type_ == name] == []


def test_foreign_disjoint_classes_of_foaf_hold() -> None:
    """A project is no document, an organisation neither document nor person."""
    types, axioms = everything()
    pairs = [pair for pair in axioms.subject_objects(OWL.disjointWith) if str(pair[0]).startswith(str(FOAF))]
    assert [thing for one, other in pairs for thing in clashes(types, one, other)] == []


def test_nothing_is_both_activity_and_entity() -> None:
    """PROV-O: what happens is no thing."""
    assert clashes(everything()[0], PROV.Activity, PROV.Entity) == set()
