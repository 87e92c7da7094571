# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The real tables are complete; the figures are those of their README.md."""

from collections import Counter

import pytest

from graph.model.paths import data_folder
from graph.register import Table, quads, read_table


@pytest.fixture(scope="module")
def table() -> Table:
    """The register tables as published."""
    return read_table(data_folder() / "register")


def test_number_of_municipalities(table: Table) -> None:
    """10,747 municipalities on 28 February 2026."""
    assert sum(row.is_municipality for row in table.municipalities) == 10747


def test_number_of_unincorporated_areas(table: Table) -> None:
    """Lohheide and Osterheide are inhabited."""
    assert [row.short_name for row in table.municipalities if not row.is_municipality] == ["Lohheide", "Osterheide"]


def test_number_of_districts(table: Table) -> None:
    """401 units of the district level, 294 of them Kreise."""
    assert Counter(row.is_city for row in table.districts) == {True: 107, False: 294}


def test_number_of_laender(table: Table) -> None:
    """Sixteen."""
    assert len(table.states) == 16


def test_population_of_germany(table: Table) -> None:
    """31 December 2024, without Schmölln, whose figure is unknown here."""
    assert sum(row.population or 0 for row in table.municipalities) == 83_563_187


def test_only_one_population_is_unknown(table: Table) -> None:
    """The row of Schmölln was damaged in the copy that was read."""
    assert [row.ags for row in table.municipalities if row.population is None] == ["16077043"]


def test_kreisfreie_stadt_has_one_wikidata_item(table: Table) -> None:
    """The city is one body, so both tables name the same item."""
    districts = {row.key: row.wikidata for row in table.districts if row.is_city}

    assert districts == {row.district: row.wikidata for row in table.municipalities if row.district in districts}


def test_no_wikidata_item_stands_twice(table: Table) -> None:
    """One item, one place."""
    items = Counter(row.wikidata for row in table.municipalities if row.wikidata)
    items.update(row.wikidata for row in table.districts if row.wikidata and not row.is_city)

    assert [item for item, count in items.items() if count > 1] == []


@pytest.mark.parametrize("ags", ["13074026", "13076060", "12071160", "03352062"])
def test_candidates_from_one_weak_source_are_not_published(table: Table, ags: str) -> None:
    """Grevesmühlen, Hagenow, Guben and Geestland have no proven item yet."""
    assert next(row for row in table.municipalities if row.ags == ags).wikidata is None


def test_size_of_the_graphs(table: Table) -> None:
    """Growth shows here before it shows in the time of a build."""
    assert sum(1 for _ in quads(table)) < 320_000
