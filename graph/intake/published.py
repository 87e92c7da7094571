# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is published already, as far as a submission may refer to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from graph.model.namespaces import BASE
from graph.model.queries import stored_query
from graph.store import Store


@dataclass(frozen=True)
class Published:
    """Things that are published.

    Attributes:
        classes: IRI of a thing → IRIs of its classes.
        names: IRI of a thing → its names.
    """

    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, iri: str) -> str:
        """Return a name of a thing, or ""."""
        return next(iter(self.names.get(iri, ())), "")

    def named(self, name: str, classes: Iterable[str]) -> list[str]:
        """Return the things of one of the classes that are called so; capitals do not matter."""
        return self._of_classes(self._by_name.get(name.casefold().strip(), ()), classes)

    def of_classes(self, classes: Iterable[str]) -> list[str]:
        """Return the things of one of the classes, sorted by IRI."""
        return self._of_classes(sorted(self.classes), classes)

    def place(self, classes: Iterable[str]) -> str:
        """Return the part of the IRI that most things of these classes have after `id/`, or ""."""
        counts: dict[str, int] = defaultdict(int)
        for iri in self.of_classes(classes):
            counts[iri.removeprefix(BASE + "id/").split("/")[0]] += 1
        return max(sorted(counts), key=lambda place: counts[place], default="")

    def _of_classes(self, iris: Iterable[str], classes: Iterable[str]) -> list[str]:
        wanted = frozenset(classes)
        return [iri for iri in iris if not wanted.isdisjoint(self.classes[iri])]

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for iri, names in self.names.items():
            for name in sorted({name.casefold().strip() for name in names}):
                found[name].append(iri)
        return found


def published(store: Store) -> Published:
    """Return what a store publishes."""
    classes: dict[str, set[str]] = defaultdict(set)
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for row in store.select(stored_query("intake", "published").text):
        thing = str(row["thing"])
        classes[thing].add(str(row["class"]))
        if name := row.get("name"):
            names[thing][str(name)] = None
    return Published(
        {thing: frozenset(of) for thing, of in classes.items()},
        {thing: tuple(sorted(of)) for thing, of in names.items()},
    )
