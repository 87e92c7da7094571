# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Boxes, lines and texts as SVG; presentation attributes only, so that it needs no style sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from xml.etree import ElementTree as ET

from rdflib import URIRef

from graph.diagram.labels import SIZE, Label, place
from graph.diagram.layout import Net, Panel, nets, panels
from graph.diagram.routes import Box, Cell, Plan
from graph.model.labels import Texts
from graph.model.namespaces import compact
from graph.model.vocabulary import Vocabulary, is_own, local_name

Point = tuple[float, float]

_INK, _QUIET, _PAPER = "#171a2b", "#4a4f63", "#ffffff"
_FONT = 'system-ui, "Fira Sans", "Segoe UI", sans-serif'
_MONO = 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace'
_TITLES = {"de": "Klassendiagramm des MPSC-Vokabulars", "en": "Class diagram of the MPSC vocabulary"}
_TEXTS = {
    "de": "{boxes} Klassen in {panels} Gruppen. {lines} Linien zeigen, welche Eigenschaften von Klasse zu"
    " Klasse führen, und welche Klassen Unterklassen sind. Die Tabellen der Seite sagen dasselbe.",
    "en": "{boxes} classes in {panels} groups. {lines} lines show which properties lead from class to class,"
    " and which classes are subclasses. The tables of the page say the same.",
}


@dataclass(frozen=True)
class Line:
    """A net with its paths.

    Attributes:
        net: what the line stands for.
        paths: cells, box edge to box edge; every path but the first ends on an earlier one.
        heads: the ends with an arrowhead, each as (cell on the box edge, cell before it).
        colour: that of the theme where the line begins.
    """

    net: Net
    paths: tuple[list[Cell], ...]
    heads: tuple[tuple[Cell, Cell], ...]
    colour: str


def draw(vocabulary: Vocabulary, language: str, page: str = "") -> str:
    """Return the class diagram as an SVG document.

    Each own class is a link to its name as a fragment of `page`; an empty `page` is the document around it.
    """
    themes = panels(vocabulary)
    boxes = {iri: box for theme in themes for iri, box in theme.boxes.items()}
    plan = _plan(themes, boxes)
    lines = _lines(vocabulary, themes, boxes, plan)
    root = _root(plan, language, boxes=len(boxes), panels=len(themes), lines=len(lines))
    for theme in themes:
        _draw_panel(root, theme, language)
    for line in lines:
        _draw_line(root, line)
    for label in place([(line.net, line.paths) for line in lines], plan, language):
        _draw_label(root, label, next(line.colour for line in lines if line.net is label.net))
    labels = {term.iri: term.labels[language] for term in vocabulary.classes}
    for theme in themes:
        _draw_boxes(root, theme, labels, page)
    return ET.tostring(root, encoding="unicode")


def _plan(themes: tuple[Panel, ...], boxes: Mapping[URIRef, Box]) -> Plan:
    headings = {
        (x, y)
        for theme in themes
        for x in range(theme.frame.left, theme.frame.left + max(map(len, theme.labels.values())))
        for y in range(theme.frame.top, theme.frame.top + 2)
    }
    width = 2 + max(theme.frame.right for theme in themes)
    height = 2 + max(theme.frame.bottom for theme in themes)
    return Plan(width, height, tuple(boxes.values()), headings)


def _lines(
    vocabulary: Vocabulary, themes: tuple[Panel, ...], boxes: Mapping[URIRef, Box], plan: Plan
) -> list[Line]:
    colours = {iri: theme.colour for theme in themes for iri in theme.boxes}
    found = []
    for number, net in enumerate(nets(vocabulary)):
        first, *others = net.targets
        order = [first, *net.sources, *others]
        paths = plan.connect(number, [boxes[iri] for iri in order])
        heads = [(path[-1], path[-2]) for path in paths[:1] if path]
        heads += [(path[0], path[1]) for path in paths[len(net.sources) :] if path]
        found.append(Line(net, tuple(paths), tuple(heads), colours[net.sources[0]]))
    return found


def _root(plan: Plan, language: str, **numbers: int) -> ET.Element:
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {plan.width * SIZE} {plan.height * SIZE}",
            "role": "group",
            "aria-labelledby": "diagram-title diagram-text",
            "font-family": _FONT,
            "lang": language,
        },
    )
    ET.SubElement(root, "title", {"id": "diagram-title"}).text = _TITLES[language]
    ET.SubElement(root, "desc", {"id": "diagram-text"}).text = _TEXTS[language].format(**numbers)
    return root


def _draw_panel(root: ET.Element, theme: Panel, language: str) -> None:
    _rectangle(
        root,
        theme.frame,
        {
            "rx": "8",
            "fill": theme.colour,
            "fill-opacity": "0.06",
            "stroke": theme.colour,
            "stroke-opacity": "0.3",
        },
    )
    place = ((theme.frame.left + 1) * SIZE, (theme.frame.top + 1.6) * SIZE)
    _text(root, theme.labels[language], place, 14, {"fill": theme.colour, "font-weight": "700"})


