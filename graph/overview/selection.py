# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Some of the projects: by cohort, topic and state."""

from collections.abc import Iterable, Mapping, Sequence

from graph.describe.names import Named, collation
from graph.errors import InputError
from graph.projects.projects import Project

ASPECTS = ("cohort", "topic", "state")
"""What projects can be chosen by."""


def values(project: Project, aspect: str) -> tuple[Named, ...]:
    """Return what a project has of one of `ASPECTS`."""
    found = {"cohort": project.cohorts, "topic": project.topics, "state": project.states}
    return found[aspect]


def options(projects: Iterable[Project], aspect: str) -> tuple[Named, ...]:
    """Return every value that a project has of an aspect, sorted by name."""
    found = {value for project in projects for value in values(project, aspect)}
    return tuple(sorted(found, key=lambda value: collation(value.label)))


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
            raise InputError(
                f"No project has the {aspect} {unknown[0]!r}. Choose among: {', '.join(sorted(known))}."
            )
        if keys:
            chosen = tuple(p for p in chosen if keys & {value.key for value in values(p, aspect)})
    return chosen
