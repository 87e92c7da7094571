# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a dataset must pass before it can become a release: the shapes and `queries/checks/*.rq`."""

from dataclasses import dataclass

from rdflib import SH, Graph
from rdflib.term import Node

from graph.check.shacl import Finding, validate
from graph.model.namespaces import compact
from graph.model.queries import StoredQuery, stored_queries
from graph.publication.progress import Progress, counted, silent
from graph.store import EmbeddedStore, Row

EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@dataclass(frozen=True)
class Problem:
    """One reason why a dataset is not published.

    Attributes:
        rule: the shape or check that is broken.
        node: the node at fault, as a prefixed name.
        message: what is wrong and what to do, English.
        graphs: the named graphs that describe the node: the files to look into.
        iri: the node in full; empty where the rule names none.
    """

    rule: str
    node: str
    message: str
    graphs: tuple[str, ...] = ()
    iri: str = ""

    def __str__(self) -> str:
        where = f" (in {', '.join(self.graphs)})" if self.graphs else ""
        return f"{self.node}: {self.message} [{self.rule}]{where}"


def check(store: EmbeddedStore, progress: Progress = silent) -> list[Problem]:
    """Return every problem of the dataset, checks first, then violations of shapes."""
    problems = [
        problem
        for query in counted("Checking", stored_queries("checks"), progress)
        for problem in _broken(store, query)
    ]
    progress("Validating", 0, 1)
    findings = validate(_everything(store))
    problems.extend(_violation(store, finding) for finding in findings if finding.severity == SH.Violation)
    progress("Validating", 1, 1)
    return problems


def _everything(store: EmbeddedStore) -> Graph:
    return store.construct(EVERYTHING)


def _broken(store: EmbeddedStore, query: StoredQuery) -> list[Problem]:
    """Return a problem per row: the first variable is the node at fault, `?message` says why."""
    return [
        _problem(
            store, f"queries/checks/{query.name}.rq", next(iter(row.values()), None), _message(row, query)
        )
        for row in store.select(query.text)
    ]


def _message(row: Row, query: StoredQuery) -> str:
    return str(row.get("message") or query.summary.get("en", query.name))


def _violation(store: EmbeddedStore, finding: Finding) -> Problem:
    message = finding.messages.get("en") or next(iter(finding.messages.values()), "breaks its shape")
    if finding.value is not None:
        message = f"{message} Found: {finding.value}"
    return _problem(store, compact(str(finding.source_shape)), finding.focus_node, message)


def _problem(store: EmbeddedStore, rule: str, node: Node | None, message: str) -> Problem:
    if node is None:
        return Problem(rule, "(no node)", message)
    graphs = tuple(compact(str(name)) for name in store.graphs_about(node))
    return Problem(rule, compact(str(node)), message, graphs, str(node))
