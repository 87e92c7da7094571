# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file as it came in, and what kind of file it is by its content.

What is looked at before a parser sees a file: size, encoding, nesting, document types.

What reading and checking a submission leads to.
"""

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
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (".xlsx", ".xlsm"),
    label="Excel",
)
JSON = Format("json", "application/json", (".json",), label="JSON")
FORM = Format("form", "application/x-www-form-urlencoded", (".form",), label="Form")
READABLE = (*FILE_FORMATS, JSON, CSV, XLSX)
"""What a submission may be written in."""

_MARKS = {b"PK\x03\x04": XLSX, b"mpsc-form=": FORM}
_FOREIGN = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old or encrypted Excel or Word file",
    b"\x1f\x8b": "a packed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_TURTLE = re.compile(rb"\s*(?:@prefix|@base|PREFIX|BASE|#|<[^>\s]*>\s|_:|[\w-]*:[\w-]*\s)", re.IGNORECASE)


@dataclass(frozen=True)
class Received:
    """A file as it came in.

    Attributes:
        content: the bytes, which nothing ever changes.
        name: its name at the sender, for people only.
        media_type: what the sender says it is, possibly with parameters.
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
                raise InputError(
                    f"The file is {what}. Send a table (.xlsx, .csv) or RDF (.ttl, .jsonld, .rdf)."
                )
        ours = next((offer for mark, offer in _MARKS.items() if head.startswith(mark)), None)
        if ours is not None:
            return ours
        said = self._said()
        if head.startswith(b"<?xml") or b"<rdf:RDF" in head:
            return RDF_XML
        if re.match(rb"<!doctype html|<html", head, re.IGNORECASE):
            raise InputError("The file is a web page. Send the data themselves, as a table or as RDF.")
        if head.startswith((b"{", b"[")) and said not in FILE_FORMATS[:4]:
            return said if said == JSON_LD else JSON
        if said not in {None, XLSX, RDF_XML, JSON, JSON_LD}:
            return said or TURTLE
        if said in {JSON, JSON_LD}:
            return said or JSON
        return TURTLE if _TURTLE.match(head) else CSV

    def _said(self) -> Format | None:
        suffix = PurePath(self.name).suffix.lower()
        for offer in READABLE:
            if suffix and suffix in offer.suffixes and suffix != ".txt":
                return offer
        return by_name(self.media_type.split(";")[0], READABLE) if "plain" not in self.media_type else None


@dataclass(frozen=True)
class FileLimits:
    """How much of anything one submission may have.

    Attributes:
        bytes: size of the file.
        unpacked: size of all parts of a workbook together.
        statements: statements, or cells of a table.
        values: values of one property of one thing; rules compare values with each other.
        text: characters of one text.
        number: characters of one number, date or other value that has a form.
        depth: how deep brackets, elements or objects may be nested.
        rows: rows of a table.
        columns: columns of a table.
    """

    bytes: int = 10_000_000
    unpacked: int = 60_000_000
    statements: int = 20_000
    values: int = 500
    text: int = 20_000
    number: int = 40
    depth: int = 64
    rows: int = 5_000
    columns: int = 200


FILE_LIMITS = FileLimits()

_NESTING = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)' + rb"|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)"
    rb'|"(?:[^"\\\r\n]|\\.)*+"?'
    + rb"|'(?:[^'\\\r\n]|\\.)*+'?"
    + rb"|<[^<>\s]*+>|#[^\r\n]*+|([\[({])|([\])}])",
    re.DOTALL,
)
_JSON_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
_XML_NESTING = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<[^/!][^<>]*+/>|(<[^/!])|(</)", re.DOTALL)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_size(content: bytes, limits: FileLimits = FILE_LIMITS) -> None:
    """Refuse files that are empty or too large.

    Raises:
        TooLargeError: the file is larger than `limits.bytes`.
        DocumentError: the file is empty.
    """
    if len(content) > limits.bytes:
        raise TooLargeError(
            f"The file has {len(content):,} bytes; {limits.bytes:,} may be sent. Send it in parts."
        )
    if not content.strip():
        raise DocumentError("The file is empty.")


