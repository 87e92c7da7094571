# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Terms as people read them: things by name and as links, dates and numbers in the language of the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape
from rdflib import XSD, Literal, URIRef
from rdflib.term import Node

from graph import describe
from graph.describe import Description, class_name, name
from graph.model.namespaces import BASE
from graph.model.shapes import targets
from graph.web.http.pages import language, local_path, translate

_DATES = {XSD.date, XSD.dateTime}
_FRACTIONS = {XSD.decimal, XSD.double}
_OWN_TERM = f"{BASE}def#"


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

    def __html__(self) -> str:
        """Return the value as templates show it, a link where it leads somewhere (protocol of MarkupSafe)."""
        text = escape(self.text)
        tagged = f' lang="{escape(self.language)}"' if self.language else ""
        if self.link:
            return f'<a href="{escape(self.link)}"{tagged}>{text}</a>'
        return f"<span{tagged}>{text}</span>" if tagged else text


def cited(sources: Sequence[int]) -> Markup:
    """Return links to the numbers of sources, further down on the page."""
    if not sources:
        return Markup()
    links = ", ".join(f'<a href="#source-{number:d}">{number:d}</a>' for number in sources)
    return Markup(f' <span class="cited">{translate("Quelle", "Source")} {links}</span>')  # noqa: S704 - numbers


def value(description: Description, node: Node, sources: tuple[int, ...] = ()) -> Value:
    """Return how a term is shown: things by name and as links, dates and numbers as people write them."""
    tag = language()
    if isinstance(node, URIRef):
        named = class_text(node, tag) or name(description.known, node, tag)
        return Value(str(named), _other(named, tag), link_of(node, tag), sources)
    literal = node if isinstance(node, Literal) else Literal(str(node))
    link = str(literal) if literal.datatype == XSD.anyURI and is_web(str(literal)) else None
    return Value(_text(literal, tag), _other(literal, tag), link, sources)


def class_text(iri: URIRef, tag: str) -> Literal | None:
    """Return the name of a class or property that vocabulary or shapes have, not the data."""
    if iri not in targets() and not iri.startswith(_OWN_TERM):
        return None
    return Literal(class_name(iri)[tag], lang=tag)


def _text(literal: Literal, tag: str) -> str:
    text, datatype = str(literal), literal.datatype
    if datatype is None:
        return text
    if datatype in _DATES:
        return describe.day(literal, tag)
    if datatype == XSD.boolean:
        return translate("ja", "yes") if text in {"true", "1"} else translate("nein", "no")
    if datatype == XSD.integer:
        return describe.number(literal, tag)
    if datatype in _FRACTIONS and tag == "de":
        return text.replace(".", ",")
    return text


def _other(literal: Literal, tag: str) -> str | None:
    return literal.language if literal.language != tag else None


def link_of(iri: URIRef, tag: str) -> str | None:
    """Return where a thing leads in a language; None where that is not the web."""
    path = local_path(iri)
    if path.startswith("/"):
        # The fragment stays last.
        head, hash_sign, fragment = path.partition("#")
        return f"{head}?lang=en{hash_sign}{fragment}" if tag == "en" else path
    return path if is_web(path) else None


def is_web(address: str) -> bool:
    """Tell whether an address from the data can be a link: nothing but the web runs no script."""
    return str(address).startswith(("https://", "http://"))
