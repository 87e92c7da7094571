# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values: text as people write it, what the forms of XML Schema allow, and the names of published things.

What cannot be read without doubt stays as it was written: the shapes then refuse it and say what is expected.
Whether a value has the form of its datatype (XML Schema 1.1 Part 2, 3.3 and 3.4) is decided by its letters
alone: rdflib repairs some wrong values while it reads them, and some right ones cost it a gigabyte.
"""

import csv
import re
import unicodedata
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import StringIO
from itertools import islice
from typing import NamedTuple

from rdflib import DCTERMS, RDF, XSD, Literal, URIRef
from rdflib.term import Node

from graph.check.received import FILE_LIMITS
from graph.model.formats import CSV
from graph.model.namespaces import BASE, MPSC, is_iri, namespaces
from graph.model.queries import stored_query
from graph.model.shapes import CODE, DATE, DECIMAL, INTEGER, LINK, TEXT, THING, Field, Shape
from graph.model.vocabulary import code_words
from graph.store import Dataset, FormatChoice, Store
from graph.store.terms import IRI, LITERAL, XSD_STRING, Term

PERIOD = str(DCTERMS.PeriodOfTime)

_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DAY = r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_WHOLE = r"[+-]?\d+"
_FLOAT = r"(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?|[+-]?INF|NaN)"
_FORMS: Mapping[str, re.Pattern[str]] = {
    str(XSD[name]): re.compile(form, re.ASCII)
    for name, form in {
        "boolean": "true|false|1|0",
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        **dict.fromkeys(("integer", "long", "int", "short", "byte"), _WHOLE),
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
_TEXTS = {
    *(str(XSD[name]) for name in ("string", "anyURI", "normalizedString", "token")),
    "http://www.opengis.net/ont/geosparql#wktLiteral",
}
_REFUSED = {
    *(str(RDF[name]) for name in ("HTML", "XMLLiteral", "JSON")),
    *(str(XSD[name]) for name in ("base64Binary", "hexBinary")),
}
_DAYS = {str(XSD[name]) for name in ("date", "dateTime", "dateTimeStamp")}
_DATE_PARTS = re.compile(r"(\d{4,})-(\d\d)-(\d\d)", re.ASCII)
_ALLOWED_CONTROLS = "\t\n\r"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"

_LONGEST = 2_000
"""Characters of an address; of a text where a date, a number or a name is asked for."""

_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_PERIOD = re.compile(r"(?:von\s+)?(.{4,20}?)\s*(?:bis|–|—|\bto\b|/|\s-\s)\s*(.{4,20})", re.IGNORECASE)
_PROJECT = (str(MPSC.ModelProject),)


def find_danger(term: Term) -> str:
    """Return the code of the reason why no other program may see this value, or ""."""
    if hidden_characters(term.value):
        return "hidden-characters"
    if term.kind != LITERAL:
        return "too-long" if len(term.value) > _LONGEST else ""
    if term.datatype in _REFUSED:
        return "refused-datatype"
    is_text = bool(term.language) or term.datatype in _TEXTS
    most = FILE_LIMITS.text if is_text else FILE_LIMITS.number
    return "too-long" if len(term.value) > most else ""


def is_well_formed(term: Term) -> bool:
    """Return whether a literal has the form of its datatype; True for datatypes that are not known here."""
    form = _FORMS.get(term.datatype)
    return form is None or (form.fullmatch(term.value) is not None and _is_in_calendar(term))


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
    """Return the characters of a text that are invisible and not needed: controls and bidi marks."""
    return [
        character
        for character in text
        if character in _BIDI
        or (unicodedata.category(character) in {"Cc", "Cs"} and character not in _ALLOWED_CONTROLS)
    ]


def escape_hidden_characters(text: str) -> str:
    r"""Return a text with its hidden characters written as `\u202e`: no terminal and no page obeys that."""
    hidden = set(hidden_characters(text))
    return "".join(f"\\u{ord(character):04x}" if character in hidden else character for character in text)


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
        """Return the things of one of the classes that have a name; case is ignored."""
        return self._of_classes(self._by_name.get(name.casefold().strip(), ()), classes)

    def of_classes(self, classes: Iterable[str]) -> list[str]:
        """Return the things of one of the classes, sorted by IRI."""
        return self._of_classes(sorted(self.classes), classes)

    def new_iri(self, shape: Shape, *parts: str) -> str:
        """Return an IRI that ends in the parts, below `id/` where most things of the shape are."""
        counts = self._folders.get(shape.target, {})
        folder = max(sorted(counts), key=lambda each: counts[each], default=shape.slug)
        return f"{BASE}id/{folder}/{'-'.join(filter(None, parts))}"

    def _of_classes(self, iris: Iterable[str], classes: Iterable[str]) -> list[str]:
        wanted = frozenset(classes)
        return [iri for iri in iris if not wanted.isdisjoint(self.classes[iri])]

    @cached_property
    def _folders(self) -> Mapping[str, Mapping[str, int]]:
        """IRI of a class → part of an IRI after `id/` → how many things of the class have it."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for iri, classes in self.classes.items():
            for cls in classes:
                counts[cls][iri.removeprefix(BASE + "id/").split("/")[0]] += 1
        return counts

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for iri, names in self.names.items():
            for name in sorted({name.casefold().strip() for name in names}):
                index[name].append(iri)
        return index


