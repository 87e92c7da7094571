# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Content negotiation (RFC 9110, 12.5.1): which of the offered formats a request wants."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.request import parse_http_list

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header

from graph.errors import NotAcceptableError
from graph.model.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, by_name
from graph.store import FormatChoice

_RANGE = re.compile(r"[\w.+!#$&^-]+/(?:[\w.+!#$&^-]+|\*)|\*/\*", re.ASCII)
_QUALITY = re.compile(r"(?:0|1)?(?:\.[0-9]*)?")
_ANY = "*/*"

Rank = tuple[float, int]
"""Quality from 0 (refused) to 1, and how precisely the client said so, from 0 to 3."""

REFUSED: Rank = (0.0, 0)

HTML = "text/html"
_ALL = (*RESULT_FORMATS, *GRAPH_FORMATS)
_GRAPH_NAMES = {"json": "jsonld", "xml": "rdfxml"}
"""What clients call the graph formats that belong to the result formats JSON and XML (SPARQLWrapper 2.0)."""
_LONGEST_REMEMBERED = 2000


def parse_accept(header: str) -> Mapping[str, float]:
    """Return media range → quality; parts that are no media range are passed over.

    Parameters other than `q` are not looked at: a profile or a charset excludes nothing that is offered here.
    A header that is absent, or of which nothing can be used, accepts everything.
    """
    ranges: dict[str, float] = {}
    for part in parse_http_list(header):
        name, parameters = parse_options_header(part)
        name = _ANY if name == "*" else name.lower()
        given = parameters.get("q", "1").strip()
        if _RANGE.fullmatch(name) and given.strip(".") and _QUALITY.fullmatch(given):
            ranges[name] = max(ranges.get(name, 0.0), min(float(given), 1.0))
    return MappingProxyType(ranges or {_ANY: 1.0})


def rank(names: Sequence[str], ranges: Mapping[str, float]) -> Rank:
    """Return how much a format is wanted that is sent as the first of `names` and asked for by any of them.

    The most specific range that fits a media type decides on it. Other names count only when asked for
    in full, because that is not what is sent.
    """
    sent, *others = names
    family = f"{sent.partition('/')[0]}/*"
    fitting = [(ranges[name], precision) for name, precision in ((sent, 3), (family, 2), (_ANY, 1)) if name in ranges]
    if ranges.get(sent) == 0:
        return REFUSED
    found = [*fitting[:1], *((ranges[name], 3) for name in others if name in ranges)]
    return max((each for each in found if each[0] > 0), default=REFUSED)


@dataclass(frozen=True)
class Choice:
    """What one combination of Accept header and parameter `format` wants.

    Attributes:
        formats: to answer a query in.
        page: the client is a browser: it prefers HTML to every RDF and result format.
        document: to send one RDF graph in; None when the client accepts none.
    """

    formats: FormatChoice
    page: bool
    document: Format | None


def negotiate(accept: str, parameter: str) -> Choice:
    """Return what an Accept header and a parameter `format`, which goes first, want together."""
    # A plus sign that was not encoded has become a space.
    name = parameter.strip().lower().replace(" ", "+")
    return (_remembered if len(accept) + len(name) < _LONGEST_REMEMBERED else _choose)(accept, name)


def _choose(accept: str, name: str) -> Choice:
    """Choose by the parameter `format`, else by Accept: the first of equals."""
    kinds = (RESULT_FORMATS, GRAPH_FORMATS)
    if _named(_ALL, name):
        formats = FormatChoice(*(_named(offers, name) or offers[0] for offers in kinds))
        return Choice(formats, page=False, document=formats.graph)
    ranges = parse_accept(accept)
    ranks = {
        offer: rank([each for each in (offer.media_type, *offer.aliases) if "/" in each], ranges) for offer in _ALL
    }
    best = [max(offers, key=ranks.__getitem__) for offers in kinds]
    result, graph = (each if ranks[each] > REFUSED else None for each in best)
    page = name == "html" or rank([HTML], ranges) > max(ranks.values())
    return Choice(FormatChoice(result, graph), page, GRAPH_FORMATS[0] if graph and page else graph)


_remembered = lru_cache(maxsize=1024)(_choose)


def _named(offers: Sequence[Format], name: str) -> Format | None:
    return by_name(name, offers) or by_name(_GRAPH_NAMES.get(name, ""), offers)


def wanted_document() -> Format:
    """Return the format to send one RDF graph in; a browser, which names none, gets the first.

    Raises:
        NotAcceptableError: the client accepts none of them.
    """
    if document := negotiate_request().document:
        return document
    names = ", ".join(offer.media_type for offer in GRAPH_FORMATS)
    raise NotAcceptableError(f"None of the formats asked for is offered here. Offered are: {names}.")


def wants_page() -> bool:
    """Tell whether the client is a browser: it prefers HTML to every RDF and result format."""
    return negotiate_request().page


def negotiate_request() -> Choice:
    """Return what this request wants; a form that is too large to read names no format."""
    name = ""
    # Werkzeug's get raises and catches an exception for a name that is not there, which is dear.
    if "format" in request.args:
        name = request.args["format"]
    elif request.method == "POST":
        try:
            name = request.form.get("format", "")
        except RequestEntityTooLarge:
            name = ""
    return negotiate(request.headers.get("Accept", ""), name)
