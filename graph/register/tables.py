# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register tables: read strictly, with every fault of every file named before refusing."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from graph.register.csvfile import Cells, cell_rows, csv_text
from graph.register.faults import Fault, Faults, RegisterError
from graph.register.rows import (
    CHANGE_COLUMNS,
    CHANGE_KINDS,
    DISTRICT_COLUMNS,
    DISTRICT_KINDS,
    EDITION_COLUMNS,
    MUNICIPALITY_COLUMNS,
    MUNICIPALITY_KINDS,
    STATE_COLUMNS,
    WIKIDATA_SOURCES,
    Change,
    DistrictRow,
    MunicipalityRow,
    StateRow,
    Table,
    TableEdition,
)

_LATITUDES = (47, 56)
_LONGITUDES = (5, 16)
_QID = r"Q[1-9]\d*"
_NO_EDITION = TableEdition(date.min, date.min, date.min, "")
Row = TypeVar("Row")


def read_table(folder: Path) -> Table:
    """Read the register tables of `folder`.

    Raises:
        RegisterError: at least one file is missing or damaged; names every fault.
    """
    faults: list[Fault] = []
    table = Table(
        _read(read_municipalities, folder / "municipalities.csv", faults),
        _read(read_districts, folder / "districts.csv", faults),
        _read(read_states, folder / "states.csv", faults),
        _read(read_changes, folder / "changes.csv", faults),
        next(iter(_read(_read_edition, folder / "edition.csv", faults)), _NO_EDITION),
    )
    if not faults:
        faults += _broken_links(table, folder)
    if faults:
        raise RegisterError(tuple(faults))
    return table


def read_municipalities(path: Path) -> tuple[MunicipalityRow, ...]:
    """Read `municipalities.csv`.

    Raises:
        RegisterError: names every damaged line.
    """
    return _rows(path, MUNICIPALITY_COLUMNS, _municipality, key="ags")


def read_districts(path: Path) -> tuple[DistrictRow, ...]:
    """Read `districts.csv`.

    Raises:
        RegisterError: names every damaged line.
    """
    return _rows(path, DISTRICT_COLUMNS, _district, key="key")


def read_states(path: Path) -> tuple[StateRow, ...]:
    """Read `states.csv`.

    Raises:
        RegisterError: names every damaged line.
    """
    return _rows(path, STATE_COLUMNS, _state, key="key")


def read_changes(path: Path) -> tuple[Change, ...]:
    """Read `changes.csv`, the register's own or the one an operator hands in, there without `old_name`.

    Raises:
        RegisterError: names every damaged line.
    """
    return _rows(path, CHANGE_COLUMNS, _change, key=None, optional=("old_name",))


def files(table: Table) -> dict[str, str]:
    """Return the text of every file of `table` by file name, as `read_table` reads it back."""
    return {
        "municipalities.csv": csv_text(MUNICIPALITY_COLUMNS, [_cells(row) for row in table.municipalities]),
        "districts.csv": csv_text(DISTRICT_COLUMNS, [_cells(row) for row in table.districts]),
        "states.csv": csv_text(STATE_COLUMNS, [_cells(row) for row in table.states]),
        "changes.csv": csv_text(CHANGE_COLUMNS, [_cells(row) for row in table.changes]),
        "edition.csv": csv_text(EDITION_COLUMNS, [_cells(table.edition)]),
    }


def _read(reader: Callable[[Path], tuple[Row, ...]], path: Path, faults: list[Fault]) -> tuple[Row, ...]:
    try:
        return reader(path)
    except RegisterError as error:
        faults += error.faults
        return ()


def _rows(
    path: Path,
    columns: Sequence[str],
    convert: Callable[[Cells], Row],
    *,
    key: str | None,
    optional: tuple[str, ...] = (),
) -> tuple[Row, ...]:
    """Convert every line, and refuse keys that stand twice; the result is sorted by key."""
    faults = Faults(path)
    lines: dict[str, int] = {}
    rows: list[Row] = []
    for cells in cell_rows(path, columns, faults, optional=optional):
        rows.append(convert(cells))
        if key and (first := lines.setdefault(cells[key], cells.line)) != cells.line:
            cells.fault(key, f"{cells[key]} stands in line {first} already", "Delete one of the two lines")
    faults.check()
    return tuple(sorted(rows, key=_sort_key))


def _sort_key(row: object) -> str:
    return ",".join(_cells(row))


def _read_edition(path: Path) -> tuple[TableEdition, ...]:
    editions = _rows(path, EDITION_COLUMNS, _edition, key=None)
    if len(editions) != 1:
        raise Faults(path).stop(f"has {len(editions)} lines below the first", "State exactly one edition")
    return editions


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
        cells.fault("lat", "stands without lon, or lon without lat", "Give both or none")
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
    return TableEdition(
        cells.day("territory"), cells.day("population"), cells.day("written"), cells.url("source")
    )


def _broken_links(table: Table, folder: Path) -> Iterable[Fault]:
    """Find municipalities whose district is missing, and districts whose Land is."""
    districts = Faults(folder / "municipalities.csv")
    known = {row.key for row in table.districts}
    for key, count in Counter(row.district for row in table.municipalities).items():
        if key not in known:
            districts.add(f"{count} rows lie in district {key}", "Add it to districts.csv", column="district")
    states = Faults(folder / "districts.csv")
    lands = {row.key for row in table.states}
    for row in table.districts:
        if row.key[:2] not in lands:
            states.add(f"{row.key} lies in an unknown Land", "Add the Land to states.csv", column="key")
    return districts.found + states.found


def _cells(row: object) -> list[str]:
    return [_cell(getattr(row, name)) for name in row.__slots__]  # type: ignore[attr-defined]  # rows only


def _cell(value: object) -> str:
    if value is None:
        return ""
    return " | ".join(value) if isinstance(value, tuple) else str(value)