def load_published(store: Store) -> Published:
    """Return what a store publishes."""
    classes: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    # Some 80,000 rows: as CSV, they are read in half the time that terms take.
    answer = store.answer(stored_query("intake", "published").text, FormatChoice(CSV), Dataset())
    for thing, iri, name in islice(csv.reader(StringIO(answer.whole().decode(), newline="")), 1, None):
        classes[thing].add(iri)
        if name:
            names[thing].add(name)
    return Published(
        {thing: frozenset(of) for thing, of in classes.items()},
        {thing: tuple(sorted(of)) for thing, of in names.items()},
    )


class NameIndex:
    """What things are called: those of the file that is being read first, then those that are published."""

    def __init__(self, known: Published) -> None:
        self.known = known
        self._own: dict[str, list[str]] = defaultdict(list)

    def add(self, name: str, iri: str) -> None:
        """Note a thing of this file."""
        self._own[name.casefold()].append(iri)

    def find(self, name: str, classes: Iterable[str]) -> list[str]:
        """Return the things that have a name; case is ignored."""
        return self._own.get(name.casefold()) or self.known.named(name, classes)


class Value(NamedTuple):
    """A value, and what reading did: a key of `graph.check.texts.CHANGED`, or "" where nothing changed."""

    term: Term
    change: str = ""


def literal(text: str, datatype: str = "string") -> Term:
    """Return a literal of an XML Schema datatype, given by its local name."""
    return Term(LITERAL, text, str(XSD[datatype]))


def read_value(text: str, field: Field, names: NameIndex, *, is_typed: bool = False) -> Value:
    """Return the value that a text means in a field.

    Args:
        text: without spaces at its ends.
        field: what the text is for.
        names: what things are called.
        is_typed: whether the spreadsheet says that it is a number or a date.
    """
    if len(text) > _LONGEST and field.value != TEXT:
        return Value(literal(text))
    readers: Mapping[str, Callable[[], Value]] = {
        TEXT: lambda: Value(Term(LITERAL, text, "", (field.languages or ("de",))[0])),
        DATE: lambda: _read_date(text, field),
        INTEGER: lambda: _read_number(text, "integer", is_typed=is_typed),
        DECIMAL: lambda: _read_number(text, "decimal", is_typed=is_typed),
        LINK: lambda: _read_link(text),
        CODE: lambda: _read_code(text, field),
        THING: lambda: _read_thing(text, field, names),
    }
    return readers.get(field.value, lambda: Value(Term(LITERAL, text, field.datatype or XSD_STRING)))()


