# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Terms of rdflib ↔ terms of pyoxigraph."""

from functools import lru_cache

import pyoxigraph as ox
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

_SHORT = 300
"""Characters of terms that are kept for the next time."""


def to_rdflib(term: object) -> Node:
    """Return the rdflib term, the lexical form as it is; rdflib tells `xsd:string` from a plain literal."""
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = URIRef(term.datatype.value)
        return Literal(term.value, datatype=None if datatype == XSD.string else datatype, normalize=False)
    raise TypeError(f"{term!r} is no RDF 1.1 term")


def to_oxigraph(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the pyoxigraph term; the lexical form of literals is kept as it is."""
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        if term.datatype is None:
            return ox.Literal(str(term))
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
    raise TypeError(f"{term!r} is no RDF 1.1 term")


def to_subject(term: Node) -> ox.NamedNode | ox.BlankNode:
    """Return the pyoxigraph term of a subject, which is never a literal."""
    found = to_oxigraph(term)
    if isinstance(found, ox.Literal):
        raise TypeError(f"{term!r} is a literal and cannot be a subject")
    return found


def from_json(term: dict[str, str]) -> Node:
    """Return the rdflib term of a SPARQL 1.1 Query Results JSON term (section 3.2.2)."""
    text = term["value"]
    make = _kept if len(text) <= _SHORT else _made
    return make(term["type"], text, term.get("xml:lang"), term.get("datatype"))


def _made(kind: str, text: str, language: str | None, datatype: str | None) -> Node:
    if kind == "uri":
        return URIRef(text)
    if kind == "bnode":
        return BNode(text)
    if language:
        return Literal(text, lang=language)
    # As it is written: rdflib would turn Z into +00:00, and 1E999999999 into a gigabyte of zeros.
    return Literal(text, datatype=URIRef(datatype) if datatype else None, normalize=False)


_kept = lru_cache(maxsize=20_000)(_made)
"""Terms never change, making one takes some microseconds, and most of them come again."""
