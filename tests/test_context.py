# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The JSON-LD context: complete, and read alike by two independent readers."""

import json
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.model.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parents[1]


def example() -> str:
    """Return the example document with the real context in the place of its name."""
    text = (ROOT / "tests" / "data" / "context-example.jsonld").read_text(encoding="utf-8")
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))
    return json.dumps({**json.loads(text), **context})


def test_context_gives_the_same_triples_everywhere() -> None:
    """Two independent JSON-LD readers agree."""
    triples = pyoxigraph.parse(example(), format=pyoxigraph.RdfFormat.JSON_LD)
    other = pyoxigraph.serialize((quad.triple for quad in triples), format=pyoxigraph.RdfFormat.N_TRIPLES)

    assert isomorphic(Graph().parse(data=example(), format="json-ld"), Graph().parse(data=other or b"", format="nt"))


def test_context_survives_a_round_trip() -> None:
    """Written with the context and read again, the triples are the same."""
    graph = Graph().parse(data=example(), format="json-ld")

    text = graph.serialize(format="json-ld", context=json.loads(example())["@context"])

    assert isomorphic(graph, Graph().parse(data=text, format="json-ld"))


@pytest.mark.parametrize("name", [term.name for term in (*vocabulary().classes, *vocabulary().properties)])
def test_context_has_a_short_name_for_term(name: str) -> None:
    """Nobody needs to write a prefix for an own term."""
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    targets = {entry.get("@id") if isinstance(entry, dict) else entry for entry in context.values()}
    assert f"mpsc:{name}" in targets
