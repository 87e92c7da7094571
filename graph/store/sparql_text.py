# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The text of a query: its tokens, what it declares, what is refused before parsing, and where a fault is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module

from rdflib import URIRef

from graph.errors import GraphError, QueryError, ServiceForbiddenError, UpdateRefusedError
from graph.model.namespaces import namespaces

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
            f"This endpoint is read-only, so {first} is refused. Queries begin with SELECT, ASK, CONSTRUCT or DESCRIBE."
        )
    if "SERVICE" in keywords:
        return ServiceForbiddenError(
            "SERVICE is not allowed here, or the query is too long for it. Run the two queries separately."
        )
    return None


def without_service(query: str) -> str:
    """Return `query` in a form in which no parser finds a SERVICE clause; its comments may be blanked.

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


_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Prologue:
    """The declarations that hold in the body of a query (SPARQL 1.1 Query, 4.1.1).

    Attributes:
        base: the IRI that relative ones are resolved against; None where none is declared.
        prefixes: prefix with its colon → namespace.
    """

    base: str | None
    prefixes: Mapping[str, str]

    def resolved(self, token: str) -> URIRef:
        """Return the IRI that a token in angle brackets, or a prefixed name, stands for.

        A name with a prefix that is not declared stays as it is; the engine will complain.
        """
        if token.startswith("<"):
            return URIRef(_CODEPOINT.sub(_character, token[1:-1]), self.base)
        prefix, colon, name = token.partition(":")
        return URIRef(self.prefixes.get(prefix + colon, "") + _ESCAPE.sub(r"\1", name))


def prologue(query: str, prefixes: Mapping[str, str]) -> Prologue:
    """Return what `query` declares, on top of `prefixes` (prefix without colon → namespace).

    Each declaration holds from its place on, so a later one may use those before it.
    """
    declared = Prologue(None, {f"{prefix}:": str(base) for prefix, base in prefixes.items()})
    tokens = iter(significant(query))
    for token in tokens:
        word = (token["word"] or "").upper()
        if word == "BASE":
            declared = Prologue(str(declared.resolved(_next(tokens))), declared.prefixes)
        elif word == "PREFIX":
            name = _next(tokens)
            declared = Prologue(declared.base, {**declared.prefixes, name: str(declared.resolved(_next(tokens)))})
        else:
            break
    return declared


def _next(tokens: Iterator[re.Match[str]]) -> str:
    """Return the text of the next token; an empty IRI where the query ends, which the engine refuses."""
    token = next(tokens, None)
    return token[0] if token else "<>"


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number < 0x110000 else escape[0]


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
    """Return the error for a query that the engine refused with `message`.

    The engine (pyoxigraph 0.5) names the furthest place that any alternative of its grammar reached, which is
    often past the fault. So the usual mistakes are looked for first, by their tokens: their place is exact.
    """
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


def preload() -> None:
    """Read and import what `diagnose` needs, for a process that can open no file afterwards.

    Other processes do it when a query has a fault: the parser takes a tenth of a second to import.
    """
    namespaces()
    import_module("rdflib.plugins.sparql.parser")


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
            yield (token.start(), f"the bracket {text} closes nothing. Remove it, or open it with {_PAIRS[text]}.")
    if opened:
        yield opened[-1].start(), f"the bracket {opened[-1][0]} is never closed: the query ends too early."


def _stray(text: str) -> str:
    if text in "\"'":
        return f"the text that begins with {text} has no end on its line. Close it with {text}."
    return f"the character {text} is not expected here."


def _misspelt(word: str) -> str:
    near = get_close_matches(word.upper(), _WORDS, n=1, cutoff=0.7)
    meant = f" Did you mean {near[0]}?" if near else " Variables begin with ?, names have a prefix such as mpsc:."
    return f"the word {word[:40]} is not known.{meant}"


def _undeclared(prefix: str) -> str:
    """Return what to do about a prefix (with colon): one of ours, one similar to ours, or another."""
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
        from pyparsing import ParseBaseException  # noqa: PLC0415 - as in `preload`
        from rdflib.plugins.sparql.parser import parseQuery  # noqa: PLC0415

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
