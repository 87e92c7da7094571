# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a draft would change of what is published, as the reviewers will see it."""

from graph.check import Evaluation, Verdict
from graph.revision import statements
from graph.web.desk import inbox
from graph.web.http.pages import served_store
from graph.web.review.asked import number
from graph.web.review.case import replacing
from graph.web.review.contents import Contents, contents
from graph.web.submit.drafts import Draft


def changes(draft: Draft, evaluation: Evaluation) -> Contents | None:
    """Return the values before and after; None where nothing is published about any of it, or it is unread.

    Args:
        draft: what is being prepared.
        evaluation: what came of its check.
    """
    if evaluation.verdict not in {Verdict.VALID, Verdict.ERRORS}:
        return None
    states = replacing(inbox(), draft.name, draft.revises, statements(evaluation.statements))
    found = contents(served_store(), states, number("things"))
    is_revision = draft.revises is not None or any(thing.is_known for thing in found.things)
    return found if is_revision else None
