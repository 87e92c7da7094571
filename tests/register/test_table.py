# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables are read strictly: what is doubtful is refused, with place and remedy."""

from pathlib import Path

import pytest

from graph.errors import InputError
from graph.register import DistrictRow, MunicipalityRow, RegisterError, read_table
from graph.register.tables import files


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _refusal(folder: Path) -> RegisterError:
    with pytest.raises(RegisterError) as refusal:
        read_table(folder)
    return refusal.value


def test_leading_zeros_of_keys_survive(folder: Path) -> None:
    """Keys are text."""
    assert read_table(folder).municipalities[0].ags == "01001000"


def test_tables_write_back_as_they_were(folder: Path) -> None:
    """Reading and writing loses nothing, not one byte."""
    texts = files(read_table(folder))

    assert texts == {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_empty_population_is_unknown(folder: Path) -> None:
    """Unknown stays unknown, it is not zero."""
    _edit(folder, "municipalities.csv", ",2341,", ",,")

    row = next(row for row in read_table(folder).municipalities if row.ags == "08135021")

    assert row.population is None


def test_byte_order_mark_is_accepted(folder: Path) -> None:
    """Spreadsheet programs write one in front of UTF-8."""
    path = folder / "states.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert len(read_table(folder).states) == 3


@pytest.mark.parametrize(
    ("name", "edit", "place", "words"),
    [
        ("municipalities.csv", ("08135021,", "8135021,"), "line 8, column ags", "not a key of 8 digits"),
        ("municipalities.csv", ("081355001021", "81355001021"), "line 8, column ars", "not a key of 12 digits"),
        ("municipalities.csv", ("081355001021", "081355001022"), "line 8, column ars", "does not belong"),
        ("municipalities.csv", (",08135,2341", ",08136,2341"), "line 8, column district", "not the start"),
        ("municipalities.csv", (",2341,", ",2.341,"), "line 8, column population", "not a whole number"),
        ("municipalities.csv", (",2341,", ",-5,"), "line 8, column population", "not a whole number"),
        ("municipalities.csv", (",2341,", ",２３４１,"), "line 8, column population", "not a whole number"),
        ("municipalities.csv", ("Hermaringen,Gemeinde", "Hermaringen,Dorf"), "column type", "'Dorf' is not known"),
        ("municipalities.csv", ("Hermaringen,", ","), "line 8, column name", "is empty"),
        ("municipalities.csv", ("Hermaringen", "Herm\u00c3\u00a4ringen"), "line 8, column name", "broken letters"),
        ("municipalities.csv", ("Hermaringen", "Hermaringen "), "line 8, column name", "needless spaces"),
        ("municipalities.csv", ("48.59608", "4859608"), "line 8, column lat", "is outside 47 to 56"),
        ("municipalities.csv", ("48.59608", "NaN"), "line 8, column lat", "not a number"),
        ("municipalities.csv", ("48.59608", ""), "line 8, column lat", "without lon"),
        ("municipalities.csv", ("Q6869", "6869"), "line 7, column wikidata", "does not look like Q3936"),
        ("municipalities.csv", ("GW-LK", "MX"), "line 7, column wikidata_sources", "unknown source"),
        ("municipalities.csv", ("GW-LK", ""), "line 7, column wikidata_sources", "exactly where wikidata is"),
        ("municipalities.csv", ("2905954", "none"), "line 8, column geonames", "does not look like"),
        ("districts.csv", (",Landkreis,", ",Bezirk,"), "districts.csv, line 5, column type", "is not known"),
        ("states.csv", ("DE-BY", "BY"), "states.csv, line 4, column iso", "does not look like DE-BY"),
        ("edition.csv", ("2026-02-28", "28.02.2026"), "edition.csv, line 2, column territory", "is not a date"),
        ("edition.csv", ("https://", ""), "edition.csv, line 2, column source", "not a web address"),
    ],
)
def test_damaged_cell_is_named(folder: Path, name: str, edit: tuple[str, str], place: str, words: str) -> None:
    """File, line, column and problem stand in the message."""
    _edit(folder, name, *edit)

    message = str(_refusal(folder))

    assert name in message
    assert place in message
    assert words in message


def test_every_damaged_row_is_named(folder: Path) -> None:
    """The operator sees all faults of all files at once."""
    _edit(folder, "municipalities.csv", ",3742,", ",?,")
    _edit(folder, "municipalities.csv", ",2341,", ",?,")
    _edit(folder, "districts.csv", ",16434,", ",?,")

    faults = _refusal(folder).faults

    assert [(fault.file, fault.line) for fault in faults] == [
        ("municipalities.csv", 3),
        ("municipalities.csv", 8),
        ("districts.csv", 3),
    ]


def test_long_list_of_faults_is_cut_in_the_message_only(folder: Path) -> None:
    """A message of ten thousand lines helps nobody; the error still carries every fault."""
    path = folder / "states.csv"
    path.write_text("key,name,iso\n" + "xx,Land,DE-XX\n" * 30, encoding="utf-8")

    refusal = _refusal(folder)

    assert len(refusal.faults) > 30
    assert str(refusal).endswith("more.")


def test_fault_says_what_to_do(folder: Path) -> None:
    """A message ends with the remedy."""
    _edit(folder, "municipalities.csv", "08135021,", "8135021,")

    assert "spreadsheets drop the zero in front" in str(_refusal(folder))


def test_key_that_stands_twice_is_refused(folder: Path) -> None:
    """Both lines are named."""
    path = folder / "municipalities.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")

    assert "line 12, column ags: 01001000 is in line 2 already" in str(_refusal(folder))


