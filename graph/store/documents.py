# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Statements → RDF documents in every graph format."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox
from rdflib import XSD, Graph, Literal
from rdflib.plugins.serializers.jsonld import Converter
from rdflib.plugins.shared.jsonld.context import Context

from graph.model.formats import JSON_LD, N_QUADS, RDF_XML, TRIG, TURTLE, Format
from graph.store.terms import Quad, to_quad

_OF_QUADS = (TRIG, N_QUADS)
_WITH_PREFIXES = (TURTLE, TRIG, RDF_XML)
_PREFIX_LINES = re.compile(rb"(?:@prefix [^\n]*\n)+")
_SAFE_INTEGER = re.compile(r"0|-?[1-9]\d{0,14}")
"""Whole numbers that every reader of JSON takes as they are (RFC 8259, 6)."""

_ROOT = re.compile(rb"<rdf:RDF ([^>]*)>")


def serialise(quads: Iterable[Quad], chosen: Format, prefixes: Mapping[str, str]) -> bytes:
    """Return the document with the statements, the same bytes for the same statements.

    Formats that know no named graphs get the merge of all of them.

    Args:
        quads: in any order; one that comes twice is written once.
        chosen: one of `GRAPH_FORMATS`.
        prefixes: prefix → namespace; those that occur are declared where the format can.
    """
    named = chosen in _OF_QUADS
    distinct = {(s, p, o, g if named else None) for s, p, o, g in quads}
    ordered = sorted(distinct, key=lambda quad: (quad[3] or "", *(term.n3() for term in quad[:3])))
    text = "\0".join(str(term) for quad in distinct for term in quad)
    used = {prefix: str(base) for prefix, base in prefixes.items() if base in text}
    if chosen == JSON_LD:
        return _json_ld(ordered, used)
    made = (to_quad(*quad) for quad in ordered)
    document = ox.serialize(
        made if named else (quad.triple for quad in made),
        format=ox.RdfFormat.from_media_type(chosen.media_type),
        prefixes=used if chosen in _WITH_PREFIXES else None,
    )
    return _sorted_head(document or b"")


def _json_ld(quads: Iterable[Quad], prefixes: dict[str, str]) -> bytes:
    """Return compact JSON-LD; the engine (pyoxigraph 0.5) writes the expanded form only."""
    graph = Graph(bind_namespaces="none")
    for subject, predicate, value, _ in quads:
        graph.add((subject, predicate, value))
    nodes = _Exact(Context(prefixes)).convert(graph)
    whole = {**(nodes if isinstance(nodes, dict) else {"@graph": nodes}), "@context": prefixes}
    return json.dumps(whole, indent=2, sort_keys=True, ensure_ascii=False).encode()


class _Exact(Converter):
    """Writes JSON numbers and booleans only where every reader gets the same literal again."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, use_native_types=True, use_rdf_type=False)

    def to_raw_value(self, graph: Any, s: Any, o: Any, nodemap: Any) -> Any:
        self.use_native_types = _is_plain(o)
        return super().to_raw_value(graph, s, o, nodemap)


def _is_plain(value: object) -> bool:
    if not isinstance(value, Literal):
        return False
    if value.datatype == XSD.integer:
        return _SAFE_INTEGER.fullmatch(str(value)) is not None
    return value.datatype == XSD.boolean and str(value) in {"true", "false"}


def _sorted_head(document: bytes) -> bytes:
    """Put the prefixes of a document in order: the engine declares them in another one each time."""
    if lines := _PREFIX_LINES.match(document):
        return b"".join(sorted(lines[0].splitlines(keepends=True))) + document[lines.end() :]
    if root := _ROOT.search(document):
        declared = b" ".join(sorted(root[1].split()))
        return document[: root.start(1)] + declared + document[root.end(1) :]
    return document
