# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Spellings of one name become one form: umlauts, ß, accents, capitals, punctuation, abbreviations."""

import re
import unicodedata
from functools import lru_cache

_UMLAUT = re.compile(r"(?<=[aou])e")
_WORD = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(r"\b(st|lk)(?:\.\s*|\s+)(?=\w)")
_IN_FULL = {"st": "sankt ", "lk": "landkreis "}
_UNSEEN = {"Mn", "Cf"}
"""Marks over letters, and characters that only steer how text is set: soft hyphens, directions, joiners."""

_ADDITION = re.compile(
    r"(?:[/(]|\s(?:[abiv]\.|(?:am|an|auf|bei|im|in|ob|vor|vorm)\b)).*", re.DOTALL | re.IGNORECASE
)

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
