# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a request to the search asks, and the addresses of the searches next to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from flask import request, url_for

from graph.errors import InputError
from graph.search import FACETS, Question, Sorting
from graph.web.http.pages import language

LONGEST_TEXT = 200
ON_PAGE = 20
_MOST_VALUES = 50
_LONGEST_VALUE = 100
_PAGE = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """A search.

    Attributes:
        text: what was typed.
        filters: facet → values; only facets that have some.
        sorting: the order.
        page: number of the page, from 1.
        lang: `de` or `en`.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sorting: Sorting = Sorting.RELEVANCE
    page: int = 1
    lang: str = "de"

    @property
    def question(self) -> Question:
        """What the index is asked."""
        return Question(self.text, self.filters, self.sorting, self.lang)

    @property
    def address(self) -> str:
        """The path of this search, with everything that is not as usual."""
        given = [
            ("q", self.text),
            *((facet, value) for facet in FACETS for value in self.filters.get(facet, ())),
            ("sort", "" if self.sorting is Sorting.RELEVANCE else self.sorting.value),
            ("page", "" if self.page == 1 else str(self.page)),
            ("lang", "" if self.lang == "de" else self.lang),
        ]
        query = urlencode([(name, value) for name, value in given if value])
        return f"{url_for('search.index')}?{query}" if query else url_for("search.index")

    def at(self, page: int) -> Self:
        """Return the search for another page."""
        return replace(self, page=page)

    def sorted_by(self, sorting: Sorting) -> Self:
        """Return the search in another order."""
        return replace(self, sorting=sorting, page=1)

    def for_text(self, text: str) -> Self:
        """Return the search for another text, without filters."""
        return replace(self, text=text, filters={}, page=1)

    def toggled(self, facet: str, value: str) -> Self:
        """Return the search with the value put to the filters, or taken from them."""
        values = self.filters.get(facet, ())
        rest = tuple(each for each in values if each != value)
        filters = {**self.filters, facet: rest if value in values else (*values, value)}
        return replace(self, filters={name: held for name, held in filters.items() if held}, page=1)


def asked() -> Asked:
    """Return what the request asks.

    Raises:
        InputError: a parameter is too long, given too often, or has a value that cannot be meant.
    """
    filters = {facet: _facet_values(facet) for facet in FACETS}
    return Asked(
        text=text(),
        filters={facet: values for facet, values in filters.items() if values},
        sorting=_sorting(_one("sort")),
        page=_page_number(_one("page")),
        lang=language(),
    )


def text() -> str:
    """Return what was typed; raises as `asked` does."""
    typed = _one("q").strip()
    if len(typed) > LONGEST_TEXT:
        raise InputError(
            f"q is longer than {LONGEST_TEXT} characters. Search for a name, a few words or a key."
        )
    return typed


def _one(name: str) -> str:
    values = request.args.getlist(name)
    if len(values) > 1:
        raise InputError(f"There are {len(values)} parameters {name}. Send it once.")
    return values[0] if values else ""


def _facet_values(facet: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in request.args.getlist(facet) if value))
    if len(values) > _MOST_VALUES or any(len(value) > _LONGEST_VALUE for value in values):
        raise InputError(
            f"{facet} has more than {_MOST_VALUES} values, or one of more than {_LONGEST_VALUE} characters."
            " Take values that the search offers."
        )
    return values


def _sorting(name: str) -> Sorting:
    try:
        return Sorting(name or Sorting.RELEVANCE.value)
    except ValueError as error:
        known = ", ".join(each.value for each in Sorting)
        raise InputError(f"sort={name[:50]!r} is no order. Take one of these: {known}.") from error


def _page_number(number: str) -> int:
    if number and not _PAGE.fullmatch(number):
        raise InputError(f"page={number[:50]!r} is no number of a page. Pages are counted from 1.")
    return int(number or 1)
