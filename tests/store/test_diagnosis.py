# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a query, and where: the places a person would point to."""

import pytest

from graph.errors import QueryError
from graph.model.queries import StoredQuery, stored_queries
from graph.store import Dataset, EmbeddedStore, FormatChoice
from graph.store.sparql_text import diagnose, words

FAULTS = [
    ("SELECT *\n{ ] }", 2, 3, "closes nothing"),
    ("SELECT * {\n ?s ?p ] }\n", 2, 8, "closes nothing"),
    ("SELECT * { ?s ?p ?o } }", 1, 23, "closes nothing"),
    ("SELECT * {\n { ?s ?p ?o", 2, 2, "never closed"),
    ("SELEC * { ?s ?p ?o }", 1, 1, "Did you mean SELECT?"),
    ("SELECT ?s WERE { ?s ?p ?o }", 1, 11, "Did you mean WHERE?"),
    ("SELECT * { ?s ?p ?o } ORDR BY ?s", 1, 23, "Did you mean ORDER?"),
    ("SELECT * { project ?p ?o }", 1, 12, "Variables begin with ?"),
    ("SELECT * WHERE { ?s ?p % }", 1, 24, "character %"),
    ("SELECT * {\n ?s ?p 'abc }\n}", 2, 8, "has no end"),
    ("SELECT * {\n ?x foo:a ?y }", 2, 5, "prefix foo: is not declared"),
    ("ASK { ?x mpcs:inCohort ?y }", 1, 10, "Did you mean mpsc:?"),
    ("ASK { ?x SKOS:prefLabel ?y }", 1, 10, "Did you mean skos:?"),
    ("ASK { ?x a mpsc:Need }", 1, 12, "Add a line PREFIX mpsc: <https://w3id.org/mpsc/def#> at"),
    ("SELECT COUNT(?x) { ?s ?p ?x }", 1, 8, "COUNT(?x)"),
    ("SELECT * { ?s ?p }", 1, 12, "?s"),
    ("SELECT * { ?s ?p ?o\n ?a ?b ?c ?d }", 2, 2, "?a"),
    ("SELECT *", 1, 9, "ends too early"),
]


@pytest.mark.parametrize(("query", "line", "column", "told"), FAULTS)
def test_fault_is_told_at_its_place(query: str, line: int, column: int, told: str) -> None:
    """Line and column are those of the fault, or of the part that holds it."""
    with pytest.raises(QueryError) as caught:
        EmbeddedStore().answer(query, FormatChoice(), Dataset())

    assert (caught.value.line, caught.value.column) == (line, column)
    assert told in str(caught.value)


def test_deep_nesting_is_told_without_a_crash() -> None:
    """What is too deep for the second parser still gets an answer."""
    error = diagnose("ASK " + "{" * 4000 + " ?s ?p " + "}" * 4000, "error at 1:4010: expected [_]")

    assert error.line == 1


def test_unknown_message_is_passed_on() -> None:
    """A message without a place is still told."""
    assert "something else" in str(diagnose("SELECT", "something else"))


@pytest.mark.parametrize("query", [q for kind in ("examples", "checks", "derive") for q in stored_queries(kind)])
def test_legal_queries_are_blamed_for_nothing(query: StoredQuery) -> None:
    """The look at the tokens finds no fault in queries that parse."""
    assert words(query.text)
    assert str(diagnose(query.text, "passed on")) == "The query cannot be evaluated: passed on"
