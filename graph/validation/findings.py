# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a validation finds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import SH, Literal, URIRef
from rdflib.term import Node

from graph.errors import GraphError
from graph.model.shapes_graph import shapes_graph


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


def finding(parts: Mapping[URIRef, Node], messages: Iterable[Node]) -> Finding:
    """Return the finding of a result, given its properties and its messages.

    Raises:
        GraphError: a property that every result has is missing.
    """
    severity, component = parts.get(SH.resultSeverity), parts.get(SH.sourceConstraintComponent)
    focus_node, shape = parts.get(SH.focusNode), parts.get(SH.sourceShape)
    if not isinstance(severity, URIRef) or component is None or focus_node is None or shape is None:
        raise GraphError("The validation report lacks a mandatory property (SHACL, 3.6.2).")
    return Finding(
        focus_node=focus_node,
        path=parts.get(SH.resultPath),
        value=parts.get(SH.value),
        severity=severity,
        source_shape=shape,
        component=component,
        messages=_messages(messages, shape),
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings sorted by focus node, shape and value."""
    return sorted(findings, key=lambda f: (str(f.focus_node), str(f.source_shape), str(f.value)))


def _messages(given: Iterable[Node], shape: Node) -> dict[str, str]:
    """Return the texts of the shape: pySHACL 0.40 drops the language of a SPARQL rule's messages."""
    texts = [*shapes_graph().objects(shape, SH.message)] or [*given]
    return {text.language or "": str(text) for text in texts if isinstance(text, Literal)}
