# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""A new edition replaces the tables when everything fits, and touches nothing when something does not.

The edition of 2027 and what changes in it are invented.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from graph.register import RegisterError, read_table, update, write_table
from graph.register.update import put_in_place

Edit = Callable[[list[str]], list[str]]
Edited = Callable[[Edit], Path]
Changes = Callable[[str], Path]

MERGER = "2027-01-01,merger,08135021,,08135016,https://example.org/gazette"
SOURCE = "https://example.org/gazette"


def _same(lines: list[str]) -> list[str]:
    return lines


def _without(key: str) -> Edit:
    return lambda lines: [line for line in lines if not line.startswith(f"6020260228{key}")]


def _replaced(old: str, new: str) -> Edit:
    def edit(lines: list[str]) -> list[str]:
        assert any(old in line for line in lines)
        return [line.replace(old, new) for line in lines]

    return edit


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _refusal(folder: Path, edition: Path, changes: Path | None = None, day: date | None = None) -> str:
    with pytest.raises(RegisterError) as refusal:
        update(folder, edition, changes, population_date=day)
    return str(refusal.value)


def test_same_edition_changes_no_row(folder: Path, official: Path) -> None:
    """Reading in what the tables were made from leaves them as they are."""
    before = _contents(folder)

    update(folder, official, None)

    after = _contents(folder)
    assert {name for name in after if after[name] != before[name]} == {"edition.csv"}


def test_edition_is_recorded(folder: Path, year_later: Edited) -> None:
    """The tables say which Gebietsstand they hold."""
    update(folder, year_later(_same), None)

    assert read_table(folder).edition.territory == date(2027, 2, 28)


def test_links_and_coordinates_stay_with_their_key(folder: Path, year_later: Edited) -> None:
    """The official list knows nothing of them."""
    before = read_table(folder)

    update(folder, year_later(_same), None)

    after = read_table(folder)
    assert (after.municipalities, after.districts) == (before.municipalities, before.districts)


def test_renaming_is_reported(folder: Path, year_later: Edited) -> None:
    """The key stays, the official name differs."""
    report = update(folder, year_later(_replaced("Hermaringen     ", "Hermaringen, St.")), None)

    assert report.renamed == ("08135021 Hermaringen, St.",)


def test_other_kind_is_reported(folder: Path, year_later: Edited) -> None:
    """A municipality becomes a town."""
    report = update(folder, year_later(_replaced("64    00000001525", "63    00000001525")), None)

    assert report.reclassified == ("08135021 Hermaringen",)


def test_new_municipality_is_reported_without_a_place(folder: Path, year_later: Edited) -> None:
    """The text edition has no coordinates, so somebody has to add them."""

    def edit(lines: list[str]) -> list[str]:
        return [*lines, lines[7].replace("01051001", "01051999").replace("Albersdorf", "Neudorf   ")]

    report = update(folder, year_later(edit), None)

    assert (report.added, report.unplaced) == (("01051999 Neudorf",), ("01051999 Neudorf",))


def test_report_is_written_for_people(folder: Path, year_later: Edited, changes: Changes) -> None:
    """What `mpsc register update` prints."""
    report = update(folder, year_later(_without("08135021")), changes(MERGER))

    assert str(report) == (
        "Territorial status 2027-02-28, population of 2024-12-31.\n"
        "9 municipalities and 5 districts.\n"
        "1 uninhabited areas left out; 0 populations differ.\n"
        "Gone (1): 08135021 Hermaringen."
    )


def test_uninhabited_areas_are_reported(folder: Path, official: Path) -> None:
    """They are left out on purpose, and counted."""
    assert update(folder, official, None).left_out == 1


def test_vanished_key_without_a_change_is_refused(folder: Path, year_later: Edited) -> None:
    """Nobody guesses what became of a municipality."""
    message = _refusal(folder, year_later(_without("08135021")))

    assert "08135021 Hermaringen is gone and no change says why" in message


def test_every_vanished_key_is_named(folder: Path, year_later: Edited) -> None:
    """Two are gone, two are told."""
    edition = year_later(lambda lines: _without("08135021")(_without("01051001")(lines)))

    message = _refusal(folder, edition)

    assert message.count("is gone and no change says why") == 2


def test_new_key_under_the_same_name_is_shown(folder: Path, year_later: Edited) -> None:
    """A hint for the operator, not a decision."""
    message = _refusal(folder, year_later(_replaced("08135021", "08135099")))

    assert "new in the edition under the same name: 08135099 Hermaringen" in message


def test_nothing_is_written_after_a_refusal(folder: Path, year_later: Edited) -> None:
    """Not one file, not one byte, no left-over."""
    before = _contents(folder)

    _refusal(folder, year_later(_without("08135021")))

    assert _contents(folder) == before


def test_merger_is_accepted_when_stated(folder: Path, year_later: Edited, changes: Changes) -> None:
    """The key is gone, and the change is kept with the name from the tables."""
    update(folder, year_later(_without("08135021")), changes(MERGER))

    (change,) = read_table(folder).changes
    assert (change.old, change.old_name, change.new) == ("08135021", "Hermaringen", "08135016")


def test_merged_key_is_reported(folder: Path, year_later: Edited, changes: Changes) -> None:
    """What is gone stands in the report."""
    report = update(folder, year_later(_without("08135021")), changes(MERGER))

    assert report.removed == ("08135021 Hermaringen",)


def test_changes_may_come_without_the_old_name(folder: Path, year_later: Edited, changes: Changes) -> None:
    """The tables know it; the operator need not type it."""
    stated = changes(MERGER)
    stated.write_text(stated.read_text(encoding="utf-8").replace("old_name,", "").replace(",,", ","), encoding="utf-8")

    update(folder, year_later(_without("08135021")), stated)

    assert read_table(folder).changes[0].old_name == "Hermaringen"


