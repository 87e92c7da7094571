# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Changes as RDF: who asks with an old key finds the body of today. The changes are invented."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph, Variable

from graph.model.namespaces import prefix_lines
from graph.register import quads, read_table
from graph.register.rdf import GRAPH_OF_CHANGES

SOURCE = "https://example.org/gazette"
HEAD = "date,kind,old_ags,old_name,new_ags,source\n"
MERGER = (
    f"2025-07-01,merger,08135090,Altdorf,08135021,{SOURCE}\n"
    f'2025-07-01,merger,08135091,"Neudorf, Stadt",08135021,{SOURCE}\n'
)
RENUMBERING = f"2026-01-01,renumbering,08135092,Giengen,08135016,{SOURCE}\n"
CHAIN = f"2020-01-01,merger,08135093,Weiler,08135090,{SOURCE}\n"
DISSOLUTION = (
    f"2024-01-01,dissolution,08135094,Mitte,08135016,{SOURCE}\n"
    f"2024-01-01,dissolution,08135094,Mitte,08135019,{SOURCE}\n"
)
RENAMING = f"2023-01-01,renaming,08135032,Steinheim,08135032,{SOURCE}\n"
DISTRICT = f"1973-01-01,merger,08199,Brenzkreis,08135,{SOURCE}\n"

SUCCESSOR = """SELECT ?now WHERE {
  ?identifier skos:notation "%s" .
  ?old adms:identifier ?identifier ; dcterms:isReplacedBy* ?now .
  ?now a ?class .
  FILTER (?class IN (mpsc:Municipality, mpsc:District))
}"""
Load = Callable[[str], Graph]


@pytest.fixture
def load(folder: Path) -> Load:
    """Put changes into the small register and load the whole of it."""

    def loaded(changes: str) -> Graph:
        (folder / "changes.csv").write_text(HEAD + changes, encoding="utf-8")
        graph = Graph()
        for subject, predicate, value, _ in quads(read_table(folder)):
            graph.add((subject, predicate, value))
        return graph

    return loaded


def _asks(graph: Graph, pattern: str) -> bool:
    return bool(graph.query(f"{prefix_lines()} ASK {{ {pattern} }}").askAnswer)


@pytest.mark.parametrize(
    ("changes", "old", "now"),
    [
        (MERGER, "08135090", {"municipality/08135021"}),
        (MERGER, "08135091", {"municipality/08135021"}),
        (MERGER + CHAIN, "08135093", {"municipality/08135021"}),
        (RENUMBERING, "08135092", {"municipality/08135016"}),
        (DISSOLUTION, "08135094", {"municipality/08135016", "municipality/08135019"}),
        (DISTRICT, "08199", {"district/08135"}),
        ("", "08135021", {"municipality/08135021"}),
    ],
)
def test_old_key_finds_its_successor(load: Load, changes: str, old: str, now: set[str]) -> None:
    """One query, for keys of every age."""
    bindings = load(changes).query(prefix_lines() + SUCCESSOR % old).bindings

    found = {str(binding[Variable("now")]).partition("/id/")[2] for binding in bindings}

    assert found == now


@pytest.mark.parametrize(
    "pattern",
    [
        (
            "change:merger-08135021-2025-07-01 a org:ChangeEvent ; "
            "org:originalOrganization municipality:08135090 , municipality:08135091 ; "
            "org:resultingOrganization municipality:08135021 ; "
            "prov:startedAtTime '2025-07-01T00:00:00'^^xsd:dateTime ; "
            f"dcterms:source <{SOURCE}>"
        ),
        "?event rdfs:label 'Zusammenschluss: Altdorf, Neudorf, Stadt → Hermaringen'@de",
        "?event rdfs:label 'Merger: Altdorf, Neudorf, Stadt → Hermaringen'@en",
        "municipality:08135090 org:changedBy change:merger-08135021-2025-07-01",
        "municipality:08135021 org:resultedFrom change:merger-08135021-2025-07-01",
        "municipality:08135091 skos:prefLabel 'Neudorf'@de ; a cv:PublicOrganisation",
        (
            "identifier:ags-08135090 dcterms:type idtype:ags ; dcterms:temporal ?period . "
            "?period a dcterms:PeriodOfTime ; dcat:endDate '2025-06-30'^^xsd:date"
        ),
    ],
)
def test_merger_is_one_event(load: Load, pattern: str) -> None:
    """Two old bodies, one of today, one day, one source, and old keys that end the day before."""
    assert _asks(load(MERGER), pattern)


def test_body_that_is_gone_is_no_municipality_of_today(load: Load) -> None:
    """Otherwise every count of municipalities would be too high."""
    assert not _asks(load(MERGER), "municipality:08135090 a mpsc:Municipality")


def test_renumbered_body_has_both_keys(load: Load) -> None:
    """It is the same body, so it carries the old key, too."""
    assert _asks(load(RENUMBERING), "municipality:08135016 adms:identifier identifier:ags-08135092")


def test_merged_body_does_not_take_over_the_key(load: Load) -> None:
    """The old key was never the key of the body of today."""
    assert not _asks(load(MERGER), "municipality:08135021 adms:identifier identifier:ags-08135090")


def test_renaming_keeps_the_old_name_as_alternative(load: Load) -> None:
    """Who searches the old name still finds the place."""
    assert _asks(load(RENAMING), "municipality:08135032 skos:altLabel 'Steinheim'@de")


def test_renaming_does_not_replace_the_body(load: Load) -> None:
    """Same key, same body."""
    assert not _asks(load(RENAMING), "municipality:08135032 dcterms:isReplacedBy ?other")


def test_dissolution_without_successor_is_published(load: Load) -> None:
    """The event then has no result."""
    graph = load(f"2024-01-01,dissolution,08135095,Heide,,{SOURCE}\n")

    assert _asks(graph, "change:dissolution-08135095-2024-01-01 rdfs:label 'Auflösung: Heide'@de")


def test_every_subject_of_a_change_has_its_source(folder: Path) -> None:
    """Several sources share the graph, so each subject names its own."""
    (folder / "changes.csv").write_text(HEAD + MERGER + RENUMBERING + RENAMING, encoding="utf-8")
    graph = Graph()
    for subject, predicate, value, name in quads(read_table(folder)):
        if name == GRAPH_OF_CHANGES:
            graph.add((subject, predicate, value))

    assert not _asks(
        graph, "?thing ?property ?value FILTER NOT EXISTS { ?thing prov:hadPrimarySource|dcterms:source ?source }"
    )


def test_without_changes_there_is_no_graph_of_changes(folder: Path) -> None:
    """An empty graph would only be described."""
    assert GRAPH_OF_CHANGES not in {graph for _, _, _, graph in quads(read_table(folder))}
