# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The vocabulary: what FOOPS! and OOPS! look at, as far as it needs no network.

The first part of a test's name is the check it stands for (see DECISIONS.md for those left out).
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

import pytest
from rdflib import DC, DCTERMS, DOAP, FOAF, OWL, PROV, RDF, RDFS, SKOS, VANN, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from graph.model.namespaces import BASE, MPSC, namespace
from graph.model.vocabulary import turtle

ONTOLOGY = URIRef(f"{BASE}def")
BIBO, SCHEMA, VOAF = namespace("bibo"), namespace("schema"), namespace("voaf")
BUILT_IN = (str(OWL), str(RDF), str(RDFS), str(XSD))
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@cache
def vocabulary() -> Graph:
    """Return the vocabulary as it is published."""
    return Graph().parse(data=turtle(), format="turtle")


def own(*kinds: Node) -> list[URIRef]:
    """Return the own terms of some kinds."""
    found = {term for kind in kinds for term in vocabulary().subjects(RDF.type, kind)}
    return sorted(term for term in found if isinstance(term, URIRef) and term.startswith(MPSC))


def local(term: Node) -> str:
    """Return the name of an own term, for pytest and for naming rules."""
    return str(term).removeprefix(MPSC)


CLASSES = own(OWL.Class)
OWN_PROPERTIES = own(OWL.ObjectProperty, OWL.DatatypeProperty)
TERMS = [*CLASSES, *OWN_PROPERTIES]


def header(*properties: URIRef) -> list[URIRef]:
    """Return those of the properties that the header of the vocabulary lacks."""
    return [each for each in properties if vocabulary().value(ONTOLOGY, each, any=True) is None]


def languages(term: Node, predicate: URIRef) -> Counter[str]:
    """Return language → number of texts."""
    texts = vocabulary().objects(term, predicate)
    return Counter(text.language or "" for text in texts if isinstance(text, Literal))


def test_purl1_persistent_address() -> None:
    """The address is at w3id.org."""
    assert urlsplit(ONTOLOGY).hostname == "w3id.org"


def test_ver1_version_address() -> None:
    """The version has an address of its own, which ends in the version."""
    version = vocabulary().value(ONTOLOGY, OWL.versionIRI)
    assert version == URIRef(f"{ONTOLOGY}/{vocabulary().value(ONTOLOGY, OWL.versionInfo)}")


def test_om1_minimal_metadata() -> None:
    """Title, description, licence, version address, creator, namespace."""
    wanted = (DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI, DCTERMS.creator)
    assert header(*wanted, VANN.preferredNamespaceUri) == []


def test_om2_recommended_metadata() -> None:
    """Prefix, version, day of creation, citation, contributor."""
    wanted = (VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created, DCTERMS.contributor)
    assert header(*wanted, DCTERMS.bibliographicCitation) == []


def test_om3_detailed_metadata() -> None:
    """Publisher, logo, status, source, day of issue; a DOI can only come from a real deposit."""
    assert header(DCTERMS.publisher, FOAF.logo, BIBO.status, DCTERMS.source, DCTERMS.issued) == []


def test_om4_1_licence() -> None:
    """The licence is an IRI."""
    assert isinstance(vocabulary().value(ONTOLOGY, DCTERMS.license), URIRef)


def test_om5_1_basic_provenance() -> None:
    """Creator and day of creation."""
    assert header(DCTERMS.creator, DCTERMS.created) == []


def test_om5_2_detailed_provenance() -> None:
    """Publisher and day of issue."""
    assert header(DCTERMS.publisher, DCTERMS.issued) == []


def test_find1_prefix() -> None:
    """The prefix is that of the project."""
    prefix = str(vocabulary().value(ONTOLOGY, VANN.preferredNamespacePrefix))
    assert namespace(prefix) == MPSC


def test_find3_registry() -> None:
    """The header names a catalogue."""
    assert header(SCHEMA.includedInDataCatalog) == []


def test_http1_protocol() -> None:
    """Address and version address are https."""
    assert {urlsplit(iri).scheme for iri in (ONTOLOGY, str(vocabulary().value(ONTOLOGY, OWL.versionIRI)))} == {"https"}


def test_voc1_known_metadata_terms() -> None:
    """The header speaks in vocabularies that FOOPS! knows, and in VOAF, which LOV asks for."""
    names: tuple[object, ...] = (DC, DCTERMS, SCHEMA, VANN, PROV, BIBO, FOAF, RDF, RDFS, OWL, DOAP, VOAF)
    bases = tuple(str(name) for name in names)
    assert [each for each in vocabulary().predicates(ONTOLOGY) if not str(each).startswith(bases)] == []


