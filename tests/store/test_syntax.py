# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be told from the words of a query."""

import time

import pytest

from graph.errors import ServiceForbiddenError
from graph.store.sparql_text import TOKEN, head, refusal, significant, without_service, words
from tests.pace import in_time


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p 'SERVICE' }",
        'SELECT * { ?s ?p "a \\" SERVICE" }',
        "SELECT * { ?s ?p '''it's SERVICE''' }",
        'SELECT * { ?s ?p """say "SERVICE" """ }',
        "SELECT * { ?s <https://example.org/SERVICE> ?o } # SERVICE",
        "PREFIX service: <https://example.org/> SELECT * { ?s service:SERVICE ?o }",
        'SELECT * { ?s ?p "x"@service }',
    ],
)
def test_word_inside_another_token_is_no_keyword(query: str) -> None:
    """Strings, comments, IRIs, names and variables may hold any word."""
    assert "SERVICE" not in words(query)
    assert refusal(words(query)) is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 'a' . service?x{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } #\n SELECT SERVICE",
        "SELECT * {?a ?b ?c FILTER(?a<?b) SeRvIcE SILENT <x:y> {}}",
    ],
)
def test_service_is_found_in_every_disguise(query: str) -> None:
    """Case, missing blanks and comments hide nothing."""
    assert isinstance(refusal(words(query)), ServiceForbiddenError)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE:a { ?s ?p ?o } }",
        "SELECT * { SERVICEx:a#{\n{ ?s ?p ?o } }",
        "SELECT * { SERVICESILENTx:a { ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<x:>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p x:.SERVICE ?x{ ?s ?p ?o } }",
        "SELECT * { FILTER(?a<?b#>'''\n) service <x:> { ?s ?p ?o } } #'''",
        "SELECT ?service ?x { SERVICE:a { ?s ?p ?o } }",
        f"SELECT * {{ SERVICE{'x' * 5000}:a {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICEx:{'a' * 5000} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p trueSERVICE<x:{'a' * 5000}> {{ ?s ?p ?o }} }}",
    ],
)
def test_service_that_is_no_word_of_its_own_is_refused(query: str) -> None:
    """Where the engine's grammar reads more than the tokens show."""
    with pytest.raises(ServiceForbiddenError, match="could be read"):
        without_service(query)


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX service: <x:> SELECT * { ?s service:a/service:b ?service . GRAPH ?services { ?s ?p ?o } }",
        "SELECT * { GRAPH <https://example.org/service/> { ?s ?p 'a service: it helps' } }",
        "SELECT ?service ?label { ?service ?p ?o {} } VALUES (?service ?x) { (1 2) }",
        "SELECT * { ?s mpsc:service ?x, mpsc:service , 'service', ?y {} }",
        "SELECT (COUNT(*) AS ?services) { ?s a mpsc:Service ; rdfs:label 'Service' }",
    ],
)
def test_word_service_harms_no_query(query: str) -> None:
    """Names, graphs and texts go on as they are."""
    assert without_service(query) == query


def test_clause_in_a_comment_is_blank() -> None:
    """People comment out what they try; the places of all else stay."""
    query = "SELECT * { # SERVICE <x:> {\n ?s ?p ?o }"

    assert without_service(query) == "SELECT * {                 \n ?s ?p ?o }"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("x:a.b.", ["x:a.b", "."]),
        ("x:.a", ["x:", ".", "a"]),
        ("1.x:a", ["1.", "x:a"]),
        ("_:b.1-c", ["_:b.1-c"]),
        ("x-y.z:", ["x-y.z:"]),
        (":%41\\-b:c", [":%41\\-b:c"]),
        ("<x:\\u0061#> 'a'", ["<x:\\u0061#>", "'a'"]),
        ("?a<?b", ["?a", "<", "?b"]),
        ("a#b\nc", ["a", "c"]),
    ],
)
def test_tokens_are_those_of_the_grammar(text: str, tokens: list[str]) -> None:
    """SPARQL 1.1 Query, 19.8: no dot at either end of a local name, escapes in IRIs."""
    assert [token[0] for token in significant(text)] == tokens
    assert "".join(token[0] for token in TOKEN.finditer(text)) == text


def test_empty_query_is_told_what_to_write() -> None:
    """A query of nothing but a comment is empty."""
    error = refusal(words("# nothing\n"))

    assert error is not None
    assert "empty" in str(error)


@pytest.mark.parametrize("piece", [".", "-", "a", "a.", "1.", '"', "'''", "<", "\\", "PREFIX a.", "a:", "#"])
def test_long_query_is_read_once(piece: str) -> None:
    """The time grows with the length, not with its square: that would be half a minute here."""
    in_time(5, lambda: words(f"ASK {{ {piece * (200_000 // len(piece))}"), time.thread_time)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("select*{}", "select"),
        ("PREFIX a: <x:ASK>\n# CLEAR ALL\nprefix : <y#> DESCRIBE <x:y>", "DESCRIBE"),
        ("\n\nASK {}", "ASK"),
        ("# SELECT\nCLEAR ALL", None),
        ("BASE <x:> SELECT * {}", None),
        ("PREFIX select: <x:y> CLEAR ALL", None),
        ("SELECT:a {}", None),
        ("PREFIX a: <x> INSERT { } WHERE { SELECT * {} }", None),
        ("#" * 100_000 + "\nASK {}", "ASK"),
        ("PREFIX a: <x> " * 20_000, None),
    ],
)
def test_head_shows_the_form(query: str, form: str | None) -> None:
    """Of a query that begins with prefixes at most; of no update."""
    found = head(query)

    assert (found[1] if found else None) == form
    assert found is None or refusal(words(query)) is None
