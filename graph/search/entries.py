# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the search knows of each thing: from the graph, and as a file of a release."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rdflib import Literal

from graph.model.kinds import ThingType, search_type, search_types
from graph.model.labels import rank
from graph.model.queries import stored_query
from graph.store import Row, Store

_FIRST_FURTHER_NAME = 3
_PLACES = {"municipality", "district", "association"}


@dataclass(frozen=True)
class Entry:
    """A thing that can be found.

    Attributes:
        iri: its IRI.
        kind: slug of its kind.
        labels: language → label; the language is empty where the label has none.
        names: what else it is called.
        keys: official keys, the shortest first.
        context: what tells it from others of its name: its projects, or district and federal state.
        facets: facet → IRIs of values.
        population: newest figure; None where there is none.
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    names: Sequence[str] = ()
    keys: Sequence[str] = ()
    context: Sequence[str] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    population: int | None = None

    def label(self, language: str) -> str:
        """Return the label in the language, else in German, English or whatever there is."""
        return self.labels[self.language(language)]

    def language(self, wanted: str) -> str:
        """Return the language that the label has where `wanted` is asked for."""
        return min(self.labels, key=lambda tag: (rank(tag, wanted), tag))


@dataclass
class _Facts:
    """What the queries found about all things: IRI → values."""

    kinds: dict[str, ThingType]
    names: dict[str, list[tuple[int, Literal]]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    projects: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    facets: dict[str, dict[str, list[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    population: dict[str, int] = field(default_factory=dict)


def entries(store: Store) -> list[Entry]:
    """Return everything in the store that has a label, the more important first.

    Model projects, the bodies that carry them, what they do, other bodies by population, and last what is
    looked up rarely. The same data give the same list.
    """
    facts = _facts(store)
    found = [_entry(iri, kind, facts) for iri, kind in facts.kinds.items() if facts.names.get(iri)]
    places = {slug: place for place, slug in enumerate(search_types())}
    return sorted(found, key=lambda entry: _importance(entry, places))


def written(found: Iterable[Entry]) -> Iterator[str]:
    """Yield the entries as lines of JSON, one each."""
    for entry in found:
        known = {name: value for name, value in asdict(entry).items() if value not in (None, (), {})}
        yield json.dumps(known, ensure_ascii=False, sort_keys=True) + "\n"


def read(path: Path) -> list[Entry]:
    """Return the entries that were written to `path`.

    Raises:
        ValueError, TypeError: the file is not what `written` writes.
    """
    with path.open(encoding="utf-8", newline="\n") as stream:
        return [Entry(**json.loads(line)) for line in stream]


def _facts(store: Store) -> _Facts:
    classes = defaultdict(list)
    for row in _rows(store, "classes"):
        classes[str(row["thing"])].append(str(row["class"]))
    kinds = {iri: kind for iri, found in classes.items() if (kind := search_type(found))}
    facts = _Facts(kinds)
    for row in _rows(store, "names"):
        if isinstance(row["name"], Literal):
            facts.names[str(row["thing"])].append((int(str(row["rank"])), row["name"]))
    for row in _rows(store, "keys"):
        facts.keys[str(row["thing"])].append(str(row["key"]))
    for row in _rows(store, "projects"):
        facts.projects[str(row["thing"])].append(str(row["project"]))
    for row in _rows(store, "facets"):
        facts.facets[str(row["thing"])][str(row["facet"])].append(str(row["value"]))
    for row in _rows(store, "population"):
        facts.population[str(row["thing"])] = int(str(row["population"]))
    _add_places(store, facts)
    return facts


def _add_places(store: Store, facts: _Facts) -> None:
    for row in _rows(store, "places"):
        iri = str(row["thing"])
        facts.places[iri].append(str(row["name"]))
        if str(row["isState"]) == "true":
            facts.facets[iri]["state"].append(str(row["area"]))


def _rows(store: Store, name: str) -> list[Row]:
    return store.select(stored_query("search", name).text)


def _entry(iri: str, kind: ThingType, facts: _Facts) -> Entry:
    labels = _labels(iri, facts)
    names = (str(name) for _, name in facts.names[iri])
    context = facts.places[iri] or _project_labels(iri, facts)
    return Entry(
        iri=iri,
        kind=kind.slug,
        labels=labels,
        names=tuple(dict.fromkeys(name for name in names if name not in labels.values())),
        keys=tuple(sorted(facts.keys[iri], key=lambda key: (len(key), key))),
        context=tuple(dict.fromkeys(name for name in context if name not in labels.values())),
        facets=_facets(iri, facts),
        population=facts.population.get(iri),
    )


def _labels(iri: str, facts: _Facts) -> dict[str, str]:
    """Return language → the label of the lowest rank, or a further name where there are no others."""
    labels: dict[str, str] = {}
    for place, name in facts.names[iri]:
        if place < _FIRST_FURTHER_NAME or not labels:
            labels.setdefault(name.language or "", str(name))
    return labels


def _project_labels(iri: str, facts: _Facts) -> list[str]:
    return [label for project in facts.projects[iri] for label in _labels(project, facts).values()]


def _facets(iri: str, facts: _Facts) -> dict[str, tuple[str, ...]]:
    """Return the facets of a thing; cohort and federal state are those of its projects if it has none."""
    found = {facet: list(values) for facet, values in facts.facets[iri].items()}
    for facet in {"cohort", "state"} - set(found):
        found[facet] = [value for project in facts.projects[iri] for value in facts.facets[project].get(facet, ())]
    return {facet: tuple(sorted(set(values))) for facet, values in sorted(found.items()) if values}


def _importance(entry: Entry, places: Mapping[str, int]) -> tuple[int, int, int, str, str]:
    position = places[entry.kind]
    if entry.kind == "project":
        group = 0
    elif entry.kind in _PLACES:
        group = 1 if "cohort" in entry.facets else 3
        position = 0
    else:
        group = 4 if position >= places["concept"] else 2
    return group, position, -(entry.population or 0), entry.label("de"), entry.iri
