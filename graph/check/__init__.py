# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The check of a file: received bytes → what would be published, what is wrong, and what is not taken.

received    the bytes, their format, and what is refused before a parser sees them
rdf         RDF documents → statements
json_ld     JSON and JSON-LD → statements
sheets      CSV and Excel → cells and headings
tables      sheets → statements
forms       forms ↔ statements
values      text ↔ values, and the names of published things
policy      what a submission may say
shacl       validation
findings    what is wrong, for people
texts       the texts of findings
proposals   what somebody probably meant
evaluate    all of that in order
report      the outcome as JSON
formats     the outcome in other forms
templates   empty tables to fill in
"""

from graph.check.evaluate import evaluate
from graph.check.received import FILE_LIMITS, Evaluation, Received, Report, Verdict
from graph.check.values import Published, load_published

__all__ = ["FILE_LIMITS", "Evaluation", "Published", "Received", "Report", "Verdict", "evaluate", "load_published"]
