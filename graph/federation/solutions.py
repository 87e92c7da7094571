# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The answer of another endpoint (SPARQL 1.1 Query Results JSON) as a VALUES block."""

import json
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any
from urllib.parse import quote

MOST_SOLUTIONS = 10_000
"""Solutions that one SERVICE clause may bring."""

FAILED = "VALUES () { () }"
"""One solution without bindings: what SERVICE SILENT is worth when it fails (Federated Query, 2.3.1)."""

_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "{": "\\u007B", "}": "\\u007D"})
"""Braces too, so that no text from outside looks like a clause of a query."""

Term = dict[str, str]


def values(document: bytes, variables: AbstractSet[str], genid: str) -> str:
    """Return the solutions as `VALUES`, on one line.

    Args:
        document: the answer.
        variables: names that may be bound; other columns are left out.
        genid: beginning of the IRIs that stand for blank nodes, which VALUES cannot hold (RDF 1.1 Concepts,
            3.5); another one for each answer, because labels mean nothing beyond theirs.

    Raises:
        ValueError: the document is no table in this format, or has more than `MOST` rows; says which.
    """
    columns, rows = _table(document)
    names = [name for name in dict.fromkeys(columns) if name in variables]
    if len(rows) > MOST_SOLUTIONS:
        raise ValueError(
            f"more than {MOST_SOLUTIONS} solutions; narrow the group in SERVICE down, or set a LIMIT in it"
        )
    lines = (
        " ".join(_written(row[name], genid) if name in row else "UNDEF" for name in names) for row in rows
    )
    head = " ".join(f"?{name}" for name in names)
    block = f"VALUES ({head}) {{ {' '.join(f'({line})' for line in lines)} }}"
    block.encode()  # Half of a surrogate pair, which JSON can hold, ends here as a ValueError.
    return block


def _table(document: bytes) -> tuple[list[str], list[dict[str, Term]]]:
    """Return columns and rows, each of the kind of thing that they must be."""
    try:
        found = json.loads(document)
        columns, rows = found["head"]["vars"], found["results"]["bindings"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no SPARQL 1.1 Query Results JSON of a SELECT query") from error
    if not (_all(columns, str) and _all(rows, dict) and all(_all([*row.values()], dict) for row in rows)):
        raise ValueError("no SPARQL 1.1 Query Results JSON of a SELECT query")
    return columns, rows


def _all(things: Any, kind: type) -> bool:
    return isinstance(things, list) and all(isinstance(thing, kind) for thing in things)


def _written(term: Term, genid: str) -> str:
    """Return the term as it stands in a query; every part of it is checked or escaped."""
    kind, value = term.get("type"), term.get("value")
    if not isinstance(value, str):
        raise ValueError(f"a term without a value: {str(term)[:80]}")  # noqa: TRY004 - bad data, not a bug
    if kind == "uri":
        return f"<{_checked(value, _IRI.fullmatch)}>"
    if kind == "bnode":
        return f"<{genid}{quote(value, safe='')}>"
    if kind not in {"literal", "typed-literal"}:
        raise ValueError(f"a term of the type {kind!r}")
    text = f'"{value.translate(_ESCAPES)}"'
    if language := term.get("xml:lang"):
        return f"{text}@{_checked(language, _LANGUAGE.fullmatch)}"
    if datatype := term.get("datatype"):
        return f"{text}^^<{_checked(datatype, _IRI.fullmatch)}>"
    return text


def _checked(text: Any, check: Callable[[str], object]) -> str:
    if not isinstance(text, str) or not check(text):
        raise ValueError(f"{str(text)[:80]!r}, which is no legal IRI or language tag")
    return text
