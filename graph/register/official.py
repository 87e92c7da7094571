# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One official edition of the Gemeindeverzeichnis as rows: the text GV100AD or the Excel file AuszugGV.

Both from https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/_inhalt.html

GV100AD: one record a line, 220 characters, padded by character and not by byte. Positions from 1, after the
record description that Destatis packs beside the data ("Datensatzbeschreibung GV100AD") and checked against
GV100AD_28022026.txt and GV100AD_301123.txt:

    1-2      Satzart: 10 Land, 20 Regierungsbezirk, 30 Region, 40 Kreis, 50 Gemeindeverband, 60 Gemeinde
    3-10     Gebietsstand, YYYYMMDD, the same in every record
    11-12    Land          13  Regierungsbezirk          14-15  Kreis
    16-18    Gemeinde (60) 19-22  Gemeindeverband (50, 60)
    23-72    name
    73-122   seat of the administration (10 to 50)
    123-124  Textkennzeichen (40: 41-45, 50: 50-58, 60: 60-67)
    129-139  area in hectares (60)   140-150  population (60)   151-161  of it male (60)
    166-170  postcode of the administration (60); the rest is not used here

AuszugGV ("AuszugGV…QAktuell.xlsx", "DDMMYYYY_Auszug_GV.xlsx"), the same since 2020 at least: sheet
"Onlineprodukt_Gemeinden", mostly followed by the date; A1 has the title with "am DD.MM.YYYY"; the head is in
rows 3 to 5: A3 Satzart, B3 Textkennzeichen, C4 to G4 Land, RB, Kreis, VB, Gem, H3 Gemeindename, J3 to J5
Bevölkerung, insgesamt; the data begins in row 7: columns A to H as in the head, I area in km², J population;
notes follow below the data in column A. Unlike the text edition it has no seat of the administration.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from graph.register.cells import Faults, is_digits, mangled
from graph.register.tables import DistrictRow, MunicipalityRow, Progress

Row = tuple[object, ...]

LAND, GOVERNMENT_DISTRICT, REGION, DISTRICT, ASSOCIATION, MUNICIPALITY = "10", "20", "30", "40", "50", "60"
RECORD_TYPES = (LAND, GOVERNMENT_DISTRICT, REGION, DISTRICT, ASSOCIATION, MUNICIPALITY)

