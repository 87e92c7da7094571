# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tables → statements: one thing a row, one field a column, in any order; no cell is passed over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rdflib import DCAT, RDF

from graph.check.rdf import skolem_base
from graph.check.received import CSV, Change, Ignored, Received, Submission
from graph.check.sheets import (
    Cell,
    Column,
    Sheet,
    cell_place,
    column_of,
    kind_of,
    nearest_heading,
    read_csv,
    read_workbook,
)
from graph.check.values import PERIOD, NameIndex, Published, parse_iri, parse_period, project_key, read_value, slug
from graph.model.formats import Format
from graph.model.shapes import TEXT, WORDS, Field, Shape
from graph.store.terms import IRI, Statement, Term

_SEVERAL = re.compile(r"\s*[|;\n]\s*")


def read_table(received: Received, written_in: Format, known: Published) -> Submission:
    """Read CSV or Excel.

    Raises:
        DocumentError: it cannot be read, or is said to be of an unknown kind.
    """
    file = read_csv(received.content) if written_in == CSV else read_workbook(received.content)
    own = skolem_base(received)
    # What reading ignores is hidden, or a formula without result: it is not among the cells of the sheets.
    parts = len(file.ignored) + sum(len(row) for sheet in file.sheets for row in sheet.rows.values())
    submission = Submission(written_in, [], own, {}, file.changes, file.ignored, parts, file.details)
    names = NameIndex(known)
    tables = [table for sheet in file.sheets if (table := _table(sheet, received.kind, names, submission))]
    for table in tables:
        table.name_rows()
    for table in tables:
        table.convert()
    return submission


def _table(sheet: Sheet, wanted: str, names: NameIndex, submission: Submission) -> "_Table | None":
    """Return the table of a sheet, or None where its headings mean nothing; then its cells are noted."""
    if not sheet.rows:
        return None
    rows = dict(sheet.rows)
    head = rows.pop(next(iter(rows)))
    kind = kind_of(sheet.title, [cell.text for cell in head.values()], wanted)
    if kind is None:
        submission.ignored += sheet.ignore_all("unknown-sheet")
        return None
    columns: dict[int, Column] = {}
    for number, cell in head.items():
        column = column_of(cell.text, kind)
        if column is not None and column not in columns.values():
            columns[number] = column
        else:
            submission.ignored.append(_ignore(cell, cell.text, kind))
    submission.details["kind"] = ", ".join(filter(None, (submission.details.get("kind"), kind.slug)))
    return _Table(sheet.title, head, rows, kind, columns, names, submission)