def test_changes_may_be_handed_in_again(folder: Path, year_later: Edited, changes: Changes) -> None:
    """An operator who repeats a command does no harm."""
    edition, stated = year_later(_without("08135021")), changes(MERGER)
    update(folder, edition, stated)
    before = _contents(folder)

    update(folder, edition, stated)

    assert _contents(folder) == before


def test_renumbered_municipality_takes_its_links_along(folder: Path, year_later: Edited, changes: Changes) -> None:
    """It is the same body under a new key."""
    stated = changes(f"2027-01-01,renumbering,08135019,,08135099,{SOURCE}")

    update(folder, year_later(_replaced("08135019", "08135099")), stated)

    row = next(row for row in read_table(folder).municipalities if row.ags == "08135099")
    assert (row.wikidata, row.wikidata_sources, row.geonames) == ("Q6869", ("GW-LK",), "2907851")


def test_renumbered_district_takes_its_links_along(folder: Path, year_later: Edited, changes: Changes) -> None:
    """A Kreis reform moves the keys of all its municipalities too."""
    pairs = (("08135016", "08199016"), ("08135019", "08199019"), ("08135021", "08199021"))
    keys = (("08135", "08199"), *pairs, ("08135032", "08199032"))
    stated = changes("\n".join(f"2027-01-01,renumbering,{old},,{new},{SOURCE}" for old, new in keys))

    update(folder, year_later(_replaced("2026022808135", "2026022808199")), stated)

    row = next(row for row in read_table(folder).districts if row.key == "08199")
    assert row.wikidata == "Q8523"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"2027-01-01,merger,08135021,,08135999,{SOURCE}", "new key 08135999 is not in the edition"),
        (f"2027-01-01,merger,08135998,,08135016,{SOURCE}", "old key 08135998 is not in the tables"),
        (f"2027-01-01,merger,08135032,,08135016,{SOURCE}", "old key 08135032 is still in the edition"),
        (f"2027-01-01,merger,08135021,,,{SOURCE}", "Only a dissolution may leave no successor"),
        (f"2027-01-01,merger,08135021,,08135021,{SOURCE}", "Only a renaming keeps its key"),
        (f"2027-01-01,renaming,08135021,,08135016,{SOURCE}", "Only a renaming keeps its key"),
        (f"01.01.2027,merger,08135021,,08135016,{SOURCE}", "'01.01.2027' is not a date"),
        (f"2027-01-01,fusion,08135021,,08135016,{SOURCE}", "'fusion' is not known"),
        ("2027-01-01,merger,08135021,,08135016,gazette", "'gazette' is not a web address"),
    ],
)
def test_change_that_does_not_fit_is_refused(
    folder: Path, year_later: Edited, changes: Changes, line: str, words: str
) -> None:
    """What the operator states is checked against both editions."""
    assert words in _refusal(folder, year_later(_without("08135021")), changes(line))


def test_older_edition_is_refused(folder: Path, edited: Edited) -> None:
    """The tables never go back in time."""
    edition = edited(lambda lines: [line[:2] + "20250228" + line[10:] for line in lines])

    assert "Gebietsstand 2025-02-28 is older" in _refusal(folder, edition)


def test_edition_of_one_land_is_refused(folder: Path, year_later: Edited) -> None:
    """A file for a part of Germany would delete the rest."""
    edition = year_later(lambda lines: [line for line in lines if line[10:12] != "09"])

    assert "the Länder do not fit: 09" in _refusal(folder, edition)


def test_other_population_without_its_day_is_refused(folder: Path, year_later: Edited) -> None:
    """A population without a date means nothing."""
    edition = year_later(_replaced("00000002341", "00000002400"))

    assert "Give the reference day of the population" in _refusal(folder, edition)


def test_population_is_replaced_together_with_its_day(folder: Path, year_later: Edited) -> None:
    """Figures and day belong together."""
    edition = year_later(_replaced("00000002341", "00000002400"))

    report = update(folder, edition, None, population_date=date(2025, 12, 31))

    assert (report.counted, read_table(folder).edition.population) == (1, date(2025, 12, 31))


def test_population_of_a_day_to_come_is_refused(folder: Path, year_later: Edited) -> None:
    """The figures cannot be younger than the edition."""
    assert "population of 2028-12-31" in _refusal(folder, year_later(_same), day=date(2028, 12, 31))


def test_halved_population_is_doubtful(folder: Path, year_later: Edited) -> None:
    """A slip of the source shows; in 2026 a copy had the figures of one village in the row of a town."""
    edition = year_later(_replaced("00000012692", "00000000411"))

    report = update(folder, edition, None, population_date=date(2025, 12, 31))

    assert report.doubtful == ("01051011 Brunsbüttel, Stadt",)


def test_damaged_tables_stop_the_update(folder: Path, official: Path) -> None:
    """Coordinates and links could not be carried over."""
    (folder / "municipalities.csv").write_text("ags\n", encoding="utf-8")

    assert "The first line must be ags,ars,name" in _refusal(folder, official)


def test_folder_that_is_missing_is_told(folder: Path, tmp_path: Path) -> None:
    """The operator mistyped it."""
    with pytest.raises(RegisterError, match="cannot be written"):
        write_table(tmp_path / "missing", read_table(folder))


def test_tables_are_put_back_when_one_cannot_be_moved(folder: Path, tmp_path: Path) -> None:
    """Never half of an edition: here the second new file is missing."""
    before = _contents(folder)
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "states.csv").write_text("new", encoding="utf-8")

    with pytest.raises(FileNotFoundError):
        put_in_place(beside, folder, ("states.csv", "districts.csv"))

    assert _contents(folder) == before
