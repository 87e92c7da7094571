# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""SHACL: shapes and the findings of a validation; the only place that knows pySHACL."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyshacl
from rdflib import RDF, SH, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.artefacts import folder
from graph.errors import GraphError
from graph.vocabulary import SHAPE


@dataclass(frozen=True)
class Finding:
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


@cache
def shapes_graph() -> Graph:
    """Return all shapes with the prefixes they use and each code list as `sh:in`.

    A shape says `shape:codeList <scheme>`; the list comes from the scheme's concepts in
    `ontology/codelists/`, never from the data: a triple somebody submits cannot widen it.
    """
    shapes = Graph()
    for path in sorted(folder("shapes").glob("*.ttl")):
        shapes.parse(path)
    shapes.parse(folder("ontology") / "prefixes.ttl")
    _expand_code_lists(shapes)
    return shapes


def _expand_code_lists(shapes: Graph) -> None:
    concepts = code_lists()
    for shape, scheme in list(shapes.subject_objects(SHAPE.codeList)):
        members = sorted(concepts.subjects(SKOS.inScheme, scheme), key=str)
        if not members:
            raise GraphError(f"{shape}: the code list {scheme} has no concept.")
        head = URIRef(f"{shape}-codes")
        Collection(shapes, head, members)
        shapes.add((shape, SH["in"], head))
        shapes.remove((shape, SHAPE.codeList, scheme))


def flattened(shapes: Graph) -> Graph:
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
    return flattened(shapes_graph())


@cache
def code_lists() -> Graph:
    """Return all code lists as one graph."""
    lists = Graph()
    for path in sorted((folder("ontology") / "codelists").glob("*.ttl")):
        lists.parse(path)
    return lists


def validate(data: Graph) -> list[Finding]:
    """Return what the shapes find in `data`, sorted by focus node, shape and value.

    Raises:
        GraphError: validation itself failed; nothing is known about the data.
    """
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=_flat_shapes(), inplace=True)
    except RuntimeError as error:
        raise GraphError(f"Validation could not finish: {error}") from error
    if not isinstance(report, Graph):
        raise GraphError(f"Validation could not finish: {text}")
    findings = [_finding(report, result) for result in report.objects(None, SH.result)]
    return sorted(findings, key=lambda f: (str(f.focus_node), str(f.source_shape), str(f.value)))


def _finding(report: Graph, result: Node) -> Finding:
    severity = report.value(result, SH.resultSeverity)
    component = report.value(result, SH.sourceConstraintComponent)
    focus_node = report.value(result, SH.focusNode)
    shape = report.value(result, SH.sourceShape)
    if not isinstance(severity, URIRef) or component is None or focus_node is None or shape is None:
        raise GraphError("The validation report lacks a mandatory property (SHACL, 3.6.2).")
    return Finding(
        focus_node=focus_node,
        path=report.value(result, SH.resultPath),
        value=report.value(result, SH.value),
        severity=severity,
        source_shape=shape,
        component=component,
        messages=_messages(report, result, shape),
    )


def _messages(report: Graph, result: Node, shape: Node) -> dict[str, str]:
    """Return the texts of the shape: pySHACL 0.40 drops the language of a SPARQL rule's messages."""
    texts = [*shapes_graph().objects(shape, SH.message)] or [*report.objects(result, SH.resultMessage)]
    return {text.language or "": str(text) for text in texts if isinstance(text, Literal)}
