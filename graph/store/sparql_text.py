# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be told from the words of a query before it is parsed."""

import re

from graph.errors import GraphError, QueryError, ServiceForbiddenError, UpdateRefusedError

TOKEN = re.compile(
    r"""
    (?P<skip>
        \#[^\r\n]*                                  # comment
      | <(?:[^\x00-\x20<>"{}|^`\\]               # IRIREF
           |\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>   # with codepoint escapes (19.2)
      | \"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}       # STRING_LITERAL_LONG2
      | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}           # STRING_LITERAL_LONG1
      | \"(?:[^\"\\\r\n]|\\.)*\"                    # STRING_LITERAL2
      | '(?:[^'\\\r\n]|\\.)*'                       # STRING_LITERAL1
      | [?$]\w+                                     # VAR1, VAR2
      | @[A-Za-z]+(?:-[A-Za-z0-9]+)*                # LANGTAG
      | (?:[^\W\d](?:[\w.-]{0,99}[\w-])?)?:         # PNAME_NS, BLANK_NODE_LABEL
        (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)           # PN_LOCAL, which no dot begins or ends
           (?:\.*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))*)?
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
_SERVICE = re.compile(
    r"""
    SERVICE GAP (?:SILENT GAP)?
    (?: < [^>]{0,2000}+ (?: > GAP \{ | [^>] )                   # IRIREF
      | (?: [?$] | NAME{0,1000}+ (?: : | NAME ) )               # VAR1, VAR2, PNAME_NS
        (?: NAME | [:%] | \\. ){0,1000}+ (?: GAP \{ | NAME ) )   # VARNAME, PN_LOCAL
    """.replace("GAP", r"(?:\s|\#[^\r\n]*+[\r\n])*+").replace("NAME", r"[\w.\x80-\U0010FFFF-]"),
    re.VERBOSE | re.IGNORECASE,
)
"""What the grammar makes a SERVICE clause of, wherever a parser may be when it gets there.

A name of more than 1000 characters, or an IRI of more than 2000, counts as one, which keeps this linear.
"""

_VARIABLE = re.compile(r"[?$][A-Za-z0-9_]{0,100}\Z")

FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
"""The first words of the four query forms."""

_HEAD = re.compile(
    r"""
    (?: \s | \#[^\r\n]*+ | PREFIX\s++ [A-Za-z0-9_.-]*+ : \s*+ <[^\x00-\x20<>"{}|^`\\]*+> )*+
    (SELECT|ASK|CONSTRUCT|DESCRIBE) (?![\w:])
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def significant(query: str) -> list[re.Match[str]]:
    """Return the tokens of `query` without blanks and comments, in order."""
    return [token for token in TOKEN.finditer(query) if not (token[0].isspace() or token[0][0] == "#")]


def words(query: str) -> list[str]:
    """Return the bare words of `query` in capitals: keywords and function names, in order."""
    return [match["word"].upper() for match in TOKEN.finditer(query) if match["word"]]


def head(query: str) -> re.Match[str] | None:
    """Return the match that ends with the query form, its group 1; None where it takes a closer look.

    A query that has this head is no update, and says nothing before its form but prefixes.
    """
    return _HEAD.match(query)


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
        return ServiceForbiddenError(
            "SERVICE is not allowed here, or the query is too long for it. Run the two queries separately."
        )
    return None


def without_service(query: str) -> str:
    """Return `query` in a form in which no parser finds a SERVICE clause: its comments may be blank.

    The engine (pyoxigraph 0.5) has no switch for SERVICE, and its grammar is looser than its tokens: it
    reads `SERVICE:a {`, `SERVICESILENT<x>{` and, after `?a<?b`, a comment where we see the end of an IRI.

    Raises:
        ServiceForbiddenError: there is one, though not as a word of its own.
    """
    if not _hidden(query):
        return query
    blank = TOKEN.sub(lambda token: " " * len(token[0]) if token[0][0] == "#" else token[0], query)
    if found := _hidden(blank):
        raise ServiceForbiddenError(
            f"SERVICE is not allowed here, and {found[:60]!r} could be read as such a clause. Write"
            " prefixed names that end in “service” as whole IRIs, and leave such text out of strings."
        )
    return blank


def _hidden(query: str) -> str:
    """Return the first text that could be read as a SERVICE clause, or nothing.

    A question mark before the word makes it a variable for every parser: it takes all letters that follow.
    """
    found = _SERVICE.search(query)
    while found and _VARIABLE.search(query, max(0, found.start() - 101), found.start()):
        found = _SERVICE.search(query, found.start() + 1)
    return found[0] if found else ""