def project_key(text: str, field: Field, names: NameIndex) -> str | None:
    """Return the last part of the IRI of the project that a text names; None for fields of other things."""
    if field.classes != _PROJECT:
        return None
    term = read_value(text, field, names).term
    return slug(term.value.rsplit("/", 1)[-1]) if term.kind == IRI else ""


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
        if match := re.fullmatch(pattern, text, re.ASCII):
            term = literal(shape.format(*match.groups()), datatype)
            return term if is_well_formed(term) else None
    if match := re.fullmatch(r"(?:(\d\d?)\.\s*)?([A-Za-zä]{3,9})\.?\s+(\d{4})", text):
        name = match[2].lower().replace("mae", "mär").replace("mar", "mär")[:3]
        if name in _MONTHS:
            month = f"{match[3]}-{_MONTHS.index(name) + 1:02}"
            term = literal(f"{month}-{match[1]:0>2}", "date") if match[1] else literal(month, "gYearMonth")
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
    match = _PERIOD.fullmatch(text)
    start, end = (parse_date(match[1].strip()), parse_date(match[2].strip())) if match else (None, None)
    return (start, end) if start and end else None


def parse_iri(text: str) -> str:
    """Return the IRI that is written in full or as a prefixed name of ours, or ""."""
    if not is_iri(text):
        return ""
    prefix, colon, rest = text.partition(":")
    if colon and rest and not rest.startswith("/") and prefix in namespaces():
        return str(namespaces()[prefix]) + rest
    return text if re.match(r"(?:https?://[^/]|mailto:|urn:)", text) else ""


def slug(text: str) -> str:
    """Return a text as the last part of an IRI: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


@cache
def codes_by_word() -> Mapping[str, tuple[str, ...]]:
    """Return what an entry of a code list can be called, in lower case → IRIs of entries."""
    index: dict[str, list[str]] = defaultdict(list)
    for code, words in code_words().items():
        for word in sorted({word.casefold() for word in words}):
            index[word].append(code)
    return {word: tuple(codes) for word, codes in index.items()}


def _is_in_calendar(term: Term) -> bool:
    """Return whether the day exists in its month (February 30 does not)."""
    if term.datatype not in _DAYS:
        return True
    year, month, day = (int(part) for part in _DATE_PARTS.findall(term.value)[0])
    return day <= monthrange(year, month)[1]


def _read_date(text: str, field: Field) -> Value:
    if field.datatype == str(XSD.dateTime):
        return Value(literal(text, "dateTime"))
    date = parse_date(text) or literal(text, "date")
    return Value(date, "" if date.value == text else "date")


def _read_number(text: str, datatype: str, *, is_typed: bool) -> Value:
    plain = literal(text, datatype)
    if is_typed or (is_well_formed(plain) and "." not in text):
        return Value(plain)
    number = parse_number(text)
    if number is None or not is_well_formed(literal(number, datatype)):
        return Value(plain)
    return Value(literal(number, datatype), "number")


def _read_link(text: str) -> Value:
    if iri := parse_iri(text):
        return Value(Term(IRI, iri), "" if iri == text else "address")
    if re.fullmatch(r"www\.[^\s/]+\.[^\s]+", text) and is_iri(f"https://{text}"):
        return Value(Term(IRI, f"https://{text}"), "address")
    return Value(literal(text))


def _read_code(text: str, field: Field) -> Value:
    iri = parse_iri(text)
    if iri in field.codes:
        return Value(Term(IRI, iri), "" if iri == text else "list-entry")
    codes = [code for code in codes_by_word().get(text.casefold(), ()) if code in field.codes]
    return Value(Term(IRI, codes[0]), "list-entry") if len(codes) == 1 else Value(literal(text))


def _read_thing(text: str, field: Field, names: NameIndex) -> Value:
    if iri := parse_iri(text):
        return Value(Term(IRI, iri), "" if iri == text else "known-thing")
    iris = _find_by_key(text, field, names.known) or names.find(text, field.classes)
    return Value(Term(IRI, iris[0]), "known-thing") if len(iris) == 1 else Value(literal(text))


def _find_by_key(text: str, field: Field, known: Published) -> list[str]:
    """Return the municipality or district of an official key; spreadsheets drop the leading zero."""
    for cls, folder, length in ((MPSC.Municipality, "municipality", 8), (MPSC.District, "district", 5)):
        if str(cls) in field.classes and re.fullmatch(rf"\d{{{length - 1},{length}}}", text, re.ASCII):
            iri = f"{BASE}id/{folder}/{text:0>{length}}"
            if iri in known.classes:
                return [iri]
    return []
