# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether an answer holds nothing, by a look at the finished document."""

import re

from graph.model.formats import (
    CSV,
    JSON,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TSV,
    TURTLE,
    XML,
    Format,
)

LONGEST = 4_096
"""Bytes of the longest document that is looked at; one without rows has only its head."""

_ZERO_JSON = rb'(\{"[^"]*":\{"type":"literal","value":"0"[^{}]*\}\})?'
_ZERO_XML = rb'(<result><binding name="[^"]*"><literal[^>]*>0</literal></binding></result>)?'
_STATEMENTS = re.compile(rb"\A\s*(@prefix[^\n]*\s*)*\Z")
_EMPTY = {
    JSON: re.compile(rb'"b(?:oolean":false|indings":\[' + _ZERO_JSON + rb"\])"),
    XML: re.compile(rb"<boolean>false<|<results>" + _ZERO_XML + rb"</results>"),
    CSV: re.compile(rb"\A(?:false|[^\r\n]*\r\n(0\r\n)?)\Z"),
    TSV: re.compile(rb"\A(?:false|[^\n]*\n(0\n)?)\Z"),
    JSON_LD: re.compile(rb"\A\s*\[\s*\]\s*\Z"),
    RDF_XML: re.compile(rb"<rdf:RDF[^>]*(/>|>\s*</rdf:RDF>)\s*\Z"),
    **dict.fromkeys((TURTLE, TRIG, N_TRIPLES, N_QUADS), _STATEMENTS),
}


def is_empty(document: bytes, written: Format) -> bool:
    """Tell whether an answer has no row, no triple, says no, or counts nothing (one row with a single 0)."""
    return len(document) <= LONGEST and _EMPTY[written].search(document) is not None
