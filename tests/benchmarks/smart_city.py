# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""An invented smart-city graph of any size in N-Quads, in the terms of our vocabulary.

Each project has a named graph of its own with its towns, measures, partnership and observations; code lists
stand in one more. No statement stands in two graphs, so a server that merges the named graphs and one that
only views them as a union give the same answers.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from graph.model.namespaces import GRAPH, namespace

Choice = TypeVar("Choice")
Triple = tuple[str, str, str]
"""Subject, predicate and object, as N-Quads writes them."""

SEED = 73
MEASURES = 8
"""Measures of one project."""
TOWNS = 3
_OBSERVATIONS = 24
_INDICATORS = 12
_TOPICS = 60
_STATES = 16
_COHORTS = 3

MOST = 300
"""A project has fewer statements than this, so a graph of n quads has at least n // MOST projects."""

_HEADS = ("Neu", "Alt", "Ober", "Unter", "Groß", "Klein", "Wald", "See", "Berg", "Linden", "Eich", "Stein")
_TAILS = ("stadt", "hausen", "furt", "burg", "bach", "feld", "heim", "dorf", "tal", "brück", "kirchen", "au")
_WORKS = (
    ("Hitzekarte", "Heat map"),
    ("Datenplattform", "Data platform"),
    ("Parkleitsystem", "Parking guidance"),
    ("Bürger-App", "City app"),
    ("Digitaler Zwilling", "Digital twin"),
    ("Sensornetz", "Sensor network"),
    ("Hochwasserwarnung", "Flood warning"),
    ("Mängelmelder", "Fault reporting"),
)
_STATUS = ("idea", "planned", "development", "pilot", "operation", "completed")
_KINDS = ("joint-project", "research-cooperation", "mentoring", "data-sharing", "international")


def _terms(prefix: str, *names: str) -> tuple[str, ...]:
    return tuple(f"<{namespace(prefix)}{name}>" for name in names)


(_A,) = _terms("rdf", "type")
(_LABEL,) = _terms("rdfs", "label")
_PREF, _BROADER, _CONCEPT = _terms("skos", "prefLabel", "broader", "Concept")
_TITLE, _TEXT, _PART, _SPATIAL, _SUBJECT = _terms("dcterms", "title", "description", "isPartOf", "spatial", "subject")
(_STATE_OF,) = _terms("adms", "status")
_PROJECT, _TOWN, _MEASURE, _PARTNERSHIP, _COHORT = _terms(
    "mpsc", "ModelProject", "Municipality", "Measure", "Partnership", "Cohort"
)
_IN, _LEAD, _MEMBER, _KIND, _CONCERNS, _SIZE = _terms(
    "mpsc",
    "inCohort",
    "leadMunicipality",
    "participatingMunicipality",
    "partnershipType",
    "concernsProject",
    "sizeClass",
)
_OBSERVATION, _DATA_SET, _OF_SET = _terms("qb", "Observation", "DataSet", "dataSet")
_AREA, _TIME = _terms("sdmx-dimension", "refArea", "timePeriod")
(_VALUE,) = _terms("sdmx-measure", "obsValue")
(_YEAR, _DECIMAL) = _terms("xsd", "gYear", "decimal")
_SIZES = _terms("size", "lt-5000", "5000-9999", "10000-19999", "20000-49999", "50000-99999")


