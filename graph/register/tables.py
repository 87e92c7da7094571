# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register tables in `graph/data/register` (CSV) as rows, and back.

They are read strictly: a doubtful cell is a fault, never a guess, and every fault of every file is named
before they are refused.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from graph.errors import InputError

MUNICIPALITY_KINDS = {
    "Markt": "municipality",
    "kreisfreie Stadt": "district-free-city",
    "Stadtkreis": "district-free-city",
    "Stadt": "town",
    "Gemeinde": "municipality",
    "gemeindefreies Gebiet (bewohnt)": "unincorporated-area",
    "Große Kreisstadt": "town",
}
"""Value of the column `type` → key of the code list `authority-type`."""

DISTRICT_KINDS = {
    "kreisfreie Stadt": "district-free-city",
    "Stadtkreis": "district-free-city",
    "Kreis": "district",
    "Landkreis": "district",
    "Regionalverband": "city-region",
}
"""Value of the column `type` → key of the code list `authority-type`."""

UNINCORPORATED = "gemeindefreies Gebiet (bewohnt)"
WIKIDATA_SOURCES = ("NWBIB", "GW-KF", "FT-KREISE", "GW-LK", "TSKG-SN", "OKF", "GW-VG", "CSC")
CHANGE_KINDS = ("merger", "renaming", "renumbering", "dissolution")

_LATITUDES, _LONGITUDES = (47, 56), (5, 16)
_QID = r"Q[1-9]\d*"
_MANGLED = re.compile("[\ufffd\x00-\x1f\x7f-\x9f]|Ã[\x80-\xbf]")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_ILLEGAL_IN_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")
_GERMAN = re.compile(r"[A-Za-zÄÖÜäöüß .()-]*")
Progress = Callable[[int, int], None]
"""Called with what is done and what there is in all."""

Row = TypeVar("Row")

