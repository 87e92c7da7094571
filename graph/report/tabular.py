# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports as tables: CSV with all findings, and the sender's own workbook with comments at the cells."""

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from graph.intake import Report
from graph.intake.lexical import visible
from graph.report.plain import place_text

_COLUMNS = ("file", "severity", "rule", "object", "field", "found", "message", "expected", "fix", "place")
_COLOURS = {"error": "F8D0D0", "warning": "FCEBC5", "hint": "DDE6F0"}
_COLUMN_HEADS = {
    "de": ("Schwere", "Ort", "Ding", "Feld", "Befund", "Abhilfe"),
    "en": ("Severity", "Place", "Thing", "Field", "Finding", "Remedy"),
}
_SHEET = {"de": "Befunde", "en": "Findings"}
_LONGEST_COMMENT = 32_000


def as_csv(reports: Sequence[Report], language: str) -> str:
    """Return all findings as CSV, one a line; no spreadsheet takes a cell for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for report in reports:
        for each in report["findings"]:
            writer.writerow([harmless(text) for text in _row(report, each, language)])
    return out.getvalue()


def as_workbook(content: bytes, report: Report, language: str = "de") -> bytes:
    """Return the workbook of the sender with each finding as a comment at its cell, and a list of all.

    Args:
        content: the workbook as it was sent; its report must be at hand, so it was found harmless.
        report: the report of exactly this file.
        language: "de" or "en".
    """
    workbook = load_workbook(io.BytesIO(content), keep_links=False)
    by_cell: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for each in report["findings"]:
        place = each["location"]
        if place.get("kind") == "cell" and place["sheet"] in workbook.sheetnames:
            by_cell[place["sheet"], place["cell"]].append(each)
    for (sheet, name), findings in by_cell.items():
        cell = workbook[sheet][name]
        texts = [f"{each['message'][language]}\n→ {each['fix'].get(language, '')}" for each in findings]
        cell.comment = Comment(
            "\n\n".join(texts)[:_LONGEST_COMMENT], "MPSC", width=360, height=90 * len(texts)
        )
        worst = min(findings, key=lambda each: list(_COLOURS).index(each["severity"]))
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst["severity"]])
    _add_list(workbook.create_sheet(_SHEET[language]), report, language)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@", "\t", "\r")) else shown


def _add_list(sheet: Any, report: Report, language: str) -> None:
    sheet.append(_COLUMN_HEADS[language])
    for each in report["findings"]:
        row = (
            each["severity"],
            place_text(each["location"], language),
            each["object"].get("label", ""),
            each["field"].get("name", {}).get(language, ""),
            each["message"][language],
            each["fix"].get(language, ""),
        )
        sheet.append([harmless(text) for text in row])


def _row(report: Report, each: Any, language: str) -> list[str]:
    return [
        report["file"]["name"],
        each["severity"],
        each["rule"],
        each["object"].get("label", ""),
        each["field"].get("name", {}).get(language, ""),
        " | ".join(value["shown"] for value in each["found"]),
        each["message"][language],
        each["expected"].get(language, ""),
        each["fix"].get(language, ""),
        place_text(each["location"], language),
    ]
