# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Solutions of a query on a map of Germany, where they have points: as WKT, or as latitude and longitude."""

from collections.abc import Iterator, Sequence

from flask import url_for
from markupsafe import Markup

from graph.maps import COUNTRY, Marker, Place, around, draw, placed, read_point
from graph.web.http.pages import translate

Cell = tuple[str, str | None, str | None]
"""Text, link or None, language or None."""

_MOST = 500
_LATITUDE = {"lat", "latitude", "breite", "breitengrad"}
_LONGITUDE = {"long", "lon", "lng", "longitude", "laenge", "laengengrad"}
_ZOOMED = 250
"""Kilometres: places that are nearer to each other than this are shown larger."""


def result_map(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    """Return a map of the rows that have a point in Germany; nothing where none has."""
    axes = _axes(columns)
    found = [(row, place) for row in rows[:_MOST] if (place := _place(row, axes))]
    if not found:
        return Markup()
    markers = [_marker(row, place) for row, place in found]
    frame = around(place for _, place in found)
    frame = frame if max(frame.width, frame.height) < _ZOOMED else COUNTRY
    title = translate("Karte des Ergebnisses", "Map of the result")
    picture = draw(markers, url_for("project_map.country"), title, frame=frame)
    return Markup(picture)  # noqa: S704 - built of escaped elements


def _axes(columns: Sequence[str]) -> tuple[int, int] | None:
    """Return the numbers of the columns with longitude and latitude, as their names say."""
    found = [
        next((number for number, name in enumerate(columns) if name.lower() in names), None)
        for names in (_LONGITUDE, _LATITUDE)
    ]
    east, north = found
    return None if east is None or north is None else (east, north)


def _place(row: Sequence[Cell], axes: tuple[int, int] | None) -> Place | None:
    for point in _points(row, axes):
        if place := placed(*point):
            return place
    return None


def _points(row: Sequence[Cell], axes: tuple[int, int] | None) -> Iterator[tuple[float, float]]:
    yield from (point for text, _, _ in row if (point := read_point(text)))
    if axes and (point := read_point(f"POINT({row[axes[0]][0]} {row[axes[1]][0]})")):
        yield point


def _marker(row: Sequence[Cell], place: Place) -> Marker:
    """Return the marker of a row: named after its first text, and leading to its first thing."""
    texts = [text for text, link, _ in row if text and not link and not _is_figure(text)]
    links = [(text, link) for text, link, _ in row if link]
    name = texts[0] if texts else links[0][0] if links else translate("ohne Namen", "without a name")
    label = name if len(name) < 40 else ""
    return Marker(place, 0, name, label, links[0][1] or "" if links else "")


def _is_figure(text: str) -> bool:
    return read_point(text) is not None or text.replace(".", "").replace("-", "").isdecimal()