_FREE = ("kreisfreie Stadt", "Stadtkreis")


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """One municipality, or one inhabited gemeindefreies Gebiet.

    Attributes:
        ags: Amtlicher Gemeindeschlüssel, eight digits.
        ars: Amtlicher Regionalschlüssel, twelve digits.
        name: official name with its title ("Bamberg, Stadt").
        kind: the column `type`, a key of `MUNICIPALITY_KINDS`.
        district: five digits; for a kreisfreie Stadt the first five of its own AGS.
        lat: degrees north (WGS 84) of the middle of the territory.
        wikidata: item identifier ("Q3936").
        wikidata_sources: codes of the tables that give this item for this key.
        geonames: identifier of the main populated place.
    """

    ags: str
    ars: str
    name: str
    kind: str
    district: str
    population: int | None
    lat: Decimal | None = None
    lon: Decimal | None = None
    wikidata: str | None = None
    wikidata_sources: tuple[str, ...] = ()
    geonames: str | None = None

    @property
    def short_name(self) -> str:
        """The name people use: the official one up to the first comma, which only opens a title."""
        return self.name.partition(",")[0].rstrip()

    @property
    def german_name(self) -> str:
        """The German half of a German and Sorbian name ("Cottbus/Chóśebuz"); else the short name."""
        short = self.short_name
        if " / " in short:
            return short.partition(" / ")[0]
        first, _, second = short.rpartition("/")
        return first if first and not _GERMAN.fullmatch(second) else short

    @property
    def is_municipality(self) -> bool:
        """Whether this is a municipality in law; a gemeindefreies Gebiet is not."""
        return self.kind != UNINCORPORATED


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One Kreis, or one kreisfreie Stadt seen as territory of the district level.

    Attributes:
        key: five digits.
        name: as in the official list ("Hof", "Märkischer Kreis").
        kind: the column `type`, a key of `DISTRICT_KINDS`.
        seat: seat of the administration; empty where unknown.
        population: sum of its municipalities; None where one of them is unknown.
    """

    key: str
    name: str
    kind: str
    seat: str
    population: int | None
    lat: Decimal | None = None
    lon: Decimal | None = None
    wikidata: str | None = None
    wikidata_sources: tuple[str, ...] = ()
    geonames: str | None = None

    @property
    def is_city(self) -> bool:
        """Whether this is a kreisfreie Stadt, whose body stands among the municipalities."""
        return self.kind in _FREE

    @property
    def label(self) -> str:
        """The name with its kind in front, unless the name says the kind itself."""
        if self.is_city:
            return self.name.partition(",")[0].rstrip()
        if "kreis" in self.name.casefold() or self.is_city_region:
            return self.name
        return f"{self.kind} {self.name}"

    @property
    def is_city_region(self) -> bool:
        """Whether the official name says Region, Städteregion or Regionalverband."""
        return self.name.partition(" ")[0] in {"Region", "Städteregion", "Regionalverband"}

    @property
    def level(self) -> str:
        """Key of the code list `authority-type`."""
        return "city-region" if self.is_city_region else DISTRICT_KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class StateRow:
    """One Land: two-digit key, name, ISO 3166-2 code."""

    key: str
    name: str
    iso: str


@dataclass(frozen=True, slots=True)
class Change:
    """One old key and what became of it.

    Attributes:
        day: first day on which the change holds.
        kind: one of `CHANGE_KINDS`.
        old: the key before, eight digits (five for a Kreis).
        old_name: official name before; empty where unknown.
        new: the key after; empty only where a dissolution leaves no successor.
        source: web address that says so.
    """

    day: date
    kind: str
    old: str
    old_name: str
    new: str
    source: str


@dataclass(frozen=True, slots=True)
class TableEdition:
    """Which official edition the tables hold: its Gebietsstand, and the day of its population figures."""

    territory: date
    population: date
    written: date
    source: str


@dataclass(frozen=True)
class Table:
    """All register tables of one folder, each sorted by key."""

    municipalities: tuple[MunicipalityRow, ...]
    districts: tuple[DistrictRow, ...]
    states: tuple[StateRow, ...]
    changes: tuple[Change, ...]
    edition: TableEdition


def _columns(row: type, **called: str) -> tuple[str, ...]:
    """Return the columns of a table: the fields of its rows, some of them `called` otherwise."""
    return tuple(called.get(field.name, field.name) for field in fields(row))


MUNICIPALITY_COLUMNS = _columns(MunicipalityRow, kind="type")
DISTRICT_COLUMNS = _columns(DistrictRow, kind="type")
STATE_COLUMNS = _columns(StateRow)
CHANGE_COLUMNS = _columns(Change, day="date", old="old_ags", new="new_ags")
EDITION_COLUMNS = _columns(TableEdition)

SHOWN = 20
"""How many faults a message spells out; all of them are in `RegisterError.faults`."""


@dataclass(frozen=True)
class Fault:
    """One place in a file that cannot be used.

    Attributes:
        file: name of the file, without its folder.
        line: line or spreadsheet row, counted from 1; None where the whole file is meant.
        column: name of the column or field; None where the whole line is meant.
    """

    file: str
    line: int | None
    column: str | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        column = "" if self.column is None else f", column {self.column}"
        return f"{self.file}{line}{column}: {self.problem}. {self.remedy}."


class RegisterError(InputError):
    """Register files that cannot be used, with every fault; nothing was changed."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        lines = [str(fault) for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            lines.append(f"… and {len(faults) - SHOWN} more.")
        super().__init__("\n".join(lines))


