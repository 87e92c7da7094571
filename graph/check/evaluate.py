# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From received bytes to the outcome, in this process: `graph.workers.checks` does it in one with limits."""

from collections.abc import Iterable, Mapping, Sequence

from rdflib import RDF, Graph, URIRef

from graph.check.findings import (
    Finding,
    SubmittedThings,
    describe_malformed_value,
    describe_refused_value,
    describe_results,
    describe_unreadable_file,
    explain_syntax_error,
)
from graph.check.forms import read_form
from graph.check.json_ld import read_objects
from graph.check.policy import ERRORS, PolicyResult, apply_policy
from graph.check.proposals import add_proposals
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
from graph.check.report import assemble_report, report_unfinished
from graph.check.shacl import Progress, ValidationResult, compiled_shapes, ignore_progress
from graph.check.tables import read_table
from graph.check.values import Published, is_well_formed, to_rdflib_term
from graph.errors import GraphError
from graph.model.formats import JSON_LD
from graph.store.terms import LITERAL, DocumentError, Statement, Term, n_quads, normalised_literals


def read_submission(received: Received, known: Published) -> Submission:
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
        submission = read_submission(received, known)
    except GraphError as error:
        return _unreadable(received, error)
    result = apply_policy(submission.quads, submission.own, known)
    things = SubmittedThings(submission, result.taken, known)
    changes = normalised_literals(result.taken)
    submission.changes += _changes(changes, result.taken, things)
    statements = n_quads(q._replace(object=changes.get(q.object, q.object)) for q in result.taken)
    try:
        found = collect_findings(result, things, on_progress)
    except GraphError as error:
        return report_unfinished(received, str(error))
    verdict = _verdict(things, found)
    return Evaluation(
        verdict, statements, assemble_report(verdict, received, submission, result, things, found, statements)
    )


def collect_findings(
    result: PolicyResult, things: SubmittedThings, on_progress: Progress = ignore_progress
) -> list[Finding]:
    """Return all findings about the statements taken, and those left out because of their value."""
    by_rules = validate_statements(result.taken, things, on_progress)
    covered = {(str(f.focus_node), str(f.path), str(f.value)) for f in by_rules}
    wrong = [q for q in result.taken if q.object.kind == LITERAL and not is_well_formed(q.object)]
    found = [
        *describe_results(by_rules, things),
        *(
            describe_malformed_value(q, things)
            for q in wrong
            if (q.subject.value, q.predicate, q.object.value) not in covered
        ),
        *(describe_refused_value(q, reason, things) for q, reason in result.not_taken if reason in ERRORS),
    ]
    add_proposals(found, result.taken, things, validate_statements)
    return found


def validate_statements(
    taken: Sequence[Statement], things: SubmittedThings, on_progress: Progress = ignore_progress
) -> list[ValidationResult]:
    """Return what the shapes find about the things of the submission.

    Of published things that it refers to, only their classes are shown to the shapes, and nothing is found
    about them: their faults are not the sender's.
    """
    data = Graph(bind_namespaces="none")
    referred = set()
    for quad in taken:
        data.add((URIRef(quad.subject.value), URIRef(quad.predicate), to_rdflib_term(quad.object)))
        referred.add(quad.object.value)
    for iri in referred - things.subjects.keys():
        for cls in things.known.classes.get(iri, ()):
            data.add((URIRef(iri), RDF.type, URIRef(cls)))
    return [
        finding
        for finding in compiled_shapes().validate(data, on_progress)
        if str(finding.focus_node) in things.subjects
    ]


def _changes(
    changes: Mapping[Term, Term], taken: Iterable[Statement], things: SubmittedThings
) -> list[Change]:
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


def _verdict(things: SubmittedThings, found: Iterable[Finding]) -> Verdict:
    if any(issue["severity"] == "error" for issue in found):
        return Verdict.ERRORS
    return Verdict.VALID if things.subjects else Verdict.NOTHING


def _unreadable(received: Received, error: GraphError) -> Evaluation:
    line, column = (error.line, error.column) if isinstance(error, DocumentError) else (None, None)
    excerpt, cause = explain_syntax_error(received, str(error), line, column)
    return report_unfinished(
        received, str(error), [describe_unreadable_file(str(error), line, column, excerpt, cause)]
    )
