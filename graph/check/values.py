# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Text as people write it in tables → values: German dates, decimal commas, names of things.

What cannot be read without a doubt stays as it was written: the shapes then refuse it and say what is
expected.

Whether a value is written as its datatype demands, told from its letters alone.

Forms from XML Schema 1.1 Part 2, 3.3 and 3.4. rdflib repairs some wrong values while it reads them, and some
right ones cost it a gigabyte; so values are looked at before.

What is published already, as far as a submission may refer to it.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import StringIO
from itertools import islice
from typing import NamedTuple

from rdflib import Literal, URIRef
from rdflib.term import Node

from graph.model.formats import CSV
from graph.model.namespaces import BASE, is_iri, namespaces
from graph.model.queries import stored_query
from graph.model.shapes import CODE, DATE, DECIMAL, INTEGER, LINK, TEXT, THING, Field
from graph.model.vocabulary import code_words
from graph.store import Scope, Store, Wanted
from graph.store.terms import IRI, LITERAL, XSD_STRING, Term

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


def unsafe_reason(term: Term, most_text: int, most_number: int) -> str:
    """Return the code of the reason why no other program may see this value, or "".

    Args:
        term: a term of any kind.
        most_text: characters that a text may have.
        most_number: characters that any other value may have.
    """
    if hidden_characters(term.value):
        return "hidden-characters"
    if term.kind != LITERAL:
        return "too-long" if len(term.value) > 2000 else ""
    if term.datatype in _REFUSED:
        return "refused-datatype"
    is_text = bool(term.language) or term.datatype in {*_TEXTS, _WKT}
    if len(term.value) > (most_text if is_text else most_number):
        return "too-long"
    return ""


def is_well_formed(term: Term) -> bool:
    """Return whether a literal has the form of its datatype; True for datatypes that are not known here."""
    form = _FORMS.get(term.datatype)
    if form is None:
        return True
    return form.fullmatch(term.value) is not None and _is_a_day(term)


def to_rdflib_term(term: Term) -> Node:
    """Return the rdflib term; what is not well formed becomes plain text, which no other datatype accepts."""
    if term.kind != LITERAL:
        return URIRef(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype == XSD_STRING or not is_well_formed(term):
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype), normalize=False)


def hidden_characters(text: str) -> list[str]:
    """Return the characters of a text that nobody can see and that nothing needs: controls, bidi marks."""
    return [
        character
        for character in text
        if character in _BIDI
        or (unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS)
    ]


def escape_hidden_characters(text: str) -> str:
    r"""Return a text with what is hidden in it written as `\u202e`: no terminal and no page obeys that."""
    found = set(hidden_characters(text))
    return "".join(f"\\u{ord(character):04x}" if character in found else character for character in text)


def _is_a_day(term: Term) -> bool:
    """Return whether the day exists in its month (February 30 does not)."""
    if term.datatype not in {_XSD + "date", _XSD + "dateTime", _XSD + "dateTimeStamp"}:
        return True
    year, month, day = (int(part) for part in _DATE_PARTS.findall(term.value)[0])
    return day <= _days(year, month)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


@dataclass(frozen=True)
class Published:
    """Things that are published.

    Attributes:
        classes: IRI of a thing → IRIs of its classes.
        names: IRI of a thing → its names.
    """

    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, iri: str) -> str:
        """Return a name of a thing, or ""."""
        return next(iter(self.names.get(iri, ())), "")

    def named(self, name: str, classes: Iterable[str]) -> list[str]:
        """Return the things of one of the classes that are called so; capitals do not matter."""
        return self._of_classes(self._by_name.get(name.casefold().strip(), ()), classes)

    def of_classes(self, classes: Iterable[str]) -> list[str]:
        """Return the things of one of the classes, sorted by IRI."""
        return self._of_classes(sorted(self.classes), classes)

    def place(self, classes: Iterable[str]) -> str:
        """Return the part of the IRI that most things of these classes have after `id/`, or ""."""
        counts: dict[str, int] = defaultdict(int)
        for iri in self.of_classes(classes):
            counts[iri.removeprefix(BASE + "id/").split("/")[0]] += 1
        return max(sorted(counts), key=lambda place: counts[place], default="")

    def _of_classes(self, iris: Iterable[str], classes: Iterable[str]) -> list[str]:
        wanted = frozenset(classes)
        return [iri for iri in iris if not wanted.isdisjoint(self.classes[iri])]

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for iri, names in self.names.items():
            for name in sorted({name.casefold().strip() for name in names}):
                found[name].append(iri)
        return found


