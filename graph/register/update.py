# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bring the register tables to a new official edition; all files are written or none.

The official list does not say what became of a key that is gone, and this module does not guess it: the
operator states it in a file with the columns of `changes.csv`. Whatever comes from elsewhere (coordinates,
GeoNames, Wikidata) stays with its key, and moves only along a renumbering, where the body is the same.
"""

import logging
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from graph.register.cells import Fault, Faults, RegisterError
from graph.register.official import Edition, read_edition
from graph.register.tables import (
    Change,
    DistrictRow,
    MunicipalityRow,
    Progress,
    Table,
    TableEdition,
    files,
    read_changes,
    read_table,
)

logger = logging.getLogger(__name__)

AnyRow = TypeVar("AnyRow", MunicipalityRow, DistrictRow)

OFFICIAL = "https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/_inhalt.html"
"""Named as source of every edition that an operator reads in."""

_DOUBTFUL_FROM = 100


@dataclass(frozen=True)
class Report:
    """What an update changed; the lists hold a key and a name each, sorted.

    Attributes:
        territory: Gebietsstand of the new edition.
        population: reference day of its population figures.
        municipalities: number of rows now.
        districts: number of rows now.
        left_out: uninhabited gemeindefreie Gebiete of the edition; the tables do not hold them.
        removed: keys that are gone, each explained by a change.
        counted: number of keys whose population differs.
        doubtful: keys whose population halved or doubled without a change; look at them.
        unplaced: municipalities without coordinates.
    """

    territory: date
    population: date
    municipalities: int
    districts: int
    left_out: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[str, ...]
    reclassified: tuple[str, ...]
    counted: int
    doubtful: tuple[str, ...]
    unplaced: tuple[str, ...]

    def __str__(self) -> str:
        """Return the report for people, one fact a line."""
        lines = [
            f"Territorial status {self.territory}, population of {self.population}.",
            f"{self.municipalities:,} municipalities and {self.districts} districts.",
            f"{self.left_out} uninhabited areas left out; {self.counted:,} populations differ.",
        ]
        for name, entries in (
            ("New", self.added),
            ("Gone", self.removed),
            ("Other name", self.renamed),
            ("Other kind", self.reclassified),
            ("Population halved or doubled, please check", self.doubtful),
            ("Without coordinates", self.unplaced),
        ):
            if entries:
                lines.append(f"{name} ({len(entries)}): {'; '.join(entries)}.")
        return "\n".join(lines)


def update(
    table_folder: Path,
    edition: Path,
    changes: Path | None,
    *,
    population_date: date | None = None,
    progress: Progress | None = None,
) -> Report:
    """Read `edition` and `changes`, and write the tables of `table_folder` anew.

    Args:
        table_folder: folder of `municipalities.csv` and its neighbours.
        edition: official file, see `graph.register.official`.
        changes: file with the columns of `changes.csv`; `old_name` may be empty or missing there.
        population_date: reference day of the population figures. The official text does not carry it;
            needed as soon as one figure differs from the tables.
        progress: called with records read and records in all.

    Raises:
        RegisterError: a file is damaged or does not fit; names every fault. Nothing was written then.
    """
    table = read_table(table_folder)
    official = read_edition(edition, progress)
    given = read_changes(changes) if changes else ()
    population = _check(table, official, Faults(edition), population_date)
    known = _all_changes(table, official, given, files=(edition, changes or edition))
    new = _merged(table, official, known, population)
    report = _report(table, new, official.left_out)
    write_table(table_folder, new)
    logger.info(
        "register updated territory=%s municipalities=%d added=%d removed=%d",
        report.territory,
        report.municipalities,
        len(report.added),
        len(report.removed),
    )
    return report


def write_table(folder: Path, table: Table) -> None:
    """Write all tables: first beside the old ones and read back, then move them into place.

    Raises:
        RegisterError: the new tables do not read back, or the disk refuses; the old ones stay.
    """
    try:
        with TemporaryDirectory(dir=folder, prefix=".new-") as beside:
            texts = files(table)
            for name, text in texts.items():
                (Path(beside) / name).write_text(text, encoding="utf-8", newline="")
            read_table(Path(beside))
            put_in_place(Path(beside), folder, tuple(texts))
    except OSError as error:
        raise Faults(folder).stop(f"cannot be written ({error.strerror})", "Free space or rights") from error


def put_in_place(beside: Path, folder: Path, names: tuple[str, ...]) -> None:
    """Move files from `beside` into `folder`, all of them or none.

    Raises:
        OSError: a file cannot be moved; those moved before are as they were.
    """
    kept = beside / "before"
    kept.mkdir()
    for name in names:
        if (folder / name).exists():
            shutil.copy2(folder / name, kept / name)
    moved: list[str] = []
    try:
        for name in names:
            (beside / name).replace(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (kept / name).replace(folder / name)
        raise


def _check(table: Table, official: Edition, faults: Faults, population_date: date | None) -> date:
    """Refuse an edition that is older or incomplete; return the day of its population figures."""
    if official.territory < table.edition.territory:
        faults.add(
            f"Gebietsstand {official.territory} is older than {table.edition.territory} in the tables",
            "Take a newer edition",
        )
    missing = {row.key for row in table.states} ^ set(official.states)
    if missing:
        faults.add(f"the Länder do not fit: {', '.join(sorted(missing))}", "Take the file for the whole of Germany")
    population = population_date or table.edition.population
    if not table.edition.population <= population <= official.territory:
        faults.add(
            f"population of {population} is not from {table.edition.population} up to the Gebietsstand",
            "Correct the reference day",
        )
    if population_date is None and _counted(table.municipalities, official.municipalities):
        faults.add(
            "has other population figures than the tables but does not say of which day",
            "Give the reference day of the population; look it up where the list was downloaded",
        )
    faults.check()
    return population


def _all_changes(
    table: Table, official: Edition, given: tuple[Change, ...], *, files: tuple[Path, Path]
) -> tuple[Change, ...]:
    """Return all changes, old and given, with old names filled in from the tables.

    Raises:
        RegisterError: a key is gone without a change, or a change does not fit the two editions; names
            the edition and the file of changes in `files`.
    """
    edition, changes = Faults(files[0]), Faults(files[1])
    before = _names(table)
    now = {row.ags for row in official.municipalities} | {row.key for row in official.districts}
    known = dict.fromkeys(table.changes)
    stated = {_core(change) for change in table.changes}
    for change in given:
        if _core(change) in stated:
            continue
        known[replace(change, old_name=change.old_name or before.get(change.old, ""))] = None
        for problem in _problems(change, before, now, {other.old for other in given}):
            changes.add(problem, "Correct the line", column="old_ags")
    explained = {change.old for change in known if change.kind != "renaming"}
    for key in sorted(_lost(table, now) - explained):
        edition.found.append(_unexplained(files[0].name, key, before[key], table, official))
    if edition.found or changes.found:
        raise RegisterError(tuple(edition.found + changes.found))
    return tuple(sorted(known, key=lambda change: (change.day, change.old, change.new)))


def _names(table: Table) -> dict[str, str]:
    """Return official name by key, of municipalities (eight digits) and Kreise (five)."""
    names = {row.ags: row.name for row in table.municipalities}
    return names | {row.key: row.name for row in table.districts}


def _core(change: Change) -> tuple[str, str, str, str]:
    """Return what makes two lines the same statement, so that a file can be read in twice."""
    return change.day.isoformat(), change.kind, change.old, change.new


def _lost(table: Table, now: set[str]) -> set[str]:
    """Return the keys that need an entry; a kreisfreie Stadt has its entry among the municipalities."""
    bodies = {row.ags for row in table.municipalities}
    return (bodies | {row.key for row in table.districts if not row.is_city}) - now


def _problems(change: Change, before: dict[str, str], now: set[str], also_gone: set[str]) -> list[str]:
    problems = []
    if change.old not in before:
        problems.append(f"old key {change.old} is not in the tables")
    if change.kind != "renaming" and change.old in now:
        problems.append(f"old key {change.old} is still in the edition")
    if change.new and change.new not in now | also_gone:
        problems.append(f"new key {change.new} is not in the edition")
    return problems


def _unexplained(file: str, key: str, name: str, table: Table, official: Edition) -> Fault:
    known = {row.ags for row in table.municipalities}
    added = [row for row in official.municipalities if row.ags not in known]
    hint = ", ".join(f"{row.ags} {row.name}" for row in added if _may_follow(row, key, name))
    remedy = "State in a changes file what became of it: date,kind,old_ags,new_ags,source"
    if hint:
        remedy += f" – new in the edition under the same name: {hint}"
    return Fault(file, None, None, f"{key} {name} is gone and no change says why", remedy)


def _may_follow(row: MunicipalityRow, key: str, name: str) -> bool:
    """Whether a new row has the same short name in the same Land: worth a look, not more."""
    return len(key) == 8 and row.ags[:2] == key[:2] and row.short_name == name.partition(",")[0]


def _merged(table: Table, official: Edition, changes: tuple[Change, ...], population: date) -> Table:
    moved = {change.new: change.old for change in changes if change.kind == "renumbering"}
    old = {row.ags: row for row in table.municipalities}
    old_districts = {row.key: row for row in table.districts}
    return Table(
        tuple(_enriched(row, old.get(row.ags) or old.get(moved.get(row.ags, ""))) for row in official.municipalities),
        tuple(
            _seated(row, old_districts.get(row.key) or old_districts.get(moved.get(row.key, "")))
            for row in official.districts
        ),
        table.states,
        changes,
        TableEdition(official.territory, population, datetime.now(tz=UTC).date(), OFFICIAL),
    )


def _enriched(row: AnyRow, before: AnyRow | None) -> AnyRow:
    if before is None:
        return row
    return replace(
        row,
        lat=before.lat,
        lon=before.lon,
        wikidata=before.wikidata,
        wikidata_sources=before.wikidata_sources,
        geonames=before.geonames,
    )


def _seated(row: DistrictRow, before: DistrictRow | None) -> DistrictRow:
    return _enriched(replace(row, seat=row.seat or (before.seat if before else "")), before)


def _report(table: Table, new: Table, left_out: int) -> Report:
    old_names, names = _names(table), _names(new)
    old_kinds, kinds = _kinds(table), _kinds(new)
    kept = old_names.keys() & names.keys()
    counted = _counted(table.municipalities, new.municipalities)
    explained = {change.new for change in new.changes}
    return Report(
        new.edition.territory,
        new.edition.population,
        len(new.municipalities),
        len(new.districts),
        left_out,
        added=_listed(names, names.keys() - old_names.keys()),
        removed=_listed(old_names, old_names.keys() - names.keys()),
        renamed=_listed(names, {key for key in kept if names[key] != old_names[key]}),
        reclassified=_listed(names, {key for key in kept if kinds[key] != old_kinds[key]}),
        counted=len(counted),
        doubtful=_listed(names, {key for key, pair in counted.items() if _leaps(*pair)} - explained),
        unplaced=_listed(names, {row.ags for row in new.municipalities if row.lat is None}),
    )


def _counted(old: tuple[MunicipalityRow, ...], new: tuple[MunicipalityRow, ...]) -> dict[str, tuple[int, int]]:
    """Return the population before and now of every key that has both, and not the same."""
    before = {row.ags: row.population for row in old}
    pairs = ((row.ags, before.get(row.ags), row.population) for row in new)
    return {ags: (was, now) for ags, was, now in pairs if was is not None and now is not None and was != now}


def _leaps(was: int, now: int) -> bool:
    return max(was, now) >= _DOUBTFUL_FROM and not was / 2 <= now <= was * 2


def _kinds(table: Table) -> dict[str, str]:
    kinds = {row.ags: row.kind for row in table.municipalities}
    return kinds | {row.key: row.kind for row in table.districts}


def _listed(names: dict[str, str], keys: set[str]) -> tuple[str, ...]:
    return tuple(f"{key} {names[key]}" for key in sorted(keys))
