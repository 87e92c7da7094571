# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Validation with SHACL: the only place that knows pySHACL.

`pyshacl.validate` (0.40) reads the shapes anew and parses each SPARQL rule for each node it looks at: most of
the time of a small graph. `CompiledShapes` keeps the shapes as they were read, remembers lookups in them,
parses rules once, and enters only shapes whose class occurs. It uses `Validator.shacl_graph`, which is not
documented: a test compares the results with those of `pyshacl.validate`. The option `use_shapes` is never
used: it passes over property shapes that have IRIs.
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

# A set answers "is this a parameter?" at once; pySHACL asks a list of sixty for every triple of a shape.
vars(shape_module)["CONSTRAINT_PARAMS"] = (set(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)

# rdflib logs each ill-typed literal with a traceback and the value, which belongs in no log.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

Progress = Callable[[int, int], None]
"""Called with how much of some work is done, and how much there is."""


def ignore_progress(done: int, total: int) -> None:
    """Do nothing."""
    del done, total


@dataclass(frozen=True)
class ValidationResult:
    """One validation result (SHACL, 3.6.2).

    Attributes:
        path: the property at fault, as far as the shape names one.
        severity: `sh:Violation`, `sh:Warning` or `sh:Info`.
        messages: language → what to do; the key is "" for a message without language.
    """

    focus_node: Node
    path: Node | None
    value: Node | None
    severity: URIRef
    source_shape: Node
    component: Node
    messages: Mapping[str, str]


class CompiledShapes:
    """A copy of a shapes graph, ready for use by this process and by those it forks."""

    def __init__(self, shapes: Graph) -> None:
        self._graph = _CachingGraph()
        self._graph += shapes
        self._shapes = ShapesGraph(self._graph)
        self._by_class = {cls: self._shapes_of(cls) for cls in set(shapes.objects(None, SH.targetClass))}
        others = (SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
        self._always = [
            shape for shape in self._shapes.shapes if any((shape.node, other, None) in shapes for other in others)
        ]

    def validate(self, data: Graph, on_progress: Progress = ignore_progress) -> list[ValidationResult]:
        """Return what the shapes find in `data`, sorted by focus node, shape and value.

        After each shape, `on_progress` is called with the number of shapes that are done, and of all.

        Raises:
            GraphError: validation itself failed; nothing is known about the data.
        """
        data_graph = DataGraph.from_rdflib(_PreparingGraph(data))
        validator = Validator(data_graph, shacl_graph=self._graph, options={"inplace": True})
        validator.shacl_graph = self._shapes
        executor = validator.make_executor()
        # A result can come twice, under the same node.
        results: dict[Node, Any] = {}
        shapes = list(self._shapes_for(data))
        try:
            for done, shape in enumerate(shapes, start=1):
                results |= {result[1]: result for result in shape.validate(executor, validator.data_graph)[1]}
                on_progress(done, len(shapes))
        except (RuntimeError, RecursionError) as error:
            raise GraphError(f"Validation could not finish: {error}") from error
        return _sort(_read_triples(*result[1:]) for result in results.values())

    def _shapes_for(self, data: Graph) -> Iterator[Any]:
        """Yield the shapes that have something to look at; no shape relies on subclasses in the data."""
        for cls in sorted(set(data.objects(None, RDF.type)), key=str):
            yield from self._by_class.get(cls, ())
        yield from self._always

    def _shapes_of(self, cls: Node) -> list[Any]:
        nodes = sorted(self._graph.subjects(SH.targetClass, cls), key=str)
        # `shapes` builds what `lookup_shape_from_node` looks into.
        return [self._shapes.lookup_shape_from_node(node) for node in nodes if self._shapes.shapes]


@cache
def compiled_shapes() -> CompiledShapes:
    """Return all shapes, compiled."""
    return CompiledShapes(shapes_graph())


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
    return _sort(
        _read_triples(node, [(node, part, value) for part, value in report.predicate_objects(node)])
        for node in report.objects(None, SH.result)
    )


def flatten(shapes: Graph) -> Graph:
    """Return the same shapes, with the targets of a node shape on its property shapes instead.

    Property shapes may have targets themselves (SHACL, 2.1.3), and the results are the same. But pySHACL
    0.40 enters a property shape anew for each focus node of the node shape that holds it, and only once
    when it has the target: for the whole release that is the difference between minutes and seconds.
    Node shapes that other shapes refer to keep their property shapes.
    """
    flat = Graph()
    flat += shapes
    referred = {*shapes.objects(None, SH.node), *shapes.objects(None, SH.qualifiedValueShape)}
    referred |= {*shapes.objects(None, SH["not"]), *shapes.objects(None, RDF.first)}
    for shape in set(shapes.subjects(SH.targetClass)) - referred:
        for constraint in shapes.objects(shape, SH.property):
            flat.remove((shape, SH.property, constraint))
            for target in shapes.objects(shape, SH.targetClass):
                flat.add((constraint, SH.targetClass, target))
    return flat


class _CachingGraph(Graph):
    """A graph that remembers the answers to lookups; it must not change once it was asked."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self._answers: dict[Any, list[Any]] = {}

    def triples(self, triple: Any) -> Any:
        try:
            answer = self._answers.get(triple)
        except TypeError:  # A path has no hash.
            return super().triples(triple)
        if answer is None:
            answer = self._answers[triple] = list(super().triples(triple))
        return iter(answer)

    def add(self, triple: Any) -> Any:
        """Add a triple, unless it is there: pySHACL adds the same two for each validation."""
        if super().__contains__(triple):
            return self
        self._answers.clear()
        return super().add(triple)


class _PreparingGraph(Graph):
    """The same triples as `data`, with queries that are parsed once in this process."""

    def __init__(self, data: Graph) -> None:
        super().__init__(store=data.store, identifier=data.identifier, bind_namespaces="none")

    def query(self, query_object: str | Query, *arguments: Any, **options: Any) -> Result:
        query = _prepare(query_object) if isinstance(query_object, str) else query_object
        return super().query(query, *arguments, **options)


@cache
def _prepare(text: str) -> Query:
    return prepareQuery(text)


@cache
def _flat_shapes() -> Graph:
    return flatten(shapes_graph())


def _sort(results: Iterable[ValidationResult]) -> list[ValidationResult]:
    return sorted(results, key=lambda each: (str(each.focus_node), str(each.source_shape), str(each.value)))


def _read_triples(node: Node, triples: Iterable[tuple[Node, Node, Any]]) -> ValidationResult:
    """Return the result that a node is, given its triples; pySHACL gives nodes of data with their graph.

    Raises:
        GraphError: a property that every result has is missing.
    """
    parts: dict[Node, Node] = {}
    messages = []
    for subject, part, value in triples:
        if subject == node:
            parts[part] = value[1] if isinstance(value, tuple) else value
            if part == SH.resultMessage:
                messages.append(parts[part])
    severity, component = parts.get(SH.resultSeverity), parts.get(SH.sourceConstraintComponent)
    focus_node, shape = parts.get(SH.focusNode), parts.get(SH.sourceShape)
    if not isinstance(severity, URIRef) or component is None or focus_node is None or shape is None:
        raise GraphError("The validation report lacks a mandatory property (SHACL, 3.6.2).")
    # The texts of the shape itself: pySHACL 0.40 drops the language of a SPARQL rule's messages.
    texts = [*shapes_graph().objects(shape, SH.message)] or messages
    return ValidationResult(
        focus_node=focus_node,
        path=parts.get(SH.resultPath),
        value=parts.get(SH.value),
        severity=severity,
        source_shape=shape,
        component=component,
        messages={text.language or "": str(text) for text in texts if isinstance(text, Literal)},
    )
