# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What became of keys that a new edition no longer has: stated by the operator, never guessed."""

from dataclasses import replace
from pathlib import Path

from graph.register.faults import Fault, Faults, RegisterError
from graph.register.official import Edition
from graph.register.rows import Change, MunicipalityRow, Table


def check_changes(
    table: Table, official: Edition, given: tuple[Change, ...], *, files: tuple[Path, Path]
) -> tuple[Change, ...]:
    """Return all changes, old and given, with old names filled in from the tables.

    Args:
        table: the tables before.
        official: the new edition.
        given: what the operator states.
        files: the edition and the file of changes, for the messages.

    Raises:
        RegisterError: a key is gone without a change, or a change does not fit the two editions.
    """
    edition, changes = Faults(files[0]), Faults(files[1])
    before = named(table)
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


def named(table: Table) -> dict[str, str]:
    """Return official name by key, of municipalities (eight digits) and Kreise (five)."""
    names = {row.ags: row.name for row in table.municipalities}
    return names | {row.key: row.name for row in table.districts}


def _core(change: Change) -> tuple[str, str, str, str]:
    """Return what makes two lines the same statement, so that a file may be handed in twice."""
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
