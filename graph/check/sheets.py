# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""CSV and Excel files → sheets of cells with their places, and what their headings mean."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from rapidfuzz import fuzz, process

from graph.check.received import FILE_LIMITS, Change, Ignored, Place, line_at
from graph.model.shapes import TEXT, Field, Shape, shapes_by_slug
from graph.store.terms import DocumentError

OWN_SHEETS = ("Hinweise", "Listen")
"""Sheets of the template that have help and lists, and no data."""

_SEPARATORS = ";,\t"
_RATIO, _SMALL = 200, 1_000_000
"""How many times its size an archive may unpack to, where that is more than some bytes."""

_XML = (".xml", ".rels", ".vml")
_REFUSED = re.compile(r"vbaProject|macrosheets|externalLinks?/|embeddings/|activeX/|connections\.xml", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, EOFError, OSError, SyntaxError)
"""What openpyxl raises when a workbook is damaged."""

IDENTIFIER = "Kennung"
"""Heading of the column with the address of a thing, which may stay empty."""

_IDENTIFIER_WORDS = ("kennung", "identifier", "id", "iri", "adresse")
_ENGLISH = "{} (Englisch)"
_CLOSE_ENOUGH = 80

Column = tuple[Field | None, str]
"""The field of a column, None for the identifier; and the language of its texts where the heading says it."""


@dataclass(frozen=True)
class Cell:
    """A cell that is not empty.

    Attributes:
        text: its content; a date as YYYY-MM-DD, a number with a decimal point.
        is_typed: whether the spreadsheet says that it is a number or a date.
    """

    text: str
    place: Place
    is_typed: bool = False


@dataclass
class Sheet:
    """A sheet: row number → column number → cell, both counted from 1; empty cells are left out."""

    title: str
    rows: dict[int, dict[int, Cell]]

    def ignore_all(self, reason: str) -> list[Ignored]:
        """Return all cells, as ignored for a reason."""
        cells = (cell for row in self.rows.values() for cell in row.values())
        return [Ignored(cell.text, reason, cell.place, self.title) for cell in cells]


@dataclass
class Sheets:
    """The sheets of a file, and what was left out or changed in reading them."""

    sheets: list[Sheet]
    ignored: list[Ignored]
    changes: list[Change]
    details: dict[str, str]


def read_csv(content: bytes) -> Sheets:
    """Read CSV: UTF-8, UTF-16 or Windows-1252; semicolon, comma or tab.

    Raises:
        DocumentError: a quotation mark is not closed, or the file is too large.
    """
    text, encoding = _decode(content)
    separator, text = _find_separator(text)
    rows: dict[int, dict[int, Cell]] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, values in enumerate(reader, start=1):
            _check_extent(number, len(values))
            cells = {
                column: Cell(value, cell_place("", number, column))
                for column, value in enumerate(values, start=1)
                if value.strip()
            }
            if cells:
                rows[number] = cells
    except csv.Error as error:
        message = f"A quotation mark is probably not closed ({error})."
        raise DocumentError(message, line=max(reader.line_num, 1)) from error
    details = {"encoding": encoding, "separator": {"\t": "tab"}.get(separator, separator)}
    return Sheets([Sheet("", rows)], [], [], details)


def read_workbook(content: bytes) -> Sheets:
    """Read an Excel workbook; of formulas their last result, of hidden sheets nothing.

    Raises:
        DocumentError: it is no workbook, contains programs or outside links, or unpacks to too much.
    """
    _check_archive(content)
    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        result = Sheets([], [], [], {"sheets": ", ".join(values.sheetnames)})
        for sheet in values.worksheets:
            if sheet.title in OWN_SHEETS:
                continue
            cells = _read_cells(sheet, formulas[sheet.title], result)
            if sheet.sheet_state != "visible":
                result.ignored += cells.ignore_all("hidden-sheet")
            else:
                result.sheets.append(cells)
    except _BROKEN as error:
        raise _not_a_workbook(error) from error
    return result


def cell_place(sheet: str, row: int, column: int, heading: str = "") -> Place:
    """Return the place of a cell."""
    name = f"{get_column_letter(column)}{row}"
    return {"kind": "cell", "sheet": sheet, "cell": name, "row": row, "column": heading}


def headings(kind: Shape) -> Iterator[tuple[str, Field | None]]:
    """Yield the German headings of a table for a kind, each with its field; None for the identifier."""
    yield IDENTIFIER, None
    for field in kind.fields:
        yield field.name["de"], field
        if _has_english(field):
            yield _ENGLISH.format(field.name["de"]), field


def column_of(heading: str, kind: Shape) -> Column | None:
    """Return what a column is for; names in German, in English or of the vocabulary all do."""
    return _columns(kind.slug).get(_plain(heading))


def nearest_heading(heading: str, kind: Shape) -> str:
    """Return the heading that was probably meant, or ""."""
    known = {_plain(name): name for name, _ in headings(kind)}
    best = process.extractOne(_plain(heading)[:100], list(known), scorer=fuzz.WRatio)
    return known[best[0]] if best and best[1] >= _CLOSE_ENOUGH else ""


def find_kind(slug: str) -> Shape:
    """Return the kind with a slug.

    Raises:
        DocumentError: there is none.
    """
    if slug not in shapes_by_slug():
        raise DocumentError(f"There is no kind {slug!r}. Known: {', '.join(shapes_by_slug())}.")
    return shapes_by_slug()[slug]