def test_missing_column_is_refused(folder: Path) -> None:
    """The message says which columns there must be."""
    _edit(folder, "states.csv", "key,name,iso", "key,name")

    assert "The first line must be key,name,iso" in str(_refusal(folder))


def test_semicolons_are_refused(folder: Path) -> None:
    """German spreadsheets write semicolons; the message shows the line wanted."""
    path = folder / "states.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")

    assert "states.csv, line 1: the columns are key;name;iso" in str(_refusal(folder))


def test_empty_file_is_refused(folder: Path) -> None:
    """An empty file has no columns."""
    (folder / "states.csv").write_text("", encoding="utf-8")

    assert "the columns are missing" in str(_refusal(folder))


def test_missing_file_is_refused(folder: Path) -> None:
    """A missing file is named."""
    (folder / "districts.csv").unlink()

    assert "districts.csv: cannot be read" in str(_refusal(folder))


def test_other_encoding_is_refused(folder: Path) -> None:
    """Windows-1252 in a table is not guessed; the line is named."""
    path = folder / "districts.csv"
    text = path.read_text(encoding="utf-8").replace("Kelheim", "Kölheim", 1)
    path.write_bytes(text.encode("cp1252"))

    assert "districts.csv, line 6: is not UTF-8" in str(_refusal(folder))


def test_row_with_a_cell_too_many_is_refused(folder: Path) -> None:
    """A forgotten quotation mark shifts all cells behind it."""
    _edit(folder, "states.csv", "09,Bayern", "09,Bayern,Freistaat")

    assert "line 4: has 4 cells instead of 3" in str(_refusal(folder))


def test_open_quotation_mark_is_refused(folder: Path) -> None:
    """It would swallow the rest of the file."""
    _edit(folder, "states.csv", "09,Bayern", '09,"Bayern')

    assert "is not CSV" in str(_refusal(folder))


def test_municipality_in_unknown_district_is_refused(folder: Path) -> None:
    """Each municipality lies in a row of the districts table."""
    _edit(folder, "districts.csv", "08135,", "08136,")

    assert "4 rows lie in district 08135" in str(_refusal(folder))


def test_district_in_unknown_land_is_refused(folder: Path) -> None:
    """Each district lies in a row of the table of Länder."""
    _edit(folder, "states.csv", "09,Bayern,DE-BY\n", "")

    assert "09273 lies in an unknown Land" in str(_refusal(folder))


def test_two_editions_are_refused(folder: Path) -> None:
    """The tables hold one edition."""
    path = folder / "edition.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")

    assert "edition.csv: has 2 lines below the first" in str(_refusal(folder))


def test_refusal_is_an_input_error(folder: Path) -> None:
    """The command line and the web answer it like every unusable input."""
    (folder / "states.csv").unlink()

    assert isinstance(_refusal(folder), InputError)


def test_short_name_drops_every_title() -> None:
    """The first comma opens the titles."""
    row = MunicipalityRow("14524330", "145240330330", "Zwickau, Stadt, Hochschulstadt", "Stadt", "14524", None)

    assert row.short_name == "Zwickau"


@pytest.mark.parametrize(
    ("name", "german"),
    [
        ("Cottbus/Chóśebuz, Stadt", "Cottbus"),
        ("Lübbenau/Spreewald / Lubnjow/Błota, Stadt", "Lübbenau/Spreewald"),
        ("Bautzen / Budyšin, Stadt, Hochschulstadt / Wysokoš", "Bautzen"),
        ("Wiesenburg/Mark", "Wiesenburg/Mark"),
        ("Krauschwitz i.d. O.L. / Krušwica", "Krauschwitz i.d. O.L."),
        ("Haßfurt, St", "Haßfurt"),
    ],
)
def test_german_half_of_a_bilingual_name(name: str, german: str) -> None:
    """Other people's lists of towns rarely have both names."""
    assert MunicipalityRow("00000000", "000000000000", name, "Stadt", "00000", None).german_name == german


@pytest.mark.parametrize(
    ("name", "kind", "label", "level"),
    [
        ("Hof", "Landkreis", "Landkreis Hof", "district"),
        ("Plön", "Kreis", "Kreis Plön", "district"),
        ("Märkischer Kreis", "Kreis", "Märkischer Kreis", "district"),
        ("Wetteraukreis", "Landkreis", "Wetteraukreis", "district"),
        ("Landkreis Rostock", "Landkreis", "Landkreis Rostock", "district"),
        ("Region Hannover", "Landkreis", "Region Hannover", "city-region"),
        ("Städteregion Aachen", "Kreis", "Städteregion Aachen", "city-region"),
        ("Regionalverband Saarbrücken", "Regionalverband", "Regionalverband Saarbrücken", "city-region"),
        ("Stuttgart, Stadtkreis", "Stadtkreis", "Stuttgart", "district-free-city"),
    ],
)
def test_district_label_says_its_kind_once(name: str, kind: str, label: str, level: str) -> None:
    """People tell the Landkreis from the town of the same name."""
    row = DistrictRow("00000", name, kind, "", None)

    assert (row.label, row.level) == (label, level)
