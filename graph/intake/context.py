# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The JSON-LD contexts of a document: ours from our own copy, those in the document itself, no other."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from graph.model.namespaces import BASE
from graph.model.paths import folder
from graph.store.terms import DocumentError

ADDRESS = BASE + "context.jsonld"
"""Where our context is published."""

_OURS = {ADDRESS, "context.jsonld", "/context.jsonld", "./context.jsonld"}


@cache
def bundled() -> Mapping[str, Any]:
    """Return our context."""
    text = (folder("ontology") / "context.jsonld").read_text(encoding="utf-8")
    context: dict[str, Any] = json.loads(text)["@context"]
    return context


class Context:
    """What the names of a document stand for.

    Args:
        given: the value of `@context`, or None where there is none.

    Raises:
        DocumentError: it names a context that is not ours; nothing is fetched.
    """

    def __init__(self, given: Any) -> None:
        self.parts = [_resolved(part) for part in (given if isinstance(given, list) else [given])]
        self.terms: dict[str, Any] = {}
        for part in self.parts:
            self.terms |= part

    def is_known(self, key: str) -> bool:
        """Tell whether a key gives a statement: it is a term, a keyword or an IRI."""
        return key.startswith("@") or key in self.terms or bool(self.terms.get("@vocab")) or ":" in key

    def keyword(self, key: str) -> str:
        """Return the keyword that a key stands for, or the key."""
        definition = self.terms.get(key)
        target = definition.get("@id") if isinstance(definition, dict) else definition
        return target if isinstance(target, str) and target.startswith("@") else key

    def is_language_map(self, key: str) -> bool:
        """Tell whether the values of a key are texts by language."""
        definition = self.terms.get(key)
        return isinstance(definition, dict) and "@language" in _listed(definition.get("@container"))

    def expanded(self, name: str, base: str = "") -> str:
        """Return the IRI of a term, a prefixed name or an IRI (JSON-LD 1.1 API, 5.2)."""
        definition = None if base else self.terms.get(name)
        target = definition.get("@id", name) if isinstance(definition, dict) else definition or name
        if target != name:
            return self.expanded(str(target))
        prefix, colon, rest = name.partition(":")
        if not colon:
            return (base or str(self.terms.get("@vocab") or "")) + name
        if rest.startswith("//") or prefix == "_" or not isinstance(self.terms.get(prefix), str):
            return name
        return self.expanded(self.terms[prefix]) + rest


def _resolved(part: Any) -> Mapping[str, Any]:
    if part is None or (isinstance(part, str) and part in _OURS):
        return bundled()
    if isinstance(part, dict) and "@import" not in part:
        return part
    shown = part.get("@import") if isinstance(part, dict) else part
    raise DocumentError(
        f"The context {str(shown)[:200]!r} is not fetched. Use {ADDRESS}, or put the terms into the file."
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
