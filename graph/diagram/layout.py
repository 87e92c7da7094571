# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What stands where in the diagram: the themes, their classes, and which properties become lines."""

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from graph.diagram.routes import Box
from graph.model.namespaces import MPSC, compact
from graph.model.vocabulary import Term, TermType, Vocabulary, local_name

BOX_WIDTH, BOX_HEIGHT = 15, 5
"""Size of a box in cells."""

_COLUMNS = (3, 27, 55, 79, 106)
_ROW, _TOP = 12, 4


@dataclass(frozen=True)
class Theme:
    """A group of classes that stand together.

    Attributes:
        labels: language → heading.
        colour: of the frame, the heading and the lines that begin here.
        places: local or prefixed name of a class → column and row of places, from the upper left.
    """

    labels: Mapping[str, str]
    colour: str
    places: Mapping[str, tuple[int, int]]


THEMES = (
    Theme(
        {"de": "Öffentliche Stellen", "en": "Public bodies"},
        "#5b3a8c",
        {
            "Municipality": (0, 0),
            "District": (0, 1),
            "MunicipalAssociation": (0, 2),
            "SpecialPurposeAssociation": (1, 0),
            "cv:PublicOrganisation": (1, 1),
            "org:OrganizationalCollaboration": (1, 2),
        },
    ),
    Theme(
        {"de": "Förderung", "en": "Funding"},
        "#1d4f91",
        {
            "Cohort": (2, 0),
            "FundingProgramme": (3, 0),
            "FundingAward": (4, 0),
            "ModelProject": (2, 1),
            "ProjectPhase": (3, 1),
            "StatusStatement": (4, 1),
        },
    ),
    Theme(
        {"de": "Inhalte", "en": "Content"},
        "#1f6b4a",
        {
            "Challenge": (2, 2),
            "Measure": (3, 2),
            "Document": (4, 2),
            "Solution": (2, 3),
            "Indicator": (3, 3),
            "Strategy": (4, 3),
            "ReuseCase": (2, 4),
            "OperatingArrangement": (3, 4),
            "ImplementationConcept": (4, 4),
        },
    ),
    Theme(
        {"de": "Wissenstransfer", "en": "Knowledge transfer"},
        "#8a4b08",
        {"Partnership": (1, 3), "Need": (0, 3), "Match": (0, 4), "Offer": (1, 4)},
    ),
    Theme(
        {"de": "Treffen und Lernen", "en": "Meeting and learning"},
        "#9c1f4e",
        {
            "Event": (0, 5),
            "TrainingOffer": (1, 5),
            "Attendance": (2, 5),
            "AgendaItem": (3, 5),
            "ParticipationProcess": (4, 5),
        },
    ),
)
_REST = ({"de": "Weitere", "en": "More"}, "#4a4f63")


@dataclass(frozen=True)
class Panel:
    """A theme on the grid."""

    labels: Mapping[str, str]
    colour: str
    frame: Box
    boxes: Mapping[URIRef, Box]


@dataclass(frozen=True)
class Net:
    """What is drawn as one line with branches: a property, or the subclasses of a class.

    Attributes:
        terms: the properties; empty for subclasses.
        sources: where the line begins.
        targets: where it ends, with an arrowhead.
    """

    terms: tuple[Term, ...]
    sources: tuple[URIRef, ...]
    targets: tuple[URIRef, ...]

    def named(self) -> tuple[Term, ...]:
        """Return the properties to write on the line; a sub-property is left out where its parent stands."""
        here = {term.iri for term in self.terms}
        return tuple(term for term in self.terms if here.isdisjoint(term.parents))


def panels(vocabulary: Vocabulary) -> tuple[Panel, ...]:
    """Return the themes with their classes; classes without a place stand below all others."""
    missing = {term.iri for term in vocabulary.classes} | foreign(vocabulary)
    found = []
    for theme in THEMES:
        named = {_name(iri): iri for iri in missing}
        boxes = {named[name]: _box(*place) for name, place in theme.places.items() if name in named}
        missing -= boxes.keys()
        found.append(Panel(theme.labels, theme.colour, _frame(boxes), boxes))
    if missing:
        last = 1 + max(row for theme in THEMES for _, row in theme.places.values())
        boxes = {
            iri: _box(place % len(_COLUMNS), last + place // len(_COLUMNS))
            for place, iri in enumerate(sorted(missing))
        }
        found.append(Panel(*_REST, _frame(boxes), boxes))
    return tuple(found)


def foreign(vocabulary: Vocabulary) -> set[URIRef]:
    """Return the classes of other vocabularies that are drawn: above an own class, and used by a property."""
    above = {parent for term in vocabulary.classes for parent in term.parents}
    used = {iri for term in vocabulary.properties for iri in (*term.domains, *term.ranges)}
    return {iri for iri in above & used if not iri.startswith(MPSC)}


def nets(vocabulary: Vocabulary) -> tuple[Net, ...]:
    """Return the lines, short ones first; properties with the same ends share one."""
    drawn = {term.iri for term in vocabulary.classes} | foreign(vocabulary)
    ends: dict[tuple[tuple[URIRef, ...], tuple[URIRef, ...]], list[Term]] = {}
    for term in vocabulary.properties:
        sources = tuple(iri for iri in term.domains if iri in drawn)
        targets = tuple(iri for iri in term.ranges if iri in drawn)
        if term.kind is TermType.OBJECT_PROPERTY and sources and targets and not _is_second(term):
            ends.setdefault((sources, targets), []).append(term)
    found = [Net(tuple(terms), *pair) for pair, terms in ends.items()]
    for iri in sorted(drawn):
        children = tuple(term.iri for term in vocabulary.classes if iri in term.parents)
        if children:
            found.append(Net((), children, (iri,)))
    return tuple(sorted(found, key=lambda net: len(net.sources) + len(net.targets)))


def _is_second(term: Term) -> bool:
    """Tell whether the line is drawn for the inverse property already."""
    return term.inverse is not None and local_name(term.inverse) > term.name


def _name(iri: URIRef) -> str:
    return local_name(iri) if iri.startswith(MPSC) else compact(iri)


def _box(column: int, row: int) -> Box:
    left, top = _COLUMNS[column], _TOP + row * _ROW
    return Box(left, top, left + BOX_WIDTH - 1, top + BOX_HEIGHT - 1)


def _frame(boxes: Mapping[URIRef, Box]) -> Box:
    return Box(
        min(box.left for box in boxes.values()) - 2,
        min(box.top for box in boxes.values()) - 3,
        max(box.right for box in boxes.values()) + 2,
        max(box.bottom for box in boxes.values()) + 2,
    )
