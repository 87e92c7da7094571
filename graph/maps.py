# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Maps of Germany as SVG, drawn from the coordinates in the data: no tiles, no outside server.

The projection is a Lambert conformal conic: the cone cuts the parallels 48°40′ and 53°40′, and its middle
is 10°30′ east, as in EPSG:4839, which German authorities use for maps of the country: angles are true, and
lengths to about one part in a thousand. The Earth is a ball here; the third of a per cent by which it is not
cannot be seen at this size. Styles are presentation attributes, which a strict content security
policy allows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, exp, fsum, log, pi, radians, sin, tan
from xml.etree import ElementTree as ET

Place = tuple[float, float]
"""Kilometres east and kilometres **south** of 51° north, 10°30′ east: the axes of SVG."""

_RADIUS = 6371.0
_SOUTH, _NORTH = radians(48 + 40 / 60), radians(53 + 40 / 60)
_MERIDIAN, _ORIGIN = 10.5, 51.0
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,20})?)"
_POINT = re.compile(rf"\s*POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)\s*", re.IGNORECASE | re.ASCII)
_LETTER = 0.58
"""Width of a letter of a common sans-serif font, in parts of its height."""

_INK, _PAPER = "#171a2b", "#ffffff"
_FONT = 'system-ui, "Fira Sans", "Segoe UI", sans-serif'
_KINDS = (
    ("#1d4f91", "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z"),
    ("#a8480c", "M-.9-.9h1.8v1.8h-1.8z"),
    ("#1b6e45", "M0-1.2L1.15.85h-2.3z"),
    ("#6b2f8a", "M0-1.3L1.1 0L0 1.3L-1.1 0z"),
)
"""Colour and shape of each kind: about the area of a circle of radius 1, a contrast of 5:1 on white."""

_STEPS = 2
"""Dots lie on a grid of half a kilometre: fine enough to look even, and short to write."""


@dataclass(frozen=True)
class Frame:
    """A rectangle on the map, in kilometres."""

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


@dataclass(frozen=True)
class Name:
    """A name with its place.

    Attributes:
        start: the point at which the text is anchored.
        anchor: the part of the text that is there: `start`, `end` or `middle`.
    """

    text: str
    start: Place
    anchor: str


@dataclass(frozen=True)
class Marker:
    """A thing on the map.

    Attributes:
        kind: number of its colour and shape, from 0.
        name: its accessible name.
        label: what is written beside it where there is room.
    """

    place: Place
    kind: int
    name: str
    label: str = ""
    href: str = ""


@dataclass(frozen=True)
class Line:
    """A line between two places.

    Attributes:
        weight: its width, 1 or more.
        name: shown by a pointer that rests on it.
    """

    ends: tuple[Place, Place]
    weight: int
    name: str


