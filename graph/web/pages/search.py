# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The search: a page that filters by facets, its answers as JSON, and suggestions while somebody types.

What a request to the search asks, and the addresses of the searches next to it.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlencode

from flask import Blueprint, Response, json, make_response, render_template, request, url_for

from graph.errors import GraphError, InputError
from graph.model.kinds import search_types
from graph.model.namespaces import is_web
from graph.model.paging import Page, page_number
from graph.search import FACETS, CurrentIndex, Entry, Found, Index, Question, Sorting
from graph.web.http.negotiation import wants_page
from graph.web.http.pages import language, local_path
from graph.web.services import public_url, services

LONGEST_TEXT = 200
ON_PAGE = 20
_MOST_VALUES = 50
_LONGEST_VALUE = 100


@dataclass(frozen=True)
class Asked:
    """A search."""

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
        page=page_number(_one("page")),
        lang=language(),
    )


def text() -> str:
    """Return what was typed; raises as `asked` does."""
    typed = _one("q").strip()
    if len(typed) > LONGEST_TEXT:
        raise InputError(f"q is longer than {LONGEST_TEXT} characters. Search for a name, a few words or a key.")
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


blueprint = Blueprint("search", __name__)

_SUGGESTIONS = 8
_TOLD = {"project": ("cohort", "state"), "measure": ("status",)}
"""Kind → the facets that a line about an entry tells."""


@dataclass(frozen=True)
class Value:
    """A value of a facet, as the page offers it."""

    value: str
    label: str
    count: int
    is_chosen: bool


def index_ahead(current: CurrentIndex) -> threading.Thread:
    """Begin to make the index, for which the first to search would wait; return the thread that does it."""
    maker = threading.Thread(target=_make, args=(current,), daemon=True)
    maker.start()
    return maker


def _make(current: CurrentIndex) -> None:
    # Without data the server says so to whoever searches.
    with suppress(GraphError):
        current.get()


@blueprint.get("/search")
def index() -> Response:
    """Search; a page for browsers, JSON for programs."""
    wanted, names = asked(), _index()
    found = names.find(wanted.question, (wanted.page - 1) * ON_PAGE, ON_PAGE)
    facets = {facet: _values(facet, wanted, found, names) for facet in FACETS}
    answer = _page(wanted, found, facets, names) if wants_page() else _json(_document(wanted, found, facets))
    answer.headers["Vary"] = "Accept"
    if set(request.args) - {"lang"}:
        # One page for each combination of facets is without end for a crawler.
        answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """Suggest names: completions, descriptions and addresses (OpenSearch Suggestions 1.1)."""
    typed, lang = text(), language()
    entries = _index().suggest(typed, _SUGGESTIONS)
    body = [
        typed,
        [entry.label(lang) for entry in entries],
        [_described(entry, lang) for entry in entries],
        [_url(entry) for entry in entries],
    ]
    return _json(body, "application/x-suggestions+json; charset=utf-8")


def _index() -> Index:
    return services().search.get()


def _values(facet: str, wanted: Asked, found: Found, names: Index) -> list[Value]:
    """Return the values of a facet that leave something, and those chosen that do not."""
    chosen = wanted.filters.get(facet, ())
    counts = {**found.counts[facet], **{value: 0 for value in chosen if value not in found.counts[facet]}}
    return [
        Value(value, names.label(facet, value, wanted.lang), count, value in chosen) for value, count in counts.items()
    ]


def _page(wanted: Asked, found: Found, facets: Mapping[str, list[Value]], names: Index) -> Response:
    page = render_template(
        "search.html",
        wanted=wanted,
        found=found,
        facets=facets,
        page=Page(wanted.page, ON_PAGE, found.total),
        sortings=Sorting,
        kinds=search_types(),
        link=_link,
        told=lambda entry: _told(entry, wanted.lang, names),
        longest=LONGEST_TEXT,
    )
    return make_response(page)


def _document(wanted: Asked, found: Found, facets: Mapping[str, list[Value]]) -> dict[str, Any]:
    """Return the answer for programs; the README says what the fields mean."""
    pages = Page(wanted.page, ON_PAGE, found.total).pages
    return {
        "query": wanted.text,
        "filters": dict(wanted.filters),
        "sort": wanted.sorting.value,
        "total": found.total,
        "page": wanted.page,
        "pages": pages,
        "next": _absolute(wanted.at(wanted.page + 1).address) if wanted.page < pages else None,
        "similar": found.is_similar,
        "did_you_mean": [_result(entry, wanted.lang) for entry in found.meant],
        "single_words": dict(found.single),
        "hint": _hint(wanted, found, pages),
        "results": [_result(entry, wanted.lang) for entry in found.entries],
        "facets": {
            facet: [
                {"value": each.value, "label": each.label, "count": each.count, "selected": each.is_chosen}
                for each in values
            ]
            for facet, values in facets.items()
        },
    }


def _result(entry: Entry, lang: str) -> dict[str, Any]:
    return {
        "iri": entry.iri,
        "url": _url(entry),
        "label": entry.label(lang),
        "labels": dict(entry.labels),
        "names": list(entry.names),
        "type": entry.kind,
        "context": list(entry.context),
        "keys": list(entry.keys),
        "population": entry.population,
        **{facet: [value.rpartition("/")[2] for value in entry.facets.get(facet, ())] for facet in FACETS[1:]},
    }


def _hint(wanted: Asked, found: Found, pages: int) -> str | None:
    """Return what to do where nothing is shown."""
    if found.entries:
        return None
    if found.total:
        return f"The last page is {pages}."
    if wanted.filters:
        return "Nothing is left by these filters. Leave one out; `facets` has the values there are."
    return "Nothing has these words. Search for fewer words, another spelling, or an official key."


def _told(entry: Entry, lang: str, names: Index) -> list[str]:
    """Return what tells an entry from others of its name: place or project, and what its kind is known by."""
    more = ["…"] if len(entry.context) > 3 else []
    facets = (
        names.label(facet, value.rpartition("/")[2], lang)
        for facet in _TOLD.get(entry.kind, ())
        for value in entry.facets.get(facet, ())
    )
    return [*entry.context[:3], *more, *facets]


def _described(entry: Entry, lang: str) -> str:
    return " · ".join([search_types()[entry.kind].name[lang], *entry.context[:2]])


def _link(entry: Entry) -> str | None:
    """Return the address of an entry; None for an IRI of another scheme, which is no link for a browser."""
    path = local_path(entry.iri)
    return path if path.startswith("/") or is_web(path) else None


def _url(entry: Entry) -> str:
    return _absolute(_link(entry) or entry.iri)


def _absolute(path: str) -> str:
    return f"{public_url()}{path}" if path.startswith("/") else path


def _json(document: object, content_type: str = "application/json; charset=utf-8") -> Response:
    return Response(json.dumps(document) + "\n", content_type=content_type)
