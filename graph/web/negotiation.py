# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Content negotiation (RFC 9110, 12.5.1): which of the offered formats a request wants."""

from collections.abc import Sequence

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from graph.errors import NotAcceptableError
from graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, by_name
from graph.store import Wanted
from graph.web.accept import REFUSED, Rank, accepted, rank

HTML = "text/html"
_ALL = (*RESULT_FORMATS, *GRAPH_FORMATS)
_GRAPH_NAMES = {"json": "jsonld", "xml": "rdfxml"}
"""What clients call the graph formats that belong to the result formats JSON and XML (SPARQLWrapper 2.0)."""


def wanted() -> Wanted:
    """Return the formats to answer a query in, one per kind of result."""
    return Wanted(_chosen(RESULT_FORMATS), _chosen(GRAPH_FORMATS))


def wanted_document() -> Format:
    """Return the format to send one RDF graph in; a browser, which names none, gets the first.

    Raises:
        NotAcceptableError: the client accepts none of them.
    """
    if chosen := _chosen(GRAPH_FORMATS):
        return GRAPH_FORMATS[0] if not _by_parameter(_ALL) and wants_page() else chosen
    names = ", ".join(offer.media_type for offer in GRAPH_FORMATS)
    raise NotAcceptableError(f"None of the formats asked for is offered here. Offered are: {names}.")


def wants_page() -> bool:
    """Tell whether the client is a browser: it prefers HTML to every RDF and result format."""
    if _asked() == "html":
        return True
    if _by_parameter(_ALL):
        return False
    return rank([HTML], accepted(request.headers.get("Accept", ""))) > max(map(_rank, _ALL))


def _chosen(offers: Sequence[Format]) -> Format | None:
    """Return the best offer by the parameter `format`, else by Accept: the first of equals."""
    if asked := _by_parameter(offers):
        return asked
    if _by_parameter(_ALL):
        return offers[0]
    best = max(offers, key=_rank)
    return best if _rank(best) > REFUSED else None


def _rank(offer: Format) -> Rank:
    names = [name for name in (offer.media_type, *offer.aliases) if "/" in name]
    return rank(names, accepted(request.headers.get("Accept", "")))


def _by_parameter(offers: Sequence[Format]) -> Format | None:
    asked = _asked()
    return by_name(asked, offers) or by_name(_GRAPH_NAMES.get(asked, ""), offers)


def _asked() -> str:
    """Return the parameter `format` of the address or the form; a form that is too large has none."""
    try:
        # A plus sign that was not encoded has become a space.
        return str(request.values.get("format", "")).strip().lower().replace(" ", "+")
    except RequestEntityTooLarge:
        return ""
