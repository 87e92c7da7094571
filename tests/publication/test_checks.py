# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every check finds the fault it is there for, and the published data have none."""

from pathlib import Path

import pytest

from graph.model.namespaces import namespaces
from graph.model.queries import stored_queries, stored_query
from graph.publication.checks import check
from graph.store import EmbeddedStore

PREFIXES = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in namespaces().items())

PLANTED = {
    "blank-node": 'graph:g { cohort:x rdfs:seeAlso [ rdfs:label "x" ] }',
    "cohort-size": "graph:g { cohort:x a mpsc:Cohort ; mpsc:selectedCount 2 . project:x mpsc:inCohort cohort:x }",
    "curated-shortcut": "graph:g { project:x mpsc:leadMunicipality municipality:09461000 }",
    "dangling-reference": "graph:g { project:x mpsc:inCohort cohort:x }",
    "double-label": 'graph:g { project:x skos:prefLabel "A"@de } graph:h { project:x skos:prefLabel "B"@de }',
    "event-counts": "graph:g { attendance:x mpsc:atEvent event:x ; cv:hasParticipant project:x . "
    "project:x a mpsc:ModelProject . event:x mpsc:projectCount 0 }",
    "missing-lead": "graph:g { project:x a mpsc:ModelProject ; mpsc:noneReported mpsc:leadMunicipality }",
    "missing-source": "graph:g { project:x a mpsc:ModelProject }",
    "person": "graph:g { post:x org:heldBy organisation:x }",
    "same-as-outside": "graph:g { project:x owl:sameAs <http://www.wikidata.org/entity/Q1> }",
    "undeclared-term": "graph:g { project:x mpsc:inChort cohort:x }",
    "untyped-thing": 'graph:g { project:x rdfs:label "x" }',
}
"""Name of the check → data with one fault of its kind."""


def store_of(tmp_path: Path, trig: str) -> EmbeddedStore:
    """Return a store of these named graphs."""
    path = tmp_path / "planted.trig"
    path.write_text(PREFIXES + trig, encoding="utf-8")
    store = EmbeddedStore(namespaces())
    store.load(path)
    store.merge()
    return store


def test_every_check_has_a_planted_fault() -> None:
    """A check that nobody saw fail is none."""
    assert [query.name for query in stored_queries("checks")] == sorted(PLANTED)


@pytest.mark.parametrize("name", PLANTED)
def test_check_finds_its_fault(tmp_path: Path, name: str) -> None:
    """The fault is found, with a node and a message."""
    rows = store_of(tmp_path, PLANTED[name]).select(stored_query("checks", name).text)

    assert len(rows) >= 1
    assert all("message" in row and len(row) == 2 for row in rows)


def test_violation_is_told_with_node_message_and_graph(tmp_path: Path) -> None:
    """What a shape finds names the node, what to do, the shape and the graph to look into."""
    store = store_of(tmp_path, "graph:g { identifier:x a adms:Identifier }")

    found = [str(problem) for problem in check(store) if problem.rule.startswith("shape:")]

    assert any(line.startswith("identifier:x: ") and "(in graph:g)" in line for line in found)


def test_published_data_have_no_fault(graph_store: EmbeddedStore) -> None:
    """All checks run over everything that is published and find nothing."""
    rows = {query.name: graph_store.select(query.text) for query in stored_queries("checks")}

    assert {name: found for name, found in rows.items() if found} == {}
