# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The page with a file that is to be handed in: its report, and what can be done with it."""

from graph.check import Evaluation
from graph.check.forms import statements_of, subjects
from graph.web import desk
from graph.web.submit.compared import changes
from graph.web.submit.drafts import Draft
from graph.web.submit.kinds_offered import offered
from graph.web.submit.preview import Preview
from graph.web.submit.report_page import report_page

_FORMS = 30


def file_page(draft: Draft, evaluation: Evaluation, asked: dict[str, str]) -> str:
    """Return the page.

    Args:
        draft: what is being prepared.
        evaluation: of the file in it.
        asked: what the address says: `missing`.
    """
    quads = statements_of(evaluation.statements)
    preview = Preview(quads)
    return report_page(
        draft.received,
        evaluation,
        "submit_file.html",
        draft=draft,
        editable=[(iri, preview.name(iri)) for iri in subjects(quads)][:_FORMS],
        kinds=offered(),
        licences=desk.LICENCES,
        missing=asked.get("missing", ""),
        is_checked=True,
        changes=changes(draft, evaluation),
    )