def load_published(store: Store) -> Published:
    """Return what a store publishes."""
    classes: dict[str, set[str]] = defaultdict(set)
    names: dict[str, dict[str, None]] = defaultdict(dict)
    # Some 80,000 rows: as CSV, they are read in half the time that terms take.
    answer = store.answer(stored_query("intake", "published").text, Wanted(CSV), Scope())
    for thing, iri, name in islice(csv.reader(StringIO(answer.whole().decode(), newline="")), 1, None):
        classes[thing].add(iri)
        if name:
            names[thing][name] = None
    return Published(
        {thing: frozenset(of) for thing, of in classes.items()},
        {thing: tuple(sorted(of)) for thing, of in names.items()},
    )


XSD = "http://www.w3.org/2001/XMLSchema#"
PERIOD = "http://purl.org/dc/terms/PeriodOfTime"
_READ = 2_000
"""Characters that are looked at; what is longer is no date, number, name or address."""

_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_PERIOD = re.compile(r"(?:von\s+)?(.{4,20}?)\s*(?:bis|–|—|\bto\b|/|\s-\s)\s*(.{4,20})", re.IGNORECASE)
_MUNICIPALITY = "https://w3id.org/mpsc/def#Municipality"
_DISTRICT = "https://w3id.org/mpsc/def#District"


class Value(NamedTuple):
    """A value and what reading did: the code of a change, or "" where the text is the value."""

    term: Term
    change: str = ""


class NameIndex:
    """What things are called: those of this file first, then those that are published.

    Args:
        known: what is published.
    """

    def __init__(self, known: Published) -> None:
        self.known = known
        self._own: dict[str, list[str]] = defaultdict(list)

    def add(self, name: str, iri: str) -> None:
        """Note a thing of this file."""
        self._own[name.casefold()].append(iri)

    def find(self, name: str, classes: Iterable[str]) -> list[str]:
        """Return the things that are called so; capitals do not matter."""
        return self._own.get(name.casefold()) or self.known.named(name, classes)


def literal(text: str, datatype: str = "string") -> Term:
    """Return a literal of an XML Schema datatype, given by its local name."""
    return Term(LITERAL, text, XSD + datatype)


def read_value(text: str, field: Field, names: NameIndex, *, is_typed: bool) -> Value:
    """Return the value that a text in a column means.

    Args:
        text: without spaces at its ends.
        field: what the column is for.
        names: what things are called.
        is_typed: True where the spreadsheet says that it is a number or a date.
    """
    if len(text) > _READ and field.value != TEXT:
        return Value(literal(text))
    readers: Mapping[str, Callable[[], Value]] = {
        TEXT: lambda: Value(Term(LITERAL, text, "", (field.languages or ("de",))[0])),
        DATE: lambda: _date(text, field),
        INTEGER: lambda: _number(text, "integer", is_typed=is_typed),
        DECIMAL: lambda: _number(text, "decimal", is_typed=is_typed),
        LINK: lambda: _link(text),
        CODE: lambda: _code(text, field),
        THING: lambda: _thing(text, field, names),
    }
    return readers.get(field.value, lambda: Value(Term(LITERAL, text, field.datatype or XSD_STRING)))()


def parse_date(text: str) -> Term | None:
    """Return the date, month or year that a text means, or None."""
    forms = (
        (r"(\d{4})-(\d\d)-(\d\d)", "{0}-{1:0>2}-{2:0>2}", "date"),
        (r"(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})", "{2}-{1:0>2}-{0:0>2}", "date"),
        (r"(\d{4})-(\d\d)", "{0}-{1}", "gYearMonth"),
        (r"(\d\d?)[./](\d{4})", "{1}-{0:0>2}", "gYearMonth"),
        (r"(\d{4})", "{0}", "gYear"),
    )
    for pattern, shape, datatype in forms:
        if found := re.fullmatch(pattern, text, re.ASCII):
            term = literal(shape.format(*found.groups()), datatype)
            return term if is_well_formed(term) else None
    if found := re.fullmatch(r"(?:(\d\d?)\.\s*)?([A-Za-zä]{3,9})\.?\s+(\d{4})", text):
        name = found[2].lower().replace("mae", "mär").replace("mar", "mär")[:3]
        if name in _MONTHS:
            month = f"{found[3]}-{_MONTHS.index(name) + 1:02}"
            term = literal(f"{month}-{found[1]:0>2}", "date") if found[1] else literal(month, "gYearMonth")
            return term if is_well_formed(term) else None
    return None


