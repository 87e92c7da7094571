# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register tables in `graph/data/register` (CSV) as rows, and back.

They are read strictly: a doubtful cell is a fault, never a guess, and every fault of every file is named
before they are refused.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from graph.register.cells import Cells, Fault, Faults, RegisterError, cell_rows, csv_text

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
