# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a query names: terms and things, graphs, and texts that it compares with those of the data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph.model.namespaces import is_iri, namespaces
from graph.store.sparql_text import TOKEN

LONGEST = 20_000
"""Characters of a query that is looked at."""

_MOST_NAMES = 30
_MOST_TEXTS = 5
_ESCAPED = re.compile(r"\\(.)")
_SHORT = re.compile(r'"([^"\\\r\n]{1,60})"|\'([^\'"\\\r\n]{1,60})\'')
_IN_FRONT_OF_GRAPH = {"GRAPH", "FROM", "NAMED"}
_COMPARING = {"FILTER", "BIND", "VALUES", "IN", "HAVING"}
"""Words whose round brackets are no call of a function."""


@dataclass
class Names:
    """What a query names that should be in the data.

    Attributes:
        declared: prefix → namespace, as the query declares them.
        terms: IRIs of properties, classes and things, each once, in order.
        graphs: IRIs of named graphs, each once, in order.
        texts: (text, language tag or "") of plain literals that are compared as they are.
    """

    declared: dict[str, str] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)


def names_of(query: str) -> Names:
    """Return what `query`, which must be legal, names; of a very long one nothing."""
    names = Names()
    if len(query) > LONGEST:
        return names
    tokens = [each[0] for each in TOKEN.finditer(query) if not each[0].isspace() and each[0][0] != "#"]
    tokens = list(_of_body(_without_prologue(tokens, names)))
    for place, token in enumerate(tokens):
        if iri := _iri(token, names.declared):
            _sort_in(iri, tokens, place, names)
    if "STR" not in {token.upper() for token in tokens}:
        names.texts = list(dict.fromkeys(_texts(tokens)))[:_MOST_TEXTS]
    names.terms = list(dict.fromkeys(names.terms))[:_MOST_NAMES]
    names.graphs = list(dict.fromkeys(names.graphs))[:_MOST_NAMES]
    return names


def _without_prologue(tokens: Sequence[str], names: Names) -> Iterator[str]:
    """Yield the tokens without BASE and PREFIX, and note the prefixes."""
    rest = iter(tokens)
    for token in rest:
        if token.upper() == "PREFIX":
            prefix, iri = next(rest, ":"), next(rest, "<>")
            names.declared[prefix[:-1]] = iri[1:-1]
        elif token.upper() == "BASE":
            next(rest, None)
        else:
            yield token


def _of_body(tokens: Iterator[str]) -> Iterator[str]:
    """Yield the tokens that are matched with our data: no CONSTRUCT template, no SERVICE clause."""
    left = list(tokens)
    place = 0
    while place < len(left):
        word = left[place].upper()
        if word == "SERVICE" or (word == "CONSTRUCT" and left[place + 1 : place + 2] == ["{"]):
            place = _after_block(left, place)
        else:
            yield left[place]
            place += 1


def _after_block(tokens: Sequence[str], place: int) -> int:
    """Return the place after the next block in braces."""
    depth = 0
    while place < len(tokens):
        depth += (tokens[place] == "{") - (tokens[place] == "}")
        place += 1
        if depth == 0 and tokens[place - 1] == "}":
            break
    return place


def _iri(token: str, declared: dict[str, str]) -> str | None:
    """Return the absolute IRI that the token is or abbreviates; none for a bare prefix."""
    if token.startswith("<"):
        return token[1:-1] if is_iri(token[1:-1]) else None
    if ":" not in token or token[0] in "\"'_":
        return None
    prefix, _, local = token.rstrip(".").partition(":")
    base = declared.get(prefix) or namespaces().get(prefix)
    iri = (base or "") + _ESCAPED.sub(r"\1", local)
    return iri if base and local and is_iri(iri) else None


def _sort_in(iri: str, tokens: Sequence[str], place: int, names: Names) -> None:
    before = tokens[max(place - 2, 0) : place]
    if before[-1:] and before[-1].upper() in _IN_FRONT_OF_GRAPH:
        names.graphs.append(iri)
    elif before != ["^", "^"] and tokens[place + 1 : place + 2] != ["("]:
        # Neither the datatype of a literal nor the name of a function.
        names.terms.append(iri)


def _texts(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the literals without a datatype that no function takes and that no function is compared with."""
    calls: list[bool] = []
    for place, token in enumerate(tokens):
        before, after = tokens[place - 1] if place else "", [*tokens[place + 1 : place + 3], "", ""]
        if token == "(":  # noqa: S105 - a bracket
            calls.append(before.isidentifier() and before.upper() not in _COMPARING)
        elif token == ")" and calls:  # noqa: S105
            calls.pop()
        elif (short := _SHORT.fullmatch(token)) and not any(calls) and after[:1] != ["^"]:
            if before == "=" and tokens[place - 2] in {")", "!"}:
                continue
            yield short[1] or short[2], after[0][1:].lower() if after[0].startswith("@") else ""
