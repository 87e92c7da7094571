# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is looked for, and what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from graph.search.entries import Entry

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
