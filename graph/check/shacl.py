# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Shapes that are read once and used for many small graphs.

`pyshacl.validate` (0.40) reads the shapes anew and parses each SPARQL rule for each node it looks at: most of
the time of a small graph. Here the shapes stay as they were read, lookups in them are remembered, rules are
parsed once, and only shapes whose class occurs are entered. This uses `Validator.shacl_graph`, which is not
documented: a test compares the results with those of `pyshacl.validate`. The option `use_shapes` is never
used: it passes over property shapes that have IRIs.

What a validation finds.

SHACL: shapes and the findings of a validation; the only place that knows pySHACL.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyshacl
from pyshacl import shape as shape_module
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from graph.errors import GraphError
from graph.model.shapes import shapes_graph


@dataclass(frozen=True)
class ValidationResult:
    """One validation result (SHACL, 3.6.2).

    Attributes:
        focus_node: the node that was checked.
        path: the property at fault, as far as the shape names one.
        value: the value at fault, where there is one.
        severity: `sh:Violation`, `sh:Warning` or `sh:Info`.
        source_shape: the shape that was broken.
        component: the constraint component.
        messages: language → what to do; the key is "" for a message without language.
    """

    focus_node: Node
    path: Node | None
    value: Node | None
    severity: URIRef
    source_shape: Node
    component: Node
    messages: Mapping[str, str]


def finding(parts: Mapping[URIRef, Node], messages: Iterable[Node]) -> ValidationResult:
    """Return the finding of a result, given its properties and its messages.

    Raises:
        GraphError: a property that every result has is missing.
    """
    severity, component = parts.get(SH.resultSeverity), parts.get(SH.sourceConstraintComponent)
    focus_node, shape = parts.get(SH.focusNode), parts.get(SH.sourceShape)
    if not isinstance(severity, URIRef) or component is None or focus_node is None or shape is None:
        raise GraphError("The validation report lacks a mandatory property (SHACL, 3.6.2).")
    return ValidationResult(
        focus_node=focus_node,
        path=parts.get(SH.resultPath),
        value=parts.get(SH.value),
        severity=severity,
        source_shape=shape,
        component=component,
        messages=_messages(messages, shape),
    )


def in_order(findings: Iterable[ValidationResult]) -> list[ValidationResult]:
    """Return the findings sorted by focus node, shape and value."""
    return sorted(findings, key=lambda f: (str(f.focus_node), str(f.source_shape), str(f.value)))


def _messages(given: Iterable[Node], shape: Node) -> dict[str, str]:
    """Return the texts of the shape: pySHACL 0.40 drops the language of a SPARQL rule's messages."""
    texts = [*shapes_graph().objects(shape, SH.message)] or [*given]
    return {text.language or "": str(text) for text in texts if isinstance(text, Literal)}


