# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Clients that find out by themselves what our address is, against a real server.

What SPARQLWrapper, rdflib's Graph, pyoxigraph's SERVICE and curl get is in tests/web/test_serving.py.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.pace import PATIENCE

PROGRAMS = Path(__file__).parent / "node_modules" / ".bin"
PROLOGUE = "PREFIX mpsc: <https://w3id.org/mpsc/def#> "
BY_COHORT = PROLOGUE + "SELECT ?c (COUNT(?p) AS ?n) WHERE { ?p mpsc:inCohort ?c } GROUP BY ?c ORDER BY ?c"


def comunica(server: str, query: str, media_type: str) -> str:
    """Run Comunica under the Node of its package with nothing but the address; return what it prints."""
    if not (PROGRAMS / "comunica-sparql").exists():
        pytest.fail("Comunica is missing. Install npm, then run make test again.", pytrace=False)
    command = ["comunica-sparql", f"{server}/sparql", "-q", query, "-t", media_type]
    path = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"}
    return subprocess.run(
        command,
        env={**os.environ, **path},
        executable=PROGRAMS / command[0],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    ).stdout


def test_comunica_recognises_the_endpoint_and_sends_it_the_query(server: str) -> None:
    """Two requests: it reads what the address is, and then asks it everything at once."""
    answer = json.loads(comunica(server, BY_COHORT, "application/sparql-results+json"))

    assert [row["n"]["value"] for row in answer["results"]["bindings"]] == ["13", "32", "28"]
    assert answer["metadata"]["httpRequests"] == 2


def test_comunica_gets_graphs(server: str) -> None:
    """CONSTRUCT in the format that it prefers."""
    answer = comunica(server, PROLOGUE + "CONSTRUCT WHERE { ?c a mpsc:Cohort }", "application/n-triples")

    assert len(Graph().parse(data=answer, format="nt")) == 3


@pytest.mark.parametrize(("class_name", "found"), [("Cohort", "true"), ("Match", "false")])
def test_comunica_gets_yes_and_no(server: str, class_name: str, found: str) -> None:
    """ASK has two answers."""
    answer = comunica(server, PROLOGUE + f"ASK {{ ?x a mpsc:{class_name} }}", "simple")

    assert answer.strip() == found


def test_rdflib_dataset_reads_the_default_graph(server: str) -> None:
    """It names a default graph of its own, `urn:x-rdflib:default`, in every request; it means ours."""
    dataset = Dataset(store=SPARQLStore(f"{server}/sparql"))

    rows = [tuple(row) for row in dataset.query(BY_COHORT)]  # type: ignore[arg-type]  # SELECT gives rows
    assert [int(str(row[1])) for row in rows] == [13, 32, 28]


def test_rdflib_dataset_reads_a_named_graph(server: str) -> None:
    """A graph of the dataset has the triples of that graph, and no others."""
    dataset = Dataset(store=SPARQLStore(f"{server}/sparql"))
    named = URIRef("https://w3id.org/mpsc/graph/cohort-2")

    remote = dataset.get_context(named)
    (counted,) = SPARQLStore(f"{server}/sparql").query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{named}> {{ ?s ?p ?o }} }}")

    assert len(set(remote)) == int(str(counted[0])) > 100  # type: ignore[index]  # a row
