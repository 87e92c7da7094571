# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Submissions as CSV and Excel: columns in any order, German ways of writing, and no cell passed over."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from graph.check import Published, Verdict
from graph.check.templates import csv_template, workbook_template
from graph.check.values import is_well_formed, literal, parse_date, parse_number, parse_period, slug
from graph.errors import InputError
from graph.model.shapes import shapes_by_slug
from tests.intake.conftest import PROJECT, Evaluate

HEAD = ("Titel", "Beschreibung", "Modellprojekt", "Hauptthema", "Themen", "Stand", "Webseite")
ROW = (
    "Hitzekarte",
    "Messwerte der Stadt",
    "Bamberg",
    "Mobilität und Verkehr",
    "Mobilität und Verkehr",
    "geplant",
    "https://example.org/x",
)


def csv_of(*rows: tuple[str, ...], separator: str = ";") -> str:
    """Return rows as CSV."""
    return "\r\n".join(separator.join(row) for row in rows) + "\r\n"


def workbook_of(rows: list[list[Any]], title: str = "Maßnahme", change: Any = None) -> bytes:
    """Return rows as a workbook."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def triples(statements: str) -> set[tuple[str, ...]]:
    """Return the statements of canonical N-Quads."""
    return {tuple(line.removesuffix(" .").split(" ", 2)) for line in statements.splitlines()}


def test_table_is_read_whatever_the_order_encoding_and_separator(check: Evaluate) -> None:
    """The same table six ways gives the same statements."""
    order = (6, 2, 0, 5, 4, 1, 3)
    turned = [tuple(row[n] for n in order) for row in (HEAD, ROW)]
    tables = [
        csv_of(HEAD, ROW).encode(),
        csv_of(HEAD, ROW).encode("utf-8-sig"),
        csv_of(HEAD, ROW).encode("cp1252"),
        csv_of(HEAD, ROW).encode("utf-16"),
        csv_of(*turned, separator=",").encode(),
        ("sep=;\r\n" + csv_of(*turned)).encode(),
    ]
    found = [check(content, "data.csv") for content in tables]
    found.append(check(workbook_of([list(HEAD), list(ROW)]), "data.xlsx"))

    assert {each.verdict for each in found} == {Verdict.VALID}
    assert len({each.statements for each in found}) == 1
    assert found[2].report["file"]["details"] == {"encoding": "Windows-1252", "separator": ";", "kind": "measure"}


def test_finding_names_the_cell(check: Evaluate) -> None:
    """And the heading of its column."""
    found = check(csv_of(HEAD, ROW, (*ROW[:5], "geplannt", ROW[6])), "data.csv")

    (finding,) = found.report["findings"]
    assert finding["location"] == {"kind": "cell", "sheet": "", "cell": "F3", "row": 3, "column": "Stand"}
    assert finding["found"][0]["value"] == "geplannt"


def test_every_cell_is_used_or_told(check: Evaluate) -> None:
    """Unknown columns, cells without heading, other sheets, hidden ones and formulas without result."""

    def more(workbook: Workbook) -> None:
        workbook["Maßnahme"]["J2"] = "daneben"
        workbook["Maßnahme"]["H2"] = "=1+1"
        other = workbook.create_sheet("Anderes")
        other["A1"] = "Rezept"
        hidden = workbook.create_sheet("Geheim")
        hidden["A1"] = "Titel"
        hidden.sheet_state = "hidden"

    found = check(workbook_of([[*HEAD, "Quelle", "Titl"], [*ROW, "", "x"]], change=more), "data.xlsx")

    assert sorted((each["reason"], each["value"]) for each in found.report["ignored"]) == [
        ("beyond-header", "daneben"),
        ("formula-without-value", "=1+1"),
        ("hidden-sheet", "Titel"),
        ("unknown-column", "Titl"),
        ("unknown-column", "x"),
        ("unknown-sheet", "Rezept"),
    ]
    assert {each["proposal"] for each in found.report["ignored"] if each["name"] == "Titl"} == {"Titel"}
    assert found.report["parts"] == {"total": len(HEAD) + 2 + len(ROW) + 5, "ignored": 6}


def test_values_are_understood_and_shown_before_and_after(check: Evaluate) -> None:
    """Names of things and list entries, periods, addresses, key without its zero."""
    head = (*HEAD, "Zeitraum", "Mitwirkende", "Titel (Englisch)")
    row = (*ROW[:6], "www.example.org/x", "09.2021 bis 31.12.2024", "9461000|Stadtwerke Bamberg", " Heat map ")
    found = check(csv_of(head, row), "data.csv")

    changes = {each["before"]: (each["reason"], each["after"]) for each in found.report["changes"]}
    assert found.verdict is Verdict.VALID
    assert changes["Bamberg"] == ("known-thing", PROJECT)
    assert changes["geplant"] == ("list-entry", "https://w3id.org/mpsc/code/status/planned")
    assert changes["09.2021 bis 31.12.2024"] == ("period", "2021-09 – 2024-12-31")
    assert changes["www.example.org/x"] == ("address", "https://www.example.org/x")
    assert changes["9461000"] == ("known-thing", "https://w3id.org/mpsc/id/municipality/09461000")
    assert changes[" Heat map "] == ("trimmed", "Heat map")
    assert '"Heat map"@en' in found.statements


def test_kind_is_said_or_found_out(check: Evaluate) -> None:
    """By `--kind`, by the title of the sheet, else by the headings."""
    assert check(csv_of(HEAD, ROW), "a.csv", "solution").report["file"]["details"]["kind"] == "solution"
    assert check(workbook_of([list(HEAD), list(ROW)], "Lösung"), "a.xlsx").report["things"][0]["kind"]["de"] == "Lösung"
    assert check(csv_of(("Rezept", "Zutat"), ("Brot", "Mehl")), "a.csv").verdict is Verdict.NOTHING
    assert "measure" in check(csv_of(HEAD, ROW), "a.csv", "recipe").report["reason"]


def test_rows_may_refer_to_each_other_by_name(check: Evaluate) -> None:
    """A project and its measure in one workbook."""

    def project(workbook: Workbook) -> None:
        sheet = workbook.create_sheet("Modellprojekt")
        sheet.append(["Kennung", "Name", "Titel"])
        sheet.append(["neustadt", "Neustadt", "Smart City Neustadt"])

    found = check(workbook_of([list(HEAD), [*ROW[:2], "Neustadt", *ROW[3:]]], change=project), "a.xlsx")

    assert "Measure-project" not in {each["rule"] for each in found.report["findings"]}
    assert "<https://w3id.org/mpsc/id/project/neustadt>" in found.statements


def test_typed_cells_of_a_workbook(check: Evaluate) -> None:
    """A date and a number keep their value, whatever the language of the spreadsheet."""
    rows: list[list[Any]] = [["Titel", "Beginn", "Ende"], ["Treffen", date(2024, 5, 1), "3. Mai 2024"]]
    found = check(workbook_of(rows, "Veranstaltung"), "a.xlsx")

    assert '"2024-05-01"^^<http://www.w3.org/2001/XMLSchema#date>' in found.statements
    assert '"2024-05-03"^^<http://www.w3.org/2001/XMLSchema#date>' in found.statements


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", None),
        ("1.3.2024", "2024-03-01"),
        ("31.02.2024", None),
        ("03/2024", "2024-03"),
        ("März 2024", "2024-03"),
        ("2024", "2024"),
        ("demnächst", None),
    ],
)
def test_dates(text: str, value: str | None) -> None:
    """What has no day in the calendar is no date."""
    found = parse_date(text)

    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234,50", "1234.50"), ("0,9", "0.9"), ("1 234 €", "1234"), ("1.2.3", None), ("1e9", None), ("zwei", None)],
)
def test_numbers(text: str, value: str | None) -> None:
    """The German way of writing."""
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("day", "exists"),
    [
        ("2024-02-29", True),
        ("1900-02-29", False),
        ("0000-02-29", True),
        ("123456789012-02-29", True),
        ("123456789010-02-29", False),
        ("-0004-06-31", False),
    ],
)
def test_days_of_the_calendar(day: str, *, exists: bool) -> None:
    """In any year that XML Schema can write, not only in those that Python knows."""
    assert is_well_formed(literal(day, "date")) is exists


def test_new_things_are_named_beside_those_that_are_there(known: Published) -> None:
    """Most projects are below `id/project/`; a kind without things has its own name."""
    shapes = shapes_by_slug()

    assert known.new_iri(shapes["model-project"], "neu") == "https://w3id.org/mpsc/id/project/neu"
    assert known.new_iri(shapes["reuse-case"], "bamberg", "", "x") == "https://w3id.org/mpsc/id/reuse-case/bamberg-x"


def test_small_readers() -> None:
    """Periods and names in addresses."""
    ends = parse_period("2021-09 bis 2024-12")
    assert ends is not None
    assert [end.value for end in ends] == ["2021-09", "2024-12"]
    assert parse_period("irgendwann") is None
    assert slug("Größe & Maß – Straße 7") == "groesse-mass-strasse-7"


def test_template_has_headings_lists_and_help(known: Published) -> None:
    """Choices come from the code lists and from what is published."""
    workbook = load_workbook(io.BytesIO(workbook_template(("measure", "need"), known)))

    sheet = workbook["Maßnahme"]
    heads = [cell.value for cell in sheet[1]]
    assert {"Kennung", "Titel *", "Titel (Englisch)", "Modellprojekt *", "Stand *"} <= set(heads)
    prompts = {v.promptTitle: v.prompt for v in sheet.data_validations.dataValidation}
    assert "zum Beispiel" in prompts["Stand"]
    assert [cell.value for column in workbook["Listen"].columns for cell in column].count("Bamberg") >= 1
    assert workbook.sheetnames == ["Maßnahme", "Bedarf", "Hinweise", "Listen"]


def test_filled_in_template_is_valid(check: Evaluate, known: Published) -> None:
    """What the template asks for is what the check wants; its own sheets are no data."""
    workbook = load_workbook(io.BytesIO(workbook_template(("measure",), known)))
    sheet = workbook["Maßnahme"]
    columns = {str(cell.value).removesuffix(" *"): n for n, cell in enumerate(sheet[1], start=1)}
    for name, value in zip(HEAD, ROW, strict=True):
        sheet.cell(2, columns[name], value)
    out = io.BytesIO()
    workbook.save(out)
    found = check(out.getvalue(), "data.xlsx")

    assert found.verdict is Verdict.VALID
    assert found.report["ignored"] == []


def test_csv_template(check: Evaluate) -> None:
    """Empty, it holds nothing; an unknown kind is answered with all kinds."""
    assert check(csv_template(), "a.csv").verdict is Verdict.NOTHING
    assert check(csv_template(), "a.csv").report["ignored"] == []
    with pytest.raises(InputError, match="model-project"):
        csv_template("recipe")


def packed(**parts: bytes) -> bytes:
    """Return an archive with these parts beside those of a workbook."""
    out = io.BytesIO(workbook_of([list(HEAD), list(ROW)]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed(**{"xl__vbaProject.bin": b"x"}), "programs"),
        (packed(**{"xl__externalLinks__externalLink1.xml": b"<x/>"}), "outside links"),
        (packed(**{"xl__bomb.xml": b"0" * 70_000_000}), "unpacks to"),
        (packed(**{"xl__evil.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "DOCTYPE"),
        (b"PK\x03\x04nonsense", "not an Excel workbook"),
        (workbook_of([list(HEAD)])[:-200], "not an Excel workbook"),
        (b'Titel;Stand\r\n"offen;x\r\n', "quotation mark"),
        (b"Titel;Stand\r\n\x81\x8d;x\r\n", "Windows-1252"),
        (b"\xd0\xcf\x11\xe0old excel", "old or encrypted"),
    ],
)
def test_bad_tables_are_refused_with_a_reason(check: Evaluate, content: bytes, words: str) -> None:
    """Macros, outside links, bombs, entities and things that are no tables."""
    found = check(content, "data.xlsx" if content.startswith(b"PK") else "data.csv")

    assert found.verdict is Verdict.UNFINISHED
    assert words in found.report["reason"]
    assert found.statements == ""


def test_too_many_rows_are_refused(check: Evaluate) -> None:
    """More than one may send at once."""
    assert "rows" in check(csv_of(HEAD, *([ROW] * 5001)), "data.csv").report["reason"]


def test_damaged_workbook_is_told_as_one(check: Evaluate) -> None:
    """Bytes inside a packed part are wrong: the remedy is named, and nothing is said of a fault of ours."""
    content = bytearray(workbook_of([list(HEAD), list(ROW)]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    packed = start + 30 + len("xl/worksheets/sheet1.xml")
    content[packed : packed + 8] = b"\xff" * 8

    text = json.dumps(check(bytes(content), "a.xlsx").report)

    assert "Save it as .xlsx again" in text
    assert "report this to us" not in text
