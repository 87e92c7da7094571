# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file to check: its bytes and format, what is refused before a parser sees it, and what comes of it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import PurePath
from typing import Any

from graph.errors import InputError, TooLargeError
from graph.model.formats import FILE_FORMATS, JSON_LD, RDF_XML, TURTLE, Format, by_name
from graph.store.terms import DocumentError, Statement, Term

CSV = Format("csv", "text/csv", (".csv", ".tsv", ".txt"), ("text/tab-separated-values",), label="CSV")
XLSX = Format(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx", ".xlsm"), label="Excel"
)
JSON = Format("json", "application/json", (".json",), label="JSON")
FORM = Format("form", "application/x-www-form-urlencoded", (".form",), label="Form")
READABLE = (*FILE_FORMATS, JSON, CSV, XLSX)
"""What people may send; `FORM` is for our own pages."""

Place = Mapping[str, Any]
"""Where something is in a file: `kind` ("cell", "json", "line" or "field") with `sheet`, `cell`, `row` and
`column`, or `pointer` (RFC 6901), or `line` and `exact`, or `name`; empty where that is unknown."""

Report = dict[str, Any]
"""The outcome of a check as JSON; `graph.check.report` says what it holds."""

_MAGIC = {b"PK\x03\x04": XLSX, b"mpsc-form=": FORM}
_FOREIGN = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Excel or Word file",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
}
_TURTLE = re.compile(rb"\s*(?:@prefix|@base|PREFIX|BASE|#|<[^>\s]*>\s|_:|[\w-]*:[\w-]*\s)", re.IGNORECASE)

# Group 1 is what opens a level, group 2 what closes one.
_NESTING = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)' + rb"|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)"
    rb'|"(?:[^"\\\r\n]|\\.)*+"?' + rb"|'(?:[^'\\\r\n]|\\.)*+'?" + rb"|<[^<>\s]*+>|#[^\r\n]*+|([\[({])|([\])}])",
    re.DOTALL,
)
_JSON_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
_XML_NESTING = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<[^/!][^<>]*+/>|(<[^/!])|(</)", re.DOTALL)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class FileLimits:
    """How much of anything one file may have."""

    bytes: int = 10_000_000
    unpacked: int = 60_000_000  # bytes of all parts of a workbook
    statements: int = 20_000
    values: int = 500  # of one property of one thing: rules compare them with each other
    text: int = 20_000  # characters
    number: int = 40  # characters of a number, a date or anything else that is no text
    depth: int = 64  # of brackets, elements or objects
    rows: int = 5_000
    columns: int = 200


FILE_LIMITS = FileLimits()


