# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The class diagram: complete, legible, the same every time."""

from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from graph.diagram import draw
from graph.diagram.layout import THEMES, nets, panels
from graph.diagram.routes import Box, Cell, Plan
from graph.model.namespaces import MPSC
from graph.model.vocabulary import Term, TermType, vocabulary

SVG = "{http://www.w3.org/2000/svg}"


def picture(language: str) -> ET.Element:
    """Return the root of the diagram."""
    return ET.fromstring(draw(vocabulary(), language))  # noqa: S314 – our own drawing


def boxes() -> list[Box]:
    """Return all boxes of the diagram."""
    return [box for panel in panels(vocabulary()) for box in panel.boxes.values()]


def paths() -> list[list[Cell]]:
    """Return the ways of all lines."""
    places = {iri: box for panel in panels(vocabulary()) for iri, box in panel.boxes.items()}
    plan = Plan(140, 90, tuple(places.values()))
    return [
        path
        for number, net in enumerate(nets(vocabulary()))
        for path in plan.connect(number, [places[iri] for iri in (*net.targets, *net.sources)])
    ]


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share a cell."""
    return not set(one.cells()).isdisjoint(other.cells())


def test_every_class_has_a_place() -> None:
    """A new class gets one in the layout; until then it stands below the others."""
    assert len(panels(vocabulary())) == len(THEMES)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_class_is_drawn(language: str) -> None:
    """As a link to its definition."""
    links = {link.get("href") for link in picture(language).iter(f"{SVG}a")}
    assert links == {f"#{term.name}" for term in vocabulary().classes}


@pytest.mark.parametrize("language", ["de", "en"])
def test_picture_has_title_and_description(language: str) -> None:
    """For those who cannot see it."""
    root = picture(language)
    named = {each.get("id"): each.text for each in root if each.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert named.keys() == set((root.get("aria-labelledby") or "").split())
    assert all(named.values())


@pytest.mark.parametrize("language", ["de", "en"])
def test_properties_between_own_classes_are_named(language: str) -> None:
    """Inverse and sub-properties aside, which lie on the same line."""
    written = {word for text in picture(language).iter(f"{SVG}text") for word in (text.text or "").split()}
    named = [term for net in nets(vocabulary()) for term in net.named()]
    assert [term.name for term in named if not written.issuperset(term.labels[language].split())] == []


def test_every_property_between_own_classes_has_a_line() -> None:
    """An inverse property shares the line of the other one."""
    own = {term.iri for term in vocabulary().classes}
    drawn = {term.iri for net in nets(vocabulary()) for term in net.terms}
    wanted = {
        term.iri
        for term in vocabulary().properties
        if term.kind is TermType.OBJECT_PROPERTY and own & {*term.domains} and own & {*term.ranges}
    }
    assert wanted - drawn == {MPSC.realises} or wanted - drawn == {MPSC.realisedIn}


def test_boxes_do_not_overlap() -> None:
    """Each class can be read."""
    assert [pair for pair in combinations(boxes(), 2) if overlap(*pair)] == []


def test_themes_do_not_overlap() -> None:
    """Each class is in one of them."""
    frames = [panel.frame for panel in panels(vocabulary())]
    assert [pair for pair in combinations(frames, 2) if overlap(*pair)] == []


def test_every_end_is_reached() -> None:
    """No class is walled in."""
    assert all(paths())


def test_no_line_runs_through_a_box() -> None:
    """Only the ends of a line touch boxes."""
    blocked = {cell for box in boxes() for cell in box.cells()}
    assert [path for path in paths() if not blocked.isdisjoint(path[1:-1])] == []


def test_lines_go_step_by_step() -> None:
    """Right angles only, and no jumps."""
    steps = [abs(b[0] - a[0]) + abs(b[1] - a[1]) for path in paths() for a, b in pairwise(path)]
    assert set(steps) == {1}


def test_picture_is_the_same_every_time() -> None:
    """So that a change of it means a change of the vocabulary."""
    assert draw(vocabulary(), "de") == draw(vocabulary(), "de")


def test_new_class_stands_below_the_others() -> None:
    """Nobody has to know the layout to add a class."""
    new = Term(
        MPSC.NewThing, TermType.CLASS, {"de": "Neues", "en": "New thing"}, {"de": "Neu.", "en": "New."}
    )
    enlarged = replace(vocabulary(), classes=(*vocabulary().classes, new))

    *others, last = panels(enlarged)

    assert last.boxes.keys() == {MPSC.NewThing}
    assert last.frame.top > max(panel.frame.bottom for panel in others)


def test_box_out_of_reach_gets_no_line() -> None:
    """A walled-in class is left alone rather than crossed."""
    wall = [Box(0, 8, 30, 9), Box(20, 0, 21, 7)]
    here, there = Box(2, 1, 12, 5), Box(2, 12, 12, 16)
    assert Plan(31, 20, (here, there, *wall)).connect(0, [there, here]) == [[]]
