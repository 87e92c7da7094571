# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the data has, looked up with a few small queries; what all hints need is kept for each version."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rdflib import Literal, URIRef

from graph.model.namespaces import GRAPH
from graph.model.vocabulary import vocabulary
from graph.store import Store

_COUNTED = f"""SELECT DISTINCT ?term WHERE {{
  GRAPH <{GRAPH.statistics}> {{ ?part void:property|void:class ?term . }}
}}"""
_USED = """SELECT DISTINCT ?term WHERE {
  { SELECT DISTINCT ?term WHERE { ?s ?term ?o } } UNION { SELECT DISTINCT ?term WHERE { ?s a ?term } }
} LIMIT 5000"""
_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph {} } LIMIT 10000"
_MOST_STATEMENTS = 1_000_000
"""Statements of a dataset of unknown terms that is read through to list them."""

_OWL = "http://www.w3.org/2002/07/owl#"
_PLACES = {
    "used": ("?s ?iri ?o", "?s a ?iri"),
    "known": ("?iri ?p ?o", "?s ?p ?iri"),
    "declared": tuple(f"?iri a <{_OWL}{kind}>" for kind in ("Class", "ObjectProperty", "DatatypeProperty")),
}


@dataclass(frozen=True)
class Standing:
    """What an IRI is in the data.

    Attributes:
        used: as a property or class.
        known: as a subject or object.
        declared: it is described as a class or property.
    """

    used: bool
    known: bool
    declared: bool


@dataclass(frozen=True)
class Lexicon:
    """The words of a dataset.

    Attributes:
        terms: IRIs of properties and classes that are used; in a release also all of our vocabulary.
        ours: True for a release of this project.
    """

    terms: tuple[str, ...]
    ours: bool


def lexicon(store: Store) -> Lexicon:
    """Return the words of what is served now."""
    return _lexicon(*_now(store))


def graphs(store: Store) -> tuple[str, ...]:
    """Return the names of the graphs served now, of very many the first."""
    return _graphs(*_now(store))


def siblings(store: Store, space: str) -> tuple[str, ...]:
    """Return the things whose IRIs begin with `space`, of very many some."""
    return _siblings(*_now(store), space)


def standing(store: Store, iris: Sequence[str]) -> dict[str, Standing]:
    """Return what each of the absolute IRIs is in the data."""
    values = " ".join(URIRef(iri).n3() for iri in iris)
    binds = " ".join(f"BIND({_exist(patterns)} AS ?{name})" for name, patterns in _PLACES.items())
    rows = store.select(f"SELECT * WHERE {{ VALUES ?iri {{ {values} }} {binds} }}")
    return {str(row["iri"]): Standing(*(str(row[name]) == "true" for name in _PLACES)) for row in rows}


def texts(store: Store, wanted: Sequence[Literal]) -> list[Literal]:
    """Return those of the literals that the data have, in the order given."""
    values = " ".join(text.n3() for text in wanted)
    rows = store.select(f"SELECT ?text WHERE {{ VALUES ?text {{ {values} }} FILTER({_exist(['?s ?p ?text'])}) }}")
    there = {_key(row["text"]) for row in rows if isinstance(row["text"], Literal)}
    return [text for text in wanted if _key(text) in there]


def _key(text: Literal) -> tuple[str, str]:
    return str(text), (text.language or "").lower()


def _exist(patterns: Sequence[str]) -> str:
    """Return the condition that one of the patterns matches, in the default graph or in a named one."""
    return " || ".join(f"EXISTS {{ {pattern} }} || EXISTS {{ GRAPH ?g {{ {pattern} }} }}" for pattern in patterns)


def _now(store: Store) -> tuple[Any, str, int]:
    """Return what kept answers depend on: the store, the version of its data, and their number."""
    return store, store.version, len(store)


@lru_cache(maxsize=4)
def _lexicon(store: Store, version: str, statements: int) -> Lexicon:
    del version  # It stands for the data.
    void = "PREFIX void: <http://rdfs.org/ns/void#>\n"
    counted = [str(row["term"]) for row in store.select(void + _COUNTED)]
    if counted:
        own = (str(term.iri) for term in (*vocabulary().classes, *vocabulary().properties))
        return Lexicon(tuple(sorted({*counted, *own})), ours=True)
    if statements > _MOST_STATEMENTS:
        return Lexicon((), ours=False)
    return Lexicon(tuple(sorted(str(row["term"]) for row in store.select(_USED))), ours=False)


@lru_cache(maxsize=4)
def _graphs(store: Store, version: str, statements: int) -> tuple[str, ...]:
    del version, statements
    return tuple(str(row["graph"]) for row in store.select(_GRAPHS))


@lru_cache(maxsize=64)
def _siblings(store: Store, version: str, statements: int, space: str) -> tuple[str, ...]:
    del version, statements
    query = f"""SELECT DISTINCT ?thing WHERE {{
      ?thing a ?class . FILTER(STRSTARTS(STR(?thing), {Literal(space).n3()})) }} LIMIT 20000"""
    return tuple(sorted(str(row["thing"]) for row in store.select(query)))
