# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Answers of other endpoints as VALUES."""

import json

import pytest

from graph.federation.service import FAILED, MOST_SOLUTIONS, values
from graph.model.formats import TSV
from graph.store import Dataset, EmbeddedStore, FormatChoice

GENID = "https://w3id.org/mpsc/.well-known/genid/1/"


def table(columns: list[str], *rows: dict[str, dict[str, str]]) -> bytes:
    """Return an answer."""
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": rows}}).encode()


def evaluated(block: str) -> list[str]:
    """Return what the engine makes of the block, as lines of TSV."""
    answer = EmbeddedStore().answer(f"SELECT ?a ?b {{ {block} }}", FormatChoice(TSV), Dataset())
    return answer.whole().decode().splitlines()[1:]


def test_terms_arrive_as_they_were_sent() -> None:
    """IRIs, literals of each kind, whatever stands in them; what is unbound stays unbound.

    The engine writes numbers and language tags in its own way, as it does with those of a query.
    """
    text = 'SERVICE <x:> { "\\u0041\' \r\n\t } \x07 ä 🧀 """'
    rows = [
        {"a": {"type": "uri", "value": "https://example.org/ä?x=1#y"}},
        {"a": {"type": "literal", "value": text}, "b": {"type": "literal", "value": "x", "xml:lang": "de-DE"}},
        {"b": {"type": "typed-literal", "value": "01", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}},
    ]

    block = values(table(["a", "b"], *rows), {"a", "b"}, GENID)
    assert "\n" not in block
    assert evaluated(block)[0] == "<https://example.org/ä?x=1#y>\t"
    assert evaluated(block)[1].endswith('\t"x"@de-de')
    assert evaluated(block)[2] == "\t1"
    found = EmbeddedStore().select(f"SELECT ?a {{ {block} FILTER(isLiteral(?a)) }}")
    assert [str(row["a"]) for row in found] == [text]


def test_blank_nodes_become_iris() -> None:
    """The same label is the same node within one answer, and stays a legal IRI whatever it holds."""
    rows = [{"a": {"type": "bnode", "value": "b 1>"}, "b": {"type": "bnode", "value": "b 1>"}}]

    block = values(table(["a", "b"], *rows), {"a", "b"}, GENID)
    assert evaluated(block) == [f"<{GENID}b%201%3E>\t<{GENID}b%201%3E>"]


def test_columns_nobody_asked_for_are_left_out() -> None:
    """So that they cannot bind what the rest of the query means by the same name."""
    row = {"a": {"type": "literal", "value": "1"}, "c} SERVICE": {"type": "literal", "value": "2"}}

    assert values(table(["a", "c} SERVICE"], row), {"a", "b"}, GENID) == 'VALUES (?a) { ("1") }'


@pytest.mark.parametrize(("rows", "count"), [(0, 0), (1, 1), (3, 3)])
def test_solutions_without_variables_keep_their_number(rows: int, count: int) -> None:
    """A group without variables gives an empty solution for each match."""
    assert len(evaluated(values(table([], *[{}] * rows), set(), GENID))) == count


def test_failure_is_one_empty_solution() -> None:
    """It joins with everything."""
    assert evaluated(f"VALUES ?a {{ 1 }} {FAILED}") == ["1\t"]


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{}",
        b"7",
        b"[" * 100_000,
        b'{"head": {}, "boolean": true}',
        b'{"head": {"vars": "ab"}, "results": {"bindings": []}}',
        b'{"head": {"vars": [1]}, "results": {"bindings": []}}',
        b'{"head": {"vars": ["a"]}, "results": {"bindings": {}}}',
        b'{"head": {"vars": ["a"]}, "results": {"bindings": [7]}}',
        b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": 7}]}}',
        b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {}}]}}',
        b"\xff\xfe\xfa",
        table(["a"], {"a": {"type": "uri", "value": "relative"}}),
        table(["a"], {"a": {"type": "uri", "value": "x:> } SERVICE <y:"}}),
        table(["a"], {"a": {"type": "uri", "value": "x:\\u003E"}}),
        table(["a"], {"a": {"type": "literal", "value": "x", "xml:lang": "de } SERVICE"}}),
        table(["a"], {"a": {"type": "literal", "value": "x", "datatype": "x:> }"}}),
        table(["a"], {"a": {"type": "literal", "value": "\ud800"}}),
        table(["a"], {"a": {"type": "triple", "value": "x"}}),
        table(["a"], *[{}] * (MOST_SOLUTIONS + 1)),
    ],
)
def test_answer_that_is_no_table_is_refused(document: bytes) -> None:
    """Nothing of it gets into the query."""
    with pytest.raises(ValueError, match=r"."):
        values(document, {"a"}, GENID)
