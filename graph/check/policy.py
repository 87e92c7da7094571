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

from graph.check.received import FILE_LIMITS
from graph.check.values import Published, find_danger
from graph.model.kinds import members
from graph.model.namespaces import BASE
from graph.model.shapes import shapes_by_class
from graph.model.vocabulary import vocabulary
from graph.store.terms import IRI, Statement

_THINGS = BASE + "id/"
_REGISTER = tuple(_THINGS + place + "/" for place in ("municipality", "district", "area", "change"))
_REGISTERED = {"http://www.w3.org/ns/adms#Identifier", "http://data.europa.eu/m8g/AdminUnit"}
_SCHEMES = ("https:", "http:", "mailto:", "urn:", "tel:", "geo:")

ERRORS = {"hidden-characters", "too-long", "refused-datatype", "unsafe-address", "too-many-values"}
"""Reasons that are faults of a value, and so make findings; the others are only listed."""


@cache
def accepted_classes() -> frozenset[str]:
    """Return the IRIs of the classes whose things may be submitted."""
    return frozenset(shapes_by_class().keys() - members("official"))


@cache
def accepted_properties(classes: frozenset[str]) -> frozenset[str]:
    """Return the IRIs of all properties that a thing of these classes may have when it is submitted.

    Those of the classes that nobody can submit count for nothing.
    """
    shapes = [shapes_by_class()[cls] for cls in classes & accepted_classes()]
    paths = {path for shape in shapes for each in (*shape.fields, *shape.rules) for path in each.paths}
    own = {str(term.iri) for term in vocabulary().properties}
    return frozenset({*paths, *own, *members("anything")})


@dataclass
class PolicyResult:
    """What would be published, and what would not, each statement with the code of its reason."""

    taken: list[Statement] = field(default_factory=list)
    not_taken: list[tuple[Statement, str]] = field(default_factory=list)


def apply_policy(quads: Sequence[Statement], own: str, known: Published) -> PolicyResult:
    """Return which statements are taken; named graphs are merged into one.

    The statements have no blank nodes: IRIs that begin with `own` take their place.
    """
    result, seen = PolicyResult(), set()
    counts: dict[tuple[str, str], int] = defaultdict(int)
    classes: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == str(RDF.type) and quad.object.value in accepted_classes():
            classes[quad.subject.value].add(quad.object.value)
    allowed = {subject: accepted_properties(frozenset(those)) for subject, those in classes.items()}
    for quad in quads:
        plain = quad._replace(graph="")
        reason = _refuse(quad, own, known) or _refuse_for_class(quad, allowed)
        if not reason:
            counts[quad.subject.value, quad.predicate] += plain not in seen
            too_many = counts[quad.subject.value, quad.predicate] > FILE_LIMITS.values
            reason = "duplicate" if plain in seen else "too-many-values" if too_many else ""
        seen.add(plain)
        if reason:
            result.not_taken.append((quad, reason))
        else:
            result.taken.append(plain)
    return result


def _refuse(quad: Statement, own: str, known: Published) -> str:
    """Return why a statement is not taken, whatever its subject is, or ""."""
    subject, predicate, value, _ = quad
    if reason := find_danger(subject) or find_danger(value) or _refuse_subject(subject.value, own, known):
        return reason
    if predicate == str(RDF.type):
        return "" if value.kind == IRI and value.value in accepted_classes() else "unknown-kind"
    if value.kind == IRI and not value.value.startswith((*_SCHEMES, own)):
        return "unsafe-address"
    return ""


def _refuse_for_class(quad: Statement, allowed: Mapping[str, frozenset[str]]) -> str:
    """Return why a statement does not fit the classes of its subject, or ""."""
    if quad.subject.value not in allowed:
        return "no-kind"
    return "" if quad.predicate in allowed[quad.subject.value] else "unknown-property"


def _refuse_subject(subject: str, own: str, known: Published) -> str:
    """Return why nothing can be said about `subject`, or ""."""
    if subject.startswith(own):
        return ""
    if not subject.startswith(_THINGS):
        return "foreign-subject"
    official = not _REGISTERED.isdisjoint(known.classes.get(subject, ()))
    return "register" if official or subject.startswith(_REGISTER) else ""
