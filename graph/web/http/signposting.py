# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Typed links of a document: as Link headers (RFC 8288, signposting.org) and as a linkset (RFC 9264)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rdflib import DCTERMS, URIRef

from graph.describe import LICENCE, Description
from graph.model.formats import GRAPH_FORMATS, TURTLE

HTML_TYPE = "text/html"
LINKSET_TYPE = "application/linkset+json"


@dataclass(frozen=True)
class Link:
    """A link: relation type (registered with IANA), absolute address, media type if there is exactly one."""

    relation: str
    target: str
    media_type: str = ""


def links(description: Description, public_url: str, path: str, collection: str) -> list[Link]:
    """Return the links of the document at `path`, such as `/doc/project/bamberg`, about a thing.

    `collection` is the path of the list that the thing is a member of, or empty.
    """
    whole = f"{public_url}{collection}" if collection else ""
    successors = (each for each in description.values(DCTERMS.isReplacedBy) if isinstance(each, URIRef))
    return [
        *general(description.iri, description.types, f"{public_url}{path}", whole),
        Link("linkset", f"{public_url}/linkset{path}", LINKSET_TYPE),
        *(Link("successor-version", each) for each in successors),
    ]


def general(iri: str, types: Iterable[str], page: str, collection: str) -> list[Link]:
    """Return the links that every document about something of ours has; all addresses are absolute.

    Args:
        iri: what the document is about.
        types: the classes of that.
        page: address of the document, without the suffix of a format.
        collection: address of the list that it is a member of, or empty.
    """
    return [
        Link("cite-as", iri),
        Link("describedby", f"{page}{TURTLE.suffixes[0]}", TURTLE.media_type),
        Link("license", LICENCE),
        Link("type", "https://schema.org/AboutPage"),
        *(Link("type", each) for each in types),
        Link("alternate", f"{page}.html", HTML_TYPE),
        *(Link("alternate", f"{page}{offer.suffixes[0]}", offer.media_type) for offer in GRAPH_FORMATS),
        *([Link("collection", collection)] if collection else []),
    ]


def header(found: Iterable[Link]) -> str:
    """Return the value of a Link header (RFC 8288, 3)."""
    return ", ".join(
        f'<{link.target}>; rel="{link.relation}"' + (f'; type="{link.media_type}"' if link.media_type else "")
        for link in found
    )


def linkset(found: Iterable[Link], anchor: str) -> dict[str, Any]:
    """Return the links as a linkset in JSON (RFC 9264, 4.2); a linkset does not list itself."""
    context: dict[str, list[dict[str, str]]] = defaultdict(list)
    for link in found:
        if link.relation != "linkset":
            typed = {"type": link.media_type} if link.media_type else {}
            context[link.relation].append({"href": link.target, **typed})
    return {"linkset": [{"anchor": anchor, **context}]}