def test_voc2_reuse() -> None:
    """Some classes are subclasses of foreign ones."""
    parents = {parent for term in CLASSES for parent in vocabulary().objects(term, RDFS.subClassOf)}
    assert [parent for parent in parents if not str(parent).startswith(MPSC)]


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_voc3_label(term: URIRef) -> None:
    """One in German, one in English."""
    assert languages(term, RDFS.label) == {"de": 1, "en": 1}


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_voc4_definition(term: URIRef) -> None:
    """One in German, one in English."""
    assert languages(term, SKOS.definition) == {"de": 1, "en": 1}


def test_p03_no_relation_named_is() -> None:
    """Subclasses are what "is a" is for."""
    assert [term for term in OWN_PROPERTIES if local(term).lower() in {"is", "isa"}] == []


@pytest.mark.parametrize("relation", [RDFS.subClassOf, RDFS.subPropertyOf], ids=["classes", "properties"])
def test_p06_no_cycle(relation: URIRef) -> None:
    """Nothing stands above itself."""
    above = {term: set(vocabulary().transitive_objects(term, relation)) - {term} for term in TERMS}
    assert [(one, other) for one in TERMS for other in TERMS if one in above[other] and other in above[one]] == []


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_p08_comment_is_the_definition(term: URIRef) -> None:
    """Tools that know rdfs:comment only show the same text."""
    graph = vocabulary()
    assert set(graph.objects(term, RDFS.comment)) == set(graph.objects(term, SKOS.definition))


@pytest.mark.parametrize("term", OWN_PROPERTIES, ids=local)
def test_p19_at_most_one_domain_and_range(term: URIRef) -> None:
    """Several would be read as "and"."""
    for relation in (RDFS.domain, RDFS.range):
        assert len(list(vocabulary().objects(term, relation))) <= 1


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_p22_naming(term: URIRef) -> None:
    """Classes begin with a capital, properties with a small letter; ASCII letters only."""
    assert re.fullmatch("[A-Z][A-Za-z]+" if term in CLASSES else "[a-z][A-Za-z]+", local(term))


def test_p25_no_inverse_of_itself() -> None:
    """Such a property would be symmetric."""
    assert [one for one, other in vocabulary().subject_objects(OWL.inverseOf) if one == other] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_p32_no_label_twice(language: str) -> None:
    """Capitals do not make a difference."""
    labels = [text for term in TERMS for text in vocabulary().objects(term, RDFS.label)]
    counts = Counter(str(text).casefold() for text in labels if getattr(text, "language", "") == language)
    assert [label for label, number in counts.items() if number > 1] == []


def test_p34_foreign_classes_are_typed() -> None:
    """Every class that is mentioned has a type, those of the languages themselves aside."""
    graph = vocabulary()
    relations = (RDFS.subClassOf, RDFS.range, RDF.type, SCHEMA.domainIncludes, SCHEMA.rangeIncludes)
    used = {name for relation in relations for name in graph.objects(None, relation)}
    assert untyped(used, OWL.Class) == []


def test_p35_foreign_properties_are_typed() -> None:
    """Every property that is used or mentioned has a type, those of the languages themselves aside."""
    graph = vocabulary()
    used = {*graph.predicates(), *graph.objects(None, RDFS.subPropertyOf), *graph.objects(None, OWL.inverseOf)}
    assert untyped(used, *PROPERTIES) == []


def untyped(names: Iterable[Node], *kinds: Node) -> list[Node]:
    """Return the names that have none of the types and are not built in."""
    return [
        name
        for name in names
        if not str(name).startswith(BUILT_IN) and not any((name, RDF.type, kind) in vocabulary() for kind in kinds)
    ]


def test_p36_no_file_suffix_in_address() -> None:
    """Formats come and go, the address stays."""
    assert "." not in urlsplit(ONTOLOGY).path


def test_p38_one_ontology_declaration() -> None:
    """The file declares itself, and nothing else, an ontology."""
    assert list(vocabulary().subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]


def test_p41_licence() -> None:
    """The licence is that of the data."""
    licence = vocabulary().value(ONTOLOGY, DCTERMS.license)
    assert licence == URIRef("https://creativecommons.org/licenses/by/4.0/")


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_definitions_are_alike(language: str) -> None:
    """Two terms with one meaning would be one term."""
    texts = [text for term in TERMS for text in vocabulary().objects(term, SKOS.definition)]
    counts = Counter(str(text) for text in texts if getattr(text, "language", "") == language)
    assert [text for text, number in counts.items() if number > 1] == []


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_term_names_its_vocabulary(term: URIRef) -> None:
    """Whoever meets the term alone finds the rest."""
    assert list(vocabulary().objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]