UNINHABITED = "66"
_MUNICIPALITY_KINDS = {
    "60": "Markt",
    "61": "kreisfreie Stadt",
    "62": "Stadtkreis",
    "63": "Stadt",
    "64": "Gemeinde",
    "65": "gemeindefreies Gebiet (bewohnt)",
    UNINHABITED: "gemeindefreies Gebiet (unbewohnt)",
    "67": "Große Kreisstadt",
}
_DISTRICT_KINDS = {
    "41": "kreisfreie Stadt",
    "42": "Stadtkreis",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband",
}

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
_LENGTH = 220
_USED = 161
_NUMBERS = {"area": slice(128, 139), "population": slice(139, 150), "male population": slice(150, 161)}
_AGAIN = "Download the official file again"


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the official file; the fields are its text, trimmed.

    Attributes:
        line: line of the text, or row of the sheet, counted from 1.
        satzart: one of `RECORD_TYPES`.
        kind: Textkennzeichen, two digits; empty for Land, Regierungsbezirk and Region.
        district: Land, Regierungsbezirk and Kreis: two digits for a Land, five from a Kreis on.
        association: Gemeindeverband, four digits.
        municipality: Gemeinde, three digits.
        seat: seat of the administration; None where the format does not carry it.
    """

    line: int
    satzart: str
    kind: str
    district: str
    association: str
    municipality: str
    name: str
    seat: str | None
    population: str


@dataclass(frozen=True)
class Edition:
    """The official list on one day.

    Attributes:
        territory: Gebietsstand.
        municipalities: sorted by AGS, without coordinates and links, without uninhabited areas.
        districts: sorted by key; `seat` is empty where the format does not carry it.
        left_out: number of uninhabited gemeindefreie Gebiete, which the tables do not hold.
    """

    territory: date
    municipalities: tuple[MunicipalityRow, ...]
    districts: tuple[DistrictRow, ...]
    states: tuple[str, ...]
    left_out: int


def read_edition(path: Path, progress: Progress | None = None) -> Edition:
    """Read an official edition; text or Excel, UTF-8 or Windows-1252, recognised by the content.

    `progress` is called with records done and records in all.

    Raises:
        RegisterError: the file is of another layout, or damaged; names every damaged record.
    """
    faults = Faults(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise faults.stop(f"cannot be read ({error.strerror})", "Check name and rights of the file") from error
    if content.startswith(b"PK"):
        return _read_workbook(path, faults, progress)
    return _read_text(_decoded(content, faults), faults, progress)


def _read_workbook(path: Path, faults: Faults, progress: Progress | None = None) -> Edition:
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
    title = _TITLE_DAY.search(_text(rows[0], 0)) if rows else None
    if title is None:
        raise faults.stop("the title in A1 does not say 'am DD.MM.YYYY'", _DOWNLOAD, line=1)
    day, month, year = title.groups()
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
                faults.add("a record comes below the notes", _DOWNLOAD, line=number)
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


def _decoded(content: bytes, faults: Faults) -> str:
    """Decode as UTF-8, else as Windows-1252: German text in the latter is never valid UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise faults.stop("is neither UTF-8 nor Windows-1252", _AGAIN, line=line) from error


def _read_text(text: str, faults: Faults, progress: Progress | None) -> Edition:
    lines = text.replace("\r\n", "\n").split("\n")
    territory = _line_territory(lines[0] if lines else "")
    if territory is None:
        raise faults.stop(
            "is not a GV100AD text (record type and Gebietsstand expected in columns 1 to 10)",
            "Unpack the ZIP of Destatis and take GV100AD_DDMMYYYY.txt, or the Excel file AuszugGV",
            line=1,
        )
    return assemble(territory, _line_records(lines, faults, progress), faults)


def _line_records(lines: list[str], faults: Faults, progress: Progress | None) -> Iterator[Record]:
    stamp = lines[0][2:10]
    for number, line in enumerate(lines, start=1):
        if progress and number % _STEP == 0:
            progress(number, len(lines))
        if not line.strip():
            continue
        problem = _layout_problem(line, stamp)
        if problem:
            faults.add(problem, _AGAIN, line=number)
        else:
            yield _line_record(number, line)


def _layout_problem(line: str, stamp: str) -> str | None:
    """Return why a line does not fit the record layout, or None."""
    if line[:2] not in RECORD_TYPES:
        return f"record type {line[:2]!r} is not one of {', '.join(RECORD_TYPES)}"
    if line[2:10] != stamp:
        return f"Gebietsstand {line[2:10]!r} differs from {stamp} in line 1"
    if len(line) > _LENGTH:
        return f"has {len(line)} characters instead of {_LENGTH}"
    return _number_problem(line) if line[:2] == MUNICIPALITY else None


def _number_problem(line: str) -> str | None:
    if len(line) < _USED:
        return f"breaks off after {len(line)} characters"
    for field, place in _NUMBERS.items():
        if not line[place].isdigit():
            return f"{field} is not a number: {line[place]!r}"
    return None


def _line_record(number: int, line: str) -> Record:
    return Record(
        line=number,
        satzart=line[:2],
        kind=line[122:124].strip(),
        district=line[10:15].strip(),
        association=line[18:22].strip(),
        municipality=line[15:18].strip(),
        name=line[22:72].strip(),
        seat=line[72:122].strip(),
        population=line[139:150],
    )


