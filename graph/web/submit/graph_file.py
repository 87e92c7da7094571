# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Statements that were taken, as a document for people who go on with them elsewhere."""

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from graph.check.forms import statements_of
from graph.model.formats import Format
from graph.model.namespaces import namespaces
from graph.store import written
from graph.store.terms import BLANK, IRI, XSD_STRING, Raw


def as_document(statements: str, chosen: Format) -> bytes:
    """Return canonical N-Quads in another format."""
    quads = [
        (_node(quad.subject), URIRef(quad.predicate), _node(quad.object), None)
        for quad in statements_of(statements)
    ]
    return written(quads, chosen, {prefix: str(base) for prefix, base in namespaces().items()})


def _node(term: Raw) -> Node:
    if term.kind == IRI:
        return URIRef(term.value)
    if term.kind == BLANK:
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype in {"", XSD_STRING}
    datatype = None if plain else URIRef(term.datatype)
    return Literal(term.value, datatype=datatype, normalize=False)