def write(path: Path, quads: int, seed: int = SEED) -> None:
    """Write at least `quads` statements to `path`, in whole projects; a seed always gives the same bytes."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        written = 0
        for lines in _graphs(random.Random(seed)):  # noqa: S311 - repeatable, not secret
            file.writelines(lines)
            written += len(lines)
            if written >= quads:
                break
    draft.replace(path)


def _graphs(chance: random.Random) -> Iterator[list[str]]:
    """Yield the lines of one named graph after another, without end."""
    yield _quads("codes", _codes())
    number = 0
    while True:
        yield _quads(f"b{number}", _project(number, chance))
        number += 1


def _quads(graph: str, triples: Iterator[Triple]) -> list[str]:
    name = f"<{GRAPH}bench/{graph}>"
    return [f"{s} {p} {o} {name} .\n" for s, p, o in dict.fromkeys(triples)]


def _thing(prefix: str, name: str) -> str:
    return f"<{namespace(prefix)}{name}>"


def _texts(subject: str, term: str, german: str, english: str) -> Iterator[Triple]:
    yield subject, term, f'"{german}"@de'
    yield subject, term, f'"{english}"@en'


def _codes() -> Iterator[Triple]:
    """Topics in a tree of three levels, states, cohorts, and one data set for each indicator."""
    for number in range(_TOPICS):
        topic = _thing("topic", f"t{number}")
        yield topic, _A, _CONCEPT
        yield from _texts(topic, _PREF, f"Thema {number}", f"Topic {number}")
        if number:
            yield topic, _BROADER, _thing("topic", f"t{(number - 1) // 6}")
    for number in range(_STATES):
        yield from _texts(_thing("area", f"s{number}"), _LABEL, f"Land {number}", f"State {number}")
    for number in range(_COHORTS):
        yield _thing("cohort", f"c{number}"), _A, _COHORT
        yield from _texts(_thing("cohort", f"c{number}"), _LABEL, f"Staffel {number}", f"Cohort {number}")
    for number in range(_INDICATORS):
        yield _thing("dataset", f"i{number}"), _A, _DATA_SET
        yield from _texts(_thing("dataset", f"i{number}"), _LABEL, f"Indikator {number}", f"Indicator {number}")


def _project(number: int, chance: random.Random) -> Iterator[Triple]:
    """One project with all that belongs to it."""
    project, state = _thing("project", f"b{number}"), _thing("area", f"s{_below(_STATES, chance)}")
    names = [_name(chance) for _ in range(TOWNS)]
    yield project, _A, _PROJECT
    yield project, _LABEL, f'"{names[0]}"@de'
    yield from _texts(project, _TITLE, f"Smart City {names[0]} {number}", f"Smart city of {names[0]} {number}")
    yield project, _IN, _thing("cohort", f"c{_below(_COHORTS, chance)}")
    yield project, _SPATIAL, state
    yield project, _LEAD, _thing("municipality", f"b{number}-0")
    yield project, _SUBJECT, _topic(chance)
    for place, name in enumerate(names):
        town = _thing("municipality", f"b{number}-{place}")
        yield project, _MEMBER, town
        yield from _town(town, name, state, chance)
    for place in range(MEASURES):
        yield from _measure(number, place, names[0], chance)
    yield from _partnership(number, names[0], chance)
    for place in range(_OBSERVATIONS):
        yield from _observation(number, place, chance)


def _town(town: str, name: str, state: str, chance: random.Random) -> Iterator[Triple]:
    yield town, _A, _TOWN
    yield from _texts(town, _PREF, name, f"{name}, Germany")
    yield town, _SIZE, _one(_SIZES, chance)
    yield town, _SPATIAL, state


def _measure(number: int, place: int, town: str, chance: random.Random) -> Iterator[Triple]:
    measure = _thing("measure", f"b{number}-{place}")
    german, english = _one(_WORKS, chance)
    yield measure, _A, _MEASURE
    yield from _texts(measure, _TITLE, f"{german} {town}", f"{english} of {town}")
    yield measure, _TEXT, f'"{german} für {town}: Arbeit {place + 1}, offen für Nachnutzung."@de'
    yield measure, _PART, _thing("project", f"b{number}")
    yield measure, _STATE_OF, _thing("status", _one(_STATUS, chance))
    yield measure, _SUBJECT, _topic(chance)
    yield measure, _SUBJECT, _topic(chance)


def _partnership(number: int, town: str, chance: random.Random) -> Iterator[Triple]:
    """Connect the project with one that came before it."""
    partnership = _thing("partnership", f"b{number}")
    yield partnership, _A, _PARTNERSHIP
    yield from _texts(partnership, _PREF, f"Partnerschaft {town}", f"Partnership of {town}")
    yield partnership, _KIND, _thing("ptype", _one(_KINDS, chance))
    yield partnership, _SUBJECT, _topic(chance)
    yield partnership, _CONCERNS, _thing("project", f"b{number}")
    yield partnership, _CONCERNS, _thing("project", f"b{_below(number + 1, chance)}")


def _observation(number: int, place: int, chance: random.Random) -> Iterator[Triple]:
    observation = _thing("observation", f"b{number}-{place}")
    yield observation, _A, _OBSERVATION
    yield observation, _OF_SET, _thing("dataset", f"i{place % _INDICATORS}")
    yield observation, _AREA, _thing("municipality", f"b{number}-{place % TOWNS}")
    yield observation, _TIME, f'"{2019 + place // _INDICATORS * 3 + _below(3, chance)}"^^{_YEAR}'
    yield observation, _VALUE, f'"{_below(100_000, chance) / 10:.1f}"^^{_DECIMAL}'


def _topic(chance: random.Random) -> str:
    return _thing("topic", f"t{_below(_TOPICS, chance)}")


def _name(chance: random.Random) -> str:
    return _one(_HEADS, chance) + _one(_TAILS, chance)


def _below(end: int, chance: random.Random) -> int:
    """Return a number from 0 to `end` - 1; only `random()` promises the same sequence in every Python."""
    return int(chance.random() * end)


def _one(choices: Sequence[Choice], chance: random.Random) -> Choice:
    return choices[_below(len(choices), chance)]
