# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions: received bytes → what would be published, what is wrong with it, and what was not taken.

received     the bytes, and what kind of file they are
guards       what is looked at before a parser sees a file
documents    RDF → statements
context      JSON-LD contexts, none of which is fetched
objects      JSON and JSON-LD → statements
published    what a submission may refer to
policy       what a submission may say
lexical      whether a value is written as its datatype demands
issues       findings for people, with words, causes and places
sheets       CSV and Excel → cells, with places
columns      what a column is for
cells        text as people write it → values
tables       sheets → statements
form         what people fill in, and how browsers send it
answers      forms → statements
prefill      statements → forms
proposals    what somebody probably meant
template     empty tables to fill in
coverage     what was checked, and how much of it is right
evaluation   all of that in a row
report       the outcome as JSON
"""

from graph.check.evaluate import evaluate
from graph.check.received import FILE_LIMITS, Evaluation, FileLimits, Received, Report, Verdict
from graph.check.values import Published, load_published

__all__ = [
    "FILE_LIMITS",
    "Evaluation",
    "FileLimits",
    "Published",
    "Received",
    "Report",
    "Verdict",
    "evaluate",
    "load_published",
]
