# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Maps of Germany in SVG, drawn from the coordinates in the data: no tiles, no outside server.

projection     longitude and latitude → kilometres on paper
country        a dot per municipality, which makes the shape of the country
names          the place of each name beside its marker
markers        markers and lines over the country
"""

from graph.picture.country import dots
from graph.picture.markers import Line, Marker, draw, legend, locator
from graph.picture.projection import COUNTRY, Frame, Place, around, centre, placed, read_point

__all__ = [
    "COUNTRY",
    "Frame",
    "Line",
    "Marker",
    "Place",
    "around",
    "centre",
    "dots",
    "draw",
    "legend",
    "locator",
    "placed",
    "read_point",
]
