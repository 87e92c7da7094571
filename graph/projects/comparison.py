# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two to four projects side by side: what is known of each, what they share, and what is not known."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rdflib import URIRef
from rdflib.term import Node

from graph.describe.names import Named, named
from graph.errors import InputError
from graph.model.queries import stored_query
from graph.store import Row, Store

FEWEST, MOST = 2, 4
"""How many projects a reader can compare, and a table can hold."""

ASPECTS = (
    "cohort",
    "category",
    "state",
    "lead",
    "member",
    "population",
    "size",
    "topic",
    "status",
    "partnership",
    "challenge",
    "solution",
    "award",
    "event",
    "homepage",
)
"""The lines of the comparison, in their order; `queries/pages/comparison.rq` gives their values."""


@dataclass(frozen=True)
class Fact:
    """A value that a project has.

    Attributes:
        value: a thing, or a plain value with an empty IRI.
        details: what belongs to it: a role, the measures of a topic, the body of a population figure.
        sources: numbers of its sources in the list of the comparison, from 1.
        owners: how many of the compared projects have it.
    """

    value: Named
    details: tuple[Named, ...]
    sources: tuple[int, ...]
    owners: int


@dataclass(frozen=True)
class Comparison:
    """Projects side by side.

    Attributes:
        projects: in the order asked for.
        lines: aspect → for each project its facts; empty where nothing is known.
        sources: addresses, each once.
        query: what was asked, to be asked again.
    """

    projects: tuple[Named, ...]
    lines: Mapping[str, tuple[tuple[Fact, ...], ...]]
    sources: tuple[str, ...]
    query: str


@dataclass
class _Found:
    details: set[Node] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def choose_projects(known: Iterable[Named], keys: Sequence[str]) -> tuple[Named, ...]:
    """Return the projects with these keys, in this order.

    Raises:
        InputError: there are too few or too many, one is named twice, or one does not exist.
    """
    if not FEWEST <= len(keys) <= MOST:
        raise InputError(f"{len(keys)} projects were named. Choose {FEWEST} to {MOST}.")
    by_key = {project.key: project for project in known}
    for key, count in Counter(keys).items():
        if key not in by_key:
            raise InputError(f"There is no project {key!r}. Choose one from the list.")
        if count > 1:
            raise InputError(f"The project {key!r} was named {count} times. Choose different ones.")
    return tuple(by_key[key] for key in keys)


def compare(store: Store, projects: Sequence[Named], language: str) -> Comparison:
    """Return what is known about the projects, with names in the language."""
    listed = " ".join(URIRef(project.iri).n3() for project in projects)
    query = f"{stored_query('pages', 'comparison').text}VALUES ?project {{ {listed} }}\n"
    rows = store.select(query)
    names = named(store, [term for row in rows for term in (row["value"], row.get("detail"))], language)
    sources = tuple(sorted({str(row["source"]) for row in rows if "source" in row}))
    found = _grouped(rows)
    owners = Counter((aspect, value) for (_, aspect, value) in found)

    def facts(project: Named, aspect: str) -> tuple[Fact, ...]:
        own = [
            Fact(
                names[value],
                tuple(sorted(names[node] for node in each.details)),
                tuple(sorted(sources.index(source) + 1 for source in each.sources)),
                owners[aspect, value],
            )
            for (iri, asked, value), each in found.items()
            if (iri, asked) == (project.iri, aspect)
        ]
        return tuple(sorted(own, key=lambda fact: fact.value))

    lines = {aspect: tuple(facts(project, aspect) for project in projects) for aspect in ASPECTS}
    return Comparison(tuple(projects), lines, sources, query)


def _grouped(rows: Iterable[Row]) -> dict[tuple[str, str, Node], _Found]:
    """Return (project, aspect, value) → its details and sources."""
    found: dict[tuple[str, str, Node], _Found] = {}
    for row in rows:
        each = found.setdefault((str(row["project"]), str(row["aspect"]), row["value"]), _Found())
        each.details |= {row["detail"]} if "detail" in row else set()
        each.sources |= {str(row["source"])} if "source" in row else set()
    return found