class Faults:
    """Collects the faults of one file, so that an operator sees all of them at once."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.found: list[Fault] = []

    def add(self, problem: str, remedy: str, *, line: int | None = None, column: str | None = None) -> None:
        """Note one fault."""
        self.found.append(Fault(self.file, line, column, problem, remedy))

    def stop(self, problem: str, remedy: str, *, line: int | None = None) -> RegisterError:
        """Note a fault after which reading on makes no sense, and return the error to raise."""
        self.add(problem, remedy, line=line)
        return RegisterError(tuple(self.found))

    def check(self) -> None:
        """Raise RegisterError if anything was noted."""
        if self.found:
            raise RegisterError(tuple(self.found))


class Cells:
    """The cells of one line; a method that notes a fault returns a placeholder."""

    def __init__(self, faults: Faults, line: int, cells: dict[str, str]) -> None:
        self.line = line
        self._faults = faults
        self._cells = cells

    def __getitem__(self, column: str) -> str:
        return self._cells[column]

    def fault(self, column: str, problem: str, remedy: str) -> None:
        """Note a fault in `column` of this line."""
        self._faults.add(problem, remedy, line=self.line, column=column)

    def text(self, column: str) -> str:
        """Return a name: not empty, no needless spaces, no broken letters."""
        value = self[column]
        if not value:
            self.fault(column, "is empty", "Fill it in from the official list")
        elif mangled(value):
            self.fault(column, f"has broken letters: {value!r}", "Save the file as UTF-8 from the original")
        elif " ".join(value.split()) != value:
            self.fault(column, f"has needless spaces: {value!r}", "Take the needless spaces out")
        return value

    def digits(self, column: str, length: int) -> str:
        """Return a key of exactly `length` digits, leading zeros kept."""
        value = self[column]
        if not is_digits(value, length):
            self.fault(
                column,
                f"{value!r} is not a key of {length} digits",
                "Write the key as text; spreadsheets drop the zero in front",
            )
        return value

    def number(self, column: str) -> int | None:
        """Return a whole number, or None where the cell is empty (unknown)."""
        value = self[column]
        if not value:
            return None
        if not is_digits(value):
            self.fault(column, f"{value!r} is not a whole number", "Write digits only; empty where unknown")
            return None
        return int(value)

    def coordinate(self, column: str, low: int, high: int) -> Decimal | None:
        """Return decimal degrees between `low` and `high`, or None where the cell is empty."""
        value = self[column]
        if not value:
            return None
        if not _DECIMAL.fullmatch(value):
            self.fault(column, f"{value!r} is not a number", "Write degrees with a decimal point")
            return None
        degrees = Decimal(value)
        if not low <= degrees <= high:
            self.fault(column, f"{value} is outside {low} to {high}", "Germany lies there; check lat and lon")
        return degrees

    def pattern(self, column: str, pattern: str, example: str) -> str | None:
        """Return a cell that fits `pattern`, or None where it is empty."""
        value = self[column]
        if not value:
            return None
        if not re.fullmatch(pattern, value, re.ASCII):
            self.fault(column, f"{value!r} does not look like {example}", "Correct it, or leave it empty")
        return value

    def choice(self, column: str, choices: Collection[str]) -> str:
        """Return a cell that is one of `choices`."""
        value = self[column]
        if value not in choices:
            self.fault(column, f"{value!r} is not known", f"Use one of: {', '.join(choices)}")
        return value

    def choices(self, column: str, choices: Collection[str]) -> tuple[str, ...]:
        """Return the parts of a cell, split by " | ", each one of `choices` and none twice."""
        parts = tuple(self[column].split(" | ")) if self[column] else ()
        if len(set(parts)) != len(parts) or not set(parts) <= set(choices):
            self.fault(
                column,
                f"{self[column]!r} names an unknown source, or one twice",
                f"Separate by ' | ': {', '.join(choices)}",
            )
        return parts

    def day(self, column: str) -> date:
        """Return a date written YYYY-MM-DD."""
        try:
            return date.fromisoformat(self[column])
        except ValueError:
            self.fault(column, f"{self[column]!r} is not a date", "Write it as YYYY-MM-DD")
            return date.min

    def url(self, column: str) -> str:
        """Return an http(s) address that is a legal IRI."""
        value = self[column]
        if not value.startswith(("https://", "http://")) or _ILLEGAL_IN_IRI.search(value):
            self.fault(column, f"{value!r} is not a web address", "Write https://… and percent-encode spaces")
        return value


def read_table(folder: Path) -> Table:
    """Read the register tables of `folder`.

    Raises:
        RegisterError: at least one file is missing or damaged; names every fault.
    """
    faults: list[Fault] = []

    def read(name: str, columns: Sequence[str], convert: Callable[[Cells], Row], key: str) -> tuple[Row, ...]:
        try:
            return _rows(folder / name, columns, convert, key=key)
        except RegisterError as error:
            faults.extend(error.faults)
            return ()

    municipalities = read("municipalities.csv", MUNICIPALITY_COLUMNS, _municipality, "ags")
    districts = read("districts.csv", DISTRICT_COLUMNS, _district, "key")
    states = read("states.csv", STATE_COLUMNS, _state, "key")
    changes = read("changes.csv", CHANGE_COLUMNS, _change, "")
    editions = read("edition.csv", EDITION_COLUMNS, _edition, "")
    if len(editions) != 1 and not any(fault.file == "edition.csv" for fault in faults):
        problem = f"has {len(editions)} lines below the first"
        faults.append(Fault("edition.csv", None, None, problem, "State exactly one edition"))
    if not faults:
        faults += _broken_links(municipalities, districts, states)
    if faults:
        raise RegisterError(tuple(faults))
    return Table(municipalities, districts, states, changes, *editions)


def read_changes(path: Path) -> tuple[Change, ...]:
    """Read `changes.csv`, the register's own or the one an operator hands in, there without `old_name`.

    Raises:
        RegisterError: names every damaged line.
    """
    return _rows(path, CHANGE_COLUMNS, _change, optional=("old_name",))


def files(table: Table) -> dict[str, str]:
    """Return the text of every file of `table` by file name, as `read_table` reads it back."""
    return {
        "municipalities.csv": csv_text(MUNICIPALITY_COLUMNS, [_cells(row) for row in table.municipalities]),
        "districts.csv": csv_text(DISTRICT_COLUMNS, [_cells(row) for row in table.districts]),
        "states.csv": csv_text(STATE_COLUMNS, [_cells(row) for row in table.states]),
        "changes.csv": csv_text(CHANGE_COLUMNS, [_cells(row) for row in table.changes]),
        "edition.csv": csv_text(EDITION_COLUMNS, [_cells(table.edition)]),
    }


def _rows(
    path: Path,
    columns: Sequence[str],
    convert: Callable[[Cells], Row],
    *,
    key: str = "",
    optional: tuple[str, ...] = (),
) -> tuple[Row, ...]:
    """Convert every line, and refuse keys that occur twice; the result is sorted by key."""
    faults = Faults(path)
    lines: dict[str, int] = {}
    rows: list[Row] = []
    for cells in cell_rows(path, columns, faults, optional=optional):
        rows.append(convert(cells))
        if key and (first := lines.setdefault(cells[key], cells.line)) != cells.line:
            cells.fault(key, f"{cells[key]} is in line {first} already", "Delete one of the two lines")
    faults.check()
    return tuple(sorted(rows, key=lambda row: ",".join(_cells(row))))


def _municipality(cells: Cells) -> MunicipalityRow:
    ags, ars, district = cells.digits("ags", 8), cells.digits("ars", 12), cells.digits("district", 5)
    if ars[:5] + ars[9:] != ags:
        cells.fault("ars", f"{ars!r} does not belong to AGS {ags}", "ARS = district, 4 digits, municipality")
    if district != ags[:5]:
        cells.fault("district", f"{district!r} is not the start of AGS {ags}", "Use its first five digits")
    return MunicipalityRow(
        ags,
        ars,
        cells.text("name"),
        cells.choice("type", tuple(MUNICIPALITY_KINDS)),
        district,
        cells.number("population"),
        *_place(cells),
    )


def _district(cells: Cells) -> DistrictRow:
    return DistrictRow(
        cells.digits("key", 5),
        cells.text("name"),
        cells.choice("type", tuple(DISTRICT_KINDS)),
        cells["seat"] and cells.text("seat"),
        cells.number("population"),
        *_place(cells),
    )


def _place(cells: Cells) -> tuple[Decimal | None, Decimal | None, str | None, tuple[str, ...], str | None]:
    lat, lon = cells.coordinate("lat", *_LATITUDES), cells.coordinate("lon", *_LONGITUDES)
    if bool(cells["lat"]) != bool(cells["lon"]):
        cells.fault("lat", "is given without lon, or lon without lat", "Give both or none")
    wikidata = cells.pattern("wikidata", _QID, "Q3936")
    sources = cells.choices("wikidata_sources", WIKIDATA_SOURCES)
    if bool(wikidata) != bool(sources):
        cells.fault("wikidata_sources", "must be filled exactly where wikidata is", "Name who gives the item")
    return lat, lon, wikidata, sources, cells.pattern("geonames", r"[1-9]\d*", "2951825")


def _state(cells: Cells) -> StateRow:
    iso = cells.pattern("iso", "DE-[A-Z]{2}", "DE-BY")
    return StateRow(cells.digits("key", 2), cells.text("name"), iso or "")


def _change(cells: Cells) -> Change:
    kind = cells.choice("kind", CHANGE_KINDS)
    length = 5 if len(cells["old_ags"]) == 5 else 8
    old = cells.digits("old_ags", length)
    new = cells["new_ags"] and cells.digits("new_ags", length)
    if not new and kind != "dissolution":
        cells.fault("new_ags", "is empty", "Only a dissolution may leave no successor")
    if (old == new) != (kind == "renaming"):
        cells.fault("new_ags", f"{new!r} does not fit a {kind}", "Only a renaming keeps its key")
    name = cells["old_name"] and cells.text("old_name")
    return Change(cells.day("date"), kind, old, name, new, cells.url("source"))


def _edition(cells: Cells) -> TableEdition:
    return TableEdition(cells.day("territory"), cells.day("population"), cells.day("written"), cells.url("source"))


def _broken_links(
    municipalities: Sequence[MunicipalityRow], districts: Sequence[DistrictRow], states: Sequence[StateRow]
) -> Iterator[Fault]:
    """Yield a fault for each district of municipalities, and each Land of districts, that is missing."""
    known = {row.key for row in districts}
    for key, count in Counter(row.district for row in municipalities).items():
        if key not in known:
            problem = f"{count} rows lie in district {key}"
            yield Fault("municipalities.csv", None, "district", problem, "Add it to districts.csv")
    lands = {row.key for row in states}
    for row in districts:
        if row.key[:2] not in lands:
            problem = f"{row.key} lies in an unknown Land"
            yield Fault("districts.csv", None, "key", problem, "Add the Land to states.csv")


def _cells(row: object) -> list[str]:
    return [_cell(getattr(row, name)) for name in row.__slots__]  # type: ignore[attr-defined]  # rows only


def _cell(value: object) -> str:
    if value is None:
        return ""
    return " | ".join(value) if isinstance(value, tuple) else str(value)


def cell_rows(path: Path, columns: Sequence[str], faults: Faults, *, optional: Collection[str] = ()) -> Iterator[Cells]:
    """Yield the lines of a CSV file that has exactly `columns`, in that order.

    All columns of `optional` may be missing together; their cells are empty then.

    Raises:
        RegisterError: the file is missing, not UTF-8, or has other columns.
    """
    reader = csv.reader(io.StringIO(_decoded(path, faults), newline=""), strict=True)
    header = next(reader, [])
    needed = [column for column in columns if column not in optional]
    if header not in (list(columns), needed):
        raise faults.stop(
            f"the columns are {', '.join(header) or 'missing'}", f"The first line must be {','.join(columns)}", line=1
        )
    empty = dict.fromkeys(optional, "")
    try:
        for cells in reader:
            if len(cells) != len(header):
                faults.add(
                    f"has {len(cells)} cells instead of {len(header)}",
                    "Put quotes around a cell with a comma, and delete empty lines",
                    line=reader.line_num,
                )
                continue
            yield Cells(faults, reader.line_num, empty | dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise faults.stop(f"is not CSV ({error})", "Close the quotation mark", line=reader.line_num) from error


def csv_text(columns: Sequence[str], rows: Collection[Sequence[str]]) -> str:
    """Return rows as CSV text: comma, LF, quotes only where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def _decoded(path: Path, faults: Faults) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise faults.stop(f"cannot be read ({error.strerror})", "Check name and rights of the file") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise faults.stop("is not UTF-8", "Save the file with the encoding UTF-8", line=line) from error


def is_digits(text: str, length: int | None = None) -> bool:
    """Tell whether `text` is digits 0 to 9 only, and `length` of them."""
    return text.isascii() and text.isdigit() and length in {None, len(text)}


def mangled(text: str) -> bool:
    """Return whether `text` has letters that only a wrong encoding leaves behind."""
    return _MANGLED.search(text) is not None
