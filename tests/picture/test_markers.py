# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Markers, lines, names and dots as SVG."""

from xml.etree import ElementTree as ET

from graph.maps import COUNTRY, Line, Marker, dots, draw, legend, locator, place_names

SVG = "{http://www.w3.org/2000/svg}"


def test_dots_are_one_path_with_one_dot_a_place() -> None:
    """Equal places give one dot, and the numbers lead to each of them."""
    root = ET.fromstring(dots([(1.0, 2.0), (-3.0, 0.5), (1.1, 2.1)]))  # noqa: S314 - our own

    (path,) = root.findall(f"{SVG}path")
    assert path.get("d") == "M0 0m-6 1h0m8 3h0"
    assert root.get("viewBox") == str(COUNTRY)


def test_a_marker_is_a_link_with_a_name() -> None:
    """For the keyboard, for a screen reader and for a pointer; nothing needs a style sheet or a script."""
    text = draw([Marker((0, 0), 1, "Kiel, <Staffel 2>", "Kiel", "/doc/project/kiel")], "/g.svg", "Karte")
    root = ET.fromstring(text)  # noqa: S314 - our own

    (link,) = root.findall("a")
    assert (link.get("href"), link.get("aria-label")) == ("/doc/project/kiel", "Kiel, <Staffel 2>")
    assert link.findtext("title") == "Kiel, <Staffel 2>"
    assert (root.get("aria-label"), root.find("image").get("href")) == ("Karte", "/g.svg")  # type: ignore[union-attr]
    assert "style" not in text


def test_a_marker_without_an_address_is_no_link() -> None:
    """An empty link would be a stop for the keyboard that leads nowhere."""
    root = ET.fromstring(draw([Marker((0, 0), 0, "Kiel")], "/g.svg", "Karte"))  # noqa: S314 - our own

    assert not root.findall("a")


def test_kinds_differ_in_shape_and_colour() -> None:
    """Colour alone does not tell cohorts apart (WCAG 1.4.1)."""
    signs = [ET.fromstring(legend(kind))[0] for kind in range(4)]  # noqa: S314 - our own

    assert len({sign.get("d") for sign in signs}) == len({sign.get("fill") for sign in signs}) == 4


def test_lines_lie_below_markers_and_say_what_they_are() -> None:
    """More weight makes a line thicker."""
    lines = [Line(((0, 0), (10, 0)), weight, f"A – B: {weight}") for weight in (1, 2)]
    root = ET.fromstring(draw([Marker((0, 0), 0, "A", href="/a")], "/g.svg", "Netz", lines=lines))  # noqa: S314

    thin, thick = root.findall("path")
    assert float(str(thick.get("stroke-width"))) == 2 * float(str(thin.get("stroke-width")))
    assert thick.findtext("title") == "A – B: 2"
    assert [child.tag for child in root][:4] == ["image", "path", "path", "a"]


def test_locator_is_one_picture_with_a_name() -> None:
    """A small map is an image to a screen reader, not a group of links."""
    root = ET.fromstring(locator([(0, 0), (5, 5)], "/g.svg", "Kiel liegt im Norden"))  # noqa: S314 - our own

    assert (root.get("role"), root.get("aria-label")) == ("img", "Kiel liegt im Norden")
    assert len(root.findall("path")) == 2


def test_names_cover_neither_each_other_nor_markers() -> None:
    """A name goes to the other side, or above or below, and is left out where nothing is free."""
    alone = place_names([("Kiel", (0, 0))], COUNTRY, 10)
    pair = place_names([("Kiel", (0, 0)), ("Lübeck", (20, 0))], COUNTRY, 10)
    crowd = place_names([("Name", (x * 8.0, y * 8.0)) for x in range(6) for y in range(6)], COUNTRY, 10)

    assert [name.anchor for name in alone] == ["start"]
    assert {name.text: name.anchor for name in pair} == {"Kiel": "end", "Lübeck": "start"}
    assert len(crowd) < 36


def test_names_stay_in_the_frame() -> None:
    """At the east edge a name goes to the left."""
    edge = COUNTRY.left + COUNTRY.width - 5

    (name,) = place_names([("Görlitz", (edge, 0))], COUNTRY, 10)

    assert name.anchor == "end"
