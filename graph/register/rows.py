# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The rows of the register tables in `graph/data/register`, as frozen values."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

MUNICIPALITY_COLUMNS = (
    "ags",
    "ars",
    "name",
    "type",
    "district",
    "population",
    "lat",
    "lon",
    "wikidata",
    "wikidata_sources",
    "geonames",
)
DISTRICT_COLUMNS = (
    "key",
    "name",
    "type",
    "seat",
    "population",
    "lat",
    "lon",
    "wikidata",
    "wikidata_sources",
    "geonames",
)
STATE_COLUMNS = ("key", "name", "iso")
CHANGE_COLUMNS = ("date", "kind", "old_ags", "old_name", "new_ags", "source")
EDITION_COLUMNS = ("territory", "population", "written", "source")

MUNICIPALITY_KINDS = {
    "Markt": "municipality",
    "kreisfreie Stadt": "district-free-city",
    "Stadtkreis": "district-free-city",
    "Stadt": "town",
    "Gemeinde": "municipality",
    "gemeindefreies Gebiet (bewohnt)": "unincorporated-area",
    "Große Kreisstadt": "town",
}
"""Value of the column `type` → key of the code list `authority-type`."""

DISTRICT_KINDS = {
    "kreisfreie Stadt": "district-free-city",
    "Stadtkreis": "district-free-city",
    "Kreis": "district",
    "Landkreis": "district",
    "Regionalverband": "city-region",
}
"""Value of the column `type` → key of the code list `authority-type`."""

UNINCORPORATED = "gemeindefreies Gebiet (bewohnt)"
WIKIDATA_SOURCES = ("NWBIB", "GW-KF", "FT-KREISE", "GW-LK", "TSKG-SN", "OKF", "GW-VG", "CSC")
CHANGE_KINDS = ("merger", "renaming", "renumbering", "dissolution")

_GERMAN = re.compile(r"[A-Za-zÄÖÜäöüß .()-]*")
_FREE = ("kreisfreie Stadt", "Stadtkreis")


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """One municipality, or one inhabited gemeindefreies Gebiet.

    Attributes:
        ags: Amtlicher Gemeindeschlüssel, eight digits.
        ars: Amtlicher Regionalschlüssel, twelve digits.
        name: official name with its title ("Bamberg, Stadt").
        kind: the column `type`, a key of `MUNICIPALITY_KINDS`.
        district: five digits; for a kreisfreie Stadt the first five of its own AGS.
        population: None where unknown.
        lat: degrees north (WGS 84) of the middle of the territory.
        lon: degrees east.
        wikidata: item identifier ("Q3936").
        wikidata_sources: codes of the tables that give this item for this key.
        geonames: identifier of the main populated place.
    """

    ags: str
    ars: str
    name: str
    kind: str
    district: str
    population: int | None
    lat: Decimal | None = None
    lon: Decimal | None = None
    wikidata: str | None = None
    wikidata_sources: tuple[str, ...] = ()
    geonames: str | None = None

    @property
    def short_name(self) -> str:
        """The name people use: the official one up to the first comma, which only opens a title."""
        return self.name.partition(",")[0].rstrip()

    @property
    def german_name(self) -> str:
        """The German half of a German and Sorbian name ("Cottbus/Chóśebuz"); else the short name."""
        short = self.short_name
        if " / " in short:
            return short.partition(" / ")[0]
        first, _, second = short.rpartition("/")
        return first if first and not _GERMAN.fullmatch(second) else short

    @property
    def is_municipality(self) -> bool:
        """Whether this is a municipality in law; a gemeindefreies Gebiet is not."""
        return self.kind != UNINCORPORATED


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """One Kreis, or one kreisfreie Stadt seen as territory of the district level.

    Attributes:
        key: five digits.
        name: as in the official list ("Hof", "Märkischer Kreis").
        kind: the column `type`, a key of `DISTRICT_KINDS`.
        seat: seat of the administration; empty where unknown.
        population: sum of its municipalities; None where one of them is unknown.
    """

    key: str
    name: str
    kind: str
    seat: str
    population: int | None
    lat: Decimal | None = None
    lon: Decimal | None = None
    wikidata: str | None = None
    wikidata_sources: tuple[str, ...] = ()
    geonames: str | None = None

    @property
    def is_city(self) -> bool:
        """Whether this is a kreisfreie Stadt, whose body stands among the municipalities."""
        return self.kind in _FREE

    @property
    def label(self) -> str:
        """The name with its kind in front, unless the name says the kind itself."""
        if self.is_city:
            return self.name.partition(",")[0].rstrip()
        if "kreis" in self.name.casefold() or self.is_city_region:
            return self.name
        return f"{self.kind} {self.name}"

    @property
    def is_city_region(self) -> bool:
        """Whether the official name says Region, Städteregion or Regionalverband."""
        return self.name.partition(" ")[0] in {"Region", "Städteregion", "Regionalverband"}

    @property
    def level(self) -> str:
        """Key of the code list `authority-type`."""
        return "city-region" if self.is_city_region else DISTRICT_KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class StateRow:
    """One Land: two-digit key, name, ISO 3166-2 code."""

    key: str
    name: str
    iso: str


@dataclass(frozen=True, slots=True)
class Change:
    """One old key and what became of it.

    Attributes:
        day: first day on which the change holds.
        kind: one of `CHANGE_KINDS`.
        old: the key before, eight digits (five for a Kreis).
        old_name: official name before; empty where unknown.
        new: the key after; empty only where a dissolution leaves no successor.
        source: web address that says so.
    """

    day: date
    kind: str
    old: str
    old_name: str
    new: str
    source: str


@dataclass(frozen=True, slots=True)
class TableEdition:
    """Which official edition the tables hold.

    Attributes:
        territory: day of the territorial status (Gebietsstand).
        population: reference day of the population figures.
        written: day on which the tables were written.
        source: web address of the edition.
    """

    territory: date
    population: date
    written: date
    source: str


@dataclass(frozen=True)
class Table:
    """All register tables of one folder, each sorted by key."""

    municipalities: tuple[MunicipalityRow, ...]
    districts: tuple[DistrictRow, ...]
    states: tuple[StateRow, ...]
    changes: tuple[Change, ...]
    edition: TableEdition
