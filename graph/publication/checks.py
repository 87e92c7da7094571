# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a dataset must pass before it can become a release: the shapes and `queries/checks/*.rq`."""

from dataclasses import dataclass

from rdflib import SH, Graph
from rdflib.term import Node

from graph.publication.progress import Progress, counted, silent
from graph.store import EmbeddedStore, Row
from graph.stored_queries import StoredQuery, stored_queries
from graph.validation import Finding, validate
from graph.vocabulary import compact

EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@dataclass(frozen=True)
class Problem:
    """One reason why a dataset is not published.

    Attributes:
        rule: the shape or check that is broken.
        node: the node at fault, as a prefixed name.
        message: what is wrong and what to do, English.
        graphs: the named graphs that describe the node: the files to look into.
    """

    rule: str
    node: str
    message: str
    graphs: tuple[str, ...] = ()

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
        Problem(f"queries/checks/{query.name}.rq", _shown(row), _message(row, query), _graphs_of(store, row))
        for row in store.select(query.text)
    ]


def _shown(row: Row) -> str:
    node = next(iter(row.values()), None)
    return compact(str(node)) if node is not None else "(no node)"


def _message(row: Row, query: StoredQuery) -> str:
    return str(row.get("message") or query.summary.get("en", query.name))


def _violation(store: EmbeddedStore, finding: Finding) -> Problem:
    message = finding.messages.get("en") or next(iter(finding.messages.values()), "breaks its shape")
    if finding.value is not None:
        message = f"{message} Found: {finding.value}"
    node = {"node": finding.focus_node}
    return Problem(
        compact(str(finding.source_shape)), compact(str(finding.focus_node)), message, _graphs_of(store, node)
    )


def _graphs_of(store: EmbeddedStore, row: dict[str, Node] | Row) -> tuple[str, ...]:
    node = next(iter(row.values()), None)
    return tuple(compact(str(name)) for name in store.graphs_about(node)) if node is not None else ()
