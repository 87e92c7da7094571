# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a part of an address to the IRI it stands for; what could be no IRI of ours is none."""

import re

from rdflib import URIRef

from graph.model.namespaces import BASE

_LONGEST = 300
_KIND = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9_-]+(?:[./]+?[A-Za-z0-9_-]+)*", re.ASCII)


def thing(kind: str, slug: str) -> URIRef | None:
    """Return the IRI `id/<kind>/<slug>`, or None where it could not be one (DESIGN: lower case, hyphens)."""
    return _iri(f"id/{kind}/{slug}") if _KIND.fullmatch(kind) and _fits(_SLUG, slug) else None


def code(path: str) -> URIRef | None:
    """Return the IRI of a code list (`<scheme>`) or of an entry (`<scheme>/<key>`), or None."""
    return _iri(f"code/{path}") if _fits(_SLUG, path) and path.count("/") < 2 else None


def other(path: str) -> URIRef | None:
    """Return the IRI of another document of ours, such as `dataset/graph` or `graph/cohort-1`, or None."""
    return _iri(path) if _fits(_PATH, path.removeprefix(".well-known/")) else None


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= _LONGEST and pattern.fullmatch(text) is not None


def _iri(path: str) -> URIRef:
    return URIRef(BASE + path)
