# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""All things of a kind, in the order of the alphabet, page by page."""

import json
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rdflib import Literal, URIRef

from graph.describe.description import Known, consistent, known_things
from graph.describe.names import LABELS, name, rank
from graph.model.formats import JSON
from graph.model.kinds import KINDS
from graph.model.namespaces import BASE, namespace
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
        entries: the things of this page.
        page: its number, from 1.
        pages: how many pages there are.
        total: how many things there are.
        known: names and kinds of the things of this page.
        version: of the data.
    """

    entries: tuple[Entry, ...]
    page: int
    pages: int
    total: int
    known: Known
    version: str


def collection(store: Store, path: str, page: int, language: str) -> Collection | None:
    """Return page number `page` of the things whose IRI is `<base><path>/<slug>`; None where there is none.

    Args:
        store: the data.
        path: such as `id/project`, made of parts that fit (`addresses`).
        page: its number, from 1.
        language: of the names, which also sort the list.

    Raises:
        BusyError: the data changed again and again while they were read.
    """
    return consistent(store, lambda version: _read(store, path, page, language, version))


def _read(store: Store, path: str, page: int, language: str, version: str) -> Collection | None:
    everything = members(store, path, language)
    pages = -(-len(everything) // PAGE)
    if not 1 <= page <= pages:
        return None
    shown = everything[(page - 1) * PAGE : page * PAGE]
    known = known_things(store, shown)
    entries = tuple(Entry(iri, name(known, iri, language)) for iri in shown)
    return Collection(entries, page, pages, len(everything), known, version)


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
    kind = KINDS.get(path.removeprefix("id/"))
    if kind is None:
        text = about(stored_query("describe", "things-below"), prefix)
    else:
        pairs = (each.split(":") for each in kind.classes)
        classes = [URIRef(namespace(short)[local]) for short, local in pairs]
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
    return tuple(URIRef(iri) for iri in sorted(best, key=lambda iri: (_key(best[iri][1]), iri)))


def _key(text: str) -> str:
    """Return what sorts a name as DIN 5007-1 does: umlauts as their vowels, capitals as small letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
