# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Validation: our short cuts change nothing in what pySHACL finds."""

from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from graph.check.shacl import CompiledShapes, compiled_shapes, flatten, validate
from graph.errors import GraphError
from graph.model.namespaces import SHAPE, namespace
from graph.model.shapes import shapes_graph
from graph.model.vocabulary import code_lists

EXAMPLES = sorted((Path(__file__).parent / "examples").rglob("*.ttl"))
ONE_IN_FIVE = EXAMPLES[::5]
"""pySHACL as it comes takes most of a second for each example."""

PARTS = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)

Results = list[tuple[str, ...]]


def _plain(term: Node | None) -> str:
    """Return a term as text; the label of a path that is no IRI differs from one report to the next."""
    return "path" if isinstance(term, BNode) else str(term)


def results(shapes: Graph, path: Path) -> Results:
    """Return what pySHACL finds in an example, as comparable texts."""
    _, report, _ = pyshacl.validate(Graph().parse(path), shacl_graph=shapes)
    assert isinstance(report, Graph)
    return sorted(
        tuple(_plain(report.value(result, part)) for part in PARTS) for result in report.objects(None, SH.result)
    )


@cache
def plain_results(path: Path) -> Results:
    """Return what it finds with the shapes as they are."""
    return results(shapes_graph(), path)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_compiled_shapes_find_the_same(path: Path) -> None:
    """Shapes that stay as they were read find what pySHACL finds when it reads them, result by result."""
    found = compiled_shapes().validate(Graph().parse(path))

    assert plain_results(path) == sorted(
        tuple(_plain(p) for p in (f.focus_node, f.path, f.value, f.source_shape, f.component, f.severity))
        for f in found
    )


def test_compiled_shapes_keep_other_targets() -> None:
    """A property shape with an IRI and a target of another kind is entered as well."""
    shapes, data = Graph(), Graph()
    shapes.add((SHAPE.x, RDF.type, SH.PropertyShape))
    shapes.add((SHAPE.x, SH.targetSubjectsOf, SHAPE.p))
    shapes.add((SHAPE.x, SH.path, SHAPE.q))
    shapes.add((SHAPE.x, SH.minCount, Literal(1)))
    data.add((SHAPE.a, SHAPE.p, Literal(1)))

    assert [f.focus_node for f in CompiledShapes(shapes).validate(data)] == [SHAPE.a]


@pytest.fixture(scope="module")
def flat() -> Graph:
    """The shapes with their targets on the property shapes."""
    return flatten(shapes_graph())


@pytest.mark.parametrize("path", ONE_IN_FIVE, ids=lambda path: path.stem)
def test_flattened_shapes_find_the_same(flat: Graph, path: Path) -> None:
    """Targets on the property shapes give the results of targets on the node shapes."""
    assert set(results(flat, path)) == set(plain_results(path))


def test_submitted_triple_cannot_widen_a_code_list() -> None:
    """Claiming that an invented status is in the scheme does not make it one."""
    status = URIRef("https://w3id.org/mpsc/code/status/invented")
    data = Graph()
    data.add((namespace("measure").x, RDF.type, namespace("mpsc").Measure))
    data.add((namespace("measure").x, namespace("adms").status, status))
    data.add((status, namespace("skos").inScheme, URIRef("https://w3id.org/mpsc/code/status")))
    data.add((status, RDF.type, namespace("skos").Concept))

    broken = {(finding.source_shape, finding.value) for finding in validate(data)}

    assert (SHAPE["Measure-status"], status) in broken


def test_code_lists_hold_every_scheme() -> None:
    """24 schemes, each with concepts."""
    assert len(set(code_lists().objects(None, namespace("skos").inScheme))) == 24


def test_failure_of_the_engine_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """When validation itself fails, nothing is said about the data."""
    broken = Graph()
    broken.add((SHAPE.x, RDF.type, SH.PropertyShape))
    broken.add((SHAPE.x, SH.targetClass, namespace("mpsc").Measure))
    broken.add((SHAPE.x, SH.minCount, Literal(1)))
    monkeypatch.setattr("graph.check.shacl._flat_shapes", lambda: broken)

    with pytest.raises(GraphError, match="could not finish"):
        validate(Graph())
