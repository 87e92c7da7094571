# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Read the official Gemeindeverzeichnis: the text edition GV100AD or the Excel edition AuszugGV.

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

Found in https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/_inhalt.html
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from graph.register.faults import Faults
from graph.register.official import MUNICIPALITY, RECORD_TYPES, Edition, Record, assemble
from graph.register.workbook import read_workbook

Progress = Callable[[int, int], None]

_LENGTH = 220
_USED = 161
_NUMBERS = {"area": slice(128, 139), "population": slice(139, 150), "male population": slice(150, 161)}
_STEP = 500
_AGAIN = "Download the official file again"


def read_edition(path: Path, progress: Progress | None = None) -> Edition:
    """Read an official edition; text or Excel, UTF-8 or Windows-1252, told by the content.

    `progress` is called with records done and records in all.

    Raises:
        RegisterError: the file is of another layout, or damaged; names every damaged record.
    """
    faults = Faults(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise faults.stop(
            f"cannot be read ({error.strerror})", "Check name and rights of the file"
        ) from error
    if content.startswith(b"PK"):
        return read_workbook(path, faults, progress)
    return _read_text(_decoded(content, faults), faults, progress)


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
