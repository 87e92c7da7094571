# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Shapes that are read once and used for many small graphs.

`pyshacl.validate` (0.40) reads the shapes anew and parses each SPARQL rule for each node it looks at: most of
the time of a small graph. Here the shapes stay as they were read, lookups in them are remembered, rules are
parsed once, and only shapes whose class occurs are entered. This uses `Validator.shacl_graph`, which is not
documented: a test compares the results with those of `pyshacl.validate`. The option `use_shapes` is never
used: it passes over property shapes that have IRIs.
"""

import logging
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from pyshacl import shape as shape_module
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS, CONSTRAINT_PARAMETERS_MAP
from pyshacl.graph_abstraction import DataGraph
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, SH, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from graph.errors import GraphError
from graph.model.shapes_graph import shapes_graph
from graph.validation.findings import Finding, finding, in_order

# A set answers "is this a parameter?" at once; pySHACL asks a list of sixty for every triple of a shape.
vars(shape_module)["CONSTRAINT_PARAMS"] = (set(ALL_CONSTRAINT_PARAMETERS), CONSTRAINT_PARAMETERS_MAP)

# rdflib logs each ill-typed literal with a traceback and the value, which belongs in no log.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

_Pattern = tuple[Any, Any, Any]

Told = Callable[[int, int], None]
"""Called with how much of some work is done, and how much there is."""


def silent(done: int, total: int) -> None:
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

    def findings(self, data: Graph, told: Told = silent) -> list[Finding]:
        """Return what the shapes find in `data`, sorted by focus node, shape and value.

        Args:
            data: the graph.
            told: called with the number of shapes that are done, and of all.

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
                told(done, len(entered))
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
def compiled() -> CompiledShapes:
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


def _found(result: tuple[str, Node, list[tuple[Node, URIRef, Any]]]) -> Finding:
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
