# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the store says about one thing: statements with their sources, what refers to it, names for all.

`describe` reads it in two or three queries; `document` writes it as RDF; the website shows it as a page.
"""

from graph.describe.collection import Collection, Entry, collection, members
from graph.describe.description import (
    PART,
    Description,
    Known,
    Line,
    Part,
    References,
    Sections,
    Statement,
    consistent,
    describe,
    exists,
    known_things,
    sections,
)
from graph.describe.document import LICENCE, code, document, of_collection, other, thing
from graph.describe.names import LABELS, chosen, class_name, day, field, name, number
from graph.model.kinds import KINDS, Kind

__all__ = [
    "KINDS",
    "LABELS",
    "LICENCE",
    "PART",
    "Collection",
    "Description",
    "Entry",
    "Kind",
    "Known",
    "Line",
    "Part",
    "References",
    "Sections",
    "Statement",
    "chosen",
    "class_name",
    "code",
    "collection",
    "consistent",
    "day",
    "describe",
    "document",
    "exists",
    "field",
    "known_things",
    "members",
    "name",
    "number",
    "of_collection",
    "other",
    "sections",
    "thing",
]
