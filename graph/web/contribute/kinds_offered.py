# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The kinds of things that people can send in."""

from collections.abc import Collection

from graph.check.forms import PARTS
from graph.check.policy import accepted_classes
from graph.model.shapes import Shape, shapes_by_slug
from graph.web.http.pages import language

FIRST = (
    "measure",
    "solution",
    "partnership",
    "event",
    "need",
    "offer",
    "challenge",
    "strategy",
    "document",
    "participation-process",
    "reuse-case",
    "training-offer",
    "model-project",
)
"""What most people describe."""


def offered() -> dict[str, list[Shape]]:
    """Return the usual kinds ("first"), and the others by name ("others")."""
    taken = {
        slug: kind
        for slug, kind in shapes_by_slug().items()
        if kind.target in accepted_classes() and slug not in PARTS
    }
    others = [kind for slug, kind in taken.items() if slug not in FIRST]
    return {
        "first": [taken[slug] for slug in FIRST],
        "others": sorted(others, key=lambda kind: kind.name[language()].casefold()),
    }


def is_editable(classes: Collection[str]) -> bool:
    """Tell whether things of these classes can be sent in."""
    known = {str(cls) for cls in classes}
    return any(kind.target in known for group in offered().values() for kind in group)
