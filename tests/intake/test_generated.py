# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What holds for every submission, of any kind, in any format, however wrong: nothing is lost, nothing leaks.

`MPSC_EXAMPLES=2000` tries as many submissions in each test instead of the usual few.
"""

import hashlib
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pyshacl
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rdflib import SH, BNode, Graph, URIRef
from rdflib.term import Node

from graph.check import Evaluation, Received
from graph.check.evaluate import read_submission
from graph.check.shacl import compiled_shapes
from graph.model.formats import GRAPH_FORMATS
from graph.model.namespaces import BASE
from graph.model.shapes import shapes_graph
from graph.publication.contributions import ENDED, Contribution, add, graph_of, refuse_unfit
from graph.revision import statements as read_again
from graph.store import EmbeddedStore, Quad, serialise
from graph.store.terms import n_quads
from tests.intake.generated import RDF_SUFFIXES, SUBMISSIONS, Statement, Table, tables
from tests.intake.generated import written as document
from tests.intake.test_invariants import KNOWN, TRY, check, outcome

EACH = 20
"""Submissions that pySHACL checks at once: as it comes, it takes most of a second each time."""

OTHERS = f"""<{BASE}id/project/bamberg> <x:p> "Bamberg" <{BASE}graph/project> .
<{BASE}code/status/planned> <x:p> "geplant" <{BASE}graph/code> .
<{BASE}id/measure/a> <x:p> "A" <{graph_of("other")}> .
"""
"""What others publish, about the same things too."""


@TRY
@given(SUBMISSIONS, st.sampled_from(RDF_SUFFIXES), st.data())
def test_every_statement_is_taken_or_told(statements: list[Statement], suffix: str, data: st.DataObject) -> None:
    """In each format: all of them are read, and leaving any one out changes the outcome (I2, I10)."""
    found = check(document(statements, suffix), f"a.{suffix}")
    assume(found.verdict != "unfinished")
    dropped = data.draw(st.sampled_from(statements))
    rest = [statement for statement in statements if statement != dropped]

    assert found.report["statements"]["read"] + len(found.report["ignored"]) >= len(statements)
    found_is_told(found, [value.value for _, _, value in statements])
    assert not rest or outcome(found) != outcome(check(document(rest, suffix), f"a.{suffix}"))


@TRY
@given(tables(), st.sampled_from(["csv", "xlsx"]), st.data())
def test_every_cell_is_used_or_told(table: Table, suffix: str, data: st.DataObject) -> None:
    """CSV and Excel, all kinds: emptying any cell changes the outcome (I3, I10)."""

    def content(of: Table) -> bytes:
        return of.as_csv() if suffix == "csv" else of.as_workbook()

    found = check(content(table), f"a.{suffix}")
    spots = [(r, c) for r, row in enumerate(table.rows) for c, text in enumerate(row) if text.strip()]
    assume(found.verdict != "unfinished" and spots)
    filled = sum(1 for row in [table.heads, *table.rows] for text in row if text.strip())
    row, column = data.draw(st.sampled_from(spots))

    assert found.report["parts"]["total"] == filled
    found_is_told(found, [text for row in table.rows for cell in row for text in (cell, *cell.split("|"))])
    assert outcome(check(content(table.without(row, column)), f"a.{suffix}")) != outcome(found)


@TRY
@given(SUBMISSIONS)
def test_what_is_published_can_be_read_again(statements: list[Statement]) -> None:
    """Written in every graph format and read again, it has the digest that was reviewed (I4)."""
    found = check(document(statements, "nt"), "a.nt")
    assume(found.statements)
    store = EmbeddedStore()
    store.load_n_quads(found.statements)
    graph = store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    triples: list[Quad] = [(s, URIRef(str(p)), o, None) for s, p, o in graph]
    for form in GRAPH_FORMATS:
        again = read_submission(Received(serialise(triples, form, {}), f"a{form.suffixes[0]}"), KNOWN)
        assert n_quads(again.quads) == found.statements, form.name


@TRY
@given(SUBMISSIONS, st.sampled_from(["ttl", "trig", "nq"]))
def test_no_submission_touches_what_others_say(statements: list[Statement], suffix: str) -> None:
    """Published, it has one graph of its own; all other graphs are as they were, to the byte (I5)."""
    found = check(document(statements, suffix), f"a.{suffix}")
    assume(found.statements)
    at = datetime(2026, 11, 28, tzinfo=UTC)
    digest = hashlib.sha256(found.statements.encode()).hexdigest()
    organisation, licence = URIRef(f"{BASE}id/municipality/09461000"), URIRef("https://example.org/licence")
    given_in = Contribution("7f3a", "X", found.statements, digest, organisation, at, at, "1", licence)
    store = EmbeddedStore()
    store.load_n_quads(OTHERS)

    refuse_unfit(given_in)
    add(store, [given_in])

    lines = store.n_quads()
    assert [line for line in lines if not line.endswith(f" <{graph_of('7f3a')}> .\n")] == sorted(
        OTHERS.splitlines(keepends=True)
    )
    assert set(store.named_graphs()) & {graph_of("7f3a"), ENDED} == {graph_of("7f3a")}


@settings(TRY, max_examples=max(1, int(os.environ.get("MPSC_EXAMPLES", "40")) // EACH))
@given(st.lists(SUBMISSIONS, min_size=EACH, max_size=EACH))
def test_findings_are_those_of_pyshacl(several: list[list[Statement]]) -> None:
    """Result by result, whatever is wrong: what the shapes find when pySHACL reads them itself (I11)."""
    data = Graph()
    for number, submission in enumerate(several):
        found = check(document(submission, "nt"), "a.nt").statements
        # Each has its own things, so that faults of one do not hide in those of another.
        own = re.sub(r"(/id/(?:measure|project|event)/(?:a|neustadt|treffen))>", rf"\1-{number}>", found)
        for thing, properties in read_again(own).items():
            for name, values in properties.items():
                for value in values:
                    data.add((thing, name, value))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph())
    assert isinstance(report, Graph)
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)

    assert sorted(
        tuple(plain(report.value(result, part)) for part in parts) for result in report.objects(None, SH.result)
    ) == sorted(
        tuple(plain(part) for part in (f.focus_node, f.path, f.value, f.source_shape, f.component, f.severity))
        for f in compiled_shapes().validate(data)
    )


def plain(term: Node | None) -> str:
    """Return a term as text; the label of a path that is no IRI differs from one report to the next."""
    return "path" if isinstance(term, BNode) else str(term)


def found_is_told(found: Evaluation, given_in: Iterable[str]) -> None:
    """Assert that each value of a finding stands in what was sent, or is told as changed (I9)."""
    sent = [*given_in, *(change["after"] for change in found.report["changes"])]
    for finding in found.report["findings"]:
        for value in finding["found"]:
            is_own = "/.well-known/genid/" in value["value"]
            assert is_own or any(value["value"] in text for text in sent), (value, finding["rule"])
