# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""No invented terms: each foreign class, property and datatype stands in the list of its vocabulary.

The lists lie in tests/terms, one file for each namespace; their heads say where the names were taken from.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from graph.model.namespaces import BASE, namespace, namespaces
from graph.store import EmbeddedStore

ROOT = Path(__file__).resolve().parents[1]
LISTS = sorted((ROOT / "tests" / "terms").glob("*.txt"))
FOLDERS = ("ontology", "shapes", "graph/data", "graph/display", "tests/examples", "tests/data")
FILES = sorted(path for name in FOLDERS for path in (ROOT / name).rglob("*.ttl"))
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))

SCHEMA = namespace("schema")
TO_TERMS = {
    *(RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.range, RDFS.domain),
    *(SCHEMA.domainIncludes, SCHEMA.rangeIncludes),
    *(SH.path, SH["class"], SH.datatype, SH.targetClass, SH.inversePath),
}
"""The properties whose values are terms."""

MAPPINGS = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}

NOT_CODE = re.compile(r'<[^<>\s]*>|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|#[^\n]*|^PREFIX[^\n]*', re.MULTILINE)
PREFIXED = re.compile(r"(?<![\w:?$-])([A-Za-z][\w-]*):([A-Za-z_][\w-]*(?:\.[\w-]+)*)")
PREFIX = re.compile(r"^PREFIX\s+([\w-]+):\s*<([^>]*)>", re.MULTILINE)


@cache
def known() -> Mapping[str, frozenset[str]]:
    """Return namespace → local names."""
    return dict(listed(path) for path in LISTS)


def listed(path: Path) -> tuple[str, frozenset[str]]:
    """Return the namespace and the names of a list."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = next(line for line in lines if line.startswith("# namespace: "))
    return head.removeprefix("# namespace: "), frozenset(line for line in lines if not line.startswith("#"))


def in_known_namespace(iri: str) -> bool:
    """Tell whether an IRI lies in a namespace with a list; the namespace itself is no term."""
    return any(iri.startswith(base) and iri.rstrip("#/") != base.rstrip("#/") for base in known())


def invented(iris: Iterable[str]) -> list[str]:
    """Return the IRIs that are neither ours nor in a list."""
    return sorted(
        iri
        for iri in set(iris)
        if not iri.startswith(BASE)
        and not any(iri.removeprefix(base) in names for base, names in known().items() if iri.startswith(base))
    )


def terms(triples: Iterable[tuple[Node, ...]]) -> Iterator[str]:
    """Yield what is used as a term, and whatever else lies in the namespace of a vocabulary."""
    for subject, predicate, value, *_ in triples:
        yield str(predicate)
        if isinstance(value, Literal) and value.datatype:
            yield value.datatype
        if isinstance(value, URIRef) and predicate in TO_TERMS:
            yield value
        yield from (iri for iri in (subject, value) if isinstance(iri, URIRef) and in_known_namespace(iri))


def named(path: Path) -> str:
    """Return how pytest shows a file."""
    return str(path.relative_to(ROOT))


def prefixed(text: str, prefixes: Mapping[str, str]) -> Iterator[str]:
    """Yield the IRIs that SPARQL text writes with a prefix."""
    for prefix, name in PREFIXED.findall(NOT_CODE.sub(" ", text)):
        yield prefixes[prefix] + name


@pytest.mark.parametrize("path", LISTS, ids=named)
def test_list_says_where_it_comes_from(path: Path) -> None:
    """Namespace, source and licence note stand in the head."""
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
    assert [key for key in ("namespace", "source", "licence") if not any(f"# {key}: " in line for line in head)] == []


@pytest.mark.parametrize("path", FILES, ids=named)
def test_terms_of_file_exist(path: Path) -> None:
    """Predicates, classes and datatypes, and every IRI in the namespace of a vocabulary."""
    assert invented(terms(Graph().parse(path))) == []


def test_mapped_classes_exist() -> None:
    """The alignments lead to classes that the other vocabularies have."""
    alignments = Graph().parse(ROOT / "ontology" / "alignments.ttl")
    assert invented(str(value) for mapping in MAPPINGS for value in alignments.objects(None, mapping)) == []


def test_terms_of_dataset_exist(graph_store: EmbeddedStore) -> None:
    """Everything as it is published, the register and what the build adds included; datatypes too."""
    query = """SELECT DISTINCT ?term WHERE { { ?s ?term ?o } UNION { ?s a ?term }
        UNION { ?s ?p ?o FILTER(ISLITERAL(?o)) BIND(DATATYPE(?o) AS ?term) } }"""
    assert invented(str(row["term"]) for row in graph_store.select(query)) == []


@pytest.mark.parametrize("path", QUERIES, ids=named)
def test_terms_of_query_exist(path: Path) -> None:
    """A misspelt term in a query would only give an empty answer."""
    text = path.read_text(encoding="utf-8")
    assert invented(prefixed(text, dict(PREFIX.findall(text)))) == []


def test_terms_of_rules_exist() -> None:
    """The SPARQL inside the shapes."""
    rules = Graph().parse(ROOT / "shapes" / "rules.ttl")
    texts = [str(text) for text in rules.objects(None, SH.select)]
    assert texts
    prefixes = {prefix: str(base) for prefix, base in namespaces().items()}
    assert invented(iri for text in texts for iri in prefixed(text, prefixes)) == []


def test_terms_of_context_exist() -> None:
    """The short names of the JSON-LD context."""
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    values = [value for entry in context.values() for value in (entry.values() if isinstance(entry, dict) else [entry])]
    short = [PREFIXED.fullmatch(value) for value in values if isinstance(value, str)]
    assert invented(context[found[1]] + found[2] for found in short if found) == []


@pytest.mark.parametrize("iri", ["http://www.w3.org/ns/org#hasMembr", "https://example.org/terms#size"])
def test_invented_term_is_found(iri: str) -> None:
    """A misspelt name, and a vocabulary without a list."""
    triple = (URIRef(f"{BASE}id/x"), URIRef(iri), URIRef(f"{BASE}id/y"))
    assert invented(terms([triple])) == [iri]
