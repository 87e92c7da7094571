# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a value is written as its datatype demands, told from its letters alone.

Forms from XML Schema 1.1 Part 2, 3.3 and 3.4. rdflib repairs some wrong values while it reads them, and some
right ones cost it a gigabyte; so values are looked at before.
"""

import re
import unicodedata
from collections.abc import Mapping

from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.store.terms import LITERAL, XSD_STRING, Raw

_XSD = "http://www.w3.org/2001/XMLSchema#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DAY = r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_WHOLE = r"[+-]?\d+"
_FLOAT = r"(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?|[+-]?INF|NaN)"

_FORMS: Mapping[str, re.Pattern[str]] = {
    _XSD + name: re.compile(form, re.ASCII)
    for name, form in {
        "boolean": "true|false|1|0",
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        "integer": _WHOLE,
        **dict.fromkeys(("long", "int", "short", "byte"), _WHOLE),
        "nonNegativeInteger": r"\+?\d+|-0+",
        "positiveInteger": r"\+?0*[1-9]\d*",
        **dict.fromkeys(("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"), r"\+?\d+|-0+"),
        "nonPositiveInteger": r"-\d+|\+?0+",
        "negativeInteger": r"-0*[1-9]\d*",
        "double": _FLOAT,
        "float": _FLOAT,
        "date": _DAY + _ZONE,
        "dateTime": _DAY + "T" + _TIME + _ZONE,
        "dateTimeStamp": _DAY + "T" + _TIME + _ZONE.removesuffix("?"),
        "time": _TIME + _ZONE,
        "gYear": r"-?\d{4,}" + _ZONE,
        "gYearMonth": r"-?\d{4,}-(?:0[1-9]|1[0-2])" + _ZONE,
        "duration": r"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
        r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?",
        "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    }.items()
}
_TEXTS = {_XSD + "string", _XSD + "anyURI", _XSD + "normalizedString", _XSD + "token"}
_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_REFUSED = {_RDF + "HTML", _RDF + "XMLLiteral", _RDF + "JSON", _XSD + "base64Binary", _XSD + "hexBinary"}
_DATE_PARTS = re.compile(r"(\d{4,})-(\d\d)-(\d\d)", re.ASCII)
_ALLOWED_CONTROLS = "\t\n\r"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def danger(term: Raw, most_text: int, most_number: int) -> str:
    """Return the code of the reason why no other program may see this value, or "".

    Args:
        term: a term of any kind.
        most_text: characters that a text may have.
        most_number: characters that any other value may have.
    """
    if hidden(term.value):
        return "hidden-characters"
    if term.kind != LITERAL:
        return "too-long" if len(term.value) > 2000 else ""
    if term.datatype in _REFUSED:
        return "refused-datatype"
    is_text = bool(term.language) or term.datatype in {*_TEXTS, _WKT}
    if len(term.value) > (most_text if is_text else most_number):
        return "too-long"
    return ""


def is_well_formed(term: Raw) -> bool:
    """Return whether a literal has the form of its datatype; True for datatypes that are not known here."""
    form = _FORMS.get(term.datatype)
    if form is None:
        return True
    return form.fullmatch(term.value) is not None and _is_a_day(term)


def node(term: Raw) -> Node:
    """Return the rdflib term; what is not well formed becomes plain text, which no other datatype accepts."""
    if term.kind != LITERAL:
        return URIRef(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype == XSD_STRING or not is_well_formed(term):
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype), normalize=False)


def hidden(text: str) -> list[str]:
    """Return the characters of a text that nobody can see and that nothing needs: controls, bidi marks."""
    return [
        character
        for character in text
        if character in _BIDI
        or (unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS)
    ]


def visible(text: str) -> str:
    r"""Return a text with what is hidden in it written as `\u202e`: no terminal and no page obeys that."""
    found = set(hidden(text))
    return "".join(f"\\u{ord(character):04x}" if character in found else character for character in text)


def _is_a_day(term: Raw) -> bool:
    """Return whether the day exists in its month (February 30 does not)."""
    if term.datatype not in {_XSD + "date", _XSD + "dateTime", _XSD + "dateTimeStamp"}:
        return True
    year, month, day = (int(part) for part in _DATE_PARTS.findall(term.value)[0])
    return day <= _days(year, month)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31
