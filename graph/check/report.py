# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The report of a check as JSON: one object from which every other form of it is made.

Its keys: `version` (of this layout, 1); `verdict` ("valid", "errors", "nothing", "unfinished") and `message`;
`file` (name, format, bytes, sha256, details); `statements` (read, taken, not_taken, sha256 of those taken as
canonical N-Quads); `parts` (cells or JSON values: total, ignored); `things` (iri, label, kind); `summary`
(number of findings by severity); `findings`; `not_taken`, `ignored` and `changes`, each with reason and
text; `graphs` (named graphs of the file, which are merged); `engine` (name, version, shapes); `checked`
(`required` and `met`: details that must be there, and how many of them are right; `rules` that applied;
`kinds` with name and count); `reason`, where the check could not finish.

A finding has `id`, `rule`, `shape`, `component`, `severity` ("error", "warning", "hint"), `object` (iri,
label, kind), `field` (path, name, group, help, anchor), `found` (values), `expected`, `message`, `fix`,
`proposals` and `location`. Texts are objects language → text.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from graph.check.findings import Finding, SubmittedThings
from graph.check.policy import PolicyResult
from graph.check.received import Change, Evaluation, Ignored, Received, Verdict
from graph.check.texts import CHANGED, NOT_READ, NOT_TAKEN, SEVERITY_NAMES, VERDICTS
from graph.errors import GraphError
from graph.model.formats import Format
from graph.model.namespaces import compact
from graph.model.shapes import shapes_by_class, shapes_graph


def assemble_evaluation(
    received: Received, result: PolicyResult, things: SubmittedThings, findings: Sequence[Finding], statements: str
) -> Evaluation:
    """Return the outcome for a file that could be read; `statements` are those taken, as N-Quads."""
    submission = things.submission
    verdict = Verdict.VALID if things.subjects else Verdict.NOTHING
    if any(finding["severity"] == "error" for finding in findings):
        verdict = Verdict.ERRORS
    report = {
        **_head(verdict, findings),
        "file": _file(received, submission.written_in, submission.details),
        "statements": {
            "read": len(submission.quads),
            "taken": len(result.taken),
            "not_taken": len(result.not_taken),
            "sha256": hashlib.sha256(statements.encode()).hexdigest(),
        },
        "parts": {"total": submission.parts, "ignored": len(submission.ignored)},
        "things": [things.describe(subject) for subject in things.subjects],
        "findings": list(findings),
        "not_taken": _not_taken(result, things),
        "ignored": [_ignored(each) for each in submission.ignored],
        "changes": [_change(each) for each in submission.changes],
        "graphs": sorted({quad.graph for quad in submission.quads if quad.graph}),
        "checked": _coverage(things, findings),
    }
    return Evaluation(verdict, statements, report)


def report_unfinished(received: Received, reason: str, findings: Sequence[Finding] = ()) -> Evaluation:
    """Return the outcome for a file that could not be read, or not be checked to the end."""
    try:
        written_in: Format | None = received.written_in
    except GraphError:
        written_in = None
    report = {
        **_head(Verdict.UNFINISHED, findings),
        "file": _file(received, written_in, {}),
        "reason": reason,
        "statements": {"read": 0, "taken": 0, "not_taken": 0, "sha256": ""},
        "parts": {"total": 0, "ignored": 0},
        "findings": list(findings),
        **{part: [] for part in ("things", "not_taken", "ignored", "changes", "graphs")},
        "checked": {"required": 0, "met": 0, "rules": 0, "kinds": []},
    }
    return Evaluation(Verdict.UNFINISHED, "", report)


def _head(verdict: Verdict, findings: Sequence[Finding]) -> dict[str, Any]:
    counts = Counter(finding["severity"] for finding in findings)
    return {
        "version": 1,
        "verdict": str(verdict),
        "message": dict(VERDICTS[verdict]),
        "summary": {name: counts[name] for name in SEVERITY_NAMES},
        "engine": dict(_engine()),
    }


def _file(received: Received, written_in: Format | None, details: dict[str, str]) -> dict[str, Any]:
    return {
        "name": received.name,
        "format": written_in.name if written_in else "",
        "bytes": len(received.content),
        "sha256": received.sha256,
        "details": details,
    }


def _not_taken(result: PolicyResult, things: SubmittedThings) -> list[dict[str, Any]]:
    return [
        {
            "subject": quad.subject.value,
            "property": compact(quad.predicate),
            "value": quad.object.value[:1000],
            "graph": quad.graph,
            "reason": reason,
            "text": dict(NOT_TAKEN[reason]),
            "location": dict(things.place(quad.subject.value, quad.predicate, quad.object)),
        }
        for quad, reason in result.not_taken
    ]


def _ignored(part: Ignored) -> dict[str, Any]:
    return {
        "value": part.value,
        "name": part.name,
        "proposal": part.proposal,
        "reason": part.reason,
        "text": dict(NOT_READ[part.reason]),
        "location": dict(part.place),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "text": dict(CHANGED[change.reason]),
        "subject": change.subject,
        "property": compact(change.predicate) if change.predicate else "",
        "location": dict(change.place),
    }


def _coverage(things: SubmittedThings, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return how much was checked and how much of what must be there is right: progress, not only failure."""
    wrong = {
        (finding["object"].get("iri", ""), finding["field"].get("path", ""))
        for finding in findings
        if finding["severity"] == "error"
    }
    counts: Counter[str] = Counter()
    required = met = 0
    for subject in things.subjects:
        if (kind := things.kind(subject)) is None:
            continue
        counts[kind.target] += 1
        paths = {field.path for field in kind.fields if field.least}
        required += len(paths)
        met += sum((subject, path) not in wrong for path in paths)
    kinds = [(shapes_by_class()[iri], count) for iri, count in counts.items()]
    return {
        "required": required,
        "met": met,
        "rules": sum(len(kind.fields) + len(kind.rules) for kind, _ in kinds),
        "kinds": [{"name": dict(kind.name), "count": count} for kind, count in kinds],
    }


@cache
def _engine() -> dict[str, str]:
    lines = sorted(" ".join(term.n3() for term in triple) for triple in shapes_graph() if triple)
    named = [line for line in lines if not line.startswith("_:") and " _:" not in line]
    digest = hashlib.sha256("\n".join(named).encode()).hexdigest()
    return {"name": "pySHACL", "version": version("pyshacl"), "shapes": digest}
