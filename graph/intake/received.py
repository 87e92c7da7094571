# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A file as it came in, and what kind of file it is by its content."""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from graph.errors import InputError
from graph.model.formats import FILE_FORMATS, JSON_LD, RDF_XML, TURTLE, Format, by_name

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
