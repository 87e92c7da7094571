# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The projects as they stand on the map: cohort, states, lead body, topics and place.

Some of the projects: by cohort, topic and state.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rdflib.term import Node

from graph.describe.names import Named, named
from graph.errors import InputError
from graph.maps import Place, centre, project_point, read_point
from graph.model.queries import stored_query
from graph.store import Row, Store

_BASES = ("lead", "carrier", "member", "partner")


@dataclass(frozen=True)
class Spot:
    """Where a project is put on the map.

    Attributes:
        longitude: in degrees.
        latitude: in degrees.
        place: on paper, in kilometres.
        basis: whose points they are: `lead`, `carrier`, `member` (of a carrying association) or `partner`;
            the first of these that has any.
        bodies: these bodies; the spot is their middle.
    """

    longitude: float
    latitude: float
    place: Place
    basis: str
    bodies: tuple[Named, ...]


@dataclass(frozen=True)
class Project:
    """A model project.

    Attributes:
        name: its IRI and its label.
        cohorts: the cohort it belongs to; empty where the data do not say.
        states: the federal states it lies in.
        leads: the body that leads it; empty where the sources name none.
        topics: of its measures.
        spot: None where no body of it has a point in Germany.
    """

    name: Named
    cohorts: tuple[Named, ...]
    states: tuple[Named, ...]
    leads: tuple[Named, ...]
    topics: tuple[Named, ...]
    spot: Spot | None


def projects(store: Store, language: str) -> tuple[Project, ...]:
    """Return all projects, sorted by name, with names in the language."""
    rows = store.select(stored_query("pages", "projects").text)
    points = store.select(stored_query("pages", "project-points").text)
    values = [row["value"] for row in rows] + [row["body"] for row in points]
    names = named(store, [*(row["project"] for row in rows), *values], language)
    spots = dict(_spots(points, names))
    found = [
        _project(names[project], list(group), names, spots.get(project))
        for project, group in groupby(rows, lambda row: row["project"])
    ]
    return tuple(sorted(found, key=lambda project: project.name))


def municipalities(store: Store) -> Iterator[Place]:
    """Yield the place of every municipality that has a point in Germany."""
    for row in store.select(stored_query("pages", "municipality-points").text):
        point = read_point(str(row["point"]))
        place = project_point(*point) if point else None
        if place:
            yield place


def _project(name: Named, rows: list[Row], names: dict[Node, Named], spot: Spot | None) -> Project:
    def of(aspect: str) -> tuple[Named, ...]:
        found = {names[row["value"]] for row in rows if str(row["aspect"]) == aspect}
        return tuple(sorted(found))

    return Project(name, of("cohort"), of("state"), of("lead"), of("topic"), spot)


def _spots(rows: Iterable[Row], names: dict[Node, Named]) -> Iterator[tuple[Node, Spot]]:
    for project, group in groupby(rows, lambda row: row["project"]):
        found = list(group)
        for basis in _BASES:
            spot = _spot(basis, [row for row in found if str(row["basis"]) == basis], names)
            if spot:
                yield project, spot
                break


def _spot(basis: str, rows: list[Row], names: dict[Node, Named]) -> Spot | None:
    points = {row["body"]: point for row in rows if (point := read_point(str(row["point"])))}
    if not points:
        return None
    longitude, latitude = centre(points.values())
    place = project_point(longitude, latitude)
    bodies = tuple(sorted(names[body] for body in points))
    return Spot(longitude, latitude, place, basis, bodies) if place else None


ASPECTS = ("cohort", "topic", "state")
"""What projects can be chosen by."""


def values(project: Project, aspect: str) -> tuple[Named, ...]:
    """Return what a project has of one of `ASPECTS`."""
    found = {"cohort": project.cohorts, "topic": project.topics, "state": project.states}
    return found[aspect]


def options(projects: Iterable[Project], aspect: str) -> tuple[Named, ...]:
    """Return every value that a project has of an aspect, sorted by name."""
    found = {value for project in projects for value in values(project, aspect)}
    return tuple(sorted(found))


def choose(projects: Sequence[Project], wanted: Mapping[str, Sequence[str]]) -> tuple[Project, ...]:
    """Return the projects that have, of each aspect, one of the wanted keys; no or empty keys choose all.

    Raises:
        InputError: no project has a key; the message names those there are.
    """
    chosen = tuple(projects)
    for aspect in ASPECTS:
        keys = {key for key in wanted.get(aspect, ()) if key}
        known = {option.key for option in options(projects, aspect)}
        if unknown := sorted(keys - known):
            raise InputError(f"No project has the {aspect} {unknown[0]!r}. Choose among: {', '.join(sorted(known))}.")
        if keys:
            chosen = tuple(p for p in chosen if keys & {value.key for value in values(p, aspect)})
    return chosen
