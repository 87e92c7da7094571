# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The index: finds, ranks, filters, counts, sorts.

Words → the entries that hold them; sets of entries are integers, bit n for entry n.

Spellings of one name become one form: umlauts, ß, accents, capitals, punctuation, abbreviations.

What is looked for, and what was found.

The index of what is served now.
"""

import gc
import re
import threading
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache, reduce
from itertools import islice, pairwise, product
from operator import and_, or_

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from graph.model.kinds import search_types
from graph.model.labels import collation
from graph.search.entries import Entry, entries
from graph.store import Store

_LAST = "\U0010ffff"
_INFIX = 4
"""Letters from which on a word is looked for in the middle of longer ones, as German compounds them."""


def bits(numbers: Iterable[int], size: int) -> int:
    """Return the set of `numbers`, each below `size`."""
    array = bytearray(size // 8 + 1)
    for number in numbers:
        array[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(array, "little")


def numbers(found: int) -> Iterator[int]:
    """Yield the numbers in a set, smallest first."""
    return (match.start() for match in re.finditer("1", f"{found:b}"[::-1]))


class Postings:
    """The words of all entries.

    Args:
        pairs: each word with the number of an entry that holds it.
        size: number of entries.
    """

    def __init__(self, pairs: Iterable[tuple[str, int]], size: int) -> None:
        held: dict[str, list[int]] = defaultdict(list)
        for word, number in pairs:
            held[word].append(number)
        self._words = sorted(held)
        self._held = [held[word] for word in self._words]
        self._size = size

    def exact(self, word: str) -> int:
        """Return the entries that hold the word."""
        place = bisect_left(self._words, word)
        is_there = place < len(self._words) and self._words[place] == word
        return bits(self._held[place], self._size) if is_there else 0

    def beginning(self, word: str) -> int:
        """Return the entries that hold a word that begins so."""
        return self._union(range(bisect_left(self._words, word), bisect_left(self._words, word + _LAST)))

    def near(self, word: str) -> dict[int, int]:
        """Return distance → the entries that hold a word so far from this one.

        Distance counts letters that were changed, left out, put in, or swapped with their neighbour (optimal
        string alignment): one up to seven letters, two in longer words, none in words of two.
        """
        allowed = 0 if len(word) < 3 else 1 if len(word) < 8 else 2
        found = extract(word, self._words, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        places = defaultdict(list)
        for _, distance, place in found:
            places[int(distance)].append(place)
        return {distance: self._union(those) for distance, those in places.items()}

    def around(self, word: str) -> int:
        """Return the entries that hold a longer word with this one inside, if it has some letters."""
        if len(word) < _INFIX:
            return 0
        return self._union(place for place, longer in enumerate(self._words) if word in longer)

    def _union(self, places: Iterable[int]) -> int:
        return bits((number for place in places for number in self._held[place]), self._size)


_UMLAUT = re.compile(r"(?<=[aou])e")
_WORD = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(r"\b(st|lk)(?:\.\s*|\s+)(?=\w)")
_IN_FULL = {"st": "sankt ", "lk": "landkreis "}
_UNSEEN = {"Mn", "Cf"}
"""Marks over letters, and characters that only steer how text is set: soft hyphens, directions, joiners."""

_ADDITION = re.compile(r"(?:[/(]|\s(?:[abiv]\.|(?:am|an|auf|bei|im|in|ob|vor|vorm)\b)).*", re.DOTALL | re.IGNORECASE)

_GERMAN = "a am an auf b bei d das dem den der des die fur i im in mit u und v vom von vor z zu zum zur"
SMALL = frozenset(f"{_GERMAN} and for in of on the".split())
"""Words that names carry or not, and that are shortened at will: am Rhein, a. Rhein, a.Rh."""


def fold(text: str) -> str:
    """Return the text in small letters without marks, with one form for ä, ae and a, and for ß and ss.

    Where an e after a, o or u is no umlaut (Soest, neu) it is lost as well: the same on both sides.
    """
    small = text.casefold()
    if not small.isascii():
        apart = unicodedata.normalize("NFKD", small)
        small = "".join(each for each in apart if unicodedata.category(each) not in _UNSEEN)
    return _UMLAUT.sub("", small)


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded, with abbreviations in full."""
    return tuple(_WORD.findall(_ABBREVIATION.sub(lambda found: _IN_FULL[found[1]], fold(text))))


