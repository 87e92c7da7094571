# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which SERVICE clauses a query has, and which are refused."""

import pytest

from graph.errors import QueryError, ServiceForbiddenError
from graph.federation.service import service_clauses
from tests.pace import in_time

ALLOWED = ("https://example.org/sparql", "https://example.org/other?x=1")
ONE = "SERVICE <https://example.org/sparql>"
PREFIXES = {"mpsc": "https://w3id.org/mpsc/def#"}


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ {ONE} {{ ?s ?p ?o }} }}",
        "SELECT * { sErViCe#SERVICE <x:> {}\n<https://example.org/sparql>#{\n{ ?s ?p ?o # }\n } }",
        "PREFIX service: <https://example.org/> SELECT * { SERVICE service:sparql { ?s ?p ?o } }",
        "BASE <https://example.org/a/> SELECT * { SERVICE <../sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE <https://example.org/\\u0073parql> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <https://example.org/other?x=1>{ ?s ?p ?o } }",
        f"SELECT * {{ {{ SELECT ?s {{ {ONE} {{ ?s ?p ?o }} }} }} }}",
        f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {ONE} {{ ?s ?p ?o }} }} }}",
        f"CONSTRUCT {{ ?s ?p 1 }} {{ ?s ?p ?o MINUS {{ {ONE} {{ ?s ?p ?o }} }} }}",
        f"DESCRIBE ?s {{ ?s ?p ?o OPTIONAL {{ {ONE} {{ ?s ?p '}}' }} }} }}",
        f"SELECT * {{ GRAPH ?g {{ {ONE} {{ ?s ?p ?o }} }} }}",
        f"SELECT * {{ FILTER(?a<?b) {ONE} {{ ?a ?p ?b FILTER(EXISTS {{ ?b ?p '''}}''' }}) }} }}",
    ],
)
def test_clause_is_found_wherever_it_stands(query: str) -> None:
    """With comments, in any case, by a short name, in sub-selects, EXISTS, MINUS, OPTIONAL and GRAPH."""
    (clause,) = service_clauses(query, PREFIXES, ALLOWED)

    assert clause.endpoint in ALLOWED
    assert query[clause.start : clause.end].upper().startswith("SERVICE")
    assert query[clause.start : clause.end].endswith("}")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p 'SERVICE <x:> {}' } # SERVICE <x:> {}",
        "PREFIX service: <https://example.org/SERVICE> SELECT * { ?s service:SERVICE <x:SERVICE> }",
        "SELECT * { ?s <https://example.org/\\u0061#> 'x'@service }",
    ],
)
def test_word_elsewhere_is_no_clause(query: str) -> None:
    """Strings, comments, names and variables may hold it."""
    assert service_clauses(query, PREFIXES, ()) == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "<http://127.0.0.1/> is not allowed"),
        ("SELECT * { SERVICE <https://example.org/sparql/> {} }", "Allowed are: <https://example.org/sparql>,"),
        ("SELECT * { SERVICE SILENT <https://example.org/> {} }", "MPSC_SERVICE_ALLOWED"),
        ("SELECT * { VALUES ?x { <https://example.org/sparql> } SERVICE ?x {} }", "not by a variable"),
        (f"SELECT * {{ {ONE} {{ {ONE} {{ ?s ?p ?o }} }} }}", "side by side"),
        (f"SELECT * {{ {ONE} {{ ?a ?b ?c }} SERVICE <sparql> {{}} }}", "<sparql> is not allowed"),
    ],
)
def test_refusal_says_what_is_allowed(query: str, message: str) -> None:
    """403, with the list and what to do."""
    with pytest.raises(ServiceForbiddenError, match=message):
        service_clauses(query, PREFIXES, ALLOWED)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { SERVICE }", "After SERVICE comes"),
        ("SELECT * { ?s ?p ?o } SERVICE", "After SERVICE comes"),
        (f"SELECT * {{ {ONE} ?s ?p ?o }}", "missing, or never closed"),
        (f"SELECT * {{ {ONE} {{ ?s ?p ?o }}", "Line 1, column 10: .*never closed"),
        (f"SELECT * {{ {ONE} {{ ?s ?p }} }}", "read as SPARQL 1.1"),
        (f"SELECT * {{ ?s ?p trueSERVICE<x:> {{}} {ONE} {{ ?s ?p ?o }} }}", "read as SPARQL 1.1"),
        (f"SELECT * {{ {ONE} {{ ?s nope:p ?o }} }}", "prefix nope: is not declared"),
        (f"SELECT * {{ {f'{ONE} {{}} ' * 6} }}", "5 such clauses"),
        (f"SELECT * {{ {ONE} {{ FILTER({'1+' * 500}1) }} }}", "1000 words"),
        (f"SELECT * {{ {ONE} {{ {'?s ?p ?o . ' * 150} }} }}", "too many patterns"),
        (f"SELECT * {{ {ONE} {{ {'{' * 300}{'}' * 300} }} }}", "deeply nested"),
    ],
)
def test_fault_is_told(query: str, message: str) -> None:
    """What is not SPARQL 1.1, or too much, says what to change."""
    with pytest.raises(QueryError, match=message):
        service_clauses(query, PREFIXES, ALLOWED)


def test_word_and_clauses_must_agree() -> None:
    """A clause that only the grammar sees, beside one that both see, is refused."""
    query = f"PREFIX : <https://example.org/> SELECT * {{ {ONE} {{}} SERVICE:sparql {{ ?s ?p ?o }} }}"

    with pytest.raises(ServiceForbiddenError, match="Put blanks"):
        service_clauses(query, PREFIXES, ALLOWED)


def test_question_declares_what_it_uses() -> None:
    """Base and prefixes, ours included; nothing else of the query goes out."""
    query = """BASE <https://example.org/>
        PREFIX ex: <ns#>
        SELECT ?s FROM <secret> { SERVICE <sparql> { ?s ex:p <x> ; mpsc:q '1'^^ex:t . _:b ex:p 1 } }"""

    (clause,) = service_clauses(query, PREFIXES, ALLOWED)
    assert clause.subquery.splitlines() == [
        "BASE <https://example.org/>",
        "PREFIX ex: <https://example.org/ns#>",
        "PREFIX mpsc: <https://w3id.org/mpsc/def#>",
        "SELECT * WHERE { ?s ex:p <x> ; mpsc:q '1'^^ex:t . _:b ex:p 1 }",
    ]
    assert clause.variables == {"s"}


def test_hostile_text_takes_seconds_at_most() -> None:
    """The longest query that is parsed, of the kind that takes the parser longest."""
    query = f"SELECT * {{ {ONE} {{ FILTER(1 IN ({'1,' * 480}1)) }} }}"

    assert len(in_time(20, lambda: service_clauses(query, PREFIXES, ALLOWED))) == 1
