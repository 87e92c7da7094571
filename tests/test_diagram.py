# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The class diagrams of `ontology/` agree with the vocabulary and with the script, and can be read."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import URIRef

from graph.model.namespaces import MPSC, compact
from graph.model.paths import folder
from graph.model.vocabulary import Term, TermType, vocabulary

ONTOLOGY = folder("ontology")
SVG = "{http://www.w3.org/2000/svg}"
HINT = "Install npm, then run: npm ci && npm run diagram"
OUTDATED = f"The class diagram is not that of the vocabulary. {HINT}"

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""
Relation = tuple[str, frozenset[str], frozenset[str]]
"""IRI of a property, or `subclass`; the classes it leads from and to."""


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The language of the diagram."""
    return str(request.param)


@pytest.fixture
def picture(language: str) -> ET.Element:
    """The root of the diagram."""
    return ET.parse(ONTOLOGY / f"diagram.{language}.svg").getroot()  # noqa: S314 – our own drawing


def classes() -> set[URIRef]:
    """Return the classes to draw: our own, and those above them that a property of ours uses."""
    own = {term.iri for term in vocabulary().classes}
    above = {parent for term in vocabulary().classes for parent in term.parents}
    return own | above & {iri for term in vocabulary().properties for iri in (*term.domains, *term.ranges)}


def properties() -> list[Term]:
    """Return the object properties that lead from a drawn class to one."""
    return [
        term
        for term in vocabulary().properties
        if term.kind is TermType.OBJECT_PROPERTY and classes() & {*term.domains} and classes() & {*term.ranges}
    ]


def links(picture: ET.Element) -> dict[str, str]:
    """Return address → visible text of the links."""
    texts = {link.get("href", ""): link.findall(f"{SVG}text") for link in picture.iter(f"{SVG}a")}
    return {
        href: " ".join(text.text or "" for text in found if text.get("aria-hidden") is None)
        for href, found in texts.items()
    }


def relations(picture: ET.Element) -> Iterator[tuple[Relation, ET.Element]]:
    """Yield what each group of lines says, and the group."""
    for group in picture.iter(f"{SVG}g"):
        if group.get("data-from"):
            link = group.find(f"{SVG}a")
            sources, targets = (frozenset(group.get(name, "").split()) for name in ("data-from", "data-to"))
            yield ("subclass" if link is None else link.get("href", ""), sources, targets), group


def names(iris: set[URIRef]) -> frozenset[str]:
    """Return the names of classes as the diagram writes them."""
    return frozenset(compact(iri).removeprefix("mpsc:") for iri in iris)


def box(rectangle: ET.Element) -> Box:
    """Return the edges of a rectangle."""
    x, y, width, height = (float(rectangle.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than an edge; coordinates are rounded to tenths."""
    (left, top, right, bottom), (left2, top2, right2, bottom2) = one, other
    return right - left2 > 0.2 and right2 - left > 0.2 and bottom - top2 > 0.2 and bottom2 - top > 0.2


def segments(group: ET.Element) -> Iterator[Box]:
    """Yield the straight parts of the lines of a group."""
    way = group.find(f"{SVG}path")
    assert way is not None
    for line in way.get("d", "").split("M")[1:]:
        points = [tuple(map(float, point.split())) for point in line.split("L")]
        for (x, y), (x2, y2) in pairwise(points):
            yield min(x, x2), min(y, y2), max(x, x2), max(y, y2)


def test_every_class_is_drawn(picture: ET.Element, language: str) -> None:
    """As a link to its IRI, with its label and its name; those of other vocabularies by their names."""
    shown = {href: text.replace("- ", "-") for href, text in links(picture).items()}
    wanted = {str(term.iri): f"{term.labels[language]} {term.name}" for term in vocabulary().classes}
    texts = {text.text for text in picture.iter(f"{SVG}text")}
    foreign = {compact(iri) for iri in classes() if not iri.startswith(MPSC)}

    assert {href: shown.get(href) for href in wanted} == wanted, OUTDATED
    assert {name for name in foreign if not {name, *re.findall(r"\w+:|\w+$", name)} & texts} == set(), OUTDATED


