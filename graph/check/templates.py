# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Empty tables to fill in, made from the shapes: headings, lists to choose from, help at each cell."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from graph.check.received import FILE_LIMITS
from graph.check.sheets import IDENTIFIER, OWN_SHEETS, find_kind, headings
from graph.check.values import Published
from graph.model.shapes import CODE, THING, Field, Shape
from graph.model.vocabulary import code_names

DEFAULT_KINDS = ("measure",)
_HELP, _LISTS = OWN_SHEETS
_WIDTH = 28
_CHOICES = 400
_TITLE, _PROMPT = 32, 255
"""Characters of the help at a cell, as Excel allows."""

_NOTES = (
    "Eine Zeile je Eintrag. Spalten mit * sind erforderlich. Sie können Spalten verschieben und weglassen.",
    "Mehrere Werte in einer Zelle trennen Sie mit einem senkrechten Strich: Mobilität und Verkehr | Bildung",
    "Ein Datum schreiben Sie als 2026-03-31 oder 31.03.2026; ist der Tag unbekannt, genügen Monat und Jahr.",
    "Einen Zeitraum schreiben Sie so: 2021-09 bis 2024-12",
    "Die Kennung kann leer bleiben; bei vorhandenen Einträgen tragen Sie sie ein: measure:bamberg-hitzekarte",
    "Klicken Sie in eine Zelle, um zu sehen, was dort einzutragen ist.",
)


def workbook_template(slugs: Sequence[str] = DEFAULT_KINDS, known: Published | None = None) -> bytes:
    """Return an Excel workbook with one sheet a kind; few published things of a kind become choices.

    Raises:
        InputError: a kind is not known.
    """
    workbook = Workbook()
    lists = workbook.create_sheet(_LISTS)
    lists.sheet_state = "hidden"
    for position, slug in enumerate(slugs):
        kind = find_kind(slug)
        sheet = workbook.create_sheet(kind.name["de"][:31], position)
        _fill(sheet, kind, lists, known or Published())
    notes = workbook.worksheets[len(slugs)]
    notes.title = _HELP
    notes.column_dimensions["A"].width = 110
    for note in _NOTES:
        notes.append([note])
    workbook.active = 0
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def csv_template(slug: str = DEFAULT_KINDS[0]) -> bytes:
    """Return the headings as CSV that German spreadsheets open at once: semicolons, UTF-8 with a mark.

    Raises:
        InputError: the kind is not known.
    """
    out = io.StringIO(newline="")
    heads = [_heading(name, field) for name, field in headings(find_kind(slug))]
    csv.writer(out, delimiter=";").writerow(heads)
    return out.getvalue().encode("utf-8-sig")


def _heading(name: str, field: Field | None) -> str:
    return f"{name} *" if field and field.least and "(Englisch)" not in name else name


def _fill(sheet: Worksheet, kind: Shape, lists: Worksheet, known: Published) -> None:
    sheet.freeze_panes = "A2"
    for column, (name, field) in enumerate(headings(kind), start=1):
        letter = get_column_letter(column)
        cell = sheet.cell(1, column, _heading(name, field))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[letter].width = _WIDTH
        # Cells are text, so that no spreadsheet takes the zero off a key or makes a date of 1.2.
        sheet.column_dimensions[letter].number_format = "@"
        validation = _validation(field, lists, known)
        validation.add(f"{letter}2:{letter}{FILE_LIMITS.rows}")
        sheet.add_data_validation(validation)


def _validation(field: Field | None, lists: Worksheet, known: Published) -> DataValidation:
    """Return the choices and the help of a column; other values stay possible, so several in one cell are."""
    choices = _choices(field, known) if field else []
    validation = DataValidation(allow_blank=True, showErrorMessage=False, showInputMessage=True)
    if choices:
        column = lists.max_column + 1 if lists.max_row > 1 or lists["A1"].value else 1
        for row, choice in enumerate(choices, start=1):
            lists.cell(row, column, choice)
        letter = get_column_letter(column)
        validation.type = "list"
        validation.formula1 = f"{quote_sheetname(_LISTS)}!${letter}$1:${letter}${len(choices)}"
    title, text = IDENTIFIER, "Kann leer bleiben."
    if field:
        title, text = (field.name["de"], f"{field.description.get('de', '')} {field.message.get('de', '')}".strip())
    validation.promptTitle, validation.prompt = title[:_TITLE], text[:_PROMPT]
    return validation


def _choices(field: Field, known: Published) -> list[str]:
    if field.value == CODE:
        return [code_names("de").get(code) or code for code in field.codes]
    if field.value == THING:
        names = sorted({known.label(iri) for iri in known.of_classes(field.classes)} - {""})
        return names if len(names) <= _CHOICES else []
    return []
