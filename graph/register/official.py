# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""One official edition of the Gemeindeverzeichnis as rows, whatever file format it came in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from graph.register.csvfile import mangled
from graph.register.faults import Faults
from graph.register.rows import DistrictRow, MunicipalityRow

LAND, GOVERNMENT_DISTRICT, REGION, DISTRICT, ASSOCIATION, MUNICIPALITY = "10", "20", "30", "40", "50", "60"
RECORD_TYPES = (LAND, GOVERNMENT_DISTRICT, REGION, DISTRICT, ASSOCIATION, MUNICIPALITY)

UNINHABITED = "66"
_MUNICIPALITY_KINDS = {
    "60": "Markt",
    "61": "kreisfreie Stadt",
    "62": "Stadtkreis",
    "63": "Stadt",
    "64": "Gemeinde",
    "65": "gemeindefreies Gebiet (bewohnt)",
    UNINHABITED: "gemeindefreies Gebiet (unbewohnt)",
    "67": "Große Kreisstadt",
}
_DISTRICT_KINDS = {
    "41": "kreisfreie Stadt",
    "42": "Stadtkreis",
    "43": "Kreis",
    "44": "Landkreis",
    "45": "Regionalverband",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the official file; the fields are the text found there, trimmed.

    Attributes:
        line: line of the text, or row of the sheet, counted from 1.
        satzart: one of `RECORD_TYPES`.
        kind: Textkennzeichen, two digits; empty for Land, Regierungsbezirk and Region.
        district: Land, Regierungsbezirk and Kreis: two digits for a Land, five from a Kreis on.
        association: Gemeindeverband, four digits.
        municipality: Gemeinde, three digits.
        seat: seat of the administration; None where the format does not carry it.
        population: digits.
    """

    line: int
    satzart: str
    kind: str
    district: str
    association: str
    municipality: str
    name: str
    seat: str | None
    population: str


@dataclass(frozen=True)
class Edition:
    """The official list on one day.

    Attributes:
        territory: Gebietsstand.
        municipalities: sorted by AGS, without coordinates and links, without uninhabited areas.
        districts: sorted by key; `seat` is empty where the format does not carry it.
        states: two-digit keys.
        left_out: number of uninhabited gemeindefreie Gebiete, which the tables do not hold.
    """

    territory: date
    municipalities: tuple[MunicipalityRow, ...]
    districts: tuple[DistrictRow, ...]
    states: tuple[str, ...]
    left_out: int


def assemble(territory: date, records: Iterable[Record], faults: Faults) -> Edition:
    """Make rows of records, and check what only shows when they stand together.

    Raises:
        RegisterError: names every damaged record, also those noted in `faults` before.
    """
    found = _Found(faults)
    for record in records:
        found.add(record)
    faults.check()
    if not (found.municipalities and found.districts and found.states):
        raise faults.stop(
            "holds no municipality, no Kreis or no Land", "Take the complete file for the whole of Germany"
        )
    sums = _populations(found.municipalities.values())
    districts = (replace(row, population=sums.get(row.key)) for row in found.districts.values())
    return Edition(
        territory,
        tuple(row for _, row in sorted(found.municipalities.items())),
        tuple(sorted(districts, key=lambda row: row.key)),
        tuple(sorted(found.states)),
        found.left_out,
    )


def clean_name(name: str) -> str:
    """Return an official name without the needless spaces that some editions carry."""
    return " ".join(name.split()).replace(" ,", ",")


class _Found:
    """What was read so far, by key."""

    def __init__(self, faults: Faults) -> None:
        self.municipalities: dict[str, MunicipalityRow] = {}
        self.districts: dict[str, DistrictRow] = {}
        self.states: dict[str, int] = {}
        self.left_out = 0
        self._faults = faults
        self._lines: dict[str, int] = {}

    def add(self, record: Record) -> None:
        if not record.name or mangled(record.name):
            self._fault(record, "name", f"{record.name!r} is empty or has broken letters")
        if record.satzart == LAND:
            self._key(record, record.district, 2)
            self.states[record.district] = record.line
        elif record.satzart == DISTRICT:
            self._add_district(record)
        elif record.satzart == MUNICIPALITY:
            self._add_municipality(record)

    def _add_district(self, record: Record) -> None:
        self._key(record, record.district, 5)
        kind = self._kind(record, _DISTRICT_KINDS)
        self.districts[record.district] = DistrictRow(
            record.district, clean_name(record.name), kind, clean_name(record.seat or ""), None
        )

    def _add_municipality(self, record: Record) -> None:
        ags = record.district + record.municipality
        self._key(record, ags, 8)
        kind = self._kind(record, _MUNICIPALITY_KINDS)
        if record.kind == UNINHABITED:
            self.left_out += 1
            return
        if not _digits(record.association, 4):
            self._fault(record, "Gemeindeverband", f"{record.association!r} is not four digits")
        if not _digits(record.population):
            self._fault(record, "population", f"{record.population!r} is not a whole number")
            return
        if record.district not in self.districts:
            self._fault(record, "Kreis", f"no record of Kreis {record.district} stands before")
        self.municipalities[ags] = MunicipalityRow(
            ags,
            record.district + record.association + record.municipality,
            clean_name(record.name),
            kind,
            record.district,
            int(record.population),
        )

    def _key(self, record: Record, key: str, length: int) -> None:
        if not _digits(key, length):
            self._fault(record, "key", f"{key!r} is not a key of {length} digits")
        elif (first := self._lines.setdefault(key, record.line)) != record.line:
            self._fault(record, "key", f"{key} stands in line {first} already")

    def _kind(self, record: Record, kinds: dict[str, str]) -> str:
        if record.kind not in kinds:
            self._fault(record, "Textkennzeichen", f"{record.kind!r} is not one of {', '.join(kinds)}")
        return kinds.get(record.kind, "")

    def _fault(self, record: Record, field: str, problem: str) -> None:
        self._faults.add(problem, "Download the official file again", line=record.line, column=field)


def _populations(municipalities: Iterable[MunicipalityRow]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in municipalities:
        sums[row.district] += row.population or 0
    return sums


def _digits(text: str, length: int | None = None) -> bool:
    return text.isascii() and text.isdigit() and length in {None, len(text)}
