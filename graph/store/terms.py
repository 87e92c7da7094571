# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Terms of rdflib ↔ terms of pyoxigraph; and RDF from outside as plain text, exactly as it was written.

rdflib interprets a value when it makes a term of it, and some values are made to be expensive; `Term` and
`Statement` are plain text.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import pyoxigraph as ox
from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Node

from graph.errors import SyntaxFaultError, TooLargeError
from graph.model.formats import Format

Quad = tuple[Node, Node, Node, URIRef | None]
"""Subject, predicate, object, and named graph or None for the default graph, in terms of rdflib."""

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


def to_quad(subject: Node, predicate: Node, value: Node, graph: URIRef | None = None) -> ox.Quad:
    """Return the quad of the engine; without `graph` it is in the default graph."""
    place = ox.DefaultGraph() if graph is None else ox.NamedNode(str(graph))
    return ox.Quad(to_subject(subject), ox.NamedNode(str(predicate)), to_oxigraph(value), place)


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


XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
IRI, BLANK, LITERAL = "iri", "blank", "literal"


class Term(NamedTuple):
    """A term as plain text.

    Attributes:
        kind: `IRI`, `BLANK` or `LITERAL`.
        value: the IRI, the label or the lexical form.
        datatype: IRI of the datatype of a literal without language.
        language: language tag in small letters.
    """

    kind: str
    value: str
    datatype: str = ""
    language: str = ""

    def __str__(self) -> str:
        return self.value


class Statement(NamedTuple):
    """A statement; `graph` is the IRI or label of the named graph, or "" for the default graph."""

    subject: Term
    predicate: str
    object: Term
    graph: str = ""


class DocumentError(SyntaxFaultError):
    """A document is not what it says it is."""


def read_statements(content: bytes, written_in: Format, base: str, most: int) -> list[Statement]:
    """Return the statements of a document in their order; nothing is fetched, blank nodes keep their labels.

    Args:
        content: the document.
        written_in: one of `FILE_FORMATS`.
        base: IRI against which relative IRIs are resolved.
        most: how many statements there may be.

    Raises:
        DocumentError: the document cannot be read, or uses what RDF 1.1 does not have.
        TooLargeError: there are more than `most` statements.
    """
    rdf_format = ox.RdfFormat.from_media_type(written_in.media_type)
    quads: list[Statement] = []
    try:
        for quad in ox.parse(content, format=rdf_format, base_iri=base):
            if len(quads) == most:
                raise TooLargeError(f"The file has more than {most} statements. Send it in parts.")
            quads.append(Statement(to_term(quad.subject), quad.predicate.value, to_term(quad.object), _graph(quad)))
    except SyntaxError as error:
        message = (error.msg or "not readable").split(": ", 1)[-1]
        raise DocumentError(message, line=error.lineno, column=error.offset) from error
    except ValueError as error:
        raise DocumentError(str(error)) from error
    return quads


def to_term(term: object) -> Term:
    """Return a term of the engine as text.

    Raises:
        DocumentError: RDF 1.1 has no such term.
    """
    if isinstance(term, ox.NamedNode):
        return Term(IRI, term.value)
    if isinstance(term, ox.BlankNode):
        return Term(BLANK, term.value)
    if isinstance(term, ox.Literal) and term.direction is None:
        language = term.language or ""
        return Term(LITERAL, term.value, "" if language else term.datatype.value, language)
    raise DocumentError("The file uses statements about statements or text directions (RDF 1.2). Leave them out.")


def normalised_literals(quads: Iterable[Statement]) -> dict[Term, Term]:
    """Return literal → the form in which the store keeps it, for those that it changes (`01` to `1`)."""
    literals = {quad.object for quad in quads if quad.object.kind == LITERAL}
    numbered = dict(enumerate(sorted(literals)))
    store = ox.Store()
    mark = ox.NamedNode("urn:x")
    store.extend(ox.Quad(ox.NamedNode(f"urn:x:{n}"), mark, _term(term)) for n, term in numbered.items())
    kept = {int(quad.subject.value[6:]): to_term(quad.object) for quad in store}
    return {term: kept[n] for n, term in numbered.items() if kept[n] != term}


def n_quads(quads: Iterable[Statement]) -> str:
    """Return canonical N-Quads: one line a statement, sorted by code points, each once.

    Canonical as in RDF Dataset Canonicalization (RDFC-1.0, 5), given that there is no blank node.
    """
    lines = {
        ox.serialize(
            [ox.Quad(_term(q.subject), ox.NamedNode(q.predicate), _term(q.object), _place(q.graph))],
            format=ox.RdfFormat.N_QUADS,
        )
        for q in quads
    }
    return b"".join(sorted(line for line in lines if line)).decode()


def replace_blank_nodes(quads: Iterable[Statement], names: Mapping[str, str]) -> list[Statement]:
    """Return the quads with the IRI `names[label]` in the place of each blank node, graphs included."""

    def named(term: Term) -> Term:
        return Term(IRI, names[term.value]) if term.kind == BLANK else term

    return [
        Statement(named(quad.subject), quad.predicate, named(quad.object), names.get(quad.graph, quad.graph))
        for quad in quads
    ]


def _graph(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value


def _place(graph: str) -> Any:
    return ox.NamedNode(graph) if graph else ox.DefaultGraph()


def _term(term: Term) -> Any:
    if term.kind == IRI:
        return ox.NamedNode(term.value)
    if term.kind == BLANK:
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or XSD_STRING))
