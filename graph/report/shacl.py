# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports as SHACL validation reports (SHACL, 3.6) in RDF."""

from collections.abc import Iterator, Sequence
from typing import Any

from rdflib import RDF, SH, XSD, Literal, URIRef
from rdflib.term import Node

from graph.intake import Report
from graph.model.formats import Format
from graph.model.namespaces import SHAPE, namespaces
from graph.store import Quad, written

_SEVERITIES = {"error": SH.Violation, "warning": SH.Warning, "hint": SH.Info}


def as_shacl(reports: Sequence[Report], chosen: Format) -> str:
    """Return the reports in a graph format; a report is named by the digest of its file."""
    quads = (quad for report in reports for quad in _quads(report))
    return written(quads, chosen, {prefix: str(base) for prefix, base in namespaces().items()}).decode()


def _quads(report: Report) -> Iterator[Quad]:
    name = URIRef(f"urn:sha256:{report['file']['sha256']}")
    conforms = report["verdict"] in {"valid", "nothing"} and not report["findings"]
    yield name, RDF.type, SH.ValidationReport, None
    yield name, SH.conforms, Literal(str(conforms).lower(), datatype=XSD.boolean), None
    for each in report["findings"]:
        result = URIRef(f"{name}:{each['id']}")
        yield name, SH.result, result, None
        for predicate, value in _shacl_result(each):
            yield result, predicate, value, None


def _shacl_result(each: Any) -> Iterator[tuple[URIRef, Node]]:
    yield RDF.type, SH.ValidationResult
    yield SH.resultSeverity, _SEVERITIES[each["severity"]]
    yield SH.sourceConstraintComponent, SH[f"{each['component'] or 'SPARQL'}ConstraintComponent"]
    yield SH.sourceShape, URIRef(each["shape"] or SHAPE[each["rule"]])
    if each["object"]:
        yield SH.focusNode, URIRef(each["object"]["iri"])
    if each["field"].get("path"):
        yield SH.resultPath, URIRef(each["field"]["path"])
    if each["component"] != "MinCount" and len(each["found"]) == 1:
        yield SH.value, _value(each["found"][0])
    for language, text in each["message"].items():
        yield SH.resultMessage, Literal(f"{text} {each['fix'].get(language, '')}".strip(), lang=language)


def _value(found: Any) -> Node:
    if found.get("kind") == "iri":
        return URIRef(found["value"])
    datatype = found.get("datatype")
    plain = datatype in {None, "", str(XSD.string)}
    if found.get("language"):
        return Literal(found["value"], lang=found["language"])
    return (
        Literal(found["value"])
        if plain
        else Literal(found["value"], datatype=URIRef(datatype), normalize=False)
    )
