# SPDX-FileCopyrightText: 2026 MPSC graph contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reports as SARIF 2.1.0, which code hosts show beside the lines of a file."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from graph import __version__
from graph.intake import Report

_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(reports: Sequence[Report], language: str) -> str:
    """Return one run with the results of all reports."""
    findings = [(report, each) for report in reports for each in report["findings"]]
    rules = {each["rule"]: each for _, each in findings}
    order = {rule: position for position, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "mpsc validate",
                "version": __version__,
                "informationUri": "https://w3id.org/mpsc/",
                "rules": [_rule(rule, each, language) for rule, each in rules.items()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(report, each, order, language) for report, each in findings],
        "invocations": [
            {
                "executionSuccessful": all(report["verdict"] != "unfinished" for report in reports),
            }
        ],
    }
    return (
        json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)
        + "\n"
    )


def _rule(rule: str, each: Any, language: str) -> dict[str, Any]:
    name = each["field"].get("name", {}).get(language) or rule
    text = each["fix"].get(language) or name
    found: dict[str, Any] = {"id": rule, "shortDescription": {"text": name}, "help": {"text": text}}
    if each["shape"]:
        found["helpUri"] = each["shape"]
    return found


def _sarif_result(report: Report, each: Any, order: Mapping[str, int], language: str) -> dict[str, Any]:
    place = each["location"]
    artifact = {"artifactLocation": {"uri": quote(report["file"]["name"] or "stdin")}}
    region = _region(place)
    location: dict[str, Any] = {"physicalLocation": {**artifact, **({"region": region} if region else {})}}
    name = place.get("pointer") or place.get("cell") or each["object"].get("iri")
    if name:
        location["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"}]
    return {
        "ruleId": each["rule"],
        "ruleIndex": order[each["rule"]],
        "level": _LEVELS[each["severity"]],
        "message": {"text": f"{each['message'][language]} {each['fix'].get(language, '')}".strip()},
        "locations": [location],
        "partialFingerprints": {"finding/v1": each["id"]},
    }


def _region(place: Mapping[str, Any]) -> dict[str, int]:
    if place.get("kind") == "line":
        return {
            "startLine": place["line"],
            **({"startColumn": place["column"]} if place.get("column") else {}),
        }
    return {"startLine": place["row"]} if place.get("kind") == "cell" and not place["sheet"] else {}
