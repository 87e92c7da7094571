# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names of things for people, in their language where there is one."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.model.namespaces import compact, prefix_lines
from graph.store import Row, Store

_LABELS = """SELECT DISTINCT ?iri ?label ?rank WHERE {
  VALUES ?iri { %s }
  { ?iri skos:prefLabel|rdfs:label ?label . BIND(0 AS ?rank) }
  UNION
  { ?iri dcterms:title ?label . BIND(1 AS ?rank) }
}
"""
"""A project has a short label and a long title, a measure a title only."""


@dataclass(frozen=True, order=True)
class Named:
    """A thing with its name.

    Attributes:
        label: in the language asked for, else in German or any other.
        iri: of the thing; empty where there is nothing to link.
    """

    label: str
    iri: str

    @property
    def key(self) -> str:
        """Return the last part of the IRI, short enough for an address."""
        return self.iri.rstrip("/").rpartition("/")[2]


def named(store: Store, terms: Iterable[Node | None], language: str) -> dict[Node, Named]:
    """Return each term with its name; one without a name is called by its prefixed name or its own text.

    Only what a browser can follow keeps its IRI, since pages link it. None is passed over, as for an unbound
    variable.
    """
    wanted = {term for term in terms if term is not None}
    iris = sorted(term for term in wanted if isinstance(term, URIRef))
    found: dict[Node, list[Row]] = {}
    if iris:
        for row in store.select(prefix_lines() + _LABELS % " ".join(iri.n3() for iri in iris)):
            found.setdefault(row["iri"], []).append(row)
    names = {term: Named(str(term), "") for term in wanted}
    names |= {
        iri: Named(_best(found.get(iri, []), language) or compact(iri), _link(str(iri))) for iri in iris
    }
    return names


def collation(text: str) -> tuple[str, str]:
    """Return the key to sort German names by: umlauts beside their vowels (DIN 5007-1)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)), text


def _link(iri: str) -> str:
    return iri if iri.startswith(("http://", "https://")) else ""


def _best(rows: list[Row], language: str) -> str:
    order = {language: 0, "de": 1, None: 2}
    texts = [(str(row["rank"]), row["label"]) for row in rows if isinstance(row["label"], Literal)]
    ranked = [(rank, order.get(text.language, 3), str(text)) for rank, text in texts]
    return min(ranked, default=("", 0, ""))[2]
