# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Terms as people read them: things by name and as links, dates and numbers in the language of the page."""

from dataclasses import dataclass

from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from graph import describe
from graph.describe import Description, class_name, name
from graph.vocabulary import BASE
from graph.web.language import language, translate
from graph.web.links import local_path

_DATES = {XSD.date, XSD.dateTime}


@dataclass(frozen=True)
class Value:
    """A value as it is shown.

    Attributes:
        text: what is read.
        language: its language, where it differs from that of the page.
        link: where it leads; None for plain text.
        sources: numbers of the sources that say it.
    """

    text: str
    language: str | None
    link: str | None
    sources: tuple[int, ...] = ()


def value(description: Description, node: Node, sources: tuple[int, ...] = ()) -> Value:
    """Return how a term is shown: things by name and as links, dates and numbers as people write them."""
    if isinstance(node, URIRef):
        named = class_text(node) or name(description.known, node, language())
        return Value(str(named), _other(named), link_of(node), sources)
    literal = node if isinstance(node, Literal) else Literal(str(node))
    link = str(literal) if literal.datatype == XSD.anyURI and is_web(str(literal)) else None
    return Value(_text(literal), _other(literal), link, sources)


def class_text(iri: URIRef) -> Literal | None:
    """Return the name of a class or property of ours; the vocabulary has it, not the data."""
    if not iri.startswith(f"{BASE}def#"):
        return None
    return Literal(class_name(iri)[language()], lang=language())


def _text(literal: Literal) -> str:
    text = str(literal)
    if literal.datatype in _DATES:
        return describe.day(literal, language())
    if literal.datatype == XSD.boolean:
        return translate("ja", "yes") if text in {"true", "1"} else translate("nein", "no")
    if literal.datatype == XSD.integer:
        return describe.number(literal, language())
    if literal.datatype in {XSD.decimal, XSD.double} and language() == "de":
        return text.replace(".", ",")
    return text


def _other(literal: Literal) -> str | None:
    return literal.language if literal.language != language() else None


def link_of(iri: URIRef) -> str | None:
    """Return where a thing leads in the language of the request; None where that is not the web."""
    path = local_path(iri)
    if path.startswith("/"):
        # The fragment stays last.
        head, hash_sign, fragment = path.partition("#")
        return f"{head}?lang=en{hash_sign}{fragment}" if language() == "en" else path
    return path if is_web(path) else None


def is_web(address: str) -> bool:
    """Tell whether an address from the data can be a link: nothing but the web runs no script."""
    return str(address).startswith(("https://", "http://"))
