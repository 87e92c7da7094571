# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""RDF documents → statements, with IRIs in place of blank nodes (RDF 1.1 Concepts, 3.5)."""

import re
from collections.abc import Iterator

from graph.check.received import FILE_LIMITS, Place, Received, Submission, check_text
from graph.model.formats import Format
from graph.model.namespaces import BASE, namespaces
from graph.store.terms import BLANK, Statement, read_statements, replace_blank_nodes

GENID = BASE + ".well-known/genid/"
"""Base of the IRIs that replace blank nodes."""


def skolem_base(received: Received) -> str:
    """Return the beginning of the IRIs that replace the blank nodes of a file; no two files share it."""
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
    """Return label of a blank node → IRI, numbered in the order of first appearance."""
    labels = dict.fromkeys(label for quad in quads for label in _labels(quad))
    return {label: f"{own}{number}" for number, label in enumerate(labels, start=1)}


def find_line(text: str, subject: str, predicate: str, value: str) -> Place:
    """Return the line where a statement probably is: RDF parsers do not say.

    The subject is looked for as IRI or prefixed name, then the property, then the value behind it.
    """
    position = _search(text, 0, _spellings(subject))
    if position is None:
        return {}
    if predicate and (start := _search(text, position, _spellings(predicate))) is not None:
        position = start
        line = re.escape(value[:60].partition("\n")[0])
        if value and (start := _search(text, position, [line])) is not None:
            position = start
    return {"kind": "line", "line": text.count("\n", 0, position) + 1, "exact": False}


def _labels(quad: Statement) -> Iterator[str]:
    yield from (term.value for term in (quad.subject, quad.object) if term.kind == BLANK)
    if quad.graph and ":" not in quad.graph:  # Every IRI has a colon, no label has.
        yield quad.graph


def _search(text: str, start: int, spellings: list[str]) -> int | None:
    match = re.compile("|".join(spellings)).search(text, start)
    return match.start() if match else None


def _spellings(iri: str) -> list[str]:
    """Return regular expressions for the ways an IRI may be written."""
    names = [f"<{re.escape(iri)}>", f'"{re.escape(iri)}"']
    for prefix, base in namespaces().items():
        if iri.startswith(base) and len(iri) > len(base):
            names.append(rf"\b{re.escape(prefix)}:{re.escape(iri[len(base) :])}(?![\w-])")
    if iri.endswith("#type"):
        names.append(r"\ba\b")
    return names
