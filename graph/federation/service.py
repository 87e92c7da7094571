# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A query with its SERVICE clauses answered (SPARQL 1.1 Federated Query)."""

import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlsplit

from pyparsing import ParseBaseException
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from graph.errors import BusyError, QueryError, ServiceFailedError, ServiceForbiddenError
from graph.federation.client import ask
from graph.model.namespaces import BASE
from graph.store.sparql_text import Prologue, diagnose, prologue, significant, words

LONGEST = 20_000
"""Characters of a query that is read here, where no deadline of a worker ends what takes too long."""

MOST_CLAUSES = 5
"""SERVICE clauses that one query may have."""

_MOST_TOKENS = 1_000
"""Tokens of a query with SERVICE: the parser that makes the tree takes up to half a second for them."""

MOST_SOLUTIONS = 10_000
"""Solutions that one SERVICE clause may bring."""

FAILED = "VALUES () { () }"
"""One solution without bindings: what SERVICE SILENT is worth when it fails (Federated Query, 2.3.1)."""

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "{": "\\u007B", "}": "\\u007D"})
"""Braces too, so that no text from outside looks like a clause of a query."""

Term = dict[str, str]

Tokens = Sequence[re.Match[str]]


@dataclass(frozen=True)
class Failure:
    """A SERVICE SILENT that got no answer.

    Attributes:
        host: with its port if the IRI has one.
        cause: the kind of failure, by its name in RFC 9209, section 2.3.
    """

    host: str
    cause: str


@dataclass(frozen=True)
class Federated:
    """A query whose SERVICE clauses are answered.

    Attributes:
        query: the text, with a VALUES block for each clause.
        asked: IRIs of the endpoints that were asked.
        failures: of SERVICE SILENT.
    """

    query: str
    asked: Sequence[str] = ()
    failures: Sequence[Failure] = ()


@dataclass(frozen=True)
class Clause:
    """One SERVICE clause.

    Attributes:
        start: offset of its first character in the query.
        end: offset behind its closing brace.
        endpoint: IRI.
        silent: True where a failure counts as one solution without bindings.
        subquery: the query that is sent: `SELECT *` over the group, with the declarations it needs.
        variables: names of the variables in the group.
    """

    start: int
    end: int
    endpoint: str
    silent: bool
    subquery: str
    variables: frozenset[str]


class Federation:
    """The endpoints that a query may use in SERVICE.

    Args:
        allowed: their IRIs.
        prefixes: prefix → namespace for prefixes that a query does not declare.
        seconds: for all clauses of one query together.
        contact: address of a page about us, sent to the other servers.
        at_once: queries that may wait for other servers at the same time; each occupies a thread.
    """

    def __init__(
        self, allowed: Sequence[str], prefixes: Mapping[str, str], *, seconds: float, contact: str, at_once: int
    ) -> None:
        self.allowed = tuple(allowed)
        self._prefixes = prefixes
        self._seconds = seconds
        self._contact = contact
        self._places = threading.BoundedSemaphore(at_once)

    def answer_services(self, query: str) -> Federated:
        """Return `query` with the solutions of each SERVICE clause in its place.

        A group is evaluated there alone, then joined with the rest here (Federated Query, 4). A query of more
        than 20,000 characters comes back as it is; the store refuses it if it has SERVICE.

        Raises:
            ServiceForbiddenError: a clause queries an endpoint that is not allowed.
            QueryError: the query has SERVICE and is no legal SPARQL 1.1.
            ServiceTimeoutError: another server did not answer in time.
            ServiceFailedError: another server gave no usable answer.
            BusyError: too many queries wait for other servers.
        """
        if len(query) > LONGEST or "service" not in query.lower() or "SERVICE" not in words(query):
            return Federated(query)
        if not self._places.acquire(blocking=False):
            raise BusyError("Too many queries wait for other servers. Try again in a few seconds.")
        try:
            return self._replace(query, service_clauses(query, self._prefixes, self.allowed))
        finally:
            self._places.release()

    def _replace(self, query: str, clauses: Sequence[Clause]) -> Federated:
        deadline = time.monotonic() + self._seconds
        parts: list[str] = []
        failures: list[Failure] = []
        place = 0
        for clause in clauses:
            parts.append(query[place : clause.start])
            try:
                parts.append(self._solutions(clause, deadline))
            except ServiceFailedError as error:
                if not clause.silent:
                    raise
                failures.append(Failure(urlsplit(clause.endpoint).netloc, error.cause))
                parts.append(FAILED)
            # Lines keep their numbers, so that errors in the rest of the query point to the right one.
            parts.append("\n" * query.count("\n", clause.start, clause.end))
            place = clause.end
        asked = tuple(dict.fromkeys(clause.endpoint for clause in clauses))
        return Federated("".join([*parts, query[place:]]), asked, tuple(failures))

    def _solutions(self, clause: Clause, deadline: float) -> str:
        subquery = f"{clause.subquery} LIMIT {MOST_SOLUTIONS + 1}"
        document = ask(clause.endpoint, subquery, deadline, self._contact)
        try:
            return values(document, clause.variables, f"{BASE}.well-known/genid/{uuid.uuid4().hex}/")
        except ValueError as error:
            host = urlsplit(clause.endpoint).netloc
            raise ServiceFailedError(
                f"The answer of {host} cannot be used: {error}.", endpoint=clause.endpoint
            ) from error


