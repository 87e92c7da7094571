# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""RDF documents → submissions."""

import re
from collections.abc import Iterator

from graph.check.received import FILE_LIMITS, Place, Received, Submission, check_text
from graph.model.formats import Format
from graph.model.namespaces import BASE, namespaces
from graph.store.terms import BLANK, Statement, read_statements, replace_blank_nodes

GENID = BASE + ".well-known/genid/"
"""Base of the IRIs that take the place of blank nodes (RDF 1.1 Concepts, 3.5)."""


def skolem_base(received: Received) -> str:
    """Return the beginning of the IRIs of the unnamed things of a file; no two files share it."""
    return f"{GENID}{received.sha256[:32]}/"


def read_document(received: Received, written_in: Format) -> Submission:
    """Read Turtle, TriG, N-Triples, N-Quads or RDF/XML.

    Raises:
        DocumentError: the file cannot be read.
        TooLargeError: it has too many statements.
    """
    content = check_text(received.content, written_in)
    own = skolem_base(received)
    quads = read_statements(content, written_in, own, FILE_LIMITS.statements)
    submission = Submission(written_in, replace_blank_nodes(quads, skolem_iris(quads, own)), own)
    submission.text = content.decode()
    return submission


def skolem_iris(quads: list[Statement], own: str) -> dict[str, str]:
    """Return label of a blank node → IRI, numbered in the order of their first appearance."""
    labels = dict.fromkeys(label for quad in quads for label in _labels(quad))
    return {label: f"{own}{number}" for number, label in enumerate(labels, start=1)}


def find_line(text: str, subject: str, predicate: str, value: str) -> Place:
    """Return the line where a statement probably stands: RDF parsers do not tell.

    The subject is looked for as IRI or prefixed name, then the property, then the value behind it.
    """
    start = _first(text, 0, _spellings(subject))
    if start is None:
        return {}
    place = _first(text, start, _spellings(predicate)) if predicate else None
    end = (
        _first(text, place, [re.escape(value[:60].split("\n", maxsplit=1)[0])])
        if place is not None and value
        else None
    )
    found = next(spot for spot in (end, place, start) if spot is not None)
    return {"kind": "line", "line": text.count("\n", 0, found) + 1, "exact": False}


def _labels(quad: Statement) -> Iterator[str]:
    yield from (term.value for term in (quad.subject, quad.object) if term.kind == BLANK)
    if quad.graph and ":" not in quad.graph:  # Every IRI has a colon, no label has.
        yield quad.graph


def _first(text: str, start: int, spellings: list[str]) -> int | None:
    found = re.compile("|".join(spellings)).search(text, start)
    return found.start() if found else None


def _spellings(iri: str) -> list[str]:
    """Return regular expressions for the ways an IRI may be written."""
    names = [f"<{re.escape(iri)}>", f'"{re.escape(iri)}"']
    for prefix, base in namespaces().items():
        if iri.startswith(base) and len(iri) > len(base):
            names.append(rf"\b{re.escape(prefix)}:{re.escape(iri[len(base) :])}(?![\w-])")
    if iri.endswith("#type"):
        names.append(r"\ba\b")
    return names
