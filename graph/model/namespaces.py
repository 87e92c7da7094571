# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""IRIs: what they may contain, and the namespaces and prefixes of `ontology/prefixes.ttl`."""

import re
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


_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*')
"""An absolute IRI, as far as SPARQL 1.1 Query lets it stand in angle brackets (19.8, IRIREF)."""


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI that can stand in a query, in Turtle and in a page as it is."""
    return _IRI.fullmatch(text) is not None


def is_web(iri: str) -> bool:
    """Tell whether an IRI can be a link: nothing but the web runs no script."""
    # `startswith` of rdflib's terms knows no tuples.
    return str(iri).startswith(("https://", "http://"))


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