def kind_of(title: str, heads: Sequence[str], wanted: str = "") -> Shape | None:
    """Return what the rows of a sheet are: as said, else by its title, else by what most headings fit.

    Raises:
        DocumentError: there is no kind `wanted`.
    """
    if wanted:
        return find_kind(wanted)
    for kind in shapes_by_slug().values():
        if title.casefold() in {kind.slug, *(name.casefold()[:31] for name in kind.name.values())}:
            return kind
    best = max(shapes_by_slug().values(), key=lambda kind: _fit(kind, heads))
    return best if _fit(best, heads)[0] else None


def _decode(content: bytes) -> tuple[str, str]:
    """Return a text and the name of its encoding."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = {"utf-16": "UTF-16"} if is_wide else {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
    for encoding, name in encodings.items():
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError as error:
            line = line_at(content, error.start)
    raise DocumentError("The encoding is neither UTF-8 nor Windows-1252. Save the file as UTF-8.", line=line)


def _find_separator(text: str) -> tuple[str, str]:
    """Return the separator of the first line that is not blank, and the text without Excel's `sep=` line."""
    if declared := re.match(r"sep=([;,\t|])\r?\n", text):
        return declared[1], "\n" + text[declared.end() :]
    head = re.sub(r'"[^"]*"?', "", next((line for line in text[:100_000].splitlines() if line.strip()), ""))
    return max(_SEPARATORS, key=head.count), text


def _check_archive(content: bytes) -> None:
    """Look at the parts of the archive before anything unpacks all of them.

    Raises:
        DocumentError: it unpacks to too much, or contains what no table needs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > FILE_LIMITS.unpacked or (size > _SMALL and size > _RATIO * len(content)):
                raise DocumentError(f"The workbook unpacks to {size:,} bytes, which is too much. Send it in parts.")
            for part in parts:
                if _REFUSED.search(part.filename):
                    what = f"programs or outside links ({part.filename})"
                    raise DocumentError(f"The workbook contains {what}. Save it as plain .xlsx.")
                if part.filename.lower().endswith(_XML):
                    _check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        raise _not_a_workbook(error) from error


def _not_a_workbook(error: Exception) -> DocumentError:
    return DocumentError(f"The file is not an Excel workbook: {error}. Save it as .xlsx again.")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as stream:
        before = b""
        while block := stream.read(1 << 16):
            if b"<!DOCTYPE" in before + block or b"<!ENTITY" in before + block:
                raise DocumentError("Document types and entities (<!DOCTYPE) are not accepted. Save it as .xlsx again.")
            before = block[-16:]


def _read_cells(values: Any, formulas: Any, result: Sheets) -> Sheet:
    rows: dict[int, dict[int, Cell]] = {}
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (row, source) in enumerate(pairs, start=1):
        cells = dict(_read_row(values.title, number, row, source, result))
        if cells:
            _check_extent(len(rows) + 1, max(cells))
            rows[number] = cells
    return Sheet(values.title, rows)


def _read_row(
    title: str, number: int, row: Iterable[Any], source: Iterable[Any], result: Sheets
) -> Iterator[tuple[int, Cell]]:
    for column, (cell, written) in enumerate(zip(row, source, strict=True), start=1):
        place = cell_place(title, number, column)
        text, is_typed = _text(cell.value)
        if written.data_type == "f":
            if not text:
                result.ignored.append(Ignored(str(written.value), "formula-without-value", place))
                continue
            result.changes.append(Change(str(written.value), text, "formula", place=place))
        if text.strip():
            yield column, Cell(text, place, is_typed)


def _text(value: object) -> tuple[str, bool]:
    """Return a cell as text, and whether the spreadsheet knew its type."""
    if value is None:
        return "", False
    if isinstance(value, bool):
        return str(value).lower(), True
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), True
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat(), True
    return (value.isoformat() if isinstance(value, date | time) else str(value)), not isinstance(value, str)


def _check_extent(rows: int, columns: int) -> None:
    if rows > FILE_LIMITS.rows + 1 or columns > FILE_LIMITS.columns:
        most = f"{FILE_LIMITS.rows} rows or {FILE_LIMITS.columns} columns"
        raise DocumentError(f"A sheet has more than {most}. Send it in parts.")


def _fit(kind: Shape, heads: Sequence[str]) -> tuple[int, int]:
    """Return how many fields the headings name, and how many of those must be filled."""
    met = {column[0].iri: column[0] for head in heads if (column := column_of(head, kind)) and column[0]}
    return len(met), len([field for field in met.values() if field.least])


@cache
def _columns(slug: str) -> Mapping[str, Column]:
    columns: dict[str, Column] = dict.fromkeys(_IDENTIFIER_WORDS, (None, ""))
    for field in shapes_by_slug()[slug].fields:
        names = (*field.name.values(), re.split(r"[#/]", field.path)[-1], field.anchor.split("-", 1)[-1])
        for name in names:
            columns.setdefault(_plain(name), (field, ""))
            if _has_english(field):
                for form in (_ENGLISH, "{} (English)", "{} (en)"):
                    columns.setdefault(_plain(form.format(name)), (field, "en"))
    return columns


def _has_english(field: Field) -> bool:
    return field.value == TEXT and {"de", "en"} <= set(field.languages)


def _plain(heading: str) -> str:
    return " ".join(heading.replace("*", "").casefold().split())
