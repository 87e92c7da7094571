# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The queries in the published graph: found by the programs that look for them, and runnable."""

import pytest
from rdflib import PROV, RDF, SH, Graph, Literal

from graph.model.namespaces import namespaces
from graph.model.queries import stored_queries
from graph.publication.queries import QUERIES, published_queries, query_iri
from graph.store import EmbeddedStore

SIB_EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ;
    rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
SIB_PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE {
  [] sh:namespace ?namespace ;
    sh:prefix ?prefix .
} ORDER BY ?prefix"""


@pytest.fixture(scope="module")
def published(graph_store: EmbeddedStore) -> Graph:
    """The named graph of the queries."""
    return graph_store.graph(QUERIES)


def test_editor_finds_every_query_in_both_languages(graph_store: EmbeddedStore) -> None:
    """With the question that the editor of SIB asks an endpoint."""
    rows = graph_store.select(SIB_EXAMPLES)

    found = {(row["sq"], row["comment"].language) for row in rows if isinstance(row["comment"], Literal)}
    assert found == {(query_iri(query), tag) for query in published_queries() for tag in ("de", "en")}
    assert len(found) == len(rows)


def test_editor_finds_every_prefix(graph_store: EmbeddedStore) -> None:
    """With the question that the editor of SIB asks an endpoint."""
    found = {str(row["prefix"]): str(row["namespace"]) for row in graph_store.select(SIB_PREFIXES)}

    assert found == {prefix: str(base) for prefix, base in namespaces().items()}


def test_every_published_query_gives_rows(graph_store: EmbeddedStore, published: Graph) -> None:
    """The text in the graph is a whole query that finds something."""
    texts = list(published.objects(None, SH.select))

    assert len(texts) == len(published_queries())
    assert [text for text in texts if not graph_store.select(str(text))] == []


def test_questions_without_an_answer_are_not_offered() -> None:
    """An editor would show them as examples that find nothing."""
    names = {query.name for query in published_queries()}
    unanswered = {query.name for query in stored_queries("questions") if not query.head["answered"]}

    assert len(unanswered) >= 1
    assert names.isdisjoint(unanswered)


def test_no_two_queries_share_a_name() -> None:
    """The name is the last part of the IRI."""
    queries = published_queries()

    assert len({query_iri(query) for query in queries}) == len(queries)


def test_graph_of_queries_says_what_it_is(published: Graph) -> None:
    """Its source is this project, as every statement needs one."""
    assert (QUERIES, RDF.type, PROV.Entity) in published
    assert published.value(QUERIES, PROV.hadPrimarySource) is not None
