# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The headings of tables: what a column is for, and what kind of thing a sheet holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz, process

from graph.model.fields import TEXT, Field, Kind, kinds
from graph.store.terms import DocumentError

IDENTITY = {"de": "Kennung", "en": "Identifier"}
"""Heading of the column with the address of a thing, which may stay empty."""

ENGLISH = {"de": "{} (Englisch)", "en": "{} (English)"}
"""Heading of the column with the English text of a field."""

Column = tuple[Field | None, str]
"""The field of a column, None for the identifier; and the language of its texts where the heading says it."""

_IDENTITY_WORDS = ("kennung", "identifier", "id", "iri", "adresse")
_CLOSE_ENOUGH = 80
_LOOKED_AT = 100


def headings(kind: Kind, language: str = "de") -> Iterator[tuple[str, Field | None]]:
    """Yield the headings of a table for a kind, in order, each with its field; None for the identifier."""
    yield IDENTITY[language], None
    for field in kind.fields:
        yield field.name[language], field
        if _has_english(field):
            yield ENGLISH[language].format(field.name[language]), field


def column_of(heading: str, kind: Kind) -> Column | None:
    """Return what a column is for; names in German, in English or of the vocabulary all do."""
    return _columns(kind.slug).get(_plain(heading))


def near(heading: str, kind: Kind) -> str:
    """Return the heading that was probably meant, or ""."""
    known = {_plain(name): name for name, _ in headings(kind)}
    found = process.extractOne(_plain(heading)[:_LOOKED_AT], list(known), scorer=fuzz.WRatio)
    return known[found[0]] if found and found[1] >= _CLOSE_ENOUGH else ""


def kind_of(title: str, heads: Sequence[str], wanted: str = "") -> Kind | None:
    """Return what the rows of a sheet are: as said, else by its title, else by what most headings fit.

    Raises:
        DocumentError: there is no kind `wanted`.
    """
    if wanted:
        if wanted not in kinds():
            raise DocumentError(f"There is no kind {wanted!r}. Known: {', '.join(kinds())}.")
        return kinds()[wanted]
    for kind in kinds().values():
        if title.casefold() in {kind.slug, *(name.casefold()[:31] for name in kind.name.values())}:
            return kind
    best = max(kinds().values(), key=lambda kind: _fit(kind, heads))
    return best if _fit(best, heads)[0] else None


def _fit(kind: Kind, heads: Sequence[str]) -> tuple[int, int]:
    """Return how many fields the headings name, and how many of those must be filled."""
    met = {column[0].shape: column[0] for head in heads if (column := column_of(head, kind)) and column[0]}
    return len(met), len([field for field in met.values() if field.least])


@cache
def _columns(slug: str) -> Mapping[str, Column]:
    found: dict[str, Column] = dict.fromkeys(_IDENTITY_WORDS, (None, ""))
    for field in kinds()[slug].fields:
        names = (*field.name.values(), re.split(r"[#/]", field.path)[-1], field.anchor.split("-", 1)[-1])
        for name in names:
            found.setdefault(_plain(name), (field, ""))
            if _has_english(field):
                for form in (*ENGLISH.values(), "{} (en)"):
                    found.setdefault(_plain(form.format(name)), (field, "en"))
    return found


def _has_english(field: Field) -> bool:
    return field.value == TEXT and {"de", "en"} <= set(field.languages)


def _plain(heading: str) -> str:
    return " ".join(heading.replace("*", "").casefold().split())
