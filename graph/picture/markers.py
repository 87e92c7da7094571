# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Markers over the country as SVG; presentation attributes only, which a strict policy lets through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from graph.picture.names import names
from graph.picture.projection import COUNTRY, Frame, Place

_INK, _PAPER = "#171a2b", "#ffffff"
_FONT = 'system-ui, "Fira Sans", "Segoe UI", sans-serif'
_KINDS = (
    ("#1d4f91", "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z"),
    ("#a8480c", "M-.9-.9h1.8v1.8h-1.8z"),
    ("#1b6e45", "M0-1.2L1.15.85h-2.3z"),
    ("#6b2f8a", "M0-1.3L1.1 0L0 1.3L-1.1 0z"),
)
"""Colour and shape of each kind: about the area of a circle of radius 1, a contrast of 5:1 on white."""


@dataclass(frozen=True)
class Marker:
    """A thing on the map.

    Attributes:
        place: where it stands.
        kind: number of its colour and shape, from 0.
        name: its accessible name.
        label: what is written beside it where there is room.
        href: address that it leads to.
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
        ends: its ends.
        weight: how much it stands for, 1 or more.
        name: what it says, shown by a pointer that rests on it.
    """

    ends: tuple[Place, Place]
    weight: int
    name: str


def draw(
    markers: Sequence[Marker],
    background: str,
    title: str,
    *,
    frame: Frame = COUNTRY,
    lines: Iterable[Line] = (),
) -> str:
    """Return the map as an SVG element for a page.

    Args:
        markers: in the order of the keyboard; a marker further north is drawn first.
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
    """Return the sign of a kind, small enough to stand in a line of text."""
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
    for name in names([(marker.label, marker.place) for marker in markers], frame, size):
        spot = {"x": f"{name.start[0]:.1f}", "y": f"{name.start[1]:.1f}", "text-anchor": name.anchor}
        ET.SubElement(group, "text", spot).text = name.text
