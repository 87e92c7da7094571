# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The types of things that people can send in."""

from collections.abc import Collection

from graph.check.forms import is_part
from graph.check.policy import accepted_classes
from graph.model.kinds import members
from graph.model.labels import collation
from graph.model.shapes import Shape, shapes_by_class
from graph.web.http.pages import language


def offered() -> dict[str, list[Shape]]:
    """Return the usual shapes ("first"), and the others by name ("others")."""
    first = [shapes_by_class()[cls] for cls in members("offered")]
    rest = [shapes_by_class()[cls] for cls in accepted_classes() - set(members("offered"))]
    others = [shape for shape in rest if not is_part(shape)]
    return {"first": first, "others": sorted(others, key=lambda shape: collation(shape.name[language()]))}


def is_editable(classes: Collection[str]) -> bool:
    """Tell whether things of these classes can be sent in."""
    known = accepted_classes() & {str(cls) for cls in classes}
    return any(not is_part(shapes_by_class()[cls]) for cls in known)
