# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""All things of a kind, in the order of the alphabet, page by page."""

import json
from dataclasses import dataclass
from functools import lru_cache

from rdflib import Literal, URIRef

from graph.describe.description import Known, consistent, known_things
from graph.describe.names import name
from graph.model.formats import JSON
from graph.model.kinds import lists
from graph.model.labels import LABELS, collation, rank
from graph.model.namespaces import BASE
from graph.model.paging import Page
from graph.model.queries import about, among, stored_query
from graph.store import Dataset, FormatChoice, Store

_ORDER = {str(label): place for place, label in enumerate(LABELS)}
PAGE = 100
"""Entries on one page."""


@dataclass(frozen=True)
class Entry:
    """A thing of the list, with its name in the language asked for."""

    iri: URIRef
    name: Literal


@dataclass(frozen=True)
class Collection:
    """One page of all things below an IRI.

    Attributes:
        known: names and kinds of the things of this page.
        version: of the data.
    """

    entries: tuple[Entry, ...]
    page: Page
    known: Known
    version: str


def collection(store: Store, path: str, number: int, language: str) -> Collection | None:
    """Return page `number` of the things whose IRI is `<base><path>/<slug>`; None where there is none.

    Args:
        store: the data.
        path: such as `id/project`, made of parts that fit (`addresses`).
        number: of the page, from 1.
        language: of the names, which also sort the list.

    Raises:
        BusyError: the data changed again and again while they were read.
    """
    return consistent(store, lambda version: _read(store, path, number, language, version))


def _read(store: Store, path: str, number: int, language: str, version: str) -> Collection | None:
    everything = members(store, path, language)
    found = Page(number, PAGE, len(everything))
    shown = found.of(everything)
    if not shown:
        return None
    known = known_things(store, shown)
    entries = tuple(Entry(iri, name(known, iri, language)) for iri in shown)
    return Collection(entries, found, known, version)


def members(store: Store, path: str, language: str) -> tuple[URIRef, ...]:
    """Return every IRI below `path` (see `collection`) by its name; one without a name by its slug.

    A release does not change, so its lists are kept.
    """
    if not store.version:
        return _sorted(store, path, language)
    return _kept(store, path, language, store.version)  # type: ignore[arg-type]  # stores are told apart by identity


@lru_cache(maxsize=16)
def _kept(store: Store, path: str, language: str, _version: str) -> tuple[URIRef, ...]:
    return _sorted(store, path, language)


def _sorted(store: Store, path: str, language: str) -> tuple[URIRef, ...]:
    prefix = URIRef(f"{BASE}{path}/")
    kind = lists().get(path.removeprefix("id/"))
    if kind is None:
        text = about(stored_query("describe", "things-below"), prefix)
    else:
        classes = map(URIRef, kind.classes)
        text = among(about(stored_query("describe", "things-of-classes"), prefix), "class", classes)
    best: dict[str, tuple[tuple[int, int], str]] = {}
    # Tens of thousands of rows: plain strings, as terms would take most of the time.
    document = json.loads(store.answer(text, FormatChoice(JSON), Dataset()).whole())
    for row in document["results"]["bindings"]:
        thing, label = row["thing"]["value"], row.get("label")
        if label:
            order = (_ORDER[row["property"]["value"]], rank(label.get("xml:lang"), language))
            best[thing] = min((order, label["value"]), best.get(thing, (order, label["value"])))
        else:
            best.setdefault(thing, ((len(LABELS), 0), thing))
    return tuple(URIRef(iri) for iri in sorted(best, key=lambda iri: (collation(best[iri][1]), iri)))
