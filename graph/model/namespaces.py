# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Namespaces and prefixes, read from `ontology/prefixes.ttl`: the one place that lists them."""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from rdflib import SH, Graph, Namespace

from graph.model.paths import folder

BASE = "https://w3id.org/mpsc/"
"""The one base of all IRIs of this project; the server maps it to its public address."""

MPSC = Namespace(BASE + "def#")
GRAPH = Namespace(BASE + "graph/")
SHAPE = Namespace(BASE + "shape/")


@cache
def namespaces() -> Mapping[str, Namespace]:
    """Return prefix → namespace, sorted by prefix, as declared with `sh:declare`."""
    declarations = Graph().parse(folder("ontology") / "prefixes.ttl")
    pairs = (
        (str(prefix), Namespace(str(declarations.value(node, SH.namespace))))
        for node, prefix in declarations.subject_objects(SH.prefix)
    )
    return MappingProxyType(dict(sorted(pairs)))


def namespace(prefix: str) -> Namespace:
    """Return the namespace of `prefix`.

    Raises:
        KeyError: `ontology/prefixes.ttl` does not declare the prefix.
    """
    return namespaces()[prefix]


@lru_cache(maxsize=4096)
def compact(iri: str) -> str:
    """Return `iri` as a prefixed name for people (`mpsc:Cohort`), or in angle brackets."""
    best = max(
        ((prefix, base) for prefix, base in namespaces().items() if iri.startswith(base)),
        key=lambda pair: len(pair[1]),
        default=None,
    )
    if best is None:
        return f"<{iri}>"
    return f"{best[0]}:{iri[len(best[1]) :]}"


def prefix_lines() -> str:
    """Return the SPARQL prologue with every prefix, one `PREFIX` line each."""
    return "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in namespaces().items())
