# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Words → the entries that hold them; sets of entries are integers, bit n for entry n."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

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
