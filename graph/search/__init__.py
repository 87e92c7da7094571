# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Search by name, key and facet over everything that has a label.

text         spellings of one name become one form
entries      what is known of a thing, from the graph, and as a file of a release
question     what is looked for, and what was found
postings     words → the entries that hold them, also for words that are not quite right
index        finds, ranks, counts, sorts
current      the index of what is served now

The index lives in memory: 12,000 entries fit into a few megabytes, and their sets are bits of integers.
"""

from graph.search.entries import Entry, entries, read, written
from graph.search.index import FACETS, CurrentIndex, Found, Index, Question, Sorting

__all__ = ["FACETS", "CurrentIndex", "Entry", "Found", "Index", "Question", "Sorting", "entries", "read", "written"]