def _draw_boxes(root: ET.Element, theme: Panel, labels: Mapping[URIRef, str], page: str) -> None:
    """Draw the classes of a theme; own ones are links, foreign ones have a dashed frame and no label."""
    frame = {"rx": "4", "fill": _PAPER, "stroke": theme.colour, "stroke-width": "1.5"}
    for iri, box in theme.boxes.items():
        if is_own(iri):
            link = ET.SubElement(root, "a", {"href": f"{page}#{local_name(iri)}"})
            _rectangle(link, box, frame)
            _name_box(link, box, local_name(iri), labels[iri])
        else:
            _rectangle(root, box, {**frame, "stroke-dasharray": "5 3"})
            _name_box(root, box, compact(iri), "")


def _name_box(parent: ET.Element, box: Box, name: str, label: str) -> None:
    """Write the label of a class, if it has one, and below it its name."""
    words = wrap(label, 19, break_long_words=False)
    middle = (box.left + box.right + 1) / 2 * SIZE
    y = (box.top + box.bottom + 1) / 2 * SIZE - (15 * len(words) + 12 if words else 12) / 2 + 11
    for word in words:
        size = min(13, 138 / (0.66 * len(word)))
        _text(parent, word, (middle, y), size, {"fill": _INK, "font-weight": "600", "text-anchor": "middle"})
        y += 15
    size = min(10.5, 138 / (0.61 * len(name)))
    _text(parent, name, (middle, y), size, {"fill": _QUIET, "font-family": _MONO, "text-anchor": "middle"})


def _draw_line(root: ET.Element, line: Line) -> None:
    group = ET.SubElement(root, "g", {"stroke": line.colour, "stroke-width": "1.5", "fill": "none"})
    for path in filter(None, line.paths):
        first = path is line.paths[0]
        ET.SubElement(group, "path", {"d": _curve(_points(path, ends_at_box=first))})
        if not first:
            x, y = _centre(path[-1])
            ET.SubElement(group, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "2.5", "fill": line.colour})
    for cell, before in line.heads:
        fill = line.colour if line.net.terms else _PAPER
        ET.SubElement(group, "polygon", {"points": _head(cell, before), "fill": fill})


def _draw_label(root: ET.Element, label: Label, colour: str) -> None:
    frame = {"fill": _PAPER, "fill-opacity": "0.9", "rx": "3"}
    x, y, width, height = label.left, label.top, label.width, label.height
    ET.SubElement(
        root, "rect", {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}", **frame}
    )
    for number, words in enumerate(label.rows):
        spot = (x + width / 2, y + 10.5 + 13 * number)
        _text(root, words, spot, 11, {"fill": colour, "text-anchor": "middle"})


def _points(path: list[Cell], *, ends_at_box: bool) -> list[Point]:
    """Return the corners of a path; an end at a box lies on its edge, half a cell from the middle."""
    centres = [_centre(cell) for cell in path]
    start = _between(centres[0], centres[1])
    end = _between(centres[-1], centres[-2]) if ends_at_box else centres[-1]
    return [start, *_corners(centres), end]


def _corners(points: list[Point]) -> list[Point]:
    """Return the points where the direction changes."""
    triples = zip(points, points[1:], points[2:], strict=False)
    return [b for a, b, c in triples if (b[0] - a[0], b[1] - a[1]) != (c[0] - b[0], c[1] - b[1])]


def _curve(points: list[Point]) -> str:
    """Return the path data of a line with rounded corners."""
    start, *corners, end = points
    parts = [f"M{start[0]:g} {start[1]:g}"]
    for (before, corner), (_, after) in pairwise(pairwise([start, *corners, end])):
        near, far = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{near[0]:g} {near[1]:g}Q{corner[0]:g} {corner[1]:g} {far[0]:g} {far[1]:g}")
    return "".join([*parts, f"L{end[0]:g} {end[1]:g}"])


def _towards(corner: Point, other: Point) -> Point:
    """Return the point 5 units from `corner` on the way to `other`, which lies in the same row or column."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = max(abs(dx), abs(dy), 1)
    reach = min(5, length / 2)
    return corner[0] + dx / length * reach, corner[1] + dy / length * reach


def _head(cell: Cell, before: Cell) -> str:
    """Return the corners of an arrowhead whose tip touches the edge of the box."""
    x, y = _between(_centre(cell), _centre(before))
    dx, dy = before[0] - cell[0], before[1] - cell[1]
    back = x + 9 * dx, y + 9 * dy
    corners = ((x, y), (back[0] - 4 * dy, back[1] - 4 * dx), (back[0] + 4 * dy, back[1] + 4 * dx))
    return " ".join(f"{a:g},{b:g}" for a, b in corners)


def _centre(cell: Cell) -> Point:
    return (cell[0] + 0.5) * SIZE, (cell[1] + 0.5) * SIZE


def _between(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _rectangle(parent: ET.Element, box: Box, attributes: Mapping[str, str]) -> None:
    size = {"width": f"{(box.right - box.left + 1) * SIZE}", "height": f"{(box.bottom - box.top + 1) * SIZE}"}
    corner = {"x": f"{box.left * SIZE}", "y": f"{box.top * SIZE}"}
    ET.SubElement(parent, "rect", {**corner, **size, **attributes})


def _text(parent: ET.Element, words: str, place: Point, size: float, attributes: Texts) -> None:
    spot = {"x": f"{place[0]:g}", "y": f"{place[1]:g}", "font-size": f"{size:.3g}"}
    ET.SubElement(parent, "text", {**spot, **attributes}).text = words