def read_point(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a WKT point in degrees (OGC 06-103r4, 7), or None for all else."""
    match = _POINT.fullmatch(text)
    return (float(match[1]), float(match[2])) if match else None


def project_point(longitude: float, latitude: float) -> Place | None:
    """Return where a point lies on the map, or None when it is not in `COUNTRY` (degrees, WGS 84)."""
    if not (-180 <= longitude <= 180 and -80 <= latitude <= 80):
        return None
    turn = _CONE * radians(longitude - _MERIDIAN)
    radius = _distance(radians(latitude))
    place = radius * sin(turn), radius * cos(turn) - _distance(radians(_ORIGIN))
    return place if place in COUNTRY else None


def centre(places: Iterable[Place]) -> Place:
    """Return the middle of one or more places: the mean, so that none counts more than another."""
    east, south = zip(*places, strict=True)
    return fsum(east) / len(east), fsum(south) / len(south)


def around(places: Iterable[Place], *, margin: float = 35, least: float = 180) -> Frame:
    """Return the frame of `places`, `COUNTRY` where there are none.

    Args:
        places: what has to be seen.
        margin: kilometres round them.
        least: kilometres of width and height.
    """
    shown = tuple(places)
    if not shown:
        return COUNTRY
    east, south = zip(*shown, strict=True)
    width = max(max(east) - min(east) + 2 * margin, least)
    height = max(max(south) - min(south) + 2 * margin, least)
    middle = (min(east) + max(east)) / 2, (min(south) + max(south)) / 2
    return Frame(round(middle[0] - width / 2), round(middle[1] - height / 2), round(width), round(height))


def draw(
    markers: Sequence[Marker], background: str, title: str, *, frame: Frame = COUNTRY, lines: Iterable[Line] = ()
) -> str:
    """Return the map as an SVG element for a page.

    Args:
        markers: in the order of the keyboard.
        background: address of the picture of `COUNTRY`.
        title: accessible name of the map.
        frame: the part that is shown.
        lines: what is drawn below the markers.
    """
    scale = max(frame.width / COUNTRY.width, frame.height / COUNTRY.height)
    root = ET.Element("svg", {"class": "map", "viewBox": str(frame), "role": "group", "aria-label": title})
    _image(root, background)
    for line in lines:
        _line(root, line, scale)
    for marker in markers:
        _marker(root, marker, 9 * scale)
    _names(root, markers, frame, scale)
    return ET.tostring(root, encoding="unicode")


def legend(kind: int) -> str:
    """Return the symbol of a kind, small enough for a line of text."""
    attributes = {"class": "sign", "viewBox": "-12 -12 24 24", "aria-hidden": "true", "width": "20"}
    root = ET.Element("svg", {**attributes, "height": "20"})
    _shape(root, kind, (0, 0), 9)
    return ET.tostring(root, encoding="unicode")


def locator(places: Iterable[Place], background: str, name: str) -> str:
    """Return a small picture of the country with the places of one thing; `name` says where it lies."""
    root = ET.Element("svg", {"class": "locator", "viewBox": str(COUNTRY), "role": "img", "aria-label": name})
    _image(root, background)
    for place in places:
        _shape(root, 0, place, 22)
    return ET.tostring(root, encoding="unicode")


def dots(places: Iterable[Place], colour: str = "#aab6c8") -> str:
    """Return an SVG document of `COUNTRY` with a dot at each place; equal places give one dot.

    All dots are one path of strokes without length, whose round ends are the dots: about seven bytes each.
    """
    ends = sorted({(round(y * _STEPS), round(x * _STEPS)) for x, y in places})
    parts, last = [], (0, 0)
    for y, x in ends:
        east, south = x - last[1], y - last[0]
        parts.append(f"m{east}{'' if south < 0 else ' '}{south}h0")
        last = y, x
    path = f'<path transform="scale({1 / _STEPS:g})" d="M0 0{"".join(parts)}" fill="none" stroke="{colour}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{COUNTRY}" width="{COUNTRY.width:g}"'
        f' height="{COUNTRY.height:g}">{path} stroke-width="6" stroke-linecap="round"/></svg>\n'
    )


def place_names(labels: Sequence[tuple[str, Place]], frame: Frame, size: float) -> list[Name]:
    """Return the names that fit into `frame` in letters of a height of `size`, in the order given.

    A name is to the right of its marker, else to the left, above or below; one that would cover another name
    or a marker in each of these places is left out.
    """
    taken = [Frame(x - size / 2, y - size / 2, size, size) for _, (x, y) in labels]
    names = []
    for text, place in labels:
        for name, box in _places(text, place, size):
            if _is_inside(box, frame) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                names.append(name)
                break
    return names


def _places(text: str, place: Place, size: float) -> Iterator[tuple[Name, Frame]]:
    (x, y), width, gap = place, _LETTER * size * len(text), 0.75 * size
    corners = (
        ("start", x + gap, y - size / 2),
        ("end", x - gap - width, y - size / 2),
        ("middle", x - width / 2, y - gap - size),
        ("middle", x - width / 2, y + gap),
    )
    for anchor, left, top in corners:
        fixed = left + {"start": 0, "end": width, "middle": width / 2}[anchor]
        yield Name(text, (fixed, top + 0.8 * size), anchor), Frame(left, top, width, size)


def _is_inside(box: Frame, frame: Frame) -> bool:
    return (box.left, box.top) in frame and (box.left + box.width, box.top + box.height) in frame


def _overlap(one: Frame, other: Frame) -> bool:
    beside = one.left + one.width <= other.left or other.left + other.width <= one.left
    return not beside and one.top < other.top + other.height and other.top < one.top + one.height


def _image(root: ET.Element, address: str) -> None:
    corner = {"x": f"{COUNTRY.left:g}", "y": f"{COUNTRY.top:g}"}
    size = {"width": f"{COUNTRY.width:g}", "height": f"{COUNTRY.height:g}"}
    ET.SubElement(root, "image", {"href": address, **corner, **size, "aria-hidden": "true"})


def _line(root: ET.Element, line: Line, scale: float) -> None:
    """Draw a line bent to its left, so that lines from one place to several can be told apart."""
    (x, y), (end_x, end_y) = line.ends
    bend = (x + end_x) / 2 + (end_y - y) / 8, (y + end_y) / 2 - (end_x - x) / 8
    shape = {
        "d": f"M{x:.1f} {y:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {end_x:.1f} {end_y:.1f}",
        "fill": "none",
        "stroke": _INK,
        "stroke-opacity": "0.5",
        "stroke-width": f"{2.5 * scale * line.weight:.1f}",
    }
    ET.SubElement(ET.SubElement(root, "path", shape), "title").text = line.name


def _marker(root: ET.Element, marker: Marker, size: float) -> None:
    link = {"href": marker.href, "aria-label": marker.name} if marker.href else {"aria-label": marker.name}
    parent = ET.SubElement(root, "a" if marker.href else "g", link)
    ET.SubElement(parent, "title").text = marker.name
    _shape(parent, marker.kind, marker.place, size)


def _shape(parent: ET.Element, kind: int, place: Place, size: float) -> None:
    colour, path = _KINDS[kind % len(_KINDS)]
    move = f"translate({place[0]:.1f} {place[1]:.1f}) scale({size:.2f})"
    edge = {"stroke": _PAPER, "stroke-width": "0.25"}
    ET.SubElement(parent, "path", {"d": path, "transform": move, "fill": colour, **edge})


def _names(root: ET.Element, markers: Sequence[Marker], frame: Frame, scale: float) -> None:
    """Write the names; the markers say the same to a screen reader."""
    size = 16 * scale
    looks = {"font-family": _FONT, "font-size": f"{size:.1f}", "fill": _INK, "aria-hidden": "true"}
    outline = {"stroke": _PAPER, "stroke-width": f"{4 * scale:.1f}", "paint-order": "stroke"}
    group = ET.SubElement(root, "g", {"class": "names", **looks, **outline})
    for name in place_names([(marker.label, marker.place) for marker in markers], frame, size):
        spot = {"x": f"{name.start[0]:.1f}", "y": f"{name.start[1]:.1f}", "text-anchor": name.anchor}
        ET.SubElement(group, "text", spot).text = name.text


def _cone(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


# Snyder, Map Projections – A Working Manual (USGS Professional Paper 1395), equations 15-1 to 15-3.
_CONE = log(cos(_SOUTH) / cos(_NORTH)) / log(_cone(_NORTH) / _cone(_SOUTH))


def _distance(latitude: float) -> float:
    """Return the distance from the tip of the cone in kilometres."""
    return _RADIUS * cos(_SOUTH) / _CONE * exp(_CONE * log(_cone(_SOUTH) / _cone(latitude)))
