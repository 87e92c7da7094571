# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""SHACL: shapes and the findings of a validation; the only place that knows pySHACL."""

from functools import cache

import pyshacl
from rdflib import SH, Graph, URIRef

from graph.errors import GraphError
from graph.model.shapes_graph import code_lists, flattened, shapes_graph
from graph.validation.compiled import CompiledShapes, Told, compiled, silent
from graph.validation.findings import Finding, finding, in_order

__all__ = [
    "CompiledShapes",
    "Finding",
    "Told",
    "code_lists",
    "compiled",
    "flattened",
    "shapes_graph",
    "silent",
    "validate",
]


@cache
def _flat_shapes() -> Graph:
    return flattened(shapes_graph())


def validate(data: Graph) -> list[Finding]:
    """Return what the shapes find in `data`, sorted by focus node, shape and value.

    Made for one large graph; `CompiledShapes.findings` is made for many small ones.

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
