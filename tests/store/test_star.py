# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""`SELECT *` keeps the order of the query."""

import pytest
from rdflib import Literal, URIRef

from graph.model.formats import CSV
from graph.store import Dataset, EmbeddedStore, FormatChoice
from graph.store.embedded import expand_star


@pytest.fixture
def store() -> EmbeddedStore:
    """One statement."""
    made = EmbeddedStore({"select": "https://example.org/"})
    made.add([(URIRef("x:s"), URIRef("x:p"), Literal(1), URIRef("x:g"))])
    made.merge()
    return made


@pytest.mark.parametrize(
    ("query", "head"),
    [
        ("SELECT * { ?s ?p ?o }", "s,p,o"),
        ("select*{?s ?p ?o}", "s,p,o"),
        ("SELECT DISTINCT * WHERE { $s $p $o } ORDER BY ?o", "s,p,o"),
        ("SELECT #*\nREDUCED # ?a SELECT *\n * { ?z ?b ?a }", "z,b,a"),
        ("PREFIX select: <x:SELECT*> SELECT * { ?z ?b ?a }", "z,b,a"),
        ('BASE <x:SELECT> # SELECT ?x\nSELECT * { ?z ?b ?a FILTER(\'?c\' != """?d * "?e" """) }', "z,b,a"),
        ("SELECT * { ?z ?b ?a OPTIONAL { ?a ?c ?d } MINUS { ?z ?y ?e } BIND(1 AS ?aa) }", "z,b,a,c,d,aa"),
        ("SELECT * { { SELECT ?y ?x { ?x ?hidden ?y } } ?x ?p ?y }", "y,x,p"),
        ("SELECT * { { SELECT * { ?x ?b ?a } } GRAPH ?g { ?x ?b ?a } }", "x,b,a,g"),
        ("SELECT * { ?z ?b ?a } VALUES (?c) { (1) }", "z,b,a,c"),
        ("SELECT * { ?größe ?b ?a }", "größe,b,a"),
        ("SELECT * { ?only <x:p> 1 }", "only"),
        ("SELECT * {}", ""),
        ("SELECT ?o ?s { SELECT * { ?s ?p ?o } }", "o,s"),
        ("SELECT (COUNT(*) AS ?n) (SUM(?o * ?o) AS ?m) { ?s ?p ?o }", "n,m"),
    ],
)
def test_columns_stand_in_the_order_of_the_query(store: EmbeddedStore, query: str, head: str) -> None:
    """Of what is in scope, the first named comes first; lists that were written are left alone."""
    answer = store.answer(query, FormatChoice(CSV, None), Dataset())

    assert answer.whole().decode().partition("\r\n")[0] == head


@pytest.mark.parametrize(
    "query",
    [
        "ASK { { SELECT * { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }",
        "DESCRIBE *  { ?s ?p ?o }",
        "SELECT ?s { SELECT * { ?s ?p ?o } }",
        "# SELECT *\nSELECT (?a * ?b AS ?c) { VALUES (?a ?b) { (1 2) } }",
        "",
    ],
)
def test_only_the_outermost_star_is_written_out(query: str) -> None:
    """Every other query is run as it came."""
    assert expand_star(query, {}) == query


def test_a_star_in_a_subquery_stays() -> None:
    """The list takes the place of the first star alone."""
    assert expand_star("SELECT * { { SELECT * { ?b ?a 1 } } }", {}) == "SELECT  ?b ?a  { { SELECT * { ?b ?a 1 } } }"


def test_rows_have_the_same_order(store: EmbeddedStore) -> None:
    """Also for our own pages."""
    (row,) = store.select("SELECT * { ?s ?p ?o }")

    assert list(row) == ["s", "p", "o"]
