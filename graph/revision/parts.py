# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parts without a name of their own, such as a period: each file names them anew, so names tell nothing."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.check.rdf import GENID
from graph.revision.statements import Statements

_DEEPEST = 5
"""Parts of parts that tell parts apart; they may go round in circles."""

Told = Mapping[Node, str]
"""Part → digest of what is said of it."""


def matched(before: Statements, after: Statements) -> Statements:
    """Return `before` with the names that its unnamed parts have in `after`.

    Parts belong together if they stand at the same property of the same thing and say the same, or if they
    are the only ones left there. The time grows with the number of statements, whoever refers to whom.
    """
    told, names, taken = (_told(before), _told(after)), dict[Node, Node](), set[Node]()
    found = [(thing, thing) for thing in before if thing in after and not _is_unnamed(thing)]
    while found:
        old, new = found.pop()
        for name, values in before.get(old, {}).items():
            were = [value for value in values if _is_unnamed(value) and value not in names]
            are = [
                each for each in after.get(new, {}).get(name, ()) if _is_unnamed(each) and each not in taken
            ]
            for was, now in _pairs(were, are, *told):
                names[was] = now
                taken.add(now)
                found.append((URIRef(str(was)), URIRef(str(now))))
    return {
        URIRef(str(names.get(thing, thing))): {
            name: tuple(names.get(value, value) for value in values) for name, values in properties.items()
        }
        for thing, properties in before.items()
    }


def _pairs(
    were: Iterable[Node], are: Iterable[Node], told_before: Told, told_after: Told
) -> Iterator[tuple[Node, Node]]:
    free: dict[str, list[Node]] = defaultdict(list)
    for now in are:
        free[told_after.get(now, "")].append(now)
    left = []
    for was in were:
        if same := free.get(told_before.get(was, "")):
            yield was, same.pop()
        else:
            left.append(was)
    others = [now for same in free.values() for now in same]
    if len(left) == len(others) == 1:
        yield left[0], others[0]


def _told(statements: Statements) -> Told:
    """Return what is said of each part, with what its own parts say in place of their names."""
    parts = {thing: properties for thing, properties in statements.items() if _is_unnamed(thing)}
    told: dict[Node, str] = {}
    for _ in range(_DEEPEST):
        told = {part: _digest(properties, told) for part, properties in parts.items()}
    return told


def _digest(properties: Mapping[URIRef, tuple[Node, ...]], told: Told) -> str:
    said = sorted(
        f"{name} {_written(value, told)}" for name, values in properties.items() for value in values
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _written(value: Node, told: Told) -> str:
    if _is_unnamed(value):
        return told.get(value, "")
    if isinstance(value, Literal):
        return repr((str(value), value.language, str(value.datatype)))
    return f"<{value}>"


def _is_unnamed(node: Node) -> bool:
    return isinstance(node, URIRef) and node.startswith(GENID)
