# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names for people: which of several labels fits a language, how names sort, and labels of foreign terms."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from rdflib import DCTERMS, FOAF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from graph.model.paths import PACKAGE

Texts = Mapping[str, str]
"""Language → text; the key is "" for a text without language."""

LANGUAGES = ("de", "en")

LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title, FOAF.name)
"""The properties that give a thing its name, the best first."""


def rank(tag: str | None, language: str) -> int:
    """Return how well the language of a text fits, from 0: that asked for, German or English, none, any."""
    if tag == language:
        return 0
    return 1 if tag in LANGUAGES else 3 if tag else 2


def choose(values: Iterable[Node], language: str) -> Literal | None:
    """Return the text in the best language, the first in order of the alphabet where there are several."""
    literals = [value for value in values if isinstance(value, Literal)]
    return min(literals, key=lambda value: (rank(value.language, language), str(value)), default=None)


def label(facts: Mapping[URIRef, Iterable[Node]], language: str) -> Literal | None:
    """Return the name of a thing of which these properties and values are known; None where it has none."""
    return next((found for name in LABELS if (found := choose(facts.get(name, ()), language))), None)


def texts(values: Iterable[Node]) -> Texts:
    """Return language → text, the first in order of the alphabet where there are several."""
    literals = sorted((value for value in values if isinstance(value, Literal)), key=str, reverse=True)
    return {value.language or "": str(value) for value in literals}


def same(text: str) -> Texts:
    """Return a text that is the same in all languages, such as a prefixed name."""
    return dict.fromkeys(LANGUAGES, text)


def collation(text: str) -> tuple[str, str]:
    """Return the key that sorts German names: umlauts beside their vowels, case ignored (DIN 5007-1)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)), text


@cache
def foreign_labels() -> Mapping[str, Texts]:
    """Return IRI → label of classes and properties of other vocabularies, from `labels.ttl`."""
    graph = Graph().parse(PACKAGE / "display" / "labels.ttl")
    return {str(iri): texts(graph.objects(iri, RDFS.label)) for iri in graph.subjects(RDFS.label)}
