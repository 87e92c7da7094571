# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The official text edition GV100AD, fixed-width records of 220 characters."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph.register import RegisterError, read_edition, read_table

Edit = Callable[[list[str]], list[str]]
Edited = Callable[[Edit], Path]


def _refusal(path: Path) -> str:
    with pytest.raises(RegisterError) as refusal:
        read_edition(path)
    return str(refusal.value)


def _replaced(number: int, old: str, new: str) -> Edit:
    def edit(lines: list[str]) -> list[str]:
        assert old in lines[number - 1]
        return [line.replace(old, new, 1) if at == number else line for at, line in enumerate(lines, start=1)]

    return edit


def test_territory_is_the_day_of_the_records(official: Path) -> None:
    """Columns 3 to 10 hold the Gebietsstand."""
    assert read_edition(official).territory == date(2026, 2, 28)


def test_municipalities_are_those_of_the_tables(official: Path, folder: Path) -> None:
    """Key, regional key, name, kind and population are read at the right columns."""
    expected = [
        (row.ags, row.ars, row.name, row.kind, row.district, row.population)
        for row in read_table(folder).municipalities
    ]

    found = [
        (row.ags, row.ars, row.name, row.kind, row.district, row.population)
        for row in read_edition(official).municipalities
    ]

    assert found == expected


def test_districts_are_those_of_the_tables(official: Path, folder: Path) -> None:
    """Seat and the sum of the population too."""
    expected = [(row.key, row.name, row.kind, row.seat, row.population) for row in read_table(folder).districts]

    found = [(row.key, row.name, row.kind, row.seat, row.population) for row in read_edition(official).districts]

    assert found == expected


def test_uninhabited_area_is_counted_and_left_out(official: Path) -> None:
    """Dürnbucher Forst has nobody who could take part in a project."""
    assert read_edition(official).left_out == 1


def test_windows_1252_is_recognised(tmp_path: Path, official: Path) -> None:
    """Older editions come in it; the positions count characters in both."""
    path = tmp_path / "old.txt"
    path.write_bytes(official.read_text(encoding="utf-8").encode("cp1252"))

    assert read_edition(path) == read_edition(official)


def test_windows_line_ends_are_accepted(tmp_path: Path, official: Path) -> None:
    """The file as it comes out of the ZIP of Destatis may have CRLF."""
    path = tmp_path / "crlf.txt"
    path.write_bytes(official.read_bytes().replace(b"\n", b"\r\n"))

    assert read_edition(path) == read_edition(official)


def test_missing_spaces_at_line_ends_are_accepted(edited: Edited, official: Path) -> None:
    """Editors strip them; no field that is used lies there."""
    path = edited(lambda lines: [line.rstrip() for line in lines])

    assert read_edition(path) == read_edition(official)


def test_spaces_inside_names_are_cleaned(edited: Edited) -> None:
    """The edition of 2026 has names such as "Ueckermünde, Seebad , Stadt"."""
    edition = read_edition(edited(_replaced(24, "Steinheim am Albuch  ", "Steinheim  am , Alb  ")))

    assert edition.municipalities[7].name == "Steinheim am, Alb"


def test_progress_is_told(official: Path, tmp_path: Path) -> None:
    """Records done and records in all."""
    lines = official.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "long.txt"
    path.write_text("\n".join(lines + [lines[2]] * 600), encoding="utf-8")
    calls: list[tuple[int, int]] = []

    read_edition(path, lambda done, total: calls.append((done, total)))

    assert calls == [(500, 629)]


@pytest.mark.parametrize(
    ("number", "old", "new", "words"),
    [
        (4, "00000096326", "0000009632", "line 4: male population is not a number"),
        (4, "00000096326", "000000O6326", "line 4: population is not a number: '000000O6326'"),
        (4, "60202602", "61202602", "line 4: record type '61' is not one of 10, 20, 30, 40, 50, 60"),
        (4, "20260228", "20251231", "line 4: Gebietsstand '20251231' differs from 20260228 in line 1"),
        (4, "     61    ", "     99    ", "line 4, column Textkennzeichen: '99' is not one of"),
        (5, "     43  ", "     4   ", "line 5, column Textkennzeichen: '4' is not one of"),
        (5, "01051", "O1051", "line 5, column key: 'O1051' is not a key of 5 digits"),
        (8, "5175Albersdorf", "517 Albersdorf", "line 8, column Gemeindeverband: '517' is not four digits"),
        (8, "Albersdorf", "          ", "line 8, column name: '' is empty"),
        (4, "Flensburg", "Fl\ufffdnsburg", "line 4, column name: 'Fl\ufffdnsburg, Stadt' is empty or has broken"),
        (9, "01051011", "01051001", "line 9, column key: 01051001 is in line 8 already"),
        (9, "01051011", "01052011", "line 9, column Kreis: no record of Kreis 01052 comes before"),
    ],
)
def test_damaged_line_is_named(edited: Edited, number: int, old: str, new: str, words: str) -> None:
    """Line, field and what is wrong."""
    assert words in _refusal(edited(_replaced(number, old, new)))


def test_line_that_breaks_off_is_named(edited: Edited) -> None:
    """A download that stopped early ends in half a line."""
    path = edited(lambda lines: [*lines[:-1], lines[-1][:130]])

    assert "line 29: breaks off after 130 characters" in _refusal(path)


def test_line_that_is_too_long_is_named(edited: Edited) -> None:
    """Another layout, or a broken encoding, makes lines longer."""
    path = edited(lambda lines: [lines[0] + "x", *lines[1:]])

    assert "line 1: has 221 characters instead of 220" in _refusal(path)


def test_every_damaged_line_is_named(edited: Edited) -> None:
    """Not only the first."""

    def edit(lines: list[str]) -> list[str]:
        return [line[:140] + "x" + line[141:] if line.startswith("60") else line for line in lines]

    with pytest.raises(RegisterError) as refusal:
        read_edition(edited(edit))

    assert len(refusal.value.faults) == 11


def test_other_text_is_refused(tmp_path: Path) -> None:
    """The message says which file to take."""
    path = tmp_path / "readme.txt"
    path.write_text("Hinweise zum Gemeindeverzeichnis\n", encoding="utf-8")

    assert "is not a GV100AD text" in _refusal(path)


def test_impossible_day_is_refused(edited: Edited) -> None:
    """Columns 3 to 10 must be a date."""
    path = edited(lambda lines: [line.replace("20260228", "20260230", 1) for line in lines])

    assert "is not a GV100AD text" in _refusal(path)


def test_empty_file_is_refused(tmp_path: Path) -> None:
    """No line, no edition."""
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")

    assert "is not a GV100AD text" in _refusal(path)


def test_file_without_municipalities_is_refused(edited: Edited) -> None:
    """An extract with only the upper levels would empty the tables."""
    path = edited(lambda lines: [line for line in lines if not line.startswith("60")])

    assert "holds no municipality" in _refusal(path)


def test_unknown_encoding_is_refused(tmp_path: Path, official: Path) -> None:
    """Neither UTF-8 nor Windows-1252; the line is named."""
    path = tmp_path / "odd.txt"
    path.write_bytes(official.read_bytes().replace("ü".encode(), b"\x81", 1))

    assert "line 6: is neither UTF-8 nor Windows-1252" in _refusal(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """The operator mistyped the name."""
    assert "none.txt: cannot be read" in _refusal(tmp_path / "none.txt")