def service_clauses(query: str, prefixes: Mapping[str, str], allowed: Sequence[str]) -> list[Clause]:
    """Return the SERVICE clauses of `query` in order: found in its tokens, counted again in its parse tree.

    `prefixes` are those that the query need not declare; `allowed` has the IRIs of endpoints.

    Raises:
        ServiceForbiddenError: one queries an endpoint that is not allowed, or is inside another one.
        QueryError: the text is no legal SPARQL 1.1, or is too long.
    """
    tokens = significant(query)
    places = [place for place, token in enumerate(tokens) if (token["word"] or "").upper() == "SERVICE"]
    if not places:
        return []
    declared = prologue(query, prefixes)
    clauses = [_clause(query, tokens[place:], declared, allowed) for place in places]
    for one, other in pairwise(clauses):
        if other.start < one.end:
            raise ServiceForbiddenError(
                "SERVICE inside SERVICE is not allowed here: the other server would have to ask another. Put"
                " the two side by side."
            )
    _agree(query, len(tokens), len(clauses))
    return clauses


def values(document: bytes, variables: AbstractSet[str], genid: str) -> str:
    """Return the solutions as `VALUES`, on one line.

    Args:
        document: the answer.
        variables: names that may be bound; other columns are left out.
        genid: beginning of the IRIs that stand for blank nodes, which VALUES cannot hold (RDF 1.1 Concepts,
            3.5); another one for each answer, because labels mean nothing beyond theirs.

    Raises:
        ValueError: the document is no such table, or has more than `MOST_SOLUTIONS` rows; says which.
    """
    columns, rows = _table(document)
    names = [name for name in dict.fromkeys(columns) if name in variables]
    if len(rows) > MOST_SOLUTIONS:
        raise ValueError(
            f"more than {MOST_SOLUTIONS} solutions; narrow down the group in SERVICE, or set a LIMIT in it"
        )
    lines = (" ".join(_to_sparql(row[name], genid) if name in row else "UNDEF" for name in names) for row in rows)
    head = " ".join(f"?{name}" for name in names)
    block = f"VALUES ({head}) {{ {' '.join(f'({line})' for line in lines)} }}"
    block.encode()  # Half of a surrogate pair, which JSON can hold, ends here as a ValueError.
    return block


def _clause(query: str, tokens: Tokens, declared: Prologue, allowed: Sequence[str]) -> Clause:
    """Return the clause that begins with the first of `tokens`."""
    silent = len(tokens) > 1 and (tokens[1]["word"] or "").upper() == "SILENT"
    rest = tokens[1 + silent :]
    if not rest or rest[0]["word"] or not rest[0]["skip"]:
        raise QueryError("After SERVICE comes the IRI of an endpoint, then a group in braces.")
    endpoint = _endpoint(rest[0][0], declared, allowed)
    group = _group(rest[1:])
    if not group:
        raise QueryError(f"After SERVICE <{endpoint}> comes a group in braces; it is missing, or never closed.")
    pattern = query[group[0].start() : group[-1].end()]
    variables = frozenset(token[0][1:] for token in group if token[0][0] in "?$")
    subquery = f"{_declarations(group, declared)}SELECT * WHERE {pattern}"
    return Clause(tokens[0].start(), group[-1].end(), endpoint, silent, subquery, variables)


def _endpoint(token: str, declared: Prologue, allowed: Sequence[str]) -> str:
    listed = f"Allowed are: {', '.join(f'<{iri}>' for iri in allowed)}." if allowed else "No other server is."
    if token[0] in "?$":
        raise ServiceForbiddenError(
            f"SERVICE {token} is not allowed here: name the endpoint by its IRI, not by a variable. {listed}"
        )
    endpoint = str(declared.resolved(token))
    if endpoint not in allowed:
        raise ServiceForbiddenError(
            f"SERVICE <{endpoint}> is not allowed here. {listed} Run the two queries separately, or ask the"
            " operator to add the endpoint to MPSC_SERVICE_ALLOWED."
        )
    return endpoint