@dataclass(frozen=True)
class Received:
    """A file as it came in.

    Attributes:
        name: its name at the sender, for people only.
        media_type: as declared by the sender, possibly with parameters.
        kind: the kind of thing in the rows of a table, as in `mpsc template --kind`; "" to find out.
    """

    content: bytes
    name: str = ""
    media_type: str = ""
    kind: str = ""

    @cached_property
    def sha256(self) -> str:
        """Hexadecimal digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def written_in(self) -> Format:
        """The format: what the content shows beats the name, which beats the media type.

        Raises:
            InputError: it is neither one of `READABLE` nor our form.
        """
        head = self.content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
        for magic, what in _FOREIGN.items():
            if head.startswith(magic):
                raise InputError(f"The file is {what}. Send a table (.xlsx, .csv) or RDF (.ttl, .jsonld, .rdf).")
        by_magic = next((each for magic, each in _MAGIC.items() if head.startswith(magic)), None)
        if by_magic is not None:
            return by_magic
        declared = self._declared_format()
        if head.startswith(b"<?xml") or b"<rdf:RDF" in head:
            return RDF_XML
        if re.match(rb"<!doctype html|<html", head, re.IGNORECASE):
            raise InputError("The file is a web page. Send the data itself, as a table or as RDF.")
        if head.startswith((b"{", b"[")) and declared not in FILE_FORMATS[:4]:
            return declared if declared == JSON_LD else JSON
        if declared not in {None, XLSX, RDF_XML, JSON, JSON_LD}:
            return declared or TURTLE
        if declared in {JSON, JSON_LD}:
            return declared or JSON
        return TURTLE if _TURTLE.match(head) else CSV

    def _declared_format(self) -> Format | None:
        suffix = PurePath(self.name).suffix.lower()
        for each in READABLE:
            if suffix and suffix in each.suffixes and suffix != ".txt":
                return each
        return by_name(self.media_type.split(";")[0], READABLE) if "plain" not in self.media_type else None


@dataclass(frozen=True)
class Change:
    """A value that was written differently from what would be published; `reason` is a key of `CHANGED`."""

    before: str
    after: str
    reason: str
    subject: str = ""
    predicate: str = ""
    place: Place = field(default_factory=dict)


@dataclass(frozen=True)
class Ignored:
    """A part of a file that gave no statement: a cell, a column, a key."""

    value: str
    reason: str
    place: Place = field(default_factory=dict)
    name: str = ""
    proposal: str = ""


@dataclass
class Submission:
    """What was read from a file.

    Attributes:
        quads: its statements as they were written, with IRIs in place of blank nodes.
        own: the beginning of these IRIs.
        places: (subject, predicate, value) → where it is; predicate and value may be "".
        parts: how many cells or values of JSON objects there were; 0 for RDF.
        details: what was found out about the file, such as its encoding.
        text: the file as text, where that can be searched for places.
    """

    written_in: Format
    quads: list[Statement]
    own: str
    places: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    parts: int = 0
    details: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def place(self, subject: str, predicate: str = "", value: Term | str = "") -> Place:
        """Return where something is, as exactly as is known."""
        for key in ((subject, predicate, str(value)), (subject, predicate, ""), (subject, "", "")):
            if key in self.places:
                return self.places[key]
        return {}


class Verdict(StrEnum):
    """What can be said of a file as a whole, as in reports."""

    VALID = "valid"
    ERRORS = "errors"
    NOTHING = "nothing"
    UNFINISHED = "unfinished"

    @property
    def exit_code(self) -> int:
        """The exit code of `mpsc validate`."""
        return list(Verdict).index(self)


@dataclass(frozen=True)
class Evaluation:
    """The outcome of a check; `statements` is what would be published, as canonical N-Quads."""

    verdict: Verdict
    statements: str
    report: Report


def check_size(content: bytes) -> None:
    """Refuse files that are empty or too large.

    Raises:
        TooLargeError: the file has more than `FILE_LIMITS.bytes`.
        DocumentError: the file is empty.
    """
    if len(content) > FILE_LIMITS.bytes:
        raise TooLargeError(
            f"The file has {len(content):,} bytes; {FILE_LIMITS.bytes:,} may be sent. Send it in parts."
        )
    if not content.strip():
        raise DocumentError("The file is empty.")


def check_text(content: bytes, written_in: Format) -> bytes:
    """Return the content of a text file in UTF-8, without a byte order mark.

    Raises:
        DocumentError: it is not UTF-8, is nested too deeply, or is XML with a document type.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = line_at(content, error.start)
        raise DocumentError(f"Byte {error.start} is not UTF-8. Save the file as UTF-8.", line=line) from error
    if written_in == RDF_XML and (declaration := _DECLARATION.search(content)):
        message = "Document types and entities (<!DOCTYPE) are not accepted. Remove them."
        raise DocumentError(message, line=line_at(content, declaration.start()))
    _check_depth(content, written_in)
    return content.removeprefix(b"\xef\xbb\xbf")


def line_at(content: bytes, position: int) -> int:
    """Return the number of the line, from 1."""
    return content.count(b"\n", 0, position) + 1


def _check_depth(content: bytes, written_in: Format) -> None:
    patterns = {"rdfxml": _XML_NESTING, "json": _JSON_NESTING, "jsonld": _JSON_NESTING}
    depth = 0
    for bracket in patterns.get(written_in.name, _NESTING).finditer(content):
        if bracket.lastindex:
            depth += 1 if bracket.lastindex == 1 else -1
            if depth > FILE_LIMITS.depth:
                message = f"The file is nested deeper than {FILE_LIMITS.depth} levels. Give parts names."
                raise DocumentError(message, line=line_at(content, bracket.start()))
