# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""From a received file to the outcome, in this process; `graph.workers.checks` does it in one with limits."""

from graph.check.findings import (
    Finding,
    SubmittedThings,
    describe_malformed_value,
    describe_refused_value,
    describe_results,
    describe_unreadable_file,
)
from graph.check.forms import read_form
from graph.check.json_ld import read_objects
from graph.check.policy import ERRORS, PolicyResult, apply_policy
from graph.check.proposals import add_proposals
from graph.check.rdf import read_document
from graph.check.received import CSV, FORM, JSON, XLSX, Change, Evaluation, Received, Submission, check_size
from graph.check.report import assemble_evaluation, report_unfinished
from graph.check.shacl import Progress, ignore_progress
from graph.check.tables import read_table
from graph.check.values import Published, is_well_formed
from graph.errors import GraphError
from graph.model.formats import JSON_LD
from graph.store.terms import LITERAL, n_quads, normalised_literals


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
    """Read and check a file, and report everything there is to say about it.

    While the rules are applied, `on_progress` is called with the number of rules that are done, and of all.
    """
    try:
        submission = read_submission(received, known)
    except GraphError as error:
        return report_unfinished(received, str(error), [describe_unreadable_file(received, error)])
    result = apply_policy(submission.quads, submission.own, known)
    things = SubmittedThings(submission, result.taken, known)
    normal = normalised_literals(result.taken)
    submission.changes += [
        Change(
            quad.object.value,
            normal[quad.object].value,
            "stored-form",
            quad.subject.value,
            quad.predicate,
            things.place(quad.subject.value, quad.predicate, quad.object),
        )
        for quad in result.taken
        if quad.object in normal
    ]
    statements = n_quads(quad._replace(object=normal.get(quad.object, quad.object)) for quad in result.taken)
    try:
        findings = _find_faults(result, things, on_progress)
    except GraphError as error:
        return report_unfinished(received, str(error))
    return assemble_evaluation(received, result, things, findings, statements)


def _find_faults(result: PolicyResult, things: SubmittedThings, on_progress: Progress) -> list[Finding]:
    """Return all findings about the statements taken, and those left out because of their value."""
    results = things.validate(result.taken, on_progress)
    covered = {(str(each.focus_node), str(each.path), str(each.value)) for each in results}
    malformed = [
        quad
        for quad in result.taken
        if quad.object.kind == LITERAL
        and not is_well_formed(quad.object)
        and (quad.subject.value, quad.predicate, quad.object.value) not in covered
    ]
    findings = [
        *describe_results(results, things),
        *(describe_malformed_value(quad, things) for quad in malformed),
        *(describe_refused_value(quad, why, things) for quad, why in result.not_taken if why in ERRORS),
    ]
    add_proposals(findings, result.taken, things)
    return findings