def test_every_property_between_classes_is_drawn(picture: ET.Element) -> None:
    """From the classes where it is at home to those of its values; of two inverse ones, one is enough."""
    shown = {relation for relation, _ in relations(picture) if relation[0] != "subclass"}
    drawn = {iri for iri, _, _ in shown}
    wanted = {
        (str(term.iri), names(classes() & {*term.domains}), names(classes() & {*term.ranges}))
        for term in properties()
        if str(term.iri) in drawn or str(term.inverse) not in drawn
    }

    assert shown == wanted, OUTDATED


def test_every_subclass_is_drawn(picture: ET.Element) -> None:
    """With a line to the class above, where that is drawn."""
    shown = {relation[1:] for relation, _ in relations(picture) if relation[0] == "subclass"}
    wanted = {
        (names({term.iri for term in vocabulary().below(iri)}), names({iri}))
        for iri in classes()
        if vocabulary().below(iri)
    }

    assert shown == wanted, OUTDATED


def test_properties_are_named(picture: ET.Element, language: str) -> None:
    """By their labels; to those who cannot see the line, the name of the link says where it leads."""
    shown, spoken = (links(picture), {link.get("href"): link.get("aria-label", "") for link in picture.iter(f"{SVG}a")})
    named = [term for term in properties() if str(term.iri) in shown]

    assert [term.name for term in named if shown[str(term.iri)] != term.labels[language]] == [], OUTDATED
    labels = {term.iri: term.labels[language] for term in vocabulary().classes}
    for term in named:
        ends = [labels[iri] for iri in (*term.domains, *term.ranges) if iri in labels]
        assert [text for text in (term.labels[language], *ends) if text not in spoken[str(term.iri)]] == []


def test_no_link_leads_nowhere(picture: ET.Element) -> None:
    """A term that is gone is gone from the diagram."""
    known = {str(term.iri) for term in (*vocabulary().classes, *vocabulary().properties)}

    assert links(picture).keys() - known == set(), OUTDATED


def test_every_class_has_a_group(picture: ET.Element) -> None:
    """A new class gets one in the script; until then it is among those of the last group."""
    assert [group for group in picture.iter(f"{SVG}g") if group.get("class") == "more"] == []


def test_picture_has_title_and_description(picture: ET.Element, language: str) -> None:
    """For those who cannot see it, in its language, with true numbers."""
    named = {each.get("id"): each.text or "" for each in picture if each.tag in {f"{SVG}title", f"{SVG}desc"}}
    numbers = re.findall(r"\d+", named["diagram-text"])

    assert picture.get("lang") == language
    assert named.keys() == set((picture.get("aria-labelledby") or "").split())
    assert (numbers[0], numbers[2]) == (
        str(len(classes())),
        str(sum(relation[0] != "subclass" for relation, _ in relations(picture))),
    )


def test_nothing_overlaps(picture: ET.Element) -> None:
    """Neither classes nor names of properties, and all of them lie in the picture."""
    boxes = [box(rectangle) for rectangle in picture.iter(f"{SVG}rect")]
    _, _, width, height = map(float, picture.get("viewBox", "").split())

    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    assert [each for each in boxes if each[0] < 0 or each[1] < 0 or each[2] > width or each[3] > height] == []


def test_no_line_runs_through_anything(picture: ET.Element) -> None:
    """Neither through a class nor through a name; lines end at edges."""
    boxes = [box(rectangle) for rectangle in picture.iter(f"{SVG}rect")]
    lines = [segment for _, group in relations(picture) for segment in segments(group)]

    assert [(line, each) for line in lines for each in boxes if overlap(line, each)] == []


def test_files_are_what_the_script_draws(tmp_path: Path) -> None:
    """Nobody edits them by hand, and the script gives the same picture every time."""
    node = shutil.which("node")
    if node is None:
        pytest.fail(f"Node is missing. {HINT}", pytrace=False)
    subprocess.run([node, ONTOLOGY / "diagram.js", tmp_path], check=True, timeout=120)

    for name in ("diagram.de.svg", "diagram.en.svg"):
        assert (ONTOLOGY / name).read_bytes() == (tmp_path / name).read_bytes(), f"{name} is outdated. {HINT}"
