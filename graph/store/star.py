# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""`SELECT *` in the order of the query: the engine (pyoxigraph 0.5) sorts the variables by name."""

from collections.abc import Mapping
from typing import cast

import pyoxigraph as ox

from graph.store.sparql_text import FORMS, TOKEN, head


def expand_star(query: str, prefixes: Mapping[str, str]) -> str:
    """Return `query` with the `*` of its outermost SELECT written out; any other query as it is.

    The variables stand in the order in which the text names them first (SPARQL 1.1 Query, 16.1, leaves
    it open). Which of them are in scope is the engine's word; an empty store gives it without work.

    Raises:
        SyntaxError: the query is no legal SPARQL.
    """
    place = _star(query)
    if place is None:
        return query
    solutions = cast("ox.QuerySolutions", ox.Store().query(query, prefixes=dict(prefixes)))
    scope = [variable.value for variable in solutions.variables]
    seen = dict.fromkeys(token[0][1:] for token in TOKEN.finditer(query, place) if token[0][0] in "?$")
    ordered = [*(name for name in seen if name in scope), *(name for name in scope if name not in seen)]
    if len(ordered) < 2:
        return query
    return f"{query[:place]} {' '.join(f'?{name}' for name in ordered)} {query[place + 1 :]}"


def _star(query: str) -> int | None:
    """Return the offset of the `*` in `SELECT [DISTINCT|REDUCED] *` at the head of the query."""
    form, start = "", 0
    if found := head(query):
        form, start = found[1].upper(), found.end()
    for token in TOKEN.finditer(query, start):
        word = (token["word"] or "").upper()
        if not form:
            form = word if word in FORMS else ""
        elif form != "SELECT":
            return None
        elif token[0] == "*":
            return token.start()
        elif not (token[0].isspace() or token[0].startswith("#") or word in {"DISTINCT", "REDUCED"}):
            return None
    return None
