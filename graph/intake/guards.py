# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is looked at before a parser sees a file: size, encoding, nesting, document types."""

import re
from dataclasses import dataclass

from graph.errors import TooLargeError
from graph.model.formats import RDF_XML, Format
from graph.store.terms import DocumentError


@dataclass(frozen=True)
class Caps:
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


CAPS = Caps()

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


def check_size(content: bytes, caps: Caps = CAPS) -> None:
    """Refuse files that are empty or too large.

    Raises:
        TooLargeError: the file is larger than `caps.bytes`.
        DocumentError: the file is empty.
    """
    if len(content) > caps.bytes:
        raise TooLargeError(
            f"The file has {len(content):,} bytes; {caps.bytes:,} may be sent. Send it in parts."
        )
    if not content.strip():
        raise DocumentError("The file is empty.")


def check_text(content: bytes, written_in: Format, caps: Caps = CAPS) -> bytes:
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
    _check_depth(content, written_in, caps.depth)
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