def parse_number(text: str) -> str | None:
    """Return a number written the German way (1.234,5) with a decimal point, or None."""
    plain = re.sub(r"[\s\u00a0\u202f]|(?:€|EUR|Euro)$", "", text.strip())
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", plain, re.ASCII):
        plain = plain.replace(".", "")
    if re.fullmatch(r"[+-]?\d+(,\d+)?", plain, re.ASCII):
        return plain.replace(",", ".")
    return None


def parse_period(text: str) -> tuple[Term, Term] | None:
    """Return the two ends of a period such as “2021-09 bis 2024-12”, or None."""
    found = _PERIOD.fullmatch(text)
    ends = (parse_date(found[1].strip()), parse_date(found[2].strip())) if found else (None, None)
    return (ends[0], ends[1]) if ends[0] and ends[1] else None


def parse_iri(text: str) -> str:
    """Return the IRI that is written whole or as a prefixed name of ours, or ""."""
    if not is_iri(text):
        return ""
    prefix, colon, rest = text.partition(":")
    if colon and rest and not rest.startswith("/") and prefix in namespaces():
        return str(namespaces()[prefix]) + rest
    return text if re.match(r"(?:https?://[^/]|mailto:|urn:)", text) else ""


def slug(text: str) -> str:
    """Return a text as the last part of an IRI: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


@cache
def codes_by_word() -> Mapping[str, tuple[str, ...]]:
    """Return what an entry of a code list can be called, in small letters → IRIs of entries."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, words in code_words().items():
        for word in sorted({word.casefold() for word in words}):
            found[word].append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def _date(text: str, field: Field) -> Value:
    if field.datatype == XSD + "dateTime":
        return Value(literal(text, "dateTime"))
    found = parse_date(text)
    if found is None:
        return Value(literal(text, "date"))
    return Value(found, "" if found.value == text else "date")


def _number(text: str, datatype: str, *, is_typed: bool) -> Value:
    plain = literal(text, datatype)
    if is_typed or (is_well_formed(plain) and "." not in text):
        return Value(plain)
    found = parse_number(text)
    if found is None or not is_well_formed(literal(found, datatype)):
        return Value(plain)
    return Value(literal(found, datatype), "number")


def _link(text: str) -> Value:
    if iri := parse_iri(text):
        return Value(Term(IRI, iri), "" if iri == text else "address")
    if re.fullmatch(r"www\.[^\s/]+\.[^\s]+", text) and is_iri(f"https://{text}"):
        return Value(Term(IRI, f"https://{text}"), "address")
    return Value(literal(text))


def _code(text: str, field: Field) -> Value:
    iri = parse_iri(text)
    if iri in field.codes:
        return Value(Term(IRI, iri), "" if iri == text else "list-entry")
    found = [code for code in codes_by_word().get(text.casefold(), ()) if code in field.codes]
    return Value(Term(IRI, found[0]), "list-entry") if len(found) == 1 else Value(literal(text))


def _thing(text: str, field: Field, names: NameIndex) -> Value:
    if iri := parse_iri(text):
        return Value(Term(IRI, iri), "" if iri == text else "known-thing")
    if key := _by_key(text, field, names.known):
        return Value(Term(IRI, key), "known-thing")
    found = names.find(text, field.classes)
    return Value(Term(IRI, found[0]), "known-thing") if len(found) == 1 else Value(literal(text))


def _by_key(text: str, field: Field, known: Published) -> str:
    """Return the municipality or district of an official key; spreadsheets drop the zero in front."""
    for cls, place, length in ((_MUNICIPALITY, "municipality", 8), (_DISTRICT, "district", 5)):
        if cls in field.classes and re.fullmatch(rf"\d{{{length - 1},{length}}}", text, re.ASCII):
            iri = f"{BASE}id/{place}/{text:0>{length}}"
            if iri in known.classes:
                return iri
    return ""
