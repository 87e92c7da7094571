# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a submission may say: which statements are taken, and why others are not.

A submission describes things of its own. It cannot change what others publish: not the vocabulary, the code
lists or the shapes, not the official register, not the graphs in which we say who said what. So nothing that
is believed about a class or a list is ever read from a submission.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rdflib import RDF

from graph.check.received import FILE_LIMITS, FileLimits
from graph.check.values import Published, unsafe_reason
from graph.model.kinds import members
from graph.model.namespaces import BASE
from graph.model.shapes import shapes_by_class
from graph.model.vocabulary import vocabulary
from graph.store.terms import IRI, Statement

THINGS = BASE + "id/"
_REGISTER = tuple(THINGS + place + "/" for place in ("municipality", "district", "area", "change"))
_REGISTERED = {"http://www.w3.org/ns/adms#Identifier", "http://data.europa.eu/m8g/AdminUnit"}
_SCHEMES = ("https:", "http:", "mailto:", "urn:", "tel:", "geo:")

REASONS: Mapping[str, Mapping[str, str]] = {
    "hidden-characters": {
        "de": "Der Text enthält unsichtbare Steuerzeichen. Schreiben Sie ihn neu, ohne ihn zu kopieren.",
        "en": "The text has invisible control characters. Type it anew instead of pasting it.",
    },
    "too-long": {
        "de": "Die Angabe ist zu lang. Kürzen Sie sie.",
        "en": "The value is too long. Shorten it.",
    },
    "refused-datatype": {
        "de": "HTML, XML und Binärdaten übernehmen wir nicht. Schreiben Sie einfachen Text.",
        "en": "HTML, XML and binary data are not taken. Write plain text.",
    },
    "unsafe-address": {
        "de": "Solche Adressen übernehmen wir nicht. Geben Sie eine Web-Adresse mit https:// an.",
        "en": "Such addresses are not taken. Give a web address with https://.",
    },
    "foreign-subject": {
        "de": "Es gehört nicht zu den Dingen dieses Verzeichnisses. Wählen Sie eine Adresse aus der Vorlage.",
        "en": "It is none of the things of this directory. Choose an address as in the template.",
    },
    "register": {
        "de": "Gemeinden und Kreise stammen aus dem amtlichen Verzeichnis; hier ändert sie niemand.",
        "en": "Municipalities and districts come from the official register; nobody changes them here.",
    },
    "unknown-kind": {
        "de": "Diese Art von Ding kennen wir nicht. Wählen Sie eine aus der Vorlage.",
        "en": "This kind of thing is not known. Choose one of the template.",
    },
    "no-kind": {
        "de": "Es fehlt die Angabe, was das ist, zum Beispiel „Maßnahme“. Ohne sie lässt sich nichts prüfen.",
        "en": "It is not said what this is, for example a measure. Without that nothing can be checked.",
    },
    "unknown-property": {
        "de": "Dieses Feld kennen wir nicht; es würde nicht veröffentlicht.",
        "en": "This field is not known; it would not be published.",
    },
    "too-many-values": {
        "de": "Das Feld hat zu viele Werte. Nennen Sie die wichtigsten.",
        "en": "The field has too many values. Name the most important ones.",
    },
    "duplicate": {
        "de": "Die Angabe steht schon an anderer Stelle der Datei.",
        "en": "The same statement stands elsewhere in the file.",
    },
}
"""Code of a reason → language → what it means and what to do."""

ERRORS = {"hidden-characters", "too-long", "refused-datatype", "unsafe-address", "too-many-values"}
"""Reasons that are faults of a value and stand among the findings; the others are only told."""


@cache
def accepted_classes() -> frozenset[str]:
    """Return the IRIs of the classes whose things may be sent in."""
    return frozenset(shapes_by_class().keys() - members("official"))


@cache
def accepted_properties(classes: frozenset[str]) -> frozenset[str]:
    """Return the IRIs of all properties that a thing of these classes may have when it is sent in.

    Args:
        classes: IRIs; those that nobody sends in count for nothing.
    """
    shapes = [shapes_by_class()[cls] for cls in classes & accepted_classes()]
    paths = {path for shape in shapes for each in (*shape.fields, *shape.rules) for path in each.paths}
    own = {str(term.iri) for term in vocabulary().properties}
    return frozenset({*paths, *own, *members("anything")})


@dataclass
class PolicyResult:
    """The statements of a submission, sorted into two heaps.

    Attributes:
        taken: what would be published.
        not_taken: what would not, each with the code of its reason.
    """

    taken: list[Statement] = field(default_factory=list)
    not_taken: list[tuple[Statement, str]] = field(default_factory=list)


def apply_policy(
    quads: Sequence[Statement], own: str, known: Published, limits: FileLimits = FILE_LIMITS
) -> PolicyResult:
    """Return which statements are taken; the others with the reason. Named graphs are merged into one.

    Args:
        quads: without blank nodes.
        own: the beginning of the IRIs that stand for the unnamed things of this submission.
        known: what is published.
        limits: how much there may be.
    """
    result, seen = PolicyResult(), set()
    counts: dict[tuple[str, str], int] = defaultdict(int)
    classes: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == str(RDF.type) and quad.object.value in accepted_classes():
            classes[quad.subject.value].add(quad.object.value)
    allowed = {subject: accepted_properties(frozenset(found)) for subject, found in classes.items()}
    for quad in quads:
        plain = quad._replace(graph="")
        reason = _reason(quad, own, known, limits) or _unfit(quad, allowed)
        if not reason:
            counts[quad.subject.value, quad.predicate] += plain not in seen
            too_many = counts[quad.subject.value, quad.predicate] > limits.values
            reason = "duplicate" if plain in seen else "too-many-values" if too_many else ""
        seen.add(plain)
        if reason:
            result.not_taken.append((quad, reason))
        else:
            result.taken.append(plain)
    return result


def _reason(quad: Statement, own: str, known: Published, limits: FileLimits) -> str:
    subject, predicate, value, _ = quad
    if found := unsafe_reason(subject, limits.text, limits.number) or unsafe_reason(
        value, limits.text, limits.number
    ):
        return found
    if found := _about(subject.value, own, known):
        return found
    if predicate == str(RDF.type):
        return "" if value.kind == IRI and value.value in accepted_classes() else "unknown-kind"
    if value.kind == IRI and not value.value.startswith((*_SCHEMES, own)):
        return "unsafe-address"
    return ""


def _unfit(quad: Statement, allowed: Mapping[str, frozenset[str]]) -> str:
    """Return why a statement does not fit what its subject is, or ""."""
    if quad.subject.value not in allowed:
        return "no-kind"
    return "" if quad.predicate in allowed[quad.subject.value] else "unknown-property"


def _about(subject: str, own: str, known: Published) -> str:
    """Return why nothing can be said about `subject`, or ""."""
    if subject.startswith(own):
        return ""
    if not subject.startswith(THINGS):
        return "foreign-subject"
    official = not _REGISTERED.isdisjoint(known.classes.get(subject, ()))
    return "register" if official or subject.startswith(_REGISTER) else ""