def _line_territory(line: str) -> date | None:
    if line[:2] not in RECORD_TYPES:
        return None
    try:
        return date.fromisoformat(f"{line[2:6]}-{line[6:8]}-{line[8:10]}")
    except ValueError:
        return None


def assemble(territory: date, records: Iterable[Record], faults: Faults) -> Edition:
    """Make rows of records, and check what only shows when they are together.

    Raises:
        RegisterError: names every damaged record, also those noted in `faults` before.
    """
    rows = _Rows(faults)
    for record in records:
        rows.add(record)
    faults.check()
    if not (rows.municipalities and rows.districts and rows.states):
        raise faults.stop(
            "holds no municipality, no Kreis or no Land", "Take the complete file for the whole of Germany"
        )
    sums = _populations(rows.municipalities.values())
    districts = (replace(row, population=sums.get(row.key)) for row in rows.districts.values())
    return Edition(
        territory,
        tuple(row for _, row in sorted(rows.municipalities.items())),
        tuple(sorted(districts, key=lambda row: row.key)),
        tuple(sorted(rows.states)),
        rows.left_out,
    )


def clean_name(name: str) -> str:
    """Return an official name without the needless spaces that some editions carry."""
    return " ".join(name.split()).replace(" ,", ",")


class _Rows:
    """The rows read so far, by key."""

    def __init__(self, faults: Faults) -> None:
        self.municipalities: dict[str, MunicipalityRow] = {}
        self.districts: dict[str, DistrictRow] = {}
        self.states: dict[str, int] = {}
        self.left_out = 0
        self._faults = faults
        self._lines: dict[str, int] = {}

    def add(self, record: Record) -> None:
        if not record.name or mangled(record.name):
            self._fault(record, "name", f"{record.name!r} is empty or has broken letters")
        if record.satzart == LAND:
            self._key(record, record.district, 2)
            self.states[record.district] = record.line
        elif record.satzart == DISTRICT:
            self._add_district(record)
        elif record.satzart == MUNICIPALITY:
            self._add_municipality(record)

    def _add_district(self, record: Record) -> None:
        self._key(record, record.district, 5)
        kind = self._kind(record, _DISTRICT_KINDS)
        self.districts[record.district] = DistrictRow(
            record.district, clean_name(record.name), kind, clean_name(record.seat or ""), None
        )

    def _add_municipality(self, record: Record) -> None:
        ags = record.district + record.municipality
        self._key(record, ags, 8)
        kind = self._kind(record, _MUNICIPALITY_KINDS)
        if record.kind == UNINHABITED:
            self.left_out += 1
            return
        if not is_digits(record.association, 4):
            self._fault(record, "Gemeindeverband", f"{record.association!r} is not four digits")
        if not is_digits(record.population):
            self._fault(record, "population", f"{record.population!r} is not a whole number")
            return
        if record.district not in self.districts:
            self._fault(record, "Kreis", f"no record of Kreis {record.district} comes before")
        self.municipalities[ags] = MunicipalityRow(
            ags,
            record.district + record.association + record.municipality,
            clean_name(record.name),
            kind,
            record.district,
            int(record.population),
        )

    def _key(self, record: Record, key: str, length: int) -> None:
        if not is_digits(key, length):
            self._fault(record, "key", f"{key!r} is not a key of {length} digits")
        elif (first := self._lines.setdefault(key, record.line)) != record.line:
            self._fault(record, "key", f"{key} is in line {first} already")

    def _kind(self, record: Record, kinds: dict[str, str]) -> str:
        if record.kind not in kinds:
            self._fault(record, "Textkennzeichen", f"{record.kind!r} is not one of {', '.join(kinds)}")
        return kinds.get(record.kind, "")

    def _fault(self, record: Record, field: str, problem: str) -> None:
        self._faults.add(problem, "Download the official file again", line=record.line, column=field)


def _populations(municipalities: Iterable[MunicipalityRow]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in municipalities:
        sums[row.district] += row.population or 0
    return sums
