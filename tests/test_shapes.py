# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shapes: each is named, worded and shown by examples that pass and examples that fail."""

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from graph.check.shacl import ValidationResult, validate
from graph.model.namespaces import MPSC, SHAPE
from graph.model.shapes import shapes_graph

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "tests" / "examples"
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))

EXPECTATION = re.compile(r"^# expects: <([^<>]+)> on <([^<>]+)>$", re.MULTILINE)
"""A line in the head of an invalid example: the shape that is broken, and the node that breaks it."""

LANGUAGES = {"de", "en"}
FOR_EXAMPLE = {"de": "zum Beispiel", "en": "for example"}
JARGON = re.compile(r"\b(IRI|URI|RDF|Literal|literal|Tripel|triple|Knoten|node|Prädikat|predicate|sh:\w+)\b")

NODE_SHAPES = sorted(set(shapes_graph().subjects(SH.targetClass)), key=str)
PROPERTY_SHAPES = sorted(set(shapes_graph().subjects(RDF.type, SH.PropertyShape)), key=str)


@cache
def example(path: Path) -> Graph:
    """Return the graph of an example file."""
    return Graph().parse(path)


@cache
def findings(path: Path) -> list[ValidationResult]:
    """Return what is found in an example."""
    return validate(example(path))


def violations(found: list[ValidationResult]) -> set[tuple[Node, Node]]:
    """Return what was broken and where, hints and recommendations left out."""
    return {(f.source_shape, f.focus_node) for f in found if f.severity == SH.Violation}


def expected(path: Path) -> set[tuple[Node, Node]]:
    """Return what the head of an invalid example says."""
    found = EXPECTATION.findall(path.read_text(encoding="utf-8"))
    return {(URIRef(shape), URIRef(node)) for shape, node in found}


def texts(shape: Node, predicate: URIRef) -> dict[str, str]:
    """Return language → text; a language that occurs twice would hide a text, so it counts as a fault."""
    literals = [text for text in shapes_graph().objects(shape, predicate) if isinstance(text, Literal)]
    result = {text.language or "": str(text) for text in literals}
    assert len(result) == len(literals), f"{shape} has two texts in one language"
    return result


def named(path: Path) -> str:
    """Return how pytest shows an example."""
    return path.stem


def local(shape: Node) -> str:
    """Return how pytest shows a shape."""
    return str(shape).removeprefix(SHAPE)


@pytest.mark.parametrize("path", VALID, ids=named)
def test_valid_example_passes(path: Path) -> None:
    """Recommendations may be open, but nothing is wrong."""
    assert violations(findings(path)) == set()


@pytest.mark.parametrize("path", INVALID, ids=named)
def test_invalid_example_breaks_exactly_what_it_says(path: Path) -> None:
    """No more and no less than the head of the file says."""
    wanted = expected(path)
    assert wanted, "the head of the file names no expected violation"
    assert violations(findings(path)) == wanted


@pytest.mark.parametrize("path", INVALID, ids=named)
def test_every_finding_speaks_german_and_english(path: Path) -> None:
    """Rules in SPARQL included."""
    for finding in findings(path):
        assert finding.messages.keys() >= LANGUAGES, finding.source_shape


@pytest.mark.parametrize("shape", NODE_SHAPES, ids=local)
def test_node_shape_has_a_valid_and_an_invalid_example(shape: Node) -> None:
    """An example counts if it holds a thing of the class, and, if invalid, one that breaks a shape."""
    target = shapes_graph().value(shape, SH.targetClass)
    assert any((None, RDF.type, target) in example(path) for path in VALID)
    assert any((node, RDF.type, target) in example(path) for path in INVALID for _, node in expected(path))


def test_every_expected_shape_exists() -> None:
    """A misspelt name in the head of an example is found here."""
    wanted = {shape for path in INVALID for shape, _ in expected(path)}
    assert wanted <= {*PROPERTY_SHAPES, *NODE_SHAPES}


def test_every_own_class_has_exactly_one_node_shape() -> None:
    """The shape bears the name of the class."""
    vocabulary = Graph().parse(ROOT / "ontology" / "mpsc.ttl")
    own = {name for name in vocabulary.subjects(RDF.type, OWL.Class) if str(name).startswith(MPSC)}
    assert own
    for name in own:
        assert list(shapes_graph().subjects(SH.targetClass, name)) == [SHAPE[str(name).removeprefix(MPSC)]]


def test_no_class_has_two_node_shapes() -> None:
    """Also for classes of other vocabularies."""
    targets = list(shapes_graph().objects(None, SH.targetClass))
    assert len(targets) == len(set(targets))


def test_one_file_for_each_class() -> None:
    """The file bears the name of the shape."""
    files = {path.stem for path in (ROOT / "shapes").glob("*.ttl")} - {"groups", "rules", "values"}
    assert files == {re.sub(r"(?<!^)(?=[A-Z])", "-", local(shape)).lower() for shape in NODE_SHAPES}


def test_shapes_are_named() -> None:
    """So that reports, messages and forms can refer to them."""
    graph = shapes_graph()
    shapes = {*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(RDF.type, SH.PropertyShape)}
    shapes |= set(graph.objects(None, SH.property)) | set(graph.objects(None, SH.sparql))
    assert [shape for shape in shapes if not str(shape).startswith(SHAPE)] == []


def test_blank_nodes_stand_in_lists_and_paths_only() -> None:
    """A path that is not one property must be a blank node (SHACL, 2.3.1)."""
    allowed = {RDF.first, RDF.rest, SH.alternativePath, SH.inversePath}
    used = {predicate for subject, predicate in shapes_graph().subject_predicates() if isinstance(subject, BNode)}
    assert used <= allowed


@pytest.mark.parametrize("shape", [*NODE_SHAPES, *PROPERTY_SHAPES], ids=local)
def test_shape_is_worded_in_both_languages(shape: Node) -> None:
    """Name, description and message."""
    for predicate in (SH.name, SH.description, SH.message):
        assert texts(shape, predicate).keys() == LANGUAGES, predicate


@pytest.mark.parametrize("shape", [*NODE_SHAPES, *PROPERTY_SHAPES], ids=local)
def test_severity_is_named_once_where_it_is_not_the_default(shape: Node) -> None:
    """Without one it is sh:Violation (SHACL, 2.1.4)."""
    assert list(shapes_graph().objects(shape, SH.severity)) in ([], [SH.Warning], [SH.Info])


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=local)
def test_message_says_what_to_do_without_jargon(shape: Node) -> None:
    """For people who have never heard of linked data."""
    for language, text in texts(shape, SH.message).items():
        assert FOR_EXAMPLE[language] in text
        assert not JARGON.search(text)
        assert text.endswith((".", "“", '."'))


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=local)
def test_property_shape_is_used(shape: Node) -> None:
    """A shape that nothing refers to checks nothing."""
    graph = shapes_graph()
    assert (None, SH.property, shape) in graph or (shape, SH.targetNode, None) in graph


def test_fields_of_a_form_have_group_and_order() -> None:
    """A field has both; a rule over several fields and a recommendation have neither."""
    graph = shapes_graph()
    for shape in PROPERTY_SHAPES:
        group, order = graph.value(shape, SH.group), graph.value(shape, SH.order)
        assert (group is None) == (order is None), shape
        if group is not None:
            assert (group, RDF.type, SH.PropertyGroup) in graph
            assert isinstance(graph.value(shape, SH.path), URIRef), shape


def test_shapes_are_open() -> None:
    """Published data may say more than the shapes know."""
    assert list(shapes_graph().subjects(SH.closed)) == []