def weighty(given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without the small ones, or all where there are only small ones."""
    return tuple(word for word in given if word not in SMALL) or given


def spellings(name: str) -> set[tuple[str, ...]]:
    """Return the words by which the whole name may be called: with and without an addition in it.

    Mühlhausen/Thüringen, Kempten (Allgäu) and Linz am Rhein are also called Mühlhausen, Kempten and Linz.
    """
    return {weighty(words(name)), weighty(words(_ADDITION.sub("", name)))} - {()}


FACETS = ("type", "cohort", "state", "size", "topic", "status")
"""What can be filtered by, in the order of the page."""


class Sorting(Enum):
    """The order of what is found."""

    RELEVANCE = "relevance"
    NAME = "name"
    POPULATION = "population"


@dataclass(frozen=True)
class Question:
    """What is looked for.

    Attributes:
        text: name, words or key; empty for everything.
        filters: facet → values; an entry needs one of each facet. A value is the last part of an IRI, that of
            `type` the slug of a kind.
        sorting: the order.
        language: language of the names to sort by.
    """

    text: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sorting: Sorting = Sorting.RELEVANCE
    language: str = "de"


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes:
        total: number of entries.
        entries: those asked for, in order.
        counts: facet → value → how many entries it has, with the filters of the other facets; most first,
            sizes and cohorts by number.
        is_similar: nothing has the words as they are; these are written alike.
        meant: entries written alike, where only little has the words.
        single: word → entries that have it, where none has all the words.
    """

    total: int
    entries: tuple[Entry, ...]
    counts: Mapping[str, Mapping[str, int]]
    is_similar: bool = False
    meant: tuple[Entry, ...] = ()
    single: Mapping[str, int] = field(default_factory=dict)


_SHORT = 3
"""Letters from which on any word may be the beginning of one; the last word may be so with fewer."""

_FARTHEST = 3
"""Letters that may differ in all words together."""

_MOST_MISSPELT = 4
_MOST_PARTS = 8
_MEANT = 3
_BY_NUMBER = {"cohort", "size"}
_NAMED = ("cohort", "state", "topic")


class Index:
    """A searchable list of entries, the more important first."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        size = len(entries)
        self._entries = entries
        self._numbers = {entry.iri: number for number, entry in enumerate(entries)}
        self._all = (1 << size) - 1
        self._labels = Postings(_spelled(entries, lambda entry: entry.labels.values()), size)
        self._carriers = Postings(_spelled(entries, _carrier_names), size)
        self._names = Postings(_spelled(entries, lambda entry: entry.names), size)
        self._keys = Postings(_keys(entries), size)
        self._words = Postings(_worded(entries, lambda entry: (*entry.labels.values(), *entry.names)), size)
        self._joined = Postings(_joined(entries), size)
        self._around = Postings(_worded(entries, self._surroundings), size)
        self._facets, self._values = _facets(entries)
        self._orders: dict[tuple[Sorting, str], list[int]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def label(self, facet: str, value: str, language: str) -> str:
        """Return the label of a value of a facet, or the value itself where nothing has it."""
        if facet == "type":
            return search_types()[value].name[language] if value in search_types() else value
        number = self._numbers.get(self._values.get((facet, value), ""))
        return value if number is None else self._entries[number].label(language)

    def suggest(self, text: str, count: int) -> tuple[Entry, ...]:
        """Return the first `count` entries that somebody who has typed `text` may mean."""
        given = words(text)
        tiers = self._fitting(given)
        return self._listed(_ranked(tiers if any(tiers) else self._similar(given), self._all), 0, count)

    def find(self, question: Question, start: int = 0, count: int = 20) -> Found:
        """Return `count` of the entries asked for, from number `start` on, and the facets of all.

        An exact label comes before another exact name, a key, names that hold the words, that begin so, that
        hold the beginnings of the words, and things of which some words are said by place, project, kind or
        topic. Where nothing fits, words may be misspelt. Text without letters and digits fits nothing.
        """
        given = words(question.text)
        fitting = self._fitting(given) if question.text.strip() else [self._all]
        is_similar = not any(fitting)
        tiers = self._similar(given) if is_similar else fitting
        everything = reduce(or_, tiers, 0)
        chosen = {facet: self._chosen(facet, values) for facet, values in question.filters.items() if values}
        allowed = reduce(and_, chosen.values(), everything)
        return Found(
            total=allowed.bit_count(),
            entries=self._listed(self._ordered(question, tiers, allowed), start, count),
            counts={facet: self._counts(facet, everything, chosen) for facet in FACETS},
            is_similar=is_similar and bool(everything),
            meant=() if is_similar else self._meant(given, everything),
            single={} if everything else self._single(question.text.split()),
        )

    def _fitting(self, given: tuple[str, ...]) -> list[int]:
        """Return the sets of entries that fit the words, the best first; they overlap."""
        if not given:
            return []
        asked = weighty(given)
        spelled = " ".join(asked)
        # A word that is said a hundred times is looked for once.
        called = [self._begun(self._words, word, given) for word in dict.fromkeys(asked)]
        around = [self._begun(self._around, word, given) for word in dict.fromkeys(asked)]
        return [
            self._labels.exact(spelled),
            self._names.exact(spelled),
            *self._by_key("".join(given)),
            0 if SMALL.issuperset(asked) else reduce(and_, map(self._words.exact, asked)),
            self._labels.beginning(spelled) | self._names.beginning(spelled),
            reduce(and_, called),
            reduce(and_, map(or_, called, around)),
        ]

    def _surroundings(self, entry: Entry) -> Iterator[str]:
        """Yield what an entry is not called, but may be looked for with: place, project, kind, topic."""
        yield from entry.context
        yield from search_types()[entry.kind].name.values()
        for facet in _NAMED:
            for iri in entry.facets.get(facet, ()):
                if (number := self._numbers.get(iri)) is not None:
                    yield from (*self._entries[number].labels.values(), *self._entries[number].names)

    def _begun(self, postings: Postings, word: str, given: tuple[str, ...]) -> int:
        if word == given[-1] or len(word) >= _SHORT:
            return postings.beginning(word)
        return postings.exact(word)

    def _by_key(self, key: str) -> tuple[int, int]:
        """Return the entries with this key, which may be written in groups of digits, and those it begins."""
        if not key.isdecimal() or len(key) < 2:
            return 0, 0
        return self._keys.exact(key), self._keys.beginning(key)

    def _similar(self, given: tuple[str, ...]) -> list[int]:
        """Return the sets of entries with words like these, the nearest first.

        Only words that nothing has may differ; each of them may where no entry has all.
        """
        asked = weighty(given)
        own = {word: self._words.beginning(word) | self._around.beginning(word) for word in asked}
        misspelt = [word for word in asked if not own[word]] or list(asked)
        if not asked or len(misspelt) > _MOST_MISSPELT:
            return []
        by_distance = {0: self._all}
        for word in asked:
            near = self._misspelt(word) if word in misspelt else {}
            near[0] = own[word]
            farther: dict[int, int] = defaultdict(int)
            for (so_far, before), (distance, found) in product(by_distance.items(), near.items()):
                farther[so_far + distance] |= before & found
            by_distance = dict(farther)
        return [by_distance[distance] for distance in sorted(by_distance) if distance <= _FARTHEST]

    def _misspelt(self, word: str) -> dict[int, int]:
        """Return distance → entries with words like this one; parts of words, and two as one, have 1."""
        near = self._words.near(word)
        near[1] = near.get(1, 0) | self._words.around(word) | self._joined.beginning(word)
        return near

    def _meant(self, given: tuple[str, ...], found: int) -> tuple[Entry, ...]:
        """Return projects, and bodies of some, whose name is nearly this: by Kasel, Kassel may be meant."""
        near = self._carriers.near(" ".join(weighty(given)))
        entries = self._listed(_ranked((near[distance] for distance in sorted(near)), self._all & ~found), 0, 6)
        by_name = {entry.label("de"): entry for entry in reversed(entries)}
        return tuple(entry for entry in entries if entry is by_name[entry.label("de")])[:_MEANT]

    def _single(self, parts: Sequence[str]) -> dict[str, int]:
        """Return which of several words are found by themselves, and how often."""
        if len(parts) < 2:
            return {}
        counts = {part: reduce(or_, self._fitting(words(part)), 0).bit_count() for part in parts[:_MOST_PARTS]}
        return {part: count for part, count in counts.items() if count}

    def _chosen(self, facet: str, values: Iterable[str]) -> int:
        return reduce(or_, (self._facets[facet].get(value, 0) for value in values), 0)

    def _counts(self, facet: str, everything: int, chosen: Mapping[str, int]) -> dict[str, int]:
        others = (found for name, found in chosen.items() if name != facet)
        left = reduce(and_, others, everything)
        counts = {value: (found & left).bit_count() for value, found in self._facets[facet].items()}
        kept = [(value, count) for value, count in counts.items() if count]
        if facet in _BY_NUMBER:
            return dict(sorted(kept, key=lambda pair: _last_number(pair[0])))
        return dict(sorted(kept, key=lambda pair: -pair[1]))

    def _ordered(self, question: Question, tiers: list[int], allowed: int) -> Iterator[int]:
        if question.sorting is Sorting.RELEVANCE:
            return _ranked(tiers, allowed)
        is_in = f"{allowed:b}"[::-1].ljust(len(self), "0")
        return (number for number in self._order(question) if is_in[number] == "1")

    def _order(self, question: Question) -> list[int]:
        """Return the numbers of all entries in an order, which is made when it is first asked for."""
        wanted = (question.sorting, question.language)
        if wanted not in self._orders:
            self._orders[wanted] = sorted(range(len(self)), key=lambda number: self._place(number, wanted))
        return self._orders[wanted]

    def _place(self, number: int, wanted: tuple[Sorting, str]) -> tuple[int, tuple[str, str]]:
        entry = self._entries[number]
        if wanted[0] is Sorting.POPULATION:
            return -(entry.population or -1), ("", "")
        return 0, collation(entry.label(wanted[1]))

    def _listed(self, found: Iterator[int], start: int, count: int) -> tuple[Entry, ...]:
        return tuple(self._entries[number] for number in islice(found, start, start + count))


def _ranked(tiers: Iterable[int], allowed: int) -> Iterator[int]:
    """Yield the numbers of the entries of each set in turn, none twice."""
    for tier in tiers:
        yield from numbers(tier & allowed)
        allowed &= ~tier


def _spelled(entries: Iterable[Entry], names: Callable[[Entry], Iterable[str]]) -> Iterator[tuple[str, int]]:
    for number, entry in enumerate(entries):
        for spelling in {each for name in names(entry) for each in spellings(name)}:
            yield " ".join(spelling), number


def _carrier_names(entry: Entry) -> Iterable[str]:
    """Return the labels of model projects and of bodies that carry one; of others none."""
    is_body = entry.population is not None and "cohort" in entry.facets
    return entry.labels.values() if is_body or entry.kind == "project" else ()


def _worded(entries: Iterable[Entry], names: Callable[[Entry], Iterable[str]]) -> Iterator[tuple[str, int]]:
    for number, entry in enumerate(entries):
        for word in {word for name in names(entry) for word in words(name)}:
            yield word, number


def _joined(entries: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    """Yield two words that follow each other as one, as hyphens and blanks are left out."""
    for number, entry in enumerate(entries):
        for name in (*entry.labels.values(), *entry.names):
            for pair in pairwise(words(name)):
                yield "".join(pair), number


def _keys(entries: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    """Yield keys with and without the zero they begin with, which spreadsheets drop."""
    for number, entry in enumerate(entries):
        for form in {form for key in entry.keys for form in (key, key.lstrip("0"))}:
            yield form, number


def _facets(entries: Sequence[Entry]) -> tuple[dict[str, dict[str, int]], dict[tuple[str, str], str]]:
    """Return facet → value → entries with it, and the IRI of each value."""
    held: dict[str, dict[str, list[int]]] = {facet: defaultdict(list) for facet in FACETS}
    iris: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(entries):
        held["type"][entry.kind].append(number)
        for facet, values in entry.facets.items():
            for iri in values:
                value = iri.rpartition("/")[2]
                held[facet][value].append(number)
                iris[facet, value] = iri
    sets = {
        facet: {value: bits(found, len(entries)) for value, found in sorted(values.items())}
        for facet, values in held.items()
    }
    return sets, iris


def _last_number(value: str) -> int:
    digits = "".join(each if each.isdecimal() else " " for each in value).split()
    return int(digits[-1]) if digits else 0


class CurrentIndex:
    """The search index of a store; it follows the store to each new release.

    Args:
        store: what is searched.
        prepared: returns the entries that were made when a version was built; None where there are none, and
            the store is asked.
    """

    def __init__(self, store: Store, prepared: Callable[[str], list[Entry] | None]) -> None:
        self._store = store
        self._prepared = prepared
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._version = ""

    def get(self) -> Index:
        """Return the index of what the store holds now; whoever asks first after a change waits for it.

        Raises:
            GraphError: the store cannot be asked.
        """
        with self._lock:
            # A release that comes in while the data are read would be half in the index: look again.
            while self._index is None or self._version != self._store.version:
                version = self._store.version
                found = self._prepared(version)
                self._index = Index(entries(self._store) if found is None else found)
                self._version = version
                # Else each full collection walks through all entries and holds up a request for 100 ms.
                gc.freeze()
            return self._index