@dataclass
class _Table:
    """A sheet with its headings understood."""

    _title: str
    _head: Mapping[int, Cell]
    _rows: Mapping[int, Mapping[int, Cell]]
    _kind: Shape
    _columns: Mapping[int, Column]
    _names: NameIndex
    _submission: Submission
    _iris: dict[int, str] = field(default_factory=dict)

    def name_rows(self) -> None:
        """Give each row the IRI of its thing, and note under which name other rows may refer to it."""
        taken: set[str] = set()
        for number, cells in self._rows.items():
            iri, is_new = self._iri(number, cells)
            while is_new and iri in taken:
                iri += "-2"
            taken.add(iri)
            self._iris[number] = iri
            name, place = self._name(cells), cell_place(self._title, number, 1)
            if name:
                self._names.add(name, iri)
            self._submission.places[iri, "", ""] = place
            if is_new and any(column in self._columns for column in cells):
                self._submission.changes.append(Change(name, iri, "new-address", iri, place=place))

    def convert(self) -> None:
        """Make statements of all cells."""
        for number, cells in self._rows.items():
            subject = self._iris[number]
            if any(column in self._columns for column in cells):
                self._add(subject, str(RDF.type), Term(IRI, self._kind.target), cells[min(cells)])
            for column, bare in cells.items():
                heading = self._head[column].text if column in self._head else ""
                cell = replace(bare, place={**bare.place, "column": heading})
                if column not in self._columns:
                    self._submission.ignored.append(_ignore(cell, heading, self._kind))
                else:
                    self._convert_cell(subject, cell, *self._columns[column])

    def _convert_cell(self, subject: str, cell: Cell, asked: Field | None, language: str) -> None:
        if asked is None:
            self._submission.places[subject, "", cell.text] = cell.place
            return
        for part in _split(cell.text, asked):
            if PERIOD in asked.classes and self._add_period(part, subject, asked, cell):
                continue
            term, change = read_value(part, asked, self._names, is_typed=cell.is_typed)
            if language:
                term = term._replace(language=language)
            self._add(subject, asked.path, term, cell)
            before, reason = (part, change) if change else (cell.text, "trimmed")
            if change or part == cell.text.strip() != cell.text:
                note = Change(before, term.value, reason, subject, asked.path, cell.place)
                self._submission.changes.append(note)

    def _add_period(self, text: str, subject: str, asked: Field, cell: Cell) -> bool:
        """Add a period as a thing of its own, where the text is one."""
        ends = parse_period(text)
        if ends is None:
            return False
        period = f"{self._submission.own}{len(self._submission.quads)}"
        self._add(subject, asked.path, Term(IRI, period), cell)
        self._add(period, str(RDF.type), Term(IRI, PERIOD), cell)
        for predicate, end in zip((DCAT.startDate, DCAT.endDate), ends, strict=True):
            self._add(period, str(predicate), end, cell)
        after = " – ".join(end.value for end in ends)
        self._submission.changes.append(Change(text, after, "period", subject, asked.path, cell.place))
        return True

    def _iri(self, number: int, cells: Mapping[int, Cell]) -> tuple[str, bool]:
        """Return the IRI of a row, and whether it was made up."""
        known = self._names.known
        identifiers = (column for column, (asked, _) in self._columns.items() if asked is None)
        given = next((cells[column].text.strip() for column in identifiers if column in cells), "")
        if given:
            return parse_iri(given) or known.new_iri(self._kind, slug(given) or f"row-{number}"), False
        name = slug(self._name(cells))
        project = self._project(cells) if name else ""
        return known.new_iri(self._kind, project, name or f"row-{number}"), True

    def _name(self, cells: Mapping[int, Cell]) -> str:
        """Return the first text of the row that names its thing."""
        for column, (asked, language) in sorted(self._columns.items(), key=lambda pair: pair[0]):
            is_name = asked and asked.order[0] < 2 and asked.value in {TEXT, WORDS} and not language
            if is_name and column in cells:
                return cells[column].text.strip()
        return ""

    def _project(self, cells: Mapping[int, Cell]) -> str:
        """Return the last part of the IRI of the project that the row belongs to, or ""."""
        for column, (asked, _) in self._columns.items():
            if asked and column in cells:
                key = project_key(_split(cells[column].text, asked)[0], asked, self._names)
                if key is not None:
                    return key
        return ""

    def _add(self, subject: str, predicate: str, value: Term, cell: Cell) -> None:
        self._submission.quads.append(Statement(Term(IRI, subject), predicate, value))
        places = self._submission.places
        places[subject, predicate, value.value] = cell.place
        places.setdefault((subject, predicate, ""), cell.place)
        places.setdefault((subject, "", ""), cell.place)


def _ignore(cell: Cell, heading: str, kind: Shape) -> Ignored:
    if not heading:
        return Ignored(cell.text, "beyond-header", cell.place)
    return Ignored(cell.text, "unknown-column", cell.place, heading, nearest_heading(heading, kind))


def _split(text: str, asked: Field) -> list[str]:
    """Return the values in a cell: several are separated by |, ; or a new line, but a text is one."""
    if asked.value in {TEXT, WORDS} or asked.most == 1:
        return [text.strip()]
    return [part.strip() for part in _SEVERAL.split(text) if part.strip()] or [text.strip()]
