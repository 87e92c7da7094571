# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a query declares at its top, and what its short names and relative IRIs mean by that."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from graph.store.sparql_text import significant

_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True)
class Prologue:
    """The declarations that hold in the body of a query (SPARQL 1.1 Query, 4.1.1).

    Attributes:
        base: the IRI that relative ones are resolved against; None where none is declared.
        prefixes: prefix with its colon → namespace.
    """

    base: str | None
    prefixes: Mapping[str, str]

    def resolved(self, token: str) -> URIRef:
        """Return the IRI that a token in angle brackets, or a prefixed name, stands for.

        A name with a prefix that is not declared stays as it is; the engine will complain.
        """
        if token.startswith("<"):
            return URIRef(_CODEPOINT.sub(_character, token[1:-1]), self.base)
        prefix, colon, name = token.partition(":")
        return URIRef(self.prefixes.get(prefix + colon, "") + _ESCAPE.sub(r"\1", name))


def prologue(query: str, prefixes: Mapping[str, str]) -> Prologue:
    """Return what `query` declares, on top of `prefixes` (prefix without colon → namespace).

    Each declaration holds from its place on, so a later one may use those before it.
    """
    declared = Prologue(None, {f"{prefix}:": str(base) for prefix, base in prefixes.items()})
    tokens = iter(significant(query))
    for token in tokens:
        word = (token["word"] or "").upper()
        if word == "BASE":
            declared = Prologue(str(declared.resolved(_next(tokens))), declared.prefixes)
        elif word == "PREFIX":
            name = _next(tokens)
            declared = Prologue(
                declared.base, {**declared.prefixes, name: str(declared.resolved(_next(tokens)))}
            )
        else:
            break
    return declared


def _next(tokens: Iterator[re.Match[str]]) -> str:
    """Return the text of the next token; an empty IRI where the query ends, which the engine refuses."""
    token = next(tokens, None)
    return token[0] if token else "<>"


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number < 0x110000 else escape[0]