# A set answers "is this a parameter?" at once; pySHACL asks a list of sixty for every triple of a shape.
vars(shape_module)["CONSTRAINT_PARAMS"] = (set(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)

# rdflib logs each ill-typed literal with a traceback and the value, which belongs in no log.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

_Pattern = tuple[Any, Any, Any]

Progress = Callable[[int, int], None]
"""Called with how much of some work is done, and how much there is."""


def ignore_progress(done: int, total: int) -> None:
    """Tell nobody."""
    del done, total


class CompiledShapes:
    """Shapes, ready for use by this process and by those it forks.

    Args:
        shapes: a shapes graph; it is copied.
    """

    def __init__(self, shapes: Graph) -> None:
        self._graph = _Remembered()
        for triple in shapes:
            self._graph.add(triple)
        self._shapes = ShapesGraph(self._graph)
        self._targets = {
            target: self._shapes_of(target) for target in set(shapes.objects(None, SH.targetClass))
        }
        others = (SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
        self._always = [
            shape
            for shape in self._shapes.shapes
            if any((shape.node, other, None) in shapes for other in others)
        ]

    def validate(self, data: Graph, on_progress: Progress = ignore_progress) -> list[ValidationResult]:
        """Return what the shapes find in `data`, sorted by focus node, shape and value.

        Args:
            data: the graph.
            on_progress: called with the number of shapes that are done, and of all.

        Raises:
            GraphError: validation itself failed; nothing is known about the data.
        """
        asked = _Prepared(data)
        validator = Validator(
            DataGraph.from_rdflib(asked), shacl_graph=self._graph, options={"inplace": True}
        )
        validator.shacl_graph = self._shapes
        executor = validator.make_executor()
        try:
            # A result can come twice, under the same node.
            results: dict[Node, Any] = {}
            entered = list(self._entered(data))
            for done, shape in enumerate(entered, start=1):
                found = shape.validate(executor, validator.data_graph)[1]
                results |= {result[1]: result for result in found}
                on_progress(done, len(entered))
        except (RuntimeError, RecursionError) as error:
            raise GraphError(f"Validation could not finish: {error}") from error
        return in_order(_found(result) for result in results.values())

    def _entered(self, data: Graph) -> Iterator[Any]:
        """Yield the shapes that have something to look at; no shape relies on subclasses in the data."""
        for target in sorted(set(data.objects(None, RDF.type)), key=str):
            yield from self._targets.get(target, ())
        yield from self._always

    def _shapes_of(self, target: Node) -> list[Any]:
        return [
            self._shapes.lookup_shape_from_node(node)
            for node in sorted(self._graph.subjects(SH.targetClass, target), key=str)
            if self._shapes.shapes
        ]


@cache
def compiled_shapes() -> CompiledShapes:
    """Return all shapes, compiled."""
    return CompiledShapes(shapes_graph())


class _Remembered(Graph):
    """A graph that remembers the answers to lookups; it must not change any more once it was asked."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self._known: dict[_Pattern, list[Any]] = {}

    def triples(self, triple: Any) -> Any:
        try:
            found = self._known.get(triple)
        except TypeError:  # A path has no hash.
            return super().triples(triple)
        if found is None:
            found = self._known[triple] = list(super().triples(triple))
        return iter(found)

    def add(self, triple: Any) -> Any:
        """Add a triple, unless it is there: pySHACL adds the same two for each validation."""
        if super().__contains__(triple):
            return self
        self._known.clear()
        return super().add(triple)


class _Prepared(Graph):
    """The same triples as `data`, with queries that are parsed once in the life of this process."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier, bind_namespaces="none")

    def query(self, query_object: str | Query, *arguments: Any, **options: Any) -> Result:
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *arguments, **options)


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


def _found(result: tuple[str, Node, list[tuple[Node, URIRef, Any]]]) -> ValidationResult:
    """Return the finding of a pySHACL result: (text, node, triples); nodes of data come with graph."""
    _, node, triples = result
    parts, messages = {}, []
    for subject, part, value in triples:
        if subject == node:
            plain = value[1] if isinstance(value, tuple) else value
            parts[part] = plain
            if part == SH.resultMessage:
                messages.append(plain)
    return finding(parts, messages)


def flatten(shapes: Graph) -> Graph:
    """Return the same shapes, with the targets of a node shape on its property shapes instead.

    Property shapes may have targets themselves (SHACL, 2.1.3), and the results are the same. But pySHACL
    0.40 enters a property shape anew for each focus node of the node shape that holds it, and only once
    when it has the target: for the whole release that is the difference between minutes and seconds.
    Node shapes that other shapes refer to keep their property shapes.
    """
    flat = Graph()
    for triple in shapes:
        flat.add(triple)
    referred = {*shapes.objects(None, SH.node), *shapes.objects(None, SH.qualifiedValueShape)}
    referred |= {*shapes.objects(None, SH["not"]), *shapes.objects(None, RDF.first)}
    for shape in set(shapes.subjects(SH.targetClass)) - referred:
        for constraint in shapes.objects(shape, SH.property):
            flat.remove((shape, SH.property, constraint))
            for target in shapes.objects(shape, SH.targetClass):
                flat.add((constraint, SH.targetClass, target))
    return flat


@cache
def _flat_shapes() -> Graph:
    return flatten(shapes_graph())


def validate(data: Graph) -> list[ValidationResult]:
    """Return what the shapes find in `data`, sorted by focus node, shape and value.

    Made for one large graph; `CompiledShapes.validate` is made for many small ones.

    Raises:
        GraphError: validation itself failed; nothing is known about the data.
    """
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=_flat_shapes(), inplace=True)
    except RuntimeError as error:
        raise GraphError(f"Validation could not finish: {error}") from error
    if not isinstance(report, Graph):
        raise GraphError(f"Validation could not finish: {text}")
    results = [
        {part: value for part, value in report.predicate_objects(result) if isinstance(part, URIRef)}
        for result in report.objects(None, SH.result)
    ]
    messages = (report.objects(result, SH.resultMessage) for result in report.objects(None, SH.result))
    return in_order(finding(*pair) for pair in zip(results, messages, strict=True))
