# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be told from the words of a query."""

import time

import pytest

from graph.errors import QueryError
from graph.store.syntax import refusal, words


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
    assert isinstance(refusal(words(query)), QueryError)


def test_empty_query_is_told_what_to_write() -> None:
    """A query of nothing but a comment is empty."""
    error = refusal(words("# nothing\n"))

    assert error is not None
    assert "empty" in str(error)


@pytest.mark.parametrize("piece", [".", "-", "a", "a.", "1.", '"', "'''", "<", "\\", "PREFIX a.", "a:", "#"])
def test_long_query_is_read_once(piece: str) -> None:
    """The time grows with the length, not with its square: that would be half a minute here."""
    start = time.perf_counter()
    words(f"ASK {{ {piece * (200_000 // len(piece))}")

    assert time.perf_counter() - start < 5
