# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that is published in one dataset: vocabulary, code lists, curated data, register, queries, figures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from rdflib import URIRef

from graph.model.namespaces import BASE, GRAPH, namespaces
from graph.model.paths import data_folder, folder
from graph.model.queries import stored_queries
from graph.publication import contributions, queries
from graph.publication.contributions import Contribution
from graph.register import quads, read_table
from graph.store import EmbeddedStore

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, the parts done and the parts in all (0: not known)."""

Item = TypeVar("Item")

STATISTICS = GRAPH.statistics
"""The named graph of the VoID description."""

_ALL = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{STATISTICS}> {{ ?s ?p ?o }} }}"

DERIVED = GRAPH.derived
"""The named graph of what the build derives, unless the head of a query (`queries/derive/`) names another."""

GENID = f"{BASE}.well-known/genid/"
"""Base of the IRIs that stand for blank nodes (RDF 1.1 Concepts, 3.5)."""


def ignore_progress(step: str, done: int, total: int) -> None:
    """Report nothing."""
    del step, done, total


@dataclass(frozen=True)
class Sources:
    """What the build reads.

    Attributes:
        data: folder of the curated Turtle files, one per named graph, and of `register/*.csv`.
        vocabulary: folder of the vocabulary and its code lists.
        contributions: accepted submissions, and those that are gone.
    """

    data: Path = field(default_factory=data_folder)
    vocabulary: Path = field(default_factory=lambda: folder("ontology"))
    contributions: tuple[Contribution, ...] = ()

    def files(self) -> list[tuple[Path, URIRef, str | None]]:
        """Return each Turtle file with its named graph and the base for its blank nodes, in a fixed order.

        RDF lists in the vocabulary are made of blank nodes, so these get IRIs; data must have none.
        """
        return [
            *((path, name, f"{GENID}{name.removeprefix(GRAPH)}/") for path, name in _named(self.vocabulary)),
            *((path, name, None) for path, name in _named(self.data)),
        ]


def assemble(sources: Sources | None = None, progress: Progress = ignore_progress) -> EmbeddedStore:
    """Return the dataset of all published statements, derived ones and figures on the whole included.

    Raises:
        InputError: a file cannot be read; names file, line and column.
    """
    sources = sources or Sources()
    store = EmbeddedStore(namespaces())
    for path, name, genid in report_each("Reading", sources.files(), progress):
        store.load(path, name, genid)
    register = sources.data / "register"
    if register.is_dir():
        table = read_table(register)
        store.add(quads(table, lambda done, total: progress("Register", done, total)))
    store.add((*triple, queries.QUERIES) for triple in queries.description())
    contributions.add(store, sources.contributions)
    store.merge()
    for query in report_each("Deriving", stored_queries("derive"), progress):
        store.add_constructed(query.text, URIRef(query.head.get("graph", DERIVED)))
    _add_statistics(store, progress)
    return store


def _add_statistics(store: EmbeddedStore, progress: Progress) -> None:
    """Add the VoID description (W3C Note, 3 March 2011) of what `store` holds so far (`queries/catalog/`).

    Everything is counted before anything is added, so the figures are those of the data alone.
    """
    queries = stored_queries("catalog")
    figures = [store.construct(query.text) for query in report_each("Counting", queries, progress)]
    store.add((*triple, STATISTICS) for triples in figures for triple in triples)
    # The default graph is a merge that was made before; this takes the new statements into it.
    store.add_constructed(_ALL, STATISTICS)


def report_each(step: str, items: Sequence[Item], progress: Progress) -> Iterator[Item]:
    """Yield `items` and report each one that is done."""
    progress(step, 0, len(items))
    for done, item in enumerate(items, start=1):
        yield item
        progress(step, done, len(items))


def _named(root: Path) -> Iterator[tuple[Path, URIRef]]:
    for path in sorted(root.rglob("*.ttl")):
        yield path, GRAPH[path.relative_to(root).with_suffix("").as_posix()]
