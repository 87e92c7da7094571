# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a release says of the things of a submission already."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from rdflib import URIRef

from graph.model.queries import among, stored_query
from graph.revision.statements import Statements
from graph.store import Store

if TYPE_CHECKING:
    from rdflib.term import Node


def published(store: Store, things: Collection[URIRef], without: Collection[URIRef] = ()) -> Statements:
    """Return what the store says of some things.

    Args:
        store: the data in service.
        things: their IRIs.
        without: named graphs that do not count, as they are about to be replaced.

    Raises:
        InputError: something could not stand in a query.
    """
    if not things:
        return {}
    rows = store.select(among(stored_query("revision", "published").text, "thing", sorted(things)))
    found: dict[URIRef, dict[URIRef, dict[Node, None]]] = {}
    for row in rows:
        if row.get("graph") not in without:
            of_thing = found.setdefault(URIRef(str(row["thing"])), {})
            of_thing.setdefault(URIRef(str(row["property"])), {})[row["value"]] = None
    return {
        thing: {name: tuple(values) for name, values in properties.items()}
        for thing, properties in found.items()
    }