def check_text(content: bytes, written_in: Format, limits: FileLimits = FILE_LIMITS) -> bytes:
    """Return the content of a text file in UTF-8, without a byte order mark.

    Raises:
        DocumentError: it is not UTF-8, is nested too deeply, or is XML with a document type.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"Byte {error.start} is not UTF-8. Save the file as UTF-8.", line=line) from error
    if written_in == RDF_XML and (found := _DECLARATION.search(content)):
        line = content.count(b"\n", 0, found.start()) + 1
        raise DocumentError(
            "Document types and entities (<!DOCTYPE) are not read. Leave them out.", line=line
        )
    _check_depth(content, written_in, limits.depth)
    return content.removeprefix(b"\xef\xbb\xbf")


def _check_depth(content: bytes, written_in: Format, most: int) -> None:
    pattern = {"rdfxml": _XML_NESTING, "json": _JSON_NESTING, "jsonld": _JSON_NESTING}.get(
        written_in.name, _NESTING
    )
    depth = 0
    for found in pattern.finditer(content):
        if found.lastindex:
            depth += 1 if found.lastindex == 1 else -1
            if depth > most:
                line = content.count(b"\n", 0, found.start()) + 1
                raise DocumentError(
                    f"The file is nested deeper than {most} levels. Give parts names.", line=line
                )


Place = Mapping[str, Any]
"""Where something stands: `kind` ("cell", "json", "line" or "field") with `sheet`, `cell`, `row` and
`column`, or `pointer` (RFC 6901), or `line` and `exact`, or `name`; empty where nobody knows."""

Report = dict[str, Any]
"""The outcome of a check as JSON; `graph.check.report` says what it holds."""


class Verdict(StrEnum):
    """What can be said of a submission as a whole; the value stands in reports."""

    VALID = "valid"
    ERRORS = "errors"
    NOTHING = "nothing"
    UNFINISHED = "unfinished"

    @property
    def exit_code(self) -> int:
        """The exit code of `mpsc validate`."""
        return list(Verdict).index(self)


@dataclass(frozen=True)
class Change:
    """A value that was written differently from what would be published.

    Attributes:
        before: as it was written.
        after: as it would be published.
        reason: code of the reason; `graph.check.texts` has the texts.
        subject: IRI of the thing.
        predicate: IRI of the property.
        place: where it stands.
    """

    before: str
    after: str
    reason: str
    subject: str = ""
    predicate: str = ""
    place: Place = field(default_factory=dict)


@dataclass(frozen=True)
class Ignored:
    """A part of a file that gave no statement: a cell, a column, a key.

    Attributes:
        value: what stands there.
        reason: code of the reason; `graph.check.texts` has the texts.
        place: where it stands.
        name: the heading or key.
        proposal: what may have been meant; "" where nothing is near.
    """

    value: str
    reason: str
    place: Place = field(default_factory=dict)
    name: str = ""
    proposal: str = ""


@dataclass
class Submission:
    """A file, read.

    Attributes:
        written_in: its format.
        quads: its statements as they were written, blank nodes named.
        own: the beginning of the IRIs of its unnamed things.
        places: (subject, predicate, value) → where it stands; predicate and value may be "".
        changes: values that reading has changed.
        ignored: parts that gave no statement.
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
        """Return where something stands, as exactly as is known."""
        for key in ((subject, predicate, str(value)), (subject, predicate, ""), (subject, "", "")):
            if key in self.places:
                return self.places[key]
        return {}


@dataclass(frozen=True)
class Evaluation:
    """What came of a submission.

    Attributes:
        verdict: the outcome.
        statements: what would be published, as canonical N-Quads; "" where the file could not be read.
        report: the whole outcome as JSON.
    """

    verdict: Verdict
    statements: str
    report: Report
