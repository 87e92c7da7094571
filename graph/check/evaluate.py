# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From received bytes to the outcome, in this process: `graph.workers.checks` does it in one with limits."""

from collections.abc import Iterable, Mapping, Sequence

from rdflib import RDF, Graph, URIRef

from graph.check.findings import Issue, Things, cause_of, issues, malformed, refused, unreadable
from graph.check.forms import read_form
from graph.check.json_ld import read_objects
from graph.check.policy import ERRORS, Sorted, sort_out
from graph.check.proposals import propose
from graph.check.rdf import read_document
from graph.check.received import (
    CSV,
    FORM,
    JSON,
    XLSX,
    Change,
    Evaluation,
    Received,
    Submission,
    Verdict,
    check_size,
)
from graph.check.report import assembled, not_finished
from graph.check.shacl import Finding, Progress, compiled, ignore_progress
from graph.check.tables import read_table
from graph.check.values import Published, is_well_formed, node
from graph.errors import GraphError
from graph.model.formats import JSON_LD
from graph.store.terms import LITERAL, DocumentError, Statement, Term, n_quads, normalised_literals


def read(received: Received, known: Published) -> Submission:
    """Read a file.

    Raises:
        InputError: it is of no known type, or cannot be read; nothing was taken from it.
        TooLargeError: it is larger than allowed.
    """
    check_size(received.content)
    written_in = received.written_in
    if written_in in {JSON, JSON_LD}:
        return read_objects(received, written_in)
    if written_in in {CSV, XLSX}:
        return read_table(received, written_in, known)
    if written_in == FORM:
        return read_form(received, known)
    return read_document(received, written_in)


def evaluate(received: Received, known: Published, on_progress: Progress = ignore_progress) -> Evaluation:
    """Read and check a file, and say everything there is to say about it.

    Args:
        received: the file.
        known: what is published.
        on_progress: called while the rules are applied, with the number of rules that are done, and of all.
    """
    try:
        submission = read(received, known)
    except GraphError as error:
        return _unreadable(received, error)
    heap = sort_out(submission.quads, submission.own, known)
    things = Things(submission, heap.taken, known)
    changes = normalised_literals(heap.taken)
    submission.changes += _changes(changes, heap.taken, things)
    statements = n_quads(q._replace(object=changes.get(q.object, q.object)) for q in heap.taken)
    try:
        found = check(heap, things, on_progress)
    except GraphError as error:
        return not_finished(received, str(error))
    verdict = _verdict(things, found)
    return Evaluation(
        verdict, statements, assembled(verdict, received, submission, heap, things, found, statements)
    )


def check(heap: Sorted, things: Things, on_progress: Progress = ignore_progress) -> list[Issue]:
    """Return all findings about the statements taken, and those left out because of their value."""
    by_rules = violations(heap.taken, things, on_progress)
    covered = {(str(f.focus_node), str(f.path), str(f.value)) for f in by_rules}
    wrong = [q for q in heap.taken if q.object.kind == LITERAL and not is_well_formed(q.object)]
    found = [
        *issues(by_rules, things),
        *(
            malformed(q, things)
            for q in wrong
            if (q.subject.value, q.predicate, q.object.value) not in covered
        ),
        *(refused(q, reason, things) for q, reason in heap.left if reason in ERRORS),
    ]
    propose(found, heap.taken, things, violations)
    return found


def violations(
    taken: Sequence[Statement], things: Things, on_progress: Progress = ignore_progress
) -> list[Finding]:
    """Return what the shapes find about the things of the submission.

    Of published things that it refers to, only their classes are shown to the shapes, and nothing is found
    about them: their faults are not the sender's.
    """
    data = Graph(bind_namespaces="none")
    referred = set()
    for quad in taken:
        data.add((URIRef(quad.subject.value), URIRef(quad.predicate), node(quad.object)))
        referred.add(quad.object.value)
    for iri in referred - things.subjects.keys():
        for cls in things.known.classes.get(iri, ()):
            data.add((URIRef(iri), RDF.type, URIRef(cls)))
    return [
        finding
        for finding in compiled().findings(data, on_progress)
        if str(finding.focus_node) in things.subjects
    ]


def _changes(changes: Mapping[Term, Term], taken: Iterable[Statement], things: Things) -> list[Change]:
    return [
        Change(
            quad.object.value,
            changes[quad.object].value,
            "stored-form",
            quad.subject.value,
            quad.predicate,
            things.place(quad.subject.value, quad.predicate, quad.object),
        )
        for quad in taken
        if quad.object in changes
    ]


def _verdict(things: Things, found: Iterable[Issue]) -> Verdict:
    if any(issue["severity"] == "error" for issue in found):
        return Verdict.ERRORS
    return Verdict.VALID if things.subjects else Verdict.NOTHING


def _unreadable(received: Received, error: GraphError) -> Evaluation:
    line, column = (error.line, error.column) if isinstance(error, DocumentError) else (None, None)
    excerpt, cause = cause_of(received, str(error), line, column)
    return not_finished(received, str(error), [unreadable(str(error), line, column, excerpt, cause)])