def _group(tokens: Tokens) -> Tokens:
    """Return the tokens of the group that begins here, braces included; none where there is no group."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return tokens[: place + 1] if place else []
    return []


def _declarations(group: Tokens, declared: Prologue) -> str:
    """Return BASE and the prefixes that the group uses; ours need no declaration here, but there."""
    used = {token[0].partition(":")[0] + ":" for token in group if token["skip"] and token[0][0] not in "<\"'?$@#"}
    lines = [f"BASE <{declared.base}>\n"] if declared.base else []
    for prefix in sorted(used - {"_:"}):
        if prefix not in declared.prefixes:
            raise QueryError(f"The prefix {prefix} is not declared. Add a line PREFIX {prefix} <…> at the top.")
        lines.append(f"PREFIX {prefix} <{declared.prefixes[prefix]}>\n")
    return "".join(lines)


def _agree(query: str, length: int, count: int) -> None:
    """Make sure that the grammar sees as many SERVICE clauses as the tokens show."""
    if length > _MOST_TOKENS or count > MOST_CLAUSES:
        raise QueryError(
            f"A query with SERVICE has at most {_MOST_TOKENS} words, names and signs, and {MOST_CLAUSES} such"
            f" clauses. This one has {length} and {count}."
        )
    try:
        found = sum(1 for _ in _services(parseQuery(query)))
    except ParseBaseException as error:
        fault = diagnose(query, f"error at {error.lineno}:{error.column}: ")
        raise QueryError(
            f"{fault} Queries with SERVICE are read as SPARQL 1.1.", line=fault.line, column=fault.column
        ) from error
    except (RecursionError, ValueError) as error:
        raise QueryError(
            "The query is too deeply nested, or has too many patterns in a row, for one with SERVICE."
            " Write fewer triple patterns in one group."
        ) from error
    if found != count:
        raise ServiceForbiddenError(
            f"The word SERVICE is {count} times in the query, but there are {found} such clauses. Put blanks around it."
        )


def _services(node: object) -> Iterator[CompValue]:
    """Yield the SERVICE nodes of a parse tree, at whatever depth."""
    if isinstance(node, CompValue):
        if node.name == "ServiceGraphPattern":
            yield node
        children = list(node.values())
    else:
        children = list(node) if isinstance(node, Sequence) and not isinstance(node, str) else []
    for child in children:
        yield from _services(child)


def _table(document: bytes) -> tuple[list[str], list[dict[str, Term]]]:
    """Return columns and rows, each of the kind of thing that they must be."""
    try:
        answer = json.loads(document)
        columns, rows = answer["head"]["vars"], answer["results"]["bindings"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no SPARQL 1.1 Query Results JSON of a SELECT query") from error
    if not (_all(columns, str) and _all(rows, dict) and all(_all([*row.values()], dict) for row in rows)):
        raise ValueError("no SPARQL 1.1 Query Results JSON of a SELECT query")
    return columns, rows


def _all(things: Any, kind: type) -> bool:
    return isinstance(things, list) and all(isinstance(thing, kind) for thing in things)


def _to_sparql(term: Term, genid: str) -> str:
    """Return the term as SPARQL; every part of it is checked or escaped."""
    kind, value = term.get("type"), term.get("value")
    if not isinstance(value, str):
        raise ValueError(f"a term without a value: {str(term)[:80]}")  # noqa: TRY004 - bad data, not a bug
    if kind == "uri":
        return f"<{_require(value, _IRI.fullmatch)}>"
    if kind == "bnode":
        return f"<{genid}{quote(value, safe='')}>"
    if kind not in {"literal", "typed-literal"}:
        raise ValueError(f"a term of the type {kind!r}")
    text = f'"{value.translate(_ESCAPES)}"'
    if language := term.get("xml:lang"):
        return f"{text}@{_require(language, _LANGUAGE.fullmatch)}"
    if datatype := term.get("datatype"):
        return f"{text}^^<{_require(datatype, _IRI.fullmatch)}>"
    return text


def _require(text: Any, check: Callable[[str], object]) -> str:
    if not isinstance(text, str) or not check(text):
        raise ValueError(f"{str(text)[:80]!r}, which is no legal IRI or language tag")
    return text
