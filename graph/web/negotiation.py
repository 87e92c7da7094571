# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Content negotiation (RFC 9110, 12.5.1): which of the offered formats a request wants."""

from collections.abc import Sequence

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format, by_name
from graph.store import Wanted

HTML = "text/html"


def wanted() -> Wanted:
    """Return the formats to answer a query in, one per kind of result."""
    return Wanted(_chosen(RESULT_FORMATS), _chosen(GRAPH_FORMATS))


def wants_page() -> bool:
    """Tell whether the client is a browser: it prefers HTML to every RDF and result format."""
    if _asked() == "html":
        return True
    if _by_parameter((*RESULT_FORMATS, *GRAPH_FORMATS)):
        return False
    offers = [name for offer in (*RESULT_FORMATS, *GRAPH_FORMATS) for name in _media_types(offer)]
    return request.accept_mimetypes.best_match([*offers, HTML]) == HTML


def _chosen(offers: Sequence[Format]) -> Format | None:
    """Return the best offer by the parameter `format`, else by Accept, else the first."""
    if asked := _by_parameter(offers):
        return asked
    accepted = request.accept_mimetypes
    if not accepted or _by_parameter((*RESULT_FORMATS, *GRAPH_FORMATS)):
        return offers[0]
    best = accepted.best_match([name for offer in offers for name in _media_types(offer)])
    return by_name(best, offers) if best else None


def _by_parameter(offers: Sequence[Format]) -> Format | None:
    return by_name(_asked(), offers)


def _media_types(offer: Format) -> list[str]:
    return [name for name in (offer.media_type, *offer.aliases) if "/" in name]


def _asked() -> str:
    """Return the parameter `format` of the address or the form; a form that is too large has none."""
    try:
        return str(request.values.get("format", ""))
    except RequestEntityTooLarge:
        return ""
