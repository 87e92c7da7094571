# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The query files in `queries/`: SPARQL with a `#+` head in YAML, the convention of grlc."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rdflib import URIRef

from graph.errors import InputError
from graph.model.namespaces import is_iri
from graph.model.paths import folder

_THIS = re.compile(r"^PREFIX this: <[^>]*>$", re.MULTILINE)


@dataclass(frozen=True)
class StoredQuery:
    """One query file.

    Attributes:
        name: file name without `.rq`, kebab-case.
        summary: language → one line that says what the query answers.
        description: why it exists and who uses it, English.
        tags: words to group queries by.
        head: the whole `#+` head.
        text: the query as it is, head and prefixes included; without the licence lines.
    """

    name: str
    summary: Mapping[str, str]
    description: str
    text: str
    tags: tuple[str, ...] = ()
    head: Mapping[str, Any] = field(default_factory=dict)


@cache
def stored_queries(kind: str) -> tuple[StoredQuery, ...]:
    """Return the queries of `queries/<kind>/`, sorted by name.

    Raises:
        InputError: a file is not UTF-8, or its head is no YAML mapping with `summary`.
    """
    return tuple(read(path) for path in sorted((folder("queries") / kind).glob("*.rq")))


def stored_query(kind: str, name: str) -> StoredQuery:
    """Return one query of `queries/<kind>/`.

    Raises:
        InputError: there is no such query.
    """
    for query in stored_queries(kind):
        if query.name == name:
            return query
    raise InputError(f"There is no query {name!r} in queries/{kind}.")


def read(path: Path) -> StoredQuery:
    """Return the query in the file `path`.

    Raises:
        InputError: the file is not UTF-8, or its head is no YAML mapping with `summary`.
    """
    try:
        text = path.read_text(encoding="utf-8")
        head = yaml.safe_load("\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ ")))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path}: the head (lines that begin with #+) cannot be read: {error}") from error
    if not isinstance(head, dict) or "summary" not in head:
        raise InputError(f"{path}: the head needs at least a line '#+ summary: …'.")
    summary = head["summary"]
    return StoredQuery(
        name=path.stem,
        summary=summary if isinstance(summary, dict) else {"en": str(summary)},
        description=str(head.get("description", "")),
        text="".join(line for line in text.splitlines(keepends=True) if not line.startswith("# SPDX-")),
        tags=tuple(head.get("tags", ())),
        head=head,
    )


def about(query: StoredQuery, iri: URIRef) -> str:
    """Return the text of a query that asks about one thing, with `iri` in place of its example.

    Such a query writes the thing as `this:` and declares an example: `PREFIX this: <…>`.

    Raises:
        InputError: `iri` could not stand in a query, or the query has no `this:`.
    """
    text, count = _THIS.subn(f"PREFIX this: {_written(iri)}", query.text)
    if not count:
        raise InputError(f"The query {query.name} asks about no single thing: it has no PREFIX this:.")
    return text


def among(query: str, variable: str, iris: Iterable[URIRef]) -> str:
    """Return `query` with `iris` in place of the examples in `VALUES ?variable { … }`.

    Raises:
        InputError: an IRI could not stand in a query, or the query has no such VALUES.
    """
    listed = " ".join(_written(iri) for iri in iris)
    text, count = re.subn(rf"VALUES \?{variable} {{[^}}]*}}", f"VALUES ?{variable} {{ {listed} }}", query)
    if not count:
        raise InputError(f"The query has no VALUES ?{variable}.")
    return text


def _written(iri: URIRef) -> str:
    """Return the IRI in angle brackets; nothing that could end them gets through."""
    if not is_iri(iri):
        raise InputError(f"{str(iri)!r} is no absolute IRI. Send the whole IRI, percent-encoded.")
    return f"<{iri}>"
