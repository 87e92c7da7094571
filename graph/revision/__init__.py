# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a submission changes, thing by thing and value by value, for those who decide on it.

statements   canonical N-Quads → thing → property → values
published    what a release says of the same things already
changes      the difference, as people think of it: added, removed, changed, the same
naming       names for everything that is mentioned
"""

from graph.revision.changes import Change, Kind, Thing, compare
from graph.revision.naming import names
from graph.revision.parts import matched
from graph.revision.published import published
from graph.revision.statements import Statements, statements

__all__ = ["Change", "Kind", "Statements", "Thing", "compare", "matched", "names", "published", "statements"]
