# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be told from the words of a query before it is parsed."""

import re

from graph.errors import GraphError, QueryError, UpdateRefusedError

TOKEN = re.compile(
    r"""
    (?P<skip>
        \#[^\r\n]*                                  # comment
      | <[^\x00-\x20<>"{}|^`\\]*>                   # IRIREF
      | \"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}       # STRING_LITERAL_LONG2
      | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}           # STRING_LITERAL_LONG1
      | \"(?:[^\"\\\r\n]|\\.)*\"                    # STRING_LITERAL2
      | '(?:[^'\\\r\n]|\\.)*'                       # STRING_LITERAL1
      | [?$]\w+                                     # VAR1, VAR2
      | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                # LANGTAG
      | (?:[^\W\d][\w.-]{,99})?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*  # PNAME_NS, PNAME_LN, BLANK_NODE_LABEL
    )
  | (?P<word>[A-Za-z_]\w*)
  | (?P<open>[{(\[])
  | (?P<close>[})\]])
  | (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)
  | (?P<symbol>[.,;*/|^+?!=<>&-]|\s)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
"""The terminals that can hold a keyword without being one (SPARQL 1.1 Query, 19.8).

A prefix may have a hundred characters, so that a long row of letters is not searched for its colon again and
again: a query of a megabyte is read in half a second, whatever it is made of.
"""

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
"""The first words of the four query forms."""


def words(query: str) -> list[str]:
    """Return the bare words of `query` in capitals: keywords and function names, in order."""
    return [match["word"].upper() for match in TOKEN.finditer(query) if match["word"]]


def refusal(keywords: list[str]) -> GraphError | None:
    """Return why a query of these words is refused before it is parsed, or None."""
    if not keywords:
        return QueryError("The query is empty. An example: SELECT * WHERE { ?s ?p ?o } LIMIT 10")
    first = next((word for word in keywords if word in FORMS | _UPDATES), None)
    if first in _UPDATES:
        return UpdateRefusedError(
            f"This endpoint is read-only, so {first} is refused."
            " Queries begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
        )
    if "SERVICE" in keywords:
        return QueryError(
            "SERVICE is not allowed here: this endpoint asks no other server. Run the two queries separately."
        )
    return None
