# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From longitude and latitude to kilometres on paper: a Lambert conformal conic map of Germany.

The cone cuts the parallels 48°40′ and 53°40′ and stands upright at 10°30′ east, as in EPSG:4839, which German
authorities use for maps of the country: angles are true, and lengths to about one part in a thousand. The
Earth is a ball here; the third of a per cent by which it is not cannot be seen at this size.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, exp, fsum, log, pi, radians, sin, tan

Place = tuple[float, float]
"""Kilometres east and kilometres **south** of 51° north, 10°30′ east: the axes of SVG."""

_RADIUS = 6371.0
_SOUTH, _NORTH = radians(48 + 40 / 60), radians(53 + 40 / 60)
_MERIDIAN, _ORIGIN = 10.5, 51.0
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,20})?)"
_POINT = re.compile(rf"\s*POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Frame:
    """A rectangle on the map, in kilometres.

    Attributes:
        left: west edge.
        top: north edge.
        width: from west to east.
        height: from north to south.
    """

    left: float
    top: float
    width: float
    height: float

    def __contains__(self, place: Place) -> bool:
        """Tell whether a place lies on the map."""
        inside = 0 <= place[0] - self.left <= self.width
        return inside and 0 <= place[1] - self.top <= self.height

    def __str__(self) -> str:
        """Return the value of a `viewBox`."""
        return f"{self.left:g} {self.top:g} {self.width:g} {self.height:g}"


COUNTRY = Frame(-345, -470, 690, 905)
"""Germany from List to Oberstdorf and from Selfkant to Neißeaue, with a margin."""


def read_point(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a WKT point in degrees (OGC 06-103r4, 7), or None for all else."""
    found = _POINT.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def placed(longitude: float, latitude: float) -> Place | None:
    """Return where a point lies on the map, or None when it is not in `COUNTRY` (degrees, WGS 84)."""
    if not (-180 <= longitude <= 180 and -80 <= latitude <= 80):
        return None
    turn = _CONE * radians(longitude - _MERIDIAN)
    radius = _distance(radians(latitude))
    place = radius * sin(turn), radius * cos(turn) - _distance(radians(_ORIGIN))
    return place if place in COUNTRY else None


def centre(places: Iterable[Place]) -> Place:
    """Return the middle of one or more places: the mean, so that none counts more than another."""
    found = tuple(places)
    return fsum(x for x, _ in found) / len(found), fsum(y for _, y in found) / len(found)


def around(places: Iterable[Place], *, margin: float = 35, least: float = 180) -> Frame:
    """Return the frame of `places` (all of the country where there are none).

    Args:
        places: what has to be seen.
        margin: kilometres round them.
        least: kilometres that the frame is wide and high at least.
    """
    found = tuple(places)
    if not found:
        return COUNTRY
    east, south = [x for x, _ in found], [y for _, y in found]
    width = max(max(east) - min(east) + 2 * margin, least)
    height = max(max(south) - min(south) + 2 * margin, least)
    middle = (min(east) + max(east)) / 2, (min(south) + max(south)) / 2
    return Frame(round(middle[0] - width / 2), round(middle[1] - height / 2), round(width), round(height))


def _cone(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


# Snyder, Map Projections – A Working Manual (USGS Professional Paper 1395), equations 15-1 to 15-3.
_CONE = log(cos(_SOUTH) / cos(_NORTH)) / log(_cone(_NORTH) / _cone(_SOUTH))


def _distance(latitude: float) -> float:
    """Return the distance from the tip of the cone in kilometres."""
    return _RADIUS * cos(_SOUTH) / _CONE * exp(_CONE * log(_cone(_SOUTH) / _cone(latitude)))
