# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a dataset must pass before it can become a release: the shapes and `queries/checks/*.rq`.

A submission that breaks a rule is left out, so that the others do not have to wait for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rdflib import SH
from rdflib.term import Node

from graph.check.shacl import ValidationResult, validate
from graph.errors import CheckFailedError, InputError
from graph.model.namespaces import compact
from graph.model.queries import StoredQuery, stored_queries
from graph.publication.contributions import Contribution, refuse_unfit
from graph.publication.sources import Progress, Sources, assemble, ignore_progress, report_each
from graph.store import EmbeddedStore

_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@dataclass(frozen=True)
class Problem:
    """One reason why a dataset is not published.

    Attributes:
        rule: the shape or check that is broken.
        node: the node at fault, as a prefixed name.
        message: what is wrong and what to do, English.
        graphs: the named graphs that describe the node: the files to look at.
        iri: of the node; empty where the rule names none.
    """

    rule: str
    node: str
    message: str
    graphs: tuple[str, ...] = ()
    iri: str = ""

    def __str__(self) -> str:
        where = f" (in {', '.join(self.graphs)})" if self.graphs else ""
        return f"{self.node}: {self.message} [{self.rule}]{where}"


def check(store: EmbeddedStore, progress: Progress = ignore_progress) -> list[Problem]:
    """Return every problem of the dataset, checks first, then violations of shapes."""
    problems = [
        problem
        for query in report_each("Checking", stored_queries("checks"), progress)
        for problem in _problems_of(store, query)
    ]
    progress("Validating", 0, 1)
    findings = validate(store.construct(_EVERYTHING))
    problems.extend(_violation(store, finding) for finding in findings if finding.severity == SH.Violation)
    progress("Validating", 1, 1)
    return problems


def _problems_of(store: EmbeddedStore, query: StoredQuery) -> Iterator[Problem]:
    """Yield a problem per row: the first variable is the node at fault, `?message` says why."""
    for row in store.select(query.text):
        message = str(row.get("message") or query.summary.get("en", query.name))
        yield _problem(store, f"queries/checks/{query.name}.rq", next(iter(row.values()), None), message)


def _violation(store: EmbeddedStore, finding: ValidationResult) -> Problem:
    message = finding.messages.get("en") or next(iter(finding.messages.values()), "breaks its shape")
    if finding.value is not None:
        message = f"{message} Found: {finding.value}"
    return _problem(store, compact(str(finding.source_shape)), finding.focus_node, message)


def _problem(store: EmbeddedStore, rule: str, node: Node | None, message: str) -> Problem:
    if node is None:
        return Problem(rule, "(no node)", message)
    graphs = tuple(compact(str(name)) for name in store.graphs_about(node))
    return Problem(rule, compact(str(node)), message, graphs, str(node))


@dataclass(frozen=True)
class Refusal:
    """An accepted submission that is left out of a release, and why, in printable characters."""

    name: str
    reason: str


def assemble_checked_dataset(sources: Sources, progress: Progress) -> tuple[EmbeddedStore, list[Refusal]]:
    """Return the dataset, which has passed all checks, and the new submissions that were left out.

    What no release has yet is left out where it breaks a rule: one organisation must not hold up the
    others. What a release has already is like curated data: leaving it out would take back what others
    cite, so its faults stop the build until somebody mends or retracts it.

    Raises:
        CheckFailedError: something other than a new submission is at fault.
        InputError: a file cannot be read, or what was published is damaged.
    """
    refused = list(_unfit(sources.contributions))
    while True:
        left = _without(sources, refused)
        store = assemble(left, progress)
        problems = check(store, progress)
        if not problems:
            return store, refused
        blamed = list(_blamed(left.contributions, problems))
        if not blamed:
            raise CheckFailedError(_as_list(problems))
        refused.extend(blamed)


def _without(sources: Sources, refused: list[Refusal]) -> Sources:
    """Return the sources without the refused submissions; what one of them was to replace stays in force."""
    out = {refusal.name for refusal in refused}
    return replace(
        sources,
        contributions=tuple(
            replace(c, ending=None) if c.ending and c.ending.replaced_by in out else c
            for c in sources.contributions
            if c.name not in out
        ),
    )


def _unfit(contributions: tuple[Contribution, ...]) -> Iterator[Refusal]:
    for contribution in contributions:
        try:
            refuse_unfit(contribution)
        except InputError as error:
            if not contribution.is_new:
                raise InputError(f"Submission {contribution.name}: {error}") from error
            yield Refusal(contribution.name, _printable(str(error)))


def _blamed(contributions: tuple[Contribution, ...], problems: list[Problem]) -> Iterator[Refusal]:
    """Yield the new ones that describe a node at fault; else those that mention one; else all new ones.

    A submission can break a rule at a node that it does not describe. Which one it was could only be told by
    trying each alone, which takes the time of a build for each, so none is taken until somebody looks.
    """
    new = [contribution for contribution in contributions if contribution.is_new]
    for is_involved in (_describes, _mentions, lambda *_: True):
        faults = {c.name: [p for p in problems if is_involved(c, p)] for c in new}
        if any(faults.values()):
            yield from (Refusal(name, _printable(_first_lines(found))) for name, found in faults.items() if found)
            return


def _describes(contribution: Contribution, problem: Problem) -> bool:
    return compact(contribution.graph) in problem.graphs


def _mentions(contribution: Contribution, problem: Problem) -> bool:
    return f"<{problem.iri}>" in contribution.statements


def _first_lines(problems: list[Problem], most: int = 20) -> str:
    more = f"\n… and {len(problems) - most} more" if len(problems) > most else ""
    return "\n".join(str(problem) for problem in problems[:most]) + more


def _printable(text: str, longest: int = 10_000) -> str:
    """Return `text` safe for a terminal: it may quote what somebody submitted."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)[:longest]


def _as_list(problems: list[Problem]) -> str:
    listed = "".join(f"\n  {line}" for line in _first_lines(problems, 50).split("\n"))
    return f"Nothing was published; {len(problems)} faults were found:{listed}"
