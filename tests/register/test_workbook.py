# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The official Excel edition AuszugGV: head in rows 3 to 5, data from row 7, notes below."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from graph.register import RegisterError, read_edition

Sheet = list[list[object]]


def _sheet(official: Path) -> Sheet:
    """Make the sheet that Destatis would publish for the lines of the text edition."""
    title = "Alle politisch selbständigen Gemeinden mit ausgewählten Merkmalen am 28.02.2026"
    head: Sheet = [
        [title],
        [],
        ["Satzart", "Textkennzeichen", "Amtlicher Regionalschlüssel (ARS)", *[None] * 4, "Gemeindename"],
        [None, None, "Land", "RB", "Kreis", "VB", "Gem", None, None, "insgesamt", "männlich"],
        [],
        [],
    ]
    head[2] += ["Fläche km2", "Bevölkerung", None, None, None, "Postleitzahl"]
    rows = [_row(line) for line in official.read_text(encoding="utf-8").splitlines()]
    return [*head, *rows, [], ["Bevölkerung auf Grundlage des Zensus 2022."], ["© Daten: Destatis"]]


def _row(line: str) -> list[object]:
    parts = [(0, 2), (122, 124), (10, 12), (12, 13), (13, 15), (18, 22), (15, 18), (22, 72)]
    row: list[object] = [line[start:end].strip() or None for start, end in parts]
    if line.startswith("60"):
        row += [int(line[128:139]) / 100, int(line[139:150]), int(line[150:161])]
    return row


def _saved(path: Path, rows: Sheet, name: str = "Onlineprodukt_Gemeinden28022026") -> Path:
    book = Workbook()
    book.create_sheet("Inhalt")
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(RegisterError) as refusal:
        read_edition(path)
    return str(refusal.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the workbook is saved."""
    return tmp_path / "AuszugGV1QAktuell.xlsx"


def test_excel_says_the_same_as_text_but_for_the_seat(path: Path, official: Path) -> None:
    """Both editions of one day hold the same municipalities and districts."""
    text = read_edition(official)
    seatless = tuple(replace(row, seat="") for row in text.districts)

    found = read_edition(_saved(path, _sheet(official)))

    assert found == replace(text, districts=seatless)


def test_sheet_without_date_in_its_name_is_read(path: Path, official: Path) -> None:
    """The editions of 2020 call it Onlineprodukt_Gemeinden."""
    found = read_edition(_saved(path, _sheet(official), "Onlineprodukt_Gemeinden"))

    assert len(found.municipalities) == 10


def test_numbers_get_their_zeros_back(path: Path, official: Path) -> None:
    """Where a key column was saved as numbers, 1 is Land 01."""
    rows = _sheet(official)
    rows[9] = [60, 61, 1, 0.0, 1, 0, 0, "Flensburg, Stadt", 56.73, 96326.0]

    assert read_edition(_saved(path, rows)).municipalities[0].ars == "010010000000"


def test_thousands_with_spaces_are_read(path: Path, official: Path) -> None:
    """Some editions carry the population as text with spaces."""
    rows = _sheet(official)
    rows[9][9] = "96 326"

    assert read_edition(_saved(path, rows)).municipalities[0].population == 96326


def test_progress_is_told(path: Path, official: Path) -> None:
    """Rows done and rows in all."""
    calls: list[tuple[int, int]] = []
    rows = _sheet(official)
    association = rows[8]
    _saved(path, [*rows[:-2], *[association] * 600])

    read_edition(path, lambda done, total: calls.append((done, total)))

    assert calls == [(500, 636)]


def test_other_sheet_is_refused(path: Path, official: Path) -> None:
    """The message lists the sheets there are."""
    assert "has no sheet Onlineprodukt_Gemeinden… but Sheet, Inhalt, Kreise" in _refusal(
        _saved(path, _sheet(official), "Kreise")
    )


def test_moved_column_is_refused(path: Path, official: Path) -> None:
    """A new layout is told, not misread."""
    rows = [["", *row] for row in _sheet(official)]
    rows[0] = rows[0][1:]

    assert "row" not in (message := _refusal(_saved(path, rows)))
    assert "line 3, column A: A3 holds '' where 'Satzart' belongs" in message


def test_other_population_column_is_refused(path: Path, official: Path) -> None:
    """Column J must be the population."""
    rows = _sheet(official)
    rows[2][9], rows[3][9] = "Fläche", "ha"

    assert "the head above column J says" in _refusal(_saved(path, rows))


def test_missing_date_is_refused(path: Path, official: Path) -> None:
    """Without its Gebietsstand an edition is worthless."""
    rows = _sheet(official)
    rows[0] = ["Gemeinden"]

    assert "A1 does not say 'am DD.MM.YYYY'" in _refusal(_saved(path, rows))


def test_empty_sheet_is_refused(path: Path) -> None:
    """Nothing in it, not even a title."""
    assert "A1 does not say" in _refusal(_saved(path, []))


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (9, "-", "line 10, column population: '-' is not a whole number"),
        (9, None, "line 10, column population: '' is not a whole number"),
        (6, "0000", "line 10, column key: '010010000' is not a key of 8 digits"),
        (0, "70", "line 10, column Satzart: record type '70' is not known"),
        (0, None, "line 10, column Satzart: has no record type"),
    ],
)
def test_damaged_row_is_named(path: Path, official: Path, column: int, value: str | None, words: str) -> None:
    """Row, field and what is wrong."""
    rows = _sheet(official)
    rows[9][column] = value

    assert words in _refusal(_saved(path, rows))


def test_record_below_the_notes_is_refused(path: Path, official: Path) -> None:
    """Notes close the list; whatever follows is no part of it."""
    rows = _sheet(official)
    rows.append(["50", "50", "01", "0", "51", "0044", None, "Heide, Stadt"])

    assert "a record comes below the notes" in _refusal(_saved(path, rows))


def test_packed_archive_is_refused(tmp_path: Path, official: Path) -> None:
    """Destatis packs the text edition; it must be unpacked first."""
    archive = tmp_path / "GV100AD1QAktuell.zip"
    with ZipFile(archive, "w") as packed:
        packed.write(official, "GV100AD_28022026.txt")

    assert "is an archive but no Excel workbook" in _refusal(archive)


def test_broken_workbook_is_refused(path: Path) -> None:
    """A download that stopped early."""
    path.write_bytes(b"PK\x03\x04 and no more")

    assert "is an archive but no Excel workbook" in _refusal(path)
