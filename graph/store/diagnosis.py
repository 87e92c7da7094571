# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a query that does not parse, and where.

The engine (pyoxigraph 0.5) names the furthest place any alternative of its grammar reached, which is often
past the fault. So the usual mistakes are looked for first, by what their tokens show: their place is exact.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from pyparsing import ParseBaseException
from rdflib.plugins.sparql.parser import parseQuery

from graph.errors import QueryError
from graph.model.namespaces import namespaces
from graph.store.sparql_text import TOKEN

_PAIRS = {"}": "{", ")": "(", "]": "["}
_LONGEST = 10_000
"""Characters of a query that a second, slow parser is asked about."""

_WORDS = frozenset(
    """
    A ABS ADD ALL AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONSTRUCT
    CONTAINS COPY COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DESCRIBE DISTINCT DROP
    ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN
    INSERT INTO IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT LOAD MAX
    MD5 MIN MINUS MINUTES MONTH MOVE NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX
    REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256 SHA384 SHA512
    SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM
    TIMEZONE TO TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES WHERE WITH YEAR
    """.split()  # noqa: SIM905 - two hundred quotes would hide the words
)
"""The keywords of SPARQL 1.1 Query, 19.8, and Update."""


def diagnose(query: str, message: str) -> QueryError:
    """Return the error for a query that the engine refused with `message`."""
    for place, complaint in _seen_in_tokens(query):
        return _error(query, place, complaint)
    match = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if match is None:
        return QueryError(f"The query cannot be evaluated: {message}")
    place = _offset(query, int(match[1]), int(match[2]))
    name = re.search(r"([\w.-]*:)[\w.:-]*$", query[:place])
    if "Prefix not found" in match[3] and name:
        return _error(query, name.start(), _undeclared(name[1]))
    return _error(query, *_second_opinion(query, place))


def _seen_in_tokens(query: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, complaint) for stray characters, misspelt keywords and brackets without a partner."""
    opened: list[re.Match[str]] = []
    for token in TOKEN.finditer(query):
        text = token[0]
        if token["other"]:
            yield token.start(), _stray(text)
        elif token["word"] and text.upper() not in _WORDS:
            yield token.start(), _misspelt(text)
        elif token["open"]:
            opened.append(token)
        elif token["close"] and not (opened and opened.pop()[0] == _PAIRS[text]):
            yield (
                token.start(),
                f"the bracket {text} closes nothing. Remove it, or open it with {_PAIRS[text]}.",
            )
    if opened:
        yield opened[-1].start(), f"the bracket {opened[-1][0]} is never closed: the query ends too early."


def _stray(text: str) -> str:
    if text in "\"'":
        return f"the text that begins with {text} has no end on its line. Close it with {text}."
    return f"the character {text} is not expected here."


def _misspelt(word: str) -> str:
    near = get_close_matches(word.upper(), _WORDS, n=1, cutoff=0.7)
    meant = (
        f" Did you mean {near[0]}?" if near else " Variables begin with ?, names have a prefix such as mpsc:."
    )
    return f"the word {word[:40]} is not known.{meant}"


def _undeclared(prefix: str) -> str:
    """Return what to do about a prefix, written with its colon: our own, one much like it, or another."""
    known = namespaces()
    if prefix[:-1] in known:
        line = f"PREFIX {prefix} <{known[prefix[:-1]]}>"
        return f"the prefix {prefix} is not declared. Add a line {line} at the top."
    near = get_close_matches(prefix[:-1].lower(), known, n=1)
    meant = f" Did you mean {near[0]}:?" if near else ""
    return f"the prefix {prefix} is not declared.{meant} Add a line PREFIX {prefix} <…> at the top."


def _second_opinion(query: str, place: int) -> tuple[int, str]:
    """Return where rdflib's parser gave up: the beginning of the part that is not complete."""
    if len(query) <= _LONGEST:
        try:
            parseQuery(query)
        except ParseBaseException as error:
            place = error.loc
        except (RecursionError, ValueError):
            # Too deep for it, or an escape that is no character: the engine's place has to do.
            pass
    rest = query[place:].split()
    if not rest:
        return place, "the query ends too early here."
    return place, f"the part that begins with {rest[0][:40]} is not complete or not allowed here."


def _offset(query: str, line: int, column: int) -> int:
    lines = query.split("\n")
    return sum(len(text) + 1 for text in lines[: line - 1]) + column - 1


def _error(query: str, place: int, complaint: str) -> QueryError:
    before = query[:place]
    line, column = before.count("\n") + 1, place - (before.rfind("\n") + 1) + 1
    return QueryError(f"Line {line}, column {column}: {complaint}", line=line, column=column)
