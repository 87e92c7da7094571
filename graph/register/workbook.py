# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read the Excel edition of the official list ("AuszugGV…QAktuell.xlsx", "DDMMYYYY_Auszug_GV.xlsx").

Layout, the same since 2020 at least: sheet "Onlineprodukt_Gemeinden", mostly with the date behind;
A1 holds the title with "am DD.MM.YYYY"; the head fills rows 3 to 5: A3 Satzart, B3 Textkennzeichen, C4 to G4
Land, RB, Kreis, VB, Gem, H3 Gemeindename, J3 to J5 Bevölkerung, insgesamt; the data begins in row 7: columns
A to H as in the head, I area in km², J population; notes follow below the data in column A. Unlike the text
edition it has no seat of the administration.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from graph.register.faults import Faults
from graph.register.official import RECORD_TYPES, Edition, Record, assemble

Progress = Callable[[int, int], None]
Row = tuple[object, ...]

_SHEET = "Onlineprodukt_Gemeinden"
_HEAD = {
    (3, "A"): "Satzart",
    (3, "B"): "Textkennzeichen",
    (4, "C"): "Land",
    (4, "D"): "RB",
    (4, "E"): "Kreis",
    (4, "F"): "VB",
    (4, "G"): "Gem",
    (3, "H"): "Gemeindename",
}
_TITLE_DAY = re.compile(r"\bam\s+(\d{2})\.(\d{2})\.(\d{4})")
_POPULATION = 9
_FIRST_ROW = 7
_STEP = 500
_DOWNLOAD = "Download AuszugGV from Destatis again; if its layout is new, the reader must be adapted"


def read_workbook(path: Path, faults: Faults, progress: Progress | None = None) -> Edition:
    """Read the Excel edition.

    Raises:
        RegisterError: no such workbook, another layout, or damaged rows, each named.
    """
    rows = _sheet(path, faults)
    territory = _sheet_territory(rows, faults)
    _check_head(rows, faults)
    return assemble(territory, _sheet_records(rows, faults, progress), faults)


def _sheet(path: Path, faults: Faults) -> list[Row]:
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise faults.stop("is an archive but no Excel workbook", "Unpack a ZIP first") from error
    try:
        names = [name for name in workbook.sheetnames if name.startswith(_SHEET)]
        if len(names) != 1:
            raise faults.stop(f"has no sheet {_SHEET}… but {', '.join(workbook.sheetnames)}", _DOWNLOAD)
        return [tuple(row) for row in workbook[names[0]].iter_rows(values_only=True)]
    finally:
        workbook.close()


def _sheet_territory(rows: list[Row], faults: Faults) -> date:
    found = _TITLE_DAY.search(_text(rows[0], 0)) if rows else None
    if found is None:
        raise faults.stop("the title in A1 does not say 'am DD.MM.YYYY'", _DOWNLOAD, line=1)
    day, month, year = found.groups()
    return date(int(year), int(month), int(day))


def _check_head(rows: list[Row], faults: Faults) -> None:
    for (number, column), expected in _HEAD.items():
        row = rows[number - 1] if number <= len(rows) else ()
        value = _text(row, ord(column) - ord("A"))
        if not value.startswith(expected):
            problem = f"{column}{number} holds {value!r} where {expected!r} belongs"
            faults.add(problem, _DOWNLOAD, line=number, column=column)
    above_numbers = [_text(row, _POPULATION) for row in rows[2:5]]
    if not any(text.startswith(("Bevölkerung", "insgesamt")) for text in above_numbers):
        problem = f"the head above column J says {' '.join(above_numbers)!r}, not Bevölkerung"
        faults.add(problem, _DOWNLOAD, line=3, column="J")
    faults.check()


def _sheet_records(rows: list[Row], faults: Faults, progress: Progress | None) -> Iterator[Record]:
    below = False
    for number, row in enumerate(rows[_FIRST_ROW - 1 :], start=_FIRST_ROW):
        if progress and number % _STEP == 0:
            progress(number, len(rows))
        satzart = _text(row, 0)
        if satzart in RECORD_TYPES:
            if below:
                faults.add("a record stands below the notes", _DOWNLOAD, line=number)
            yield _sheet_record(number, row)
        elif satzart.isdigit():
            faults.add(f"record type {satzart!r} is not known", _DOWNLOAD, line=number, column="Satzart")
        elif satzart:
            below = True
        elif any(_text(row, column) for column in range(1, 8)):
            faults.add("has no record type", _DOWNLOAD, line=number, column="Satzart")


def _sheet_record(number: int, row: Row) -> Record:
    return Record(
        line=number,
        satzart=_text(row, 0),
        kind=_text(row, 1),
        district=_code(row, 2, 2) + _code(row, 3, 1) + _code(row, 4, 2),
        association=_code(row, 5, 4),
        municipality=_code(row, 6, 3),
        name=_text(row, 7),
        seat=None,
        population=_text(row, _POPULATION).replace("\N{NO-BREAK SPACE}", "").replace(" ", ""),
    )


def _code(row: Row, column: int, width: int) -> str:
    """Return a part of a key; numbers get back the zeros that a number format has taken."""
    text = _text(row, column)
    return text.zfill(width) if text else ""


def _text(row: Row, column: int) -> str:
    """Return a cell as text; 3.0 becomes "3"."""
    value = row[column] if column < len(row) else None
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
