# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the store says about one thing: statements with their sources, what refers to it, names for all.

`describe` reads it in two or three queries; `document` writes it as RDF; the website shows it as a page.
"""

from graph.describe.collection import collection, members
from graph.describe.description import PART, Description, Known, Part, Statement, describe, exists, known_things
from graph.describe.document import LICENCE, code, document, of_collection, other, thing
from graph.describe.names import class_name, day, field, name, number

__all__ = [
    "LICENCE",
    "PART",
    "Description",
    "Known",
    "Part",
    "Statement",
    "class_name",
    "code",
    "collection",
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
    "thing",
]
