# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The vocabulary as values."""

import pytest

from graph.model.formats import N_QUADS
from graph.model.namespaces import MPSC, namespace
from graph.model.vocabulary import Term, TermType, document, vocabulary


def term(name: str) -> Term:
    """Return an own term by its name."""
    return next(each for each in (*vocabulary().classes, *vocabulary().properties) if each.name == name)


def test_terms_are_sorted_by_name() -> None:
    """Capitals make no difference."""
    names = [each.name.lower() for each in vocabulary().classes]
    assert names == sorted(names)


def test_kinds_are_told_apart() -> None:
    """A class, a property with things and one with plain values."""
    assert [term(name).kind for name in ("Cohort", "inCohort", "motto")] == list(TermType)


def test_term_knows_where_it_is_at_home() -> None:
    """Domain and range are those that are said, not those that would follow."""
    assert term("hasPhase").domains == (MPSC.ModelProject,)
    assert term("hasPhase").ranges == (MPSC.ProjectPhase,)


def test_inverse_is_known_from_both_sides() -> None:
    """It is written on one side only."""
    assert term("realises").inverse == MPSC.realisedIn
    assert term("realisedIn").inverse == MPSC.realises


def test_class_knows_its_properties() -> None:
    """Those that begin and those that end at it."""
    assert term("inCohort") in vocabulary().uses(MPSC.ModelProject)
    assert term("inCohort") in vocabulary().used_by(MPSC.Cohort)


def test_class_knows_its_subclasses() -> None:
    """Own ones only."""
    assert [each.name for each in vocabulary().below(MPSC.Document)] == ["ImplementationConcept", "Strategy"]


def test_class_knows_its_alignments() -> None:
    """From the file beside the vocabulary."""
    assert [each.other for each in vocabulary().mappings(MPSC.Event)] == [namespace("cv").PublicEvent]


def test_format_without_graphs_is_refused() -> None:
    """Quads make no sense for one file."""
    with pytest.raises(KeyError):
        document(N_QUADS)
