# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names for all that a submission mentions: its own things by what it says, the others by the release."""

from collections.abc import Iterable

from rdflib import URIRef

from graph.describe import Known, known_things
from graph.model.namespaces import BASE
from graph.revision.statements import Statements
from graph.store import Store


def names(store: Store, *said: Statements, things: Iterable[URIRef]) -> Known:
    """Return names and kinds of what some things say and mention.

    Args:
        store: the data in service.
        said: what is said of things; what comes first counts.
        things: those whose values are to be named as well.

    Raises:
        InputError: something could not stand in a query.
    """
    mentioned = {
        value
        for thing in things
        for each in said
        for values in each.get(thing, {}).values()
        for value in values
        if isinstance(value, URIRef) and value.startswith(BASE)
    }
    found = dict(known_things(store, {*mentioned, *things}))
    for each in reversed(said):
        for thing in {*mentioned, *things} & each.keys():
            found[thing] = {**found.get(thing, {}), **each[thing]}
    return found
