# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The queries as data: examples and answered questions, in the form that the SPARQL editors of SIB read."""

import re
from collections.abc import Iterator

from rdflib import DCTERMS, PROV, RDF, RDFS, SH, Literal, URIRef
from rdflib.term import Node

from graph.model.namespaces import BASE, GRAPH, namespace
from graph.model.queries import StoredQuery, stored_queries

Triple = tuple[Node, Node, Node]

QUERIES = GRAPH.queries
"""The named graph of the queries."""

PREFIXES = URIRef(f"{BASE}prefixes")
"""What declares every prefix (`ontology/prefixes.ttl`)."""

_FORM = re.compile(r"^(SELECT|ASK|CONSTRUCT)\b", re.MULTILINE)
_EXECUTABLES = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
}
_ACTIVITY = URIRef(f"{BASE}id/activity/collecting-queries")
_ITSELF = {
    (QUERIES, DCTERMS.title): {"de": "Abfragen", "en": "Queries"},
    (QUERIES, DCTERMS.description): {
        "de": "Beispielabfragen und die Fragen, die der Graph beantwortet, für Programme und Editoren.",
        "en": "Example queries and the questions that the graph answers, for programs and editors to read.",
    },
    (_ACTIVITY, RDFS.label): {
        "de": "Übernahme der Abfragen beim Aufbau eines Release",
        "en": "Collecting the queries while building a release",
    },
}


def published_queries() -> tuple[StoredQuery, ...]:
    """Return the examples, then the answered questions."""
    answered = (query for query in stored_queries("questions") if query.head.get("answered"))
    return (*stored_queries("examples"), *answered)


def query_iri(query: StoredQuery) -> URIRef:
    """Return the IRI of a published query."""
    return URIRef(f"{BASE}query/{query.name}")


def description() -> Iterator[Triple]:
    """Yield all that the named graph of the queries holds: what it is, and the queries."""
    yield QUERIES, RDF.type, PROV.Entity
    yield _ACTIVITY, RDF.type, PROV.Activity
    for (node, link), texts in _ITSELF.items():
        yield from ((node, link, Literal(text, lang=tag)) for tag, text in texts.items())
    yield QUERIES, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")
    yield QUERIES, PROV.hadPrimarySource, URIRef(f"{BASE}id/organisation/mpsc-graph")
    yield QUERIES, PROV.wasGeneratedBy, _ACTIVITY
    for query in published_queries():
        yield from executable(query)


def executable(query: StoredQuery) -> Iterator[Triple]:
    """Yield a query as github.com/sib-swiss/sparql-examples describes them.

    Without the endpoint (`schema:target`), which is another for each server.
    """
    node, schema = query_iri(query), namespace("schema")
    text = "".join(line for line in query.text.splitlines(keepends=True) if not line.startswith("#+"))
    form = _FORM.search(text)
    kind, of_text = _EXECUTABLES[form[1] if form else "SELECT"]
    yield node, RDF.type, SH.SPARQLExecutable
    yield node, RDF.type, kind
    yield node, of_text, Literal(text)
    yield node, SH.prefixes, PREFIXES
    yield node, DCTERMS.description, Literal(query.description, lang="en")
    for language, summary in query.summary.items():
        yield node, RDFS.comment, Literal(summary, lang=language)
    for tag in query.tags:
        yield node, schema.keywords, Literal(tag)
