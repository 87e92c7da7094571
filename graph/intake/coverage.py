# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""How much was checked, and how much of what must be there is right: progress, not only failure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from graph.intake.issues import Issue, Things
from graph.model.fields import kinds_by_class


def checked(things: Things, found: Sequence[Issue]) -> dict[str, Any]:
    """Return how many required details the things have to give, how many are right, and the rules applied."""
    wrong = {
        (issue["object"].get("iri", ""), issue["field"].get("path", ""))
        for issue in found
        if issue["severity"] == "error"
    }
    kinds: Counter[str] = Counter()
    required = met = 0
    for subject in things.subjects:
        if (kind := things.kind(subject)) is None:
            continue
        kinds[kind.iri] += 1
        paths = {field.path for field in kind.fields if field.least}
        required += len(paths)
        met += sum((subject, path) not in wrong for path in paths)
    rules = sum(len(kinds_by_class()[iri].fields) + len(kinds_by_class()[iri].rules) for iri in kinds)
    counted = [{"name": dict(kinds_by_class()[iri].name), "count": count} for iri, count in kinds.items()]
    return {"required": required, "met": met, "rules": rules, "kinds": counted}
