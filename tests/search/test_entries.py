# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the search knows of each thing: taken from the graph, kept in the release."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from graph.publication.build import SEARCH, build, search_entries
from graph.publication.sources import Sources
from graph.search import CurrentIndex, Entry, Question, entries, read, written
from graph.settings import Settings
from graph.store import EmbeddedStore

LABELLED = """
SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {
  ?thing rdfs:label|skos:prefLabel|dcterms:title ?label ; a ?class .
  FILTER(STRSTARTS(STR(?thing), "https://w3id.org/mpsc/"))
  FILTER NOT EXISTS { ?thing a dcterms:Location }
}
"""


def entry(found: list[Entry], iri: str) -> Entry:
    """Return the entry of a thing of ours."""
    return next(each for each in found if each.iri == f"https://w3id.org/mpsc/{iri}")


def test_release_keeps_what_the_graph_says(graph_store: EmbeddedStore, found_entries: list[Entry]) -> None:
    """The file of the release is what the queries give; written and read it stays the same."""
    assert [json.loads(line) for line in written(entries(graph_store))] == [
        json.loads(line) for line in written(found_entries)
    ]


def test_nearly_everything_with_a_label_is_there(graph_store: EmbeddedStore, found_entries: list[Entry]) -> None:
    """Missing are nodes that only hold a value: sums of money, periods, attendances."""
    (row,) = graph_store.select(LABELLED)
    ours = [each for each in found_entries if each.iri.startswith("https://w3id.org/mpsc/")]

    assert 0 < int(str(row["n"])) + 16 - len(ours) < 80
    assert {each.kind for each in found_entries} >= {
        *("project", "municipality", "district", "association", "state", "measure", "solution"),
        *("partnership", "challenge", "event", "service", "organisation", "concept", "term"),
    }
    assert [each.iri for each in found_entries if each.kind == "other"] == []


def test_entry_of_a_municipality(found_entries: list[Entry]) -> None:
    """Keys, place, size and, through its project, the cohort."""
    bamberg = entry(found_entries, "id/municipality/09461000")

    assert list(bamberg.keys) == ["09461000", "094610000000"]
    assert list(bamberg.context) == ["Bayern"]
    assert list(bamberg.facets["cohort"]) == ["https://w3id.org/mpsc/id/cohort/2"]
    assert bamberg.population == 77150


def test_entry_of_a_measure(found_entries: list[Entry]) -> None:
    """Its project tells it from others; cohort and state are those of the project."""
    measure = entry(found_entries, "id/measure/bad-belzig-wiesenburg-bad-belzig-app")

    assert list(measure.context) == ["Bad Belzig und Wiesenburg/Mark"]
    assert set(measure.facets) == {"cohort", "state", "status", "topic"}
    assert (measure.label("en"), measure.language("en")) == ("Bad Belzig app", "en")


def test_a_label_falls_back_to_german() -> None:
    """The language that is shown is known, so that a page can mark it."""
    only = Entry("x:y", "other", {"de": "Ort", "fr": "lieu"})
    foreign = Entry("x:z", "other", {"fr": "lieu"})

    assert (only.label("en"), only.language("en")) == ("Ort", "de")
    assert (foreign.label("en"), foreign.language("en")) == ("lieu", "fr")


def test_order_is_by_importance(found_entries: list[Entry]) -> None:
    """Projects, their bodies by population, what they do, other places by population, the rest."""
    kinds = [each.kind for each in found_entries]

    assert set(kinds[:73]) == {"project"}
    assert found_entries[73].label("de") == "Berlin"
    assert "cohort" in found_entries[74].facets
    assert kinds.index("measure") < kinds.index("concept")


def test_data_of_another_origin_are_found(tmp_path: Path) -> None:
    """Foreign classes and names without a language; what has no name is not found."""
    file = tmp_path / "other.ttl"
    file.write_text(
        '@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . <x:a> a <x:C> ; rdfs:label "Ärger" .'
        ' <x:b> a <x:C> . <x:c> rdfs:label "no class" . _:d a <x:C> ; rdfs:label "blank" .'
        ' <x:e> a <x:C> ; rdfs:label "" , 5 , <x:f> .',
        encoding="utf-8",
    )
    store = EmbeddedStore()
    store.load(file)
    store.merge()
    index = CurrentIndex(store, lambda _: None).get()

    assert [found.iri for found in index.find(Question("aerger")).entries] == ["x:a"]
    assert index.label("type", "other", "en") == "Other"


class Changing(EmbeddedStore):
    """A store that is given a new version, as the workers are."""

    version = "1"


def test_index_follows_the_version_of_the_store() -> None:
    """The same version is read once; another one anew, and the answers change with it."""
    asked = []
    store = Changing()

    def prepared(version: str) -> list[Entry]:
        asked.append(version)
        return [Entry(f"x:{version}", "other", {"": f"Release {version}"})]

    current = CurrentIndex(store, prepared)
    first = current.get()
    assert current.get() is first
    store.version = "2"

    assert [found.iri for found in current.get().find(Question("release")).entries] == ["x:2"]
    assert asked == ["1", "2"]


def test_release_that_comes_in_while_the_index_is_made_is_not_missed() -> None:
    """An index of the release before would be kept for the new version."""
    store = Changing()

    def prepared(version: str) -> list[Entry]:
        store.version = "2"
        return [Entry(f"x:{version}", "other", {"": "Release"})]

    assert CurrentIndex(store, prepared).get().find(Question("")).entries[0].iri == "x:2"


@pytest.mark.parametrize("damage", ["missing", "changed", "no manifest", "other files"])
def test_what_cannot_be_trusted_is_not_used(tmp_path: Path, small: Sources, damage: str) -> None:
    """Then the data are asked."""
    release, _ = build(tmp_path, "2026-11-22", small)
    settings = Settings(release_folder=tmp_path)
    assert search_entries(settings, release.version) == read(tmp_path / release.version / SEARCH) != []
    if damage == "missing":
        (tmp_path / release.version / SEARCH).unlink()
    elif damage == "changed":
        (tmp_path / release.version / SEARCH).write_text("{}\n", encoding="utf-8")
    elif damage == "no manifest":
        (tmp_path / release.version / "manifest.json").write_text("[]", encoding="utf-8")
    else:
        settings = replace(settings, data=(tmp_path / release.version / "dataset.nq",))

    assert search_entries(settings, release.version) is None
